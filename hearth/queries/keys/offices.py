"""Whether what an address names is of another office's case: then to a caseworker it is not there.

Asked at the door, before a page is begun, of every id that an address names. What is of no case (a
host, a home, a list) is shared by all offices.
"""

from collections.abc import Mapping
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


def relation(thing: Thing, id: UUID | str, *, by: SignedIn) -> Relation:
    """OTHER for a thing of another office's case, OFFICE for every other. Cost: two small queries.

    id : as the address has it, an id or the text of one.
    """
    kept = KEPT_IN.get(thing)
    if kept is None:
        return Relation.OFFICE
    other = walls.is_anothers(kept, id if isinstance(id, UUID) else UUID(id), by)
    return Relation.OTHER if other else Relation.OFFICE
