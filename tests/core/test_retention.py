"""How long records are kept is worked out from the programme and the day of closing alone."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hearth.core import retention
from hearth.core.audience import Audience
from hearth.core.errors import RuleBroken, WrongHands
from hearth.core.programme_file import in_force
from hearth.core.retention import STEPS, Act, Records, State
from hearth.core.steps import after
from tests.builders import TODAY

BLANK = in_force("blank", TODAY)


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)))
def test_each_class_is_kept_as_long_as_the_programme_says(closed_on: date) -> None:
    said = {one.records: timedelta(days=one.days) for one in BLANK.retentions}

    terms = retention.terms(BLANK, closed_on)

    assert {term.records for term in terms} == set(Records)
    for term in terms:
        assert term.until == closed_on + said[term.records]
        assert term.rule.endswith("of blank.1")
        assert term.basis


def test_nothing_that_is_held_is_ever_erased() -> None:
    assert {act for (state, act) in STEPS if state is State.HELD} == {Act.LIFT}


def test_time_erases_only_what_nobody_asked_about_or_holds() -> None:
    by_time = {state for (state, act), one in STEPS.items() if Audience.CLOCK in one.by}

    assert by_time == {State.KEPT, State.RESTRICTED}


def test_nothing_comes_back_from_erased() -> None:
    assert not [act for (state, act) in STEPS if state is State.ERASED]


@pytest.mark.parametrize("who", [Audience.CASEWORKER, Audience.HOST, Audience.RESIDENT])
def test_nobody_but_the_lead_erases_or_holds(who: Audience) -> None:
    for act in (Act.ERASE, Act.HOLD):
        with pytest.raises(WrongHands):
            after(STEPS, State.ASKED, act, who)


def test_a_case_by_which_somebody_lives_somewhere_is_not_over() -> None:
    retention.must_be_over(lives_somewhere=False)

    with pytest.raises(RuleBroken, match="end the stay first"):
        retention.must_be_over(lives_somewhere=True)
