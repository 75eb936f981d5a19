"""A concern to which nobody says a word in time rises: to other leads, and to the manager."""

from datetime import date, datetime, time, timedelta
from uuid import UUID

import pytest

from hearth.actions import concerns
from hearth.actions.daily import daily
from hearth.actions.raised import late
from hearth.core.audience import Audience
from hearth.core.compartments import SAFEGUARDING
from hearth.core.concerns import Kind, Weight
from hearth.core.errors import NotFound, WrongHands
from hearth.core.overdue import TOLD_MANAGER
from hearth.queries.deciding import board, escalated
from hearth.queries.visiting import due
from hearth.store.access import SignedIn
from hearth.store.models import CheckRow, ConcernRow, EntryRow, HostRow
from tests.refused import refused
from tests.service import LATER, PROGRAMME, Service, a_service, hired

pytestmark = pytest.mark.django_db
WORDS = "the door does not lock"


@pytest.fixture
def service() -> Service:
    return a_service()


@pytest.fixture
def stay(service: Service) -> UUID:
    return service.live(service.open_case())


def raised(stay: UUID | None = None) -> ConcernRow:
    made = concerns.raise_one(
        kind=Kind.COMPLAINT,
        words=WORDS,
        placement_id=stay,
        programme=f"{PROGRAMME}.1",
        by=None,
        now=LATER,
    )
    return ConcernRow.objects.get(id=made.id)


def days_after(day: date, days: int) -> datetime:
    return datetime.combine(day + timedelta(days), time(9), LATER.tzinfo)


def told(row: ConcernRow) -> list[str]:
    found = EntryRow.objects.filter(act="concern.escalated", about=row.id.hex).order_by("seq")
    return list(found.values_list("purpose", flat=True))


def level(row: ConcernRow) -> int:
    row.refresh_from_db()
    return row.level


def another_lead(service: Service) -> SignedIn:
    return hired(Audience.LEAD, service.lead, (SAFEGUARDING,))


def test_a_concern_that_nobody_acknowledges_rises_by_the_table_and_each_level_once(
    service: Service,
) -> None:
    row = raised()
    seen = []
    for days in (0, 1, 1, 6, 7, 3, 14, 28, 90):
        late.escalate(by=service.program, now=days_after(row.acknowledge_by, days))
        seen.append(level(row))

    assert seen == [0, 1, 1, 1, 2, 2, 3, 4, 4]
    assert told(row) == ["tell_lead", "tell_lead", "tell_manager", "independent_review"]
    text = "".join(EntryRow.objects.values_list("purpose", flat=True))
    assert WORDS not in text
    assert Kind.COMPLAINT not in text


def test_the_days_work_raises_it_and_an_acknowledged_one_waits_for_its_answer(
    service: Service, stay: UUID
) -> None:
    row = raised(stay)
    then = days_after(row.acknowledge_by, 2)
    daily(by=service.program, now=then)
    assert level(row) == 1

    concerns.acknowledge(concern_id=row.id, by=service.lead, now=then)

    assert level(row) == 0
    assert late.escalate(by=service.program, now=days_after(row.answer_by, 0)) == 0
    assert late.escalate(by=service.program, now=days_after(row.answer_by, 1)) == 1


def test_an_answered_one_rises_no_more_even_where_it_is_weighed_again(
    service: Service, stay: UUID
) -> None:
    row = raised(stay)
    concerns.acknowledge(concern_id=row.id, by=service.lead, now=LATER)
    concerns.weigh(concern_id=row.id, weight=Weight.LIGHT, by=service.lead, now=LATER)
    concerns.act_on(concern_id=row.id, by=service.lead, service=service.program, now=LATER)
    concerns.answer(
        concern_id=row.id,
        words="We mended it.",
        by=service.lead,
        service=service.program,
        now=LATER,
    )
    concerns.weigh(concern_id=row.id, weight=Weight.GRAVE, by=service.lead, now=LATER)

    assert late.escalate(by=service.program, now=days_after(row.answer_by, 90)) == 0


