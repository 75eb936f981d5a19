"""A wrong plan is named, whatever is wrong with it."""

from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hearth.core.errors import InvalidValue
from hearth.engine.assign import Plan, assign, assign_beds
from hearth.engine.certify import certify, certify_beds
from tests.engine.test_assign import best_by_trying_all
from tests.engine.worlds import lists, unhurried

# Three parties want home 0, which has one place; home 1 has two.
INDPTR = np.array([0, 2, 3, 5])
HOME = np.array([0, 1, 0, 0, 1], np.int32)
VALUE = np.array([10, 7, 8, 9, 3])
PLACES = np.array([1, 2], np.int32)


def homes(*rows: int) -> Any:
    return np.array(rows, np.int32)


def the_plan(**changes: Any) -> Plan:
    return replace(assign(INDPTR, HOME, VALUE, PLACES), **changes)


def problems(plan: Plan) -> str:
    return " / ".join(certify(INDPTR, HOME, VALUE, PLACES, plan).problems)


def test_the_right_plan_has_no_problem() -> None:
    proof = certify(INDPTR, HOME, VALUE, PLACES, the_plan())
    assert (proof.feasible, proof.value, proof.bound, proof.gap) == (True, 18, 18, 0.0)
    assert proof.problems == ()


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"home": homes(0, 0, 1), "value": 21}, "home 0 is overfull: 2 taken, 1 there"),
        ({"home": homes(1, 1, 0)}, "party 1 is sent to a home that is not among"),
        ({"home": homes(0, -1, 1), "value": 13}, "worth 13, and its prices prove no more than 18"),
        ({"home": homes(1, 5, 0)}, "party 1 is sent to a home that is not there"),
        ({"home": homes(1, -2, 0)}, "party 1 is sent to a home that is not there"),
        ({"home": homes(1, 0)}, "home must hold 3"),
        ({"home": np.array([1.0, -1.0, 0.0])}, "home must hold 3 whole numbers"),
        ({"price": np.array([0, 0])}, "prices prove no more than"),
        ({"price": np.array([8, -1])}, "home 1 has a price below 0"),
        ({"price": np.array([2**63 - 1, 2**63 - 1])}, "prices prove no more than"),
        ({"price": np.array([8])}, "price must hold 2"),
        ({"party_price": np.array([1, 0])}, "prices of places alone"),
        ({"scale": 2}, "prices of places alone"),
        ({"margin": np.zeros(3, np.int64)}, "prices of places alone"),
        ({"scale": 0}, "scale must be 1 or more"),
        ({"value": 19}, "says it is worth 19, it is worth 18"),
        ({"bound": 17}, "says its bound is 17, its prices prove 18"),
        ({"gap": 0.5}, "says its gap is 0.5"),
    ],
)
def test_a_forged_plan_is_named(changes: dict[str, Any], says: str) -> None:
    assert says in problems(the_plan(**changes))


def test_lists_that_cannot_be_prove_nothing() -> None:
    twice = np.array([0, 0, 0, 0, 1], np.int32)
    assert "twice" in certify(INDPTR, twice, VALUE, PLACES, the_plan()).problems[0]
    below = np.array([10, 7, -8, 9, 3])
    assert "candidate 2" in certify(INDPTR, HOME, below, PLACES, the_plan()).problems[0]
    far = np.array([0, 1, 0, 0, 2], np.int32)
    assert "not there" in certify(INDPTR, far, VALUE, PLACES, the_plan()).problems[0]


def bound_in_plain_words(small: Any, price: list[int]) -> int:
    """Every place paid for, every party at its best margin; Python's own integers."""
    indptr, home, value, places = (column.tolist() for column in small)
    total: int = sum(count * each for count, each in zip(places, price, strict=True))
    for begin, end in pairwise(indptr):
        open_ones = [e for e in range(begin, end) if places[home[e]] > 0]
        total += max([0, *(value[e] - price[home[e]] for e in open_ones)])
    return total


@unhurried
@given(lists(parties=4, homes=3), st.data())
def test_any_prices_at_all_give_a_true_bound(small: Any, data: st.DataObject) -> None:
    indptr, home, value, places = small
    price = data.draw(st.lists(st.integers(0, 2**62), min_size=places.size, max_size=places.size))
    plan = replace(assign(*small), price=np.array(price, np.int64))
    bound = certify(indptr, home, value, places, plan).bound
    assert bound == bound_in_plain_words(small, price) >= best_by_trying_all(small)


BEDS = np.array([3, 4], np.int32)
NEEDED = np.array([2, 2, 3], np.int32)
MOST = np.array([1, 1], np.int32)


