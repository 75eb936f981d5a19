"""Hosts are asked and residents told by one act: one message each, none twice, none past a wall."""

from datetime import date, datetime, time, timedelta
from uuid import UUID

import pytest

from hearth.actions.intake import Opened
from hearth.actions.kept import retention
from hearth.actions.telling import circulars, outbox, reach
from hearth.core.errors import InvalidValue, NotFound, WrongHands
from hearth.core.gate.circulars import AT_ONCE, Circular
from hearth.core.gate.outbox import GRACE, State, Written
from hearth.core.identity import HostIdentity
from hearth.core.reach import Channel, HostHours, never
from hearth.exchange.ways import Ways
from hearth.queries.telling import circulars as ask
from hearth.store import circulars as store
from hearth.store import facts, offices
from hearth.store.access import SignedIn
from hearth.store.models import EntryRow, HostRow, OutboxRow
from tests.actions.telling.test_outbox import ZONE, Kept, a_text
from tests.builders import TODAY
from tests.service import LATER, Service, a_service, open_case, two_offices

pytestmark = pytest.mark.django_db
DAY = LATER.date()
FREE, CLOSED = Circular.FREE, Circular.CLOSED
HOSTS = 3


@pytest.fixture
def service() -> Service:
    """Three hosts who gave a mail, and one of whom none is known."""
    made = a_service(homes=HOSTS + 1)
    for at, row in enumerate(HostRow.objects.order_by("id")[:HOSTS]):
        known = HostIdentity(name="Ada Lind", email=f"h{at}@example.net")
        facts.change(row.identity_id, known, by=made.duty, now=LATER, purpose="test")
    return made


def everybody(service: Service) -> list[UUID]:
    return list(dict.fromkeys(who.id for who in service.hosts.values()))


def send(
    by: SignedIn,
    kind: Circular,
    whom: list[UUID],
    day: date = DAY,
    now: datetime = LATER,
    office: UUID | None = None,
) -> int:
    return circulars.send(
        kind=kind,
        day=day,
        whom=whom,
        office=office or offices.own(by),
        by=by,
        now=now,
        zone=ZONE,
    )


def leave(service: Service, now: datetime = LATER + GRACE) -> list[Written]:
    way = Kept()
    ways = Ways({Channel.TEXT: way, Channel.MAIL: way})
    outbox.send_due(by=service.program, clock=lambda: now, ways=ways, zone=ZONE)
    return [words for _, words in way.got]


def said_how(service: Service, **said: object) -> Opened:
    opened = service.open_case()
    reach.say(reach=a_text(**said), by=opened.resident, now=LATER)
    return opened


def counted(service: Service, kind: Circular, whom: list[UUID]) -> ask.Counted:
    return ask.counted(
        kind,
        DAY,
        whom,
        office=offices.own(service.duty),
        by=service.duty,
        now=LATER,
        zone=ZONE,
    )


def test_each_host_who_can_be_reached_is_asked_once_and_by_themselves(service: Service) -> None:
    assert send(service.duty, FREE, everybody(service)) == HOSTS

    left = leave(service)

    assert sorted(one.address for one in left) == [f"h{at}@example.net" for at in range(HOSTS)]
    assert {one.body for one in left} == {
        f"Are you free on this day? Please look and say so: {DAY}"
    }
    assert OutboxRow.objects.filter(case=None).count() == HOSTS


def test_pressing_twice_sends_nothing_twice(service: Service) -> None:
    send(service.duty, FREE, everybody(service))

    assert send(service.duty, FREE, everybody(service)) == 0
    assert send(service.duty, FREE, everybody(service), DAY + timedelta(1)) == HOSTS
    assert len(leave(service)) == 2 * HOSTS
    assert EntryRow.objects.filter(act="circular.sent").count() == 2


def test_the_log_says_how_many_and_not_who(service: Service) -> None:
    send(service.duty, FREE, everybody(service))

    entry = EntryRow.objects.get(act="circular.sent")
    assert entry.purpose == f"free {DAY}: {HOSTS}"
    assert entry.about not in {who.hex for who in everybody(service)}


def test_residents_are_told_in_their_language_and_hours(service: Service) -> None:
    opened = said_how(service, language="es", first_hour=time(20), last_hour=time(21))

    assert send(service.duty, CLOSED, [opened.resident.id], DAY + timedelta(1)) == 1

    assert leave(service) == []
    (one,) = leave(service, LATER.replace(hour=20, minute=5))
    assert one.body == f"Este día estamos cerrados: {DAY + timedelta(1)}"
    assert OutboxRow.objects.get().case_id == opened.case


