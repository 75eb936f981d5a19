"""Whether what an address names is of another office's case: then to a caseworker it is not there.

Asked at the door, before a page is begun, of every id that an address names. What is of no case (a
host, a home, a list) is shared by all offices.
"""

from collections.abc import Mapping
from uuid import UUID

from hearth.core.policy import Thing
from hearth.store import walls
from hearth.store.access import SignedIn
from hearth.store.models import (
    CaseRow,
    CheckRow,
    DueRow,
    IntroductionRow,
    OfferRow,
    OutboxRow,
    PaperRow,
    PersonRow,
    PlacementRow,
    TonightRow,
)
from hearth.store.models.base import Row

KEPT_IN: Mapping[Thing, type[Row]] = {
    Thing.CASE: CaseRow,
    Thing.OFFER: OfferRow,
    Thing.MEETING: IntroductionRow,
    Thing.STAY: PlacementRow,
    Thing.CHECK: CheckRow,
    Thing.TONIGHT: TonightRow,
    Thing.DUTY: DueRow,
    Thing.MESSAGE: OutboxRow,
    Thing.PAPER: PaperRow,
    Thing.CODE: PersonRow,
    Thing.KEPT: CaseRow,
}


def of_others(asked: Mapping[str, tuple[Thing, UUID | str]], *, by: SignedIn) -> frozenset[str]:
    """Which of these are not there for them, by what they are called in `asked`: where one is of
    another office's case, all that are of a case, since what lies under it is as little there.

    asked : what an address names: each its kind, and its id or the text of one. Cost: nothing where
    none is of a case; one small query where there is one office, else one more for each.
    """
    named = {name: (KEPT_IN[thing], id) for name, (thing, id) in asked.items() if thing in KEPT_IN}
    if not named or walls.sees_all(by):
        return frozenset()
    # All are looked up, whatever the first one is: how much was asked would tell it by time.
    anothers = [
        walls.is_anothers(kept, id if isinstance(id, UUID) else UUID(id), by)
        for kept, id in named.values()
    ]
    return frozenset(named) if any(anothers) else frozenset()
