from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

import pytest

from hearth.actions import result
from hearth.actions.intake import Opened
from hearth.core.audience import Audience
from hearth.core.compartments import OFFICE
from hearth.core.errors import InvalidValue, NotFound, RuleBroken, StepNotAllowed, WrongHands
from hearth.core.ids import PersonId
from hearth.core.result import Breach, State
from hearth.store import facts, principals
from hearth.store.access import SignedIn
from hearth.store.models import BreachRow, ItemRow, ResultRow
from tests.builders import MOMENT, TODAY, an_id
from tests.refused import refused
from tests.service import Service, a_service, hired

pytestmark = pytest.mark.django_db
UNTIL = TODAY + timedelta(days=30)


@pytest.fixture
def service() -> Service:
    return a_service(homes=1)


def item(entered: UUID) -> UUID:
    return ResultRow.objects.get(id=entered).item_id


def told(service: Service) -> tuple[UUID, SignedIn]:
    """A result that its person has been told, and the person."""
    opened = service.open_case()
    entered = service.enter_result(opened)
    result.tell(result_id=entered, by=service.clinician, now=MOMENT)
    return entered, opened.resident


def release(
    entered: UUID, to: UUID, by: SignedIn, *, purpose: str = "finding a home", until: date = UNTIL
) -> UUID:
    return result.release(result_id=entered, to=to, purpose=purpose, until=until, by=by, now=MOMENT)


def test_the_person_is_the_first_to_know(service: Service) -> None:
    opened = service.open_case()

    known = item(service.enter_result(opened))

    assert facts.can_open(known, opened.resident)
    assert facts.can_open(known, service.clinician)
    others = [service.duty, service.lead, service.program, service.visitor]
    assert not any(facts.can_open(known, by) for by in others)


def test_only_a_clinician_enters_a_result_and_only_for_somebody_of_the_case(
    service: Service,
) -> None:
    opened, other = service.open_case(), service.open_case()

    for by in (other.resident, opened.resident, service.duty, service.lead):
        with refused(WrongHands):
            replace(service, clinician=by).enter_result(opened)
    with refused(NotFound):
        result.enter(
            case=opened.case,
            person=other.person,
            assessment="assessment",
            outcome="yes",
            by=service.clinician,
            now=MOMENT,
        )
    with refused(InvalidValue, "one of yes, no"):
        service.enter_result(opened, outcome="perhaps")


def test_nothing_is_released_before_the_person_was_told(service: Service) -> None:
    opened = service.open_case()
    entered = service.enter_result(opened)

    with refused(StepNotAllowed):
        release(entered, principals.circle(OFFICE), opened.resident)


def test_only_whoever_entered_it_says_that_it_was_told(service: Service) -> None:
    entered = service.enter_result(service.open_case())

    with refused(NotFound):
        result.tell(result_id=entered, by=service.duty, now=MOMENT)
    another = hired(Audience.CLINICIAN, service.duty)
    with refused(NotFound):
        result.tell(result_id=entered, by=another, now=MOMENT)


def test_a_release_is_a_key_for_its_recipient_until_it_is_taken_back(service: Service) -> None:
    entered, person = told(service)

    given = release(entered, principals.circle(OFFICE), person)
    assert facts.can_open(item(entered), service.duty)
    assert not facts.can_open(item(entered), service.lead)

    with refused(NotFound):
        result.withdraw(release_id=given, by=service.duty, now=MOMENT)
    result.withdraw(release_id=given, by=person, now=MOMENT)
    assert not facts.can_open(item(entered), service.duty)
    with refused(NotFound):
        result.withdraw(release_id=given, by=person, now=MOMENT)


def test_a_release_ends_on_its_day(service: Service) -> None:
    entered, person = told(service)
    release(entered, principals.circle(OFFICE), person)

    assert result.end_releases(by=service.program, now=MOMENT + timedelta(days=29)) == 0
    assert facts.can_open(item(entered), service.duty)
    assert result.end_releases(by=service.program, now=MOMENT + timedelta(days=30)) == 1
    assert not facts.can_open(item(entered), service.duty)
    assert ResultRow.objects.get(id=entered).state == State.WITHDRAWN


def test_a_result_stays_released_as_long_as_one_release_holds(service: Service) -> None:
    entered, person = told(service)
    for purpose, days in (("care", 20), ("school", 30)):
        until = TODAY + timedelta(days=days)
        release(entered, principals.circle(OFFICE), person, purpose=purpose, until=until)

    result.end_releases(by=service.program, now=MOMENT + timedelta(days=20))

    assert ResultRow.objects.get(id=entered).state == State.RELEASED


def test_a_release_for_one_purpose_outlives_another_that_is_taken_back(service: Service) -> None:
    entered, person = told(service)
    office = principals.circle(OFFICE)
    housing = release(entered, office, person)
    release(entered, office, person, purpose="school")

    result.withdraw(release_id=housing, by=person, now=MOMENT)

    assert facts.can_open(item(entered), service.duty)


