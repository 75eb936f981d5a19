"""Why not this home: the rules in words, or what the plan for all who wait made of it."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest

from hearth.actions.intake import Opened
from hearth.actions.matching.desk import Desk
from hearth.actions.matching.match_all import match_all
from hearth.core.errors import NotFound, Sealed
from hearth.core.ids import HomeId
from hearth.core.person import Feature, Refusals, Wishes
from hearth.queries.matching import why_not
from hearth.queries.matching.why_not import WhyNot, explain
from hearth.store import events, hosts, people
from hearth.store.models import OfferRow, ShortlistRow
from tests.builders import MOMENT, an_id
from tests.service import Service, a_service

pytestmark = pytest.mark.django_db
LATER = MOMENT + timedelta(hours=1)
KITCHEN = frozenset({Feature.KITCHEN})


def asked(service: Service, case: UUID, home: HomeId) -> WhyNot:
    return explain(case=case, home=home, by=service.duty, now=LATER)


def put_kitchen_in(home: HomeId, service: Service) -> None:
    known, _ = hosts.home(home, by=service.duty, now=MOMENT, purpose="test")
    changed = replace(known, features=KITCHEN)
    hosts.change_home(changed, by=service.duty, now=MOMENT, purpose="test")


def would_like_a_kitchen(opened: Opened, service: Service) -> None:
    party = replace(service.party(opened), wishes=Wishes(features=KITCHEN))
    people.change(party, by=service.duty, now=MOMENT, purpose="test")


def needs_a_kitchen(opened: Opened, service: Service) -> None:
    party = service.party(opened)
    people_of = tuple(replace(one, needs=KITCHEN) for one in party.people)
    changed = replace(party, people=people_of)
    people.change(changed, by=service.duty, now=MOMENT, purpose="test")


def test_a_rule_that_is_broken_is_told_and_no_points_are_counted() -> None:
    service = a_service(homes=1)
    opened = service.open_case()
    needs_a_kitchen(opened, service)

    found = asked(service, opened.case, service.homes[0])

    assert found.person == ("it does not have what is needed: kitchen",)
    assert found.staff == (f"{found.person[0]} (needs kitchen, has not there)",)
    assert (found.behind, found.plan) == (None, None)


def test_a_home_that_fits_is_so_many_points_behind_and_left_for_whoever_cannot_do_without() -> None:
    service = a_service(homes=2)
    plain, kitchen = service.homes
    put_kitchen_in(kitchen, service)
    here, other = service.open_case(), service.open_case()
    would_like_a_kitchen(here, service)
    needs_a_kitchen(other, service)

    best, planned = asked(service, here.case, kitchen), asked(service, here.case, plain)

    assert best.staff == best.person == ()
    assert (best.behind, planned.behind) == (0, 600_000)
    assert planned.plan == "in the plan for all who wait it is the home for this party"
    assert best.plan == (
        "in the plan for all who wait it is left to somebody who can live nowhere else"
    )


def test_at_a_desk_nobody_else_is_opened_and_the_last_plan_is_told() -> None:
    service = a_service(homes=2)
    plain, kitchen = service.homes
    put_kitchen_in(kitchen, service)
    here, other = service.open_case(), service.open_case()
    would_like_a_kitchen(here, service)
    needs_a_kitchen(other, service)
    desk = Desk(service.program)

    def at_desk(home: HomeId) -> WhyNot:
        register = desk.register(LATER)
        before = events.openings()
        found = why_not.at_desk(
            case=here.case,
            home=home,
            by=service.duty,
            now=LATER,
            register=register,
            best=desk.best,
        )
        opened.append(events.openings() - before)
        return found

    opened: list[int] = []
    unplanned = at_desk(plain)
    match_all(by=service.duty, now=LATER)
    best, planned = at_desk(kitchen), at_desk(plain)

    assert unplanned.plan is None
    assert (best.behind, planned.behind) == (0, 600_000)
    assert planned.plan == "in the last plan for all who wait it is the home for this party"
    assert best.plan == (
        "in the last plan for all who wait it is taken by parties for whom it is worth more"
    )
    assert opened == [1, 2, 2]  # the party, and the plan where there is one


def test_a_home_that_nobody_takes_is_said_to_be_free_in_the_plan() -> None:
    service = a_service(homes=2)
    opened = service.open_case()

    plans = {asked(service, opened.case, home).plan for home in service.homes}

    assert plans == {
        "in the plan for all who wait it is the home for this party",
        "in the plan for all who wait nobody takes it",
    }


def test_a_refusal_is_told_back_as_the_persons_own_word() -> None:
    service = a_service(homes=1)
    opened = service.open_case()
    party = service.party(opened)
    host, _ = hosts.home(service.homes[0], by=service.duty, now=MOMENT, purpose="test")
    refused = replace(party.people[0], refusals=Refusals(homes=frozenset({host.id})))
    people.change(replace(party, people=(refused,)), by=service.duty, now=MOMENT, purpose="test")

    found = asked(service, opened.case, service.homes[0])

    assert found.person == ("the person refused this home, and needs no reason",)


def test_asking_makes_no_list_and_no_offer_and_is_for_staff() -> None:
    service = a_service(homes=1)
    opened = service.open_case()

    asked(service, opened.case, service.homes[0])

    assert not ShortlistRow.objects.exists()
    assert not OfferRow.objects.exists()
    with pytest.raises(NotFound):
        asked(service, opened.case, HomeId(an_id()))
    with pytest.raises(NotFound):
        asked(service, an_id(), service.homes[0])
    with pytest.raises(Sealed):
        explain(case=opened.case, home=service.homes[0], by=opened.resident, now=LATER)
