"""The best k homes for one party."""

from dataclasses import dataclass

import numpy as np

from hearth.engine.asking import line_of
from hearth.engine.kernels.shortlist import find_best
from hearth.engine.register import Register, check_party
from hearth.engine.tables import Homes, Int32s, Parties, must_count


@dataclass(frozen=True, slots=True, eq=False)
class Shortlist:
    """Homes that pass every hard test, best first: `home` int32, `points` int32."""

    home: Int32s
    points: Int32s


def shortlist(parties: Parties, homes: Homes | Register, i: int, k: int) -> Shortlist:
    """The at most `k` best homes for party `i`; equal points by lower row.

    Whoever asks more than once packs the homes into a Register first: then the cost is that
    of the homes within reach, a fraction of a nanosecond each, and of the few that pass the
    yes/no tests. From a table of homes, O(m) for the packing.

    Raises InvalidValue for a party that is not there, a negative `k`, or a room class or
    barred home of the party that is not there.
    """
    must_count("k, the homes of a shortlist,", k)
    register = homes if isinstance(homes, Register) else Register.of(homes)
    with register.lock:
        check_party(parties, register, i)
        words, danger = line_of(parties, i)
        home, points = np.empty((2, min(k, register.rows)), np.int32)
        barred = parties.barred.home
        count = find_best(register.ground, words, danger, barred, register.runs, home, points)
    return Shortlist(home[:count], points[:count])
