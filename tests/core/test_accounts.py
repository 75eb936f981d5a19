"""Whose word an account or another office needs."""

import pytest

from hearth.core.accounts import (
    ROLES,
    START,
    STEPS,
    Act,
    State,
    decided_by,
    must_be_another,
    must_be_staff,
)
from hearth.core.audience import Audience
from hearth.core.errors import InvalidValue, RuleBroken, WrongHands
from hearth.core.steps import after, ends
from tests.builders import a_principal


def test_what_is_proposed_is_decided_once() -> None:
    assert ends(STEPS) == {State.CONFIRMED, State.DECLINED, State.WITHDRAWN}
    assert {state for state, _ in STEPS} == {START, State.FOUNDED}


def test_an_office_that_is_founded_can_only_be_filled() -> None:
    assert after(STEPS, START, Act.FOUND, Audience.CASEWORKER) is State.FOUNDED
    assert {act: step.to for (at, act), step in STEPS.items() if at is State.FOUNDED} == {
        Act.FILL: State.CONFIRMED
    }
    for role in (Audience.LEAD, Audience.ADMINISTRATOR):
        with pytest.raises(WrongHands):
            after(STEPS, START, Act.FOUND, role)


def test_who_proposes_never_confirms() -> None:
    with pytest.raises(WrongHands):
        after(STEPS, START, Act.CONFIRM, Audience.ADMINISTRATOR)


def test_a_lead_is_decided_by_leads_and_a_caseworker_by_caseworkers() -> None:
    assert decided_by(Audience.LEAD) == {Audience.LEAD}
    assert decided_by(Audience.CASEWORKER) == {Audience.CASEWORKER}


@pytest.mark.parametrize("role", [Audience.RESIDENT, Audience.HOST, Audience.CLOCK])
def test_who_is_no_staff_is_refused(role: Audience) -> None:
    assert role not in ROLES
    with pytest.raises(InvalidValue):
        must_be_staff(role)


def test_nobody_decides_on_themselves() -> None:
    somebody = a_principal()

    must_be_another(somebody, a_principal())
    with pytest.raises(RuleBroken):
        must_be_another(somebody, somebody)
