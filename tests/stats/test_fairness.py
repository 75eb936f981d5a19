"""The same for every group, said with what chance leaves open and no small number."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hearth.core.errors import InvalidValue
from hearth.stats.fairness import by_group, difference, wilson
from hearth.stats.small_numbers import FEWEST

counts = st.dictionaries(
    st.sampled_from("abcde"),
    st.tuples(st.integers(0, 60), st.integers(0, 60)).map(lambda t: (t[0], t[0] + t[1])),
    min_size=1,
)


def test_the_published_interval_of_a_difference_is_met() -> None:
    found = difference((56, 70), (48, 80))  # Newcombe (1998), example (a), method 10

    assert (found.low, found.high) == pytest.approx((0.0524, 0.3339), abs=5e-5)


def test_the_published_score_interval_is_met() -> None:
    found = wilson(81, 263)  # Newcombe (1998), proportions, example 1

    assert (found.low, found.high) == pytest.approx((0.2553, 0.3662), abs=5e-5)


@given(counts=counts)
def test_no_small_number_stands_behind_a_share(counts: dict[str, tuple[int, int]]) -> None:
    for group in by_group(counts):
        part, whole = counts[group.name]
        if group.share is not None:
            assert min(part, whole - part) >= FEWEST
            assert group.between is not None
            assert group.between.low <= group.share <= group.between.high


def test_a_group_that_waits_longer_is_told_apart_from_chance() -> None:
    one, other = by_group({"step-free": (30, 100), "all else": (300, 500)})

    assert one.differs
    assert one.less is not None
    assert one.less.low > 0
    assert other.differs


def test_where_two_fare_alike_nothing_is_claimed() -> None:
    assert not any(group.differs for group in by_group({"a": (50, 100), "b": (52, 100)}))


def test_a_lone_group_is_compared_with_nobody() -> None:
    (only,) = by_group({"a": (50, 100)})

    assert only.share == 0.5
    assert only.less is None


def test_more_than_all_is_refused() -> None:
    with pytest.raises(InvalidValue):
        by_group({"a": (3, 2)})
    with pytest.raises(InvalidValue):
        difference((0, 0), (1, 2))
