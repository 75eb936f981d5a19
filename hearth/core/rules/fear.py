"""The person's fears decide."""

from hearth.core.audience import STAFF_AND_RESIDENT
from hearth.core.decision import Decision
from hearth.core.rules.pair import Pair


def no_fear(pair: Pair) -> Decision:
    """Nobody whom somebody of the party fears lives in the home or often visits it.

    A fear needs no proof. The person may be told that a fear of theirs decided,
    because it is their own word; not whose presence it was.
    """
    if pair.party.fears & pair.host.circle:
        return Decision.no("fear", STAFF_AND_RESIDENT)
    return Decision()
