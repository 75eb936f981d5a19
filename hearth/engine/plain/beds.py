"""The steps of `kernels/beds.py` again, slow and readable; tests hold the fast ones to these."""

import math
from itertools import combinations

from hearth.engine.kernels.beds import Market
from hearth.engine.tables import Floats, Int64s


def ask_plain(
    market: Market, price: Floats, party_price: Floats, heat: float
) -> list[tuple[float, float]]:
    """Beds and parties that each home is asked for at these prices; see `ask`.

    A party's share in a candidate is exp(margin / heat), over the sum of these and of
    exp(0), its staying without a home.
    """
    asked = [[0.0, 0.0] for _ in market.beds]
    for party in range(market.start.size - 1):
        run = range(int(market.start[party]), int(market.start[party + 1]))
        margin = {at: _margin(market, at, price, party_price) for at in run}
        best = max([0.0, *margin.values()])  # taken off, so that exp never grows too large
        weight = {at: math.exp((margin[at] - best) / heat) for at in run}
        total = math.exp(-best / heat) + sum(weight.values())
        for at in run:
            asked[market.home[at]][0] += weight[at] / total * int(market.needed[at])
            asked[market.home[at]][1] += weight[at] / total
    return [(beds, parties) for beds, parties in asked]


def _margin(market: Market, at: int, price: Floats, party_price: Floats) -> float:
    home = market.home[at]
    return float(market.value[at] - market.needed[at] * price[home] - party_price[home])


def earned_plain(market: Market, home: int, margin: Int64s, price: int, party_price: int) -> int:
    """What one home earns at most when party i costs `margin[i]`; every set of parties is tried."""
    run = range(int(market.home_start[home]), int(market.home_start[home + 1]))
    edges = [int(market.by_home[k]) for k in run]
    gain = {at: int(market.value[at] - margin[market.owner[at]]) for at in edges}
    if market.wide[home] < 0:
        paid = int(market.beds[home]) * price + int(market.heads[home]) * party_price
        needs = {at: int(market.needed[at]) for at in edges}
        return paid + sum(max(0, gain[at] - needs[at] * price - party_price) for at in edges)
    sets = (way for size in range(len(edges) + 1) for way in combinations(edges, size))
    return max(sum(gain[at] for at in way) for way in sets if _fits(market, home, way))


def ways_plain(market: Market, margin: Int64s, loss: int) -> set[tuple[int, frozenset[int]]]:
    """Homes and sets of candidates, of all but none, that earn at most `loss` less than the best.

    Every set of parties is tried; see `ways_to_fill`.
    """
    found = set()
    for home in range(market.beds.size):
        run = range(int(market.home_start[home]), int(market.home_start[home + 1]))
        edges = [int(market.by_home[k]) for k in run]
        gain = {at: int(market.value[at] - margin[market.owner[at]]) for at in edges}
        sets = (way for size in range(len(edges) + 1) for way in combinations(edges, size))
        earned = {way: sum(gain[at] for at in way) for way in sets if _fits(market, home, way)}
        least = max(earned.values()) - loss
        found |= {(home, frozenset(way)) for way in earned if way and earned[way] >= least}
    return found


def _fits(market: Market, home: int, way: tuple[int, ...]) -> bool:
    beds = sum(int(market.needed[at]) for at in way)
    return beds <= int(market.beds[home]) and len(way) <= int(market.heads[home])


def settle_plain(market: Market, chosen: Int64s) -> int:
    """The most that any one home can gain by choosing anew, without chance or trust; scaled.

    A home may take any of its candidates from wherever they are, and give up any it has:
    these go to the best home with room. 0 where no home can better the plan alone.
    """
    worth = _worth(market, chosen)
    return max([0, *(_alone(market, home, chosen) - worth for home in range(market.beds.size))])


def _worth(market: Market, chosen: Int64s) -> int:
    return sum(int(market.value[at]) for at in chosen if at >= 0)


def _alone(market: Market, home: int, chosen: Int64s) -> int:
    """The worth of the plan when this home takes the best set and nobody else moves up."""
    run = range(int(market.home_start[home]), int(market.home_start[home + 1]))
    edges = [int(market.by_home[k]) for k in run]
    best = 0
    for size in range(len(edges) + 1):
        for way in combinations(edges, size):
            if _fits(market, home, way):
                kept = [at for at in chosen.tolist() if at >= 0 and market.home[at] != home]
                moved = {int(market.owner[at]) for at in way}
                rest = [at for at in kept if int(market.owner[at]) not in moved]
                best = max(best, sum(int(market.value[at]) for at in (*rest, *way)))
    return best
