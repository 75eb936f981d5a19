"""Tomorrow's plan is the best for tomorrow, and of the best one that moves the fewest people."""

from collections.abc import Iterator
from itertools import pairwise, product
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from hearth.core.errors import InvalidValue
from hearth.engine.assign import Plan, assign
from hearth.engine.certify import certify
from hearth.engine.kernels import tomorrow as kernel
from hearth.engine.kernels.tomorrow import Priced
from hearth.engine.plain import tomorrow as plain
from hearth.engine.tomorrow import Before, tomorrow
from tests.engine.worlds import lists, random_lists, unhurried

Lists = tuple[Any, Any, Any, Any]
NONE = -1


def int32(*rows: int) -> Any:
    return np.array(rows, np.int32)


def every_plan(some: Lists) -> Iterator[tuple[int, list[int]]]:
    """Value and homes of every plan there is."""
    indptr, home, value, places = some
    for way in product(*([None, *range(a, b)] for a, b in pairwise(indptr.tolist()))):
        edges = [edge for edge in way if edge is not None]
        if (np.bincount(home[edges], minlength=places.size) <= places).all():
            homes = [NONE if edge is None else int(home[edge]) for edge in way]
            yield sum(int(value[edge]) for edge in edges), homes


def staying(homes: Any, wanted: Any) -> int:
    """How many are where they want to be."""
    return sum(h == w != NONE for h, w in zip(homes, wanted.tolist(), strict=True))


@st.composite
def rows_before(draw: st.DrawFn, today: int, before: int) -> Any:
    """Which row each row of today was, -1 for a new one; mostly the same row."""
    if draw(st.integers(0, 2)):
        same = np.arange(today)
        return np.where(same < before, same, NONE).astype(np.int32)
    some = st.lists(st.sampled_from(range(before)), unique=True, max_size=min(today, before))
    known = draw(some) if before else []
    return np.array(draw(st.permutations(known + [NONE] * (today - len(known)))), np.int32)


@st.composite
def days(draw: st.DrawFn, parties: int = 5, homes: int = 4) -> tuple[Lists, Before]:
    """Today's lists, and a plan from other lists, with who was who."""
    yesterday, today = draw(lists(parties, homes)), draw(lists(parties, homes))
    plan = assign(*yesterday)
    party = draw(rows_before(today[0].size - 1, plan.home.size))
    return today, Before(plan, party, draw(rows_before(today[3].size, plan.price.size)))


@unhurried
@given(days())
def test_no_plan_is_worth_more_and_none_of_its_worth_moves_fewer(day: tuple[Lists, Before]) -> None:
    today, before = day
    found, wanted = tomorrow(*today, before), before.wanted()
    best = max((value, staying(homes, wanted)) for value, homes in every_plan(today))
    assert (found.plan.value, staying(found.plan.home.tolist(), wanted)) == best
    assert found.plan is found.rest_plan
    assert certify(*today, found.plan).problems == ()
    knew = [p != NONE and before.plan.home[p] != NONE for p in before.party]
    still = [h == w != NONE for h, w in zip(found.plan.home, wanted, strict=True)]
    assert found.moved.tolist() == [
        i for i, (knows, stays) in enumerate(zip(knew, still, strict=True)) if knows and not stays
    ]


@unhurried
@given(days(parties=4), st.data())
def test_frozen_parties_stay_and_the_rest_is_as_good_as_can_be(
    day: tuple[Lists, Before], data: st.DataObject
) -> None:
    today, before = day
    wanted = before.wanted()
    frozen = data.draw(arrays(np.bool_, wanted.size))
    homes_of = [homes for _, homes in every_plan(today)]
    keeps = [all(h == w != NONE for h, w, f in zip(homes, wanted, frozen, strict=True) if f)
             for homes in homes_of]  # fmt: skip
    if not any(keeps):
        with pytest.raises(InvalidValue, match=r"party \d+ cannot stay"):
            tomorrow(*today, before, frozen)
        return
    found = tomorrow(*today, before, frozen)
    of_all = zip(every_plan(today), keeps, strict=True)
    best = max((value, staying(homes, wanted)) for (value, homes), keep in of_all if keep)
    assert (found.plan.value, staying(found.plan.home.tolist(), wanted)) == best
    assert found.plan.value == found.plan.bound
    assert (found.plan.home[frozen] == wanted[frozen]).all()
    assert certify(*found.rest, found.rest_plan).problems == ()
    assert (found.rest_plan.home == np.where(frozen, NONE, found.plan.home)).all()


