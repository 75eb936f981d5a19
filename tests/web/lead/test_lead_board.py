"""What the safeguarding lead must decide, through the pages."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from hearth.actions import (
    checks,
    concerns,
    permanence,
    result,
)
from hearth.core.audience import Audience
from hearth.core.concerns import Kind, Weight
from hearth.core.result import Breach
from hearth.store.models import HostRow
from tests.builders import MOMENT, TODAY
from tests.service import LATER, Service, hired
from tests.web.doors import comes_in, open_doors, shown

pytestmark = pytest.mark.django_db
NOTHING = "Nothing waits for your answer."


def raised(service: Service, stay: object, by: object = None) -> concerns.Raised:
    return concerns.raise_one(
        kind=Kind.COMPLAINT,
        words="The door does not lock.",
        placement_id=stay,  # type: ignore[arg-type]  # a stay or none
        programme="blank.1",
        by=by,  # type: ignore[arg-type]  # somebody or nobody
        now=LATER,
    )


def test_a_board_with_nothing_to_decide_says_what_would_stand_there(service: Service) -> None:
    page = shown(comes_in(service.lead).get("/desk/"))

    assert NOTHING in page
    assert "No host is paused." in page


def test_a_concern_stands_with_its_next_step_and_day_and_no_name(service: Service) -> None:
    opened = service.open_case()
    stay = service.live(opened)
    raised(service, stay, opened.resident)

    page = shown(comes_in(service.lead).get("/desk/"))

    assert "A complaint" in page
    assert "acknowledge it" in page
    assert opened.case.hex[:8] in page
    assert "Robin" not in page
    assert "Ada" not in page


def test_a_concern_not_acknowledged_in_time_is_overdue(service: Service) -> None:
    raised(service, None)
    later = LATER + timedelta(days=400)
    open_doors(service, later)

    assert "overdue" in shown(comes_in(service.lead, later).get("/desk/"))


def test_a_check_not_held_in_time_stands_on_the_board(service: Service) -> None:
    stay = service.live(service.open_case())
    later = LATER + timedelta(days=200)
    checks.pass_due(by=service.program, now=later)
    open_doors(service, later)

    page = shown(comes_in(service.lead, later).get("/desk/"))

    assert f"/desk/stays/{stay}/" in page


def test_a_pause_is_lifted_once_and_a_second_click_changes_nothing(service: Service) -> None:
    stay = service.live(service.open_case())
    concern = raised(service, stay)
    concerns.acknowledge(concern_id=concern.id, by=service.lead, now=LATER)
    concerns.weigh(concern_id=concern.id, weight=Weight.DANGER_NOW, by=service.lead, now=LATER)
    concerns.act_on(concern_id=concern.id, by=service.lead, service=service.program, now=LATER)
    host = HostRow.objects.get(active=False)
    lead = comes_in(service.lead)

    assert host.id.hex[:8] in shown(lead.get("/desk/"))
    first = lead.post(f"/desk/hosts/{host.id}/lift", follow=True)
    second = lead.post(f"/desk/hosts/{host.id}/lift")

    assert "can be offered again" in shown(first)
    assert second.status_code == 409
    assert HostRow.objects.filter(active=False).count() == 0


def test_a_breach_is_told_without_what_it_was_about(service: Service) -> None:
    opened = service.open_case()
    breach = Breach(fact="assessment", known_to="the family", on=TODAY, told_before_person=True)
    result.record_breach(person=opened.person, breach=breach, by=service.duty, now=MOMENT)

    page = shown(comes_in(service.lead).get("/desk/"))

    assert "the family" in page
    assert "before the person" in page


def test_what_both_wish_is_confirmed_after_the_cooling_off(service: Service) -> None:
    opened = service.open_case()
    stay = service.live(opened)
    for side in (opened.resident, service.hosts[service.homes[0]]):
        permanence.wish(placement_id=stay, wanted=True, by=side, now=LATER)

    early = shown(comes_in(service.lead).get(f"/desk/stays/{stay}/"))
    later = LATER + timedelta(days=400)
    open_doors(service, later)
    lead = comes_in(service.lead, later)
    page = shown(lead.post(f"/desk/stays/{stay}/confirm", follow=True))

    assert "Confirm that it is for good" not in early
    assert "It is for good." in page


def test_a_lasting_no_is_read_by_both_in_the_same_words_and_by_neither_why(
    service: Service,
) -> None:
    opened, host = service.open_case(), service.hosts[service.homes[0]]
    stay = service.live(opened)
    for side in (opened.resident, host):
        permanence.wish(placement_id=stay, wanted=True, by=side, now=LATER)
    later = LATER + timedelta(days=2)
    open_doors(service, later)
    lead, why = comes_in(service.lead, later), "Said in confidence."

    short = shown(lead.post(f"/desk/stays/{stay}/not-for-good", {"reason": "No."}))
    page = shown(lead.post(f"/desk/stays/{stay}/not-for-good", {"reason": why}, follow=True))
    again = lead.post(f"/desk/stays/{stay}/not-for-good", {"reason": why})
    both = [
        shown(comes_in(opened.resident, later).get("/me/stay")),
        shown(comes_in(host, later).get(reverse("host:guests"))),
        shown(comes_in(service.duty, later).get(f"/office/case/{opened.case}/permanence")),
    ]

    assert "Say in 10 to 500 characters" in short
    assert why in page
    assert again.status_code == 409
    assert all(why not in one for one in both)
    assert all("do not make this stay one for good" in one for one in both[:2])
    assert "lead has said no" in both[2]
    assert all('name="wish"' not in one and 'name="answer"' not in one for one in both)
    told = shown(lead.post(f"/desk/stays/{stay}/wish-again", follow=True))
    assert "Both may wish again" in told


def test_a_mistake_on_a_stale_page_leads_to_its_field_though_the_no_stands_already(
    service: Service,
) -> None:
    opened, host = service.open_case(), service.hosts[service.homes[0]]
    stay = service.live(opened)
    for side in (opened.resident, host):
        permanence.wish(placement_id=stay, wanted=True, by=side, now=LATER)
    later = LATER + timedelta(days=2)
    open_doors(service, later)
    lead = comes_in(service.lead, later)
    lead.post(f"/desk/stays/{stay}/not-for-good", {"reason": "Ask in a year."})

    plain = shown(lead.get(f"/desk/stays/{stay}/"))
    stale = shown(lead.post(f"/desk/stays/{stay}/not-for-good", {"reason": "No."}))

    assert 'id="id_reason"' not in plain
    assert 'href="#id_reason"' in stale
    assert 'id="id_reason"' in stale


def test_one_wish_alone_is_not_shown_to_the_lead(service: Service) -> None:
    opened = service.open_case()
    stay = service.live(opened)
    permanence.wish(placement_id=stay, wanted=True, by=opened.resident, now=LATER)
    lead = comes_in(service.lead)

    assert "For good" not in shown(lead.get(f"/desk/stays/{stay}/"))
    assert "Where two have said so" in shown(lead.get("/desk/"))


def test_more_to_decide_asks_no_more_questions(service: Service) -> None:
    lead = comes_in(service.lead)
    stay = service.live(service.open_case())
    raised(service, stay)
    with CaptureQueriesContext(connection) as few:
        lead.get("/desk/")
    for _ in range(6):
        raised(service, stay)
    with CaptureQueriesContext(connection) as many:
        lead.get("/desk/")

    assert len(many) == len(few)


def test_a_long_board_is_cut_and_says_so(service: Service) -> None:
    for _ in range(21):
        raised(service, None)

    page = shown(comes_in(service.lead).get("/desk/"))

    assert page.count("A complaint") == 20
    assert "The first 20 of 21." in page


@pytest.mark.parametrize("path", ["", "said/{id}/", "stays/{stay}/"])
def test_the_pages_of_the_lead_are_not_there_for_others(service: Service, path: str) -> None:
    stay = service.live(service.open_case())
    address = "/desk/" + path.format(id=raised(service, stay).id, stay=stay)

    others = [service.duty, service.visitor, service.clinician, service.hosts[service.homes[0]]]
    manager = hired(Audience.MANAGER, service.duty)

    assert comes_in(service.lead).get(address).status_code == 200
    assert {comes_in(one).get(address).status_code for one in (*others, manager)} == {404}
