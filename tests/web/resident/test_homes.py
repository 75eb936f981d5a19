"""A home offered: two answers of one weight, each asked once more and written down once."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from hearth.actions import consent, introduction, offer
from hearth.store.models import CaseRow, ConsentRow, GrantRow, IntroductionRow
from tests.service import DAY, LATER, Service, a_service
from tests.web.doors import comes_in, open_doors

pytestmark = pytest.mark.django_db


@pytest.fixture
def service() -> Service:
    made = a_service()
    open_doors(made, LATER)
    return made


def page(browser: Client, name: str, *args: object) -> str:
    return browser.get(reverse(f"resident:{name}", args=args), follow=True).content.decode()


def post(browser: Client, name: str, *args: object, **typed: str) -> int:
    return browser.post(reverse(f"resident:{name}", args=args), typed).status_code


def test_a_home_is_shown_in_exactly_the_words_it_was_put_in(service: Service) -> None:
    opened = service.open_case()
    offered = service.put_offer(opened)

    main = page(comes_in(opened.resident), "home", offered).split("<main")[1]

    assert re.findall(r"<li>(.*?)</li>", main) == ["a host home", "in north", "1 room"]


def test_yes_and_no_are_two_buttons_alike_by_the_alphabet_and_neither_is_preset(
    service: Service,
) -> None:
    opened = service.open_case()
    text = page(comes_in(opened.resident), "home", service.put_offer(opened))
    answers = text.split('class="h-answers"')[1].split("</div>")[0]

    words = [one.strip() for one in re.findall(r">([^<>]+)</a>", answers)]
    looks = {re.sub(r'href="[^"]*"', "", one) for one in re.findall(r"<a ([^>]*)>", answers)}

    assert words == sorted(words)
    assert len(words) == 2
    assert len(looks) == 1


def test_a_yes_pressed_twice_is_one_yes(service: Service) -> None:
    opened = service.open_case()
    offered = service.put_offer(opened)
    browser = comes_in(opened.resident)

    assert post(browser, "yes", offered) == 302
    keys = GrantRow.objects.filter(to=opened.resident.id).count()
    assert post(browser, "yes", offered) == 409

    assert GrantRow.objects.filter(to=opened.resident.id).count() == keys
    assert ConsentRow.objects.get(offer=offered).state == "agreed"


def test_a_no_from_a_tab_left_open_changes_no_yes(service: Service) -> None:
    opened = service.open_case()
    offered = service.put_offer(opened)
    browser = comes_in(opened.resident)
    post(browser, "yes", offered)

    assert post(browser, "no", offered) == 409
    assert ConsentRow.objects.get(offer=offered).state == "agreed"


def test_a_yes_to_an_offer_that_ended_meanwhile_makes_no_key(service: Service) -> None:
    opened = service.open_case()
    offered = service.put_offer(opened)
    browser = comes_in(opened.resident)
    offer.end(offer_id=offered, by=service.duty, now=LATER)

    assert post(browser, "yes", offered) == 409
    assert not GrantRow.objects.filter(to=opened.resident.id, item=service.host_identity()).exists()


@pytest.mark.parametrize("follows", ["", "none"])
def test_a_no_needs_no_reason_and_nothing_follows_from_it(service: Service, follows: str) -> None:
    opened = service.open_case()
    offered = service.put_offer(opened)

    assert post(comes_in(opened.resident), "no", offered, follows=follows) == 302

    case = CaseRow.objects.get(id=opened.case)
    assert (case.parked_until, case.must_reassess) == (None, False)


def test_after_a_no_the_person_may_ask_for_a_pause(service: Service) -> None:
    opened = service.open_case()
    browser = comes_in(opened.resident)
    post(browser, "no", service.put_offer(opened), follows="park")

    assert CaseRow.objects.get(id=opened.case).parked_until == LATER.date() + timedelta(14)
    assert "You asked for a pause" in page(browser, "begin")


def test_what_does_not_follow_from_a_no_is_refused_beside_its_field(service: Service) -> None:
    opened = service.open_case()
    offered = service.put_offer(opened)
    browser = comes_in(opened.resident)

    answer = browser.post(reverse("resident:no", args=[offered]), {"follows": "prison"})

    assert "Choose one of these" in answer.content.decode()
    assert ConsentRow.objects.get(offer=offered).state == "asked"


def test_a_yes_taken_back_takes_the_name_from_the_page(service: Service) -> None:
    opened = service.open_case()
    offered = service.put_offer(opened)
    browser = comes_in(opened.resident)
    post(browser, "yes", offered)
    assert "Ada Lind" in page(browser, "home", offered)

    assert post(browser, "take_back", offered) == 302
    assert post(browser, "take_back", offered) == 409

    assert "Ada Lind" not in page(browser, "home", offered)


def test_an_answer_after_the_meeting_is_shown_to_nobody_and_may_be_given_again(
    service: Service,
) -> None:
    opened = service.open_case()
    offered = service.put_offer(opened)
    browser = comes_in(opened.resident)
    service.agree(offered, opened)
    service.meet(offered)
    before = main_of(page(browser, "home", offered))

    for said in ("yes", "no", "yes"):
        assert post(browser, "answer", offered, willing=said) == 302

    assert main_of(page(browser, "home", offered)) == before
    assert IntroductionRow.objects.get().state == "ending"


def main_of(text: str) -> str:
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"', "", text.split("<main")[1])


@pytest.mark.parametrize("said", ["", "perhaps"])
def test_an_answer_that_is_none_changes_nothing(service: Service, said: str) -> None:
    opened = service.open_case()
    offered = service.put_offer(opened)
    service.agree(offered, opened)
    service.meet(offered)

    assert post(comes_in(opened.resident), "answer", offered, willing=said) == 409
    assert IntroductionRow.objects.get().state == "held"


def test_an_answer_after_both_were_told_changes_nothing(service: Service) -> None:
    opened = service.open_case()
    offered = service.put_offer(opened)
    service.agree(offered, opened)
    meeting = service.meet(offered)
    introduction.tell(introduction_id=meeting, by=service.program, now=LATER + DAY)

    assert post(comes_in(opened.resident), "answer", offered, willing="yes") == 409


def test_the_first_page_says_whose_turn_it_is_at_every_step(service: Service) -> None:
    opened = service.open_case()
    browser = comes_in(opened.resident)
    assert "We are looking for a home for you" in page(browser, "begin")
    offered = service.put_offer(opened)
    assert "Read about the home" in page(browser, "begin")
    consent.agree(offer_id=offered, by=opened.resident, service=service.program, now=LATER)
    assert "your caseworker asks the host to meet you" in page(browser, "begin")
    meeting = introduction.arrange(offer_id=offered, by=service.duty, now=LATER)
    assert "A meeting with the host is arranged" in page(browser, "begin")
    introduction.hold(introduction_id=meeting, by=service.duty, now=LATER)
    assert "Give my answer" in page(browser, "begin")
    service.both_willing(meeting, opened, service.homes[0], LATER)
    assert "It goes on: you can move in" in page(browser, "begin")


def test_the_list_asks_the_database_no_more_for_many_offers_than_for_one(
    service: Service,
) -> None:
    opened = service.open_case()
    browser, counted = comes_in(opened.resident), []
    for at in range(3):
        offered = service.put_offer(opened, service.homes[at])
        page(browser, "homes")
        with CaptureQueriesContext(connection) as queries:
            page(browser, "homes")
        counted.append(len(queries))
        consent.decline(offer_id=offered, consequence=None, by=opened.resident, now=LATER)

    assert counted[0] == counted[-1]
