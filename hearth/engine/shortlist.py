"""The best k homes for one party."""

from dataclasses import dataclass

import numpy as np

from hearth.engine.asking import Questions, line_of
from hearth.engine.kernels.shortlist import find_best
from hearth.engine.register import Register, check_party
from hearth.engine.tables import Floats, Homes, Int32s, Int64s, Parties, must_count


@dataclass(frozen=True, slots=True, eq=False)
class Shortlist:
    """Homes that pass every hard test, best first: `home` int32, `points` int32."""

    home: Int32s
    points: Int32s


def shortlist(parties: Parties | Questions, homes: Homes | Register, i: int, k: int) -> Shortlist:
    """The at most `k` best homes for party `i`; equal points by lower row.

    Whoever asks more than once packs the homes into a Register first: then the cost is that
    of the homes within reach, a fraction of a nanosecond each, and of the few that pass the
    yes/no tests. From a table of homes, O(m) for the packing. Whoever asks for many of the same
    parties makes Questions of them first, which spares some microseconds for each.

    Raises InvalidValue for a party that is not there, a negative `k`, or a room class or
    barred home of the party that is not there.
    """
    must_count("k, the homes of a shortlist,", k)
    register = homes if isinstance(homes, Register) else Register.of(homes)
    with register.lock:
        words, danger, barred = _asked(parties, register, i)
        best = np.empty((2, min(k, register.rows)), np.int32)
        count = find_best(*register.ground, words, danger, barred, register.runs, best)
    return Shortlist(best[0, :count], best[1, :count])


def _asked(
    parties: Parties | Questions, register: Register, i: int
) -> tuple[Int64s, Floats, Int32s]:
    """The line of a party that fits the register, danger points and barred homes."""
    if not isinstance(parties, Questions):
        check_party(parties, register, i)
        return *line_of(parties, i), parties.barred.home
    if not parties.fit(register.ground.fit.shape[0], register.rows, i):
        check_party(parties.parties, register, i)  # which says what does not fit
    return parties.lines[i], parties.danger, parties.parties.barred.home
