"""A week of visits planned, planned again, and closed, on real rows and real keys."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hearth.actions import checks
from hearth.actions.visiting.rounds import plan, told
from hearth.core.audience import Audience
from hearth.core.errors import InvalidValue, NotFound, RuleBroken, Sealed, Stale, WrongHands
from hearth.core.person import Gender
from hearth.core.place import Place
from hearth.core.rounds.kept import Kept, Own
from hearth.core.rounds.visitor import Terms, Visitor
from hearth.core.unannounced import is_promised
from hearth.engine.rounds.plan import planned as solved
from hearth.engine.rounds.roads import Ways, great_circle
from hearth.queries.visiting import rounds as ask
from hearth.store import events, facts
from hearth.store.access import SignedIn
from hearth.store.models import CheckRow, EntryRow, ItemRow, RoundRow
from hearth.store.rounds import OWN
from tests.service import LATER, Service, hired, two_talks

pytestmark = pytest.mark.django_db
SHORT = 0.2  # seconds for the solver


def monday_of(check: CheckRow) -> datetime:
    """The Monday of the week in which a check is due, in the morning."""
    due = datetime.combine(check.due_on, LATER.timetz())
    return due - timedelta(due.weekday())


def first_check(stay: UUID) -> CheckRow:
    return CheckRow.objects.filter(placement=stay).order_by("due_on")[0]


def planned(service: Service, now: datetime, **said: object) -> Kept:
    id = plan.plan_week(
        first_on=now.date(),
        by=service.lead,
        service=service.program,
        now=now,
        seconds=SHORT,
        **said,  # type: ignore[arg-type]
    )
    return kept(service, id, now)


def kept(service: Service, id: UUID, now: datetime) -> Kept:
    row = RoundRow.objects.get(id=id)
    return facts.open_(Kept, row.plan_id, by=service.lead, now=now, purpose="test")


def solved_by(found: plan.Prepared) -> plan.Result:
    asked = found.asked(great_circle)
    return plan.Result(asked, solved(asked.week, seconds=0))


def test_a_visit_that_is_due_is_planned_on_a_day_of_its_window(
    service: Service, stay: UUID
) -> None:
    check = first_check(stay)

    found = planned(service, monday_of(check))

    (one,) = found.visits
    assert one.check == check.id
    assert check.opens_on <= one.day <= check.closes_on
    assert one.visitors == (service.visitor.id,)
    assert found.left == ()


def test_a_visitor_of_another_gender_than_was_asked_for_is_not_sent(
    service: Service, stay: UUID
) -> None:
    now = monday_of(first_check(stay))
    told.tell_terms(stay=stay, told=Terms(gender=Gender.WOMAN), by=service.lead, now=now)

    (left,) = planned(service, now).left

    assert left.reason == "no_visitor"
    assert left.against == {"gender": 1}


def test_the_visitor_alone_holds_their_own_part_and_no_other_visitor_can_open_it(
    service: Service, stay: UUID
) -> None:
    now = monday_of(first_check(stay))
    colleague = hired(Audience.VISITOR, service.duty)
    told.tell_terms(
        stay=stay, told=Terms(refused=frozenset({colleague.id})), by=service.lead, now=now
    )
    planned(service, now)

    (item,) = ItemRow.objects.filter(kind=OWN)

    own = facts.open_(Own, item.id, by=service.visitor, now=now, purpose="test")
    assert [one.stay for one in own.visits] == [stay]
    for nobody in (colleague, service.duty, *service.hosts.values()):
        with pytest.raises(Sealed):
            facts.open_(Own, item.id, by=nobody, now=now, purpose="test")


def test_the_plan_is_sealed_to_the_lead_and_opens_to_no_caseworker_and_no_host(
    service: Service, stay: UUID
) -> None:
    now = monday_of(first_check(stay))
    planned(service, now)
    row = RoundRow.objects.get()

    for nobody in (service.duty, service.visitor, *service.hosts.values()):
        with pytest.raises(Sealed):
            facts.open_(Kept, row.plan_id, by=nobody, now=now, purpose="test")


@pytest.mark.parametrize("who", ["duty", "visitor", "clinician"])
def test_nobody_but_the_lead_plans(service: Service, who: str) -> None:
    by: SignedIn = getattr(service, who)
    with pytest.raises(WrongHands):
        plan.plan_week(first_on=LATER.date(), by=by, service=service.program, now=LATER)
    assert not RoundRow.objects.exists()


def test_somebody_ill_gives_their_visits_to_a_colleague_and_nothing_else_moves(
    service: Service, stay: UUID
) -> None:
    now = monday_of(first_check(stay))
    colleague = hired(Audience.VISITOR, service.duty)
    (one,) = planned(service, now).visits
    ill = one.visitors[0]
    other = ({service.visitor.id, colleague.id} - {ill}).pop()
    days = [now.date() + timedelta(at) for at in range(plan.WEEK_DAYS)]

    id = plan.plan_again(
        round_id=RoundRow.objects.get().id,
        off=[(ill, day) for day in days],
        by=service.lead,
        service=service.program,
        now=now,
    )

    found = kept(service, id, now)
    assert [visit.visitors for visit in found.visits] == [(other,)]
    assert found.changed is not None
    assert (found.changed.moved, found.changed.least) == ((one.check,), 1)


def test_planning_again_when_nothing_changed_changes_nothing(service: Service, stay: UUID) -> None:
    now = monday_of(first_check(stay))
    before = planned(service, now)

    id = plan.plan_again(
        round_id=RoundRow.objects.get().id,
        off=(),
        by=service.lead,
        service=service.program,
        now=now,
    )

    after = kept(service, id, now)
    assert after.visits == before.visits
    assert after.changed is not None
    assert (after.changed.moved, after.changed.hours, after.changed.lost) == ((), (), ())


def test_the_promise_is_in_the_log_before_the_plan_and_the_seed_after_the_days_are_over(
    service: Service, stay: UUID
) -> None:
    check = first_check(stay)
    now = monday_of(check)
    planned(service, now)
    row = RoundRow.objects.get()
    acts = list(EntryRow.objects.filter(about=row.id.hex).order_by("seq"))
    assert [one.act for one in acts if one.act.startswith("rounds.")] == [
        "rounds.promised",
        "rounds.planned",
    ]
    assert row.seed == ""
    assert plan.close_past(by=service.program, now=now) == 0

    assert plan.close_past(by=service.program, now=now + timedelta(7)) == 1

    row.refresh_from_db()
    promised = EntryRow.objects.get(act="rounds.promised").purpose
    assert is_promised(promised, bytes.fromhex(row.seed))
    assert EntryRow.objects.get(act="rounds.revealed").purpose == row.seed
    assert events.problems(None, None) == []


def test_planning_anew_keeps_the_draw_so_that_nobody_draws_until_they_like_it(
    service: Service, stay: UUID
) -> None:
    now = monday_of(first_check(stay))
    planned(service, now)
    promised = RoundRow.objects.get().promised

    planned(service, now)

    assert RoundRow.objects.get().promised == promised


def test_days_that_are_past_or_in_another_plan_are_refused(service: Service, stay: UUID) -> None:
    now = monday_of(first_check(stay))
    planned(service, now)
    for first, error in ((-1, InvalidValue), (1, RuleBroken)):
        with pytest.raises(error):
            plan.plan_week(
                first_on=now.date() + timedelta(first),
                by=service.lead,
                service=service.program,
                now=now,
            )


def test_a_visitor_tells_of_themselves_and_of_nobody_else(service: Service) -> None:
    colleague = hired(Audience.VISITOR, service.duty)
    mine = Visitor(languages=frozenset({"en", "uk"}))

    told.tell_visitor(who=service.visitor.id, told=mine, by=service.visitor, now=LATER)

    assert told.visitor(service.visitor.id, by=service.lead, now=LATER) == mine
    changed = replace(mine, gender=Gender.WOMAN)
    told.tell_visitor(who=service.visitor.id, told=changed, by=service.lead, now=LATER)
    assert told.visitor(service.visitor.id, by=service.visitor, now=LATER) == changed
    with pytest.raises(NotFound):
        told.tell_visitor(who=colleague.id, told=mine, by=service.visitor, now=LATER)


def test_a_visit_planned_in_one_week_is_not_planned_in_the_next_one_too(
    service: Service, stay: UUID
) -> None:
    now = monday_of(first_check(stay))
    (one,) = planned(service, now).visits

    id = plan.plan_week(
        first_on=now.date() + timedelta(7),
        by=service.lead,
        service=service.program,
        now=now,
        seconds=SHORT,
    )

    again = kept(service, id, now)
    assert one.check not in {visit.check for visit in (*again.visits, *again.left)}


def test_a_plan_that_somebody_has_made_meanwhile_is_not_overwritten(
    service: Service, stay: UUID
) -> None:
    now = monday_of(first_check(stay))
    said = {"by": service.lead, "service": service.program, "now": now}
    found = plan.prepare(first_on=now.date(), days=5, **said)
    before = planned(service, now)

    with pytest.raises(Stale):
        plan.keep(found, solved_by(found), **said)

    assert kept(service, found.row, now).visits == before.visits


def test_a_plan_that_breaks_a_rule_is_never_kept(service: Service, stay: UUID) -> None:
    now = monday_of(first_check(stay))
    said = {"by": service.lead, "service": service.program, "now": now}
    found = plan.prepare(first_on=now.date(), days=5, **said)
    made = solved_by(found)
    made.plan.rounds.start[:] = 0

    with pytest.raises(RuleBroken, match="would break"):
        plan.keep(found, made, **said)

    assert RoundRow.objects.get().plan_id is None


def test_the_number_of_questions_to_the_database_does_not_grow_with_the_visits(
    service: Service, stay: UUID
) -> None:
    now = monday_of(first_check(stay))
    said = {"by": service.lead, "service": service.program, "now": now}
    plan.prepare(first_on=now.date(), days=5, **said)
    with CaptureQueriesContext(connection) as one:
        plan.prepare(first_on=now.date(), days=5, **said).asked(great_circle)
    for home in service.homes[1:3]:
        service.live(service.open_case(), home)

    with CaptureQueriesContext(connection) as three:
        asked = plan.prepare(first_on=now.date(), days=5, **said).asked(great_circle)

    assert asked.week.visits == 3
    assert len(three) == len(one)


def test_no_transaction_is_open_while_roads_are_asked_and_while_the_engine_plans(
    service: Service, stay: UUID
) -> None:
    now = monday_of(first_check(stay))
    depth = len(connection.savepoint_ids)
    seen: list[int] = []

    def roads(places: Sequence[Place]) -> Ways:
        seen.append(len(connection.savepoint_ids))
        return great_circle(places)

    planned(service, now, roads=roads)

    assert seen == [depth]


def test_a_visit_that_was_made_stays_in_a_plan_that_is_made_again(
    service: Service, stay: UUID
) -> None:
    now = monday_of(first_check(stay))
    (one,) = planned(service, now).visits
    then = datetime.combine(one.day, LATER.timetz())
    checks.hold(check_id=one.check, talks=two_talks(then), by=service.visitor, now=then)

    id = plan.plan_again(
        round_id=RoundRow.objects.get().id,
        off=(),
        by=service.lead,
        service=service.program,
        now=then,
    )

    assert one in kept(service, id, then).visits


def test_an_unannounced_visit_is_on_the_day_that_anybody_can_draw_again_afterwards(
    service: Service, stay: UUID
) -> None:
    check = first_check(stay)
    drawn_rule = {"programme": "supported-lodgings-england.1", "recurrence": "unannounced-visit"}
    CheckRow.objects.filter(placement=stay).update(**drawn_rule, announced_on=None)
    now = monday_of(check)

    (one,) = planned(service, now).visits
    with pytest.raises(RuleBroken, match="not over"):
        ask.redrawn(now.date())
    plan.close_past(by=service.program, now=now + timedelta(7))

    again = ask.redrawn(now.date())
    days = dict(again.unannounced)[one.check]
    assert again.holds
    assert one.unannounced
    assert one.day == days[one.tried]
