"""The shortlist on its page: reasons, points, what rules out the others, side by side."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from django.db import transaction
from django.test import Client

from hearth.actions.intake import Opened
from hearth.core.ids import HomeId
from hearth.core.person import Feature, Refusals, Wishes
from hearth.core.units import Period
from hearth.store import hosts, people
from hearth.store.models import CaseRow, ShortlistRow
from tests.builders import an_id
from tests.service import LATER, STAY, Service
from tests.web.caseworker.acts import (
    HOST,
    STREET,
    at,
    does,
    is_missing,
    make_list,
    reads,
    refused,
    text_of,
)

pytestmark = pytest.mark.django_db
KITCHEN = frozenset({Feature.KITCHEN})


def change_home(service: Service, home: HomeId, **changes: object) -> None:
    with transaction.atomic():
        known, _ = hosts.home(home, by=service.duty, now=LATER, purpose="test")
        changed = replace(known, **changes)  # type: ignore[arg-type]
        hosts.change_home(changed, by=service.duty, now=LATER, purpose="test")


def wishes_for_a_kitchen(service: Service, opened: Opened) -> None:
    party = replace(service.party(opened), wishes=Wishes(features=KITCHEN))
    people.change(party, by=service.duty, now=LATER, purpose="test")


def number(home: HomeId | UUID) -> str:
    return home.hex[:6].upper()


def test_the_list_names_homes_by_number_and_never_by_host_or_street(
    service: Service, opened: Opened, lena: Client
) -> None:
    make_list(lena, opened)

    page = reads(lena, "shortlist", opened.case)

    assert all(number(home) in page for home in service.homes)
    assert HOST not in page
    assert STREET not in page


def test_the_best_home_has_the_whole_bar_and_says_what_speaks_for_it(
    service: Service, opened: Opened, lena: Client
) -> None:
    wishes_for_a_kitchen(service, opened)
    change_home(service, service.homes[2], features=KITCHEN)
    make_list(lena, opened)

    page = reads(lena, "shortlist", opened.case)

    first = page.index("h-homes__one")
    assert number(service.homes[2]) in page[first : first + 400]
    assert "has what was wished: kitchen" in page
    assert "100 % of the best home" in page


def test_what_rules_out_the_others_is_counted_with_the_single_changes_that_open_some(
    service: Service, opened: Opened, lena: Client
) -> None:
    change_home(service, service.homes[0], free=())
    change_home(service, service.homes[1], rooms=())
    make_list(lena, opened)

    page = reads(lena, "shortlist", opened.case)

    assert "4 of 6 homes may be offered" in page
    assert "it is not free for the whole stay" in page
    assert "one more bed in the home (1 home)" in page


def test_a_home_that_has_gone_since_says_so_and_is_not_hidden(
    service: Service, opened: Opened, lena: Client
) -> None:
    make_list(lena, opened)
    change_home(service, service.homes[0], free=())

    page = reads(lena, "shortlist", opened.case)

    assert "Not any more" in page
    assert "It can no longer be offered" in page


def test_whether_homes_are_left_for_others_must_be_chosen(
    service: Service, opened: Opened, lena: Client
) -> None:
    assert "Choose whether homes are left for others" in refused(lena, "shortlist", opened.case)
    assert not ShortlistRow.objects.exists()

    does(lena, "shortlist", opened.case, leave_homes="yes")

    assert ShortlistRow.objects.count() == 1


def test_while_the_person_wants_no_offers_no_list_is_made_and_the_page_says_until_when(
    service: Service, opened: Opened, lena: Client
) -> None:
    CaseRow.objects.filter(id=opened.case).update(parked_until="2031-08-01")

    page = refused(lena, "shortlist", opened.case, leave_homes="no")

    assert "the person asked for no offers before 2031-08-01" in page
    assert "The person asked for no offers before this day: 2031-08-01" in reads(
        lena, "shortlist", opened.case
    )
    assert not ShortlistRow.objects.exists()


def test_homes_stand_side_by_side_and_what_differs_is_said_in_words(
    service: Service, opened: Opened, lena: Client
) -> None:
    one, other = service.homes[:2]
    wishes_for_a_kitchen(service, opened)
    change_home(service, other, features=KITCHEN)

    page = reads(lena, "compare", opened.case, home=[str(one), str(other)])

    row = page[page.index("Wished: kitchen") :]
    assert row.index("no") < row.index("yes") < row.index("They differ")
    assert "The same" in page
    assert HOST not in page


@pytest.mark.parametrize("chosen", [0, 1, 5])
def test_one_home_or_five_are_not_compared_and_what_was_chosen_stays(
    chosen: int, service: Service, opened: Opened, lena: Client
) -> None:
    make_list(lena, opened)
    homes = [str(home) for home in service.homes[:chosen]]

    answer = lena.get(at("compare", opened.case), {"home": homes})

    assert "Choose two to four homes" in text_of(answer)
    assert text_of(answer).count(" checked>") == chosen + 1  # and the choice beside "make"


def test_a_home_that_is_not_there_or_no_home_at_all_is_missing(
    service: Service, opened: Opened, lena: Client
) -> None:
    there = str(service.homes[0])

    assert is_missing(lena, "compare", opened.case, home=[there, str(an_id())])
    assert is_missing(lena, "compare", opened.case, home=[there, "1 or 1=1"])
    assert is_missing(lena, "why_not", opened.case, home=str(an_id()))
    assert is_missing(lena, "offer", opened.case, an_id())


def test_why_not_is_told_to_staff_with_margins_and_apart_to_the_person_without(
    service: Service, opened: Opened, lena: Client
) -> None:
    change_home(service, service.homes[0], rooms=())

    page = reads(lena, "why_not", opened.case, home=str(service.homes[0]))

    staff, person = page.split("What may be said to the person")
    assert "there are too few free beds (needs" in staff
    assert "there are too few free beds" in person
    assert "(needs" not in person


def test_a_refusal_is_told_back_and_nobody_asks_for_its_reason(
    service: Service, opened: Opened, lena: Client
) -> None:
    party = service.party(opened)
    refuses = Refusals(homes=frozenset({service.homes[0]}))
    person = replace(party.people[0], refusals=refuses)
    changed = replace(party, people=(person,))
    people.change(changed, by=service.duty, now=LATER, purpose="test")

    page = reads(lena, "why_not", opened.case, home=str(service.homes[0]))
    more = reads(lena, "opens_more", opened.case)

    assert "the person refused this home, and needs no reason" in page
    assert "refus" not in more.replace("a refusal, a fear", "")


def test_any_home_can_be_asked_of_by_area_and_number(
    service: Service, opened: Opened, lena: Client
) -> None:
    change_home(service, service.homes[0], area="south")

    south = reads(lena, "why_not", opened.case, area="south")
    one = reads(lena, "why_not", opened.case, number=number(service.homes[1]))
    none = reads(lena, "why_not", opened.case, area="nowhere")

    assert number(service.homes[0]) in south
    assert number(service.homes[1]) not in south
    assert number(service.homes[1]) in one
    assert "No home of the register is so" in none


def test_what_opens_more_is_counted_and_a_wrong_count_is_not_taken(
    service: Service, opened: Opened, lena: Client
) -> None:
    for home in service.homes[:3]:
        change_home(service, home, free=(Period(STAY.first + timedelta(10)),))

    page = reads(lena, "opens_more", opened.case, more="3")

    assert "10 days later, if the person can wait safely: opens 3 homes" in page
    assert "Choose 1, 3, 5 or 10" in reads(lena, "opens_more", opened.case, more="many")


def test_the_map_and_its_table_show_areas_of_five_hosts_or_more_alone(
    service: Service, opened: Opened, lena: Client
) -> None:
    assert "<svg" in reads(lena, "shortlist", opened.case)
    change_home(service, service.homes[0], area="by the mill")

    page = reads(lena, "shortlist", opened.case)

    assert "by the mill" not in page
