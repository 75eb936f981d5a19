"""A host says by one press how it is. Staff read it; no page of either side does."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from hearth.actions import own
from hearth.actions.intake import Opened
from hearth.core.concerns import Concern, Kind
from hearth.queries.homes import diary
from hearth.store import facts
from hearth.store.models import ConcernRow, HostNoteRow
from tests.service import LATER, Service
from tests.web.doors import comes_in, shown
from tests.web.resident.test_walls import walked

pytestmark = pytest.mark.django_db
SAYS, WELL = "host:says", "host:well"


def seen_by(opened: Opened) -> str:
    """All pages of the guest, without the count of how often they looked themselves."""
    return re.sub(r"something (\d+ times|once)", "", walked(opened))


def host_of(service: Service, at: int = 0) -> Client:
    return comes_in(service.hosts[service.homes[at]])


def test_one_press_reaches_the_lead_and_nobody_else(service: Service) -> None:
    stay = service.live(service.open_case())

    host_of(service).post(reverse(SAYS), {"words": "He shouts at night."})

    row = ConcernRow.objects.get()
    raised = facts.open_(Concern, row.item_id, by=service.lead, now=LATER, purpose="test")
    assert (raised.kind, raised.words) == (Kind.WORRY, "He shouts at night.")
    assert row.placement_id == stay
    others = (service.duty, service.visitor, service.program, service.hosts[service.homes[0]])
    assert not any(facts.can_open(row.item_id, who) for who in others)


def test_a_press_without_a_word_is_enough_also_where_nobody_lives_there(service: Service) -> None:
    answer = host_of(service, 1).post(reverse(SAYS))

    assert answer.status_code == 302
    assert ConcernRow.objects.get().placement_id is None


def test_all_is_well_is_read_by_the_office(service: Service) -> None:
    host_of(service).post(reverse(WELL))

    (entry,) = diary.of_all(by=service.duty, now=LATER).first
    assert (entry.kind, entry.words, entry.host) == ("well", "All is well", "Ada Lind")
    assert not facts.can_open(HostNoteRow.objects.get().item_id, service.visitor)


def test_the_page_afterwards_is_the_same_whichever_was_pressed(service: Service) -> None:
    before = shown(host_of(service).get(f"{reverse(SAYS)}?done=said"))

    pages = {
        shown(host_of(service).post(address, sent, follow=True))
        for address, sent in (
            (reverse(WELL), {}),
            (reverse(SAYS), {}),
            (reverse(SAYS), {"words": "He shouts at night."}),
        )
    }

    assert pages == {before}


def test_neither_side_sees_that_the_other_said_anything(service: Service) -> None:
    opened = service.open_case()
    service.live(opened)
    guest = seen_by(opened)
    for press in (reverse(SAYS), reverse(WELL)):
        host_of(service).post(press)
    assert seen_by(opened) == guest

    host = comes_in(service.hosts[service.homes[0]])
    names = ("begin", "steps", "homes", "asked", "guests", "diary", "says")
    pages = [shown(host.get(reverse(f"host:{name}"))) for name in names]
    own.say_safe(by=opened.resident, now=LATER)
    own.say_wrong(kind=Kind.ALLEGATION, words="He comes in.", by=opened.resident, now=LATER)

    assert [shown(host.get(reverse(f"host:{name}"))) for name in names] == pages


def test_nobody_but_a_host_finds_the_page(service: Service) -> None:
    for who in (service.duty, service.lead, service.visitor):
        assert comes_in(who).get(reverse(SAYS)).status_code == 404
        assert comes_in(who).post(reverse(WELL)).status_code == 404
