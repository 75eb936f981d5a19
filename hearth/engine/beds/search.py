"""Searching a plan with shared beds: home by home with falling chance, then exactly."""

from collections.abc import Callable
from time import perf_counter

import numpy as np

from hearth.engine.beds.bound import Bound, can_be_filled, highs
from hearth.engine.kernels.beds import Market, settle
from hearth.engine.kernels.ways import Ways, ways_to_fill
from hearth.engine.tables import Bools, Int64s

NONE = -1
FIRST, ROUNDS = 150, 400  # rounds through all homes: the first search, and each after it
CALM = 10  # last rounds of a search, without chance: the plan can only rise
TOO_FEW = 30  # such a part of what may be lost: with less, other ways find more
PARTIES = 8  # in a way to fill a home, in the mean
HEAT = 0.03  # chance at the beginning, of the mean value of a party
TRUST = 0.95
HOPELESS = 0.25  # of the mean value; candidates that cost a plan more are left out of a search
NEIGHBOURS, OFTEN = 40, 2  # homes mended together; how often each
NODES = 200  # branches of one such search: the answer is the same however busy the machine is
CORE, CORE_PARTIES = 4, 1_500  # best candidates a party placed; parties up to which they are few
SOON = 1_200  # such candidates up to which no neighbourhood is mended before
WAYS, MOST_WAYS = (4, 16), 20_000  # to fill a home, in the mean: at first, and after; of all
EXACT_UP_TO = 6_000  # candidates that a better plan could hold, for the exact search


def worth_of(market: Market, chosen: Int64s) -> int:
    """Scaled value of a plan; chosen : int64 (n), candidate or -1."""
    return int(market.value[chosen[chosen != NONE]].sum())


def runs(rows: Int64s, count: int) -> Int64s:
    """Where the entries of each row begin when they lie in order; int64 (count + 1)."""
    begins: Int64s = np.concatenate([[0], np.cumsum(np.bincount(rows, minlength=count))])
    return begins.astype(np.int64)


def only(market: Market, kept: Int64s) -> Market:
    """The market with the `kept` candidates alone, which stay in their order."""
    n, m = market.start.size - 1, market.beds.size
    owner, home = market.owner[kept], market.home[kept]
    return Market(
        runs(owner, n),
        home,
        owner,
        market.value[kept],
        market.needed[kept],
        runs(home, m),
        np.argsort(home, kind="stable").astype(np.int64),
        market.beds,
        market.heads,
        market.wide,
    )


def _room_left(market: Market, chosen: Int64s) -> Int64s:
    left, used = np.stack([market.beds, market.heads]), chosen[chosen != NONE]
    np.subtract.at(left[0], market.home[used], market.needed[used])
    np.subtract.at(left[1], market.home[used], 1)
    return left


