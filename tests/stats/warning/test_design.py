"""A chart keeps the false alarms it was set for, and says how slow that makes it."""

from math import log

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hearth.core.errors import InvalidValue
from hearth.stats.warning.design import design


@settings(max_examples=20)
@given(wanted=st.floats(0.5, 60), ratio=st.sampled_from([1.5, 2.0, 3.0]))
def test_false_alarms_are_as_rare_as_was_asked(wanted: float, ratio: float) -> None:
    found = design(ratio, wanted)

    assert found.false_after >= wanted
    assert found.noticed_after < found.false_after


def test_the_run_lengths_are_those_of_charts_that_run() -> None:
    found = design(2.0, 5.0)
    random = np.random.default_rng(7)

    for times, said in ((1.0, found.false_after), (2.0, found.noticed_after)):
        runs = [_run(random, times, found.limit) for _ in range(4_000)]
        assert np.mean(runs) == pytest.approx(said, rel=0.06)


def _run(random: np.random.Generator, times: float, limit: float) -> float:
    """Expected concerns until a chart in whole time alarms, event by event."""
    total = passed = 0.0
    while True:
        wait = random.exponential(1 / times)
        passed += wait
        total = max(0.0, total - wait) + log(2)
        if total >= limit:
            return passed


@given(wanted=st.floats(0.01, 2), ratio=st.sampled_from([1.5, 2.0, 5.0]))
def test_a_single_concern_never_alarms(wanted: float, ratio: float) -> None:
    assert design(ratio, wanted).limit > log(ratio)


def test_rarer_false_alarms_cost_a_later_true_one() -> None:
    quick, slow = design(2.0, 2.0), design(2.0, 50.0)

    assert slow.limit > quick.limit
    assert slow.noticed_after > quick.noticed_after


@pytest.mark.parametrize(("ratio", "wanted"), [(1.0, 5.0), (2.0, 0.0), (2.0, 1e12)])
def test_what_no_chart_keeps_is_refused(ratio: float, wanted: float) -> None:
    with pytest.raises(InvalidValue):
        design(ratio, wanted)
