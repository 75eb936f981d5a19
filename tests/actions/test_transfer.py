"""Handing over a case: nothing moves before a colleague's yes."""

import pytest
from django.db import IntegrityError, transaction

from hearth.actions import transfer as act
from hearth.core.audience import Audience
from hearth.core.compartments import OFFICE
from hearth.core.errors import NotFound, RuleBroken, StepNotAllowed, WrongHands
from hearth.core.transfer import State
from hearth.queries import transfer as ask
from hearth.store import transfers
from hearth.store.access import SignedIn
from hearth.store.models import TransferRow
from tests.builders import an_id
from tests.refused import refused
from tests.service import LATER, Service, hired

pytestmark = pytest.mark.django_db
NOTE = "They would rather be called than written to."


@pytest.fixture
def colleague(service: Service) -> SignedIn:
    return hired(Audience.CASEWORKER, service.duty, (OFFICE,))


def proposed(service: Service, to: SignedIn) -> TransferRow:
    opened = service.open_case()
    made = act.propose(case=opened.case, to=to.id, note=NOTE, by=service.duty, now=LATER)
    return TransferRow.objects.get(id=made)


def test_a_case_is_in_a_colleagues_care_once_they_say_yes(
    service: Service, colleague: SignedIn
) -> None:
    row = proposed(service, colleague)
    assert transfers.carer_of(row.case_id) is None

    act.accept(transfer_id=row.id, by=colleague, service=service.program, now=LATER)

    assert transfers.carer_of(row.case_id) == colleague.id
    assert [one.case for one in ask.mine(by=colleague, now=LATER).mine] == [row.case_id]


def test_a_no_leaves_the_case_where_it_was(service: Service, colleague: SignedIn) -> None:
    row = proposed(service, colleague)

    act.refuse(transfer_id=row.id, by=colleague, now=LATER)

    assert transfers.carer_of(row.case_id) is None
    act.propose(case=row.case_id, to=colleague.id, note=NOTE, by=service.duty, now=LATER)


def test_the_one_who_is_asked_sees_the_note_and_the_name(
    service: Service, colleague: SignedIn
) -> None:
    row = proposed(service, colleague)

    (asked,) = ask.mine(by=colleague, now=LATER).asked

    assert (asked.id, asked.name, asked.note) == (row.id, "Robin Vale", NOTE)
    assert [one.id for one in ask.mine(by=service.duty, now=LATER).asking] == [row.id]


def test_who_asked_does_not_answer_and_who_is_asked_does_not_take_it_back(
    service: Service, colleague: SignedIn
) -> None:
    row = proposed(service, colleague)

    with refused(WrongHands):
        act.accept(transfer_id=row.id, by=service.duty, service=service.program, now=LATER)
    with refused(WrongHands):
        act.withdraw(transfer_id=row.id, by=colleague, now=LATER)
    act.withdraw(transfer_id=row.id, by=service.duty, now=LATER)
    with refused(StepNotAllowed):
        act.accept(transfer_id=row.id, by=colleague, service=service.program, now=LATER)


def test_one_colleague_is_asked_at_a_time(service: Service, colleague: SignedIn) -> None:
    row = proposed(service, colleague)

    with refused(RuleBroken):
        act.propose(case=row.case_id, to=colleague.id, note=NOTE, by=service.duty, now=LATER)
    with pytest.raises(IntegrityError), transaction.atomic():
        TransferRow.objects.create(
            case_id=row.case_id,
            sent_by_id=row.sent_by_id,
            to_id=row.to_id,
            note_id=service.address(),
            proposed_at=LATER,
            state=State.PROPOSED,
        )


def test_a_case_in_somebodys_care_is_theirs_to_hand_on(
    service: Service, colleague: SignedIn
) -> None:
    row = proposed(service, colleague)
    act.accept(transfer_id=row.id, by=colleague, service=service.program, now=LATER)

    with refused(WrongHands):
        act.propose(case=row.case_id, to=colleague.id, note=NOTE, by=service.duty, now=LATER)
    act.propose(case=row.case_id, to=service.duty.id, note=NOTE, by=colleague, now=LATER)


def test_nobody_is_asked_who_could_not_open_the_case(service: Service) -> None:
    opened = service.open_case()
    outside = hired(Audience.CASEWORKER, service.duty)

    for to in (outside.id, service.lead.id, an_id()):
        with refused(NotFound):
            act.propose(case=opened.case, to=to, note=NOTE, by=service.duty, now=LATER)
    with refused(WrongHands):
        act.propose(case=opened.case, to=outside.id, note=NOTE, by=service.lead, now=LATER)
