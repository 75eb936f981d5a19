"""Both freely want it, and nobody can be pressed with what the other wishes."""

from datetime import timedelta
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hearth.core.audience import Audience
from hearth.core.errors import StepNotAllowed
from hearth.core.permanence import START, STEPS, Act, State, may_confirm, seen_by
from hearth.core.steps import after
from tests.builders import TODAY

RESIDENT, HOST = Audience.RESIDENT, Audience.HOST
WISHES = {
    Act.RESIDENT_WISH: RESIDENT,
    Act.RESIDENT_WITHDRAW: RESIDENT,
    Act.HOST_WISH: HOST,
    Act.HOST_WITHDRAW: HOST,
}


def codes(**said: Any) -> list[str]:
    ordinary: dict[str, Any] = {
        "personal": False,
        "ages": (30, 50),
        "both_wish_since": TODAY - timedelta(30),
        "cooling_off_days": 30,
        "today": TODAY,
    }
    return [reason.code for reason in may_confirm(**{**ordinary, **said}).against]


def test_two_adults_who_have_cooled_off_may_stay_for_good() -> None:
    assert codes(personal=True) == []


@pytest.mark.parametrize("ages", [(17, 50), (30, 17), (None, 50), (30, None), (50,), ()], ids=str)
def test_a_personal_bond_is_for_two_known_adults_only(ages: tuple[int | None, ...]) -> None:
    assert codes(personal=True, ages=ages) == ["adults_only"]


def test_at_eighteen_one_is_an_adult() -> None:
    assert codes(personal=True, ages=(18, 18)) == []


@pytest.mark.parametrize("ages", [(7, 50), (None, None)], ids=str)
def test_a_home_for_good_that_is_no_bond_is_for_a_child_as_well(
    ages: tuple[int | None, ...],
) -> None:
    assert codes(personal=False, ages=ages) == []


@given(waited=st.integers(0, 60), asked=st.integers(0, 60))
def test_it_waits_for_the_last_day_of_cooling_off(waited: int, asked: int) -> None:
    since = TODAY - timedelta(waited)

    found = codes(both_wish_since=since, cooling_off_days=asked)

    assert found == (["cooling_off"] if waited < asked else [])


def test_both_reasons_are_told_at_once() -> None:
    assert codes(personal=True, ages=(17, 40), both_wish_since=TODAY) == [
        "adults_only",
        "cooling_off",
    ]


def test_the_age_of_the_other_is_not_told_to_the_host() -> None:
    decision = may_confirm(
        personal=True, ages=(17, 40), both_wish_since=TODAY, cooling_off_days=9, today=TODAY
    )

    assert [reason.code for reason in decision.for_(HOST)] == ["cooling_off"]


def both_stand(state: State) -> bool:
    return state in (State.BOTH_WISH, State.PERMANENT)


def test_a_refusal_is_one_word_for_both() -> None:
    assert seen_by(State.REFUSED, RESIDENT) == seen_by(State.REFUSED, HOST) == "refused"


@pytest.mark.parametrize("reader", [RESIDENT, HOST])
@pytest.mark.parametrize("start", [START, State.REVERSED])
def test_until_both_wish_it_nobody_sees_what_the_other_wishes(
    reader: Audience, start: State
) -> None:
    for acts in product(WISHES, repeat=5):
        state = start
        for act in acts:
            before = state
            try:
                state = after(STEPS, state, act, WISHES[act])
            except StepNotAllowed:
                continue
            others = WISHES[act] is not reader
            if others and not both_stand(before) and not both_stand(state):
                assert seen_by(state, reader) == seen_by(before, reader)


def test_each_sees_their_own_wish() -> None:
    assert seen_by(State.RESIDENT_WISHES, RESIDENT) == "you_wish"
    assert seen_by(State.RESIDENT_WISHES, HOST) == "open"
    assert seen_by(State.BOTH_WISH, HOST) == "both_wish"
    assert seen_by(State.PERMANENT, RESIDENT) == "permanent"


@pytest.mark.parametrize("reader", [RESIDENT, HOST])
def test_that_both_wish_shows_from_the_day_after_the_later_wish(reader: Audience) -> None:
    def shown(days: int) -> str:
        today = TODAY + timedelta(days)
        return seen_by(State.BOTH_WISH, reader, both_since=TODAY, today=today)

    assert [shown(days) for days in (0, 1, 2)] == ["you_wish", "both_wish", "both_wish"]


def test_a_wish_taken_back_on_its_day_was_never_seen() -> None:
    asked = seen_by(State.RESIDENT_WISHES, RESIDENT)

    assert seen_by(State.BOTH_WISH, RESIDENT, both_since=TODAY, today=TODAY) == asked
