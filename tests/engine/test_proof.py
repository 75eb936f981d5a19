"""The compiled look at a plan finds what the readable one finds, whatever is broken."""

from dataclasses import replace
from itertools import product
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from hearth.engine import certify as checks
from hearth.engine.certify import Proof, certify, certify_beds
from hearth.engine.kernels.proof import RUN
from hearth.engine.plain.proof import look_plain
from hearth.engine.plan import Plan
from tests.engine.worlds import lists, random_lists, unhurried

ANY_WORTH = st.one_of(st.integers(-2, 9), st.sampled_from([2**31 - 1, 2**61, 2**62, 2**63 - 1]))
PRICE = st.one_of(st.integers(0, 9), st.sampled_from([2**40, 2**61, 2**63 - 1]))


@st.composite
def claims(draw: st.DrawFn) -> Any:
    """indptr, home, value, needed, beds, parties_max and a plan: sound or broken anyhow."""
    indptr, home, value, beds = draw(lists())
    n, e, m = indptr.size - 1, home.size, beds.size
    if draw(st.booleans()):
        home = draw(arrays(np.int32, e, elements=st.integers(-1, m)))
    if draw(st.booleans()):
        value = draw(arrays(np.int64, e, elements=ANY_WORTH))
    if draw(st.booleans()) and value.max(initial=0) < 2**31:
        value = value.astype(np.int32)
    needed = draw(arrays(np.int32, draw(st.sampled_from([n, e])), elements=st.integers(-1, 3)))
    most = draw(st.none() | arrays(np.int32, m, elements=st.integers(0, 2)))
    chosen = draw(arrays(np.int32, n, elements=st.integers(-1, m - 1)))
    price, party_price = (draw(arrays(np.int64, m, elements=PRICE)) for _ in range(2))
    scale = draw(st.sampled_from([1, 7, 2**20, 2**62]))
    margin = draw(st.none() | arrays(np.int64, n, elements=PRICE))
    return (
        indptr,
        home,
        value,
        needed,
        beds,
        most,
        Plan(chosen, price, 0, 0, 0.0, party_price, scale, 0, margin),
    )


@settings(unhurried, max_examples=settings().max_examples * 10)
@given(claims())
def test_the_compiled_look_sees_what_the_readable_one_sees(broken: Any) -> None:
    indptr, home, value, needed, beds, most, plan = broken

    def proofs() -> tuple[Proof, Proof]:
        """With beds, and without."""
        shared = certify_beds(indptr, home, value, needed, beds, plan, parties_max=most)
        return shared, certify(indptr, home, value, beds, plan)

    compiled = proofs()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(checks, "_is_small", lambda claim: False)  # then nothing compiled takes part
        assert proofs() == compiled


def best_by_trying_all(columns: Any, most: Any) -> int:
    indptr, home, value, needed, beds = columns
    n = indptr.size - 1
    owner = np.repeat(np.arange(n), np.diff(indptr))
    need = needed[owner] if needed.size == n != owner.size else needed
    limit, best = np.full(beds.size, n) if most is None else most, 0
    for way in product(*([None, *range(indptr[i], indptr[i + 1])] for i in range(n))):
        edges = [edge for edge in way if edge is not None]
        taken, heads = np.zeros(beds.size, np.int64), np.zeros(beds.size, np.int64)
        np.add.at(taken, home[edges], need[edges])
        np.add.at(heads, home[edges], 1)
        if (taken <= beds).all() and (heads <= limit).all():
            best = max(best, sum(int(value[edge]) for edge in edges))
    return best


