"""An offer: the very words before it is put, and what became of it, with no name before a yes."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from hearth.actions import consent, introduction
from hearth.actions.intake import Opened
from hearth.core.home import Kind
from hearth.core.offer import Described
from hearth.store import facts, hosts
from hearth.store.models import CaseRow, OfferRow
from tests.service import DAY, LATER, STAY, Service
from tests.web.caseworker.acts import (
    HOST,
    STREET,
    a_while_later,
    at,
    does,
    make_list,
    meet,
    put,
    reads,
    refused,
    text_of,
)
from tests.web.doors import comes_in

pytestmark = pytest.mark.django_db
WORDS = {"reason": "No home is free before winter.", "agreed": "yes"}
OUT_BY = str(STAY.first + timedelta(30))


def only_a_long_house_fits(service: Service) -> None:
    """Every home but the first is full; the first is a congregate place, and so are some more."""
    with transaction.atomic():
        for at_, home in enumerate(service.homes):
            known, _ = hosts.home(home, by=service.duty, now=LATER, purpose="test")
            free = known.free if at_ == 0 else ()
            changed = replace(known, kind=Kind.CONGREGATE, free=free)
            hosts.change_home(changed, by=service.duty, now=LATER, purpose="test")


def test_the_words_seen_before_are_the_words_that_are_put(
    service: Service, opened: Opened, lena: Client
) -> None:
    make_list(lena, opened)
    before = reads(lena, "offer", opened.case, service.homes[0])

    does(lena, "offer", opened.case, service.homes[0])

    item = OfferRow.objects.get().described_id
    told = facts.open_(Described, item, by=opened.resident, now=LATER, purpose="test")
    assert all(f"<li>{word}</li>" in before for word in told.words)
    assert before.count("<li>") - before.count("<li><a") == len(told.words)
    assert HOST not in before


def test_without_a_shortlist_nothing_is_put_and_the_page_says_why(
    service: Service, opened: Opened, lena: Client
) -> None:
    assert "Make a shortlist first" in reads(lena, "offer", opened.case, service.homes[0])

    assert "make a shortlist first" in refused(lena, "offer", opened.case, service.homes[0])
    assert not OfferRow.objects.exists()


def test_a_double_post_puts_one_home_once_and_the_second_says_calmly_why_not(
    service: Service, opened: Opened, lena: Client
) -> None:
    put(lena, service, opened)

    waits = reads(lena, "offer", opened.case, service.homes[0])
    page = refused(lena, "offer", opened.case, service.homes[0])

    assert "waits for their word" in waits
    assert "Put this home to them" not in waits
    assert "It was not put to them" in page
    assert OfferRow.objects.count() == 1


def test_no_name_stands_anywhere_before_the_person_has_said_yes(
    service: Service, opened: Opened, lena: Client
) -> None:
    offered = put(lena, service, opened)
    pages = ["shortlist", "offered", "introduction", "move", "card", "stay", "permanence"]

    assert [page for page in pages if HOST in reads(lena, page, opened.case)] == []
    assert [page for page in pages if STREET in reads(lena, page, opened.case)] == []

    service.agree(offered, opened, LATER)
    assert HOST in reads(lena, "offered", opened.case)


def test_a_no_is_told_as_a_no_and_no_reason_is_asked(
    service: Service, opened: Opened, lena: Client
) -> None:
    offered = put(lena, service, opened)
    consent.decline(offer_id=offered, consequence=None, by=opened.resident, now=LATER)

    page = reads(lena, "offered", opened.case)

    assert "They said no, and nobody asks why" in page
    assert HOST not in page


def test_an_unanswered_question_says_when_it_lapses_and_that_it_did(
    service: Service, opened: Opened, lena: Client
) -> None:
    put(lena, service, opened)
    assert "It lapses on" in reads(lena, "offered", opened.case)
    later = LATER + 60 * DAY
    consent.lapse(by=service.program, now=later)

    page = reads(a_while_later(service, later), "offered", opened.case)

    assert "Nobody answered in time, so it lapsed" in page


def test_an_offer_that_was_ended_is_ended_once(
    service: Service, opened: Opened, lena: Client
) -> None:
    offered = put(lena, service, opened)

    assert "The offer has ended." in does(lena, "offer_end", opened.case, offered)
    again = lena.post(at("offer_end", opened.case, offered))

    assert again.status_code == 409
    assert "Nothing was changed" in text_of(again)


def test_once_they_have_met_nothing_tells_whose_no_it_was(
    service: Service, opened: Opened, lena: Client
) -> None:
    """A yes taken back after the meeting, and a host's no, leave the same pages."""
    other = service.open_case()
    meet(lena, service, opened)
    consent.withdraw(offer_id=_offer(opened), by=opened.resident, now=LATER)
    first = _all_pages(lena, opened)
    does(lena, "shortlist", other.case, leave_homes="no")
    does(lena, "offer", other.case, service.homes[1])
    service.agree(_offer(other), other, LATER)
    does(lena, "introduction", other.case)
    meeting = OfferRow.objects.get(case=other.case).introduction.id
    does(lena, "hold", other.case, meeting)
    host = service.hosts[service.homes[1]]
    introduction.answer(introduction_id=meeting, willing=False, by=host, now=LATER)

    assert _words(first, opened, service) == _words(_all_pages(lena, other), other, service)


