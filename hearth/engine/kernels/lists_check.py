"""Whether candidate lists can be used at all; shares nothing with what then uses them."""

import numpy as np
from numpy.typing import NDArray

from hearth.engine.kernels.ahead import fetch
from hearth.engine.kernels.compiled import kernel

FAR = 32  # candidates ahead whose homes are asked for from memory


@kernel
def first_repeat(indptr: NDArray[np.int64], home: NDArray[np.int32], homes: int) -> int:
    """The first candidate whose home its party already has; -1 if there is none. Cost: O(e)."""
    owner = np.full(homes, -1, np.int32)
    for i in range(indptr.size - 1):
        for e in range(indptr[i], indptr[i + 1]):
            if e + FAR < home.size:
                fetch(owner, home[e + FAR])
            if owner[home[e]] == i:
                return int(e)
            owner[home[e]] = i
    return -1
