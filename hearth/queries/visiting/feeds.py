"""What stands in a reader's calendar: days and hours, from rows in clear.

Nothing is opened but the plans in force, for a visitor, by the running service.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from hearth.core import concerns, duties, introduction, placement
from hearth.core.audience import Audience
from hearth.core.feeds import READERS, READS_AN_HOUR, is_open
from hearth.core.ids import PrincipalId
from hearth.core.placement import LIVES_THERE
from hearth.core.rounds import kept
from hearth.core.rounds.kept import Kept, Planned
from hearth.exchange.calendar import Appointment
from hearth.queries.deciding import matters
from hearth.queries.homes import vetting
from hearth.queries.homes.hosts import chosen
from hearth.queries.visiting.announced import to_host
from hearth.store import facts, offices, rows
from hearth.store.access import SignedIn
from hearth.store.checks import EXTRA, WAITING
from hearth.store.hosts import Register
from hearth.store.models import (
    CheckRow,
    DueRow,
    FeedRow,
    IntroductionRow,
    PlacementRow,
    RoundRow,
)
from hearth.store.models.checks import made_by
from hearth.store.near import stays_of
from hearth.store.rounds import MOST_DAYS

AHEAD = timedelta(days=60)
MOST = 500
PURPOSE = "calendar"


@dataclass(frozen=True, slots=True)
class OwnFeed:
    """The reader's address: since when and until when. Its secret is not kept.

    often : whether it was asked for, in the hour that was counted last, as often as it may be. No
    calendar does that by itself.
    """

    made_at: datetime
    ends_at: datetime
    often: bool


@transaction.atomic
def own(*, by: SignedIn, now: datetime) -> OwnFeed | None:
    """The address that works now, or None. Raises WrongHands for whoever has no calendar."""
    rows.only(by, *READERS)
    row = FeedRow.objects.filter(reader=by.id, revoked_at=None).order_by("-made_at").first()
    if row is None or not is_open(ends_at=row.ends_at, revoked_at=row.revoked_at, now=now):
        return None
    return OwnFeed(row.made_at, row.ends_at, row.reads >= READS_AN_HOUR)


@dataclass(frozen=True, slots=True)
class Asked:
    """Whose calendar is asked for, when, and by which clock the service lives.

    `register`: for the office, whose hosts' vetting lapses on days of its own.
    """

    reader: UUID
    now: datetime
    service: SignedIn
    zone: ZoneInfo
    register: Register | None = None

    @property
    def today(self) -> date:
        """The day it is asked for on."""
        return self.now.date()


@transaction.atomic
def appointments(asked: Asked, role: Audience) -> tuple[Appointment, ...]:
    """The first `MOST` appointments of the next 60 days.

    `asked.service` is the running program, which alone opens the plans in force, and for a visitor
    alone. Cost: a fixed number of queries; for a visitor one opening.
    """
    found = sorted(_PARTS.get(role, _nothing)(asked), key=lambda one: str(one.first))
    return tuple(found[:MOST])


Part = Callable[[Asked], Iterator[Appointment]]
Whose = UUID | Sequence[UUID]


def _nothing(_: Asked) -> Iterator[Appointment]:
    yield from ()


def _of_host(asked: Asked) -> Iterator[Appointment]:
    """What the host was told: announced visits, moves to come, when both will be told."""
    for one in to_host(asked.reader, asked.today):
        yield Appointment(f"visit {one.id}", one.first, one.last)
    yield from _moves(asked.today, home__host__principal=asked.reader)
    yield from _tellings(asked.today, offer__home__host__principal=asked.reader)


def _of_visitor(asked: Asked) -> Iterator[Appointment]:
    """What they took on, and their own round, as their page shows it: the hour where one is
    planned for that day."""
    mine = CheckRow.objects.filter(made_by(asked.reader), taken_on__gte=asked.today)
    rows_ = mine.filter(state__in=WAITING).order_by("taken_on").values_list("id", "taken_on")
    taken = {id: on for id, on in rows_[:MOST] if on is not None}
    planned = {one.check: one for one in _round(asked)}
    waiting = CheckRow.objects.filter(id__in=planned, state__in=WAITING)
    hours = {
        id: datetime.combine(planned[id].day, planned[id].begins, asked.zone)
        for id in waiting.values_list("id", flat=True)
        if taken.get(id, planned[id].day) == planned[id].day
    }
    for id, when in (taken | hours).items():
        yield Appointment(f"visit {id}", when)


def _in(some: Sequence[UUID] | None, case: str) -> dict[str, Whose]:
    return {} if some is None else {f"{case}__office__in": some}


def _round(asked: Asked) -> list[Planned]:
    """A visitor's visits from today on, of every plan in force."""
    recent = asked.today - timedelta(MOST_DAYS)
    plans = RoundRow.objects.filter(state=kept.START, first_on__gt=recent).exclude(plan=None)
    items = list(plans.values_list("plan_id", flat=True))
    if not items:
        return []
    opened = facts.open_many(Kept, items, by=asked.service, now=asked.now, purpose=PURPOSE)
    visits = (one for plan in opened.values() for one in plan.visits)
    return [one for one in visits if asked.reader in one.visitors and one.day >= asked.today]


