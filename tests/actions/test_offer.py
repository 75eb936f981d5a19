from uuid import uuid4

import pytest

from hearth.actions import consent, offer, shortlist
from hearth.core.consent import State
from hearth.core.errors import NotFound, RuleBroken, Sealed, StepNotAllowed, WrongHands
from hearth.core.identity import Address, HostIdentity
from hearth.core.offer import Described
from hearth.core.programme import DeclineConsequence
from hearth.store import facts
from hearth.store.access import SignedIn
from hearth.store.models import CaseRow, ConsentRow, HostRow, OfferRow
from tests.builders import MOMENT
from tests.refused import refused
from tests.service import DAY, Service, a_service

pytestmark = pytest.mark.django_db


@pytest.fixture
def service() -> Service:
    return a_service(two_homes=True)


# The offer


def test_an_offer_tells_the_person_a_home_that_could_be_one_of_five(service: Service) -> None:
    opened = service.open_case()
    row = OfferRow.objects.get(id=service.put_offer(opened))

    words = facts.open_(Described, row.described_id, by=opened.resident, now=MOMENT, purpose="test")

    assert words.fits >= 5
    assert not knows(service, opened.resident)


def knows(service: Service, by: SignedIn, home: int = 0) -> bool:
    """Whether this sign-in opens the home's name and its address; never one without the other."""
    chosen = service.homes[home]
    items = (service.host_identity(chosen), service.address(chosen))
    name, place = (facts.can_open(item, by) for item in items)
    assert name == place
    return name


def test_no_home_is_offered_that_fewer_than_five_look_like(service: Service) -> None:
    opened = service.open_case()
    HostRow.objects.filter(homes__in=service.homes[3:]).update(active=False)
    shortlist.make(case=opened.case, by=service.duty, now=MOMENT)

    with refused(RuleBroken, "fewer than 5 homes"):
        offer.put(case=opened.case, home=service.homes[0], by=service.duty, now=MOMENT)


def test_nobody_is_asked_about_one_home_twice_at_a_time(service: Service) -> None:
    opened = service.open_case()
    service.put_offer(opened)

    with refused(RuleBroken, "put to the person already"):
        offer.put(case=opened.case, home=service.homes[0], by=service.duty, now=MOMENT)

    assert OfferRow.objects.count() == 1


def test_no_offer_without_a_shortlist(service: Service) -> None:
    opened = service.open_case()

    with refused(RuleBroken, "shortlist first"):
        offer.put(case=opened.case, home=service.homes[0], by=service.duty, now=MOMENT)


def test_only_the_office_offers_a_home(service: Service) -> None:
    opened = service.open_case()
    shortlist.make(case=opened.case, by=service.duty, now=MOMENT)

    host = service.hosts[service.homes[0]]
    for by in (opened.resident, service.lead, service.visitor, host, service.program):
        with refused(Sealed):
            offer.put(case=opened.case, home=service.homes[0], by=by, now=MOMENT)


def test_a_home_or_a_case_that_is_not_there_is_not_found(service: Service) -> None:
    opened = service.open_case()
    shortlist.make(case=opened.case, by=service.duty, now=MOMENT)

    with refused(NotFound):
        offer.put(case=opened.case, home=uuid4(), by=service.duty, now=MOMENT)
    with refused(NotFound):
        offer.put(case=uuid4(), home=service.homes[0], by=service.duty, now=MOMENT)


def test_an_offer_that_is_ended_takes_the_key_with_it(service: Service) -> None:
    opened = service.open_case()
    offered = service.put_offer(opened)
    service.agree(offered, opened)

    with refused(WrongHands):
        offer.end(offer_id=offered, by=opened.resident, now=MOMENT)
    offer.end(offer_id=offered, by=service.duty, now=MOMENT)

    assert not knows(service, opened.resident)
    with refused(StepNotAllowed):
        offer.end(offer_id=offered, by=service.duty, now=MOMENT)


def test_a_shortlist_is_made_by_whoever_may_read_the_register(service: Service) -> None:
    opened = service.open_case()

    for by in (opened.resident, service.lead, service.visitor, service.clinician):
        with refused(Sealed):
            shortlist.make(case=opened.case, by=by, now=MOMENT)
    with refused(NotFound):
        shortlist.make(case=uuid4(), by=service.duty, now=MOMENT)


# The person's word on it


