"""An early visit that the lead orders goes into rounds, and no pause stops it."""

from datetime import datetime, timedelta
from uuid import UUID

import pytest

from hearth.actions.daily import daily
from hearth.actions.visiting import early_visit, pauses
from hearth.actions.visiting.rounds import plan
from hearth.core.checks import State
from hearth.core.pauses import Pause
from hearth.core.rounds.kept import Kept
from hearth.core.units import Period
from hearth.queries.deciding import early
from hearth.queries.visiting import due
from hearth.queries.visiting.announced import to_host
from hearth.store import facts
from hearth.store.checks import EXTRA
from hearth.store.models import CheckRow, RoundRow
from tests.service import DAY, LATER, STAY, Service

pytestmark = pytest.mark.django_db
NOW = datetime.combine(STAY.first, LATER.timetz()) + 15 * DAY  # between two checks of the rules


@pytest.fixture
def stay(service: Service) -> UUID:
    made = service.live(service.open_case())
    CheckRow.objects.filter(placement=made, opens_on__lte=NOW.date()).update(
        state=State.HELD, held_on=NOW.date() - 10 * DAY, visitor=service.visitor.id
    )
    daily(by=service.program, now=NOW)
    return made


def ordered(service: Service, stay: UUID) -> CheckRow:
    early_visit.order(stay=stay, others=(), opens_on=NOW.date(), by=service.lead, now=NOW)
    return CheckRow.objects.get(placement=stay, recurrence=EXTRA)


def in_plan(service: Service) -> set[UUID]:
    by, program = service.lead, service.program
    plan.plan_week(first_on=NOW.date(), by=by, service=program, now=NOW, seconds=0.2)
    kept = facts.open_(Kept, RoundRow.objects.get().plan_id, by=by, now=NOW, purpose="test")
    return {one.check for one in kept.visits}


def test_an_early_visit_is_planned_and_due_for_visitor_and_lead_and_told_to_no_host(
    service: Service, stay: UUID
) -> None:
    host = service.hosts[service.homes[0]]
    before = to_host(host.id, NOW.date())

    early = ordered(service, stay)

    assert in_plan(service) == {early.id}
    daily(by=service.program, now=NOW)
    assert to_host(host.id, NOW.date()) == before
    for by in (service.lead, service.visitor):
        assert early.id in {one.id for one in due.falling(by=by, now=NOW).now.first}
    assert early.id not in {one.id for one in due.falling(by=service.duty, now=NOW).now.first}


def test_a_pause_stops_no_early_visit(service: Service, stay: UUID) -> None:
    early = ordered(service, stay)
    first = NOW.date()

    pauses.pause(
        placement_id=stay,
        pause=Pause(period=Period(first, first + timedelta(7)), reason="she is in hospital"),
        by=service.lead,
        service=service.program,
        now=NOW,
    )

    early.refresh_from_db()
    assert (early.state, early.opens_on) == (State.DUE, first)
    assert in_plan(service) == {early.id}


def test_the_gaps_between_visits_are_those_of_today_after_another_visit(
    service: Service, stay: UUID
) -> None:
    first = early._gaps(NOW.date())
    assert early._gaps(NOW.date()) is first  # nobody came meanwhile

    check = CheckRow.objects.filter(placement=stay, state=State.DUE).earliest("due_on")
    CheckRow.objects.filter(id=check.id).update(state=State.HELD, held_on=NOW.date())

    assert early._gaps(NOW.date()) == (10,)
    CheckRow.objects.filter(id=check.id).update(state=State.DUE, held_on=None)
    assert early._gaps(NOW.date()) == first


def test_a_long_list_of_what_is_due_stops_counting_and_says_so(
    service: Service, stay: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    ordered(service, stay)
    whole = due.falling(by=service.lead, now=NOW)
    lists = (whole.now, whole.ahead)
    monkeypatch.setattr(due, "COUNTED", 0)

    cut = due.falling(by=service.lead, now=NOW)

    assert whole.now.count == 1
    assert not any(one.more for one in lists)
    assert [one.more for one in (cut.now, cut.ahead)] == [one.count > 0 for one in lists]
    assert [one.first for one in (cut.now, cut.ahead)] == [one.first for one in lists]