@settings(unhurried)
@given(lists(parties=4, homes=3), st.data())
def test_any_margins_at_all_give_a_true_bound(small: Any, data: st.DataObject) -> None:
    indptr, home, value, beds = small
    n, m = indptr.size - 1, beds.size
    size = data.draw(st.sampled_from([n, home.size]))
    needed = data.draw(arrays(np.int32, size, elements=st.integers(0, 2)))
    most = data.draw(st.none() | arrays(np.int32, m, elements=st.integers(0, 2)))
    top = max(1, int(value.max(initial=0)))
    margin = data.draw(arrays(np.int64, n, elements=st.integers(0, top)))
    price = data.draw(arrays(np.int64, m, elements=st.integers(0, top)))
    nobody = np.full(n, -1, np.int32)
    plan = Plan(nobody, price, 0, 0, 0.0, np.zeros(m, np.int64), 1, 0, margin)
    exact = data.draw(st.sampled_from([1, 4, 256]))  # states up to which a home is filled
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(checks, "FILLED_EXACTLY", exact)
        proof = certify_beds(indptr, home, value, needed, beds, plan, parties_max=most)
    assert proof.feasible
    assert proof.bound >= best_by_trying_all((indptr, home, value, needed, beds), most)


@settings(unhurried)
@given(st.integers(0, 2**32), st.booleans())
def test_two_blocks_say_what_one_says(seed: int, is_broken: bool) -> None:
    rng = np.random.default_rng(seed)
    indptr, home, value, places = random_lists(rng, 40, 20, 1000)
    if is_broken and value.size:
        value[rng.integers(0, value.size, 2)] = -1
    chosen = rng.integers(-1, 20, 40).astype(np.int32)
    price = rng.integers(0, 1000, 20)
    plan = Plan(chosen, price, 0, 0, 0.0, np.zeros(20, np.int64), 1, 0)
    with pytest.MonkeyPatch.context() as patch:
        one = certify(indptr, home, value, places, plan)
        patch.setattr(checks, "ONE_BLOCK", 0)
        assert certify(indptr, home, value, places, plan) == one


@settings(unhurried)
@given(st.integers(0, 2**32), st.sampled_from(["nothing", "twice", "no home", "no value"]))
def test_many_parties_are_seen_as_the_readable_look_sees_them(seed: int, broken: str) -> None:
    rng, n = np.random.default_rng(seed), 3 * RUN
    indptr, home, value, places = random_lists(rng, n, 40, 1000)
    if rng.integers(0, 2):  # rows that rise need no second look
        owner = np.repeat(np.arange(n), np.diff(indptr))
        home = home[np.lexsort((home, owner))]
    at = rng.integers(1, home.size)
    wrong = {"twice": (home, home[at - 1]), "no home": (home, 40), "no value": (value, -1)}
    if broken in wrong:
        column, what = wrong[broken]
        column[at] = what
    chosen = rng.integers(-1, 40, n).astype(np.int32)
    price = rng.integers(0, 1000, 40)
    plan = Plan(chosen, price, 0, 0, 0.0, np.zeros(40, np.int64), 1, 0)
    compiled = certify(indptr, home, value, places, plan)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(checks, "_is_small", lambda claim: False)
        assert certify(indptr, home, value, places, plan) == compiled


