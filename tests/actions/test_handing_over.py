"""A case goes to another office: with their yes, with every key, and with no key before."""

from datetime import timedelta

import pytest

from hearth.actions import own, result
from hearth.actions import transfer as act
from hearth.actions.kept import retention
from hearth.actions.keys import rotation
from hearth.core.audience import Audience
from hearth.core.compartments import OFFICE
from hearth.core.errors import (
    NotFound,
    RuleBroken,
    StepNotAllowed,
    TellsTooMuch,
    WrongHands,
)
from hearth.core.retention import Records
from hearth.queries import case
from hearth.queries import transfer as ask
from hearth.store import events, facts, keeping, offices, principals, transfers
from hearth.store.access import SignedIn
from hearth.store.models import CaseRow, GrantRow, ItemRow, PrincipalRow, TransferRow
from tests.builders import an_id
from tests.properties.keys import Keys
from tests.refused import refused
from tests.service import LATER, Offices, Service, as_made, hired, signed_in_again

pytestmark = pytest.mark.django_db
NOTE = "They would rather be called than written to."
DAY = timedelta(days=1)


@pytest.fixture
def service(db: None, several: tuple[Service, Offices]) -> Service:
    return as_made(several[0])


@pytest.fixture
def two(service: Service, several: tuple[Service, Offices]) -> Offices:
    first, other = (signed_in_again(one) for one in (several[1].first, several[1].other))
    return Offices(first, other, several[1].office)


def proposed(service: Service, two: Offices, case_: object) -> TransferRow:
    made = act.propose_to_office(
        case=case_,
        office=two.office,
        note=NOTE,
        by=two.first,
        now=LATER,  # type: ignore[arg-type]
    )
    return TransferRow.objects.get(id=made)


def accept(row: TransferRow, service: Service, by: SignedIn) -> None:
    act.accept(transfer_id=row.id, by=by, service=service.program, now=LATER)


def held(row: TransferRow) -> set[object]:
    """Every fact of the case."""
    return set(keeping.items(row.case, Records.CASE))


def held_by(who: SignedIn) -> set[object]:
    return set(GrantRow.objects.filter(to=who.id).values_list("item_id", flat=True))


def openers(*people: SignedIn) -> Keys:
    keys = Keys()
    for one in people:
        keys.meet(one)
    keys.look_at_everything()
    return keys


def test_with_a_yes_the_other_office_opens_everything_and_the_first_nothing(
    service: Service, two: Offices
) -> None:
    opened = service.open_case()
    service.live(opened)
    program, names = service.program, ["Somebody Else"]
    own.keep_away(case=opened.case, names=names, by=opened.resident, service=program, now=LATER)
    row, theirs = proposed(service, two, opened.case), held_by(opened.resident)
    before = {item for item in held(row) if GrantRow.objects.filter(item=item, to__role=OFFICE)}

    accept(row, service, two.other)

    keys = openers(two.first, two.other)
    assert len(before) > 5
    for item in held(row):
        assert two.first.id not in keys.openers(item)
    assert all(two.other.id in keys.openers(item) for item in before)
    assert held_by(opened.resident) == theirs
    assert not GrantRow.objects.filter(
        to=principals.circle(OFFICE), item__kind__in=("person", "party")
    ).exists()
    assert CaseRow.objects.get(id=opened.case).office_id == two.office
    assert TransferRow.objects.get(id=row.id).came_from_id == principals.circle(OFFICE)
    assert transfers.carer_of(opened.case) == two.other.id
    assert case.seen(opened.case, by=two.other, now=LATER).kept_away == ("Somebody Else",)
    with refused(NotFound):
        case.seen(opened.case, by=two.first, now=LATER)
    assert not events.problems(None, None)


