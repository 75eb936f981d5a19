"""How long people wait."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hearth.core.errors import InvalidValue
from hearth.stats.waiting import Waited, waited


def test_half_and_nine_in_ten_are_waits_that_really_were() -> None:
    assert waited([5, 1, 2, 3, 4, 6, 7, 8, 9, 30]) == Waited(5, 9)


def test_of_one_wait_both_are_that_wait() -> None:
    assert waited([4]) == Waited(4, 4)


def test_of_no_wait_there_is_no_figure() -> None:
    with pytest.raises(InvalidValue):
        waited([])


@given(st.lists(st.integers(0, 999), min_size=1))
def test_at_least_half_waited_no_longer_than_the_median(days: list[int]) -> None:
    found = waited(days)

    assert sum(day <= found.median for day in days) * 2 >= len(days)
    assert sum(day <= found.nine_in_ten for day in days) * 10 >= 9 * len(days)
    assert found.median <= found.nine_in_ten
