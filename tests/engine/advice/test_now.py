"""The one who is here now takes a home that others can spare, and is never left without."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hearth.core.errors import InvalidValue
from hearth.engine.advice.now import MOST, beside_others, expected_price, order_by_net
from hearth.engine.advice.standing import Everybody, standing
from hearth.engine.candidates import Candidates
from tests.engine.worlds import lists, unhurried

numbers = st.lists(
    st.tuples(st.sampled_from([0, 1, 2, 5, MOST]), st.sampled_from([0, 1, 2, 5, MOST])), max_size=8
)


def waiting(given_lists: tuple[Any, Any, Any, Any], tier: int = 0) -> Everybody:
    """Everybody of small candidate lists, a room for each place."""
    indptr, home, value, places = given_lists
    n = indptr.size - 1
    return Everybody(
        Candidates(indptr, home, np.minimum(value, 1_000_000).astype(np.int32)),
        needed=np.ones(home.size, np.int32),
        places=places,
        rooms=places,
        tier=np.full(n, tier, np.int16),
        size=np.ones(n, np.int32),
    )


def kept_to(every: Everybody, party: int, home: int) -> Everybody:
    """The same with one party's only home being this one."""
    return every.only((every.owner != party) | (every.lists.home == home))


@unhurried
@given(numbers)
def test_the_greatest_net_comes_first_then_the_cheaper_then_as_listed(
    pairs: list[tuple[int, int]],
) -> None:
    value = np.array([one for one, _ in pairs], np.int64)
    price = np.array([one for _, one in pairs], np.int64)

    plain = sorted(range(len(pairs)), key=lambda at: (pairs[at][1] - pairs[at][0], pairs[at][1]))
    assert order_by_net(value, price).tolist() == plain


@unhurried
@given(st.lists(st.lists(st.integers(0, 9), min_size=3, max_size=3), min_size=1, max_size=4))
def test_an_expected_price_is_the_mean_rounded_down_and_a_full_home_costs_nothing(
    prices: list[list[int]],
) -> None:
    places = np.array([2, 0, 1], np.int32)

    found = expected_price([np.array(one, np.int64) for one in prices], places)

    means = [sum(column) // len(prices) for column in zip(*prices, strict=True)]
    assert found.tolist() == [means[0], 0, means[2]]


@unhurried
@given(lists(), st.data())
def test_who_takes_the_first_home_leaves_the_plan_for_all_as_good_as_it_was(
    some: tuple[Any, Any, Any, Any], data: st.DataObject
) -> None:
    every = waiting(some)
    if every.tier.size == 0:
        return
    party = data.draw(st.integers(0, every.tier.size - 1))
    whole = standing(every).plan

    found = beside_others(every, party)

    part = slice(*every.lists.indptr[party : party + 2])
    assert sorted(found.home.tolist()) == sorted(every.lists.home[part].tolist())
    assert found.planned == whole.home[party]
    if found.planned >= 0:
        first = int(found.home[0])
        fixed = kept_to(every, party, first)
        # Weights of urgency hang on all points, so both plans are counted in parties and points.
        assert counted(fixed) == counted(every)


def counted(every: Everybody) -> tuple[int, int]:
    """Parties placed and their points in the plan for all."""
    plan = standing(every).plan
    chosen = plan.home[every.owner] == every.lists.home
    return int((plan.home >= 0).sum()), int(every.lists.value[chosen].sum())


@unhurried
@given(lists(), st.data())
def test_a_home_is_said_to_be_left_to_somebody_who_fits_no_other_where_it_is(
    some: tuple[Any, Any, Any, Any], data: st.DataObject
) -> None:
    every = waiting(some)
    if every.tier.size == 0:
        return
    party = data.draw(st.integers(0, every.tier.size - 1))
    found = beside_others(every, party)

    homes = [
        set(every.lists.home[every.lists.indptr[i] : every.lists.indptr[i + 1]].tolist())
        for i in range(every.tier.size)
    ]
    plan = standing(every).plan.home.tolist()
    others = [i for i in range(every.tier.size) if i != party]
    for home, only, taken in zip(found.home.tolist(), found.only, found.taken, strict=True):
        assert only == any(homes[i] == {home} and plan[i] == home for i in others)
        assert taken == any(plan[i] == home for i in others)


def test_the_best_home_is_left_for_whoever_can_live_nowhere_else() -> None:
    one_each = (np.array([0, 2, 3]), np.array([0, 1, 0]), np.array([9, 8, 1]), np.array([1, 1]))
    indptr, home, value, places = one_each
    every = waiting((indptr, home.astype(np.int32), value, places.astype(np.int32)))

    found = beside_others(every, 0)

    assert found.home.tolist() == [1, 0]
    assert found.points.tolist() == [8, 9]
    assert found.only.tolist() == [False, True]
    assert found.taken.tolist() == [False, True]


def test_with_no_prices_the_best_home_comes_first() -> None:
    value = np.array([3, 9, 5], np.int64)

    assert order_by_net(value, np.zeros(3, np.int64)).tolist() == [1, 2, 0]


def test_a_home_that_costs_more_than_it_is_worth_is_still_listed() -> None:
    assert order_by_net(np.array([1], np.int64), np.array([7], np.int64)).tolist() == [0]


def test_what_cannot_be_is_refused() -> None:
    one, two = np.array([1], np.int64), np.array([1, 2], np.int64)
    with pytest.raises(InvalidValue, match="price"):
        order_by_net(one, two)
    with pytest.raises(InvalidValue, match="value, row 0"):
        order_by_net(np.array([MOST + 1], np.int64), one)
    with pytest.raises(InvalidValue, match="price, row 0"):
        order_by_net(one, np.array([-1], np.int64))
    with pytest.raises(InvalidValue, match="one plan"):
        expected_price([], np.array([1], np.int32))
    with pytest.raises(InvalidValue, match="price"):
        expected_price([two], np.array([1], np.int32))
    with pytest.raises(InvalidValue, match="price, row 0"):
        expected_price([np.array([MOST], np.int64)] * 2, np.array([1], np.int32))
    none = np.array([], np.int32)
    nobody = waiting((np.array([0]), none, none, none))
    with pytest.raises(InvalidValue, match="party"):
        beside_others(nobody, 0)
