"""The best k homes for one party."""

from dataclasses import dataclass

import numpy as np

from hearth.core.errors import InvalidValue
from hearth.engine.allowed import allowed_block
from hearth.engine.score import score_pairs
from hearth.engine.tables import Homes, Int32s, Parties, check_rows, check_together


@dataclass(frozen=True, slots=True, eq=False)
class Shortlist:
    """Homes that pass every hard test, best first: `home` int32, `points` int32."""

    home: Int32s
    points: Int32s


def shortlist(parties: Parties, homes: Homes, i: int, k: int) -> Shortlist:
    """The at most `k` best homes for party `i`; equal points by lower row.

    Cost: O(m) and a sort of the homes that pass. Raises InvalidValue for a party that is
    not there or a negative `k`.
    """
    if k < 0:
        raise InvalidValue(f"a shortlist holds 0 homes or more, got {k}")
    check_together(parties, homes)
    party, home = allowed_block(parties, homes, check_rows("party", np.array([i]), len(parties)))
    points = score_pairs(parties, homes, party, home)
    best = np.argsort(-points, kind="stable")[:k]
    return Shortlist(home[best].astype(np.int32), points[best])
