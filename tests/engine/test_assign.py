"""The plan for everyone is the best there is, and its prices show it."""

from itertools import pairwise, product
from typing import Any
from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.optimize import linear_sum_assignment

from hearth.core.errors import InvalidValue
from hearth.engine.assign import Start, assign
from hearth.engine.certify import certify
from hearth.engine.plain.assign import assign_plain
from tests.engine.worlds import lists, random_lists, unhurried, wider_lists

Lists = tuple[Any, Any, Any, Any]

BLOCK = "hearth.engine.repair.BLOCK"


def best_by_trying_all(given_lists: Lists) -> int:
    """The value of the best plan, by trying every one."""
    indptr, home, value, places = given_lists
    ways = [[None, *range(a, b)] for a, b in pairwise(indptr)]
    best = 0
    for way in product(*ways):
        edges = [edge for edge in way if edge is not None]
        taken = np.bincount(home[edges], minlength=places.size)
        if (taken <= places).all():
            best = max(best, sum(int(value[edge]) for edge in edges))
    return best


def best_by_dense_assignment(given_lists: Lists) -> int:
    """The same by SciPy: one column per place, one more per party for staying unplaced."""
    indptr, home, value, places = given_lists
    n = indptr.size - 1
    table = np.zeros((n, int(places.sum()) + n))
    first = np.concatenate([[0], np.cumsum(places)])
    for i in range(n):
        for e in range(indptr[i], indptr[i + 1]):
            table[i, first[home[e]] : first[home[e] + 1]] = value[e]
    return int(table[linear_sum_assignment(table, maximize=True)].sum())


@unhurried
@given(lists())
def test_no_plan_is_worth_more_than_the_one_found(small: Lists) -> None:
    plan = assign(*small)
    proof = certify(*small, plan)
    assert proof.problems == ()
    assert plan.value == plan.bound == proof.value == best_by_trying_all(small)


@unhurried
@given(lists())
def test_the_plain_plan_is_the_best_too_and_its_prices_show_it(small: Lists) -> None:
    indptr, home, value, places = small
    held, price = assign_plain(*small)
    margin = [
        max([0, *(int(value[e]) - price[home[e]] for e in range(a, b))])
        for a, b in pairwise(indptr)
    ]
    worth = sum(
        int(value[a:b][home[a:b] == h][0])
        for h, (a, b) in zip(held, pairwise(indptr), strict=True)
        if h >= 0
    )
    assert worth == best_by_trying_all(small)
    assert worth == sum(margin) + int((places * np.array(price)).sum())


@settings(unhurried)
@given(
    wider_lists(),
    st.sampled_from([-1.0, 0.25, 2.0]),
    st.sampled_from([-1, 8]),
    st.sampled_from([1, 2048]),
)
def test_however_prices_are_found_the_plan_is_worth_what_the_plain_one_is(
    wider: Lists, calm: float, much_more: int, fine: int
) -> None:
    indptr, home, value, _ = wider
    with patch.multiple("hearth.engine.assign", CALM=calm, MUCH_MORE=much_more, FINE=fine):
        plan = assign(*wider)
    assert certify(*wider, plan).problems == ()
    held, _ = assign_plain(*wider)
    owner = np.repeat(np.arange(indptr.size - 1), np.diff(indptr))
    assert plan.value == int(value[np.array(held, np.int64)[owner] == home].sum())


@pytest.mark.parametrize("most", [1, 50, 10**6, 10**12])
@pytest.mark.parametrize("homes", [60, 130, 400])
def test_larger_plans_are_worth_what_another_solver_finds(most: int, homes: int) -> None:
    middle = random_lists(np.random.default_rng(homes), 120, homes, most)
    plan = assign(*middle)
    assert plan.value == best_by_dense_assignment(middle)
    assert certify(*middle, plan).problems == ()


@st.composite
def starts(draw: st.DrawFn, parties: int, homes: int) -> Start:
    """Any plan and any prices: overfull homes, homes that are not there, wild prices."""
    somewhere = st.integers(-2, homes + 1) | st.sampled_from([0, 0, -1, 2**31 - 1, -(2**31)])
    wild = st.integers(-3, 120) | st.sampled_from([0, 10**12, 2**63 - 1, -(2**63)])
    return Start(
        draw(arrays(np.int32, parties, elements=somewhere)),
        draw(arrays(np.int64, homes, elements=wild)),
    )


@unhurried
@given(lists(), st.data())
def test_any_beginning_at_all_is_mended_to_the_best(small: Lists, data: st.DataObject) -> None:
    indptr, _, _, places = small
    plan = assign(*small, start=data.draw(starts(indptr.size - 1, places.size)))
    assert certify(*small, plan).problems == ()
    assert plan.value == plan.bound == best_by_trying_all(small)


def test_two_parties_change_homes_where_a_circle_of_moves_is_better() -> None:
    crossed = (np.array([0, 2, 4]), np.array([0, 1, 0, 1], np.int32), np.array([1, 5, 5, 1]))
    start = Start(np.array([0, 1], np.int32), np.array([0, 0]))
    plan = assign(*crossed, np.ones(2, np.int32), start=start)
    assert plan.home.tolist() == [1, 0]


