"""Which home to look for next: what one more home of a description would change, re-solved.

Descriptions are rows among the homes that are there in the lists and closed in the plan.
Opening one and solving again gives what it would place; prices say beforehand which are
worth the trouble: no home can add more than its best candidates' values above what they
have now (linear programming duality: the old prices, and 0 for the new home, still prove
a bound; see `certify.py`).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from hearth.core.errors import InvalidValue
from hearth.engine.advice.standing import Everybody, Standing, shares_rooms, standing
from hearth.engine.candidates import Candidates
from hearth.engine.plan import Plan
from hearth.engine.tables import Int32s, Int64s, check_rows

TRIED = 12  # descriptions solved for at each step, those of the greatest bound first
TRIED_SHARED = 3  # the same where rooms are shared, for there a solve is long
SECONDS = 3.0  # for one plan where rooms are shared; `exact` says whether that was enough
MANY = 10  # homes of one description, to see how deep the need for it goes
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Gain:
    """Parties, and people in them, who have a home in one plan and had none in another."""

    parties: int
    people: int


@dataclass(frozen=True, slots=True)
class Helped:
    """One description. alone : by one such home. many : by `MANY` of them. fits : parties
    that could live in it, placed or not. exact : see `Advice`."""

    row: int
    alone: Gain
    many: Gain
    fits: int
    exact: bool


@dataclass(frozen=True, slots=True)
class Advice:
    """before : who has a home now. helped : the descriptions, each the best beside those
    before it. together : by one home of each. exact : whether every plan that a number
    rests on is the best there is, as it always is where homes take whole parties."""

    before: Gain
    helped: tuple[Helped, ...]
    together: Gain
    exact: bool


def recruit(
    every: Everybody, described: Int64s, most: int = 10, progress: Progress = lambda _, __: None
) -> Advice:
    """At most `most` described homes that together place the most, each checked by solving.

    described : int64 (d), rows of `every` that are only described; their places and rooms
    are those of one such home. The best plan is here the one that serves urgency first,
    then places as many parties, then as many people; how well they fit does not count, so
    that every number is the same for whichever best plan is found.

    Chosen one after the other, each adding the most beside those before it, from the
    `TRIED` (or `TRIED_SHARED`) that can add most by their bound. `progress` is told how many
    are found and checked. Cost: up to `TRIED + 2` solves for each.
    Raises InvalidValue for a row that is not there or named twice, or a negative `most`.
    """
    if most < 0:
        raise InvalidValue(f"at most 0 homes or more can be looked for, got {most}")
    rows = check_rows("described", described, every.places.size)
    if np.unique(rows).size != rows.size:
        raise InvalidValue("a described home is named twice")
    job = _Job(every, rows, shares_rooms(every))
    chosen: list[int] = []
    now = before = job.solve([])
    while len(chosen) < most and (found := job.next(chosen, now)) is not None:
        row, now = found
        chosen.append(row)
        progress(len(chosen), 0)
    helped: list[Helped] = []
    for row in chosen:
        helped.append(job.helped(row, before))
        progress(len(chosen), len(helped))
    exact = _is_best(before) and _is_best(now) and all(one.exact for one in helped)
    return Advice(job.placed(before), tuple(helped), job.gain(before, now), exact)


@dataclass(frozen=True, slots=True, eq=False)
class _Job:
    """The job with every description in it, and whether rooms are shared in all its plans."""

    every: Everybody
    described: Int64s
    shared: bool

    def only(self, rows: Sequence[int]) -> Everybody:
        """The job with these descriptions open and the others closed."""
        shut = np.setdiff1d(self.described, np.array(rows, np.int64))
        places, rooms = self.every.places.copy(), self.every.rooms.copy()
        places[shut] = rooms[shut] = 0
        return replace(self.every, places=places, rooms=rooms)

    def solve(self, rows: Sequence[int], near: Standing | None = None) -> Standing:
        """The best plan with these descriptions open, sooner from a plan with nearly these."""
        return _solve(self.only(rows), self.shared, None if near is None else near.plan)

    def next(self, chosen: Sequence[int], now: Standing) -> tuple[int, Standing] | None:
        """The description that adds most to the plan as it is; None where none adds anything."""
        one, many = self.bounds(chosen, now, 1), self.bounds(chosen, now, MANY)
        left = np.flatnonzero((one > 0) & ~np.isin(self.described, np.array(chosen, np.int64)))
        order = left[np.lexsort((left, -many[left], -one[left]))]
        best: tuple[int, Standing] | None = None
        for at in order[: TRIED_SHARED if self.shared else TRIED].tolist():
            worth = 0 if best is None else best[1].plan.value - now.plan.value
            if one[at] <= worth * now.plan.scale:
                break
            row = int(self.described[at])
            after = self.solve([*chosen, row], now)
            if after.plan.value > now.plan.value + worth:
                best = row, after
        return best

    def bounds(self, chosen: Sequence[int], now: Standing, count: int) -> Int64s:
        """More than this so many homes of each description cannot add: int64 (d), scaled."""
        owner, home = self.every.owner, self.every.lists.home
        job = self.only(chosen)
        is_open = job.places > 0
        margin = np.zeros(self.every.tier.size, np.int64)
        at = is_open[home]
        np.maximum.at(margin, owner[at], now.net()[at])
        above = np.maximum(now.value * now.plan.scale - margin[owner], 0)
        takes = np.minimum(self.every.places, self.every.rooms).astype(np.int64) * count
        unproven = _unproven(job, now, margin) if self.shared else 0
        return _largest(above, home, takes)[self.described] + unproven

    def placed(self, found: Standing) -> Gain:
        """Everybody who has a home in a plan."""
        inside = found.plan.home >= 0
        return Gain(int(inside.sum()), int(self.every.size[inside].sum()))

    def gain(self, before: Standing, after: Standing) -> Gain:
        """How many more have one in the second."""
        one, other = self.placed(before), self.placed(after)
        return Gain(other.parties - one.parties, other.people - one.people)

    def helped(self, row: int, before: Standing) -> Helped:
        """What one such home does alone, and what many do."""
        one = self.solve([row], before)
        many = _solve(_copied(self.only([row]), row, MANY), self.shared)
        fits = int((self.every.lists.home == row).sum())
        exact = _is_best(one) and _is_best(many)
        return Helped(row, self.gain(before, one), self.gain(before, many), fits, exact)


def _unproven(job: Everybody, now: Standing, margin: Int64s) -> int:
    """What the prices leave open above the plan, scaled: one home more may bring all of that,
    for parties who share rooms do not fill them as smoothly as prices would have it."""
    paid = now.plan.price * job.rooms + now.plan.party_price * job.places
    return int(margin.sum() + paid.sum()) - now.plan.value * now.plan.scale


def _is_best(found: Standing) -> bool:
    return found.plan.claimed == found.plan.value


def _solve(every: Everybody, shared: bool, start: Plan | None = None) -> Standing:
    return standing(
        every, points=every.size[every.owner], shared=shared, start=start, seconds=SECONDS
    )


def _largest(above: Int64s, home: Int32s, takes: Int64s) -> Int64s:
    """Per home the sum of the `takes` largest numbers of its candidates, int64 (m)."""
    order = np.lexsort((-above, home))
    at = home[order]
    rank = np.arange(at.size) - np.searchsorted(at, at, side="left")
    counted = rank < takes[at]
    out = np.zeros(takes.size, np.int64)
    np.add.at(out, at[counted], above[order][counted])
    return out


def _copied(every: Everybody, row: int, count: int) -> Everybody:
    """The same with `count` homes like `row` instead of one, the others at the end."""
    at = np.flatnonzero(every.lists.home == row)
    more, new = np.repeat(at, count - 1), every.places.size
    home = np.concatenate([every.lists.home, np.tile(np.arange(new, new + count - 1), at.size)])
    source = np.concatenate([np.arange(every.lists.home.size), more])
    owner = every.owner[source]
    order = np.argsort(owner, kind="stable")
    indptr = np.cumsum([0, *np.bincount(owner, minlength=every.tier.size)]).astype(np.int64)
    value, needed = every.lists.value[source][order], every.needed[source][order]
    lists = Candidates(indptr, home[order].astype(np.int32), value)
    spread = np.concatenate([np.arange(new), np.full(count - 1, row)])
    return replace(
        every, lists=lists, needed=needed, places=every.places[spread], rooms=every.rooms[spread]
    )
