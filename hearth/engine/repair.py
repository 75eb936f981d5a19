"""From any plan to the best one, and its exact prices, in whole numbers only.

A home's price is the most that one more place of it would bring by a chain of moves: a
party moves in, leaving a place that another takes, and so on. While some chain brings
more than its end costs, the plan is improved along it; when none does, the prices that
are left prove the plan. Source: R. K. Ahuja, T. L. Magnanti, J. B. Orlin, Network Flows
(1993), chapter 9 (reduced cost optimality) and 5 (label correcting, negative cycles).
"""

from dataclasses import dataclass

import numpy as np

from hearth.engine.tables import Bools, Int32s, Int64s

NONE = -1
ROUNDS_BETWEEN_LOOKS = 16  # how often rising prices are searched for a cycle


@dataclass(frozen=True, slots=True, eq=False)
class Lists:
    """Candidate lists, also sorted by home.

    owner, home, value : int64 (e), in the order given. places : int64 (m).
    order : int64 (e), candidates by home. first : int64 (d), where each listed home
    begins in `order`. listed : int64 (d), the homes that are listed at all.
    """

    owner: Int64s
    home: Int64s
    value: Int64s
    places: Int64s
    order: Int64s
    first: Int64s
    listed: Int64s


def lists_of(owner: Int64s, home: Int32s, value: Int64s, places: Int32s) -> Lists:
    """Sort once by home. A home without a place is left out. Cost: O(e log e)."""
    kept = np.flatnonzero(places[home] > 0)
    owner, at, worth = owner[kept], home[kept].astype(np.int64), value[kept]
    order = np.argsort(at, kind="stable")
    listed, first = np.unique(at[order], return_index=True)
    return Lists(owner, at, worth, places.astype(np.int64), order, first.astype(np.int64), listed)


def margins(lists: Lists, chosen: Int64s, price: Int64s) -> Int64s:
    """What each party's present placement is worth above its price; 0 when unplaced.

    chosen : int64 (n), candidate per party, -1 = unplaced.
    """
    placed = chosen != NONE
    edge = chosen[placed]
    out = np.zeros(chosen.size, np.int64)
    out[placed] = lists.value[edge] - price[lists.home[edge]]
    return out


def _spare(lists: Lists, chosen: Int64s) -> Bools:
    taken = np.bincount(lists.home[chosen[chosen != NONE]], minlength=lists.places.size)
    return taken < lists.places


def _violated(lists: Lists, chosen: Int64s, price: Int64s) -> Bools:
    """Homes (m) whose price shows a chain of moves that brings more than its end costs."""
    wrong: Bools = _spare(lists, chosen) & (price > 0)
    dear = np.flatnonzero(margins(lists, chosen, price) < 0)
    wrong[lists.home[chosen[dear]]] = True
    return wrong


def _raise_prices(lists: Lists, chosen: Int64s, price: Int64s, via: Int64s) -> Bools:
    """One round: every home's price up to the best offer for it. Returns the homes raised.

    Changes `price` and `via` (the candidate that made the offer) in place.
    """
    offer = (lists.value - margins(lists, chosen, price)[lists.owner])[lists.order]
    best = np.maximum.reduceat(offer, lists.first)
    risen = best > price[lists.listed]
    price[lists.listed[risen]] = best[risen]
    sizes = np.diff(lists.first, append=offer.size)
    winners = np.flatnonzero((offer == np.repeat(best, sizes)) & np.repeat(risen, sizes))
    edges = lists.order[winners][::-1]  # reversed: of equal offers the first one stays
    via[lists.home[edges]] = edges
    raised = np.zeros(price.size, np.bool_)
    raised[lists.listed[risen]] = True
    return raised


def _source(lists: Lists, chosen: Int64s, via: Int64s) -> Int64s:
    """The home that the best offer for each home comes from; -1 = from outside."""
    out = np.full(via.size, NONE, np.int64)
    known = np.flatnonzero(via != NONE)
    held = chosen[lists.owner[via[known]]]
    out[known[held != NONE]] = lists.home[held[held != NONE]]
    return out


