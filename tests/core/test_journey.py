"""The whole case on one page, held to the tables it joins."""

from enum import StrEnum

import pytest

from hearth.core import checks, intake, permanence, placement
from hearth.core.errors import StepNotAllowed
from hearth.core.journey import NEXT, STAGES, Stage, next_stage
from hearth.core.steps import ends

CASE_IS_OVER = {(Stage.INTAKE, intake.State.CLOSED)}
ENDS = [(stage, state) for stage, table in STAGES.items() for state in sorted(ends(table.STEPS))]


def test_all_ten_stages_are_there_in_order() -> None:
    assert list(STAGES) == list(Stage)
    assert len(Stage) == 10
    assert all(table.__name__.endswith(f".{stage}") for stage, table in STAGES.items())


@pytest.mark.parametrize(("stage", "state"), list(NEXT), ids=str)
def test_the_journey_speaks_of_states_that_exist(stage: Stage, state: StrEnum) -> None:
    assert isinstance(state, STAGES[stage].State)
    assert next_stage(stage, state) in Stage


@pytest.mark.parametrize(("stage", "state"), ENDS, ids=str)
def test_where_a_stage_ends_the_journey_says_what_comes_next(stage: Stage, state: StrEnum) -> None:
    assert ((stage, state) in NEXT) is ((stage, state) not in CASE_IS_OVER)


def test_while_a_stage_is_under_way_nothing_follows_it() -> None:
    with pytest.raises(StepNotAllowed, match="nothing follows"):
        next_stage(Stage.CONSENT, STAGES[Stage.CONSENT].START)


def test_every_stage_can_be_come_to_from_the_first() -> None:
    seen, ahead = set(), {Stage.INTAKE, Stage.RESULT}
    follows = {(stage, after) for (stage, _), after in NEXT.items()}
    while ahead - seen:
        seen |= ahead
        ahead = {after for stage, after in follows if stage in seen}

    # A wish to stay is nobody's next step: it is asked for while the checks go on.
    assert seen == set(Stage) - {Stage.PERMANENCE}


def test_a_stay_that_became_permanent_is_still_checked() -> None:
    for state in (permanence.State.PERMANENT, permanence.State.REVERSED):
        assert next_stage(Stage.PERMANENCE, state) is Stage.CHECKS


def test_a_person_who_would_not_be_seen_is_asked_again() -> None:
    assert next_stage(Stage.CHECKS, checks.State.REFUSED) is Stage.CHECKS


def test_after_a_stay_has_ended_the_person_is_asked_what_they_need_now() -> None:
    assert next_stage(Stage.PLACEMENT, placement.State.ENDED) is Stage.INTAKE
