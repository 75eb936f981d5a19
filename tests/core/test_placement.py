"""How they travel, and what a programme says against the plan."""

from datetime import time
from typing import Any

import pytest

from hearth.core.errors import InvalidValue
from hearth.core.placement import MovePlan, against_plan
from tests.builders import MOMENT


def a_plan(**said: Any) -> MovePlan:
    return MovePlan(**{"transport": "by car", "escort": "the visitor", "arrive_at": MOMENT, **said})


def codes(plan: MovePlan, before: time | None = None, escorted: bool = False) -> list[str]:
    found = against_plan(plan, arrive_before=before, escorted_first_night=escorted)
    assert all(one.sentence for one in found)
    return [one.code for one in found]


@pytest.mark.parametrize(
    ("hour", "minute", "late"), [(20, 59, False), (21, 0, True), (23, 30, True), (9, 0, False)]
)
def test_they_arrive_before_the_hour_and_not_at_it(hour: int, minute: int, late: bool) -> None:
    plan = a_plan(arrive_at=MOMENT.replace(hour=hour, minute=minute))

    assert codes(plan, before=time(21)) == (["arrives_late"] if late else [])


@pytest.mark.parametrize(("escort", "missing"), [("", True), ("  ", True), ("a friend", False)])
def test_somebody_brings_them_on_the_first_night(escort: str, missing: bool) -> None:
    assert codes(a_plan(escort=escort), escorted=True) == (["no_escort"] if missing else [])


def test_a_programme_that_asks_for_neither_says_nothing() -> None:
    assert codes(a_plan(escort="", arrive_at=MOMENT.replace(hour=23))) == []


def test_everything_against_a_plan_is_told_at_once() -> None:
    plan = a_plan(escort="", arrive_at=MOMENT.replace(hour=23))

    assert codes(plan, before=time(21), escorted=True) == ["arrives_late", "no_escort"]


@pytest.mark.parametrize(
    "said",
    [{"transport": " "}, {"arrive_at": MOMENT.replace(tzinfo=None)}],
    ids=["how", "zone"],
)
def test_a_plan_says_how_and_when(said: dict[str, Any]) -> None:
    with pytest.raises(InvalidValue):
        a_plan(**said)
