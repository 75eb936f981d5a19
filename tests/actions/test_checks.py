from dataclasses import replace
from datetime import date, datetime, timedelta
from uuid import UUID

import pytest

from hearth.actions import checks, intake, placement
from hearth.core import checks as core_checks
from hearth.core.checks import State, With
from hearth.core.errors import NotFound, RuleBroken, Sealed, StepNotAllowed, WrongHands
from hearth.core.placement import Ending
from hearth.core.programme import Place
from hearth.core.where import Met
from hearth.queries.deciding.board import to_decide
from hearth.store import facts
from hearth.store.checks import EXTRA, musts_of
from hearth.store.models import CaseRow, CheckRow, EntryRow, PlacementRow, TalkRow
from tests.builders import MOMENT, a_person, an_id
from tests.refused import refused
from tests.service import DAY, LATER, STAY, Service, a_talk, two_talks

pytestmark = pytest.mark.django_db
UK = "hosting-refugees-uk.1"
VISIT = MOMENT + timedelta(days=9)


def first_check(stay: UUID) -> CheckRow:
    row = CheckRow.objects.filter(placement=stay).order_by("due_on").first()
    assert row is not None
    return row


def test_two_talks_apart_are_a_check_and_each_is_heard_by_the_right_ones(service: Service) -> None:
    opened = service.open_case()
    check = first_check(service.live(opened))

    decision = checks.hold(check_id=check.id, talks=two_talks(VISIT), by=service.visitor, now=VISIT)

    assert decision.allowed
    host = service.hosts[service.homes[0]]
    others = [service.duty, service.program, service.visitor, service.clinician, host]
    for talk in TalkRow.objects.filter(check_held=check):
        assert facts.can_open(talk.item_id, service.lead)
        assert facts.can_open(talk.item_id, opened.resident) is not talk.with_host
        assert not any(facts.can_open(talk.item_id, by) for by in others)
    said = TalkRow.objects.get(check_held=check, with_host=False).item_id
    told = facts.open_(core_checks.Testimony, said, by=service.lead, now=VISIT, purpose="lead")
    assert told.said == "I sleep well here."


def test_talks_handed_in_out_of_order_count_and_each_stays_with_whom_it_is_for(
    service: Service,
) -> None:
    opened = service.open_case()
    check = first_check(service.live(opened))
    backwards = tuple(reversed(two_talks(VISIT)))

    decision = checks.hold(check_id=check.id, talks=backwards, by=service.visitor, now=VISIT)

    assert decision.allowed
    for talk in TalkRow.objects.filter(check_held=check):
        assert facts.can_open(talk.item_id, opened.resident) is not talk.with_host


def test_a_check_with_one_talk_does_not_count(service: Service) -> None:
    check = first_check(service.live(service.open_case()))
    alone = (a_talk(With.RESIDENT, VISIT - timedelta(hours=1)),)

    decision = checks.hold(check_id=check.id, talks=alone, by=service.visitor, now=VISIT)

    assert [reason.code for reason in decision.against] == ["no_talk_with_host"]
    assert CheckRow.objects.get(id=check.id).state == State.NOT_COUNTED


def test_only_a_visitor_holds_a_check(service: Service) -> None:
    opened = service.open_case()
    check = first_check(service.live(opened))
    host = service.hosts[service.homes[0]]

    for by in (host, opened.resident, service.duty, service.lead, service.program):
        with refused(WrongHands):
            checks.hold(check_id=check.id, talks=two_talks(VISIT), by=by, now=VISIT)


def test_a_check_of_no_talk_or_of_one_still_to_come_is_refused(service: Service) -> None:
    check = first_check(service.live(service.open_case()))

    with refused(RuleBroken, "at least one talk"):
        checks.hold(check_id=check.id, talks=(), by=service.visitor, now=VISIT)
    with refused(RuleBroken, "before it has been held"):
        early: datetime = VISIT - DAY
        checks.hold(check_id=check.id, talks=two_talks(VISIT), by=service.visitor, now=early)
    with refused(NotFound):
        checks.hold(check_id=an_id(), talks=two_talks(VISIT), by=service.visitor, now=VISIT)


def test_a_check_is_held_once(service: Service) -> None:
    check = first_check(service.live(service.open_case()))
    checks.hold(check_id=check.id, talks=two_talks(VISIT), by=service.visitor, now=VISIT)

    with refused(StepNotAllowed):
        checks.hold(check_id=check.id, talks=two_talks(VISIT), by=service.visitor, now=VISIT)