def test_nobody_but_the_person_releases_a_result(service: Service) -> None:
    entered, _ = told(service)
    office = principals.circle(OFFICE)

    for by in (service.clinician, service.duty, service.open_case().resident):
        with refused(NotFound):
            release(entered, office, by)


def test_a_result_is_never_released_to_a_host(service: Service) -> None:
    entered, person = told(service)

    with refused(RuleBroken, "never given to a host"):
        release(entered, service.hosts[service.homes[0]].id, person)


def test_a_release_that_could_not_be_kept_is_refused(service: Service) -> None:
    entered, person = told(service)
    office = principals.circle(OFFICE)

    for purpose in ("x" * 65, " ", "to help her brother"):
        with refused(InvalidValue, "what it is for"):
            release(entered, office, person, purpose=purpose)
    with refused(InvalidValue, "ends after"):
        release(entered, office, person, until=TODAY)
    with refused(NotFound):
        release(entered, an_id(), person)


def recorded(opened: Opened, by: SignedIn) -> UUID:
    """The item of a breach put on record."""
    breach = Breach(fact="result", known_to="a parent", on=TODAY, told_before_person=True)
    made = result.record_breach(person=opened.person, breach=breach, by=by, now=MOMENT)
    return BreachRow.objects.get(id=made).item_id


def test_a_breach_stays_on_record_for_the_person_and_the_lead(service: Service) -> None:
    opened = service.open_case()

    known = recorded(opened, service.duty)

    readers = [opened.resident, service.lead, service.duty, service.clinician]
    assert [facts.can_open(known, by) for by in readers] == [True, True, False, False]
    with refused(NotFound):
        recorded(replace(opened, person=PersonId(an_id())), service.duty)


def test_a_breach_is_put_on_record_by_staff_who_may_know_and_by_nobody_else(
    service: Service,
) -> None:
    opened = service.open_case()

    for by in (service.visitor, service.program, opened.resident, *service.hosts.values()):
        with refused(WrongHands):
            recorded(opened, by)
    for by in (service.lead, service.clinician, service.duty):
        assert recorded(opened, by)


def test_the_lead_reads_of_a_breach_once_the_person_has_heard_every_result(
    service: Service,
) -> None:
    opened, other = service.open_case(), hired(Audience.CLINICIAN, service.duty)
    first, second = service.enter_result(opened), service.enter_result(opened, "no")
    known = recorded(opened, service.duty)
    later = replace(service, clinician=other).enter_result(opened)

    readers = [opened.resident, service.clinician, service.lead, other, service.duty]
    assert [facts.can_open(known, by) for by in readers] == [True, True, False, False, False]
    result.tell(result_id=later, by=other, now=MOMENT)
    result.tell(result_id=first, by=service.clinician, now=MOMENT)
    assert not facts.can_open(known, service.lead)
    result.tell(result_id=second, by=service.clinician, now=MOMENT)
    assert facts.can_open(known, service.lead)


def test_a_breach_is_theirs_alone_where_whoever_entered_the_result_has_left(
    service: Service,
) -> None:
    opened = service.open_case()
    service.enter_result(opened)
    principals.end(service.clinician.id, by=service.duty, now=MOMENT)

    known = recorded(opened, service.duty)

    assert facts.can_open(known, opened.resident)
    assert not facts.can_open(known, service.lead)


def test_what_was_entered_wrongly_is_gone_before_it_is_told(service: Service) -> None:
    opened = service.open_case()
    entered = service.enter_result(opened)
    known = item(entered)

    result.take_back(result_id=entered, by=service.clinician, now=MOMENT)

    assert not ResultRow.objects.filter(id=entered).exists()
    assert not ItemRow.objects.filter(id=known).exists()  # nor any key to it
    assert service.enter_result(opened) != entered  # what is right can be entered now


def test_what_was_told_is_not_taken_back_and_nobody_elses_is(service: Service) -> None:
    entered = service.enter_result(service.open_case())
    other = hired(Audience.CLINICIAN, service.duty)
    with refused(NotFound):
        result.take_back(result_id=entered, by=other, now=MOMENT)

    result.tell(result_id=entered, by=service.clinician, now=MOMENT)

    with refused(StepNotAllowed):
        result.take_back(result_id=entered, by=service.clinician, now=MOMENT)
    assert facts.can_open(item(entered), service.clinician)


def test_the_lead_reads_of_a_breach_once_nothing_is_left_to_tell(service: Service) -> None:
    opened = service.open_case()
    entered = service.enter_result(opened)
    known = recorded(opened, service.duty)

    result.take_back(result_id=entered, by=service.clinician, now=MOMENT)

    assert facts.can_open(known, service.lead)
