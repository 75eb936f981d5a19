"""The lead's pages of emergencies and early visits, and of what came in a crowd."""

from datetime import timedelta
from uuid import UUID

import pytest
from django.test import Client

from hearth.actions.raised.say import Sent, new_once, say
from hearth.core.audience import Audience
from hearth.core.compartments import SAFEGUARDING
from hearth.core.concerns import Kind
from hearth.store.models import CheckRow, ConcernRow, EmergencyRow, EntryRow, HomeRow, NearRow
from tests.service import LATER, Service, hired
from tests.web.doors import comes_in, shown
from tests.web.lead.test_lead_board import raised

pytestmark = pytest.mark.django_db
WHY = "she did not come home tonight"


@pytest.fixture
def lead(service: Service) -> Client:
    return comes_in(service.lead)


def test_two_leads_open_everything_by_their_pages(service: Service, lead: Client) -> None:
    stay = service.live(service.open_case())
    raised(service, stay)
    other = comes_in(hired(Audience.LEAD, service.lead, (SAFEGUARDING,)))

    assert "takes two" in shown(lead.get(f"/desk/stays/{stay}/two"))
    page = lead.post(f"/desk/stays/{stay}/two", {"purpose": WHY}, follow=True)
    at = f"/desk/two/{EmergencyRow.objects.get().id}/"
    assert WHY in shown(page)
    assert "in an emergency" in shown(other.get("/desk/"))
    assert lead.post(f"{at}read").status_code == 409
    assert lead.post(f"{at}yes").status_code == 409
    other.post(f"{at}yes")

    assert "The door does not lock." in shown(lead.post(f"{at}read"))
    assert "The door does not lock." in shown(other.post(f"{at}read"))
    lead.post(f"{at}end")
    assert lead.post(f"{at}read").status_code == 409


@pytest.mark.parametrize("way", ["sheet", "yes", "no", "read", "end"])
def test_an_emergency_is_not_there_for_others(service: Service, lead: Client, way: str) -> None:
    stay = service.live(service.open_case())
    lead.post(f"/desk/stays/{stay}/two", {"purpose": WHY})
    at = f"/desk/two/{EmergencyRow.objects.get().id}/"

    for who in (service.duty, service.visitor, service.hosts[service.homes[0]]):
        assert comes_in(who).post(f"{at}{way}").status_code == 404
        assert comes_in(who).get(at).status_code == 404


def test_a_sheet_that_is_none_is_told_beside_the_field(service: Service, lead: Client) -> None:
    stay = service.live(service.open_case())
    lead.post(f"/desk/stays/{stay}/two", {"purpose": WHY})
    at = f"/desk/two/{EmergencyRow.objects.get().id}/"

    page = lead.post(f"{at}sheet", {"sheet": "nonsense"})

    assert page.status_code == 422
    assert "This sheet opens nothing here" in shown(page)


def lived(service: Service, many: int) -> list[UUID]:
    return [service.live(service.open_case(), home) for home in service.homes[:many]]


def test_the_lead_sees_what_a_visit_tells_and_hides_it(service: Service, lead: Client) -> None:
    stays = lived(service, 4)
    at = f"/desk/stays/{stays[0]}/early"

    page = shown(lead.get(at))
    assert "tells much" in page
    assert "Hide it among 2 other homes" in page
    assert "one in 3" in page
    lead.post(at, {"way": "among-2"})

    extra = CheckRow.objects.filter(recurrence="extra")
    assert extra.count() == 3
    assert stays[0] in set(extra.values_list("placement_id", flat=True))
    assert len(set(extra.values_list("opens_on", "due_on", "closes_on", "programme"))) == 1
    assert EntryRow.objects.filter(act="visit.ordered").count() == 3
    assert "An early visit is ordered already" in shown(lead.get(at))


def test_no_row_and_no_entry_says_which_of_the_homes_it_was_for(
    service: Service, lead: Client
) -> None:
    stays = lived(service, 3)
    chosen = max(stays)

    lead.post(f"/desk/stays/{chosen}/early", {"way": "among-2"})

    told = EntryRow.objects.filter(act="visit.ordered").order_by("seq")
    assert [one.about for one in told] == [stay.hex for stay in sorted(stays)]


def test_a_visit_in_its_own_days_is_ordered_for_them(service: Service, lead: Client) -> None:
    (stay,) = lived(service, 1)
    due = CheckRow.objects.filter(placement=stay, state="due").order_by("due_on")[0]

    lead.post(f"/desk/stays/{stay}/early", {"way": "window-0"})

    extra = CheckRow.objects.get(recurrence="extra")
    assert due.opens_on <= extra.opens_on <= extra.closes_on
    assert extra.closes_on == due.closes_on


