"""A safe place tonight is asked of the person; only their yes makes work for anybody."""

from datetime import timedelta
from uuid import UUID

import pytest

from hearth.actions import concerns
from hearth.actions.homes import tonight
from hearth.core.concerns import Weight
from hearth.core.errors import NotFound, StepNotAllowed, WrongHands
from hearth.core.tonight import STEPS, Act, State
from hearth.store.models import PlacementRow, TonightRow
from tests.actions.concerns.test_concerns import weighed
from tests.refused import refused
from tests.service import LATER, Service

pytestmark = pytest.mark.django_db


def asked(service: Service) -> tuple[object, UUID]:
    opened = service.open_case()
    stay = service.live(opened)
    concern = weighed(service, stay, Weight.DANGER_NOW)
    concerns.act_on(concern_id=concern, by=service.lead, service=service.program, now=LATER)
    return opened.resident, TonightRow.objects.get().id


def state() -> str:
    return TonightRow.objects.get().state


def test_the_person_says_yes_and_the_office_finds_a_place(service: Service) -> None:
    person, id = asked(service)
    assert state() == State.ASKED

    tonight.answer(wished=True, by=person, now=LATER)  # type: ignore[arg-type]  # a sign-in
    assert state() == State.WISHED
    tonight.found(tonight_id=id, by=service.duty, now=LATER)

    assert state() == State.FOUND


def test_nobody_is_moved_who_did_not_say_yes(service: Service) -> None:
    person, id = asked(service)
    before = list(PlacementRow.objects.values_list())

    with refused(StepNotAllowed):
        tonight.found(tonight_id=id, by=service.duty, now=LATER)
    tonight.answer(wished=False, by=person, now=LATER)  # type: ignore[arg-type]  # a sign-in
    with refused(StepNotAllowed):
        tonight.found(tonight_id=id, by=service.duty, now=LATER)

    assert list(PlacementRow.objects.values_list()) == before


def test_a_no_can_become_a_yes_and_a_yes_a_no(service: Service) -> None:
    person, _ = asked(service)

    for wished in (False, True, True, False):
        tonight.answer(wished=wished, by=person, now=LATER)  # type: ignore[arg-type]
    assert state() == State.STAYS


def test_nobody_answers_for_the_person(service: Service) -> None:
    asked(service)
    host = service.hosts[service.homes[0]]

    for by in (host, service.duty, service.lead, service.open_case().resident):
        with refused(NotFound):
            tonight.answer(wished=True, by=by, now=LATER)
    for by in (host, service.lead, service.visitor):
        with refused((StepNotAllowed, WrongHands)[0]):
            tonight.found(tonight_id=TonightRow.objects.get().id, by=by, now=LATER)


def test_a_question_is_of_one_day_and_a_yes_stays_until_it_is_met(service: Service) -> None:
    person, _ = asked(service)
    tomorrow = LATER + timedelta(days=1)
    tonight.answer(wished=True, by=person, now=LATER)  # type: ignore[arg-type]  # a sign-in
    assert tonight.lapse(by=service.program, now=tomorrow) == 0

    tonight.answer(wished=False, by=person, now=LATER)  # type: ignore[arg-type]  # a sign-in

    assert tonight.lapse(by=service.program, now=LATER) == 0
    assert tonight.lapse(by=service.program, now=tomorrow) == 1
    assert state() == State.OVER


def test_no_place_is_found_for_anybody_without_their_yes() -> None:
    reached, ahead = set(), {State.ASKED}
    while ahead:
        reached |= ahead
        ahead = {
            step.to
            for (state_, act), step in STEPS.items()
            if state_ in reached and act is not Act.WISH
        } - reached

    assert State.FOUND not in reached