def test_nothing_falls_due_before_they_have_moved_in(service: Service) -> None:
    _, stay = service.plan(service.open_case())

    with refused(RuleBroken, "moved in"):
        checks.schedule(placement_id=stay, by=service.duty, now=LATER)
    placement.move(
        placement_id=stay, on=STAY.first, by=service.duty, service=service.program, now=LATER
    )
    for by in (service.lead, service.visitor, service.hosts[service.homes[0]]):
        with refused(Sealed):
            checks.schedule(placement_id=stay, by=by, now=LATER)


def test_to_work_out_again_what_falls_due_changes_nothing(service: Service) -> None:
    stay = service.live(service.open_case())
    days = [row.due_on for row in CheckRow.objects.order_by("due_on")]

    checks.schedule(placement_id=stay, by=service.duty, now=LATER)

    assert [row.due_on for row in CheckRow.objects.order_by("due_on")] == days


def test_a_window_that_closed_is_overdue_and_can_still_be_held(service: Service) -> None:
    check = first_check(service.live(service.open_case()))
    late = MOMENT + timedelta(days=20)

    with refused(WrongHands):
        checks.pass_due(by=service.visitor, now=late)
    assert checks.pass_due(by=service.program, now=late) == 1
    checks.hold(check_id=check.id, talks=two_talks(late), by=service.visitor, now=late)

    assert CheckRow.objects.get(id=check.id).state == State.HELD


def moved(service: Service) -> UUID:
    """A stay that began, of which nobody has worked out anything beside the move."""
    _, stay = service.plan(service.open_case())
    placement.move(
        placement_id=stay, on=STAY.first, by=service.duty, service=service.program, now=LATER
    )
    return stay


def days_due(stay: UUID) -> list[date]:
    rows = CheckRow.objects.filter(placement=stay).order_by("due_on", "recurrence")
    return [row.due_on for row in rows]


def test_the_move_writes_down_what_falls_due_beyond_the_planned_end(service: Service) -> None:
    stay = moved(service)

    assert STAY.end is not None
    assert days_due(stay)[-1] > STAY.end


def test_a_stay_is_worked_out_once_a_day_and_not_at_every_look(service: Service) -> None:
    moved(service)

    counted = []
    for day in (LATER + DAY, LATER + DAY, LATER + 2 * DAY):
        before = EntryRow.objects.filter(act="due.counted").count()
        checks.renew(by=service.program, now=day)
        counted.append(EntryRow.objects.filter(act="due.counted").count() - before)

    assert counted == [1, 0, 1]


def test_no_stay_runs_out_of_checks(service: Service) -> None:
    stay = moved(service)
    PlacementRow.objects.filter(id=stay).update(state="permanent")
    later = LATER + 400 * DAY
    known = days_due(stay)

    written = checks.renew(by=service.program, now=later)

    days = days_due(stay)
    assert written == len(days) - len(known) > 0
    assert len(days) == len(set(days))
    assert any(known[-1] < day < later.date() for day in days)
    assert days[-1] > later.date() + 70 * DAY
    assert checks.renew(by=service.program, now=later) == 0


def test_what_fell_due_before_it_was_worked_out_is_overdue(service: Service) -> None:
    stay = moved(service)
    first = days_due(stay)[0]
    CheckRow.objects.all().delete()
    late = datetime.combine(first, LATER.timetz()) + 60 * DAY

    checks.schedule(placement_id=stay, by=service.duty, now=late)

    assert days_due(stay)[0] == first
    assert checks.pass_due(by=service.program, now=late) >= 1


def test_nothing_falls_due_once_the_stay_has_ended(service: Service) -> None:
    stay = moved(service)
    placement.end(
        placement_id=stay,
        why=Ending.OWN_HOME,
        on=STAY.first,
        by=service.duty,
        office=service.duty,
        now=LATER + DAY,
    )

    with refused(RuleBroken, "has ended"):
        checks.schedule(placement_id=stay, by=service.duty, now=LATER + DAY)
    assert checks.renew(by=service.program, now=LATER + DAY) == 0
    assert checks.pass_due(by=service.program, now=LATER + 300 * DAY) == 0


def test_of_several_in_a_party_nobody_hears_what_another_said(service: Service) -> None:
    opened = service.open_case()
    stay = service.live(opened)
    party = service.party(opened)
    told = replace(party, people=(*party.people, a_person()))
    CaseRow.objects.update(state="told")
    intake.tell(case=opened.case, party=told, by=opened.resident, now=VISIT)

    check = first_check(stay)
    checks.hold(check_id=check.id, talks=two_talks(VISIT), by=service.visitor, now=VISIT)

    said = TalkRow.objects.get(check_held=check, with_host=False).item_id
    assert not facts.can_open(said, opened.resident)


