"""Homes whose beds are shared by parties of unequal size: prices, margins, and a plan.

Values, prices and margins come scaled (see `Plan.scale`) where they are whole numbers.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from hearth.engine.kernels.compiled import kernel

Int64s = NDArray[np.int64]
Floats = NDArray[np.float64]
FAR = 20.0  # a candidate e**20 times less likely than the best is left out


class Market(NamedTuple):
    """Candidates that fit a home by themselves, by party and by home; all int64.

    start (n+1), home, owner, value (scaled), needed (f): candidates by party.
    home_start (m+1), by_home (f): the same candidates by home.
    beds, heads (m): limits. wide (m): parties counted beside beds when a home is filled
    exactly; 0 = beds are limit enough; -1 = the home is too large to be filled exactly.
    """

    start: Int64s
    home: Int64s
    owner: Int64s
    value: Int64s
    needed: Int64s
    home_start: Int64s
    by_home: Int64s
    beds: Int64s
    heads: Int64s
    wide: Int64s


@kernel
def ask(market: Market, price: Floats, party_price: Floats, heat: float, asked: Floats) -> None:
    """How many beds (row 0) and parties (row 1) the homes are asked for at these prices.

    Every party spreads itself over its candidates, the likelier the better its margin, and
    the more evenly the greater `heat` is. Cost: O(candidates). Twin: plain/beds.py.
    """
    home, value, needed = market.home, market.value, market.needed
    asked[:] = 0.0
    share = np.empty(16)
    for party in range(market.start.size - 1):
        begin, stop = market.start[party], market.start[party + 1]
        if stop - begin > share.size:
            share = np.empty(2 * (stop - begin))
        best = 0.0
        for at in range(begin, stop):
            h = home[at]
            margin = value[at] - needed[at] * price[h] - party_price[h]
            share[at - begin] = margin
            best = max(best, margin)
        total = np.exp(-best / heat)
        for at in range(begin, stop):
            below = (best - share[at - begin]) / heat
            share[at - begin] = np.exp(-below) if below < FAR else 0.0
            total += share[at - begin]
        for at in range(begin, stop):
            if share[at - begin] > 0.0:
                part = share[at - begin] / total
                asked[0, home[at]] += part * needed[at]
                asked[1, home[at]] += part


@kernel
def fill_exactly(
    gain: Int64s, needed: Int64s, room: tuple[int, int], best: Int64s, took: NDArray[np.bool_]
) -> int:
    """The greatest sum of gains that beds and parties allow; marks in `took[:, -1]` who comes.

    gain, needed : int64 (k). room : beds, and parties or 0 where beds are limit enough.
    best : int64 work space and answer per room left. took : bool (k, states + 1) work space.
    Cost: O(k * states), states = (beds + 1) * (parties + 1).
    """
    beds, wide = room
    head, row = min(1, wide), wide + 1
    states = (beds + 1) * row
    best[:states] = 0
    for k in range(gain.size):
        took[k, :states] = False
        if gain[k] <= 0 or needed[k] > beds:
            continue
        for bed in range(beds, needed[k] - 1, -1):
            for party in range(wide, head - 1, -1):
                to = bed * row + party
                worth = best[(bed - needed[k]) * row + party - head] + gain[k]
                if worth > best[to]:
                    best[to], took[k, to] = worth, True
    bed, party, last = beds, wide, took.shape[1] - 1
    for k in range(gain.size - 1, -1, -1):
        comes = took[k, bed * row + party]
        took[k, last] = comes
        if comes:
            bed, party = bed - needed[k], party - head
    earned: int = best[states - 1]
    return earned


@kernel
def _fill_greedily(
    gain: Int64s, needed: Int64s, room: tuple[int, int], took: NDArray[np.bool_]
) -> None:
    """As `fill_exactly`, by most gain a bed while it fits: for homes with many beds."""
    beds, parties = room
    last = took.shape[1] - 1
    took[: gain.size, last] = False
    while parties > 0:
        chosen, best = -1, 0.0
        for k in range(gain.size):
            if gain[k] > 0 and needed[k] <= beds and not took[k, last]:
                density = gain[k] / max(1, needed[k])
                if density > best:
                    chosen, best = k, density
        if chosen < 0:
            break
        took[chosen, last] = True
        beds, parties = beds - needed[chosen], parties - 1


@kernel
def knapsacks(
    market: Market, margin: Int64s, price: Int64s, party_price: Int64s, best: Int64s, cover: Int64s
) -> int:
    """What all homes together earn at most when party i costs `margin[i]`; scaled.

    best : int64 (m, states), set per home to what it earns with so much room.
    cover : int64 (n), set to the number of homes that would take the party.
    A home that is too large is weighed by its prices. Cost: O(candidates * states).
    """
    most = 1
    for h in range(market.beds.size):
        most = max(most, market.home_start[h + 1] - market.home_start[h])
    took = np.zeros((most, best.shape[1] + 1), np.bool_)
    gain, need = np.empty(most, np.int64), np.empty(most, np.int64)
    cover[:] = 0
    total, last = 0, best.shape[1]
    for h in range(market.beds.size):
        begin, stop = market.home_start[h], market.home_start[h + 1]
        large = market.wide[h] < 0
        for k in range(stop - begin):
            at = market.by_home[begin + k]
            need[k], gain[k] = market.needed[at], market.value[at] - margin[market.owner[at]]
            if large:
                gain[k] -= need[k] * price[h] + party_price[h]
                took[k, last] = gain[k] > 0
                total += max(0, gain[k])
        if large:
            total += market.beds[h] * price[h] + market.heads[h] * party_price[h]
        elif begin < stop:
            room = (market.beds[h], market.wide[h])
            total += fill_exactly(gain[: stop - begin], need, room, best[h], took)
        for k in range(stop - begin):
            if took[k, last]:
                cover[market.owner[market.by_home[begin + k]]] += 1
    return total


# size: one home after another, and each of the four steps needs what the step before counted
@kernel
def settle(  # noqa: PLR0917  compiled: one flat call
    market: Market,
    margin: Int64s,
    chosen: Int64s,
    left: Int64s,
    trust: float,
    heat: float,
    seed: int,
) -> None:
    """Let every home once, in an order by chance, choose anew who comes; changes the plan.

    chosen : int64 (n), candidate per party or -1. left : int64 (2, m), beds and parties left.
    trust : 0 to 1; how far a party that is given up is believed to be worth its `margin`
    elsewhere, and not what it has there now. heat : scaled, width of the chance added to gains.
    With both at 0 the plan's value never falls by a home that is filled exactly; one too large
    for that (`Market.wide` below 0) is filled greedily, and the value may fall by it.
    Cost: O(candidates * states).
    """
    m, width = market.beds.size, 1
    for each in range(m):
        width = max(width, (market.beds[each] + 1) * (market.wide[each] + 1))
    most = np.max(market.home_start[1:] - market.home_start[:-1])
    best, took = np.empty(width, np.int64), np.zeros((most, width + 1), np.bool_)
    gain, need = np.empty(most, np.int64), np.empty(most, np.int64)
    home, value, needed = market.home, market.value, market.needed
    dice = np.uint64(seed) * np.uint64(2654435761) + np.uint64(88172645463325252)
    order = np.arange(m)
    for k in range(m - 1, 0, -1):
        dice ^= dice << np.uint64(13)
        dice ^= dice >> np.uint64(7)
        dice ^= dice << np.uint64(17)
        other = np.int64(dice % np.uint64(k + 1))
        order[k], order[other] = order[other], order[k]
    for h in order:
        begin, stop = market.home_start[h], market.home_start[h + 1]
        for k in range(stop - begin):
            at = market.by_home[begin + k]
            party = market.owner[at]
            now, need[k] = chosen[party], needed[at]
            hope = trust * margin[party]  # what the party is worth when it does not come here
            if now == at:
                for a in range(market.start[party], market.start[party + 1]):
                    g = home[a]
                    if g != h and left[0, g] >= needed[a] and left[1, g] > 0:
                        hope = max(hope, (1.0 - trust) * value[a] + trust * margin[party])
            elif now >= 0:
                hope += (1.0 - trust) * value[now]
            dice ^= dice << np.uint64(13)
            dice ^= dice >> np.uint64(7)
            dice ^= dice << np.uint64(17)
            chance = heat * ((dice >> np.uint64(11)) * 2.0**-52 - 1.0)
            gain[k] = np.int64(value[at] - hope + chance)
        if begin == stop:
            continue
        if market.wide[h] < 0:
            _fill_greedily(gain[: stop - begin], need, (market.beds[h], market.heads[h]), took)
        else:
            room = (market.beds[h], market.wide[h])
            fill_exactly(gain[: stop - begin], need, room, best, took)
        _move(market, h, chosen, left, took)


@kernel
def _move(
    market: Market, h: int | np.int64, chosen: Int64s, left: Int64s, took: NDArray[np.bool_]
) -> None:
    """Make the choice of one home true; whoever it gives up goes to the best home left."""
    last, begin = took.shape[1] - 1, market.home_start[h]
    for k in range(market.home_start[h + 1] - begin):
        at = market.by_home[begin + k]
        now = chosen[market.owner[at]]
        if now >= 0 and took[k, last] != (now == at):
            left[0, market.home[now]] += market.needed[now]
            left[1, market.home[now]] += 1
            chosen[market.owner[at]] = -1 if took[k, last] else -2  # -2: given up just now
        if took[k, last] and now != at:
            chosen[market.owner[at]] = at
            left[0, h] -= market.needed[at]
            left[1, h] -= 1
    for k in range(market.home_start[h + 1] - begin):
        party = market.owner[market.by_home[begin + k]]
        if chosen[party] == -2:
            best, worth = -1, 0
            for a in range(market.start[party], market.start[party + 1]):
                g = market.home[a]
                fits = left[0, g] >= market.needed[a] and left[1, g] > 0
                if fits and market.value[a] > worth:
                    best, worth = a, market.value[a]
            chosen[party] = best
            if best >= 0:
                left[0, market.home[best]] -= market.needed[best]
                left[1, market.home[best]] -= 1
