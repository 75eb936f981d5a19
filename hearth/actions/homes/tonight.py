"""A safe place tonight: the person answers, and the office finds one where they wish it."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from hearth.core import tonight
from hearth.core.errors import NotFound
from hearth.core.tonight import Act
from hearth.store import events, rows
from hearth.store.access import SignedIn
from hearth.store.models import PlacementRow, TonightRow


def ask(stay: PlacementRow, *, by: SignedIn, now: datetime) -> None:
    """Ask the person of a stay, where they are not asked already."""
    if TonightRow.objects.filter(placement=stay, state__in=tonight.OPEN).exists():
        return
    row = TonightRow.objects.create(placement=stay, asked_at=now, state=tonight.START)
    events.record("tonight.asked", by=by, about=row.id, now=now)


@transaction.atomic
def answer(*, wished: bool, by: SignedIn, now: datetime) -> None:
    """The person says yes or no, and may say otherwise later. The same twice is said once.

    Raises NotFound for whoever was not asked, StepNotAllowed once a place has been found.
    """
    events.begin_write()
    mine = TonightRow.objects.filter(placement__case__party__members__person__principal=by.id)
    row = mine.order_by("-asked_at").first()
    if row is None:
        raise NotFound("no such record")
    wanted = tonight.State.WISHED if wished else tonight.State.STAYS
    if row.state == wanted:
        return
    rows.step(row, tonight.STEPS, Act.WISH if wished else Act.STAY, by, answered_at=now)
    events.record("tonight.answered", by=by, about=row.id, now=now)


@transaction.atomic
def found(*, tonight_id: UUID, by: SignedIn, now: datetime) -> None:
    """A caseworker has found a place and told the person. Nothing of the place is written here."""
    events.begin_write()
    row = rows.get(TonightRow, tonight_id)
    rows.step(row, tonight.STEPS, Act.FIND, by)
    events.record("tonight.found", by=by, about=row.id, now=now)


@transaction.atomic
def lapse(*, by: SignedIn, now: datetime) -> int:
    """Questions of earlier days are over. How many there were. A yes stays until it is met."""
    events.begin_write()
    unmet = (tonight.State.ASKED, tonight.State.STAYS)
    old = list(TonightRow.objects.filter(state__in=unmet, asked_at__date__lt=now.date()))
    for row in old:
        rows.step(row, tonight.STEPS, Act.END, by)
        events.record("tonight.over", by=by, about=row.id, now=now)
    return len(old)