@unhurried
@given(lists(), st.data())
def test_best_candidates_and_prices_are_as_the_plain_sums_say(
    some: Lists, data: st.DataObject
) -> None:
    indptr, home, value, places = some
    prices = st.sampled_from([0, 1, 3, 10**12])
    price = data.draw(arrays(np.int64, places.size, elements=prices))
    counts = data.draw(arrays(np.uint8, places.size, elements=st.integers(0, 1)))
    p = Priced(indptr, home, value, price, counts)
    margin, start = np.empty(indptr.size - 1, np.int64), np.empty(indptr.size, np.int64)
    at = np.empty(home.size, np.int64)

    kernel.find_best(p, margin, start, at)
    plain_start, plain_at = plain.find_best(p)
    assert margin.tolist() == plain.margins(p).tolist()
    assert start.tolist() == plain_start.tolist()
    assert at[: start[-1]].tolist() == plain_at.tolist()
    raised = plain.raise_others(p).tolist()
    kernel.raise_others(p)
    assert p.price.tolist() == raised


@pytest.mark.parametrize("most", [1, 3, 10**12])
@pytest.mark.parametrize("homes", [60, 200])
def test_on_the_same_lists_nobody_moves(homes: int, most: int) -> None:
    some = random_lists(np.random.default_rng(homes), 120, homes, most)
    plan = assign(*some)
    same = Before(plan, np.arange(120, dtype=np.int32), np.arange(homes, dtype=np.int32))
    found = tomorrow(*some, same)
    assert found.moved.size == 0
    assert found.plan.home.tolist() == plan.home.tolist()


@pytest.mark.parametrize("most", [1, 3, 10**6])
def test_a_larger_day_is_worth_as_much_as_a_plan_from_nothing(most: int) -> None:
    rng = np.random.default_rng(most)
    plan = assign(*random_lists(rng, 100, 60, most))
    today = random_lists(rng, 120, 80, most)
    party, homes = np.full(120, NONE, np.int32), np.full(80, NONE, np.int32)
    party[:90], homes[:50] = rng.permutation(100)[:90], rng.permutation(60)[:50]
    found = tomorrow(*today, Before(plan, party, homes))
    assert found.plan.value == assign(*today).value
    assert certify(*today, found.plan).problems == ()


def a_day(**said: Any) -> tuple[Any, ...]:
    """Two parties at one home each, and the same today, but for what is said."""
    usual: dict[str, Any] = {
        "indptr": np.array([0, 2, 4]),
        "home": int32(0, 1, 0, 1),
        "value": int32(5, 5, 5, 5),
        "places": int32(1, 1),
        "homes": int32(1, 0),
        "party": int32(0, 1),
        "home_before": int32(0, 1),
        "frozen": np.array([True, True]),
    }
    day = {**usual, **said}
    zeros = np.zeros(2, np.int64)
    plan = Plan(day["homes"], zeros, 10, 10, 0.0, zeros, 1, 10)
    columns = [day[name] for name in ("indptr", "home", "value", "places")]
    return (*columns, Before(plan, day["party"], day["home_before"]), day["frozen"])


def test_at_equal_value_everybody_stays() -> None:
    found = tomorrow(*a_day(frozen=None))
    assert found.plan.home.tolist() == [1, 0]
    assert found.moved.size == 0


def test_nobody_is_sent_away_for_somebody_who_is_worth_as_much_there() -> None:
    day = {"indptr": np.array([0, 1, 2]), "home": int32(1, 1), "value": int32(3, 3)}
    found = tomorrow(*a_day(**day, places=int32(0, 1), homes=int32(0, 1), frozen=None))
    assert found.plan.home.tolist() == [NONE, 1]
    assert found.moved.tolist() == [0]


def test_an_offer_already_made_stays_although_another_plan_is_worth_more() -> None:
    found = tomorrow(*a_day(value=int32(9, 1, 1, 9), frozen=np.array([True, False])))
    assert found.plan.home.tolist() == [1, 0]
    assert found.plan.value == found.plan.bound == 2


@pytest.mark.parametrize(
    ("said", "says"),
    [
        ({"homes": int32(1, -1)}, "party 1 cannot stay: it has no home"),
        ({"party": int32(-1, 1)}, "party 0 cannot stay: it has no home"),
        ({"home_before": int32(0, -1)}, "party 0 cannot stay: it has no home"),
        ({"indptr": np.array([0, 2, 3]), "home": int32(0, 1, 1), "value": int32(1, 1, 1)},
         "party 1 cannot stay: its home is not among"),
        ({"places": int32(1, 0)}, "party 0 cannot stay: its home has no place"),
        ({"homes": int32(0, 0)}, "party 1 cannot stay: its home has no place"),
        ({"party": int32(0, 0)}, "before party, row 1: must be a row that no other is"),
        ({"party": int32(0, 2)}, "before party, row 1: must be -1 to 1"),
        ({"party": int32(0)}, "before party has shape"),
        ({"home_before": int32(-2, 0)}, "before home, row 0"),
        ({"home_before": np.array([0, 1])}, "before home must be an array of int32"),
        ({"frozen": np.array([True])}, "frozen has shape"),
        ({"value": int32(5, 5, 5, -5)}, "value, row 3: must be 0 or more"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_by_its_row(said: dict[str, Any], says: str) -> None:
    with pytest.raises(InvalidValue, match=says):
        tomorrow(*a_day(**said))
