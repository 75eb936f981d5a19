"""A lead who is near a host is told nothing about them, and decides nothing."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from hearth.actions import concerns, testimony
from hearth.actions.homes import hosts
from hearth.actions.keys import emergency
from hearth.actions.raised import findings, nearness
from hearth.actions.record import keep
from hearth.actions.visiting import early_visit
from hearth.actions.visiting.rounds import plan
from hearth.core.audience import Audience
from hearth.core.compartments import SAFEGUARDING
from hearth.core.errors import NotFound, RuleBroken, WrongHands
from hearth.core.findings import Finding
from hearth.core.home import Home
from hearth.core.ids import HomeId
from hearth.queries.deciding import board, early, near, waits
from hearth.queries.deciding import stay as of_stay
from hearth.queries.deciding.concern import whole
from hearth.queries.record import host as records
from hearth.queries.record import whole as all_hosts
from hearth.queries.visiting import due, feeds, rounds
from hearth.stats.records import Line, Records
from hearth.store.access import SignedIn
from hearth.store.models import CheckRow, EntryRow, HostRow, NearRow
from hearth.web.figures.records import warnings
from tests.actions.concerns.test_concerns import handling, raised
from tests.refused import refused
from tests.service import LATER, Service, a_service, hired

pytestmark = pytest.mark.django_db
PURPOSE = "to see what she said"


@dataclass
class Near:
    """A service of two leads, of whom one is near the host of the first home."""

    service: Service
    near: SignedIn
    other: SignedIn
    host: UUID
    stay: UUID


@pytest.fixture
def said() -> Near:
    service = a_service()
    other = hired(Audience.LEAD, service.lead, (SAFEGUARDING,))
    stay = service.live(service.open_case())
    host = HostRow.objects.get(homes=service.homes[0]).id
    nearness.say(number=host.hex[:8], by=service.lead, now=LATER)
    return Near(service, service.lead, other, host, stay)


def test_a_concern_about_a_host_they_are_near_is_never_there_for_them(said: Near) -> None:
    about, found_out = raised(None, said.stay).id, raised(None).id
    elsewhere = raised(None, said.service.live(said.service.open_case(), said.service.homes[1])).id
    concerns.find_about(concern_id=found_out, number=said.host.hex[:8], by=said.other, now=LATER)

    theirs = board.to_decide(by=said.near, now=LATER).concerns
    others = board.to_decide(by=said.other, now=LATER).concerns

    assert {one.id for one in theirs.first} == {elsewhere}
    assert {one.id for one in others.first} == {about, found_out, elsewhere}
    for hidden in (about, found_out):
        with refused(NotFound):
            whole(hidden, by=said.near, now=LATER)
    assert whole(about, by=said.other, now=LATER).id == about


def test_they_take_no_step_with_it_and_a_colleague_takes_each(said: Near) -> None:
    about = raised(None, said.stay).id

    for step in handling(about, said.service):
        with refused(RuleBroken, "near this host"):
            step()
    for step in handling(about, replace(said.service, lead=said.other)):
        step()


def decisions(said: Near) -> list[Callable[[], object]]:
    """What a lead decides or reads of a host, each in the hands of the one who is near them."""
    by, service = said.near, said.service.program
    stay, now = said.stay, LATER
    step = hosts.Wait(requirement="dbs", subject=None, days=1, reason="it was sent for")
    return [
        lambda: testimony.open_stay(
            placement_id=stay, purpose=PURPOSE, by=by, service=service, now=now
        ),
        lambda: emergency.ask(placement_id=stay, purpose=PURPOSE, by=by, service=service, now=now),
        lambda: early_visit.order(stay=stay, others=(), opens_on=now.date(), by=by, now=now),
        lambda: concerns.lift_pause(host=said.host, by=by, now=now),
        lambda: hosts.let_wait(
            host=said.host, wait=step, programme="blank", by=by, service=service, now=now
        ),
    ]


def test_they_decide_nothing_of_this_host(said: Near) -> None:
    for decide in decisions(said):
        with refused(RuleBroken, "near this host"):
            decide()


def test_the_record_of_this_host_is_not_there_for_them(said: Near) -> None:
    program = said.service.program
    with refused(NotFound):
        records.of_host(said.host, by=said.near, now=LATER)
    with refused(NotFound):
        waits.of_host(said.host, by=said.near, service=program, now=LATER)

    assert records.of_host(said.host, by=said.other, now=LATER).number == said.host.hex[:8]


def test_nothing_of_who_visits_this_host_is_there_for_them(said: Near) -> None:
    elsewhere = said.service.live(said.service.open_case(), said.service.homes[1])
    both = {said.stay, elsewhere}
    early_visit.order(
        stay=elsewhere, others=(said.stay,), opens_on=LATER.date(), by=said.other, now=LATER
    )
    CheckRow.objects.filter(recurrence="extra").update(state="overdue", level=1)
    HostRow.objects.filter(homes__placements__in=both).update(active=False)
    monday = LATER + timedelta(7 - LATER.weekday())
    id = plan.plan_week(
        first_on=monday.date(), days=5, by=said.other, service=said.service.program, now=LATER
    )

    def seen(by: SignedIn) -> list[set[object]]:
        """The stays, or hosts, of all lists of visits and of pauses."""
        decide, falls = board.to_decide(by=by, now=LATER), due.falling(by=by, now=LATER)
        whole_plan = rounds.plan(id, by=by, now=LATER)
        return [
            {one.stay for one in decide.checks.first},
            {one.stay for one in falls.overdue.first},
            {one.stay for day in whole_plan.days for one in day.visits}
            | {one.stay for one in whole_plan.left},
        ]

    assert seen(said.other) == [both, both, both]
    assert seen(said.near) == [{elsewhere}] * 3
    paused = [board.to_decide(by=by, now=LATER).paused for by in (said.other, said.near)]
    assert [said.host in {one.host for one in some.first} for some in paused] == [True, False]
    assert [some.count for some in paused] == [2, 1]
    for by, there in ((said.other, True), (said.near, False)):
        asked = feeds.Asked(by.id, LATER, said.service.program, ZoneInfo("UTC"))
        keys = {one.key for one in feeds.appointments(asked, Audience.LEAD)}
        mine = CheckRow.objects.filter(placement=said.stay).values_list("id", flat=True)
        assert bool(keys & {f"check {check}" for check in mine}) is there


def test_the_stay_itself_is_not_there_for_them(said: Near) -> None:
    homes: dict[HomeId, Home] = {}
    with refused(NotFound):
        of_stay.stay(said.stay, by=said.near, now=LATER)
    with refused(NotFound):
        early.early(said.stay, homes=homes, by=said.near, now=LATER)

    assert of_stay.stay(said.stay, by=said.other, now=LATER).id == said.stay


def test_nobody_says_of_themselves_that_they_are_near_no_more(said: Near) -> None:
    about, (one,) = raised(None, said.stay).id, near.said(by=said.near)
    assert one.own
    with refused(RuleBroken, "another lead"):
        nearness.end(near_id=one.id, by=said.near, now=LATER)

    nearness.end(near_id=one.id, by=said.other, now=LATER)

    assert whole(about, by=said.near, now=LATER).id == about
    assert near.said(by=said.near) == ()


def test_it_is_said_once_by_a_lead_of_a_host_who_is_there(said: Near) -> None:
    before = EntryRow.objects.filter(act="host.near_said").count()
    nearness.say(number=said.host.hex[:8], by=said.near, now=LATER)
    assert NearRow.objects.count() == 1
    assert EntryRow.objects.filter(act="host.near_said").count() == before == 1

    for number in ("", "12", "zzzzzzzz", "00000000"):
        with refused(NotFound, "no host"):
            nearness.say(number=number, by=said.near, now=LATER)
    for by in (said.service.duty, said.service.visitor, said.service.program):
        with refused(WrongHands):
            nearness.say(number=said.host.hex[:8], by=by, now=LATER)
        with refused(NotFound):
            near.said(by=by)


def test_no_line_and_no_warning_of_this_host_is_in_their_records(said: Near) -> None:
    later = LATER + timedelta(days=100)
    for _ in range(3):
        about = raised(None, said.stay).id
        for step in handling(about, replace(said.service, lead=said.other)):
            step()
        findings.find(concern_id=about, finding=Finding.UPHELD, by=said.other, now=later)
    program = said.service.program
    keep(
        all_hosts.work_out(by=said.other, service=program, now=later),
        by=said.other,
        service=program,
        now=later,
    )

    theirs = all_hosts.latest(by=said.near, now=later)
    others = all_hosts.latest(by=said.other, now=later)

    assert theirs is not None
    assert others is not None
    assert said.host.hex[:8] in {one.name for one in lines(others)}
    assert said.host.hex[:8] not in {one.name for one in lines(theirs)}
    assert len(warnings(theirs)) < len(warnings(others))


def lines(found: Records) -> tuple[Line, ...]:
    """Of the table of hosts."""
    assert found.hosts is not None
    return found.hosts.first
