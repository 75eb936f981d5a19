"""What is never said is a range, and the published lists give the published one."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hearth.core.errors import InvalidValue
from hearth.stats.unseen import forward, independent, joined, lower_bound, unseen
from tests.stats.published import expected, lists


def test_the_published_totals_are_met() -> None:
    said = expected("stats/uk_modern_slavery_2013_lists.csv")
    known, computed = lists(), said["computed"]
    five = joined(known, 2, 5)

    assert sum(known.values()) == said["known_cases"]
    found = [
        independent(known).total,
        independent(five).total,
        forward(five).total,
        lower_bound(known),
    ]
    assert found == pytest.approx(list(computed.values()), abs=0.051)


def test_the_models_disagree_and_the_range_holds_all_of_them() -> None:
    known = lists()
    found = unseen(joined(known, 2, 5))

    totals = [one.total for one in found.models]
    assert found.known < found.low < min(totals) < max(totals) < found.lower_bound <= found.high
    assert found.spread > 1.4


def test_two_lists_give_the_estimate_of_lincoln_and_petersen() -> None:
    counts: dict[tuple[bool, ...], int] = {(True, False): 40, (False, True): 60, (True, True): 20}

    assert independent(counts).total == pytest.approx(60 * 80 / 20, rel=1e-6)


@settings(max_examples=25)
@given(
    cells=st.lists(st.integers(0, 40), min_size=7, max_size=7).filter(lambda all_: sum(all_) > 0)
)
def test_nobody_who_is_known_is_ever_counted_out(cells: list[int]) -> None:
    patterns = [(bool(at & 4), bool(at & 2), bool(at & 1)) for at in range(1, 8)]

    found = unseen(dict(zip(patterns, cells, strict=True)))

    assert found.known <= found.low <= found.high


@pytest.mark.parametrize(
    "wrong",
    [
        {},
        {(True,): 3},
        {(True, False): 1, (True, False, True): 2},
        {(False, False): 3},
        {(True, False): -1},
    ],
)
def test_lists_that_cannot_be_are_refused(wrong: dict[tuple[bool, ...], int]) -> None:
    with pytest.raises(InvalidValue):
        unseen(wrong)