def _offer(opened: Opened) -> object:
    return OfferRow.objects.get(case=opened.case).id


def _all_pages(lena: Client, opened: Opened) -> str:
    pages = ["offered", "introduction", "move", "stay", "card"]
    return " ".join(reads(lena, page, opened.case) for page in pages)


def _words(pages: str, opened: Opened, service: Service) -> str:
    """Pages without what is another for each case: ids, numbers of homes, tokens."""
    import re

    for home in service.homes:
        pages = pages.replace(home.hex[:6].upper(), "HOME")
    pages = re.sub(r'value="[^"]{60,}"', "", pages)
    return re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}", "ID", pages)


def test_a_last_resort_is_put_with_its_reason_the_persons_word_and_a_day_out(
    service: Service, opened: Opened, lena: Client
) -> None:
    only_a_long_house_fits(service)
    make_list(lena, opened)
    where = opened.case, service.homes[0]
    assert "A place of last resort" in reads(lena, "offer", *where)
    assert f"Place {service.homes[0].hex[:6].upper()}" in reads(lena, "shortlist", opened.case)

    nothing = refused(lena, "offer", *where)
    no_word = refused(lena, "offer", *where, **WORDS | {"agreed": "no"}, out_by=OUT_BY)
    page = does(lena, "offer", *where, **WORDS, out_by=OUT_BY)

    assert "Write down why no home fits" in nothing
    assert "the person&#39;s word" in no_word
    assert "No home is free before winter." in no_word
    assert "A last resort: No home is free before winter." in page
    assert OfferRow.objects.get().last_resort_id is not None


@pytest.mark.parametrize("who", ["the person", "the caseworker"])
def test_the_persons_word_on_a_last_resort_is_read_by_them_and_can_be_taken_back(
    service: Service, opened: Opened, lena: Client, who: str
) -> None:
    only_a_long_house_fits(service)
    make_list(lena, opened)
    does(lena, "offer", opened.case, service.homes[0], **WORDS, out_by=OUT_BY)
    offer = OfferRow.objects.get()
    robin, own = comes_in(opened.resident), reverse("resident:home", args=[offer.id])
    assert "that you said this place may be offered to you" in text_of(robin.get(own))
    assert "also where it was a mistake" in reads(lena, "offered", opened.case)

    if who == "the person":
        robin.post(reverse("resident:no", args=[offer.id]))
    else:
        does(lena, "offer_end", opened.case, offer.id)

    assert "that you said this place may be offered to you" not in text_of(robin.get(own))
    assert robin.post(reverse("resident:yes", args=[offer.id])).status_code == 409
    assert not facts.can_open(offer.home.host.identity_id, opened.resident)


def test_while_a_home_fits_there_is_no_last_resort(
    service: Service, opened: Opened, lena: Client
) -> None:
    with transaction.atomic():
        known, _ = hosts.home(service.homes[0], by=service.duty, now=LATER, purpose="test")
        changed = replace(known, kind=Kind.CONGREGATE)
        hosts.change_home(changed, by=service.duty, now=LATER, purpose="test")
    make_list(lena, opened)
    where = opened.case, service.homes[0]

    assert "A place of last resort" not in reads(lena, "shortlist", opened.case)
    assert "and 5 homes fit" in reads(lena, "offer", *where)
    refused(lena, "offer", *where, **WORDS, out_by=OUT_BY)
    assert not OfferRow.objects.exists()


def test_who_asked_for_no_offers_is_offered_nothing_and_the_page_says_so(
    service: Service, opened: Opened, lena: Client
) -> None:
    make_list(lena, opened)
    CaseRow.objects.filter(id=opened.case).update(must_reassess=True)

    assert "go through their needs again first" in reads(
        lena, "offer", opened.case, service.homes[0]
    )
    refused(lena, "offer", opened.case, service.homes[0])
    assert not OfferRow.objects.exists()


def test_the_page_says_that_only_the_person_answers(
    service: Service, opened: Opened, lena: Client
) -> None:
    offered = put(lena, service, opened)

    page = reads(comes_in(service.duty), "offered", opened.case)

    assert "hand the device over" in page
    assert f"{offered}/agree" not in page
