from dataclasses import replace
from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from hearth.actions import intake, own
from hearth.core.checks import State
from hearth.core.errors import InvalidValue, NotFound, Sealed, StepNotAllowed, WrongHands
from hearth.core.identity import PersonIdentity
from hearth.core.ids import PersonId
from hearth.core.person import Feature
from hearth.core.sensitive import SensitivePeriod
from hearth.core.units import Period
from hearth.store import facts
from hearth.store.access import SignedIn
from hearth.store.models import CaseRow, CheckRow, PersonRow
from tests.builders import MOMENT, a_party
from tests.refused import refused
from tests.service import DAY, LATER, STAY, Service, a_service, open_case

pytestmark = pytest.mark.django_db


@pytest.fixture
def service() -> Service:
    return a_service(homes=1)


def test_a_person_is_known_to_the_office_and_to_themselves_and_to_nobody_else(
    service: Service,
) -> None:
    opened = open_case(service.duty)
    who = PersonRow.objects.get(id=opened.person).identity_id

    readers = [service.duty, opened.resident, service.lead, service.program, service.visitor]
    assert [facts.can_open(who, by) for by in readers] == [True, True, False, False, False]


def test_what_the_person_needs_is_theirs_to_say_and_to_confirm(service: Service) -> None:
    opened = open_case(service.duty)
    party = service.party(opened)
    needs = replace(party.people[0], needs=frozenset({Feature.KITCHEN}))
    told = replace(party, people=(needs,))

    intake.tell(case=opened.case, party=told, by=opened.resident, now=MOMENT)
    with refused(NotFound):
        intake.confirm(case=opened.case, by=service.duty, now=MOMENT)
    intake.confirm(case=opened.case, by=opened.resident, now=MOMENT)

    assert service.party(opened) == told
    assert CaseRow.objects.get(id=opened.case).state == "waiting"


def test_nobody_but_a_caseworker_opens_a_case(service: Service) -> None:
    host = service.hosts[service.homes[0]]

    for by in (host, service.visitor, service.clinician, service.program):
        with refused(WrongHands):
            open_case(by)


def test_another_person_changes_nothing_in_a_case(service: Service) -> None:
    opened, stranger = open_case(service.duty), open_case(service.duty).resident
    party = service.party(opened)

    with refused(Sealed):
        intake.tell(case=opened.case, party=party, by=stranger, now=MOMENT)
    with refused(NotFound):
        intake.confirm(case=opened.case, by=stranger, now=MOMENT)
    with refused(WrongHands):
        intake.set_stay(case=opened.case, stay=STAY, tier=0, by=stranger, now=MOMENT)


def test_another_party_is_not_told_into_a_case(service: Service) -> None:
    opened = open_case(service.duty)

    with refused(InvalidValue, "another party"):
        intake.tell(case=opened.case, party=a_party(), by=service.duty, now=MOMENT)


def test_what_was_never_told_cannot_be_confirmed(service: Service) -> None:
    opened = open_case(service.duty)

    with refused(StepNotAllowed):
        intake.confirm(case=opened.case, by=opened.resident, now=MOMENT)


def test_a_programme_that_is_not_there_opens_no_case(service: Service) -> None:
    with refused(NotFound):
        intake.open_case(
            identity=PersonIdentity(name="Robin Vale"),
            programme="no-such",
            stay=STAY,
            secret=None,
            by=service.duty,
            now=MOMENT,
        )


def test_other_days_are_the_offices_to_write_and_ask_nobody_again(service: Service) -> None:
    opened, later = service.open_case(), Period.of_days(STAY.first + timedelta(days=5), 20)
    before = service.party(opened)

    intake.set_stay(case=opened.case, stay=later, tier=0, by=service.duty, now=MOMENT)

    assert service.party(opened) == replace(before, stay=later, tier=0)
    assert CaseRow.objects.get(id=opened.case).state == "waiting"


def test_how_urgent_it_is_and_for_which_days_is_not_the_persons_to_write(service: Service) -> None:
    opened = open_case(service.duty)
    party = service.party(opened)
    longer = Period.of_days(STAY.first, 900)
    told = replace(party, tier=0, stay=longer)

    intake.tell(case=opened.case, party=told, by=opened.resident, now=MOMENT)
    assert (service.party(opened).tier, service.party(opened).stay) == (party.tier, party.stay)
    intake.tell(case=opened.case, party=told, by=service.duty, now=MOMENT)
    assert (service.party(opened).tier, service.party(opened).stay) == (0, longer)


def test_nobody_of_another_party_is_told_into_a_case(service: Service) -> None:
    opened, other = open_case(service.duty), open_case(service.duty)
    party = service.party(opened)
    told = replace(party, people=(*party.people, *service.party(other).people))

    with refused(InvalidValue, "another party"):
        intake.tell(case=opened.case, party=told, by=opened.resident, now=MOMENT)


def test_a_time_of_more_care_told_to_the_office_in_a_stay_is_visited_by_at_once() -> None:
    service = a_service()
    opened = service.open_case()
    stay = service.live(opened)
    raised = CheckRow.objects.filter(placement=stay, raised=True, state=State.DUE)
    period = SensitivePeriod(kind="hard-time", first=LATER.date() + 20 * DAY, days=7)
    before = service.party(opened)

    for _ in ("told", "told twice"):
        intake.heed(
            case=opened.case, person=opened.person, period=period, by=service.duty, now=LATER
        )

    assert raised.exists()
    person = replace(before.people[0], sensitive=(period,))
    assert service.party(opened) == replace(before, people=(person,))
    own.drop_period(case=opened.case, period=period, by=opened.resident, now=LATER)
    assert service.party(opened) == before
    assert not raised.exists()


def test_the_office_tells_no_time_of_care_for_others_nor_outside_of_a_stay() -> None:
    service = a_service()
    opened = service.open_case()
    period = SensitivePeriod(kind="hard-time", first=LATER.date() + 20 * DAY, days=7)

    def heed(by: SignedIn, person: UUID = opened.person, kind: str = "hard-time") -> None:
        told = replace(period, kind=kind)
        intake.heed(case=opened.case, person=PersonId(person), period=told, by=by, now=LATER)

    with refused(StepNotAllowed):
        heed(service.duty)
    service.live(opened)
    for by in (service.visitor, service.lead):
        with refused(WrongHands):
            heed(by)
    with refused(NotFound):
        heed(service.duty, uuid4())
    with refused(InvalidValue):
        heed(service.duty, kind="never")
    assert service.party(opened).people[0].sensitive == ()
