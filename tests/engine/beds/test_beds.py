"""Plans with shared beds: the best on small lists, a true bound on all."""

from itertools import product
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from hearth.core.errors import InvalidValue
from hearth.engine.assign import assign_beds
from hearth.engine.beds import bound as beds_bound
from hearth.engine.certify import certify_beds
from tests.engine.gap import NAMES, expected, instances, solve
from tests.engine.worlds import lists, random_lists, unhurried

Beds = tuple[Any, Any, Any, Any, Any, Any]


@st.composite
def bed_lists(draw: st.DrawFn) -> Beds:
    """indptr, home, value, beds_needed, beds, parties_max; small."""
    indptr, home, value, _ = draw(lists())
    m = int(home.max(initial=0)) + 1
    size = draw(st.sampled_from([indptr.size - 1, home.size]))
    needed = draw(arrays(np.int32, size, elements=st.integers(0, 3)))
    beds = draw(arrays(np.int32, m, elements=st.integers(0, 5)))
    most = draw(st.none() | arrays(np.int32, m, elements=st.integers(0, 2)))
    return indptr, home, value, needed, beds, most


def best_by_trying_all(given_lists: Beds) -> int:
    indptr, home, value, needed, beds, most = given_lists
    n = indptr.size - 1
    owner = np.repeat(np.arange(n), np.diff(indptr))
    need = needed[owner] if needed.size == n != owner.size else needed
    limit = np.full(beds.size, n) if most is None else most
    best = 0
    for way in product(*([None, *range(indptr[i], indptr[i + 1])] for i in range(n))):
        edges = [edge for edge in way if edge is not None]
        taken = np.bincount(home[edges], weights=need[edges], minlength=beds.size)
        heads = np.bincount(home[edges], minlength=beds.size)
        if (taken <= beds).all() and (heads <= limit).all():
            best = max(best, sum(int(value[edge]) for edge in edges))
    return best


@unhurried
@given(bed_lists(), st.sampled_from([0, beds_bound.SMALL]))
def test_small_plans_are_the_best_and_the_bound_is_true(small: Beds, exact_up_to: int) -> None:
    indptr, home, value, needed, beds, most = small
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(beds_bound, "SMALL", exact_up_to)
        plan = assign_beds(indptr, home, value, needed, beds, parties_max=most)
    proof = certify_beds(indptr, home, value, needed, beds, plan, parties_max=most)
    best = best_by_trying_all(small)
    assert proof.problems == ()
    assert plan.value == best <= plan.claimed <= plan.bound


@pytest.mark.parametrize("name", NAMES)
def test_published_optima_are_found(name: str) -> None:
    every = instances(name)
    if every is None:
        pytest.skip("the published instances are not beside the repository")
    answers = [solve(one, name) for one in every]
    assert [answer.worth for answer in answers] == expected(name)
    for answer in answers:
        assert certify_beds(*answer.columns, answer.plan).problems == ()
        assert answer.plan.claimed == answer.plan.value


def test_an_accepted_gap_ends_the_search_early_and_is_kept() -> None:
    indptr, home, value, _ = random_lists(np.random.default_rng(3), 60, 20, 1000)
    rng = np.random.default_rng(4)
    needed, beds = rng.integers(1, 6, 60).astype(np.int32), np.full(20, 6, np.int32)
    plan = assign_beds(indptr, home, value, needed, beds, gap=0.2)
    assert 0 < plan.gap <= 0.2
    assert certify_beds(indptr, home, value, needed, beds, plan).problems == ()


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"beds_needed": np.ones(3, np.int32)}, "beds_needed"),
        ({"beds_needed": np.array([1, -1], np.int32)}, "beds_needed, row 1"),
        ({"parties_max": np.array([-1, 1], np.int32)}, "parties_max, row 0"),
        ({"gap": -0.1}, "gap"),
        ({"gap": float("nan")}, "gap"),
        ({"seconds": 0.0}, "seconds"),
    ],
)
def test_what_cannot_be_is_refused_by_position(change: dict[str, Any], says: str) -> None:
    usual: dict[str, Any] = {
        "indptr": np.array([0, 2]),
        "home": np.array([0, 1], np.int32),
        "value": np.array([1, 2]),
        "beds_needed": np.ones(2, np.int32),
        "beds": np.ones(2, np.int32),
    }
    with pytest.raises(InvalidValue, match=says):
        assign_beds(**{**usual, **change})


def test_with_as_many_candidates_as_parties_beds_are_needed_per_candidate() -> None:
    indptr = np.array([0, 2, 2], np.int64)  # both candidates are the first party's
    home, value = np.array([0, 1], np.int32), np.array([5, 5], np.int32)
    needed, beds = np.array([3, 1], np.int32), np.array([2, 2], np.int32)

    plan = assign_beds(indptr, home, value, needed, beds)

    assert plan.home.tolist() == [1, -1]
    assert certify_beds(indptr, home, value, needed, beds, plan).problems == ()
