"""The plan for everyone is the best there is, and its prices show it."""

from itertools import pairwise, product
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from scipy.optimize import linear_sum_assignment

from hearth.core.errors import InvalidValue
from hearth.engine.assign import assign
from hearth.engine.certify import certify
from hearth.engine.repair import lists_of, repair
from tests.engine.worlds import lists, random_lists, unhurried

Lists = tuple[Any, Any, Any, Any]


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


@settings(unhurried, max_examples=300)
@given(lists())
def test_no_plan_is_worth_more_than_the_one_found(small: Lists) -> None:
    plan = assign(*small)
    proof = certify(*small, plan)
    assert proof.problems == ()
    assert plan.value == plan.bound == proof.value == best_by_trying_all(small)


@pytest.mark.parametrize("most", [1, 50, 10**6, 10**12])
@pytest.mark.parametrize("homes", [60, 130, 400])
def test_larger_plans_are_worth_what_another_solver_finds(most: int, homes: int) -> None:
    middle = random_lists(np.random.default_rng(homes), 120, homes, most)
    plan = assign(*middle)
    assert plan.value == best_by_dense_assignment(middle)
    assert certify(*middle, plan).problems == ()


def test_any_plan_at_all_is_mended_to_the_best() -> None:
    indptr, home, value, places = random_lists(np.random.default_rng(5), 80, 50, 1000)
    owner = np.repeat(np.arange(80), np.diff(indptr))
    sorted_lists = lists_of(owner, home, value, places)
    worst_first = np.full(80, -1)
    left = places.copy()
    for edge in np.argsort(sorted_lists.value).tolist():
        party, at = int(sorted_lists.owner[edge]), int(sorted_lists.home[edge])
        if worst_first[party] == -1 and left[at] > 0:
            worst_first[party], left[at] = edge, left[at] - 1
    chosen, _ = repair(sorted_lists, worst_first)
    value_found = sorted_lists.value[chosen[chosen >= 0]].sum()
    assert value_found == assign(indptr, home, value, places).value
    assert value_found > sorted_lists.value[worst_first[worst_first >= 0]].sum()


def test_two_parties_change_homes_where_a_circle_of_moves_is_better() -> None:
    owner = np.array([0, 0, 1, 1])
    home, places = np.array([0, 1, 0, 1], np.int32), np.ones(2, np.int32)
    crossed = lists_of(owner, home, np.array([1, 5, 5, 1]), places)
    chosen, _ = repair(crossed, np.array([0, 3]))
    assert crossed.home[chosen].tolist() == [1, 0]


def test_the_same_lists_make_the_same_plan() -> None:
    ties = random_lists(np.random.default_rng(1), 60, 40, 2)
    first, second = assign(*ties), assign(*ties)
    assert first.home.tolist() == second.home.tolist()
    assert first.price.tolist() == second.price.tolist()


@pytest.mark.parametrize(
    ("change", "says"),
    [
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
