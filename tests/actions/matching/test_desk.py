"""The desk answers from memory what a fresh reading of the register would answer."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import transaction

from hearth.actions import shortlist
from hearth.actions.matching import plan
from hearth.actions.matching.desk import Desk
from hearth.actions.matching.match_all import Matched, match_all, plan_for
from hearth.core.errors import Sealed
from hearth.core.ids import HomeId
from hearth.core.person import Party
from hearth.store import events, hosts, programmes
from hearth.store.models import CaseRow
from hearth.store.waiting import Waiting
from tests.builders import MOMENT
from tests.service import Service, a_service

pytestmark = [pytest.mark.database, pytest.mark.django_db]


def fresh(service: Service, case: CaseRow, party: Party) -> list[tuple[HomeId, int]]:
    with transaction.atomic():
        register = hosts.register(by=service.duty, now=MOMENT, purpose="test")
    ranked = shortlist.rank(party, register, programmes.of(case.programme), MOMENT.date())
    return [(one.home, one.points) for one in ranked]


def test_it_answers_as_a_fresh_reading_before_and_after_a_host_goes_away() -> None:
    service = a_service()
    desk, opened = Desk(service.program), service.open_case()
    case = CaseRow.objects.get(id=opened.case)
    party = service.party(opened).from_day(MOMENT.date())
    programme = programmes.of(case.programme)

    before = desk.best(party, programme, 20, MOMENT)
    assert before == fresh(service, case, party)
    with transaction.atomic():
        home, _ = hosts.home(before[0][0], by=service.duty, now=MOMENT, purpose="test")
        hosts.change_home(replace(home, free=()), by=service.duty, now=MOMENT, purpose="test")
    after = desk.best(party, programme, 20, MOMENT)

    assert after == fresh(service, case, party)
    assert before[0] not in after


def test_asking_again_opens_nothing_more() -> None:
    service = a_service()
    desk, opened = Desk(service.program), service.open_case()
    party, programme = service.party(opened), programmes.of("blank.1")
    desk.best(party, programme, 20, MOMENT)
    before = events.openings()

    desk.best(party, programme, 20, MOMENT + timedelta(hours=1))

    assert events.openings() == before


def test_the_register_of_the_desk_is_the_one_in_the_database() -> None:
    service = a_service()
    desk = Desk(service.program)

    held = desk.register(MOMENT)

    with transaction.atomic():
        assert held == hosts.register(by=service.duty, now=MOMENT, purpose="test")


def test_a_shortlist_made_at_the_desk_is_the_one_made_without() -> None:
    service = a_service()
    desk, opened = Desk(service.program), service.open_case()

    slow = shortlist.make(case=opened.case, by=service.duty, now=MOMENT)
    quick = shortlist.make(case=opened.case, by=service.duty, now=MOMENT, desk=desk)

    assert quick.shortlist == slow.shortlist
    assert quick.shortlist.ranked
    assert quick.look.judged() == slow.look.judged()


def test_whoever_is_not_of_the_office_gets_nothing_from_the_desk() -> None:
    service = a_service()
    desk, opened = Desk(service.program), service.open_case()

    with pytest.raises(Sealed):
        shortlist.make(case=opened.case, by=opened.resident, now=MOMENT, desk=desk)


def planned_from_nothing(service: Service) -> Matched:
    with transaction.atomic():
        register = hosts.register(by=service.duty, now=MOMENT, purpose="test")
        waiting = Waiting.load(by=service.duty, now=MOMENT, purpose="test")
    return plan_for(waiting, register)


def test_the_plan_kept_at_the_desk_is_mended_as_parties_come_and_homes_go() -> None:
    service = a_service()
    desk = Desk(service.program)
    service.open_case()
    for _ in range(2):
        found = match_all(by=service.duty, now=MOMENT, desk=desk)
        alone = planned_from_nothing(service)
        assert found.plan.value == found.plan.bound == alone.plan.value
        assert found.proof.problems == ()
        assert len(found.placed) == len(alone.placed)
        service.open_case()
    with transaction.atomic():
        home, _ = hosts.home(found.placed[0].home, by=service.duty, now=MOMENT, purpose="test")
        hosts.change_home(replace(home, free=()), by=service.duty, now=MOMENT, purpose="test")

    found = match_all(by=service.duty, now=MOMENT, desk=desk)

    assert found.plan.value == planned_from_nothing(service).plan.value
    assert home.id not in {one.home for one in found.placed}
    assert found.proof.problems == ()
    assert desk._keeper.mended == 2


def test_the_page_that_makes_the_plan_asks_the_desk_and_opens_no_home_again() -> None:
    service = a_service()
    desk = Desk(service.program)
    service.open_case()
    plan.make(by=service.duty, now=MOMENT, desk=desk)
    first = events.openings()
    plan.make(by=service.duty, now=MOMENT, desk=desk)
    second = events.openings()
    plan.make(by=service.duty, now=MOMENT)

    assert second - first < events.openings() - second


def test_whoever_is_not_of_the_office_gets_no_plan_from_the_desk() -> None:
    service = a_service()
    desk, opened = Desk(service.program), service.open_case()

    with pytest.raises(Sealed):
        match_all(by=opened.resident, now=MOMENT, desk=desk)
