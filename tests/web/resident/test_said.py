"""What was said in a person's talks, on their own pages: behind a press, and hidden for good."""

import re
from datetime import datetime
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse

from hearth.actions import checks
from hearth.actions.intake import Opened
from hearth.store import facts
from hearth.store.models import CheckRow, EntryRow, GrantRow, TalkRow
from tests.service import LATER, Service, a_service, two_talks
from tests.web.doors import comes_in, open_doors, shown

pytestmark = pytest.mark.django_db
WORDS, THEIRS = "He reads my letters.", "All is well."


@pytest.fixture
def service() -> Service:
    return a_service()


@pytest.fixture
def opened(service: Service) -> Opened:
    return service.open_case()


@pytest.fixture
def now(service: Service, opened: Opened) -> datetime:
    """A day after a check was held in which both were heard; the doors are open."""
    stay = service.live(opened)
    check = CheckRow.objects.filter(placement=stay).order_by("due_on")[0]
    then = datetime.combine(check.due_on, LATER.timetz())
    open_doors(service, then)
    hold(service, check.id, then)
    return then


def hold(service: Service, check: UUID, then: datetime) -> None:
    checks.hold(check_id=check, talks=two_talks(then, WORDS), by=service.visitor, now=then)


def talks(client: Client, *, press: bool = False) -> str:
    page = reverse("resident:said")
    answer = client.post(page) if press else client.get(page)
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    return shown(answer)


def openings(by: UUID) -> int:
    return EntryRow.objects.filter(act="facts.opened", by=by.hex, purpose="own").count()


def test_their_own_words_stand_behind_one_press_and_the_hosts_never(
    service: Service, opened: Opened, now: datetime
) -> None:
    me = comes_in(opened.resident, now)

    before = talks(me)
    page = talks(me, press=True)

    assert WORDS not in before
    assert WORDS in page
    assert THEIRS not in page
    assert "Close this page" in before, "the quick way out"
    assert "Close this page" in page
    assert WORDS not in talks(me), "no address in the history shows it again"


def test_that_they_looked_is_in_the_log_and_that_they_stood_before_it_is_not(
    opened: Opened, now: datetime
) -> None:
    me = comes_in(opened.resident, now)
    before = openings(opened.resident.id)
    talks(me)
    assert openings(opened.resident.id) == before

    talks(me, press=True)

    assert openings(opened.resident.id) == before + 1


def test_what_they_hold_no_key_to_is_not_there(opened: Opened, now: datetime) -> None:
    items = TalkRow.objects.filter(with_host=False).values("item")
    held = GrantRow.objects.filter(item__in=items, to=opened.resident.id)
    assert held.update(rests=True) == 1

    page = talks(comes_in(opened.resident, now), press=True)

    assert "nothing here that you hold a key to" in page
    assert WORDS not in page


def test_nobody_elses_talks_are_there_and_nobody_else_has_the_page(
    service: Service, opened: Opened, now: datetime
) -> None:
    other = service.open_case()
    assert WORDS not in talks(comes_in(other.resident, now), press=True)

    host = service.hosts[service.homes[0]]
    for who in (host, service.duty, service.visitor, service.lead):
        client = comes_in(who, now)
        assert client.get(reverse("resident:said")).status_code == 404
        assert client.post(reverse("resident:said")).status_code == 404
        assert client.post(reverse("resident:hide_said")).status_code == 404


def test_hidden_it_is_gone_from_every_page_for_good_and_no_key_changes(
    service: Service, opened: Opened, now: datetime
) -> None:
    me, link = comes_in(opened.resident, now), reverse("resident:said")
    grants = GrantRow.objects.filter(item__in=TalkRow.objects.values("item")).count()
    assert link in shown(me.get(reverse("resident:begin")))

    for _ in range(2):
        answer = me.post(reverse("resident:hide_said"), {"hide": "yes"}, follow=True)

    assert "It is hidden, and stays so" in shown(answer)
    again = comes_in(opened.resident, now)
    assert link not in shown(again.get(reverse("resident:begin")))
    assert again.get(link).status_code == 404
    assert again.post(link).status_code == 404
    kept = GrantRow.objects.filter(item__in=TalkRow.objects.values("item")).count()
    assert kept == grants
    assert EntryRow.objects.filter(act="said.hidden").count() == 1
    item = TalkRow.objects.filter(with_host=False)[0].item_id
    assert facts.can_open(item, service.lead)


@pytest.mark.parametrize("answer", [{}, {"hide": "no"}])
def test_one_press_hides_nothing(opened: Opened, now: datetime, answer: dict[str, str]) -> None:
    me, page = comes_in(opened.resident, now), reverse("resident:hide_said")
    assert page in talks(me)

    asked = shown(me.get(page))
    me.post(page, answer)

    assert "It cannot be taken back" in asked
    assert WORDS in talks(me, press=True)
    assert not EntryRow.objects.filter(act="said.hidden").exists()


def test_the_yes_and_the_no_weigh_the_same(opened: Opened, now: datetime) -> None:
    page = shown(comes_in(opened.resident, now).get(reverse("resident:hide_said")))

    kinds = re.findall(r'<button class="([^"]*)"[^>]*name="hide" value="(?:yes|no)"', page)
    assert len(kinds) == 2
    assert len(set(kinds)) == 1
