"""Whether candidate lists can be used at all; shares nothing with what then uses them."""

import numpy as np
from numpy.typing import NDArray

from hearth.engine.kernels.compiled import kernel


@kernel
def first_repeat(indptr: NDArray[np.int64], home: NDArray[np.int32], room: int) -> int:
    """The first candidate whose home its party already has; -1 if there is none.

    indptr : of these parties; home : of all. room : a power of two. Of the homes that are equal
    but for multiples of it, who last had one is remembered; only where that is the same party
    again, its list is looked through. So little room will do, and that stays in the cache.
    Cost: O(e) for lists much shorter than `room`, or where no home has a number above it.
    """
    last = np.zeros(room, np.int32)
    for i in range(indptr.size - 1):
        for e in range(indptr[i], indptr[i + 1]):
            at = home[e] & (room - 1)
            if last[at] == i + 1:
                for x in range(indptr[i], e):
                    if home[x] == home[e]:
                        return int(e)
            last[at] = i + 1
    return -1