def test_whoever_cannot_be_reached_in_time_is_counted_and_nothing_is_queued(
    service: Service,
) -> None:
    silent = service.open_case()
    no = service.open_case()
    reach.say(reach=never(TODAY), by=no.resident, now=LATER)
    too_late = said_how(service, first_hour=time(1), last_hour=time(2))  # tonight, after its day
    safe = said_how(service)
    all_ = [one.resident.id for one in (silent, no, too_late, safe)]

    found = counted(service, CLOSED, all_)

    assert (found.to, found.not_reached, found.before) == (1, 3, 0)
    assert send(service.duty, CLOSED, all_) == found.to
    assert OutboxRow.objects.get().to_id == safe.resident.id
    again = counted(service, CLOSED, all_)
    assert (again.to, again.not_reached, again.before, again.waits) == (0, 3, 1, 1)


def test_hosts_are_asked_in_their_own_hours(service: Service) -> None:
    host = next(iter(service.hosts.values()))
    hours = HostHours(first_hour=time(1), last_hour=time(2))  # over, for tonight
    reach.say_hours(hours=hours, by=host, now=LATER)

    assert (
        not {host.id}
        & store.sort_out(
            FREE, DAY, everybody(service), by=service.duty, now=LATER, zone=ZONE
        ).to.keys()
    )
    assert send(service.duty, FREE, [host.id]) == 0


def test_what_they_say_meanwhile_holds_and_the_gate_is_asked_again(service: Service) -> None:
    stays, leaves = said_how(service), said_how(service)
    send(service.duty, CLOSED, [stays.resident.id, leaves.resident.id])
    reach.say(reach=never(TODAY), by=leaves.resident, now=LATER)

    assert len(leave(service)) == 1
    assert OutboxRow.objects.get(to=leaves.resident.id).state == State.CANCELLED


def test_what_waits_is_stopped_together_and_can_be_sent_again(service: Service) -> None:
    everybody_ = everybody(service)
    send(service.duty, FREE, everybody_)
    mine = {"kind": FREE, "day": DAY, "office": offices.own(service.duty), "now": LATER}

    assert circulars.stop(**mine, by=service.duty) == HOSTS
    assert circulars.stop(**mine, by=service.duty) == 0
    assert leave(service) == []
    assert send(service.duty, FREE, everybody_) == HOSTS
    assert len(leave(service)) == HOSTS
    assert EntryRow.objects.filter(act="circular.stopped").count() == 1


def test_a_host_is_asked_once_whichever_office_asks(service: Service) -> None:
    two = two_offices(service)

    assert send(two.first, FREE, everybody(service)) == HOSTS
    assert send(two.other, FREE, everybody(service)) == 0
    stopped = circulars.stop(kind=FREE, day=DAY, office=two.office, by=two.other, now=LATER)
    assert stopped == 0


def test_an_office_tells_its_own_residents_and_nobody_elses(service: Service) -> None:
    two = two_offices(service)
    mine, theirs = open_case(two.first, LATER), open_case(two.other, LATER)
    for opened in (mine, theirs):
        reach.say(reach=a_text(), by=opened.resident, now=LATER)
    office = offices.own(two.first)

    assert ask.residents(office, "", by=two.first) == (mine.resident.id,)
    with pytest.raises(NotFound):
        send(two.first, CLOSED, [theirs.resident.id])
    with pytest.raises(NotFound):
        send(two.first, CLOSED, [theirs.resident.id], office=two.office)
    with pytest.raises(NotFound):
        ask.residents(two.office, "", by=two.first)
    assert send(two.first, CLOSED, [mine.resident.id]) == 1
    assert OutboxRow.objects.get().to_id == mine.resident.id


def test_only_hosts_are_asked_only_residents_told_and_only_by_a_caseworker(
    service: Service,
) -> None:
    opened = said_how(service)

    for kind, whom in ((FREE, opened.resident.id), (CLOSED, everybody(service)[0])):
        with pytest.raises(NotFound):
            send(service.duty, kind, [whom])
    with pytest.raises(WrongHands):
        send(service.lead, FREE, everybody(service), office=offices.own(service.duty))
    with pytest.raises(InvalidValue):
        send(service.duty, FREE, everybody(service), DAY - timedelta(1))
    assert not OutboxRow.objects.exists()


def test_a_stopped_host_and_a_closed_case_are_left_out(service: Service) -> None:
    opened = said_how(service)
    HostRow.objects.filter(principal=everybody(service)[0]).update(active=False)
    retention.close(case=opened.case, by=service.duty, now=LATER)

    assert everybody(service)[0] not in store.hosts()
    assert len(store.hosts()) == HOSTS
    assert store.residents(offices.own(service.duty)) == {}


def test_residents_are_chosen_by_their_programme(service: Service) -> None:
    opened = said_how(service)
    office = offices.own(service.duty)

    assert ask.residents(office, "blank", by=service.duty) == (opened.resident.id,)
    assert ask.residents(office, "bla", by=service.duty) == ()


def test_no_more_leave_by_one_press_than_one_round_sends(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store, "AT_ONCE", 2)

    found = counted(service, FREE, everybody(service))

    assert (found.to, found.more) == (2, 1)
    assert send(service.duty, FREE, everybody(service)) == 2
    assert send(service.duty, FREE, everybody(service)) == 1
    assert AT_ONCE <= outbox.AT_ONCE
