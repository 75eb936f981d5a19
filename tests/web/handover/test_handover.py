"""The device in other hands: nothing of whoever lent it opens, whatever is tried."""

from typing import Any

import pytest
from django.conf import settings
from django.db import transaction
from django.test import Client

from hearth.core.audience import Audience
from hearth.core.intake import State
from hearth.store import facts, principals
from hearth.store.models import CaseRow, SessionRow
from tests.service import LATER, Service
from tests.web.caseworker.test_arriving import answer, begin
from tests.web.doors import comes_in

pytestmark = pytest.mark.django_db

S, H = settings.SESSION_COOKIE, settings.HELD_COOKIE
SECRET = "a lamp beside the window"
ANEW = "/?next=%2F"  # the way in, which says that whoever was in is not any more


def lent(service: Service, desk: Client | None = None) -> Client:
    """A browser on which somebody was taken in, and which is now theirs."""
    browser = desk or comes_in(service.duty)
    begun = begin(browser)
    answer(browser, begun)
    assert browser.post(f"/office/here/{begun}/check").headers["Location"] == "/me/told"
    return browser


def text(answer: Any) -> str:
    page: str = answer.content.decode()
    return page


def test_the_person_reads_their_own_words_back(service: Service) -> None:
    page = text(lent(service).get("/me/told"))

    for said in ("Sofia Marlowe", "Nico", "On a sofa", "Quiet", "That he comes", "Dario Marlowe"):
        assert said in page
    assert "<title>My page</title>" in page


def test_no_page_of_the_desk_opens_meanwhile(service: Service) -> None:
    service.open_case()
    device = lent(service)
    case = CaseRow.objects.order_by("opened_on").first()

    for address in (
        "/office/",
        f"/office/case/{case.id if case else ''}",
        "/office/find",
        "/office/here",
    ):
        for how in (device.get, device.post):
            answer = how(address)
            assert answer.status_code == 404, address
            assert "Robin Vale" not in text(answer)


def test_the_waiting_cookie_opens_nothing_wherever_it_is_put(service: Service) -> None:
    device = lent(service)
    waiting = device.cookies[H].value.partition("|")[0]
    thief = Client()
    thief.cookies[S] = waiting

    assert thief.get("/office/").status_code == 302
    assert SessionRow.objects.filter(paused_at__isnull=False).count() == 1


def test_other_tabs_of_the_same_browser_are_shut_too(service: Service) -> None:
    desk = comes_in(service.duty)
    old = desk.cookies[S].value
    lent(service, desk)
    tab = Client()
    tab.cookies[S] = old

    assert tab.get("/office/").status_code == 302


def test_the_browser_is_told_to_forget_the_pages_it_kept(service: Service) -> None:
    desk = comes_in(service.duty)
    begun = begin(desk)
    answer(desk, begun)

    given = desk.post(f"/office/here/{begun}/check")

    assert given.headers["Clear-Site-Data"] == '"cache"'
    assert given.headers["Cache-Control"] == "no-store"


def test_their_word_ends_their_session_and_the_device_goes_back(service: Service) -> None:
    device = lent(service)

    there = device.post("/me/told/right")

    assert CaseRow.objects.get().state == State.WAITING
    assert there.headers["Location"] == "/back"
    assert text(device.get("/back")).count("Sofia") == 0
    assert device.get("/me/told").status_code == 302


def test_not_yet_changes_nothing_and_gives_the_device_back(service: Service) -> None:
    device = lent(service)

    assert device.post("/me/told/not-yet").headers["Location"] == "/back"
    assert CaseRow.objects.get().state == State.TOLD


def test_their_word_given_twice_stays_as_it_was(service: Service) -> None:
    device = lent(service)
    device.post("/me/told/right")

    assert device.post("/me/told/right").status_code == 302
    assert CaseRow.objects.get().state == State.WAITING


