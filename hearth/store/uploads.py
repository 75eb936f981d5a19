"""Lists of hosts that came in through a page and wait to be looked at. Sealed to all offices."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from hearth.core.compartments import Compartment
from hearth.core.errors import NotFound
from hearth.exchange.sheets import Sheet
from hearth.store import facts, offices
from hearth.store.access import SignedIn
from hearth.store.facts import NewFact
from hearth.store.models import ItemRow

KIND, PURPOSE = "upload", "import"


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """A list of hosts as it was sent. `mapping`: their heading to our field, where it was said.

    entered : hosts new, changed and the same, once its right rows were entered.
    """

    name: str
    sheet: Sheet
    register: str
    programme: str
    sent_at: datetime
    mapping: Mapping[str, str]
    entered: tuple[int, int, int] | None = None


def put(upload: Upload, *, by: SignedIn, now: datetime) -> UUID:
    """Keep a list until it is entered or thrown away. Its id."""
    id = uuid4()
    fact = NewFact(
        subject=id,
        compartment=Compartment.LEDGER,
        kind=KIND,
        value=upload,
        to=offices.every(),
    )
    facts.put(fact, by=by, now=now, purpose=PURPOSE)
    return id


def get(id: UUID, *, by: SignedIn, now: datetime) -> tuple[UUID, Upload]:
    """A list and the item it is. Raises NotFound once it is gone; Sealed for others."""
    row = ItemRow.objects.filter(subject=id, kind=KIND).first()
    if row is None:
        raise NotFound("there is no such list, or it was thrown away")
    return row.id, facts.open_(Upload, row.id, by=by, now=now, purpose=PURPOSE)


def all_of(*, by: SignedIn, now: datetime) -> dict[UUID, Upload]:
    """Every list that is still here, by its id."""
    # By the index over both: a kind alone is looked for among all that was ever sealed.
    kept = ItemRow.objects.filter(compartment=Compartment.LEDGER, kind=KIND)
    items = dict(kept.values_list("subject", "id"))
    if not items:
        return {}
    opened = facts.open_many(Upload, items.values(), by=by, now=now, purpose=PURPOSE)
    return {id: opened[item] for id, item in items.items()}
