"""Somebody would like to be a host: what they wrote is never printed, and has a way back."""

import pytest

from hearth.core.application import OPEN, START, STEPS, Act, Application, State
from hearth.core.audience import Audience
from hearth.core.diary import Note
from hearth.core.errors import InvalidValue
from hearth.core.steps import after, ends
from tests.core.walks import leading_to, reachable

TOLD = {"name": "Ada Lind", "town": "Thornby", "household": "alone", "room": "one bed"}


def test_every_application_can_be_settled_and_only_by_the_office() -> None:
    assert reachable(STEPS, START) == set(State)
    assert ends(STEPS) == {State.CLOSED} == set(State) - OPEN
    assert leading_to(STEPS, {State.CLOSED}) == set(State)
    assert {who for step in STEPS.values() for who in step.by} == {Audience.CASEWORKER}
    assert after(STEPS, START, Act.TAKE_UP, Audience.CASEWORKER) is State.TAKEN_UP


def test_an_application_has_a_name_and_a_way_to_answer_it() -> None:
    assert Application(**TOLD, phone="1")
    assert Application(**TOLD, email="a@example.org")
    with pytest.raises(InvalidValue):
        Application(**TOLD)
    with pytest.raises(InvalidValue):
        Application(**TOLD | {"name": ""}, phone="1")


def test_what_was_written_is_in_no_log() -> None:
    assert "Ada" not in repr(Application(**TOLD, phone="1"))
    assert "soup" not in repr(Note("We ate soup."))
    with pytest.raises(InvalidValue):
        Note("  ")
