"""Urgency first, then number, then fit."""

from itertools import pairwise, product
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from hearth.core.errors import InvalidValue
from hearth.engine.assign import assign, assign_beds
from hearth.engine.tiers import with_tiers
from tests.engine.worlds import lists, unhurried


def rank(way: Any, tier: Any, points: Any, owner: Any) -> tuple[int, ...]:
    """Placed per tier, most urgent first, then points: greater is better."""
    edges = [edge for edge in way if edge is not None]
    placed = [int((tier[owner[edges]] == one).sum()) for one in range(4)]
    return (*placed, int(points[edges].sum()))


def best_by_trying_all(small: Any, tier: Any, beds: Any, needed: Any) -> tuple[int, ...]:
    indptr, home, points, _ = small
    owner = np.repeat(np.arange(indptr.size - 1), np.diff(indptr))
    ways = product(*([None, *range(a, b)] for a, b in pairwise(indptr)))
    best: tuple[int, ...] = (0, 0, 0, 0, 0)
    for way in ways:
        edges = [edge for edge in way if edge is not None]
        taken = np.bincount(home[edges], weights=needed[owner[edges]], minlength=beds.size)
        if (taken <= beds).all():
            best = max(best, rank(way, tier, points, owner))
    return best


def edges_of(small: Any, plan: Any) -> list[int]:
    indptr, home, _, _ = small
    owner = np.repeat(np.arange(indptr.size - 1), np.diff(indptr))
    return [int(edge) for edge in np.flatnonzero(plan.home[owner] == home)]


@unhurried
@given(lists(), st.data())
def test_the_plan_is_best_tier_by_tier_then_by_fit(small: Any, data: st.DataObject) -> None:
    indptr, home, points, places = small
    n = indptr.size - 1
    tier = data.draw(arrays(np.int16, n, elements=st.integers(0, 3)))
    plan = assign(indptr, home, with_tiers(points, indptr, tier), places)
    owner = np.repeat(np.arange(n), np.diff(indptr))
    best = best_by_trying_all(small, tier, places, np.ones(n))
    assert rank(edges_of(small, plan), tier, points, owner) == best


@unhurried
@given(lists(), st.data())
def test_with_shared_beds_as_well(small: Any, data: st.DataObject) -> None:
    indptr, home, points, beds = small
    points = points % 101
    small = (indptr, home, points, beds)
    n = indptr.size - 1
    tier = data.draw(arrays(np.int16, n, elements=st.integers(0, 3)))
    needed = data.draw(arrays(np.int32, n, elements=st.integers(1, 2)))
    value = with_tiers(points, indptr, tier, shared_beds=True)
    owner = np.repeat(np.arange(n), np.diff(indptr))
    plan = assign_beds(indptr, home, value, needed[owner], beds)
    best = best_by_trying_all(small, tier, beds, needed)
    assert rank(edges_of(small, plan), tier, points, owner) == best


def test_values_that_could_not_be_added_up_are_refused() -> None:
    n = 1000
    tier = (np.arange(n) % 7).astype(np.int16)
    points = np.full(n, 1_000_000, np.int32)
    with pytest.raises(InvalidValue, match="7 tiers of urgency for 1000 parties"):
        with_tiers(points, np.arange(n + 1), tier, shared_beds=True)
    assert with_tiers(points, np.arange(n + 1), tier).max() < 10**10


def test_nobody_has_no_values() -> None:
    assert with_tiers(np.empty(0, np.int32), np.array([0]), np.empty(0, np.int16)).size == 0
