"""All ten tables of steps, walked."""

from enum import StrEnum
from types import ModuleType
from typing import Any

import pytest

from hearth.core import (
    checks,
    concerns,
    consent,
    intake,
    introduction,
    offer,
    permanence,
    placement,
    result,
    shortlist,
)
from hearth.core.audience import Audience
from hearth.core.errors import StepNotAllowed, WrongHands
from hearth.core.journey import STAGES
from hearth.core.steps import after, ends
from tests.core.walks import leading_to, reachable

MACHINES = list(STAGES.values())
LINES = [(m, state, act) for m in MACHINES for state, act in m.STEPS]

# Where each stage may come to rest for good. A state missing here must lead on.
RESTS: dict[ModuleType, set[StrEnum]] = {
    intake: set(),
    result: {result.State.TAKEN_BACK},
    shortlist: {shortlist.State.OLD},
    offer: {offer.State.ENDED},
    consent: {consent.State.DECLINED, consent.State.LAPSED, consent.State.WITHDRAWN},
    introduction: {introduction.State.GOES_ON, introduction.State.ENDED},
    placement: {placement.State.ENDED, placement.State.CANCELLED},
    checks: {
        checks.State.HELD,
        checks.State.NOT_COUNTED,
        checks.State.REFUSED,
        checks.State.DROPPED,
        checks.State.REPLACED,
    },
    concerns: set(),
    permanence: set(),
}

# And where it may go round for good, beside coming to rest.
GOES_ROUND: dict[ModuleType, set[StrEnum]] = {result: {result.State.RELEASED}}

R, H, C = Audience.RESIDENT, Audience.HOST, Audience.CASEWORKER
V, L, CLOCK = Audience.VISITOR, Audience.LEAD, Audience.CLOCK

# Whose act each act is, wherever it is done. The table in the code may not say otherwise.
OWNERS: dict[ModuleType, dict[str, set[Audience]]] = {
    intake: {
        "tell": {C, R},
        "confirm": {R},
        "correct": {C, R},
        "set_days": {C},
        "place": {C},
        "reopen": {C},
        "heed": {C},
        "wait_again": {C, L, CLOCK},
        "close": {C, R},
    },
    result: {
        "tell": {Audience.CLINICIAN, Audience.CASEWORKER},
        "take_back": {Audience.CLINICIAN, Audience.CASEWORKER},
        "release": {R},
        "withdraw": {R},
        "end": {CLOCK},
        "confirm": {R},
    },
    shortlist: {"find_none": {C}, "use": {C}, "age": {C, CLOCK}},
    offer: {"put": {C}, "answer": {R}, "end": {C, L, CLOCK}},
    consent: {
        "agree": {R},
        "decline": {R},
        "withdraw": {R},
        "lapse": {C, CLOCK},
        "confirm": {R},
    },
    introduction: {
        "hold": {C},
        "resident_yes": {R},
        "resident_no": {R},
        "host_yes": {H},
        "host_no": {H},
        "tell": {CLOCK},
        "cancel": {C, L, CLOCK, R},
    },
    placement: {
        "move": {C},
        "extend": {C},
        "keep": {C, L},
        "reopen": {L, R, H},
        "end": {C, L, R},
        "cancel": {C, L, R},
    },
    checks: {
        "hold": {V},
        "hold_in_earshot": {V},
        "refuse": {V},
        "pass_due": {CLOCK},
        "drop": {C, L, CLOCK},
        "replace": {R, C, L, CLOCK},
    },
    concerns: {
        "acknowledge": {L},
        "weigh": {L},
        "act_on": {L},
        "answer": {L},
        "refuse": {R},
        "class": {L},
    },
    permanence: {
        "resident_wish": {R},
        "host_wish": {H},
        "resident_withdraw": {R},
        "host_withdraw": {H},
        "confirm": {C, L},  # one of them: the programme says which
        "reverse": {R, H, L},
        "refuse": {L},
        "let_wish": {L},
    },
}


def called(thing: Any) -> str:
    return thing.__name__.rpartition(".")[2] if isinstance(thing, ModuleType) else str(thing)


@pytest.mark.parametrize("stage", MACHINES, ids=called)
def test_every_state_can_be_come_to(stage: ModuleType) -> None:
    assert reachable(stage.STEPS, stage.START) == set(stage.State)


@pytest.mark.parametrize("stage", MACHINES, ids=called)
def test_every_act_is_used(stage: ModuleType) -> None:
    assert {act for _, act in stage.STEPS} == set(stage.Act)


