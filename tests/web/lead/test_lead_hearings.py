"""What a complaint and an allegation ask of the lead, on the page of the concern."""

from uuid import UUID

import pytest
from django.test import Client

from hearth.actions import concerns
from hearth.actions.intake import Opened
from hearth.actions.raised import hearings
from hearth.core.audience import Audience
from hearth.core.compartments import SAFEGUARDING
from hearth.core.concerns import Kind
from hearth.store.models import ConcernRow
from tests.service import LATER, Service, hired
from tests.web.doors import comes_in, shown

pytestmark = pytest.mark.django_db
ENGLAND = "supported-lodgings-england.1"


@pytest.fixture
def opened(service: Service) -> Opened:
    return service.open_case()


def raised(kind: Kind, opened: Opened) -> UUID:
    return concerns.raise_one(
        kind=kind,
        words="Nobody calls back.",
        placement_id=None,
        programme=ENGLAND,
        by=opened.resident,
        now=LATER,
    ).id


def handled(lead: Client, concern: UUID) -> str:
    """All that comes before the answer. The address of the concern's page."""
    at = f"/desk/said/{concern}/"
    lead.post(f"{at}acknowledge")
    lead.post(f"{at}weigh", {"weight": "1"})
    lead.post(f"{at}act")
    return at


def test_a_complaint_goes_from_the_lead_to_a_colleague_and_to_a_panel(
    service: Service, opened: Opened
) -> None:
    colleague = comes_in(hired(Audience.LEAD, service.lead, (SAFEGUARDING,)))
    lead, concern = comes_in(service.lead), raised(Kind.COMPLAINT, opened)
    at = handled(lead, concern)
    assert "1 of 3: a lead looks into it" in shown(lead.get(at))
    lead.post(f"{at}answer", {"words": "It was a mistake."})

    hearings.refuse_own(concern_id=concern, by=opened.resident, now=LATER)

    assert lead.get(at).status_code == 404
    assert "2 of 3: a lead who did not give the answer" in shown(colleague.get(at))
    handled(colleague, concern)
    colleague.post(f"{at}answer", {"words": "It was."})
    hearings.refuse_own(concern_id=concern, by=opened.resident, now=LATER)
    handled(lead, concern)
    page = shown(lead.get(at))
    assert "3 of 3: a panel hears it" in page
    assert 'name="words"' not in page
    sat = {"sat_on": f"{LATER:%Y-%m-%d}", "who": "Three of them", "outcome": "They are right."}
    assert "Write who sat on it" in shown(lead.post(f"{at}panel", {**sat, "who": " "}))
    assert "They are right." in shown(lead.post(f"{at}panel", sat, follow=True))
    assert "You were right." in shown(
        lead.post(f"{at}answer", {"words": "You were right."}, follow=True)
    )


def test_an_allegation_says_until_when_the_officer_is_told_and_asks_for_no_answer_before(
    service: Service, opened: Opened
) -> None:
    lead = comes_in(service.lead)
    at = handled(lead, raised(Kind.ALLEGATION, opened))

    page = shown(lead.get(at))
    assert "Tell the designated officer by" in page
    assert "The designated officer hears of it first" in page
    assert 'name="words"' not in page
    assert lead.post(f"{at}answer", {"words": "Nothing."}).status_code == 409

    page = shown(lead.post(f"{at}told", {"told": "officer"}, follow=True))
    assert "Tell the designated officer by" not in page
    assert 'name="words"' in page


def test_the_lead_writes_down_that_a_worry_is_an_allegation_and_why(
    service: Service, opened: Opened
) -> None:
    lead, concern = comes_in(service.lead), raised(Kind.WORRY, opened)
    at = handled(lead, concern)

    assert "Say in 10 to 500" in shown(lead.post(f"{at}class", {"kind": "allegation"}))
    assert ConcernRow.objects.get(id=concern).state == "acted_on"
    why = {"kind": "allegation", "reason": "They were hit, they say."}
    page = shown(lead.post(f"{at}class", why, follow=True))

    assert "An allegation" in page
    assert "A worry: They were hit, they say." in page
    assert "Tell the designated officer by" in page


def test_a_person_refuses_an_answer_on_their_own_page(service: Service, opened: Opened) -> None:
    lead, concern = comes_in(service.lead), raised(Kind.COMPLAINT, opened)
    me = comes_in(opened.resident)
    assert "You may have an advocate" in shown(me.get("/me/say"))
    assert "This does not answer it" not in shown(me.get("/me/say"))
    lead.post(f"{handled(lead, concern)}answer", {"words": "It was a mistake."})
    assert "This does not answer it" in shown(me.get("/me/say"))

    page = shown(me.post(f"/me/say/{concern}/refuse", follow=True))

    assert "Somebody else looks into it now" in page
    assert "who did not give you the answer before" in page
    assert me.post(f"/me/say/{concern}/refuse").status_code == 409
