"""What stands in a reader's calendar: days and hours, from rows in clear. Nothing is opened."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import islice
from uuid import UUID

from django.db import transaction

from hearth.core import concerns, duties, introduction, placement
from hearth.core.audience import Audience
from hearth.core.feeds import READERS, is_open
from hearth.exchange.calendar import Appointment
from hearth.queries.visiting.announced import to_host
from hearth.store import rows
from hearth.store.access import SignedIn
from hearth.store.checks import WAITING
from hearth.store.models import (
    CheckRow,
    ConcernRow,
    DueRow,
    FeedRow,
    IntroductionRow,
    PlacementRow,
)
from hearth.store.models.checks import made_by

AHEAD = timedelta(days=60)
MOST = 500


@dataclass(frozen=True, slots=True)
class OwnFeed:
    """The reader's address: since when and until when. Its secret is not kept."""

    made_at: datetime
    ends_at: datetime


@transaction.atomic
def own(*, by: SignedIn, now: datetime) -> OwnFeed | None:
    """The address that works now, or None. Raises WrongHands for whoever has no calendar."""
    rows.only(by, *READERS)
    row = FeedRow.objects.filter(reader=by.id, revoked_at=None).order_by("-made_at").first()
    if row is None or not is_open(ends_at=row.ends_at, revoked_at=row.revoked_at, now=now):
        return None
    return OwnFeed(row.made_at, row.ends_at)


@transaction.atomic
def appointments(reader: UUID, role: Audience, now: datetime) -> tuple[Appointment, ...]:
    """At most `MOST` appointments of the next 60 days. Cost: a fixed number of queries."""
    found = _PARTS.get(role, _nothing)(reader, now.date())
    return tuple(islice(found, MOST))


Part = Callable[[UUID, date], Iterator[Appointment]]


def _nothing(_: UUID, __: date) -> Iterator[Appointment]:
    yield from ()


def _of_host(reader: UUID, today: date) -> Iterator[Appointment]:
    """What the host was told: announced visits, moves to come, when both will be told."""
    for one in to_host(reader, today):
        yield Appointment(f"visit {one.id}", one.first, one.last)
    yield from _moves(today, home__host__principal=reader)
    yield from _tellings(today, offer__home__host__principal=reader)


def _of_visitor(reader: UUID, today: date) -> Iterator[Appointment]:
    taken = CheckRow.objects.filter(made_by(reader), taken_on__gte=today, state__in=WAITING)
    for id, on in taken.order_by("taken_on").values_list("id", "taken_on")[:MOST]:
        if on is not None:
            yield Appointment(f"visit {id}", on)


def _of_office(_: UUID, today: date) -> Iterator[Appointment]:
    yield from _moves(today)
    yield from _tellings(today)
    yield from _duties(today)


def _of_lead(_: UUID, today: date) -> Iterator[Appointment]:
    open_ = ConcernRow.objects.exclude(state=concerns.State.ANSWERED)
    for row in open_.filter(answer_by__lte=today + AHEAD).order_by("answer_by")[:MOST]:
        first = row.acknowledge_by if row.state == concerns.START else row.answer_by
        yield Appointment(f"answer {row.id}", first)
    yield from _duties(today)


def _moves(today: date, **whose: UUID) -> Iterator[Appointment]:
    planned = PlacementRow.objects.filter(state=placement.State.PLANNED, **whose)
    near = planned.filter(planned_on__range=(today, today + AHEAD)).order_by("planned_on")
    for id, on in near.values_list("id", "planned_on")[:MOST]:
        yield Appointment(f"move {id}", on)


def _tellings(today: date, **whose: UUID) -> Iterator[Appointment]:
    held = IntroductionRow.objects.filter(tell_at__date__gte=today, **whose)
    open_ = held.exclude(state=introduction.State.ENDED).order_by("tell_at")
    for id, at in open_.values_list("id", "tell_at")[:MOST]:
        if at is not None:
            yield Appointment(f"told {id}", at)


def _duties(today: date) -> Iterator[Appointment]:
    waiting = DueRow.objects.filter(state__in=duties.WAITING, due_on__lte=today + AHEAD)
    for id, on in waiting.order_by("due_on").values_list("id", "due_on")[:MOST]:
        yield Appointment(f"due {id}", on)


_PARTS: Mapping[Audience, Part] = {
    Audience.HOST: _of_host,
    Audience.VISITOR: _of_visitor,
    Audience.CASEWORKER: _of_office,
    Audience.LEAD: _of_lead,
}