@pytest.mark.parametrize("stage", MACHINES, ids=called)
def test_the_only_dead_ends_are_the_declared_ones(stage: ModuleType) -> None:
    assert ends(stage.STEPS) == RESTS[stage]


@pytest.mark.parametrize("stage", [m for m in MACHINES if RESTS[m]], ids=called)
def test_no_state_is_a_trap(stage: ModuleType) -> None:
    goals = RESTS[stage] | GOES_ROUND.get(stage, set())

    assert leading_to(stage.STEPS, goals) == set(stage.State)


@pytest.mark.parametrize("stage", MACHINES, ids=called)
def test_each_act_is_in_the_right_hands(stage: ModuleType) -> None:
    owners: dict[str, set[Audience]] = {}
    for (_, act), step in stage.STEPS.items():
        owners.setdefault(str(act), set()).update(step.by)

    assert owners == OWNERS[stage]


@pytest.mark.parametrize(("stage", "state", "act"), LINES, ids=called)
def test_nobody_else_may_do_it(stage: ModuleType, state: StrEnum, act: StrEnum) -> None:
    step = stage.STEPS[state, act]

    assert all(after(stage.STEPS, state, act, by) is step.to for by in step.by)
    for by in set(Audience) - step.by:
        with pytest.raises(WrongHands):
            after(stage.STEPS, state, act, by)


@pytest.mark.parametrize("stage", MACHINES, ids=called)
def test_what_the_table_does_not_hold_is_not_allowed(stage: ModuleType) -> None:
    missing = [(s, a) for s in stage.State for a in stage.Act if (s, a) not in stage.STEPS]

    for state, act in missing:
        with pytest.raises(StepNotAllowed):
            after(stage.STEPS, state, act, Audience.CASEWORKER)


# The promises of the service, each as a walk.


def test_no_path_names_a_home_before_the_person_agrees() -> None:
    without_a_yes = reachable(consent.STEPS, consent.START, without={consent.Act.AGREE})

    assert not without_a_yes & consent.NAME_MAY_BE_KNOWN
    assert consent.STEPS[consent.State.ASKED, consent.Act.AGREE].by == {R}


def test_a_name_that_is_withdrawn_may_not_be_known_again() -> None:
    for state in (consent.State.WITHDRAWN, consent.State.DECLINED, consent.State.LAPSED):
        assert not reachable(consent.STEPS, state) & consent.NAME_MAY_BE_KNOWN


def test_no_result_is_released_before_the_person_was_told() -> None:
    untold = reachable(result.STEPS, result.START, without={result.Act.TELL})

    assert untold == {result.State.ENTERED, result.State.TAKEN_BACK}


def test_only_the_person_releases_their_result() -> None:
    into = [step.by for step in result.STEPS.values() if step.to is result.State.RELEASED]

    assert into
    assert all(by == {R} for by in into)


def test_nobody_waits_for_a_home_before_they_read_back_what_was_written() -> None:
    unread = reachable(intake.STEPS, intake.START, without={intake.Act.CONFIRM})

    assert not unread & {intake.State.WAITING, intake.State.PLACED}


@pytest.mark.parametrize(
    "missing",
    [permanence.Act.RESIDENT_WISH, permanence.Act.HOST_WISH, permanence.Act.CONFIRM],
)
def test_nothing_is_permanent_without_both_wishes_and_a_word_from_outside(
    missing: permanence.Act,
) -> None:
    left = reachable(permanence.STEPS, permanence.START, without={missing})

    assert permanence.State.PERMANENT not in left


def test_a_stay_is_kept_by_the_lead_alone() -> None:
    kept = reachable(placement.STEPS, placement.START, without={placement.Act.KEEP})

    assert placement.State.PERMANENT not in kept


def test_permanence_can_always_be_taken_back_by_the_person_and_by_the_host() -> None:
    step = permanence.STEPS[permanence.State.PERMANENT, permanence.Act.REVERSE]

    assert {R, H} <= step.by


def test_the_person_can_end_the_stay_whenever_they_live_there() -> None:
    for state in (placement.State.LIVING, placement.State.PERMANENT):
        assert R in placement.STEPS[state, placement.Act.END].by


def test_a_check_in_earshot_never_counts() -> None:
    in_earshot = [
        step.to for (_, act), step in checks.STEPS.items() if act is checks.Act.HOLD_IN_EARSHOT
    ]

    assert in_earshot
    assert not set(in_earshot) & checks.COUNTS


def test_no_concern_is_answered_before_something_was_done_about_it() -> None:
    for skipped in (concerns.Act.WEIGH, concerns.Act.ACT_ON):
        left = reachable(concerns.STEPS, concerns.START, without={skipped})
        assert concerns.State.ANSWERED not in left
