"""A host's steps as a list of tasks: what to do now, what comes later, what to do again."""

from datetime import timedelta
from typing import Any

import pytest

from hearth.core.host import Evidence, Exemption, Host, Outcome
from hearth.core.programme import Before, Requirement, Scope
from hearth.core.units import Period
from hearth.core.vetting import SOON_DAYS, Stand, tasks
from tests.builders import TODAY, a_host, a_member, a_requirement

VISIT = a_requirement("home-visit")
TRAINING = a_requirement("training", scope=Scope.HOST, before=Before.PLACEMENT)
CHECK = a_requirement("check", scope=Scope.EVERY_ADULT)


def stands(host: Host, *asked: Requirement) -> list[Stand]:
    return [one.stand for one in tasks(host, asked, TODAY)]


def done(requirement: Requirement, **said: Any) -> Evidence:
    return Evidence(**{"requirement": requirement.id, "on": TODAY, **said})


def test_a_step_before_a_placement_waits_until_those_before_an_offer_are_done() -> None:
    assert stands(a_host(), VISIT, TRAINING) == [Stand.TO_DO, Stand.LATER]
    visited = a_host(evidence=(done(VISIT),))
    assert stands(visited, VISIT, TRAINING) == [Stand.DONE, Stand.TO_DO]


def test_a_step_of_several_people_is_begun_when_one_has_done_it() -> None:
    one, other = a_member(), a_member()
    host = a_host(members=(one, other), evidence=(done(CHECK, subject=one.id),))

    (task,) = tasks(host, [CHECK], TODAY)

    assert (task.stand, task.done, task.asked) == (Stand.BEGUN, 1, 2)


@pytest.mark.parametrize(
    ("said", "stand"),
    [
        ({"on": TODAY - timedelta(days=400)}, Stand.AGAIN),
        ({"outcome": Outcome.FAILED}, Stand.TALK),
        ({}, Stand.DONE),
    ],
)
def test_what_lapsed_is_done_again_and_what_was_not_passed_is_talked_about(
    said: dict[str, object], stand: Stand
) -> None:
    assert stands(a_host(evidence=(done(VISIT, **said),)), VISIT) == [stand]


def test_what_somebody_let_wait_counts_as_done_while_it_may() -> None:
    until = TODAY + timedelta(days=30)
    waits = Exemption(
        requirement=VISIT.id, period=Period(TODAY, until), approved_by="lead", reason="ill"
    )

    (task,) = tasks(a_host(exemptions=(waits,)), [VISIT], TODAY)

    assert (task.stand, task.until) == (Stand.DONE, until)


@pytest.mark.parametrize(("days", "soon"), [(SOON_DAYS, True), (SOON_DAYS + 1, False)])
def test_a_step_is_said_to_lapse_soon_in_the_weeks_before(days: int, soon: bool) -> None:
    ends = TODAY + timedelta(days=days)

    (task,) = tasks(a_host(evidence=(done(VISIT, until=ends),)), [VISIT], TODAY)

    assert task.until == ends
    assert task.lapses_soon(TODAY) is soon
