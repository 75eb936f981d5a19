"""What no plan with shared beds exceeds: prices of beds first, then a margin per party.

Prices alone know nothing of how unequal parties fit into a home: they would let two thirds
of a party of three take two beds. With a margin for every party each home can be filled
exactly, and no plan is worth more than all margins and all homes so filled together.
Source: M. L. Fisher, "The Lagrangian relaxation method", Management Science 27 (1981).
"""

import importlib
from dataclasses import dataclass
from math import inf
from time import perf_counter
from types import ModuleType

import numpy as np

from hearth.engine.kernels.beds import Market, ask, knapsacks
from hearth.engine.plan import FILLED_EXACTLY, MOST_TOTAL
from hearth.engine.tables import Floats, Int64s

COOLING, ROUNDS, COLDEST = 0.6, 30, 1e-3  # of heat: per step, rounds a step, of the mean value
SMALL = 20_000  # candidates
STEPS, PATIENCE = 300, 20  # of the margins; rounds without gain until steps grow smaller


@dataclass(frozen=True, slots=True, eq=False)
class Bound:
    """price, party_price : int64 (m). margin : int64 (n), or None where prices prove as much.

    worth : scaled, what no plan exceeds. hope : int64 (n), the margins even where not needed.
    left : int64 (f), scaled, what no plan with this candidate exceeds.
    """

    price: Int64s
    party_price: Int64s
    margin: Int64s | None
    worth: int
    hope: Int64s
    left: Int64s