def test_they_put_right_what_was_written_and_see_it_so(service: Service) -> None:
    device = lent(service)

    sent = device.post("/me/told/needs", {"features": ["step_free"], "languages": "English"})
    device.post("/me/told/words", {"needs": "Quiet, and light", "fears": "That he comes"})
    page = text(device.get(sent.headers["Location"]))

    assert "no steps" in page
    assert "Quiet, and light" in page
    assert "a room that locks" not in page
    assert "Arabic" not in page
    assert "That he comes" in page


def test_they_add_whom_to_keep_away_and_keep_what_was_typed_when_it_is_wrong(
    service: Service,
) -> None:
    device = lent(service)

    wrong = device.post("/me/told/away", {"names": "x" * 300})
    device.post("/me/told/away", {"names": "Ben"})
    device.post("/me/told/no", {"features": ["pets"], "kinds": ["congregate"]})
    page = text(device.get("/me/told"))

    assert wrong.status_code == 422
    assert "one name on each line" in text(wrong)
    assert "x" * 300 in text(wrong)
    assert "Ben, Dario Marlowe" in page
    assert "a place with many people" in page


def test_somebody_without_a_case_has_nothing_to_read(service: Service) -> None:
    with transaction.atomic():
        lone = principals.make_user(Audience.RESIDENT, None, by=service.duty, now=LATER)

    assert comes_in(lone).get("/me/told").status_code == 404
    assert comes_in(lone).get("/me/told/shoe-size").status_code == 404


@pytest.fixture
def with_a_secret(service: Service) -> Client:
    """A device lent by somebody who has a secret of their own."""
    from hearth.actions.keys import service as act

    lender = act.hire(
        role=Audience.CASEWORKER, secret=SECRET, circles=("office",), by=service.duty, now=LATER
    )
    return lent(service, comes_in(lender))


def test_only_their_own_secret_brings_whoever_lent_it_back_where_they_were(
    with_a_secret: Client,
) -> None:
    device, case = with_a_secret, CaseRow.objects.get()
    device.post("/me/told/right")

    wrong = device.post("/back/in", {"secret": "a guess"})
    assert "not the secret of whoever lent this device" in text(wrong)
    assert device.get("/office/").status_code == 302

    there = device.post("/back/in", {"secret": SECRET})
    assert there.headers["Location"] == f"/office/case/{case.id}"
    assert device.get(f"/office/case/{case.id}").status_code == 200
    assert device.cookies[H].value == ""


def test_before_it_is_given_back_the_way_in_leads_nowhere_else(with_a_secret: Client) -> None:
    assert with_a_secret.get("/").headers["Location"] == "/me/"
    with_a_secret.post("/back")
    assert with_a_secret.get("/").headers["Location"] == "/back"
    assert with_a_secret.get("/office/").headers["Location"].startswith("/?next=")


def test_leaving_in_haste_ends_the_persons_session_and_opens_no_other(
    with_a_secret: Client,
) -> None:
    with_a_secret.post("/out")

    assert with_a_secret.get("/me/told").status_code == 302
    assert with_a_secret.get("/").headers["Location"] == "/back"


def test_a_device_that_nobody_lent_has_nobody_to_go_back_to(service: Service) -> None:
    nobody = Client()
    assert nobody.get("/back").headers["Location"] == ANEW
    nobody.cookies[H] = "1.nonsense|https%3A//elsewhere.example/"

    assert nobody.get("/back").headers["Location"] == ANEW
    assert nobody.post("/back/in", {"secret": "x"}).headers["Location"] == ANEW


def test_the_address_to_come_back_to_is_never_another_site(with_a_secret: Client) -> None:
    with_a_secret.post("/me/told/right")
    cookie = with_a_secret.cookies[H].value.partition("|")[0]
    with_a_secret.cookies[H] = f"{cookie}|https%3A//elsewhere.example/"

    assert with_a_secret.post("/back/in", {"secret": SECRET}).headers["Location"] == "/"


def test_what_a_lent_device_asks_is_asked_by_the_person_alone(service: Service) -> None:
    device = lent(service)
    words = CaseRow.objects.get().words_id

    assert device.post("/drafts", {"draft": "mine", "said": "x"}).status_code == 204
    assert not facts.can_open(words, service.duty)
