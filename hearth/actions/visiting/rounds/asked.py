"""What a week asks of its visitors, from rows and sealed facts to the engine's columns."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from statistics import fmean
from typing import TypeVar
from uuid import UUID

import numpy as np
from django.db.models import Q

from hearth.core.checks import State
from hearth.core.home import Home
from hearth.core.host import Host
from hearth.core.ids import HostId, PrincipalId
from hearth.core.person import Party
from hearth.core.place import Place
from hearth.core.placement import LIVES_THERE
from hearth.core.programme import Programme
from hearth.core.rounds.visitor import Terms, Visitor
from hearth.core.rounds.who import Held, Stay, at_odds, may_visit, usual
from hearth.core.ties import Ties
from hearth.core.unannounced import days_in_order
from hearth.engine.rounds.roads import Roads
from hearth.engine.rounds.week import CLOSED, Week
from hearth.store import facts, hosts, transfers
from hearth.store import rounds as told
from hearth.store.access import SignedIn
from hearth.store.checks import EXTRA, WAITING, asked_of
from hearth.store.models import CheckRow, PlacementRow
from hearth.store.rounds import PURPOSE

NEW_FACE_M = 3_000  # metres driven rather than send somebody the person does not know
LAST_CHANCE_M, DUE_M, EARLY_M = 400_000, 200_000, 40_000  # to have a visit in the plan
ValueT = TypeVar("ValueT")
FIRST_HOUR, LAST_HOUR = time(8), time(20)  # nobody is visited earlier or begun with later


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """The columns, and whom and what their rows stand for.

    against : per visit how many visitors each reason forbids. tried : of those that come
    unannounced, days that were drawn first and on which nobody who may go is there.
    """

    week: Week
    days: tuple[date, ...]
    checks: tuple[UUID, ...]
    stays: tuple[UUID, ...]
    areas: tuple[str, ...]
    visitors: tuple[PrincipalId, ...]
    against: tuple[Mapping[str, int], ...]
    tried: Mapping[UUID, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """Everything that was opened for one plan.

    odds : pairs of stays never visited on one day. beside : stays that are visited today beside
    the plan.
    """

    rows: Sequence[CheckRow]
    homes: Mapping[UUID, Home]
    stays: Mapping[UUID, Stay]
    visitors: Mapping[PrincipalId, Visitor]
    ties: Ties
    today: date
    odds: frozenset[tuple[UUID, UUID]]
    beside: frozenset[UUID]

    def home(self, row: CheckRow) -> Home:
        """The home of a check."""
        return self.homes[row.placement.home.attributes_id]


def to_visit(days: Sequence[date], today: date, elsewhere: Mapping[UUID, date]) -> list[CheckRow]:
    """One check for each stay that may be visited in these days: the one that is due first.

    A check that somebody has taken on for today is theirs already and is left to them.
    elsewhere : the day on which another plan visits a stay, which settles what is open then.
    """
    open_ = CheckRow.objects.filter(
        state__in=WAITING, opens_on__lte=days[-1], placement__state__in=LIVES_THERE
    )
    taken = set(open_.filter(taken_on=today).values_list("placement_id", flat=True))
    first: dict[UUID, CheckRow] = {}
    related = open_.select_related("placement__home__host", "placement__case__party")
    for row in related.order_by("due_on", "id"):
        settled_on = elsewhere.get(row.placement_id)
        settled = settled_on is not None and row.opens_on <= settled_on
        if row.placement_id not in taken and not settled:
            first.setdefault(row.placement_id, row)
    return sorted(first.values(), key=lambda row: row.id)


def on_their_way(today: date) -> list[CheckRow]:
    """One check of each stay to which somebody goes today, or has been, by a plan or by none."""
    waits = Q(state__in=WAITING, opens_on__lte=today, taken_on=today)
    found: dict[UUID, CheckRow] = {}
    for which in (waits, Q(held_on=today)):  # each by its own index
        some = CheckRow.objects.filter(which).order_by("id")
        for row in some.select_related("placement__home__host", "placement__case__party"):
            found.setdefault(row.placement_id, row)
    return list(found.values())


def known(
    rows: Sequence[CheckRow], beside: Sequence[CheckRow] = (), *, by: SignedIn, now: datetime
) -> Known:
    """Open what the rules read of these stays and of every visitor. Cost: six openings.

    beside : checks of stays that are visited today whatever is planned.
    """
    every = [*rows, *beside]
    places = [row.placement for row in every]
    homes = _open(Home, (one.home.attributes_id for one in places), by, now)
    hosts_ = _open(Host, (one.home.host.profile_id for one in places), by, now)
    parties = _open(Party, (one.case.party.attributes_id for one in places), by, now)
    terms = told.read(Terms, told.TERMS, (one.id for one in places), by=by, now=now)
    here = told.visitors_here()
    profiles = told.read(Visitor, told.VISITOR, here, by=by, now=now)
    held, carers = _held(places), transfers.carers_of({one.case_id for one in places})
    rules: dict[str, Programme] = {}
    stays = {
        row.placement_id: Stay(
            party=parties[row.placement.case.party.attributes_id],
            host=HostId(row.placement.home.host_id),
            circle=hosts_[row.placement.home.host.profile_id].circle,
            terms=terms.get(row.placement_id, Terms()),
            carers=carers[row.placement.case_id],
            held=tuple(held[row.placement_id]),
            substitutes=_substitutes(row, rules),
        )
        for row in every
    }
    return Known(
        rows=rows,
        homes=homes,
        stays=stays,
        visitors={who: profiles.get(who, Visitor()) for who in here},
        ties=hosts.ties(by=by, now=now, purpose=PURPOSE),
        today=now.date(),
        odds=at_odds(stays),
        beside=frozenset(row.placement_id for row in beside),
    )


def _open(
    kind: type[ValueT], items: Iterable[UUID], by: SignedIn, now: datetime
) -> dict[UUID, ValueT]:
    wanted = set(items)
    return facts.open_many(kind, wanted, by=by, now=now, purpose=PURPOSE) if wanted else {}


def _held(places: Iterable[PlacementRow]) -> defaultdict[UUID, list[Held]]:
    ids = [one.id for one in places]
    found: defaultdict[UUID, list[Held]] = defaultdict(list)
    made = CheckRow.objects.filter(placement__in=ids, state=State.HELD, visitor__isnull=False)
    for stay, day, who in made.values_list("placement_id", "held_on", "visitor_id"):
        if day is not None and who is not None:
            found[stay].append((day, PrincipalId(who)))
    return found


def _substitutes(row: CheckRow, rules: dict[str, Programme]) -> int | None:
    if row.recurrence == EXTRA:
        return None
    return told.rules_of(row, rules).recurrence(row.recurrence).max_substitutes_per_year


def asked(
    all_: Known,
    days: Sequence[date],
    *,
    seed: bytes,
    unannounced: Collection[UUID] = (),
    off: Iterable[tuple[PrincipalId, date]] = (),
    roads: Roads,
) -> Asked:
    """The columns of these days. `off`: visitors who are not there on a day, for instance ill.

    unannounced : checks whose day is drawn by the seed; see `announce.left_out`.
    """
    visitors = tuple(all_.visitors)
    gone = set(off)
    shifts = _shifts(all_, visitors, days, gone)
    allowed, against = _allowed(all_, visitors)
    opens, closes = _windows(all_, days)
    hidden = [v for v, row in enumerate(all_.rows) if row.id in unannounced]
    tried = _drawn(all_, days, hidden, opens, _there(allowed, shifts[0]), seed)
    places = _places(all_, visitors)
    ways = roads(places)
    talks = _talks(all_.rows)
    terms = [all_.stays[row.placement_id].terms for row in all_.rows]
    minutes = np.array([t.minutes(n) for t, n in zip(terms, talks, strict=True)], np.int32)
    week = Week(
        minutes=minutes,
        opens=opens,
        closes=closes - np.where(opens == CLOSED, 0, minutes[:, None]),
        place=np.arange(len(visitors), len(places), dtype=np.int32),
        needed=np.array([1 + one.two for one in terms], np.int32),
        allowed=allowed,
        cost=_costs(all_, visitors),
        weight=np.array([_weight(row, days) for row in all_.rows], np.int32),
        odds=_odds(all_),
        base=np.arange(len(visitors), dtype=np.int32),
        begins=shifts[0],
        ends=shifts[1],
        rest=_rests(all_, visitors),
        most=np.array([all_.visitors[who].most for who in visitors], np.int32),
        metres=ways.metres,
        travel=ways.minutes,
    )
    return Asked(
        week=week,
        days=tuple(days),
        checks=tuple(row.id for row in all_.rows),
        stays=tuple(row.placement_id for row in all_.rows),
        areas=tuple(all_.home(row).area for row in all_.rows),
        visitors=visitors,
        against=against,
        tried=tried,
    )


def _talks(rows: Sequence[CheckRow]) -> list[int]:
    """With how many a talk is held on each visit; each rule is read once."""
    by_rule = {(row.programme, row.recurrence): row for row in rows}
    count = {rule: len(asked_of(row)) for rule, row in by_rule.items()}
    return [count[row.programme, row.recurrence] for row in rows]


def minute(at: time) -> int:
    """Minutes since the beginning of the day."""
    return at.hour * 60 + at.minute


def _shifts(
    all_: Known,
    visitors: Sequence[PrincipalId],
    days: Sequence[date],
    off: set[tuple[PrincipalId, date]],
) -> tuple[np.ndarray, np.ndarray]:
    begins = np.full((len(visitors), len(days)), CLOSED, np.int32)
    ends = np.zeros((len(visitors), len(days)), np.int32)
    for w, who in enumerate(visitors):
        for d, day in enumerate(days):
            shift = all_.visitors[who].shift_on(day)
            if shift is not None and (who, day) not in off and day >= all_.today:
                begins[w, d], ends[w, d] = minute(shift.begins), minute(shift.ends)
    return begins, ends


def _rests(all_: Known, visitors: Sequence[PrincipalId]) -> np.ndarray:
    rests = [all_.visitors[who].rest for who in visitors]
    told_ = [(one.minutes, minute(one.earliest), minute(one.latest)) for one in rests]
    return np.array(told_, np.int32).reshape(len(visitors), 3)


def _allowed(
    all_: Known, visitors: Sequence[PrincipalId]
) -> tuple[np.ndarray, tuple[Mapping[str, int], ...]]:
    allowed = np.zeros((len(all_.rows), len(visitors)), np.bool_)
    against: list[Mapping[str, int]] = []
    for v, row in enumerate(all_.rows):
        reasons: Counter[str] = Counter()
        for w, who in enumerate(visitors):
            decision = may_visit(
                all_.stays[row.placement_id],
                all_.visitors[who],
                who,
                ties=all_.ties,
                here=visitors,
                today=all_.today,
            )
            allowed[v, w] = decision.allowed
            reasons.update(reason.code for reason in decision.against)
        against.append(dict(reasons))
    return allowed, tuple(against)


def _windows(all_: Known, days: Sequence[date]) -> tuple[np.ndarray, np.ndarray]:
    """From when to when each visit may be there, by its rule's window and the person's hours."""
    opens = np.full((len(all_.rows), len(days)), CLOSED, np.int32)
    closes = np.zeros((len(all_.rows), len(days)), np.int32)
    not_today = _at_odds_today(all_)
    for v, row in enumerate(all_.rows):
        hours = {one.weekday: one for one in all_.stays[row.placement_id].terms.hours}
        for d in _days_of(row, days, all_.today):
            shift = hours.get(days[d].weekday())
            if hours and shift is None:
                continue
            if days[d] == all_.today and row.placement_id in not_today:
                continue
            opens[v, d] = minute(shift.begins if shift else FIRST_HOUR)
            closes[v, d] = minute(shift.ends if shift else LAST_HOUR)
    return opens, closes


def _at_odds_today(all_: Known) -> set[UUID]:
    """Stays that are at odds with one to which somebody goes today, or has been."""
    return {
        stay
        for pair in all_.odds
        for stay, other in (pair, pair[::-1])
        if other in all_.beside and stay != other
    }


def _days_of(row: CheckRow, days: Sequence[date], today: date) -> list[int]:
    """Days of the plan on which a check may be held; one that is late, on any from today."""
    late = row.state == State.OVERDUE or row.closes_on < days[0]
    # An announced one comes by the day that person and host know.
    told_to = row.due_on if row.announced_on else row.closes_on
    last = days[-1] if late else told_to if told_to >= max(days[0], today) else row.closes_on
    return [d for d, day in enumerate(days) if day >= max(row.opens_on, today) and day <= last]


def _there(allowed: np.ndarray, begins: np.ndarray) -> np.ndarray:
    """Per visit and day how many visitors who may go are there."""
    found: np.ndarray = (allowed[:, :, None] & (begins != CLOSED)[None]).sum(axis=1)
    return found


def _drawn(
    all_: Known,
    days: Sequence[date],
    hidden: Iterable[int],
    opens: np.ndarray,
    there: np.ndarray,
    seed: bytes,
) -> dict[UUID, int]:
    """Leave each unannounced visit the first of the days drawn for it on which it can be made.

    The draw is over the days of the rule's window alone, so that anybody can make it again.
    """
    tried: dict[UUID, int] = {}
    for v in hidden:
        row = all_.rows[v]
        drawn = days_in_order(seed, row.id.hex, told.window_of(row, days))
        needed = 1 + all_.stays[row.placement_id].terms.two
        order = [days.index(day) for day in drawn]
        can = [d for d in order if opens[v, d] != CLOSED and there[v, d] >= needed]
        if can:
            tried[row.id] = order.index(can[0])
            kept = int(opens[v, can[0]])
            opens[v] = CLOSED
            opens[v, can[0]] = kept
    return tried


def _weight(row: CheckRow, days: Sequence[date]) -> int:
    if row.state == State.OVERDUE or row.closes_on <= days[-1]:
        return LAST_CHANCE_M
    return DUE_M if row.due_on <= days[-1] else EARLY_M


def _costs(all_: Known, visitors: Sequence[PrincipalId]) -> np.ndarray:
    costs = np.zeros((len(all_.rows), len(visitors)), np.int32)
    for v, row in enumerate(all_.rows):
        own = usual(all_.stays[row.placement_id], visitors, all_.today)
        if own is not None:
            costs[v] = [0 if who == own else NEW_FACE_M for who in visitors]
    return costs


def _places(all_: Known, visitors: Sequence[PrincipalId]) -> list[Place]:
    """Where visitors begin, then where each visit is: its home, or the middle of its area."""
    homes = [all_.home(row) for row in all_.rows]
    middle = _middle([one.place for one in homes if one.place]) or Place(0, 0)
    by_area: defaultdict[str, list[Place]] = defaultdict(list)
    for one in homes:
        if one.place:
            by_area[one.area].append(one.place)
    bases = [all_.visitors[who].base or middle for who in visitors]
    return bases + [one.place or _middle(by_area[one.area]) or middle for one in homes]


def _middle(places: Sequence[Place]) -> Place | None:
    if not places:
        return None
    return Place(fmean(p.latitude for p in places), fmean(p.longitude for p in places))


def _odds(all_: Known) -> np.ndarray:
    """Pairs of visits never on one day."""
    at = {row.placement_id: v for v, row in enumerate(all_.rows)}
    pairs = [sorted(at[stay] for stay in pair) for pair in all_.odds if set(pair) <= set(at)]
    return np.array(sorted(pairs), np.int32).reshape(-1, 2)


def days_from(first: date, count: int) -> list[date]:
    """So many days from the first one on."""
    return [first + timedelta(at) for at in range(count)]