def heads_counted(beds: Int64s, heads: Int64s, parties: int, is_free: bool) -> Int64s:
    """Parties counted beside beds when a home is filled exactly, int64 (m); see `Market.wide`.

    is_free : some candidate needs no bed, so that beds do not limit the parties.
    """
    limits = (heads < parties) if is_free else (heads < beds)
    wide = np.where(limits, heads, 0)
    return np.where((beds + 1) > FILLED_EXACTLY // (wide + 1), -1, wide)


def _cooled(market: Market, until: float) -> tuple[Floats, Floats]:
    """Prices at which the homes are asked for what they have; cooler and cooler parties.

    Where `until` comes first, the prices are rougher.
    """
    m, most = market.beds.size, float(market.value.max())
    price, party_price, asked = np.zeros(m), np.zeros(m), np.empty((2, m))
    there = np.maximum(1, np.stack([market.beds, market.heads]))
    limited = bool((market.wide != 0).any())
    heat = most / 4
    while heat > most * COLDEST:
        for _ in range(ROUNDS):
            if perf_counter() >= until:
                return price, party_price
            ask(market, price, party_price, heat, asked)
            step = heat * np.clip(np.log(np.maximum(asked, 1e-9) / there), -3, 3)
            price = np.maximum(0.0, price + step[0] / 2)
            party_price = np.maximum(0.0, party_price + step[1] / 2) if limited else party_price
        heat *= COOLING
    return price, party_price


def _margins(market: Market, price: Int64s, party_price: Int64s) -> tuple[Int64s, Int64s]:
    """Scaled: margin of each candidate (f) and the best of each party (n)."""
    at = market.home
    each = market.value - market.needed * price[at] - party_price[at]
    best = np.zeros(market.start.size - 1, np.int64)
    np.maximum.at(best, market.owner, each)
    return each, best


def is_small(market: Market) -> bool:
    """Whether the linear programme, and then the exact search, take a second or two."""
    return market.home.size <= SMALL


def highs() -> ModuleType:
    """The programmes solved by SciPy, which is loaded now where it was not yet."""
    return importlib.import_module("hearth.engine.beds.highs")


def priced(market: Market, scale: int, until: float = inf) -> Bound:
    """The bound by prices alone: every bed paid for, every party at its best margin.

    until : moment on the `perf_counter` to stop at; what is there by then is a true bound.
    """
    most = int(market.value.max())
    exact = highs().relaxed(market, scale, until - perf_counter()) if is_small(market) else None
    found = exact or _cooled(market, until)
    prices = [np.minimum(most, np.rint(one).astype(np.int64)) for one in found]
    if _by_prices(market, *prices) >= MOST_TOTAL:  # prices of nothing: a poor bound, and true
        prices = [np.zeros_like(one) for one in prices]
    price, party_price = prices
    each, margin = _margins(market, price, party_price)
    worth = _by_prices(market, price, party_price)
    return Bound(price, party_price, None, worth, margin, worth - margin[market.owner] + each)


def _by_prices(market: Market, price: Int64s, party_price: Int64s) -> int:
    """Scaled, in Python's integers; MOST_TOTAL where a margin could leave int64."""
    if int(market.needed.max()) * int(price.max()) >= MOST_TOTAL:
        return MOST_TOTAL
    paid = market.beds.astype(object) * price + market.heads.astype(object) * party_price
    return int(paid.sum()) + int(_margins(market, price, party_price)[1].sum())


def _adds_up(market: Market) -> bool:
    """Whether what a home earns stays inside int64, whoever comes."""
    return float(market.value.sum(dtype=np.float64)) < MOST_TOTAL / 2


def can_be_filled(market: Market) -> bool:
    """Whether every home is small enough to be filled exactly."""
    return bool((market.wide >= 0).all()) and _adds_up(market)


def refined(market: Market, bound: Bound, aim: int, until: float) -> Bound:
    """The bound by margins where it is less.

    aim : scaled, the worth of a plan found. until : moment on the `perf_counter` to stop at.
    """
    if not _adds_up(market):
        return bound
    price, party_price = bound.price, bound.party_price
    worth, margin = _refined(market, bound, aim, until)
    if worth >= bound.worth:
        return bound
    left = _left(market, margin, price, party_price, worth)
    return Bound(price, party_price, margin, worth, margin, left)


def _refined(market: Market, bound: Bound, aim: int, until: float) -> tuple[int, Int64s]:
    """The least bound on the way of the margins: whom no home takes asks less, whom two
    homes take asks more. The last step is mixed into the next; `aim` sets the length."""
    best, cover = _work_space(market)
    margin, price, party_price = bound.hope, bound.price, bound.party_price
    least, kept, pace, since = -1, margin, 1.0, 0
    way, top = np.zeros(margin.size), float(market.value.max())
    for step in range(STEPS):
        worth = int(margin.sum()) + knapsacks(market, margin, price, party_price, best, cover)
        since = 0 if least < 0 or worth < least - (least >> 20) else since + 1
        if least < 0 or worth < least:
            least, kept = worth, margin
        if since > PATIENCE:
            pace, since = pace * 0.7, 0
        way = 0.7 * way + 0.3 * (1 - cover) if step else (1 - cover).astype(np.float64)
        length = float(way @ way)
        if length == 0.0 or worth <= aim or perf_counter() >= until:
            break
        move = np.clip(pace * (worth - aim) / length * way, -top, top)
        margin = np.clip(margin - np.rint(move).astype(np.int64), 0, int(top))
    return least, kept


def _work_space(market: Market) -> tuple[Int64s, Int64s]:
    states = int(((market.beds + 1) * (market.wide + 1)).max(initial=1))
    return np.zeros((market.beds.size, states), np.int64), np.empty(market.start.size - 1, np.int64)


def _left(market: Market, margin: Int64s, price: Int64s, party_price: Int64s, worth: int) -> Int64s:
    """What no plan with this candidate exceeds: its home is filled with the room it leaves."""
    best, cover = _work_space(market)
    knapsacks(market, margin, price, party_price, best, cover)
    at, gain = market.home, market.value - margin[market.owner]
    wide = np.maximum(market.wide, 0)[at]
    states, less = (market.beds[at] + 1) * (wide + 1), market.needed * (wide + 1) + (wide > 0)
    full = np.minimum(states, best.shape[1]) - 1
    rest = best[at, np.maximum(full - less, 0)] - best[at, full]
    loose = np.minimum(0, gain - market.needed * price[at] - party_price[at])
    return worth + np.where(market.wide[at] < 0, loose, np.minimum(0, gain + rest))