def test_a_yes_is_the_key_to_name_and_address(service: Service) -> None:
    opened = service.open_case()
    offered = service.put_offer(opened)
    assert not knows(service, opened.resident)

    service.agree(offered, opened)

    assert knows(service, opened.resident)
    home = service.homes[0]
    for kind, item in ((HostIdentity, service.host_identity(home)), (Address, service.address())):
        assert facts.open_(kind, item, by=opened.resident, now=MOMENT, purpose="own")


def test_nobody_says_yes_for_the_person(service: Service) -> None:
    opened, other = service.open_case(), service.open_case()
    offered = service.put_offer(opened)

    for by in (other.resident, service.duty, service.program, service.lead):
        with refused(NotFound):
            consent.agree(offer_id=offered, by=by, service=service.program, now=MOMENT)
    with refused(NotFound):
        service.agree(uuid4(), opened)


def test_without_the_program_a_yes_makes_no_key_and_is_not_written_down(service: Service) -> None:
    opened = service.open_case()
    offered = service.put_offer(opened)

    for not_the_program in (opened.resident, service.lead, service.hosts[service.homes[0]]):
        with refused(Sealed):
            consent.agree(offer_id=offered, by=opened.resident, service=not_the_program, now=MOMENT)


def test_a_yes_taken_back_takes_the_key_back(service: Service) -> None:
    opened = service.open_case()
    offered = service.put_offer(opened)
    service.agree(offered, opened)

    with refused(NotFound):
        consent.withdraw(offer_id=offered, by=service.duty, now=MOMENT)
    consent.withdraw(offer_id=offered, by=opened.resident, now=MOMENT)

    assert not knows(service, opened.resident)
    with refused(StepNotAllowed):
        service.agree(offered, opened)


def test_a_yes_to_one_home_of_a_host_outlives_a_no_to_the_other(service: Service) -> None:
    opened = service.open_case()
    one, other = (service.put_offer(opened, home) for home in service.homes[:2])
    service.agree(one, opened)
    service.agree(other, opened)

    consent.withdraw(offer_id=one, by=opened.resident, now=MOMENT)

    assert knows(service, opened.resident, home=1)
    assert not facts.can_open(service.address(service.homes[0]), opened.resident)


def test_a_no_makes_no_key_and_has_the_consequence_that_was_wished(service: Service) -> None:
    opened = service.open_case()
    offered = service.put_offer(opened)

    with refused(NotFound):
        consent.decline(offer_id=offered, consequence=None, by=service.duty, now=MOMENT)
    wish = DeclineConsequence.PARK
    consent.decline(offer_id=offered, consequence=wish, by=opened.resident, now=MOMENT)

    assert not knows(service, opened.resident)
    with refused(RuleBroken, "no offers before"):
        shortlist.make(case=opened.case, by=service.duty, now=MOMENT)
    shortlist.make(case=opened.case, by=service.duty, now=MOMENT + 14 * DAY)


def test_after_a_no_the_person_may_ask_to_go_through_it_all_again(service: Service) -> None:
    opened = service.open_case()
    offered = service.put_offer(opened)

    wish = DeclineConsequence.UNTIL_REASSESSED
    consent.decline(offer_id=offered, consequence=wish, by=opened.resident, now=MOMENT)

    assert CaseRow.objects.get(id=opened.case).must_reassess
    with refused(RuleBroken, "needs again"):
        shortlist.make(case=opened.case, by=service.duty, now=MOMENT)


def test_a_question_nobody_answers_lapses_after_the_days_of_the_programme(
    service: Service,
) -> None:
    opened = service.open_case()
    offered = service.put_offer(opened)
    lapsing = MOMENT + 14 * DAY

    assert consent.lapse(by=service.program, now=lapsing - DAY) == 0
    with refused(WrongHands):
        consent.lapse(by=service.visitor, now=lapsing)
    assert consent.lapse(by=service.program, now=lapsing) == 1

    with refused(StepNotAllowed):
        service.agree(offered, opened)


def test_an_offer_that_was_ended_does_not_stop_the_others_from_lapsing(service: Service) -> None:
    ended, waiting = service.open_case(), service.open_case()
    offer.end(offer_id=service.put_offer(ended), by=service.duty, now=MOMENT)
    offered = service.put_offer(waiting)

    assert consent.lapse(by=service.program, now=MOMENT + 14 * DAY) == 1
    assert ConsentRow.objects.get(offer=offered).state == State.LAPSED
