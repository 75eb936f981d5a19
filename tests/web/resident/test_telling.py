"""What a resident types is kept as they typed it, whatever they type."""

from datetime import timedelta
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse

from hearth.actions import concerns
from hearth.actions.telling import reach
from hearth.core.concerns import Weight
from hearth.core.intake import OwnWords
from hearth.core.reach import HOLDS_DAYS, Channel, Reach
from hearth.queries import seen
from hearth.queries.own import told
from hearth.queries.telling import reach as ask
from hearth.store.models import CaseRow, ConcernRow
from tests.service import LATER, Service, a_service, open_case
from tests.web.doors import comes_in, open_doors

pytestmark = pytest.mark.django_db

TYPED = {
    "an emoji": "I am afraid \U0001f628\u200d\U0001f32b\ufe0f",
    "a name from the right": "\u0623\u062e\u0627\u0641 \u0645\u0646 \u202bKarim\u202c",
    "a name of many marks": "Zoe\u0308 Nguye\u0302\u0303n",
    "pasted from a word processor": "\u201cHe\u2019s here\u201d\u00a0\u2013 no\u2026",
    "marks of a page": "<script>alert(1)</script> & </textarea>",
    "several lines": "one\n\ntwo",
}


@pytest.fixture
def service() -> Service:
    made = a_service(homes=1)
    open_doors(made, LATER)
    return made


def address(name: str) -> str:
    return reverse(f"resident:{name}")


def page(browser: Client, name: str) -> str:
    return browser.get(address(name)).content.decode()


@pytest.mark.parametrize("words", TYPED.values(), ids=TYPED.keys())
def test_own_words_are_kept_as_they_were_typed(service: Service, words: str) -> None:
    opened = service.open_case()
    browser = comes_in(opened.resident)
    typed = {"needs": "", "fears": words.replace("\n", "\r\n"), "refusals": ""}

    assert browser.post(address("words"), typed).status_code == 302

    found = told.told(by=opened.resident, now=LATER)
    assert found.words == OwnWords((), (words,), ())
    assert words in unescape(page(browser, "told"))
    assert "<script>alert" not in page(browser, "told")


def test_what_nobody_sees_is_left_out(service: Service) -> None:
    opened = service.open_case()

    typed = {"needs": "a\x00 lamp\x07 ", "fears": "\x00", "refusals": ""}
    comes_in(opened.resident).post(address("words"), typed)

    assert told.told(by=opened.resident, now=LATER).words == OwnWords(("a lamp",), (), ())


def test_a_text_too_long_to_keep_says_so_and_is_still_there(service: Service) -> None:
    opened = service.open_case()
    long = "far too long " * 1_000

    answer = comes_in(opened.resident).post(address("words"), {"fears": long})

    text = answer.content.decode()
    assert "This is too long to be kept in one piece: shorten it" in text
    assert long.strip() in text


def test_needs_and_refusals_are_chosen_and_read_back(service: Service) -> None:
    opened = open_case(service.duty)
    browser = comes_in(opened.resident)
    assert "You have come to us" in page(browser, "begin")

    browser.post(address("needs"), {"features": ["locked_room", "step_free"]})
    refused = {"features": ["pets"], "kinds": ["congregate"], "areas": "Harbour\nOld Mill"}
    browser.post(address("refusals"), refused)

    text = page(browser, "told")
    for words in (
        "a room that locks, no steps",
        "animals",
        "a place with many people",
        "Harbour, Old Mill",
    ):
        assert words in text
    assert browser.post(address("right")).status_code == 302
    assert CaseRow.objects.get(id=opened.case).state == "waiting"


def test_saying_twice_that_it_is_right_changes_nothing(service: Service) -> None:
    opened = service.open_case()

    assert comes_in(opened.resident).post(address("right")).status_code == 409


def test_a_need_that_no_home_has_is_refused_beside_its_field(service: Service) -> None:
    opened = service.open_case()

    answer = comes_in(opened.resident).post(address("needs"), {"features": ["a moat"]})

    assert "Choose one of these" in answer.content.decode()
    assert CaseRow.objects.get(id=opened.case).state == "waiting"


def test_nobody_is_contacted_who_has_not_said_how(service: Service) -> None:
    assert "Nobody contacts you" in page(comes_in(service.open_case().resident), "reach")


def test_do_not_contact_me_is_one_press_and_keeps_no_number(service: Service) -> None:
    opened = service.open_case()
    browser = comes_in(opened.resident)
    typed = {"channels": ["text"], "phone": "01632 960000", "days": "7", "avoid": "home"}
    assert browser.post(address("ways"), typed).status_code == 302
    assert "01632 960000" in page(browser, "reach")

    assert browser.post(address("reach_change"), {"wanted": "no"}).status_code == 302

    said = ask.own(by=opened.resident, now=LATER)
    assert said is not None
    assert (said.is_none, said.phone, said.avoid) == (True, "", "home")
    assert "Nobody contacts you" in page(browser, "reach")


