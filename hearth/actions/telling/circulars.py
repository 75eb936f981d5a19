"""The office asks hosts, or tells its residents, by one act: a message to each, by itself."""

from collections.abc import Collection
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction

from hearth.actions.telling import outbox
from hearth.core.audience import Audience
from hearth.core.errors import NotFound
from hearth.core.gate.circulars import Circular, id_of, key, message, must_be_ahead
from hearth.store import circulars, events, offices, rows
from hearth.store import outbox as queued
from hearth.store.access import SignedIn


@transaction.atomic
def send(
    *,
    kind: Circular,
    day: date,
    whom: Collection[UUID],
    office: UUID,
    by: SignedIn,
    now: datetime,
    zone: ZoneInfo,
) -> int:
    """Let one message leave to each of these whom the gate would let be written to. How many.

    Whoever was written to of this day is not again, unless it was stopped. Each waits out the
    grace and the safe hours of its own reader, and asks the gate by itself as it is sent.

    Raises NotFound for an office that is not theirs, and for whoever is no host (a host of any
    office) or no resident of a case of this office; InvalidValue for a day that cannot be meant.
    """
    events.begin_write()
    rows.only(by, Audience.CASEWORKER)
    offices.must_be_of(office, by)
    must_be_ahead(day, now.date())
    cases = _cases_of(kind, office)
    if not cases.keys() >= set(whom):
        raise NotFound("no such record")
    found = circulars.sort_out(kind, day, whom, by=by, now=now, zone=zone)
    all_ = id_of(kind, day, office)
    for who, stopped in found.to.items():
        outbox.queue(
            message(kind, day, who),
            key=key(kind, day, who, stopped),
            case=cases[who],
            because=all_,
            by=by,
            now=now,
        )
    if found.to:
        purpose = f"{kind} {day}: {len(found.to)}"
        events.record("circular.sent", by=by, about=all_, now=now, purpose=purpose)
    return len(found.to)


@transaction.atomic
def stop(*, kind: Circular, day: date, office: UUID, by: SignedIn, now: datetime) -> int:
    """Stop those that have not left. How many. Who was to have one can be written to again."""
    events.begin_write()
    rows.only(by, Audience.CASEWORKER)
    offices.must_be_of(office, by)
    all_ = id_of(kind, day, office)
    count = queued.cancel(by=by, now=now, because=all_)
    if count:
        purpose = f"{kind} {day}: {count}"
        events.record("circular.stopped", by=by, about=all_, now=now, purpose=purpose)
    return count


def _cases_of(kind: Circular, office: UUID) -> dict[UUID, UUID | None]:
    """Everybody who may have one from this office, each with the case that it is of, if any."""
    if kind is Circular.FREE:
        return dict.fromkeys(circulars.hosts())
    return dict(circulars.residents(office))
