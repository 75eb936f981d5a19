"""What is known of a case that is over goes when its time has come, or when the lead says so."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from django.db import transaction

from hearth.actions import placement
from hearth.actions.daily import daily
from hearth.actions.homes import application
from hearth.actions.intake import Opened
from hearth.actions.kept import dates, retention
from hearth.core.application import Application
from hearth.core.errors import (
    BadInput,
    HearthError,
    NotFound,
    RuleBroken,
    Sealed,
    StepNotAllowed,
    TellsTooMuch,
)
from hearth.core.placement import Ending
from hearth.core.retention import Records, State
from hearth.queries import find
from hearth.queries.kept import retention as ask
from hearth.queries.own import known
from hearth.store import events, facts, keeping, principals
from hearth.store.models import (
    ApplicationRow,
    CaseRow,
    GrantRow,
    HomeRow,
    HostRow,
    ItemRow,
    KeepingRow,
)
from tests.builders import MOMENT
from tests.promised import Tried
from tests.service import LATER, STAY, Service, a_service

pytestmark = pytest.mark.django_db
YEARS_6, DAY = timedelta(days=6 * 366), timedelta(days=1)


@pytest.fixture
def service() -> Iterator[Service]:
    with transaction.atomic():
        yield a_service()


@pytest.fixture
def over(service: Service) -> Opened:
    """A case of somebody who has lived in a home, moved out, and has been told good-bye."""
    opened = service.open_case()
    stay = service.live(opened)
    placement.end(
        placement_id=stay,
        why=next(iter(Ending)),
        on=STAY.first + timedelta(days=3),
        by=service.duty,
        office=service.duty,
        now=LATER + timedelta(days=5),
    )
    retention.close(case=opened.case, by=service.duty, now=LATER + timedelta(days=6))
    return opened


def left(opened: Opened) -> int:
    row = CaseRow.objects.get(id=opened.case)
    return sum(len(keeping.items(row, records)) for records in Records)


def state(opened: Opened) -> str:
    return KeepingRow.objects.get(case=opened.case).state


def test_whoever_lives_somewhere_by_a_case_keeps_it_open(service: Service) -> None:
    opened = service.open_case()
    service.live(opened)

    with pytest.raises(RuleBroken, match="end the stay first"):
        retention.close(case=opened.case, by=service.duty, now=LATER)


@pytest.mark.promise(number="P12")
def test_when_its_time_has_come_it_is_shredded_and_not_a_day_before(
    service: Service, over: Opened, tried: Tried
) -> None:
    closed = KeepingRow.objects.get(case=over.case).closed_on
    until = ask.due(until=closed + YEARS_6)[0].first
    assert until is not None
    day = datetime.combine(until, MOMENT.timetz())
    there, item = left(over), service_item(over)
    wrapped = [bytes(row.wrapped) for row in GrantRow.objects.filter(item=item)]

    assert retention.shred_due(by=service.program, now=day - timedelta(days=1)) == 0
    shredded = retention.shred_due(by=service.program, now=day)

    assert shredded == there > 6
    assert (left(over), state(over)) == (0, State.ERASED)
    assert not GrantRow.objects.filter(wrapped__in=wrapped).exists()
    assert events.problems(None, None) == []
    assert retention.shred_due(by=service.program, now=day) == 0
    tried(shredded, "facts of a case whose time had come: shredded with every key, the log whole")


def service_item(opened: Opened) -> object:
    return ItemRow.objects.filter(subject=opened.party).values_list("id", flat=True)[0]


def test_the_daily_work_does_it(service: Service, over: Opened) -> None:
    dates.confirm(by=service.program, now=LATER + 2 * YEARS_6)
    done = daily(by=service.program, now=LATER + 2 * YEARS_6)

    assert done.facts_erased > 6
    assert left(over) == 0


@pytest.mark.promise(number="P12")
def test_what_is_held_stays_however_long(service: Service, over: Opened, tried: Tried) -> None:
    retention.ask(case=over.case, by=over.resident, now=LATER)
    retention.hold(case=over.case, reason="A claim is open.", by=service.lead, now=LATER)
    there = left(over)  # the reason is one of them

    assert retention.shred_due(by=service.program, now=LATER + 2 * YEARS_6) == 0
    with pytest.raises(StepNotAllowed):
        retention.erase(case=over.case, by=service.lead, now=LATER)

    assert left(over) == there
    [held] = ask.keeping(by=service.lead, now=LATER).held
    assert (held.case, held.reason) == (over.case, "A claim is open.")
    retention.lift(case=over.case, by=service.lead, now=LATER)
    assert retention.shred_due(by=service.program, now=LATER + 2 * YEARS_6) == there
    tried(there, "facts under a legal hold: none shredded while it stood, the reason told")


@pytest.mark.promise(number="P12")
def test_the_lead_answers_erase_me_with_yes(service: Service, over: Opened, tried: Tried) -> None:
    there = left(over)
    retention.ask(case=over.case, by=over.resident, now=LATER)

    shredded = retention.erase(case=over.case, by=service.lead, now=LATER)

    assert shredded == there
    assert left(over) == 0
    homes = {*HostRow.objects.values_list("id", flat=True)}
    homes |= {*HomeRow.objects.values_list("id", flat=True)}
    others = ItemRow.objects.exclude(body=b"").exclude(subject__in=homes)
    assert not others.exists(), "something of the person lies where nobody looked for it"
    with pytest.raises(Sealed):
        principals.with_key(over.resident.id, over.resident.keys[over.resident.id])
    tried(shredded, "facts erased because the person asked")


def test_nobody_finds_whom_was_erased_and_everybody_else_is_found(
    service: Service, over: Opened
) -> None:
    other = service.open_case()
    retention.ask(case=over.case, by=service.duty, now=LATER)
    retention.erase(case=over.case, by=service.lead, now=LATER)

    found = find.by_name("Robin", by=service.duty, now=LATER)

    assert [one.case for one in found.first] == [other.case]


def test_of_the_home_and_its_host_nothing_is_lost(service: Service, over: Opened) -> None:
    retention.ask(case=over.case, by=service.duty, now=LATER)
    retention.erase(case=over.case, by=service.lead, now=LATER)

    assert facts.can_open(service.address(), service.duty)
    assert facts.can_open(service.host_identity(), service.duty)


def test_a_case_that_is_open_or_of_somebody_else_is_not_there(
    service: Service, over: Opened
) -> None:
    other = service.open_case()

    for case, by in ((other.case, other.resident), (over.case, other.resident)):
        with pytest.raises(NotFound):
            retention.ask(case=case, by=by, now=LATER)


def test_a_hold_without_a_reason_and_a_lead_who_is_none_are_refused(
    service: Service, over: Opened
) -> None:
    with pytest.raises(BadInput, match="needs its reason"):
        retention.hold(case=over.case, reason=" ", by=service.lead, now=LATER)
    for act in (retention.erase, retention.lift):
        with pytest.raises(HearthError):
            act(case=over.case, by=service.duty, now=LATER)
    assert state(over) == State.KEPT


def test_who_also_belongs_to_another_party_is_known_on(service: Service, over: Opened) -> None:
    other = service.open_case()
    person = keeping.people(CaseRow.objects.get(id=over.case))[0]
    other_party = CaseRow.objects.get(id=other.case).party
    other_party.members.create(person=person)

    retention.ask(case=over.case, by=service.duty, now=LATER)
    retention.erase(case=over.case, by=service.lead, now=LATER)

    assert facts.can_open(person.identity_id, service.duty)


@pytest.mark.promise(number="P12")
def test_what_is_restricted_is_opened_by_nobody_but_the_person_and_goes_on_its_day(
    service: Service, over: Opened, tried: Tried
) -> None:
    items = [item for one in Records for item in keeping.items(case_row(over), one)]
    own = [item for item in items if facts.can_open(item, over.resident)]
    staff = (service.duty, service.lead, service.program, service.visitor, service.clinician)
    assert any(facts.can_open(item, who) for item in items for who in staff)
    retention.ask(case=over.case, by=over.resident, now=LATER)
    until = LATER.date() + timedelta(days=400)

    resting = retention.restrict(case=over.case, until=until, by=service.lead, now=LATER)

    assert resting > len(items)
    assert not any(facts.can_open(item, who) for item in items for who in staff)
    assert [item for item in items if facts.can_open(item, over.resident)] == own
    assert events.problems(None, None) == []
    assert find.by_name("Robin", by=service.duty, now=LATER).count == 0
    assert ask.keeping(by=service.lead, now=LATER).restricted[0].until == until
    before, on = (datetime.combine(day, MOMENT.timetz()) for day in (until - DAY, until))
    assert retention.shred_due(by=service.program, now=before) == 0
    assert retention.shred_due(by=service.program, now=on) == len(items)
    assert (left(over), state(over)) == (0, State.ERASED)
    tried(len(items) * len(staff), "openings of restricted facts by staff: none opened")


def case_row(opened: Opened) -> CaseRow:
    return CaseRow.objects.get(id=opened.case)


def test_the_lead_alone_lets_it_be_opened_again_and_the_person_reads_what_for(
    service: Service, over: Opened
) -> None:
    item = service_item(over)
    retention.ask(case=over.case, by=over.resident, now=LATER)
    retention.restrict(case=over.case, until=LATER.date() + 9 * DAY, by=service.lead, now=LATER)
    why = "The court has asked for the file."

    for purpose, by in ((why, service.duty), ("so", service.lead)):
        with pytest.raises(HearthError):
            retention.wake(
                case=over.case, purpose=purpose, by=by, service=service.program, now=LATER
            )
    assert not facts.can_open(item, service.duty)  # type: ignore[arg-type]
    lead = {"by": service.lead, "service": service.program}
    with pytest.raises(TellsTooMuch):
        retention.wake(case=over.case, purpose="She lives at 9 Alder Row.", **lead, now=LATER)
    retention.wake(case=over.case, purpose=why, **lead, now=LATER)

    assert facts.can_open(item, service.duty)  # type: ignore[arg-type]
    assert state(over) == State.ASKED
    [told] = known.stands(by=over.resident, now=LATER).woken
    assert told.purpose == why
    assert events.problems(None, None) == []


def test_a_restriction_ends_on_a_day_to_come(service: Service, over: Opened) -> None:
    retention.ask(case=over.case, by=over.resident, now=LATER)

    for days in (0, -1, 40_000):
        with pytest.raises(BadInput):
            retention.restrict(
                case=over.case, until=LATER.date() + days * DAY, by=service.lead, now=LATER
            )
    assert state(over) == State.ASKED


def test_a_case_that_an_import_closed_is_kept_from_the_day_it_was_over(
    service: Service,
) -> None:
    opened = service.open_case()
    row = case_row(opened)
    over_on = LATER.date() - timedelta(days=30)
    row.party.stays.create(person_id=opened.person, entered_on=over_on - DAY, left_on=over_on)
    CaseRow.objects.filter(id=row.id).update(state=keeping.CLOSED)

    retention.shred_due(by=service.program, now=LATER)

    assert KeepingRow.objects.get(case=row).closed_on == over_on


def test_one_that_is_long_over_is_before_the_lead_for_90_days_first(service: Service) -> None:
    opened = service.open_case()
    row = case_row(opened)
    over_on = LATER.date() - 3 * YEARS_6
    row.party.stays.create(person_id=opened.person, entered_on=over_on - DAY, left_on=over_on)
    CaseRow.objects.filter(id=row.id).update(state=keeping.CLOSED)

    assert retention.shred_due(by=service.program, now=LATER) == 0
    assert ask.keeping(by=service.lead, now=LATER).due[0].case == opened.case
    soon = LATER + timedelta(days=89)
    assert retention.shred_due(by=service.program, now=soon) == 0
    assert retention.shred_due(by=service.program, now=soon + DAY) > 0


def test_what_somebody_wrote_who_was_not_made_a_host_goes_when_its_time_has_come(
    service: Service,
) -> None:
    service.open_case()  # under a programme that says how long
    told = Application(name="Eve Ash", phone="1", town="Ash", household="two", room="one")
    application.send(told=told, address="10.0.0.1", now=LATER)
    row = ApplicationRow.objects.get()
    year = timedelta(days=366)

    assert retention.shred_due(by=service.program, now=LATER + 9 * year) == 0
    application.close(application_id=row.id, by=service.duty, now=LATER)
    assert retention.shred_due(by=service.program, now=LATER + timedelta(days=300)) == 0
    assert retention.shred_due(by=service.program, now=LATER + year) == 1

    assert not ItemRow.objects.filter(id=row.item_id).exclude(body=b"").exists()
    assert retention.shred_due(by=service.program, now=LATER + year) == 0
    assert events.problems(None, None) == []