def test_an_extended_stay_keeps_its_checks_and_doubles_none(service: Service) -> None:
    stay = moved(service)
    assert STAY.end is not None

    placement.extend(placement_id=stay, until=STAY.end + DAY, by=service.duty, now=LATER)

    days = days_due(stay)
    assert len(days) == len(set(days)) > 0


def talks_met(met: Met, now: datetime = VISIT) -> tuple[core_checks.Testimony, ...]:
    return tuple(replace(one, talk=replace(one.talk, met=met)) for one in two_talks(now))


def test_a_check_by_telephone_is_kept_says_why_it_does_not_count_and_is_due_again(
    service: Service,
) -> None:
    stay = service.live(service.open_case())
    check = first_check(stay)

    decision = checks.hold(
        check_id=check.id, talks=talks_met(Met.CALL), by=service.visitor, now=VISIT
    )

    assert {reason.code for reason in decision.against} == {"by_call"}
    assert CheckRow.objects.get(id=check.id).state == State.NOT_COUNTED
    assert CheckRow.objects.filter(placement=stay, due_on=check.due_on, state=State.DUE).exists()
    said = TalkRow.objects.get(check_held=check, with_host=False).item_id
    told = facts.open_(core_checks.Testimony, said, by=service.lead, now=VISIT, purpose="lead")
    assert (told.against, told.asked_for_by) == (("by_call", "by_call"), "check of blank.1")


def test_where_the_person_was_seen_is_known_of_a_check_that_counts(service: Service) -> None:
    check = first_check(service.live(service.open_case()))

    checks.hold(check_id=check.id, talks=talks_met(Met.ELSEWHERE), by=service.visitor, now=VISIT)

    assert CheckRow.objects.get(id=check.id).at_home is False


def test_the_person_may_say_no_and_the_next_counts_from_the_day_it_was_due(
    service: Service,
) -> None:
    stay = service.live(service.open_case())
    check = first_check(stay)

    decision = checks.refuse(check_id=check.id, talks=(), by=service.visitor, now=VISIT)
    checks.renew(by=service.program, now=VISIT + DAY)

    assert decision.allowed
    assert CheckRow.objects.get(id=check.id).state == State.REFUSED
    waiting = CheckRow.objects.filter(placement=stay, state=State.DUE).order_by("due_on")
    assert waiting[0].due_on == check.due_on + timedelta(30)
    assert [one.state for one in to_decide(by=service.lead, now=VISIT).checks.first] == ["refused"]


def test_what_a_rule_does_not_let_be_refused_is_due_again(service: Service) -> None:
    stay = service.live(service.open_case())
    check = first_check(stay)
    CheckRow.objects.filter(id=check.id).update(recurrence="arrival-visit", programme=UK)

    decision = checks.refuse(check_id=check.id, talks=(), by=service.visitor, now=VISIT)

    assert [reason.code for reason in decision.against] == ["may_not_be_refused"]
    assert CheckRow.objects.get(id=check.id).state == State.NOT_COUNTED
    assert CheckRow.objects.filter(recurrence="arrival-visit", state=State.DUE).count() == 1


def test_so_large_a_share_at_the_home_is_told_before_the_visit(service: Service) -> None:
    """Half of the checks at the home: after one elsewhere, the next must be there."""
    stay = service.live(service.open_case())
    CheckRow.objects.filter(placement=stay).update(programme="host-home-us.1")
    first = first_check(stay)
    assert musts_of([first])[first.id].place is Place.EITHER

    CheckRow.objects.filter(id=first.id).update(state=State.HELD, at_home=False)
    nxt = CheckRow.objects.filter(placement=stay, state=State.DUE).order_by("due_on")[0]

    asked = musts_of([nxt])[nxt.id]
    assert (asked.place, asked.rule, asked.version) == (Place.HOME, "check", "host-home-us.1")


def test_a_check_that_a_concern_asked_for_brings_none_home(service: Service) -> None:
    """The host would see the next visit come home because of it."""
    stay = service.live(service.open_case())
    CheckRow.objects.filter(placement=stay).update(programme="host-home-us.1")
    first = first_check(stay)
    CheckRow.objects.filter(id=first.id).update(state=State.HELD, at_home=False, recurrence=EXTRA)

    nxt = CheckRow.objects.filter(placement=stay, state=State.DUE).order_by("due_on")[0]

    assert musts_of([nxt])[nxt.id].place is Place.EITHER
