"""Whether what an address names is of another office's case: then to a caseworker it is not there.

Asked at the door, before a page is begun, of every id that an address names. What is of no case (a
host, a home, a list) is shared by all offices.
"""

from collections.abc import Iterable, Mapping
from uuid import UUID

from hearth.core.policy import Relation, Thing
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


def relation(asked: Iterable[tuple[Thing, UUID | str]], *, by: SignedIn) -> Relation:
    """OTHER where any of these things is of another office's case, else OFFICE.

    asked : as an address names them, each by its id or the text of one. Cost: nothing where none
    is of a case; one small query where there is one office, else one more for each.
    """
    named = [(KEPT_IN[thing], id) for thing, id in asked if thing in KEPT_IN]
    if not named or walls.sees_all(by):
        return Relation.OFFICE
    others = (
        walls.is_anothers(kept, id if isinstance(id, UUID) else UUID(id), by) for kept, id in named
    )
    return Relation.OTHER if any(others) else Relation.OFFICE
