"""A case changes hands by the yes of whoever is asked."""

import pytest

from hearth.core.audience import Audience
from hearth.core.errors import InvalidValue, RuleBroken, StepNotAllowed, WrongHands
from hearth.core.steps import after, ends
from hearth.core.transfer import (
    STEPS,
    Act,
    State,
    must_be_proposable,
    must_be_theirs,
)
from tests.builders import a_principal

ME, COLLEAGUE, THIRD = a_principal(), a_principal(), a_principal()


def test_every_answer_is_the_last_word() -> None:
    assert ends(STEPS) == {State.ACCEPTED, State.REFUSED, State.WITHDRAWN}


@pytest.mark.parametrize("audience", sorted(set(Audience) - {Audience.CASEWORKER}))
@pytest.mark.parametrize("act", Act)
def test_nobody_but_a_caseworker_answers(act: Act, audience: Audience) -> None:
    with pytest.raises(WrongHands):
        after(STEPS, State.PROPOSED, act, audience)


@pytest.mark.parametrize("act", Act)
def test_what_was_answered_is_not_answered_again(act: Act) -> None:
    with pytest.raises(StepNotAllowed):
        after(STEPS, State.ACCEPTED, act, Audience.CASEWORKER)


@pytest.mark.parametrize("act", Act)
def test_one_asks_and_the_other_answers(act: Act) -> None:
    owner = ME if act is Act.WITHDRAW else COLLEAGUE

    must_be_theirs(act, owner, sent_by=ME, asked={COLLEAGUE})
    for who in {ME, COLLEAGUE, THIRD} - {owner}:
        with pytest.raises(WrongHands):
            must_be_theirs(act, who, sent_by=ME, asked={COLLEAGUE})


def test_of_an_office_that_is_asked_anybody_may_answer() -> None:
    for who in (COLLEAGUE, THIRD):
        must_be_theirs(Act.ACCEPT, who, sent_by=ME, asked={COLLEAGUE, THIRD})
    must_be_proposable(ME, None, carer=None, is_open=False)


def test_only_who_cares_for_a_case_proposes_it_and_to_one_at_a_time() -> None:
    must_be_proposable(ME, COLLEAGUE, carer=None, is_open=False)
    must_be_proposable(ME, COLLEAGUE, carer=ME, is_open=False)
    with pytest.raises(WrongHands):
        must_be_proposable(ME, COLLEAGUE, carer=THIRD, is_open=False)
    with pytest.raises(RuleBroken):
        must_be_proposable(ME, COLLEAGUE, carer=ME, is_open=True)
    with pytest.raises(InvalidValue):
        must_be_proposable(ME, ME, carer=None, is_open=False)
