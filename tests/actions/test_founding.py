"""A service begins with one office, and another is founded beside it."""

import pytest

from hearth.actions import transfer
from hearth.actions.homes import diary
from hearth.actions.keys import offices as act
from hearth.actions.keys import service as staff
from hearth.core.compartments import OFFICE
from hearth.core.diary import Note
from hearth.queries import case
from hearth.queries.own import here
from hearth.queries.own import opened as record
from hearth.store import offices, principals
from hearth.store.models import CaseRow, GrantRow, ItemRow
from tests.service import (
    LATER,
    Service,
    open_case,
    two_offices,
)

pytestmark = pytest.mark.django_db


def held_by(office: object) -> set[object]:
    return set(GrantRow.objects.filter(to=office).values_list("item_id", flat=True))


def test_a_service_begins_with_one_office_and_its_circle_is_that_of_all(service: Service) -> None:
    (only,) = offices.every()

    assert only == principals.circle(OFFICE)
    assert open_case(service.duty)
    assert CaseRow.objects.get().office_id == only


def test_founding_goes_on_where_it_was_stopped(service: Service) -> None:
    by = act.found(name="North", by=service.duty, now=LATER)
    office = offices.called("north").id
    first = principals.circle(OFFICE)

    left = act.share_some(office, by=by, now=LATER, at_most=3)
    assert left > 0
    assert len(held_by(office)) == 3
    diary.write(note=Note(words="I am away."), by=service.hosts[service.homes[0]], now=LATER)
    assert ItemRow.objects.get(kind="note").id in held_by(office)
    act.share_all(office, by=by, clock=lambda: LATER, told=lambda _left: None)

    assert held_by(office) == held_by(first)
    assert act.share_some(office, by=by, now=LATER) == 0


def test_no_case_is_given_to_an_office_with_the_register(service: Service) -> None:
    service.put_offer(service.open_case())

    two = two_offices(service)

    theirs = set(ItemRow.objects.filter(grants__to=two.office).values_list("kind", flat=True))
    assert theirs == {"host", "home", "address"}


def test_two_holders_open_every_office_also_one_that_is_founded_later(service: Service) -> None:
    begun = staff.Begun(service.duty, service.lead, service.program)
    holders = staff.appoint_holders(count=3, begun=begun, now=LATER)
    opened = open_case(two_offices(service).other)
    keys = {one.id: staff.key_of_sheet(one.sheet) for one in holders[:2]}

    assert staff.drill(holders=keys, now=LATER)
    again = staff.recover(holders=keys, now=LATER)

    assert case.seen(opened.case, by=again.duty, now=LATER).id == opened.case


def test_the_person_reads_which_office_they_are_with_where_there_are_several(
    service: Service,
) -> None:
    opened = service.open_case()
    assert here.here(by=opened.resident, now=LATER).office == ""

    two = two_offices(service)
    assert here.here(by=opened.resident, now=LATER).office == offices.FIRST
    made = transfer.propose_to_office(
        case=opened.case, office=two.office, note="Please.", by=two.first, now=LATER
    )
    transfer.accept(transfer_id=made, by=two.other, service=service.program, now=LATER)

    assert here.here(by=opened.resident, now=LATER).office == "North"
    assert record.opened(by=opened.resident).office == "North"