def test_what_held_once_holds_no_longer_when_its_day_has_come(service: Service) -> None:
    opened = service.open_case()
    said = Reach(
        channels=frozenset({Channel.TEXT}),
        phone="01632 960000",
        said_on=LATER.date() - timedelta(HOLDS_DAYS),
        holds_until=LATER.date(),
    )
    reach.say(reach=said, by=opened.resident, now=LATER)

    text = page(comes_in(opened.resident), "reach")

    assert "Nobody contacts you" in text
    assert "Say it again if it is still safe" in text


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"days": "7"}, "Choose at least one way"),
        ({"channels": ["call"], "days": "7"}, "Write a telephone number"),
        ({"channels": ["call"], "phone": "soon", "days": "7"}, "Write a telephone number"),
        ({"channels": ["mail"], "mail": "me", "days": "7"}, "Write a mail address"),
        (
            {"channels": ["call"], "phone": "0163296000", "days": "7", "first_hour": "09:00"},
            "Choose two different hours, or none",
        ),
        ({"channels": ["call"], "phone": "0163296000"}, "Choose one of these"),
    ],
)
def test_a_way_that_leads_nowhere_says_what_would_be_right(
    service: Service, typed: dict[str, str | list[str]], said: str
) -> None:
    opened = service.open_case()

    answer = comes_in(opened.resident).post(address("ways"), typed)

    assert said in answer.content.decode()
    assert ask.own(by=opened.resident, now=LATER) is None


def test_something_is_not_right_is_on_every_page_and_one_press_more(service: Service) -> None:
    opened = service.open_case()
    browser = comes_in(opened.resident)
    for name in ("begin", "told", "homes", "results", "reach", "opened", "stay", "closing"):
        assert f'href="{address("wrong")}"' in page(browser, name)

    assert browser.post(address("wrong"), {"words": ""}).status_code == 302

    assert ConcernRow.objects.get().raised_by_id == opened.resident.id


def test_the_answer_of_the_lead_stands_under_what_was_raised(service: Service) -> None:
    opened = service.open_case()
    browser = comes_in(opened.resident)
    browser.post(address("wrong"), {"words": "The door does not lock"})
    (raised,) = ConcernRow.objects.all()
    lead = {"by": service.lead, "now": LATER, "concern_id": raised.id}
    assert "It has not been read yet" in page(browser, "wrong")

    concerns.acknowledge(**lead)
    concerns.weigh(weight=Weight.LIGHT, **lead)
    concerns.act_on(service=service.program, **lead)
    concerns.answer(words="There is a lock now.", service=service.program, **lead)

    text = page(browser, "wrong")
    assert "The door does not lock" in text
    assert "There is a lock now." in text
    assert "Your receipt" in text


def test_what_was_told_is_closed_to_a_glance_until_it_is_asked_for(service: Service) -> None:
    browser = comes_in(service.open_case().resident)
    sent = browser.post(address("wrong"), {"words": "x"}, follow=True).content.decode()

    assert '<details class="govuk-details" open>' in sent
    assert '<details class="govuk-details">' in page(browser, "wrong")


def test_i_am_safe_is_one_press(service: Service) -> None:
    opened = service.open_case()
    browser = comes_in(opened.resident)

    assert browser.post(address("safe")).status_code == 302
    assert "You last said so on" in page(browser, "wrong")


def test_the_lead_who_read_what_was_told_is_on_the_page_of_who_looked(service: Service) -> None:
    opened = service.open_case()
    browser = comes_in(opened.resident)
    browser.post(address("wrong"), {"words": "The door does not lock"})
    (raised,) = ConcernRow.objects.all()
    concerns.acknowledge(concern_id=raised.id, by=service.lead, now=LATER)
    assert "the safeguarding lead, to decide" not in page(browser, "opened")

    concerns.weigh(concern_id=raised.id, weight=Weight.LIGHT, by=service.lead, now=LATER)

    assert "the safeguarding lead, to decide on what you told" in page(browser, "opened")


def test_the_page_of_who_looked_tells_of_nobody_elses_record(service: Service) -> None:
    theirs, mine = service.open_case(), service.open_case()
    browser = comes_in(mine.resident)
    browser.post(address("wrong"), {"words": "mine"})
    before = page(browser, "opened").count("<li><span")

    seen.seen(theirs.case, by=service.duty, now=LATER)
    comes_in(theirs.resident).post(address("wrong"), {"words": "x"})
    (raised,) = ConcernRow.objects.filter(raised_by=theirs.resident.id)
    concerns.acknowledge(concern_id=raised.id, by=service.lead, now=LATER)
    concerns.weigh(concern_id=raised.id, weight=Weight.LIGHT, by=service.lead, now=LATER)

    assert page(browser, "opened").count("<li><span") == before
    seen.seen(mine.case, by=service.duty, now=LATER)
    assert page(browser, "opened").count("<li><span") == before + 1
