"""A lead or a manager who named an address is told, once a day, that something waits."""

from collections.abc import Callable
from datetime import datetime, time, timedelta
from uuid import UUID

import pytest
from django.db.models import QuerySet

from hearth.actions import concerns
from hearth.actions.daily import daily
from hearth.actions.keys.service import dismiss
from hearth.actions.raised import late
from hearth.actions.telling import at_work, outbox
from hearth.core.audience import Audience
from hearth.core.concerns import Kind
from hearth.core.errors import WrongHands
from hearth.core.gate.outbox import Written
from hearth.core.reach import AtWork, Channel, HostHours
from hearth.exchange.ways import Ways
from hearth.store import facts, reach
from hearth.store.access import SignedIn
from hearth.store.models import CheckRow, ConcernRow, ItemRow, OutboxRow, PrincipalRow
from tests.actions.concerns.test_late import another_lead
from tests.actions.telling.test_outbox import ZONE, Kept
from tests.refused import refused
from tests.service import DAY, LATER, Service, a_service, hired

pytestmark = pytest.mark.django_db
MAIL = "on.duty@example.org"
LATE = LATER + 60 * DAY


@pytest.fixture
def service() -> Service:
    return a_service()


def wants(who: SignedIn, hours: HostHours | None = None) -> None:
    said = AtWork(mail=MAIL, hours=hours or HostHours())
    at_work.say(reach=said, by=who, now=LATER)


def raised(service: Service, stay: UUID | None = None) -> ConcernRow:
    made = concerns.raise_one(
        kind=Kind.WORRY,
        words="the door does not lock",
        placement_id=stay,
        programme="blank.1",
        by=None,
        now=LATER,
    )
    return ConcernRow.objects.get(id=made.id)


def sent(service: Service, now: datetime) -> list[Written]:
    way = Kept()
    ways = Ways({Channel.MAIL: way})
    outbox.send_due(by=service.program, clock=lambda: now, ways=ways, zone=ZONE)
    return [words for _, words in way.got]


def told() -> QuerySet[OutboxRow]:
    """What is to leave for those who work here; what goes to hosts and residents is not asked."""
    return OutboxRow.objects.filter(key__startswith="waits:")


def rises(service: Service) -> None:
    late.escalate(by=service.program, now=LATE)


def test_another_address_cancels_what_waits_for_the_old_one_and_other_hours_do_not(
    service: Service,
) -> None:
    wants(service.lead)
    raised(service, service.live(service.open_case()))
    rises(service)

    wants(service.lead, HostHours(first_hour=time(0), last_hour=time(23)))
    before = told().get().state
    at_work.say(reach=AtWork(mail="elsewhere@example.org"), by=service.lead, now=LATE)

    assert (before, told().get().state) == ("queued", "cancelled")
    assert sent(service, LATE) == []


def test_what_has_risen_tells_lead_and_manager_that_something_waits_and_no_more(
    service: Service,
) -> None:
    manager = hired(Audience.MANAGER, service.duty)
    wants(service.lead)
    wants(manager)
    row = raised(service, service.live(service.open_case()))

    rises(service)

    assert set(told().values_list("to", flat=True)) == {service.lead.id, manager.id}
    found = [one for one in sent(service, LATE) if one.address == MAIL]
    assert len(found) == 2
    for one in found:
        assert f"{one.subject} {one.body}" == "Hello Something waits for you."
        assert row.id.hex[:8] not in one.body
    assert set(told().values_list("case", "because")) == {(None, None)}


def test_nobody_is_told_twice_on_a_day(service: Service) -> None:
    wants(service.lead)
    for _ in range(3):
        raised(service)
    service.live(service.open_case())

    daily(by=service.program, now=LATE)
    assert CheckRow.objects.filter(level__gt=0).exists()

    assert told().count() == 1


def test_whoever_named_no_address_is_told_on_their_pages_alone(service: Service) -> None:
    raised(service)

    rises(service)

    assert not told().exists()


def test_whoever_it_may_be_about_is_not_told(service: Service) -> None:
    colleague = another_lead(service)
    stay = service.live(service.open_case())
    CheckRow.objects.filter(placement=stay).update(visitor=colleague.id)
    raised(service, stay)
    for who in (service.lead, colleague):
        wants(who)

    rises(service)

    assert list(told().values_list("to", flat=True)) == [service.lead.id]


def test_outside_their_hours_it_waits(service: Service) -> None:
    wants(service.lead, HostHours(first_hour=time(22), last_hour=time(23)))
    raised(service)

    rises(service)

    assert sent(service, LATE) == []
    assert len(sent(service, LATE.replace(hour=22, minute=30))) == 1


def leaves(service: Service) -> None:
    PrincipalRow.objects.filter(id=service.lead.id).update(ended_at=LATE)


def takes_it_back(service: Service) -> None:
    at_work.stop(by=service.lead, now=LATE)


@pytest.mark.parametrize("ends", [leaves, takes_it_back])
def test_who_has_left_or_takes_it_back_before_it_is_sent_gets_nothing(
    service: Service, ends: Callable[[Service], None]
) -> None:
    wants(service.lead)
    raised(service)
    rises(service)

    ends(service)

    assert sent(service, LATE + timedelta(hours=1)) == []


def test_their_address_is_sealed_to_them_and_to_the_program_that_sends(service: Service) -> None:
    manager = hired(Audience.MANAGER, service.duty)
    wants(service.lead)
    wants(service.lead)

    item = ItemRow.objects.get(kind="at-work").id

    others = (service.duty, manager, service.visitor)
    assert [facts.can_open(item, by) for by in (service.lead, service.program)] == [True, True]
    assert not any(facts.can_open(item, by) for by in others)
    assert MAIL.encode() not in bytes(ItemRow.objects.get(id=item).body)


def test_the_address_of_who_is_dismissed_is_gone(service: Service) -> None:
    colleague = another_lead(service)
    wants(colleague)

    dismiss(who=colleague.id, by=service.lead, now=LATE)

    assert not ItemRow.objects.filter(kind="at-work").exists()


def test_nobody_but_a_lead_or_a_manager_names_one(service: Service) -> None:
    for by in (service.duty, service.visitor, service.program):
        with refused(WrongHands):
            wants(by)
    assert reach.item_of(service.duty.id, "at-work") is None
