"""The best plan, one party after another by the best chain of moves; slow and readable.

The tests hold `assign` to this. Read it first: the prices are what the chains cost.
"""

from itertools import pairwise

from hearth.engine.plan import Values
from hearth.engine.tables import Int32s, Int64s

NONE = -1
Worth = list[dict[int, int]]  # per party, the value of each home that is a candidate


def assign_plain(
    indptr: Int64s, home: Int32s, value: Values, places: Int32s
) -> tuple[list[int], list[int]]:
    """The home of every party (-1 = unplaced) in a best plan, and the price of every home.

    Lists as for `assign`. Cost: O(n e m) at worst; for some hundreds of parties.
    Source: successive shortest paths, as in any text on network flows.
    """
    pairs = list(zip(home.tolist(), value.tolist(), strict=True))
    worth = [dict(pairs[a:b]) for a, b in pairwise(indptr.tolist())]
    held = [NONE] * len(worth)
    for party, mine in enumerate(worth):
        cost, mover = _costs(worth, held, places.tolist())
        best = max(mine, key=lambda h: mine[h] - cost[h], default=NONE)
        if best != NONE and mine[best] > cost[best]:
            _move_in(party, best, held, mover)
    return held, _costs(worth, held, places.tolist())[0]


def _costs(
    worth: Worth, held: list[int], places: list[int]
) -> tuple[list[int], list[tuple[int, int] | None]]:
    """What it costs to make one place of each home free, and who then goes where.

    Nothing where a place is free. Else somebody goes: out of the plan, or to another home where
    a place is made free for them. A home without places costs more than any place is worth.
    """
    most = 1 + max((v for mine in worth for v in mine.values()), default=0)
    free = [held.count(h) < count for h, count in enumerate(places)]
    cost = [0 if is_free else most for is_free in free]
    mover: list[tuple[int, int] | None] = [None] * len(places)
    falling = True
    while falling:
        falling = False
        for party, here in enumerate(held):
            if here == NONE:
                continue
            mine = worth[party]
            for there, gain in [(NONE, 0), *((h, mine[h] - cost[h]) for h in mine)]:
                if there != here and mine[here] - gain < cost[here]:
                    cost[here], mover[here] = mine[here] - gain, (party, there)
                    falling = True
    return cost, mover


def _move_in(party: int, home: int, held: list[int], mover: list[tuple[int, int] | None]) -> None:
    """Put `party` into `home`, and whoever makes place for them where they go."""
    before: tuple[int, int] | None = (party, home)
    while before is not None:
        party, home = before
        before = mover[home] if home != NONE else None
        held[party] = home