def test_before_the_yes_neither_the_office_nor_the_program_opens_any_of_it(
    service: Service, two: Offices
) -> None:
    opened = service.open_case()
    row = proposed(service, two, opened.case)

    keys = openers(two.other, service.program)

    for item in held(row) - {row.note_id}:
        assert two.other.id not in keys.openers(item)
    half, other = keys.openers(row.half_id), keys.openers(row.other_half_id)  # type: ignore[arg-type]
    assert (half, other) == ({two.other.id}, {service.program.id})
    assert two.other.id in keys.openers(row.note_id)


def test_what_is_written_meanwhile_comes_along(service: Service, two: Offices) -> None:
    opened = service.open_case()
    row = proposed(service, two, opened.case)
    service.live(opened)
    own.keep_away(
        case=opened.case,
        names=["Somebody Else"],
        by=opened.resident,
        service=service.program,
        now=LATER,
    )

    accept(row, service, two.other)

    keys = openers(two.first, two.other)
    kinds = set(ItemRow.objects.filter(grants__to=two.office).values_list("kind", flat=True))
    assert {"shortlist", "described", "card", "move"} <= kinds
    assert not any(two.first.id in keys.openers(item) for item in held(row))
    assert case.seen(opened.case, by=two.other, now=LATER).kept_away == ("Somebody Else",)


@pytest.mark.parametrize("word", ["refuse", "withdraw"])
def test_a_no_leaves_nothing_behind(service: Service, two: Offices, word: str) -> None:
    opened = service.open_case()
    before = set(GrantRow.objects.values_list("id", flat=True))
    row = proposed(service, two, opened.case)

    if word == "refuse":
        act.refuse(transfer_id=row.id, by=two.other, now=LATER)
    else:
        act.withdraw(transfer_id=row.id, by=two.first, now=LATER)

    left = GrantRow.objects.exclude(id__in=before)
    assert set(left.values_list("item_id", flat=True)) == {row.note_id}
    assert not ItemRow.objects.filter(kind="half").exists()
    assert PrincipalRow.objects.get(id=row.way_id).ended_at == LATER
    assert CaseRow.objects.get(id=opened.case).office_id == principals.circle(OFFICE)
    with refused(StepNotAllowed):
        accept(row, service, two.other)
    proposed(service, two, opened.case)
    assert not events.problems(None, None)


def test_the_office_that_is_asked_reads_the_note_and_a_number(
    service: Service, two: Offices
) -> None:
    opened = service.open_case()
    row = proposed(service, two, opened.case)

    (asked,) = ask.mine(by=two.other, now=LATER).to_office

    assert (asked.id, asked.note, asked.office) == (row.id, NOTE, offices.FIRST)
    assert asked.name == opened.case.hex[:8]
    assert [one.office for one in ask.mine(by=two.first, now=LATER).asking] == ["North"]
    assert ask.offered(by=two.other) == 1
    assert ask.offered(by=two.first) == 0


def test_who_is_of_both_offices_reads_what_they_asked_as_theirs_and_may_say_the_yes(
    service: Service, two: Offices
) -> None:
    opened, both = service.open_case(), service.duty
    made = act.propose_to_office(case=opened.case, office=two.office, note=NOTE, by=both, now=LATER)

    seen = ask.mine(by=both, now=LATER)

    assert (seen.to_office, ask.offered(by=both)) == ((), 0)
    assert [(one.office, one.may_take) for one in seen.asking] == [("North", True)]
    assert ask.offered(by=two.other) == 1
    accept(TransferRow.objects.get(id=made), service, both)
    assert CaseRow.objects.get(id=opened.case).office_id == two.office


def test_the_note_tells_no_name_and_no_place(service: Service, two: Offices) -> None:
    opened = service.open_case()
    service.put_offer(opened)

    for words in ("Robin Vale would rather be called.", "They know 9 Alder Row."):
        with refused(TellsTooMuch):
            act.propose_to_office(
                case=opened.case, office=two.office, note=words, by=two.first, now=LATER
            )
    assert not TransferRow.objects.exists()