def _on_cycle(source: Int64s) -> int:
    """A home whose offers come round in a circle, or -1. Cost: O(m log m)."""
    jump = np.append(source, source.size)
    jump[jump == NONE] = source.size
    for _ in range(int(source.size).bit_length()):
        jump = jump[jump]
    circling = np.flatnonzero(jump[:-1] != source.size)
    return int(jump[circling[0]]) if circling.size else NONE


def _chain(end: int, source: Int64s, via: Int64s) -> tuple[list[int], bool]:
    """Homes back from `end` along the offers; and whether they are a circle."""
    seen: dict[int, int] = {}
    home = end
    while home != NONE and via[home] != NONE and home not in seen:
        seen[home] = len(seen)
        home = int(source[home])
    homes = list(seen)
    if home in seen:
        return homes[seen[home] :], True
    return homes + ([home] if home != NONE else []), False


def _cheapest(lists: Lists, chosen: Int64s, home: int) -> int:
    """Of the parties in `home` the one that is worth least there (first of equals)."""
    inside = np.flatnonzero((chosen != NONE) & (lists.home[chosen] == home))
    return int(inside[np.argmin(lists.value[chosen[inside]])])


def _move(lists: Lists, chosen: Int64s, via: Int64s, ends: list[int], source: Int64s) -> None:
    """Improve `chosen` in place along chains that share no home and no party."""
    touched: set[int] = set()
    movers: set[int] = set()
    spare = _spare(lists, chosen)
    before = chosen.copy()
    for end in ends:
        homes, circle = _chain(end, source, via)
        edges = [int(via[home]) for home in homes if via[home] != NONE]
        parties = {int(lists.owner[edge]) for edge in edges}
        if touched & set(homes) or movers & parties:
            continue
        touched.update(homes)
        movers.update(parties)
        if not circle and not spare[end]:
            chosen[_cheapest(lists, before, end)] = NONE
        for edge in edges:
            chosen[lists.owner[edge]] = edge


def _look(lists: Lists, chosen: Int64s, price: Int64s, via: Int64s, rounds: int) -> list[int]:
    """Homes from which to improve the plan now; empty = none seen yet."""
    ends = np.flatnonzero(_violated(lists, chosen, price))
    if ends.size:
        return [int(k) for k in ends[np.argsort(-price[ends], kind="stable")]]
    if rounds % ROUNDS_BETWEEN_LOOKS == 0:
        circling = _on_cycle(_source(lists, chosen, via))
        return [circling] if circling != NONE else []
    return []


def settle(lists: Lists, chosen: Int64s, price: Int64s) -> tuple[Int64s, list[int]]:
    """Raise prices until they hold together, or until they show how to improve the plan.

    Returns the `via` of every home and the homes to improve from; empty means that
    `price` (changed in place) proves `chosen`. Cost: O(e) a round, rounds as many as the
    longest useful chain of moves.
    """
    via = np.full(price.size, NONE, np.int64)
    rounds = 0
    while lists.owner.size:
        rounds += 1
        raised = _raise_prices(lists, chosen, price, via)
        ends = _look(lists, chosen, price, via, rounds)
        if ends or not raised.any():
            return via, ends
    return via, []


def repair(lists: Lists, chosen: Int64s) -> tuple[Int64s, Int64s]:
    """The best plan and its prices, from any plan that overfills no home.

    chosen : int64 (n), candidate per party, -1 = unplaced; all -1 is a good beginning.
    Returns (chosen, price), both new, exact whatever came in. Every improvement raises the
    plan's value by at least 1, so it ends.
    """
    chosen = chosen.copy()
    while True:
        price = np.zeros(lists.places.size, np.int64)
        via, ends = settle(lists, chosen, price)
        if not ends:
            return chosen, price
        _move(lists, chosen, via, ends, _source(lists, chosen, via))
