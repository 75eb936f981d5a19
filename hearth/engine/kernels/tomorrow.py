"""What prices make of candidate lists, one pass over them: prices of new homes, best candidates."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from hearth.engine.kernels.compiled import kernel


class Priced(NamedTuple):
    """Lists and prices: indptr int64 (n+1), home int32 (e), value int64 (e), price int64 (m).

    counts : uint8 (m), 1 for a home that is looked at. A party's margin is the best value minus
    price of its candidates there, at least 0.
    """

    indptr: NDArray[np.int64]
    home: NDArray[np.int32]
    value: NDArray[np.int64]
    price: NDArray[np.int64]
    counts: NDArray[np.uint8]


@kernel
def raise_others(p: Priced) -> None:
    """Raise the price of homes that do not count until nobody has a better margin there.

    Cost: O(e), each row read once, and rows with such homes twice more.
    """
    indptr, home, value, price, counts = p.indptr, p.home, p.value, p.price, p.counts
    for i in range(indptr.size - 1):
        others = 0
        for e in range(indptr[i], indptr[i + 1]):
            others += counts[home[e]] == 0
        if others == 0:
            continue
        best = 0
        for e in range(indptr[i], indptr[i + 1]):
            if counts[home[e]] != 0:
                best = max(best, value[e] - price[home[e]])
        for e in range(indptr[i], indptr[i + 1]):
            h = home[e]
            if counts[h] == 0:
                price[h] = max(price[h], value[e] - best)


@kernel
def find_best(
    p: Priced, margin: NDArray[np.int64], start: NDArray[np.int64], at: NDArray[np.int64]
) -> None:
    """Margins, int64 (n), and the candidates at homes that count which have exactly them.

    start : int64 (n+1), where a party's are in `at` int64 (e), positions in the lists; the end
    of `at` is not written. Cost: O(e), each row read twice.
    """
    indptr, home, value, price, counts = p.indptr, p.home, p.value, p.price, p.counts
    found = 0
    for i in range(margin.size):
        start[i] = found
        best = 0
        for e in range(indptr[i], indptr[i + 1]):
            h = home[e]
            if counts[h] != 0:
                best = max(best, value[e] - price[h])
        margin[i] = best
        for e in range(indptr[i], indptr[i + 1]):
            h = home[e]
            if value[e] - price[h] == best and counts[h] != 0:
                at[found] = e
                found += 1
    start[margin.size] = found
