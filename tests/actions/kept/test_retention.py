"""What is known of a case that is over goes when its time has come, or when the lead says so."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from django.db import transaction

from hearth.actions import placement, retention
from hearth.actions.daily import daily
from hearth.actions.intake import Opened
from hearth.core.errors import BadInput, HearthError, NotFound, RuleBroken, Sealed, StepNotAllowed
from hearth.core.placement import Ending
from hearth.core.retention import Records, State
from hearth.queries import find
from hearth.queries import retention as ask
from hearth.store import events, facts, keeping, principals
from hearth.store.models import CaseRow, GrantRow, HomeRow, HostRow, ItemRow, KeepingRow
from tests.builders import MOMENT
from tests.promised import Tried
from tests.service import LATER, STAY, Service, a_service

pytestmark = pytest.mark.django_db
YEARS_6 = timedelta(days=6 * 366)


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
    done = daily(by=service.program, now=LATER + 2 * YEARS_6)

    assert done.facts_erased > 6
    assert left(over) == 0


@pytest.mark.promise(number="P12")
def test_what_is_held_stays_however_long(service: Service, over: Opened, tried: Tried) -> None:
    there = left(over)
    retention.ask(case=over.case, by=over.resident, now=LATER)
    retention.hold(case=over.case, reason="A claim is open.", by=service.lead, now=LATER)

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