def test_a_colleague_reads_that_it_is_overdue_and_the_manager_a_number_and_a_day(
    service: Service, stay: UUID
) -> None:
    colleague, manager = another_lead(service), hired(Audience.MANAGER, service.duty)
    row = raised(stay)
    concerns.acknowledge(concern_id=row.id, by=service.lead, now=LATER)

    then = days_after(row.answer_by, 1)
    late.escalate(by=service.program, now=then)

    (one,) = board.to_decide(by=colleague, now=then).concerns.first
    assert (one.level, one.is_late, one.elsewhere) == (1, True, True)
    assert not board.to_decide(by=service.lead, now=then).concerns.first[0].elsewhere
    assert escalated.unanswered(by=manager).first == ()

    late.escalate(by=service.program, now=days_after(row.answer_by, 14))

    (known,) = escalated.unanswered(by=manager).first
    assert known == escalated.Unanswered(row.id.hex[:8], row.answer_by, TOLD_MANAGER, has_lead=True)
    for other in (service.duty, service.visitor, service.lead, service.program):
        with refused(NotFound):
            escalated.unanswered(by=other)


def test_where_no_other_lead_is_there_the_manager_is_told_on_the_first_day(
    service: Service, stay: UUID
) -> None:
    manager = hired(Audience.MANAGER, service.duty)
    row = raised(stay)
    concerns.acknowledge(concern_id=row.id, by=service.lead, now=LATER)

    late.escalate(by=service.program, now=days_after(row.answer_by, 1))

    assert told(row) == ["tell_manager"]
    assert escalated.unanswered(by=manager).count == 1


def test_whom_it_is_about_is_told_nothing_as_it_rises(service: Service, stay: UUID) -> None:
    colleague, manager = another_lead(service), hired(Audience.MANAGER, service.duty)
    for who in (colleague, manager):
        CheckRow.objects.create(
            placement_id=stay,
            recurrence="check",
            programme=f"{PROGRAMME}.1",
            opens_on=LATER.date(),
            due_on=LATER.date(),
            closes_on=LATER.date(),
            visitor_id=who.id,
            state="held",
        )
    row = raised(stay)
    then = days_after(row.acknowledge_by, 30)

    late.escalate(by=service.program, now=then)

    assert escalated.unanswered(by=manager) == escalated.NONE
    assert board.to_decide(by=colleague, now=then).concerns.count == 0
    assert due.falling(by=colleague, now=then).deadlines.count == 0
    (mine,) = due.falling(by=service.lead, now=then).deadlines.first
    assert (mine.id, mine.level) == (row.id, 4)


def test_the_manager_reads_where_no_lead_may_handle_it(service: Service, stay: UUID) -> None:
    manager = hired(Audience.MANAGER, service.duty)
    CheckRow.objects.filter(placement=stay).update(visitor=service.lead.id)
    row = raised(stay)

    late.escalate(by=service.program, now=days_after(row.acknowledge_by, 1))

    assert [one.has_lead for one in escalated.unanswered(by=manager).first] == [False]
    another_lead(service)
    assert [one.has_lead for one in escalated.unanswered(by=manager).first] == [True]


def test_nobody_but_time_raises_a_concern(service: Service) -> None:
    row = raised()
    for by in (service.lead, service.duty, service.visitor):
        with refused(WrongHands):
            late.escalate(by=by, now=days_after(row.acknowledge_by, 30))
    assert level(row) == 0


def test_no_host_row_moves_as_a_concern_rises(service: Service, stay: UUID) -> None:
    def hosts() -> list[tuple[object, ...]]:
        return list(HostRow.objects.order_by("id").values_list())

    def visits() -> list[tuple[object, ...]]:
        return list(CheckRow.objects.order_by("id").values_list())

    row, before = raised(stay), (hosts(), visits())

    late.escalate(by=service.program, now=days_after(row.acknowledge_by, 60))

    assert (hosts(), visits()) == before
