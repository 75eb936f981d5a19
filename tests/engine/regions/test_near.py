"""A plan begun nearly right is made exact over the candidates that come near to mattering."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from hearth.engine.assign import Start, assign
from hearth.engine.certify import certify
from hearth.engine.kernels.near import Marks, copy_kept, mark_near
from hearth.engine.kernels.shards import Columns
from hearth.engine.plain.near import near_plain
from hearth.engine.plain.shards import rows_plain
from hearth.engine.regions import near
from hearth.engine.regions.near import assign_near
from tests.engine.worlds import lists, random_lists, unhurried


@st.composite
def begun(draw: st.DrawFn) -> tuple[Columns, Any, Start]:
    """Small lists, and a start that may be quite wrong but sends nobody where it may not be."""
    indptr, home, value, places = draw(lists(6, 5))
    if value.max(initial=0) < 2**31 and draw(st.booleans()):
        value = value.astype(np.int32)
    most = int(value.max(initial=0)) + 1
    price = draw(arrays(np.int64, places.size, elements=st.integers(0, most)))
    held = np.full(indptr.size - 1, -1, np.int32)
    left = places.copy()
    for i in range(held.size):
        for e in range(indptr[i], indptr[i + 1]):
            if held[i] == -1 and left[home[e]] > 0 and draw(st.booleans()):
                held[i] = home[e]
                left[home[e]] -= 1
    return Columns(indptr, home, value), places, Start(held, price)


@settings(unhurried)
@given(begun(), st.sampled_from([0, 1, 3, 10**6]), st.data())
def test_what_is_near_is_what_the_plain_sum_says(
    given_start: tuple[Columns, Any, Start], slack: int, data: st.DataObject
) -> None:
    columns, _, start = given_start
    n = columns.indptr.size - 1
    before = data.draw(arrays(np.uint8, columns.home.size, elements=st.integers(0, 1)))
    marks = Marks(before.copy(), np.zeros(n, np.int64))
    better = mark_near(columns, start.home, start.price, slack, (0, n), marks)

    rows = rows_plain(*(column.tolist() for column in columns))
    price = start.price.tolist()
    plain = [
        near_plain(row, at, price, slack) for row, at in zip(rows, start.home.tolist(), strict=True)
    ]
    assert better == sum(count for _, count in plain)
    kept = before.astype(bool) | np.array([one for near_by, _ in plain for one in near_by], bool)
    assert marks.kept.astype(bool).tolist() == kept.tolist()
    assert marks.each.tolist() == [
        int(kept[a:b].sum()) for a, b in zip(columns.indptr, columns.indptr[1:], strict=False)
    ]

    begins = np.concatenate([[0], np.cumsum(marks.each)])
    out = Columns(begins, np.empty(begins[-1], np.int32), np.empty(begins[-1], columns.value.dtype))
    copy_kept(columns, (0, n), marks.kept, out)
    assert out.home.tolist() == columns.home[kept].tolist()
    assert out.value.tolist() == columns.value[kept].tolist()


@settings(unhurried)
@given(begun(), st.sampled_from([0.0, 0.1, 1.0]))
def test_from_any_start_the_plan_is_exact_and_proven_over_all_candidates(
    given_start: tuple[Columns, Any, Start], share: float
) -> None:
    columns, places, start = given_start
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(near, "SHARE", share)
        plan = assign_near(columns, places, start)
    assert certify(*columns, places, plan).problems == ()
    assert plan.value == assign(*columns, places).value


@pytest.mark.parametrize("dear", [0, 1, 3])
@pytest.mark.parametrize("most", [1, 1000, 10**15])
@pytest.mark.parametrize("homes", [40, 200])
def test_larger_plans_are_exact_too_from_prices_far_too_low_or_high(
    dear: int, most: int, homes: int
) -> None:
    rng = np.random.default_rng([dear, most, homes])
    *some, places = random_lists(rng, 200, homes, most)
    columns = Columns(*some)
    price = rng.integers(0, dear * most + 1, homes)
    plan = assign_near(columns, places, Start(np.full(200, -1, np.int32), price))
    assert certify(*columns, places, plan).problems == ()
    assert plan.value == assign(*columns, places).value


def test_a_home_that_was_too_dear_at_first_is_found_at_the_second_look() -> None:
    columns = Columns(np.array([0, 1]), np.zeros(1, np.int32), np.array([500]))
    nobody = np.full(1, -1, np.int32)
    plan = assign_near(columns, np.ones(1, np.int32), Start(nobody, np.array([900])))
    assert plan.home.tolist() == [0]


def test_a_start_that_is_right_is_looked_at_and_little_of_it_is_solved(monkeypatch: Any) -> None:
    *some, places = random_lists(np.random.default_rng(8), 400, 300, 10**6)
    columns = Columns(*some)
    plan = assign(*columns, places)
    solved: list[int] = []

    def watched(indptr: Any, home: Any, *rest: Any) -> Any:
        solved.append(home.size)
        return assign(indptr, home, *rest)

    monkeypatch.setattr(near, "assign", watched)
    again = assign_near(columns, places, Start(plan.home, plan.price))
    assert again.value == plan.value
    assert len(solved) == 1
    assert solved[0] < columns.home.size / 2


@pytest.mark.parametrize("threads", [1, 2, 5])
def test_the_number_of_threads_changes_nothing(threads: int, monkeypatch: Any) -> None:
    *some, places = random_lists(np.random.default_rng(9), 100, 60, 5)
    columns = Columns(*some)
    nothing = Start(np.full(100, -1, np.int32), np.zeros(60, np.int64))
    usual = assign_near(columns, places, nothing)
    monkeypatch.setattr(near, "THREADS", threads)
    plan = assign_near(columns, places, nothing)
    assert plan.home.tolist() == usual.home.tolist()
    assert plan.price.tolist() == usual.price.tolist()
