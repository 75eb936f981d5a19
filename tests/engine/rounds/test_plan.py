"""A week planned: no rule is ever broken, and what is left out says why."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.nearest import nearest_first
from hearth.core.errors import InvalidValue
from hearth.engine.rounds.again import planned_again
from hearth.engine.rounds.check import broken
from hearth.engine.rounds.draft import Draft
from hearth.engine.rounds.plan import NO_DAY, NO_ROOM, NO_VISITOR, NOBODY_THERE, planned
from hearth.engine.rounds.week import CLOSED, Rounds, Week, metres_of
from tests.engine.rounds.weeks import FIVE, NINE, a_week, any_week

QUICK = 0.02  # seconds for the solver
seeds = st.integers(0, 2**32 - 1)


def without(week: Week, visitor: int) -> Week:
    begins = week.begins.copy()
    begins[visitor] = CLOSED
    return replace(week, begins=begins)


@given(seed=seeds)
def test_no_plan_of_any_week_breaks_a_rule(seed: int) -> None:
    week = any_week(seed)

    plan = planned(week, seconds=QUICK)

    assert broken(week, plan.rounds) == []
    assert set(plan.left) == set(np.flatnonzero(plan.rounds.day < 0).tolist())


@given(seed=seeds)
def test_no_plan_made_without_the_solver_breaks_a_rule_either(seed: int) -> None:
    week = any_week(seed)

    assert broken(week, planned(week, seconds=0).rounds) == []
    assert broken(week, nearest_first(week)) == []


@given(seed=seeds)
def test_planning_again_breaks_no_rule_and_moves_only_what_it_says(seed: int) -> None:
    week = any_week(seed)
    before = planned(week, seconds=0).rounds
    ill = without(week, 0)

    again = planned_again(ill, before)

    now = again.plan.rounds
    assert broken(ill, now) == []
    told = {*again.changed, *again.shifted, *again.lost}
    same = (now.day == before.day) & (now.start == before.start)
    same &= (np.sort(now.who, axis=1) == np.sort(before.who, axis=1)).all(axis=1)
    were = before.day >= 0
    assert told == set(np.flatnonzero(were & ~same).tolist())
    assert len(again.changed) + len(again.lost) >= again.least


@given(seed=seeds)
def test_planning_again_when_nothing_has_changed_changes_nothing(seed: int) -> None:
    week = any_week(seed)
    before = planned(week, seconds=0).rounds

    again = planned_again(week, before)

    assert (again.changed, again.shifted, again.lost, again.least) == ((), (), (), 0)


def test_one_visitor_goes_to_those_whom_they_may_visit_and_to_nobody_else() -> None:
    allowed = np.array([[True, False], [False, True], [False, False]])

    plan = planned(a_week(3, 2, allowed=allowed), seconds=QUICK)

    assert plan.rounds.who[:, 0].tolist() == [0, 1, -1]
    assert plan.left == {2: NO_VISITOR}


def test_homes_at_odds_are_never_visited_on_one_day() -> None:
    odds = np.array([[0, 1], [1, 2], [0, 2]], np.int32)

    plan = planned(a_week(3, 3, 3, odds=odds), seconds=QUICK)

    assert sorted(plan.rounds.day.tolist()) == [0, 1, 2]


def test_one_more_home_at_odds_than_there_are_days_is_left_out() -> None:
    odds = np.array([[0, 1], [1, 2], [0, 2]], np.int32)

    plan = planned(a_week(3, 3, 2, odds=odds), seconds=QUICK)

    assert list(plan.left.values()) == [NO_ROOM]


def test_a_visit_of_two_has_two_visitors_at_one_time() -> None:
    plan = planned(a_week(1, 2, needed=np.array([2], np.int32)), seconds=QUICK)

    assert sorted(plan.rounds.who[0].tolist()) == [0, 1]


def test_a_visit_of_two_where_only_one_may_go_is_left_out() -> None:
    allowed = np.array([[True, False]])

    plan = planned(a_week(1, 2, needed=np.array([2], np.int32), allowed=allowed), seconds=QUICK)

    assert plan.left == {0: NO_VISITOR}


def test_half_a_visit_of_two_is_no_visit() -> None:
    draft = Draft.of(a_week(1, 2, needed=np.array([2], np.int32)))
    draft.routes[0, 0] = [0]

    assert draft.rounds().planned == 0


def test_a_break_is_kept_free() -> None:
    rest = np.array([[30, 12 * 60, 12 * 60 + 30]], np.int32)
    week = a_week(7, 1, rest=rest, metres=np.zeros((8, 8), np.int32))
    week = replace(week, travel=np.zeros((8, 8), np.int32))

    plan = planned(week, seconds=QUICK)

    assert plan.rounds.planned == 7
    assert broken(week, plan.rounds) == []


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"opens": np.full((1, 1), CLOSED, np.int32)}, NO_DAY),
        ({"begins": np.full((1, 1), CLOSED, np.int32)}, NOBODY_THERE),
        ({"minutes": np.array([600], np.int32)}, NO_ROOM),
    ],
)
def test_a_visit_left_out_says_why(said: dict[str, np.ndarray], why: str) -> None:
    assert planned(a_week(**said), seconds=QUICK).left == {0: why}  # type: ignore[arg-type]


def test_the_heavier_visit_is_made_where_both_do_not_fit() -> None:
    heavy = np.array([100_000, 900_000], np.int32)

    plan = planned(a_week(2, minutes=np.full(2, 400, np.int32), weight=heavy), seconds=QUICK)

    assert plan.rounds.day.tolist() == [-1, 0]


def test_a_visitor_whom_the_person_knows_goes_where_it_costs_little() -> None:
    cost = np.array([[3_000, 0]], np.int32)

    plan = planned(a_week(1, 2, cost=cost), seconds=QUICK)

    assert plan.rounds.who[0].tolist() == [1, -1]


def test_nothing_to_visit_is_an_empty_plan() -> None:
    week = a_week(0)

    assert planned(week).rounds.planned == 0
    assert metres_of(week, Rounds.empty(0)) == 0


def test_columns_of_the_wrong_shape_are_refused() -> None:
    with pytest.raises(InvalidValue, match="weight"):
        a_week(2, weight=np.zeros(1, np.int32))


def test_days_are_as_long_as_the_shift_and_no_longer() -> None:
    week = a_week(8)  # ten minutes between each and one hour there: six fit into eight hours

    plan = planned(week, seconds=QUICK)

    last = max(plan.rounds.start)
    assert plan.rounds.planned == 6
    assert NINE < last + 60 + 10 <= FIVE
