"""Whoever asks what is known of them is answered within a month, by the lead."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hearth.core import requests
from hearth.core.audience import Audience
from hearth.core.compartments import MAY_HOLD, Compartment
from hearth.core.requests import STEPS, Act, State
from hearth.core.steps import ends
from tests.core.walks import reachable


@pytest.mark.parametrize(
    ("asked", "due"),
    [
        (date(2026, 1, 31), date(2026, 2, 28)),
        (date(2028, 1, 31), date(2028, 2, 29)),
        (date(2026, 12, 5), date(2027, 1, 5)),
        (date(2026, 3, 31), date(2026, 4, 30)),
    ],
)
def test_a_month_ends_on_the_same_day_or_on_the_last(asked: date, due: date) -> None:
    assert requests.due_on(asked) == due


@given(st.dates(date(1990, 1, 1), date(2200, 1, 1)))
def test_nobody_waits_longer_than_a_month(asked: date) -> None:
    assert timedelta(days=28) <= requests.due_on(asked) - asked <= timedelta(days=31)


OF_BOTH = {Compartment.IDENTITY, Compartment.CONTACT}  # facts of hosts and of guests


def test_nothing_is_answered_unseen_and_only_the_lead_answers() -> None:
    assert State.ANSWERED not in reachable(STEPS, requests.START, without={Act.TAKE_UP})
    assert ends(STEPS) == {State.ANSWERED, State.REFUSED}
    assert all(step.by == {Audience.LEAD} for step in STEPS.values())


def test_where_a_home_is_stands_in_no_answer() -> None:
    assert not requests.is_own(Compartment.PLACE, "address")
    assert not requests.is_own(Compartment.IDENTITY, "host")
    assert not requests.is_own(Compartment.CONTACT, "hours")
    assert requests.is_own(Compartment.ATTRIBUTES, "party")
    for one in Compartment:
        if Audience.HOST in MAY_HOLD[one] and one not in OF_BOTH:
            assert not requests.is_own(one, "any")
