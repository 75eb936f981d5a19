"""After somebody has left: how far their circle is with its new key, and going on with it."""

import pytest
from django.test import Client

from hearth.actions.keys import rotation
from hearth.core.audience import Audience
from hearth.core.compartments import OFFICE, SAFEGUARDING
from hearth.store.models import GrantRow, ProposalRow, RetiredKeyRow
from tests.service import LATER, Service, a_service, hired, signed_in_again
from tests.web.doors import comes_in, open_doors, shown
from tests.web.lead.test_lead_board import raised

pytestmark = pytest.mark.django_db


@pytest.fixture
def service() -> Service:
    made = a_service(homes=1)
    open_doors(made)
    return made


def test_a_lead_who_leaves_is_out_at_the_next_request(service: Service) -> None:
    leaver = hired(Audience.LEAD, service.lead, (SAFEGUARDING,))
    there, administrator = comes_in(leaver), hired(Audience.ADMINISTRATOR, service.duty)
    raised(service, None)
    assert there.get("/desk/").status_code == 200

    comes_in(administrator).post(f"/accounts/{leaver.id}/end")
    lead = comes_in(service.lead)
    page = lead.post(f"/colleagues/{ProposalRow.objects.get().id}/confirm", follow=True)

    assert there.get("/desk/").status_code == 302
    assert "The circle safeguarding has a new key" in shown(page)
    assert "0 of" in shown(page)
    assert "The circle safeguarding has a new key" in shown(
        comes_in(administrator).get("/accounts/circles/")
    )
    rotation.go_on(by=signed_in_again(service.lead), clock=lambda: LATER)
    assert "has a new key" not in shown(comes_in(service.lead).get("/colleagues/"))
    assert "What was said" not in shown(Client().get("/desk/"))


def test_only_a_member_of_a_circle_is_told_how_far_it_is(service: Service) -> None:
    raised(service, None)
    rotation.begin(SAFEGUARDING, by=service.lead, now=LATER)

    assert "has a new key" not in shown(comes_in(service.duty).get("/colleagues/"))
    assert comes_in(service.visitor).post("/colleagues/keys").status_code == 404
    assert comes_in(service.lead).post("/colleagues/keys").status_code == 302


def test_a_circle_goes_on_working_while_its_grants_are_moved(service: Service) -> None:
    rotation.begin(OFFICE, by=service.duty, now=LATER)
    assert GrantRow.objects.exclude(under=None).exists()

    assert comes_in(service.duty).get("/office/").status_code == 200
    assert RetiredKeyRow.objects.count() == 1