def _of_office(asked: Asked) -> Iterator[Appointment]:
    """Of the cases of their offices; where that is all of them, nothing is asked of each.

    Checks that a concern asked for are told to visitor and lead alone.
    """
    some = offices.but_all_of(asked.reader)
    announced = CheckRow.objects.exclude(recurrence=EXTRA)
    yield from _moves(asked.today, **_in(some, "case"))
    yield from _tellings(asked.today, **_in(some, "offer__case"))
    yield from _duties(asked.today, **_in(some, "placement__case"))
    yield from _checks(announced.filter(**_in(some, "placement__case")), asked.today)
    yield from _renewals(asked)


def _of_lead(asked: Asked) -> Iterator[Appointment]:
    """That there is a concern about themselves is not theirs to know, nor who visits a host whom
    they are near."""
    today, near = asked.today, asked.today + AHEAD
    open_ = matters.not_about(asked.reader).exclude(state=concerns.State.ANSWERED)
    soon = Q(answer_by__lte=near) | Q(acknowledge_by__lte=near, state=concerns.START)
    soon |= Q(officer_by__lte=near)
    for row in open_.filter(soon).order_by("answer_by")[:MOST]:
        yield Appointment(f"answer {row.id}", row.due_by)
    yield from _duties(today)
    not_theirs = stays_of(PrincipalId(asked.reader))
    yield from _checks(CheckRow.objects.exclude(placement__in=not_theirs), today)


def _renewals(asked: Asked) -> Iterator[Appointment]:
    """The days on which a step of a host's vetting lapses, by the rules used last."""
    if asked.register is None:
        return
    lapsing = vetting.lapsing(
        asked.register,
        programme=chosen("", now=asked.now),
        by=asked.service,
        now=asked.now,
        last=asked.today + AHEAD,
    )
    for host, on in lapsing:
        yield Appointment(f"renewal {host} {on}", on)


def _moves(today: date, **whose: Whose) -> Iterator[Appointment]:
    planned = PlacementRow.objects.filter(state=placement.State.PLANNED, **whose)
    near = planned.filter(planned_on__range=(today, today + AHEAD)).order_by("planned_on")
    for id, on in near.values_list("id", "planned_on")[:MOST]:
        yield Appointment(f"move {id}", on)


def _tellings(today: date, **whose: Whose) -> Iterator[Appointment]:
    held = IntroductionRow.objects.filter(tell_at__date__gte=today, **whose)
    open_ = held.exclude(state=introduction.State.ENDED).order_by("tell_at")
    for id, at in open_.values_list("id", "tell_at")[:MOST]:
        if at is not None:
            yield Appointment(f"told {id}", at)


def _duties(today: date, **whose: Whose) -> Iterator[Appointment]:
    waiting = DueRow.objects.filter(state__in=duties.WAITING, due_on__lte=today + AHEAD, **whose)
    for id, on in waiting.order_by("due_on").values_list("id", "due_on")[:MOST]:
        yield Appointment(f"due {id}", on)


def _checks(some: "QuerySet[CheckRow]", today: date) -> Iterator[Appointment]:
    """The days on which checks are due; on which day somebody goes is not among it."""
    lives = Exists(PlacementRow.objects.filter(id=OuterRef("placement"), state__in=LIVES_THERE))
    waiting = some.filter(lives, state__in=WAITING, due_on__lte=today + AHEAD)
    for id, on in waiting.order_by("due_on").values_list("id", "due_on")[:MOST]:
        yield Appointment(f"check {id}", on)


_PARTS: Mapping[Audience, Part] = {
    Audience.HOST: _of_host,
    Audience.VISITOR: _of_visitor,
    Audience.CASEWORKER: _of_office,
    Audience.LEAD: _of_lead,
}
