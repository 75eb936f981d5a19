"""The look at every candidate again, in Python's own integers, which have no end.

The tests hold `kernels/proof.py` to what is written here; the proof also comes here where
a sum could leave int64.
"""

from itertools import pairwise

from hearth.engine.kernels.proof import BELOW, NEEDS_BELOW, OUTSIDE, SOUND, TWICE, Claim
from hearth.engine.tables import Int64s


def look_plain(claim: Claim, used: Int64s) -> tuple[int, int, int, int]:
    """All parties: fault or SOUND, the candidate at fault, sum of best margins, sum of the values
    used; sets `used`."""
    total, worth = 0, 0
    for party in range(claim.indptr.size - 1):
        run = range(int(claim.indptr[party]), int(claim.indptr[party + 1]))
        fault, at = _fault(claim, run, party)
        if fault != SOUND:
            return fault, at, 0, 0
        total += max([0, *(_margin(claim, at, party) for at in run if _fits(claim, at, party))])
        used[party] = max([-1, *(at for at in run if claim.home[at] == claim.chosen[party])])
        worth += int(claim.value[used[party]]) if used[party] >= 0 else 0
    return SOUND, -1, total, worth


def _need(claim: Claim, at: int, party: int) -> int:
    return int(claim.needed[at * claim.per_candidate + party * claim.per_party])


def _fits(claim: Claim, at: int, party: int) -> bool:
    """A candidate that does not fit its home even alone is no part of any plan."""
    return _need(claim, at, party) <= int(claim.desk[claim.home[at], 0])


def _margin(claim: Claim, at: int, party: int) -> int:
    _, price, party_price = claim.desk[claim.home[at]].tolist()
    paid: int = _need(claim, at, party) * price + party_price
    return int(claim.value[at]) * claim.scale - paid


def _fault(claim: Claim, run: range, party: int) -> tuple[int, int]:
    """The first candidate that cannot be, or else the first that is there for the second time."""
    seen = set()
    for at in run:
        if not 0 <= claim.home[at] < len(claim.desk):
            return OUTSIDE, at
        if claim.value[at] < 0:
            return BELOW, at
        if _need(claim, at, party) < 0:
            return NEEDS_BELOW, at
    for at in run:
        if claim.home[at] in seen:
            return TWICE, at
        seen.add(claim.home[at])
    return SOUND, -1


def fill_plain(claim: Claim, margin: Int64s, wide: Int64s) -> list[int]:
    """What each home earns at most when party i costs `margin[i]`, scaled; see `fill`."""
    items: list[list[tuple[int, int]]] = [[] for _ in claim.desk]
    for party, (begin, end) in enumerate(pairwise(claim.indptr.tolist())):
        for at in range(begin, end):
            gain = int(claim.value[at]) * claim.scale - int(margin[party])
            if _fits(claim, at, party) and gain > 0:
                items[claim.home[at]].append((_need(claim, at, party), gain))
    return [
        _beyond_prices(items[h], int(price), int(party_price))
        if wide[h] < 0
        else _fullest(items[h], int(beds), int(wide[h]))
        for h, (beds, price, party_price) in enumerate(claim.desk)
    ]


def _beyond_prices(items: list[tuple[int, int]], price: int, party_price: int) -> int:
    return sum(max(0, gain - need * price - party_price) for need, gain in items)


def _fullest(items: list[tuple[int, int]], beds: int, wide: int) -> int:
    """The best of all ways to fill a home: most gain for each (beds, parties) taken."""
    most = {(0, 0): 0}
    for need, gain in items:
        for (taken, heads), worth in list(most.items()):
            to = taken + need, heads + min(1, wide)
            if to[0] <= beds and to[1] <= wide:
                most[to] = max(most.get(to, 0), worth + gain)
    return max(most.values())
