"""What the record of homes is made of: days and checks in clear, upheld concerns by their keys."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from django.db.models import Q

from hearth.core.checks import State as CheckState
from hearth.core.compartments import Compartment
from hearth.core.findings import COUNTS, KIND, Found
from hearth.core.transfer import State as TransferState
from hearth.store import facts
from hearth.store.access import SignedIn
from hearth.store.models import CheckRow, ConcernRow, ItemRow, PlacementRow, TransferRow

CAME = (CheckState.HELD, CheckState.NOT_COUNTED)


class Stayed(NamedTuple):
    """One stay in a home: its first day and the day after its last, as far as it has come, the
    programme of its case, and the office that the case is with now. One that never began is here
    for what was said about it, without a day."""

    case: UUID
    home: UUID
    began: bool
    first: date
    end: date
    programme: str
    office: UUID


class Moved(NamedTuple):
    """A case went to another office: on which day, to which, and from which where that is kept."""

    on: date
    to: UUID
    came_from: UUID | None


@dataclass(frozen=True, slots=True)
class Past:
    """Everything the records of some homes are made of, by stay.

    apart, came : days on which a check was held apart, or somebody came at all; two rules that one
    visit settled are one visit. upheld : the days on which concerns that were upheld had been
    raised. moved : by case, the earliest first. elsewhere : upheld concerns about no stay.
    """

    stays: Mapping[UUID, Stayed]
    apart: Mapping[UUID, frozenset[date]]
    came: Mapping[UUID, frozenset[date]]
    upheld: Mapping[UUID, Sequence[date]]
    moved: Mapping[UUID, Sequence[Moved]]
    elsewhere: int

    @property
    def homes(self) -> set[UUID]:
        """Homes in which somebody has lived, or was to live."""
        return {one.home for one in self.stays.values()}

    def offices_of(self, stay: Stayed) -> list[tuple[date, UUID]]:
        """Which office had the case, from which day on; the first from the beginning.

        From the day on which a case goes over it is the other office's. Where it is not kept
        which office it was with before, it counts as with the one that it is with now.
        """
        moves = self.moved.get(stay.case, ())
        before = moves[0].came_from if moves else None
        return [(date.min, before or stay.office), *((one.on, one.to) for one in moves)]


def office_on(day: date, offices: Sequence[tuple[date, UUID]]) -> UUID:
    """The office that had the case on a day, of those that `Past.offices_of` says."""
    return offices[bisect_right(offices, day, key=lambda one: one[0]) - 1][1]


def past(*, by: SignedIn, now: datetime, purpose: str, host: UUID | None = None) -> Past:
    """What happened so far, in the homes of one host or in all.

    `by` must be of the lead's circle: findings open to nobody else (raises Sealed). Cost: six
    queries and one opening, whatever there is; each check and stay is read once.
    """
    apart, came = checks_of(host)
    upheld, elsewhere = _upheld(host, by=by, now=now, purpose=purpose)
    return Past(stays_of(now.date(), host), apart, came, upheld, moved(host), elsewhere)


def stays_of(today: date, host: UUID | None = None) -> dict[UUID, Stayed]:
    """Every stay, up to today."""
    rows = PlacementRow.objects.filter(**_of(host))
    found = rows.values_list(
        "id",
        "case",
        "home",
        "case__programme",
        "case__office",
        "planned_on",
        "moved_on",
        "ended_on",
    )
    stays = {}
    for id, case, home, ref, office, planned, moved_on, ended in found.iterator(2000):
        began = moved_on is not None and moved_on <= today
        first = min(moved_on or planned, today)
        end = min(ended or today, today) if began else first
        programme = ref.rpartition(".")[0]
        stays[id] = Stayed(case, home, began, first, end, programme, office)
    return stays


def _of(host: UUID | None) -> dict[str, UUID]:
    return {"home__host": host} if host else {}


def moved(host: UUID | None = None) -> dict[UUID, list[Moved]]:
    """Which cases have gone to another office, and when."""
    rows = TransferRow.objects.filter(state=TransferState.ACCEPTED, office__isnull=False)
    if host is not None:
        rows = rows.filter(case__placements__home__host=host).distinct()
    found = rows.values_list("case", "answered_at", "office", "came_from")
    of: dict[UUID, list[Moved]] = defaultdict(list)
    for case, at, to, before in found.order_by("answered_at").iterator(2000):
        if at is not None and to is not None:
            of[case].append(Moved(at.date(), to, before))
    return of


def checks_of(
    host: UUID | None = None,
) -> tuple[dict[UUID, frozenset[date]], dict[UUID, frozenset[date]]]:
    """Days of the checks held apart, and days on which somebody came, by stay."""
    rows = CheckRow.objects.filter(state__in=CAME, held_on__isnull=False)
    if host is not None:
        rows = rows.filter(placement__home__host=host)
    found = rows.values_list("placement", "held_on", "state").distinct()
    apart: dict[UUID, set[date]] = defaultdict(set)
    came: dict[UUID, set[date]] = defaultdict(set)
    for stay, day, state in found.iterator(2000):
        if day is not None:
            came[stay].add(day)
            if state == CheckState.HELD:
                apart[stay].add(day)
    return _frozen(apart), _frozen(came)


def _frozen(days: Mapping[UUID, set[date]]) -> dict[UUID, frozenset[date]]:
    return {stay: frozenset(when) for stay, when in days.items()}


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
        stay, day = raised[concern]
        if stay is None:
            elsewhere += 1
        else:
            days[stay].append(day)
    return {stay: sorted(when) for stay, when in days.items()}, elsewhere


def _raised(host: UUID | None) -> dict[UUID, tuple[UUID | None, date]]:
    rows = ConcernRow.objects.all()
    if host is not None:
        rows = rows.filter(placement__home__host=host)
    found = rows.values_list("id", "placement", "raised_on")
    return {id: (stay, day) for id, stay, day in found.iterator(2000)}


def _findings(concerns: Iterable[UUID] | None) -> dict[UUID, UUID]:
    """The items of findings that can be read, with the concern each is about."""
    about = Q() if concerns is None else Q(subject__in=list(concerns))
    found = ItemRow.objects.filter(about, compartment=Compartment.TESTIMONY, kind=KIND)
    there = found.exclude(body=b"").exclude(grants__rests=True)
    return dict(there.values_list("id", "subject"))
