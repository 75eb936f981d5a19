"""A visitor rings: the phone with the day's visits is gone. The lead signs it out."""

import pytest
from django.urls import reverse

from hearth.core.errors import NotFound
from hearth.core.packs import Outcome
from hearth.queries.visiting import packs
from tests.actions.visiting.packs.on_phone import OnPhone
from tests.service import a_service
from tests.web.doors import comes_in, open_doors, shown

pytestmark = pytest.mark.django_db
ROUNDS = "/desk/rounds/"


@pytest.fixture
def phone() -> OnPhone:
    phone = OnPhone(a_service())
    open_doors(phone.service, phone.now)
    return phone


def end(phone: OnPhone) -> str:
    return reverse("lead:end_pack", args=[phone.pack.id])


def test_the_lead_signs_a_lost_phone_out_by_the_number_that_its_visitor_says(
    phone: OnPhone,
) -> None:
    visitor = comes_in(phone.service.visitor, phone.now)
    number = phone.service.visitor.id.hex[:8]
    lead = comes_in(phone.service.lead, phone.now)
    before = shown(lead.get(ROUNDS))

    after = shown(lead.post(end(phone), follow=True))

    assert f"Write your number beside it: {number}." in shown(visitor.get("/round/"))
    assert f"Visitor {number}" in before
    assert "Visits on a phone since" in before
    assert "Ada Lind" not in before
    assert "The phone is signed out." in after
    assert "Visits on a phone since" not in after
    assert packs.is_over(phone.pack.id, now=phone.now)
    assert phone.sends(talks=phone.both()) is Outcome.KEPT


def test_a_phone_that_is_signed_out_twice_is_signed_out(phone: OnPhone) -> None:
    lead = comes_in(phone.service.lead, phone.now)
    lead.post(end(phone))

    assert "The phone is signed out." in shown(lead.post(end(phone), follow=True))


@pytest.mark.parametrize("who", ["visitor", "duty"])
def test_nobody_else_signs_a_phone_out_there(phone: OnPhone, who: str) -> None:
    by = getattr(phone.service, who)

    assert comes_in(by, phone.now).post(end(phone)).status_code == 404

    assert not packs.is_over(phone.pack.id, now=phone.now)
    with pytest.raises(NotFound):
        packs.all_out(by=by, now=phone.now)
