"""A person says by one press how it is, on every day; words are theirs to add or to leave out."""

import pytest
from django.test import Client
from django.urls import reverse

from hearth.actions import placement
from hearth.core.concerns import Concern, Kind
from hearth.core.placement import Ending
from hearth.queries.deciding import stay as of_stay
from hearth.store import facts
from hearth.store.models import ConcernRow
from tests.service import DAY, LATER, STAY, Service
from tests.web.doors import comes_in, shown

pytestmark = pytest.mark.django_db
WRONG, SAFE = "resident:wrong", "resident:safe"


def test_one_press_without_a_word_reaches_the_lead_and_nobody_else(service: Service) -> None:
    opened = service.open_case()
    stay = service.live(opened)

    page = shown(comes_in(opened.resident).post(reverse(WRONG), follow=True))

    assert "The safeguarding lead has it" in page
    row = ConcernRow.objects.get()
    raised = facts.open_(Concern, row.item_id, by=service.lead, now=LATER, purpose="test")
    assert (raised.kind, raised.words, row.placement_id) == (Kind.WORRY, "", stay)
    others = (service.duty, service.visitor, service.program, service.hosts[service.homes[0]])
    assert not any(facts.can_open(row.item_id, who) for who in others)


def test_i_am_safe_is_one_press_on_the_first_page_and_the_lead_reads_when(service: Service) -> None:
    opened = service.open_case()
    stay, me = service.live(opened), comes_in(opened.resident)
    first = shown(me.get(reverse("resident:begin")))
    assert f'action="{reverse(SAFE)}"' in first

    page = shown(me.post(reverse(SAFE), follow=True))

    assert "can read that you are safe" in page
    assert of_stay.stay(stay, by=service.lead, now=LATER).safe_at == (LATER,)
    assert not ConcernRow.objects.exists()


def test_both_are_there_before_a_move_and_once_a_stay_is_over(service: Service) -> None:
    waits, left = service.open_case(), service.open_case()
    placement.end(
        placement_id=service.live(left),
        why=Ending.PLANNED,
        on=STAY.first,
        by=service.duty,
        office=service.duty,
        now=LATER + 3 * DAY,
    )

    for who in (waits, left):
        assert_presses(comes_in(who.resident))

    assert ConcernRow.objects.filter(placement=None).count() == 2


def assert_presses(me: Client) -> None:
    """Each of the two is taken."""
    assert "The safeguarding lead has it" in shown(me.post(reverse(WRONG), follow=True))
    assert "can read that you are safe" in shown(me.post(reverse(SAFE), follow=True))


def test_that_something_is_not_right_is_a_press_away_on_every_page(service: Service) -> None:
    opened = service.open_case()
    service.live(opened)
    me = comes_in(opened.resident)

    for page in ("begin", "told", "homes", "stay", "results", "reach", "opened", "known", "wrong"):
        found = me.get(reverse(f"resident:{page}"))
        assert found.status_code == 200, page
        assert f'href="{reverse(WRONG)}"' in shown(found), page