def test_only_that_office_answers_and_only_who_asked_takes_it_back(
    service: Service, two: Offices
) -> None:
    row = proposed(service, two, service.open_case().case)
    third = hired(Audience.CASEWORKER, service.duty, (OFFICE,))

    with refused(NotFound):
        accept(row, service, third)
    with refused(WrongHands):
        accept(row, service, two.first)
    with refused(WrongHands):
        act.withdraw(transfer_id=row.id, by=two.other, now=LATER)


def test_a_case_is_proposed_to_another_office_and_by_its_own(
    service: Service, two: Offices
) -> None:
    opened = service.open_case()

    with refused(NotFound):
        act.propose_to_office(
            case=opened.case, office=two.office, note=NOTE, by=two.other, now=LATER
        )
    with refused(RuleBroken):
        act.propose_to_office(
            case=opened.case,
            office=principals.circle(OFFICE),
            note=NOTE,
            by=two.first,
            now=LATER,
        )
    with refused(NotFound):
        act.propose_to_office(case=opened.case, office=an_id(), note=NOTE, by=two.first, now=LATER)
    with refused(NotFound):
        act.propose(case=opened.case, to=two.other.id, note=NOTE, by=two.first, now=LATER)


def test_keys_that_change_meanwhile_keep_the_way_open(service: Service, two: Offices) -> None:
    row = proposed(service, two, service.open_case().case)
    for office in offices.every():
        rotation.rotate(office, by=service.duty, now=LATER)
        service.duty = signed_in_again(service.duty)
    rotation.rotate("release", by=service.program, now=LATER)
    service.program = signed_in_again(service.program)

    accept(row, service, signed_in_again(two.other))

    assert CaseRow.objects.get().office_id == two.office


def test_what_the_person_released_to_one_office_is_not_the_others(
    service: Service, two: Offices
) -> None:
    opened = service.open_case()
    entered = service.enter_result(opened)
    result.tell(result_id=entered, by=service.clinician, now=LATER)
    result.release(
        result_id=entered,
        to=principals.circle(OFFICE),
        purpose="care",
        until=LATER.date() + 30 * DAY,
        by=opened.resident,
        now=LATER,
    )

    accept(proposed(service, two, opened.case), service, two.other)

    keys = openers(two.first, two.other, opened.resident)
    item = ItemRow.objects.get(kind="outcome").id
    assert keys.openers(item) == {opened.resident.id}
    result.release(
        result_id=entered,
        to=two.office,
        purpose="care",
        until=LATER.date() + 30 * DAY,
        by=opened.resident,
        now=LATER,
    )
    assert facts.can_open(item, two.other)


def test_a_closed_case_is_not_taken_over(service: Service, two: Offices) -> None:
    row = proposed(service, two, service.open_case().case)
    retention.close(case=row.case_id, by=two.first, now=LATER)

    with refused(RuleBroken):
        accept(row, service, two.other)
    assert CaseRow.objects.get().office_id == principals.circle(OFFICE)


def test_what_did_not_come_along_stops_the_yes_and_nothing_is_moved(
    service: Service, two: Offices
) -> None:
    row = proposed(service, two, service.open_case().case)
    GrantRow.objects.filter(to=row.way_id, item__kind="person").delete()

    with refused(RuleBroken):
        accept(row, service, two.other)
    assert TransferRow.objects.get().state == "proposed"


def test_whom_two_cases_tell_of_is_known_on_to_the_office_of_the_other(
    service: Service, two: Offices
) -> None:
    opened, beside = service.open_case(), service.open_case()
    row = CaseRow.objects.get(id=opened.case)
    row.party.members.create(person_id=beside.person)

    accept(proposed(service, two, opened.case), service, two.other)

    keys = openers(two.first, two.other)
    of_both = row.party.members.get(person=beside.person).person.identity_id
    of_one = row.party.members.get(person=opened.person).person.identity_id
    assert keys.openers(of_both) == {two.first.id, two.other.id}
    assert keys.openers(of_one) == {two.other.id}
