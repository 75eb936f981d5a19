"""What the record of homes is made of: days and checks in clear, upheld concerns by their keys."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q

from hearth.core.checks import State as CheckState
from hearth.core.compartments import Compartment
from hearth.core.findings import COUNTS, KIND, Found
from hearth.stats.track_record import Record
from hearth.store import facts
from hearth.store.access import SignedIn
from hearth.store.models import CheckRow, ConcernRow, ItemRow, PlacementRow

CAME = (CheckState.HELD, CheckState.NOT_COUNTED)


@dataclass(frozen=True, slots=True)
class Stayed:
    """One stay in a home: its first day and the day after its last, as far as it has come."""

    home: UUID
    first: date
    end: date


@dataclass(frozen=True, slots=True)
class Past:
    """Everything the records of some homes are made of.

    apart, came : days on which a check was held apart, or somebody came at all, by home; two
    rules that one visit settled are one visit. upheld : the days on which concerns that were
    upheld had been raised, by home. elsewhere : upheld concerns about no stay.
    """

    stays: Sequence[Stayed]
    apart: Mapping[UUID, Sequence[date]]
    came: Mapping[UUID, int]
    upheld: Mapping[UUID, Sequence[date]]
    elsewhere: int

    @property
    def homes(self) -> set[UUID]:
        """Homes in which anybody has lived."""
        return {one.home for one in self.stays}

    def records(self) -> dict[UUID, Record]:
        """The record of each home. Cost: O(stays)."""
        days: Counter[UUID] = Counter()
        began: Counter[UUID] = Counter()
        for one in self.stays:
            days[one.home] += (one.end - one.first).days
            began[one.home] += 1
        return {
            home: Record(
                checks=len(self.apart.get(home, ())),
                visits=max(self.came.get(home, 0), len(self.apart.get(home, ()))),
                days=days[home],
                upheld=len(self.upheld.get(home, ())),
                stays=began[home],
            )
            for home in self.homes
        }


def past(*, by: SignedIn, now: datetime, purpose: str, host: UUID | None = None) -> Past:
    """What happened so far, in the homes of one host or in all.

    `by` must be of the lead's circle: findings open to nobody else (raises Sealed). Cost: five
    queries and one opening, whatever there is; each check and stay is read once.
    """
    apart, came = checks_of(host)
    upheld, elsewhere = _upheld(host, by=by, now=now, purpose=purpose)
    return Past(stays_of(now.date(), host), apart, came, upheld, elsewhere)


def stays_of(today: date, host: UUID | None = None) -> list[Stayed]:
    """Every stay that began, up to today."""
    rows = PlacementRow.objects.filter(moved_on__lte=today, **_of(host))
    found = rows.values_list("home", "moved_on", "ended_on")
    return [
        Stayed(home, moved, min(ended or today, today))
        for home, moved, ended in found.iterator(2000)
        if moved is not None
    ]


def _of(host: UUID | None) -> dict[str, UUID]:
    return {"home__host": host} if host else {}


def checks_of(host: UUID | None = None) -> tuple[dict[UUID, list[date]], Counter[UUID]]:
    """Days of the checks held apart, and how often somebody came, by home."""
    rows = CheckRow.objects.filter(state__in=CAME, held_on__isnull=False)
    if host is not None:
        rows = rows.filter(placement__home__host=host)
    found = rows.values_list("placement__home", "placement", "held_on", "state").distinct()
    apart: dict[UUID, list[date]] = defaultdict(list)
    came: Counter[UUID] = Counter()
    seen: set[tuple[UUID, date]] = set()
    for home, stay, day, state in found.order_by("held_on").iterator(2000):
        if day is None:
            continue
        if state == CheckState.HELD:
            apart[home].append(day)
        if (stay, day) not in seen:
            seen.add((stay, day))
            came[home] += 1
    return apart, came


def _upheld(
    host: UUID | None, *, by: SignedIn, now: datetime, purpose: str
) -> tuple[dict[UUID, list[date]], int]:
    raised = _raised(host)
    items = _findings(raised if host else None)
    if not items:
        return {}, 0
    opened = facts.open_many(Found, items, by=by, now=now, purpose=purpose)
    days: dict[UUID, list[date]] = defaultdict(list)
    elsewhere = 0
    for item, concern in items.items():
        if opened[item].finding not in COUNTS or concern not in raised:
            continue
        home, day = raised[concern]
        if home is None:
            elsewhere += 1
        else:
            days[home].append(day)
    return {home: sorted(when) for home, when in days.items()}, elsewhere


def _raised(host: UUID | None) -> dict[UUID, tuple[UUID | None, date]]:
    rows = ConcernRow.objects.all()
    if host is not None:
        rows = rows.filter(placement__home__host=host)
    found = rows.values_list("id", "placement__home", "raised_on")
    return {id: (home, day) for id, home, day in found.iterator(2000)}


def _findings(concerns: Iterable[UUID] | None) -> dict[UUID, UUID]:
    """The items of findings, with the concern each is about."""
    about = Q() if concerns is None else Q(subject__in=list(concerns))
    return dict(
        ItemRow.objects.filter(about, compartment=Compartment.TESTIMONY, kind=KIND).values_list(
            "id", "subject"
        )
    )