def test_a_way_that_is_none_orders_nothing(service: Service, lead: Client) -> None:
    (stay,) = lived(service, 1)

    page = lead.post(f"/desk/stays/{stay}/early", {"way": "among-9"})

    assert page.status_code == 422
    assert not CheckRow.objects.filter(recurrence="extra").exists()


def test_what_was_ordered_is_not_ordered_again_by_the_weight(
    service: Service, lead: Client
) -> None:
    (stay,) = lived(service, 1)
    at = f"/desk/said/{raised(service, stay).id}/"
    lead.post(f"/desk/stays/{stay}/early", {"way": "soon-0"})

    for step in ("acknowledge", "act"):
        lead.post(f"{at}{step}", {})
        lead.post(f"{at}weigh", {"weight": "1"})

    assert CheckRow.objects.filter(placement=stay, recurrence="extra").count() == 1


def test_a_crowd_takes_one_line_and_leads_to_all_of_it(service: Service, lead: Client) -> None:
    for number in range(5):
        sent = Sent(kind=Kind.WORRY, words=f"crowd {number}", once=new_once())
        say(sent=sent, address="192.0.2.7", by=None, now=LATER - timedelta(hours=1))
    first = ConcernRow.objects.order_by("id")[0].id

    assert "It is one of 5" in shown(lead.get("/desk/"))
    assert 'govuk-caption-l">5' in shown(lead.get(f"/desk/said/{first}/like"))
    assert lead.get("/desk/said/?page=77").status_code == 200
    assert lead.get("/desk/said/?page=x").status_code == 200


def test_a_letter_and_the_telling_are_written_on_the_page(service: Service, lead: Client) -> None:
    at = f"/desk/said/{raised(service, service.live(service.open_case())).id}/"

    assert "Which door?" in shown(lead.post(f"{at}letter", {"letter": "Which door?"}, follow=True))
    assert "Write the letter" in shown(lead.post(f"{at}letter", {"letter": ""}))
    page = shown(lead.post(f"{at}told", {"told": "host"}, follow=True))
    assert "they have been told" in page
    assert lead.post(f"{at}told", {"told": "everybody"}).status_code == 422
    assert lead.post(f"{at}told", {"told": "officer"}).status_code == 409


def test_whom_it_is_about_is_found_by_number(service: Service, lead: Client) -> None:
    stay = service.live(service.open_case())
    at = f"/desk/said/{raised(service, None).id}/"

    assert "No host and no stay" in shown(lead.post(f"{at}about", {"number": "0123456789"}))
    page = shown(lead.post(f"{at}about", {"number": stay.hex[:8]}, follow=True))

    assert "A weight reaches them from now on" in page
    assert ConcernRow.objects.get().placement_id == stay


def test_a_lead_alone_cannot_step_aside(service: Service, lead: Client) -> None:
    at = f"/desk/said/{raised(service, None).id}/"

    assert lead.post(f"{at}aside").status_code == 409
    comes_in(hired(Audience.LEAD, service.lead, (SAFEGUARDING,)))
    assert "Another lead handles it" in shown(lead.post(f"{at}aside", follow=True))
    assert lead.get(at).status_code == 404


def test_a_lead_says_on_a_page_which_host_they_are_near_and_a_colleague_ends_it(
    service: Service, lead: Client
) -> None:
    about = f"/desk/said/{raised(service, service.live(service.open_case())).id}/"
    host = HomeRow.objects.get(id=service.homes[0]).host_id.hex[:8]
    colleague = comes_in(hired(Audience.LEAD, service.lead, (SAFEGUARDING,)))
    assert "No lead has said" in shown(lead.get("/desk/near/"))
    assert "No host has this number" in shown(lead.post("/desk/near/", {"number": "0" * 8}))
    assert "has 8 signs" in shown(lead.post("/desk/near/", {"number": "my own"}))

    page = shown(lead.post("/desk/near/", {"number": host}, follow=True))

    assert "Nothing about this host comes to you any more" in page
    assert f"You, near host {host}" in page
    assert (lead.get(about).status_code, colleague.get(about).status_code) == (404, 200)
    which = {"which": NearRow.objects.get().id}
    assert lead.post("/desk/near/end", which).status_code == 409
    assert colleague.post("/desk/near/end", {"which": "nobody"}).status_code == 422
    ended = shown(colleague.post("/desk/near/end", which, follow=True))
    assert "What is about this host is theirs again" in ended
    assert lead.get(about).status_code == 200