def test_the_same_lists_make_the_same_plan() -> None:
    ties = random_lists(np.random.default_rng(1), 60, 40, 2)
    first, second = assign(*ties), assign(*ties)
    assert first.home.tolist() == second.home.tolist()
    assert first.price.tolist() == second.price.tolist()


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"start": Start(np.zeros(2, np.int32), np.zeros(2, np.int64))}, "start home has shape"),
        ({"start": Start(np.zeros(1, np.int32), np.zeros(1, np.int64))}, "start price has shape"),
        ({"home": np.array([0, 0], np.int32)}, "home, row 1: must be listed once"),
        ({"home": np.array([0, 2], np.int32)}, "home, row 1: must be 0 to 1"),
        ({"home": np.array([0, 1], np.int64)}, "home must be an array of int32"),
        ({"value": np.array([1, -1])}, "value, row 1: must be 0 or more"),
        ({"value": np.array([1.0, np.nan])}, "value must be an array of int64"),
        ({"value": np.array([1, 2**62])}, "too great"),
        ({"value": np.array([1])}, "shape"),
        ({"places": np.array([1, -1], np.int32)}, "places, row 1"),
        ({"indptr": np.array([0, 1])}, "end with 2"),
        ({"indptr": np.array([0, 3, 2])}, "indptr, row 1"),
        ({"indptr": np.array([], np.int64)}, "indptr"),
    ],
)
def test_lists_that_cannot_be_are_refused_by_position(change: dict[str, Any], says: str) -> None:
    usual: dict[str, Any] = {
        "indptr": np.array([0, 2]),
        "home": np.array([0, 1], np.int32),
        "value": np.array([1, 2]),
        "places": np.ones(2, np.int32),
    }
    with pytest.raises(InvalidValue, match=says):
        assign(**{**usual, **change})
    with (
        patch.multiple("hearth.engine.plan", SMALL=0, TOGETHER=1),  # as of long lists, in pieces
        pytest.raises(InvalidValue, match=says),
    ):
        assign(**{**usual, **change})


def test_nobody_no_homes_and_no_places_make_an_empty_plan() -> None:
    nothing = np.empty(0, np.int32)
    assert assign(np.array([0]), nothing, nothing, nothing).value == 0
    assert assign(np.array([0, 0]), nothing, nothing, np.ones(3, np.int32)).home.tolist() == [-1]
    full = (np.array([0, 1]), np.array([0], np.int32), np.array([9]), np.zeros(1, np.int32))
    plan = assign(*full)
    assert plan.home.tolist() == [-1]
    assert certify(*full, plan).problems == ()


def test_values_in_32_bits_do_not_wrap_around() -> None:
    most = np.full(3, 2**31 - 1, np.int32)
    plan = assign(np.arange(4), np.zeros(3, np.int32), most, np.array([3], np.int32))
    assert plan.value == 3 * (2**31 - 1)


def test_the_greatest_values_that_can_be_added_up_do_not_wrap_around() -> None:
    most = 2**62 // 3 - 1
    value = np.array([most, most - 1, most, most - 5, most - 2, most])
    home, places = np.array([0, 1] * 3, np.int32), np.ones(2, np.int32)
    wide = (np.array([0, 2, 4, 6]), home, value, places)
    plan = assign(*wide, start=Start(np.array([1, 0, -1], np.int32), np.array([most, 0])))
    assert plan.value == assign(*wide).value == 2 * most == best_by_trying_all(wide)
    assert certify(*wide, plan).problems == ()


def test_columns_that_cannot_be_written_or_have_gaps_make_the_same_plan() -> None:
    indptr, home, value, places = random_lists(np.random.default_rng(3), 50, 30, 100)
    gaps, still = np.repeat(home, 2)[::2], value.copy()
    still.flags.writeable = False
    again = assign(indptr, gaps, still, places)
    assert again.home.tolist() == assign(indptr, home, value, places).home.tolist()


@pytest.mark.parametrize("most", [3, 10**6])
def test_whoever_bids_at_once_and_on_whichever_core_the_plan_is_the_best(most: int) -> None:
    job = random_lists(np.random.default_rng(4), 300, 200, most)
    together = {"MOST_AT_ONCE": 64, "WORTH_A_THREAD": 2}
    with patch.multiple("hearth.engine.assign", **together), patch(BLOCK, 64):
        plan = assign(*job)
    assert certify(*job, plan).problems == ()
    assert plan.value == assign(*job).value


@pytest.mark.parametrize("most", [3, 10**6])
def test_one_core_or_many_make_the_same_plan(most: int) -> None:
    job = random_lists(np.random.default_rng(4), 300, 200, most)
    usual = assign(*job)
    with patch("hearth.engine.assign.WORTH_A_THREAD", 2), patch(BLOCK, 64):
        together = assign(*job)
    assert together.home.tolist() == usual.home.tolist()
    assert together.price.tolist() == usual.price.tolist()


def test_a_start_that_is_nearly_right_keeps_nearly_everybody_where_they_are() -> None:
    indptr, home, value, places = random_lists(np.random.default_rng(6), 200, 150, 10**6)
    before = assign(indptr, home, value, places)
    fewer = places.copy()
    fewer[np.flatnonzero(np.bincount(before.home[before.home >= 0], minlength=150))[:3]] = 0
    after = assign(indptr, home, value, fewer, start=Start(before.home, before.price))
    assert certify(indptr, home, value, fewer, after).problems == ()
    assert int((after.home != before.home).sum()) < 40
