"""The checker finds each rule that a plan breaks, one by one."""

from dataclasses import replace

import numpy as np
import pytest

from hearth.engine.rounds.check import broken
from hearth.engine.rounds.week import CLOSED, Ints, Rounds, Week
from tests.engine.rounds.weeks import NINE, a_week


def ints(*numbers: object) -> Ints:
    return np.array(numbers, np.int32)


def two_visits(**said: object) -> tuple[Week, Rounds]:
    """Two visits by one visitor on one day, and nothing wrong."""
    week = a_week(2, 2, 1, **said)
    starts = ints(NINE + 10, NINE + 90)
    return week, Rounds(day=ints(0, 0), who=ints([0, -1], [0, -1]), start=starts)


def rules(week: Week, rounds: Rounds) -> set[str]:
    return {one.rule for one in broken(week, rounds)}


def test_a_plan_that_keeps_every_rule_has_nothing_wrong() -> None:
    assert rules(*two_visits()) == set()


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        ("not_allowed", {"allowed": np.array([[False, True], [True, True]])}),
        ("closed", {"opens": ints([CLOSED], [NINE])}),
        ("closed", {"opens": ints([NINE + 11], [NINE])}),
        ("closed", {"closes": ints([NINE + 9], [NINE + 300])}),
        ("at_odds", {"odds": ints([0, 1])}),
        ("away", {"begins": ints([CLOSED], [NINE])}),
        ("travel", {"begins": ints([NINE + 1], [NINE])}),
        ("travel", {"minutes": ints(71, 60)}),
        ("shift", {"ends": ints([NINE + 159], [NINE + 900])}),
        ("break", {"rest": ints([30, NINE, NINE + 89], [0, 0, 0])}),
        ("too_many", {"most": ints(1, 8)}),
        ("who", {"needed": ints(2, 1)}),
    ],
)
def test_each_rule_broken_is_found(rule: str, said: dict[str, object]) -> None:
    assert rules(*two_visits(**said)) == {rule}


def test_two_visits_at_one_time_by_one_visitor_are_found() -> None:
    week, rounds = two_visits()

    assert rules(week, replace(rounds, start=ints(NINE + 10, NINE + 10))) == {"travel"}


def test_one_visitor_twice_is_not_two_visitors() -> None:
    week, rounds = two_visits(needed=ints(2, 1))

    assert "who" in rules(week, replace(rounds, who=ints([0, 0], [0, -1])))


def test_a_plan_of_another_size_is_no_plan_of_this_week() -> None:
    week, _ = two_visits()

    assert rules(week, Rounds.empty(3)) == {"shape"}


def test_a_visit_left_out_with_a_visitor_is_half_a_plan() -> None:
    week, rounds = two_visits()

    assert "shape" in rules(week, replace(rounds, day=ints(-1, 0)))