class Search:
    """The best plan found so far, `chosen` : int64 (n), and the ways to a better one."""

    def __init__(self, market: Market, until: float, enough: Callable[[int], bool]) -> None:
        self._market, self._until, self._enough = market, until, enough
        self.chosen = np.full(market.start.size - 1, NONE, np.int64)
        self.worth = 0
        self._seed = 0
        self._has_core = False
        self._settled = np.empty(0, np.int64)  # candidates that hold no better plan by themselves

    @property
    def is_over(self) -> bool:
        """Whether the plan is good enough or the time is up."""
        return self._enough(self.worth) or perf_counter() >= self._until

    def walk(self, margin: Int64s, left: Int64s, rounds: int, heat: float) -> None:
        """Rounds through all homes from the best plan, with chance that falls to nothing.

        margin : int64 (n), worth of a party elsewhere. left : int64 (f), what no plan with this
        candidate exceeds; heat : part of the mean value.
        """
        mean = max(1.0, float(left.max()) / margin.size)
        edges = self._hopeful(left)
        part = only(self._market, edges)
        chosen = self.chosen.copy()
        placed = chosen != NONE
        chosen[placed] = np.searchsorted(edges, chosen[placed])
        room = _room_left(part, chosen)
        for at in range(rounds):
            self._seed += 1
            falling = max(0.0, 1.0 - at / (rounds - CALM))
            trust = min(TRUST, 4 * falling)
            settle(part, margin, chosen, room, trust, heat * mean * falling, self._seed)
            if perf_counter() >= self._until:
                break
        for _ in range(CALM):  # also where time ran out: fill what chance left open
            self._seed += 1
            settle(part, margin, chosen, room, 0.0, 0.0, self._seed)
        placed = chosen != NONE
        chosen[placed] = edges[chosen[placed]]
        self._keep(chosen)

    def _hopeful(self, left: Int64s) -> Int64s:
        """Candidates of the best plan, and those that cost a plan little; rising, int64 (k)."""
        mean = max(1.0, float(left.max()) / self.chosen.size)
        kept = left >= left.max() - HOPELESS * mean
        kept[self.chosen[self.chosen != NONE]] = True
        return np.flatnonzero(kept)

    def mend(self, left: Int64s, scale: int) -> None:
        """Neighbourhood by neighbourhood, exactly, while the rest of the plan stays as it is.

        left : int64 (f), what no plan with this candidate exceeds.
        """
        if np.count_nonzero(left >= self.worth + scale) <= SOON:
            return  # searched exactly as a whole just as soon
        if not self._has_core and np.count_nonzero(self.chosen != NONE) <= CORE_PARTIES:
            self._core(left, scale)
            return
        edges = self._hopeful(left)
        part, done = only(self._market, edges), np.zeros(self._market.beds.size, np.int64)
        for home in np.argsort(-np.diff(part.home_start), kind="stable").tolist():
            if self.is_over:
                return
            if done[home] < OFTEN:
                around = _around(part, home)
                done[around] += 1
                self._mend_there(edges, part, around, scale)

    def _core(self, left: Int64s, scale: int) -> None:
        """The best plan of the most promising candidates alone, once: soon nearly as good as any.

        Source: E. Balas, E. Zemel, "An algorithm for large zero-one knapsack problems",
        Operations Research 28 (1980).
        """
        self._has_core = True
        used = self.chosen[self.chosen != NONE]
        best = np.argsort(-left, kind="stable")[: CORE * used.size]
        core = np.union1d(best, used)
        said = self._improve(core, np.ones(self.chosen.size, np.bool_), scale)
        if said is not None and said <= self.worth:
            self._settled = core

    def _mend_there(self, edges: Int64s, part: Market, around: Int64s, scale: int) -> None:
        inside = np.zeros(part.beds.size, np.bool_)
        inside[around] = True
        free = self.chosen == NONE
        free[~free] = inside[self._market.home[self.chosen[~free]]]
        self._improve(edges[inside[part.home] & free[part.owner]], free, scale)

    def _improve(self, near: Int64s, free: Bools, scale: int) -> int | None:
        """Choose anew for the `free` parties, bool (n), among the candidates `near`; rising.

        What no plan of these parties and candidates exceeds, scaled; None where nothing is known.
        """
        seconds = self._until - perf_counter()
        if near.size == 0 or seconds <= 0:
            return None
        said: int | None
        found, said = highs().best_of(only(self._market, near), scale, 0.0, seconds, nodes=NODES)
        chosen, placed = np.where(free, NONE, self.chosen), found != NONE
        chosen[placed] = near[found[placed]]
        self._keep(chosen)
        return said

    def _keep(self, chosen: Int64s) -> None:
        worth = worth_of(self._market, chosen)
        if worth > self.worth and (_room_left(self._market, chosen) >= 0).all():
            self.chosen, self.worth = chosen, worth

    def exactly(self, left: Int64s, scale: int, gap: float) -> int | None:
        """Search all candidates that a better plan could hold; scaled, what no plan exceeds.

        None where they are too many or the time is too short to say anything.
        """
        kept = np.flatnonzero(left >= self.worth + scale)
        seconds = self._until - perf_counter()
        if np.isin(kept, self._settled).all():
            return self.worth
        if kept.size > EXACT_UP_TO or seconds <= 0:
            return None
        chosen, said = highs().best_of(only(self._market, kept), scale, gap, seconds)
        placed = chosen != NONE
        chosen[placed] = kept[chosen[placed]]
        self._keep(chosen)
        return None if said is None else max(self.worth, said)

    def fill(self, bound: Bound, scale: int, gap: float) -> int | None:
        """Search all ways to fill a home that a better plan could use; scaled, what none exceeds.

        By the bound, a better plan fills no home with much less than the home's best. Where the
        ways are too many, the nearest to the best alone are searched: that gives a better plan,
        and then they are fewer. None where nothing is proven.
        Source: R. Baldacci, N. Christofides, A. Mingozzi, "An exact algorithm for the vehicle
        routing problem based on the set partitioning formulation with additional cuts",
        Mathematical Programming 115 (2008).
        """
        claimed = None
        for each in WAYS if can_be_filled(self._market) else ():
            room = min(each * self._market.beds.size, MOST_WAYS)
            if claimed is None and not self.is_over:
                claimed = self._filled(bound, scale, gap, room)
        return claimed

    def _filled(self, bound: Bound, scale: int, gap: float, room: int) -> int | None:
        """The same with so many ways at most."""
        lost = bound.worth - self.worth - scale  # by all homes together, in a better plan
        if lost < 0:
            return self.worth
        found = _ways(self._market, bound.hope, lost, room)
        seconds = self._until - perf_counter()
        if found is None or seconds <= 0:
            return None
        ways, loss = found
        chosen, said = highs().best_ways(self._market, ways, scale, gap, seconds)
        self._keep(chosen)
        if said is None:
            return None
        if loss < lost and bound.worth - loss > self.worth + scale:
            return None  # a plan that fills some home in another way could be better
        return max(self.worth, int(said))


def _ways(market: Market, margin: Int64s, lost: int, room: int) -> tuple[Ways, int] | None:
    """The ways with which a home loses `lost` at most, or less where they are more than `room`.

    And what it loses at most with these; None where they are too few to say much.
    """
    least = lost // TOO_FEW
    while True:
        ways = Ways(*(np.empty(size, np.int64) for size in (room, room + 1, PARTIES * room)))
        count = ways_to_fill(market, margin, lost, ways)
        if count >= 0:
            start = ways.start[: count + 1]
            return Ways(ways.home[:count], start, ways.edge[: start[-1]]), lost
        if lost <= least:
            return None
        lost = max(least, lost * 3 // 4)


def _around(part: Market, home: int) -> Int64s:
    """The homes that share most parties with this one, itself among them."""
    parties = part.owner[part.by_home[part.home_start[home] : part.home_start[home + 1]]]
    asked = np.isin(part.owner, parties)
    shared = np.bincount(part.home[asked], minlength=part.beds.size)
    nearest = np.argsort(-shared, kind="stable")[:NEIGHBOURS]
    return nearest[shared[nearest] > 0]
