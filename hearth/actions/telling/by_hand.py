"""What people carry: a letter they post, a call they make. Asked of the gate again as they do it.

Each is done once: a letter that was posted is not posted again because somebody pressed twice. Who
was not reached is called again later; where somebody else answered, nobody calls any more.
"""

from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction

from hearth.core.audience import Audience
from hearth.core.errors import InvalidValue, RuleBroken
from hearth.core.gate import NOT_NOW, may_leave
from hearth.core.gate.outbox import (
    AVOIDED,
    CALL_AGAIN,
    SOMEBODY_ELSE,
    STEPS,
    Act,
    Kept,
    State,
    Written,
    written,
)
from hearth.core.reach import Channel, Reach, without_phone
from hearth.store import events, facts, outbox, rows
from hearth.store.access import SignedIn
from hearth.store.models import OutboxRow, PersonRow
from hearth.store.reach import item_of, reach_of

PURPOSE = "by hand"
SAID_ALREADY = "this was done already, and is done once"
STOPPED = "this was stopped meanwhile: do not post it, and do not ring"


@transaction.atomic
def posted(*, message: UUID, by: SignedIn, now: datetime, zone: ZoneInfo) -> State:
    """Somebody of the office puts the letter into the post now. SENT; REFUSED where it may not
    leave any more: then it is not posted, and the task says why.

    Raises NotFound, InvalidValue for a call, RuleBroken for what was posted or stopped already.
    """
    return _done(message, Channel.LETTER, by=by, now=now, zone=zone)


@transaction.atomic
def reached(*, message: UUID, by: SignedIn, now: datetime, zone: ZoneInfo) -> State:
    """They answered, and were told. SENT; a call outside what is safe is refused, as `posted`."""
    return _done(message, Channel.CALL, by=by, now=now, zone=zone)


@transaction.atomic
def not_reached(*, message: UUID, by: SignedIn, now: datetime) -> None:
    """Nobody answered: to be called again, not at once. Raises as `posted`."""
    events.begin_write()
    row, _ = _open(message, Channel.CALL, by=by, now=now)
    rows.step(row, STEPS, Act.MISS, by, next_at=now + CALL_AGAIN, tries=row.tries + 1)
    events.record("message.missed", by=by, about=row.id, now=now)


@transaction.atomic
def somebody_else(*, message: UUID, by: SignedIn, now: datetime) -> None:
    """Somebody else answered: from here on nobody calls or texts, until the person says so anew.

    All that waits for them is stopped with it. Raises as `posted`.
    """
    events.begin_write()
    row, _ = _open(message, Channel.CALL, by=by, now=now)
    rows.step(row, STEPS, Act.STOP, by, ended_at=now, why=SOMEBODY_ELSE)
    person = PersonRow.objects.filter(principal=row.to_id).first()
    item = item_of(person.id) if person is not None else None
    if item is not None:
        said = facts.open_(Reach, item, by=by, now=now, purpose=PURPOSE)
        left = without_phone(said, now.date())
        facts.change(item, left, by=by, now=now, purpose=PURPOSE)
    outbox.cancel(to=row.to_id, by=by, now=now)  # it was written for a way that is not safe
    events.record("message.somebody_else", by=by, about=row.id, now=now)


def _done(message: UUID, by_way: Channel, *, by: SignedIn, now: datetime, zone: ZoneInfo) -> State:
    events.begin_write()
    row, kept = _open(message, by_way, by=by, now=now)
    words, why = asked_again(kept, by_way, by=by, now=now, zone=zone)
    if why == NOT_NOW:
        raise RuleBroken("this is not an hour in which a call is safe; ring in theirs")
    if words is None:
        events.record("message.refused", by=by, about=row.id, now=now)
        return rows.step(row, STEPS, Act.STOP, by, ended_at=now, why=why)
    left = Kept(message=kept.message, written=words)
    facts.change(row.item_id, left, by=by, now=now, purpose=PURPOSE)
    events.record("message.sent", by=by, about=row.id, now=now)
    return rows.step(row, STEPS, Act.DO, by, ended_at=now)


def asked_again(
    kept: Kept, by_way: Channel, *, by: SignedIn, now: datetime, zone: ZoneInfo
) -> tuple[Written | None, str]:
    """What may leave by this way in this moment, as they say now; or nothing, and why."""
    to = kept.message.to
    reach = reach_of(to, by=by, now=now, purpose=PURPOSE)
    released = outbox.releases_for(kept.message, now.date())
    decision = may_leave(kept.message, released, reach, by_way, now, zone)
    if decision.against or reach is None:
        return None, decision.against[0].code
    words = written(kept.message, by_way, reach)
    return words, "" if words is not None else AVOIDED


def _open(message: UUID, by_way: Channel, *, by: SignedIn, now: datetime) -> tuple[OutboxRow, Kept]:
    rows.only(by, Audience.CASEWORKER)
    row = rows.get(OutboxRow, message, case__isnull=False)
    if row.state != State.BY_HAND:
        raise RuleBroken(SAID_ALREADY if row.state == State.SENT else STOPPED)
    kept = facts.open_(Kept, row.item_id, by=by, now=now, purpose=PURPOSE)
    if kept.written is None or kept.written.channel is not by_way:
        raise InvalidValue(f"this is no {by_way}")
    return row, kept
