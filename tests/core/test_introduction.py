"""The meeting: nobody can tell from what they see what the other one answered."""

from datetime import timedelta
from itertools import product

import pytest

from hearth.core.audience import Audience
from hearth.core.errors import StepNotAllowed
from hearth.core.introduction import START, STEPS, Act, State, seen_as, told_at
from hearth.core.steps import after
from tests.builders import MOMENT

OWN = {
    Audience.RESIDENT: (Act.RESIDENT_YES, Act.RESIDENT_NO),
    Audience.HOST: (Act.HOST_YES, Act.HOST_NO),
}
WHOSE = {act: who for who, acts in OWN.items() for act in acts}
HELD = after(STEPS, START, Act.HOLD, Audience.CASEWORKER)
LONGEST = 5


def answered(*acts: Act) -> list[str | State]:
    """What both are shown after each answer; `refused` where the answer is not taken."""
    state, shown = HELD, [seen_as(HELD)]
    for act in acts:
        try:
            state = after(STEPS, state, act, WHOSE[act])
        except StepNotAllowed:
            shown.append("refused")
        else:
            shown.append(seen_as(state))
    return [*shown, state]


SEQUENCES = [seq for n in range(LONGEST + 1) for seq in product(WHOSE, repeat=n)]


def test_until_the_telling_both_are_shown_the_same_whatever_anybody_answers() -> None:
    shown = {tuple(answered(*acts)[:-1]) for acts in SEQUENCES}

    assert shown == {("waiting",) * (n + 1) for n in range(LONGEST + 1)}


@pytest.mark.parametrize("reader", [Audience.RESIDENT, Audience.HOST])
def test_what_one_does_teaches_nothing_about_the_other(reader: Audience) -> None:
    taught: dict[tuple[Act, ...], set[tuple[str, ...]]] = {}
    for acts in SEQUENCES:
        own = tuple(act for act in acts if WHOSE[act] is reader)
        shown = tuple(
            str(was)
            for act, was in zip(acts, answered(*acts)[1:-1], strict=True)
            if WHOSE[act] is reader
        )
        taught.setdefault(own, set()).add(shown)

    assert all(len(shown) == 1 for shown in taught.values())


def test_it_goes_on_only_with_two_yeses_and_no_no() -> None:
    for acts in SEQUENCES:
        final = after(STEPS, State(answered(*acts)[-1]), Act.TELL, Audience.CLOCK)
        both = {Act.RESIDENT_YES, Act.HOST_YES} <= set(acts)
        willing = both and not {Act.RESIDENT_NO, Act.HOST_NO} & set(acts)

        assert final is (State.GOES_ON if willing else State.ENDED)


def test_every_ending_is_shown_in_the_same_words() -> None:
    into = {state for (state, _), step in STEPS.items() if step.to is State.ENDED}

    assert State.ARRANGED in into
    assert seen_as(State.ENDED) == "ended"
    assert {state for state in State if seen_as(state) == "ended"} == {State.ENDED}


def test_both_are_told_at_an_hour_that_was_fixed_when_they_met() -> None:
    assert told_at(MOMENT, 24) == MOMENT + timedelta(days=1)
