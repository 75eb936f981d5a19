"""A bed for everybody, in rooms that may be shared by those who would share them."""

from hearth.core.audience import STAFF_AND_RESIDENT
from hearth.core.decision import Decision, Margin
from hearth.core.programme import RoomStandard
from hearth.core.rooms import Sleeping, beds_for
from hearth.core.rules.pair import Pair


def enough_room(pair: Pair, *, standard: RoomStandard) -> Decision:
    """The party can sleep in the free rooms under the programme's standard.

    Ages are taken on the first day of the stay.
    """
    sleeping = Sleeping.of(pair.party, pair.party.stay.first)
    if beds_for(sleeping, pair.home.rooms_free, standard) is not None:
        return Decision()
    beds, needed = [room.beds for room in pair.home.rooms_free], len(pair.party.people)
    if sum(beds) < needed:
        return Decision.no("beds", STAFF_AND_RESIDENT, Margin(str(needed), str(sum(beds)), "beds"))
    there = f"rooms of {' and '.join(map(str, beds))} beds"
    margin = Margin(f"rooms that these {needed} may share", there)
    return Decision.no("rooms_cannot_be_shared", STAFF_AND_RESIDENT, margin)
