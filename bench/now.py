"""What prices regain of greedy's loss when parties come one after the other.

Parties arrive in a seeded order, each takes a home at once and keeps it; nobody is left
without one because it would be worth more to others. Greedy takes the home of most value,
prices take the greatest value less price. The prices come from a plan for others who came
before (the same kind of parties, never those who arrive), as many of them as are still
expected and over the places still free, made anew every so often. Hindsight is the exact
plan for all who came, had one known them.

python -m bench.now [PARTIES HOMES]
"""

import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from bench.report import asked
from bench.towns import tables
from hearth.engine.advice.now import expected_price, order_by_net
from hearth.engine.assign import assign
from hearth.engine.candidates import candidates
from hearth.engine.tables import Int32s, Int64s
from hearth.engine.tiers import with_tiers

SEEDS = (1, 2)
TIMES = (1, 10)  # how often prices are made in one experiment
SAMPLES = 10  # of those who are expected, for each making of prices
NOBODY = -1

Prices = Callable[[int, Int32s], Int64s]  # from how many have come, and the places left


@dataclass(frozen=True, slots=True, eq=False)
class Story:
    """Lists of all parties, and which of them come (in this order) and which came before."""

    indptr: Int64s
    home: Int32s
    value: Int64s
    places: Int32s
    come: Int64s
    before: Int64s

    def lists(self, rows: Int64s) -> tuple[Int64s, Int32s, Int64s]:
        """The candidate lists of these parties alone."""
        counts = np.diff(self.indptr)[rows]
        at = np.concatenate([np.arange(0), *(self.part(row) for row in rows.tolist())])
        indptr = np.cumsum([0, *counts]).astype(np.int64)
        return indptr, self.home[at], self.value[at]

    def part(self, row: int) -> Int64s:
        """Positions of one party's candidates."""
        return np.arange(self.indptr[row], self.indptr[row + 1])


def story(parties: int, homes: int, seed: int, *, count_first: bool) -> Story:
    """So many who come, as many who came before, and the homes."""
    who, where = tables(2 * parties, homes, seed)
    found = candidates(who, where)
    order = np.random.default_rng(seed).permutation(2 * parties)
    tier = np.zeros(2 * parties, np.int16)
    value = (
        with_tiers(found.value, found.indptr, tier) if count_first else found.value.astype(np.int64)
    )
    come, before = order[:parties], order[parties:]
    return Story(found.indptr, found.home, value, where.places, come, before)


def arrive(told: Story, prices: Prices) -> tuple[int, int]:
    """Value and number of placements when each takes the best home at these prices."""
    left, value, placed = told.places.copy(), 0, 0
    for done, row in enumerate(told.come.tolist()):
        price = prices(done, left)
        at = told.part(row)
        at = at[left[told.home[at]] > 0]
        if at.size:
            best = at[order_by_net(told.value[at], price[told.home[at]])[0]]
            left[told.home[best]] -= 1
            value, placed = value + int(told.value[best]), placed + 1
    return value, placed


def no_prices(told: Story) -> Prices:
    """Greedy: every home costs nothing."""
    nothing = np.zeros(told.places.size, np.int64)
    return lambda _, __: nothing


def expected(told: Story, times: int, seed: int) -> Prices:
    """Prices from those who came before, made `times` times."""
    rng, every = np.random.default_rng(seed), -(-told.come.size // times)
    kept: dict[int, Int64s] = {}

    def prices(done: int, left: Int32s) -> Int64s:
        if done // every not in kept:
            plans = [_price(told, rng, done, left) for _ in range(SAMPLES)]
            kept[done // every] = expected_price(plans, left)
        return kept[done // every]

    return prices


def _price(told: Story, rng: np.random.Generator, done: int, left: Int32s) -> Int64s:
    some = rng.choice(told.before, told.come.size - done, replace=False)
    return assign(*told.lists(some), left).price


def measured(parties: int, homes: int, seed: int, *, count_first: bool) -> Iterator[str]:
    """One line for each way to choose."""
    told = story(parties, homes, seed, count_first=count_first)
    best = assign(*told.lists(told.come), told.places)
    most, all_placed = best.value, int((best.home != NOBODY).sum())
    greedy = arrive(told, no_prices(told))
    yield f"{'hindsight':24} {0.0:8.2%} {all_placed:9,} placed"
    yield f"{'greedy':24} {1 - greedy[0] / most:8.2%} {greedy[1]:9,} placed"
    for times in TIMES:
        value, placed = arrive(told, expected(told, times, seed))
        regained = (value - greedy[0]) / max(1, most - greedy[0])
        more = (placed - greedy[1]) / max(1, all_placed - greedy[1])
        name = f"prices made {times} time" + ("" if times == 1 else "s")
        yield (
            f"{name:24} {1 - value / most:8.2%} {placed:9,} placed, "
            f"regains {regained:.0%} of the value, {more:.0%} of the placements"
        )


def main(parties: int, homes: int) -> int:
    """Print the loss against hindsight, for each seed and both ways to value a plan."""
    for count_first in (False, True):
        what = "placing counts first, then points" if count_first else "points alone"
        for seed in SEEDS:
            print(f"{parties:,} parties, {homes:,} homes, seed {seed}, {what}")
            for line in measured(parties, homes, seed, count_first=count_first):
                print(f"  {line}")
    return 0


if __name__ == "__main__":
    sys.exit(main(*asked("now", __doc__, parties=3_000, homes=1_500)))