def bed_problems(**changes: Any) -> str:
    columns = (INDPTR, HOME, VALUE, NEEDED, BEDS)
    plan = replace(assign_beds(*columns, parties_max=MOST), **changes)
    if "price" in changes:  # prices are the proof where there are no margins
        plan = replace(plan, margin=None, party_price=np.zeros(2, np.int64))
    return " / ".join(certify_beds(*columns, plan, parties_max=MOST).problems)


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"home": homes(0, 0, 1)}, "home 0 is overfull: 4 taken, 3 there"),
        ({"home": homes(1, 0, 1)}, "home 1 is overfull"),
        ({"home": homes(1, 1, 0)}, "party 1 is sent to a home that is not among"),
        ({"home": homes(0, -1, -1)}, "says it is worth 16, it is worth 10"),
        ({"value": 17}, "says it is worth 17"),
        ({"price": np.array([0, 0])}, "says its bound is"),
        ({"bound": 16}, "says its bound is 16"),
        ({"gap": 0.0}, "says its gap is 0.0"),
        ({"party_price": np.array([-1, 0])}, "price per party below 0"),
        ({"margin": np.array([0, 0, 0])}, "says its bound is"),
        ({"margin": np.array([0, -1, 0])}, "party 1 has a margin below 0"),
        ({"margin": np.array([0, 0])}, "margin must hold 3 whole numbers of int64"),
        ({"margin": np.array([0.0, 0.0, 0.0])}, "margin must hold 3 whole numbers of int64"),
    ],
)
def test_a_forged_plan_with_beds_is_named(changes: dict[str, Any], says: str) -> None:
    if changes in ({"bound": 16}, {"gap": 0.0}):
        changes = {**changes, "price": np.array([1, 0])}
    assert says in bed_problems(**changes)


def test_too_many_parties_in_a_home_are_named() -> None:
    columns = (INDPTR, HOME, VALUE, np.ones(3, np.int32), BEDS)
    plan = replace(assign_beds(*columns), home=homes(0, 0, 1))
    proof = certify_beds(*columns, plan, parties_max=MOST)
    assert "home 0 has 2 parties, at most 1 allowed" in proof.problems
    assert not proof.feasible


def test_beds_needed_below_nothing_prove_nothing() -> None:
    needed = np.array([2, -2, 3], np.int32)
    plan = assign_beds(INDPTR, HOME, VALUE, NEEDED, BEDS)
    proof = certify_beds(INDPTR, HOME, VALUE, needed, BEDS, plan)
    assert "needs fewer than 0 beds" in proof.problems[0]


def test_the_proof_knows_no_solver() -> None:
    source = Path(certify.__code__.co_filename).read_text("utf-8")
    imports = [line for line in source.splitlines() if line.startswith(("import", "from"))]
    known = ("assign", "beds", "repair", "shortlist", "candidates", "kernels.beds")
    assert not [line for line in imports if any(f"engine.{name}" in line for name in known)]


@pytest.mark.parametrize(
    ("plan", "says"),
    [
        (None, "plan must be a Plan"),
        ("a plan", "plan must be a Plan"),
        (the_plan(value=np.array([7, 7])), "value must be one number"),
        (the_plan(bound=None), "bound must be one number"),
        (the_plan(gap=np.zeros(2)), "gap must be one number"),
    ],
)
def test_what_is_no_plan_is_refused(plan: Any, says: str) -> None:
    with pytest.raises(InvalidValue, match=says):
        certify(INDPTR, HOME, VALUE, PLACES, plan)
    with pytest.raises(InvalidValue, match=says):
        certify_beds(INDPTR, HOME, VALUE, np.ones_like(HOME), PLACES, plan)


@pytest.mark.parametrize("dear", [2**31 - 2, 2**31 - 1, 2**31, 2**32 + 1, 2**40])
@pytest.mark.parametrize("name", ["price", "party_price"])
def test_prices_beyond_every_value_count_whole_where_values_are_narrow(
    dear: int, name: str
) -> None:
    top = 2**31 - 1
    indptr, home = np.array([0, 2, 3]), np.array([0, 1, 0], np.int32)
    value, places = np.array([top, 7, 5], np.int32), np.array([2, 1], np.int32)
    plan = assign(indptr, home, value, places)
    price = np.array([dear, 3], np.int64)
    proof = certify(indptr, home, value, places, replace(plan, **{name: price}))
    own, paid = price, int((price * places).sum())
    if name == "party_price":  # beside that of a place, and for as many as there are parties
        own, paid = price + plan.price, int((plan.price * places).sum() + 2 * price.sum())
    margins = max(0, top - int(own[0]), 7 - int(own[1])) + max(0, 5 - int(own[0]))
    assert proof.bound == paid + margins
