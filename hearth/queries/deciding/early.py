"""What an early visit would tell, and the ways to make it tell less, for the lead to choose."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import NamedTuple
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from hearth.core import checks
from hearth.core.errors import NotFound
from hearth.core.home import Home
from hearth.core.ids import HomeId
from hearth.core.placement import LIVES_THERE
from hearth.core.programme import What
from hearth.queries.deciding.board import must_be_lead
from hearth.queries.deciding.near import must_not_be_near
from hearth.queries.numbers import number
from hearth.stats.early_visit import (
    Known,
    Other,
    Tells,
    likelihood_ratio,
    tells,
    to_visit_too,
)
from hearth.store import programmes, rows
from hearth.store.access import SignedIn
from hearth.store.checks import EXTRA, WAITING
from hearth.store.models import CheckRow, PlacementRow

LOOK_BACK = timedelta(days=365)
VISITS_MOST = 20_000  # the latest visits that gaps are taken from
WITHIN_DAYS = 3  # an early visit comes within so many days
HIDDEN_AMONG = (1, 2, 4, 9)  # other homes offered to be visited too
BEEN = (checks.State.HELD, checks.State.NOT_COUNTED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """One way to go early. `ratio`: how many times likelier the visit is when something was said.

    `days`: how many days after the first it comes at the latest. `others`: the stays that are
    visited too. `one_in`: nobody can say better than one in so many which of them it is for.
    """

    code: str
    opens_on: date
    days: int
    ratio: float
    tells: Tells
    others: tuple[UUID, ...]

    @property
    def one_in(self) -> int:
        return len(self.others) + 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Early:
    """What is known of this home's visits, and the ways to choose from, the plainest first."""

    stay: UUID
    case: str
    since: int
    gaps: int
    usual_gap: int | None
    nearby: int
    homes_nearby: int
    ordered: bool
    ways: tuple[Way, ...]


