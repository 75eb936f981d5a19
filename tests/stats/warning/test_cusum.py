"""The chart forgets good years, and its two ways of summing agree."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hearth.core.errors import InvalidValue
from hearth.stats.warning.cusum import cusum, cusum_plain, watch

steps = st.lists(st.floats(-5, 5), max_size=60)


@given(steps=steps, start=st.floats(0, 5))
def test_whole_arrays_give_the_sum_that_was_written_for_reading(
    steps: list[float], start: float
) -> None:
    found = cusum(np.array(steps, np.float64), start)

    np.testing.assert_allclose(found, cusum_plain(steps, start), atol=1e-9)


@given(steps=steps)
def test_the_sum_is_never_below_zero(steps: list[float]) -> None:
    assert (cusum(np.array(steps, np.float64)) >= 0).all()


def test_ten_quiet_years_save_nothing_up() -> None:
    expected = [0.1] * 12
    after = watch([0] * 10 + [1, 1], expected, limit=1.15)
    fresh = watch([1, 1], [0.1, 0.1], limit=1.15)

    assert after.sums[-1] == pytest.approx(fresh.sums[-1])
    assert after.alarm_at == 11
    assert after.share > 0.95


def test_without_a_step_nothing_is_on_its_way() -> None:
    assert watch([], [], limit=1.0).share == 0.0


def test_what_cannot_be_watched_is_refused() -> None:
    with pytest.raises(InvalidValue, match="limit"):
        watch([1], [1.0], limit=0)
    with pytest.raises(InvalidValue, match="starts at 0"):
        cusum(np.zeros(1), -1)
