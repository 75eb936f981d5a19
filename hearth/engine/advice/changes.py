"""Which homes one test alone keeps from a party: what a single change could open."""

import numpy as np

from hearth.engine.allowed import broken
from hearth.engine.tables import Homes, Int32s, Parties

PROTECTING = frozenset({"bars", "danger", "barred", "vetted"})
"""Tests that nobody is asked to give way in: refusals and periods, danger, who is hostile or
feared, and vetting."""


def failing_alone(parties: Parties, homes: Homes, i: int) -> dict[str, Int32s]:
    """Per test that may give way: the homes that fail by it alone, int32, rising.

    Only tests with such a home are there, in the order of TESTS. Cost: O(m) a test.
    Raises InvalidValue for a party that is not there.
    """
    failed = broken(parties, homes, i)
    count = np.sum([test.astype(np.int16) for test in failed.values()], axis=0)
    found = {
        name: np.flatnonzero(test & (count == 1)).astype(np.int32)
        for name, test in failed.items()
        if name not in PROTECTING
    }
    return {name: rows for name, rows in found.items() if rows.size}