def test_the_readable_look_is_the_way_out_where_a_sum_could_leave_int64(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    calls = []

    def counted(*given: Any) -> Any:
        calls.append(1)
        return look_plain(*given)

    monkeypatch.setattr(checks, "look_plain", counted)
    indptr, home = np.array([0, 1, 2]), np.array([0, 1], np.int32)
    places, value = np.ones(2, np.int32), np.array([2**62, 2**62])
    plan = Plan(home, np.zeros(2, np.int64), 2**63, 2**63, 0.0, np.zeros(2, np.int64), 1, 0)
    assert certify(indptr, home, value, places, plan).problems == ()
    assert calls == [1]


INDPTR, HOME = np.array([0, 2, 3]), np.array([0, 1, 0], np.int32)
VALUE, PLACES = np.array([5, 4, 3]), np.array([1, 1], np.int32)
PLAN = Plan(np.array([1, 0], np.int32), np.array([1, 0]), 7, 7, 0.0, np.zeros(2, np.int64), 1, 7)


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"indptr": np.array([0, 3])}, "home must hold 1"),
        ({"indptr": np.array([0, 4, 3])}, "indptr, row 1"),
        ({"indptr": np.array([0, 2**63 - 1, -(2**63), -1, 3])}, "indptr, row 1"),
        ({"indptr": np.array([0, 2, 9])}, "begin with 0 and end with 3"),
        ({"indptr": np.array([1, 2, 3])}, "begin with 0 and end with 3"),
        ({"indptr": np.empty(0, np.int64)}, "begin with 0"),
        ({"indptr": INDPTR.astype(np.float64)}, "indptr must be"),
        ({"home": HOME.astype(np.int64)}, "home must be an array of int32"),
        ({"home": HOME.astype(">i4")}, "home must be an array of int32"),
        ({"home": np.array([0, 2, 0], np.int32)}, "not there"),
        ({"home": np.array([0, -1, 0], np.int32)}, "not there"),
        ({"home": np.array([1, 1, 0], np.int32)}, "twice"),
        ({"value": np.array([5.0, 4.0, 3.0])}, "value must be an array of int64"),
        ({"value": np.array([5, 4])}, "value has shape"),
        ({"value": np.array([5, 4, -1])}, "candidate 2 has a value below 0"),
        ({"places": np.array([1, -1], np.int32)}, "places, row 1: must be 0 or more"),
        ({"places": np.array([[1, 1]], np.int32)}, "places has shape"),
        ({"places": np.array([1], np.int32)}, "the plan's price must hold 1"),
    ],
)
def test_lists_of_the_wrong_shape_are_a_problem_and_never_an_error(
    changes: dict[str, Any], says: str
) -> None:
    usual: dict[str, Any] = {"indptr": INDPTR, "home": HOME, "value": VALUE, "places": PLACES}
    assert certify(**usual, plan=PLAN).problems == ()
    proof = certify(**{**usual, **changes}, plan=PLAN)
    assert says in proof.problems[0]
    assert not proof.feasible


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"beds_needed": np.ones(4, np.int32)}, "beds_needed has shape"),
        ({"beds_needed": np.ones(1, np.int32)}, "beds_needed has shape"),
        ({"beds_needed": np.ones(2)}, "beds_needed must be an array of int32"),
        ({"beds_needed": np.array([1, -1], np.int32)}, "candidate 2 needs fewer than 0"),
        ({"beds_needed": np.array([1, -1, 1], np.int32)}, "candidate 1 needs fewer than 0"),
        ({"beds": np.array([-1, 1], np.int32)}, "beds, row 0: must be 0 or more"),
        ({"parties_max": np.array([-1, 1], np.int32)}, "parties_max, row 0"),
        ({"parties_max": np.ones(3, np.int32)}, "parties_max has shape"),
    ],
)
def test_limits_that_cannot_be_are_a_problem_too(changes: dict[str, Any], says: str) -> None:
    usual: dict[str, Any] = {
        **{"indptr": INDPTR, "home": HOME, "value": VALUE, "beds": PLACES},
        "beds_needed": np.ones(2, np.int32),
    }
    assert certify_beds(**usual, plan=PLAN).problems == ()
    assert says in certify_beds(**{**usual, **changes}, plan=PLAN).problems[0]


@pytest.mark.parametrize("scale", [0, -1, 1.5, None])
def test_a_scale_that_is_no_whole_number_is_named(scale: Any) -> None:
    proof = certify(INDPTR, HOME, VALUE, PLACES, replace(PLAN, scale=scale))
    assert "scale must be 1 or more" in proof.problems[0]


def test_read_only_lists_are_read_all_the_same() -> None:
    columns: list[Any] = [column.copy() for column in (INDPTR, HOME, VALUE, PLACES)]
    for column in columns:
        column.setflags(write=False)
    indptr, home, value, places = columns
    assert certify(indptr, home, value, places, PLAN).problems == ()
