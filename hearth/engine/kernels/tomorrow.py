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

    Cost: O(e), each row read twice.
    """
    for i in range(p.indptr.size - 1):
        best, others = 0, 0
        for e in range(p.indptr[i], p.indptr[i + 1]):
            h = p.home[e]
            if p.counts[h] != 0:
                best = max(best, p.value[e] - p.price[h])
            else:
                others += 1
        if others > 0:
            for e in range(p.indptr[i], p.indptr[i + 1]):
                h = p.home[e]
                if p.counts[h] == 0:
                    p.price[h] = max(p.price[h], p.value[e] - best)


@kernel
def find_best(
    p: Priced, margin: NDArray[np.int64], start: NDArray[np.int64], at: NDArray[np.int64]
) -> None:
    """Margins, int64 (n), and the candidates at homes that count which have exactly them.

    start : int64 (n+1), where a party's are in `at` int64 (e), positions in the lists; the end
    of `at` is not written. Cost: O(e), each row read twice.
    """
    found = 0
    for i in range(margin.size):
        start[i] = found
        best = 0
        for e in range(p.indptr[i], p.indptr[i + 1]):
            h = p.home[e]
            if p.counts[h] != 0:
                best = max(best, p.value[e] - p.price[h])
        margin[i] = best
        for e in range(p.indptr[i], p.indptr[i + 1]):
            h = p.home[e]
            if p.value[e] - p.price[h] == best and p.counts[h] != 0:
                at[found] = e
                found += 1
    start[margin.size] = found
