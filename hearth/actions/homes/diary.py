"""A host's diary: what they write, and what they changed. Theirs and the offices' alone."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from hearth.core.audience import Audience
from hearth.core.compartments import Compartment
from hearth.core.diary import Kind, Note
from hearth.core.errors import NotFound
from hearth.store import events, facts, offices
from hearth.store.access import SignedIn
from hearth.store.models import HostNoteRow, HostRow


@transaction.atomic
def write(*, note: Note, by: SignedIn, now: datetime) -> None:
    """The host writes an entry. Raises NotFound for whoever is no host of the register."""
    put(own_row(by).id, Kind.WRITTEN, note, by=by, now=now)


def put(host: UUID, kind: Kind, note: Note, *, by: SignedIn, now: datetime) -> None:
    """An entry of a host's own diary, made by them."""
    events.begin_write()
    fact = facts.NewFact(
        subject=host,
        compartment=Compartment.DIARY,
        kind="note",
        value=note,
        to=(*offices.every(), by.id),
    )
    item = facts.put(fact, by=by, now=now, purpose="diary")
    HostNoteRow.objects.create(host_id=host, kind=kind, item_id=item, written_at=now)


def own_row(by: SignedIn) -> HostRow:
    """The row of the host who signed in. Raises NotFound for anybody else."""
    row = HostRow.objects.filter(principal=by.id).first()
    if row is None or by.audience is not Audience.HOST:
        raise NotFound("no such record")
    return row
