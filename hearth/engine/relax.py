"""One door to the linear programme (HiGHS, by way of SciPy)."""

from typing import Any

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import csc_array

from hearth.engine.tables import Floats


def most_value(
    value: Floats, rows: csc_array[np.float64], limit: Floats, method: str = "highs"
) -> tuple[Floats, Floats] | None:
    """Shares (at least 0) of greatest value with `rows @ share <= limit`, and row prices.

    value : float64 (c). rows : sparse (r, c). limit : float64 (r).
    Prices are float64 (r), at least 0. None where HiGHS gives up.
    """
    solve: Any = linprog  # its annotations do not know that rows may be sparse
    answer = solve(-value, rows, limit, bounds=(0, None), method=method)
    if answer.status != 0:
        return None
    return answer.x, np.maximum(0.0, -answer.ineqlin.marginals)