@transaction.atomic
def early(stay: UUID, *, homes: Mapping[HomeId, Home], by: SignedIn, now: datetime) -> Early:
    """How far a visit now would tell, and what hides it. Opens nothing that was said.

    `homes` is the register as the running program keeps it open, for the areas. Raises NotFound
    for everybody but the lead, for one who is near the host, and where nobody lives. Cost: ten
    queries, whatever there is.
    """
    must_be_lead(by)
    row = rows.get(PlacementRow, stay)
    must_not_be_near(row.home.host, by)
    if row.state not in LIVES_THERE or row.moved_on is None:
        raise NotFound("no such record")
    today = now.date()
    near = _nearby(row, homes)
    last = _last_visits([row.id, *near], today)
    gaps = _gaps(today)
    known = Known(
        gaps=gaps,
        unannounced_share=_unannounced(row),
        nearby=_this_week(near, today),
        homes_nearby=len(near) + 1,
    )
    since = max(1, (today - last[row.id]).days)
    waiting = CheckRow.objects.filter(placement=row, recurrence=EXTRA, state__in=WAITING)
    return Early(
        stay=row.id,
        case=number(row.case_id),
        since=since,
        gaps=len(gaps),
        usual_gap=sorted(gaps)[len(gaps) // 2] if gaps else None,
        nearby=known.nearby,
        homes_nearby=known.homes_nearby,
        ordered=waiting.exists(),
        ways=tuple(_ways(row, known, since, near, last, today)),
    )


def _ways(
    row: PlacementRow,
    known: Known,
    since: int,
    near: Sequence[UUID],
    last: Mapping[UUID, date],
    today: date,
) -> list[Way]:
    window = _window(row, today)
    due = len(window) if today in window else 0
    soon = _Day(today, since, WITHIN_DAYS, due)
    found = [_way("soon", known, soon, ())]
    others = [
        Other(at, max(1, (today - last[id]).days)) for at, id in enumerate(near) if id in last
    ]
    for k in HIDDEN_AMONG:
        if k <= len(others):
            chosen = tuple(near[one.at] for one in to_visit_too(known, others, k))
            found.append(_way("among", known, soon, chosen))
    if window:
        gap = since + (window[0] - today).days
        found.append(_way("window", known, _Day(window[0], gap, len(window), len(window)), ()))
    return found


class _Day(NamedTuple):
    """From when, so many days after the last visit, within so many; in a window of so many."""

    opens_on: date
    gap: int
    days: int
    window: int


def _way(code: str, known: Known, day: _Day, others: tuple[UUID, ...]) -> Way:
    ratio = likelihood_ratio(known, day.gap, days=day.days, others=len(others), window=day.window)
    return Way(
        code=code,
        opens_on=day.opens_on,
        days=max(1, day.days - 1) if code == "window" else day.days,
        ratio=ratio,
        tells=tells(ratio),
        others=others,
    )


def _nearby(row: PlacementRow, homes: Mapping[HomeId, Home]) -> list[UUID]:
    """One stay of each other host in the area in whose home somebody lives, by number."""
    here = homes.get(HomeId(row.home_id))
    if here is None:
        return []
    area = [id for id, home in homes.items() if home.area == here.area]
    living = PlacementRow.objects.filter(state__in=LIVES_THERE, home__in=area)
    pairs = living.exclude(home__host=row.home.host_id).order_by("id")
    first: dict[UUID, UUID] = {}
    for id, host in pairs.values_list("id", "home__host_id"):
        first.setdefault(host, id)
    return sorted(first.values())


def _last_visits(stays: Collection[UUID], today: date) -> dict[UUID, date]:
    """The last day on which somebody came, else the day of the move."""
    found = PlacementRow.objects.filter(id__in=stays, moved_on__isnull=False)
    moved = {id: day for id, day in found.values_list("id", "moved_on") if day is not None}
    been = CheckRow.objects.filter(placement__in=stays, state__in=BEEN, held_on__lte=today)
    for id, day in been.values_list("placement").annotate(last=Max("held_on")):
        moved[id] = max(day, moved.get(id, day))
    return moved


# The gaps of the latest visits, by the day, how many visits there were and which came last: they
# are those of all homes, and hold nothing of any.
_kept_gaps: dict[tuple[date, int, UUID | None], tuple[int, ...]] = {}


def _gaps(today: date) -> tuple[int, ...]:
    """Days from one visit to the next, of every stay, within a year.

    Cost: two counts by an index; once after every visit, a look at VISITS_MOST visits.
    """
    visits = CheckRow.objects.filter(held_on__gt=today - LOOK_BACK).order_by("-held_on", "-id")
    key = today, visits.count(), visits.values_list("id", flat=True).first()
    if key not in _kept_gaps:
        # Which were held is asked of what is found: asked of the database, SQLite sorts every one.
        found = visits.values_list("placement", "held_on", "state")[:VISITS_MOST]
        been = ((stay, day) for stay, day, state in found if state in BEEN and day is not None)
        gaps = _between(been)
        _kept_gaps.clear()
        _kept_gaps[key] = gaps
    return _kept_gaps[key]


def _between(visits: Iterable[tuple[UUID, date]]) -> tuple[int, ...]:
    days: dict[UUID, set[date]] = {}
    for stay, day in visits:
        days.setdefault(stay, set()).add(day)
    return tuple(
        (after - before).days for been in days.values() for before, after in pairwise(sorted(been))
    )


def _this_week(stays: Sequence[UUID], today: date) -> int:
    """Visits of the rules nearby that were held in the last days or are due in the next."""
    week = CheckRow.objects.filter(
        placement__in=stays,
        due_on__range=(today - timedelta(3), today + timedelta(3)),
        state__in=(*BEEN, *WAITING),
    )
    return week.exclude(recurrence=EXTRA).count()


def _unannounced(row: PlacementRow) -> float:
    rules = programmes.of(row.case.programme).recurrences
    return max((one.unannounced_share for one in rules if one.what is What.CHECK), default=0.0)


def _window(row: PlacementRow, today: date) -> list[date]:
    """The days of the next ordinary check from today on."""
    # By the stay alone: asked for the day too, SQLite looks through what is due to everybody.
    due = row.checks.filter(state=checks.State.DUE).exclude(recurrence=EXTRA)
    first = next((one for one in due.order_by("due_on", "id") if one.closes_on >= today), None)
    if first is None:
        return []
    begins = max(today, first.opens_on)
    return [begins + timedelta(n) for n in range((first.closes_on - begins).days + 1)]
