"""An outcome reaches the whole of a host, nobody handles their own matter, and paths differ."""

from dataclasses import replace

import pytest

from hearth.actions import concerns, testimony
from hearth.core.audience import Audience
from hearth.core.compartments import SAFEGUARDING
from hearth.core.concerns import Kind, Tell, Telling, Weight
from hearth.core.errors import NotFound, RuleBroken, StepNotAllowed, WrongHands
from hearth.core.programme import ForcedAct
from hearth.queries.deciding import board
from hearth.queries.deciding.concern import whole
from hearth.store.access import SignedIn
from hearth.store.models import CheckRow, HostRow, OfferRow, TonightRow
from tests.actions.concerns.test_concerns import handling, host_is, raised, weighed
from tests.refused import refused
from tests.service import LATER, PROGRAMME, Service, a_service, hired

pytestmark = pytest.mark.django_db


def test_an_outcome_reaches_every_stay_and_every_offer_of_the_host() -> None:
    service = a_service(two_homes=True)
    first, second = service.homes[:2]
    here, there = service.open_case(), service.open_case()
    stays = {service.live(here, first), service.live(there, second)}
    elsewhere = service.live(service.open_case(), service.homes[3])

    concern = weighed(service, next(iter(stays)), Weight.DANGER_NOW)
    concerns.act_on(concern_id=concern, by=service.lead, service=service.program, now=LATER)

    asked = set(TonightRow.objects.values_list("placement_id", flat=True))
    assert asked == stays
    standing = OfferRow.objects.filter(home__host__homes=first, state__in=("put", "answered"))
    assert not standing.exists()
    again = weighed(service, next(iter(stays)), Weight.SERIOUS)
    concerns.act_on(concern_id=again, by=service.lead, service=service.program, now=LATER)
    extra = set(CheckRow.objects.filter(recurrence="extra").values_list("placement_id", flat=True))
    assert extra == stays
    assert elsewhere not in asked | extra


def test_nothing_of_a_host_moves_before_the_lead_has_found_out_whom_it_is_about() -> None:
    service = a_service()
    stay = service.live(service.open_case())
    concern = raised(None).id
    by = service.lead
    concerns.acknowledge(concern_id=concern, by=by, now=LATER)
    concerns.weigh(concern_id=concern, weight=Weight.GRAVE, by=by, now=LATER)
    assert concerns.act_on(concern_id=concern, by=by, service=service.program, now=LATER) == ()
    assert HostRow.objects.filter(active=False).count() == 0

    host = HostRow.objects.get(homes=service.homes[0])
    concerns.find_about(concern_id=concern, number=host.id.hex[:8], by=by, now=LATER)
    concerns.weigh(concern_id=concern, weight=Weight.GRAVE, by=by, now=LATER)
    acts = concerns.act_on(concern_id=concern, by=by, service=service.program, now=LATER)

    assert ForcedAct.PAUSE_OFFERS in acts
    assert not HostRow.objects.get(id=host.id).active
    assert CheckRow.objects.filter(placement=stay, recurrence="extra").count() == 1


@pytest.mark.parametrize("number", ["", "12", "zzzzzzzz", "00000000"])
def test_a_number_of_nobody_is_refused(service: Service, number: str) -> None:
    concern = raised(None).id

    with refused(NotFound, "no host"):
        concerns.find_about(concern_id=concern, number=number, by=service.lead, now=LATER)


def test_what_an_allegation_says_is_told_to_the_host_last(service: Service) -> None:
    stay = service.live(service.open_case())
    concern = concerns.raise_one(
        kind=Kind.ALLEGATION,
        words="he hit me",
        placement_id=stay,
        programme=f"{PROGRAMME}.1",
        by=None,
        now=LATER,
    ).id

    def tell(act: Tell, by: SignedIn | None = None) -> Telling:
        return concerns.tell(concern_id=concern, act=act, by=by or service.lead, now=LATER)

    for early in (Tell.HOST, Tell.RELEASE):
        with refused(StepNotAllowed):
            tell(early)
    assert tell(Tell.OFFICER) is Telling.WITH_OFFICER
    with refused(StepNotAllowed):
        tell(Tell.HOST)
    with refused(WrongHands):
        tell(Tell.RELEASE, service.duty)
    assert tell(Tell.RELEASE) is Telling.MAY_HEAR
    assert tell(Tell.HOST) is Telling.HEARD


def test_of_a_complaint_the_host_may_be_told_at_once(service: Service) -> None:
    concern = raised(None, service.live(service.open_case())).id

    told = concerns.tell(concern_id=concern, act=Tell.HOST, by=service.lead, now=LATER)

    assert told is Telling.HEARD


def test_a_lead_steps_aside_only_where_another_is_left(service: Service) -> None:
    concern = raised(None).id
    with refused(RuleBroken, "no other lead"):
        concerns.step_aside(concern_id=concern, by=service.lead, now=LATER)
    other = hired(Audience.LEAD, service.lead, (SAFEGUARDING,))

    concerns.step_aside(concern_id=concern, by=service.lead, now=LATER)

    for step in handling(concern, service):
        with refused(RuleBroken, "put this aside"):
            step()
    for step in handling(concern, replace(service, lead=other)):
        step()


def test_a_matter_about_a_lead_is_not_there_for_them_on_any_page(service: Service) -> None:
    stay = service.live(service.open_case())
    about, other = raised(None, stay).id, raised(None).id

    with host_is(service.lead.id, service.homes[0]):
        found = board.to_decide(by=service.lead, now=LATER).concerns
        assert [one.id for one in found.first] == [other]
        assert found.count == 1
        with pytest.raises(NotFound):
            whole(about, by=service.lead, now=LATER)
        with pytest.raises(RuleBroken, match="your own home"):
            testimony.open_stay(
                placement_id=stay,
                purpose="to see what she said",
                by=service.lead,
                service=service.program,
                now=LATER,
            )
    assert whole(about, by=service.lead, now=LATER).id == about
