"""Today's board: who has come, who waits, what is due, what came back."""

from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hearth.actions import consent, intake, introduction
from hearth.actions.daily import daily
from hearth.core import checks
from hearth.core.errors import WrongHands
from hearth.queries import board as ask
from hearth.queries.board import Board, Listed
from hearth.queries.visiting import due
from hearth.queries.visiting.due import Counted
from hearth.store import drafts, events
from hearth.store.checks import EXTRA
from hearth.store.models import CheckRow
from tests.builders import MOMENT
from tests.service import DAY, LATER, STAY, Service, open_case

pytestmark = pytest.mark.django_db


def board(service: Service, now: datetime = LATER) -> Board:
    return ask.board(by=service.duty, now=now)


def on(listed: Listed) -> list[tuple[str, str]]:
    return [(one.name, one.why) for one in listed.first]


def on_day(days: int) -> datetime:
    """Noon, so many days after the stay begins."""
    return MOMENT.replace(hour=12) + (STAY.first - MOMENT.date()) + timedelta(days=days)


def test_an_empty_board_is_empty(service: Service) -> None:
    found = board(service)

    lists = (found.come, found.waiting, found.today, found.week, found.overdue, found.back)
    assert {(one.first, one.count) for one in lists} == {((), 0)}
    assert found.begun == ()


def test_who_has_not_confirmed_has_just_come_and_waits_for_no_home_yet(service: Service) -> None:
    open_case(service.duty)

    assert on(board(service).come) == [("Robin Vale", "come")]
    assert board(service).waiting.count == 0


def test_who_has_confirmed_waits(service: Service) -> None:
    service.open_case()

    assert on(board(service).waiting) == [("Robin Vale", "waiting")]
    assert board(service).come.count == 0


def test_who_considers_an_offer_is_on_no_list(service: Service) -> None:
    service.put_offer(service.open_case())

    found = board(service)
    assert found.waiting.count == found.back.count == 0


def test_a_yes_comes_back_until_the_meeting_is_arranged(service: Service) -> None:
    opened = service.open_case()
    offered = service.put_offer(opened)
    service.agree(offered, opened)

    assert on(board(service).back) == [("Robin Vale", "yes")]
    introduction.arrange(offer_id=offered, by=service.duty, now=LATER)
    assert board(service).back.count == 0


def test_a_no_comes_back_for_a_week_and_they_wait_again(service: Service) -> None:
    opened = service.open_case()
    offered = service.put_offer(opened)
    consent.decline(offer_id=offered, consequence=None, by=opened.resident, now=LATER)

    assert on(board(service).back) == [("Robin Vale", "no")]
    assert board(service, LATER + 8 * DAY).back.count == 0


def test_when_both_are_told_that_it_goes_on_the_move_is_to_be_planned(service: Service) -> None:
    opened, home = service.open_case(), service.homes[0]
    offered = service.put_offer(opened, home)
    service.agree(offered, opened)
    meeting = service.meet(offered)
    assert board(service).back.count == 0
    service.both_willing(meeting, opened, home, MOMENT)

    assert on(board(service).back) == [("Robin Vale", "goes_on")]


def test_what_one_side_answered_shows_nowhere_before_both_are_told(service: Service) -> None:
    opened = service.open_case()
    offered = service.put_offer(opened)
    service.agree(offered, opened)
    meeting = service.meet(offered)
    before = board(service)

    introduction.answer(introduction_id=meeting, willing=False, by=opened.resident, now=MOMENT)

    assert board(service) == before


@pytest.mark.parametrize(
    ("days", "where"), [(-3, "week"), (0, "today"), (1, "overdue"), (-30, "none")]
)
def test_a_move_draws_nearer_is_due_and_is_overdue(service: Service, days: int, where: str) -> None:
    service.plan(service.open_case())

    found = board(service, on_day(days))

    assert {name for name in ("week", "today", "overdue") if getattr(found, name).count} == (
        set() if where == "none" else {where}
    )


def test_the_end_of_a_stay_is_due_as_well(service: Service) -> None:
    service.live(service.open_case())

    assert on(board(service, on_day(90)).today) == [("Robin Vale", "end")]


def test_checks_and_duties_are_counted_as_the_page_that_lists_them_counts_them(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    service.live(service.open_case())
    late = LATER + 60 * DAY
    daily(by=service.program, now=late)

    told = board(service, late).due
    listed = due.falling(by=service.duty, now=late)

    assert told.checks_overdue.count > 0
    assert told.checks_overdue.count + told.others_overdue.count == listed.overdue.count
    assert told.checks_now.count + told.others_now.count == listed.now.count
    monkeypatch.setattr(due, "COUNTED", 0)
    assert board(service, late).due.checks_overdue == Counted(0, more=True)


def test_a_check_that_a_concern_asked_for_is_not_counted_for_the_office(service: Service) -> None:
    service.live(service.open_case())
    late = LATER + 60 * DAY
    daily(by=service.program, now=late)
    before = board(service, late).due

    CheckRow.objects.filter(state=checks.State.OVERDUE).update(recurrence=EXTRA)

    assert before.checks_overdue.count > 0
    assert board(service, late).due.checks_overdue.count == 0


def test_ones_own_arrivals_that_are_not_finished_stand_there_by_name(service: Service) -> None:
    begun = uuid4()
    typed = drafts.Typed({"name": ("Sofia",)})
    drafts.save(f"here/{begun.hex}/who", typed, by=service.duty, now=MOMENT)
    drafts.save(f"here/{begun.hex}/needs", drafts.Typed(), by=service.duty, now=LATER)
    drafts.save("here/nonsense", drafts.Typed(), by=service.duty, now=LATER)
    drafts.save(f"here/{uuid4().hex}/who", typed, by=service.lead, now=LATER)

    (one,) = board(service).begun

    assert (one.id, one.name, one.saved_at) == (begun, "Sofia", LATER)


def test_a_late_saving_of_a_finished_arrival_is_not_shown_as_begun(service: Service) -> None:
    opened = service.open_case()
    name = f"here/{opened.case.hex}/away"
    drafts.save(name, drafts.Typed(), by=service.duty, now=LATER)

    assert board(service).begun == ()


def test_all_names_are_one_opening_in_the_log_and_queries_do_not_grow(service: Service) -> None:
    service.open_case()
    open_case(service.duty)
    with CaptureQueriesContext(connection) as few:
        board(service)
    for _ in range(12):
        service.open_case()
    entries, opened = events.head()[0], events.openings()

    with CaptureQueriesContext(connection) as many:
        found = board(service)

    assert len(many) <= len(few)
    assert events.head()[0] == entries + 1
    assert events.openings() == opened + 1 + ask.SHOWN
    assert (len(found.waiting.first), found.waiting.count) == (ask.SHOWN, 13)


def test_the_board_is_the_caseworkers(service: Service) -> None:
    for other in (service.lead, service.visitor, service.program):
        with pytest.raises(WrongHands):
            ask.board(by=other, now=LATER)


def test_it_names_whoever_signs_in(service: Service) -> None:
    opened = open_case(service.duty)
    intake.tell(case=opened.case, party=service.party(opened), by=service.duty, now=MOMENT)

    assert on(board(service).come)[0][0] == "Robin Vale"
