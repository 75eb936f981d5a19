"""The office's own acts on a host: days, rooms, pauses, steps of vetting."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from hearth.actions.homes import hosts as act
from hearth.core.checks import State as CheckState
from hearth.core.errors import InvalidValue, NotFound, RuleBroken, WrongHands
from hearth.core.home import Room
from hearth.core.host import Evidence, Host, Outcome, Pause, missing_on
from hearth.core.ids import HomeId
from hearth.core.offer import State as OfferState
from hearth.core.programme_file import in_force
from hearth.core.units import Period
from hearth.queries.homes import hosts as ask
from hearth.store import facts, hosts
from hearth.store.models import CheckRow, EntryRow, HomeRow, HostRow, OfferRow
from tests.builders import LONG_AGO, TODAY, an_id
from tests.refused import refused
from tests.service import LATER, PROGRAMME, Service

pytestmark = pytest.mark.django_db
AWAY = Pause(period=Period.of_days(TODAY, 14), reason="They are on a journey.")


def the_host(service: Service) -> Host:
    return hosts.home(service.homes[0], by=service.duty, now=LATER, purpose="test")[1]


def row_of(service: Service) -> HostRow:
    return HomeRow.objects.select_related("host").get(id=service.homes[0]).host


def found(service: Service, outcome: Outcome, requirement: str = "") -> Evidence:
    """A step of the first host's vetting, done today."""
    first = the_host(service).evidence[0]
    return Evidence(
        requirement=requirement or first.requirement,
        on=TODAY,
        outcome=outcome,
        subject=first.subject,
    )


def record(service: Service, done: Evidence) -> None:
    host = row_of(service).id
    act.record_step(host=host, done=done, programme=PROGRAMME, by=service.duty, now=LATER)


def test_days_are_closed_and_opened_again(service: Service) -> None:
    home, days = service.homes[0], Period.of_days(TODAY, 30)

    closed = act.close_days(home=home, days=days, by=service.duty, now=LATER)
    opened = act.open_days(home=home, days=days, by=service.duty, now=LATER)

    assert not closed.free_for(Period.of_days(TODAY, 1))
    assert opened.free == (Period(LONG_AGO),)


def test_a_room_is_added_and_changed(service: Service) -> None:
    home = service.homes[0]

    act.set_room(home=home, at=None, room=Room(2, 12.0), by=service.duty, now=LATER)
    act.set_room(home=home, at=0, room=Room(3), by=service.duty, now=LATER)

    _, there = ask.home(home, by=service.duty, now=LATER)
    assert there.rooms == (Room(3), Room(2, 12.0))


def test_a_room_that_is_kept_for_somebody_is_not_changed(service: Service) -> None:
    service.live(service.open_case())

    with refused(RuleBroken):
        act.set_room(home=service.homes[0], at=0, room=Room(3), by=service.duty, now=LATER)


def test_nobody_outside_the_office_changes_a_home(service: Service) -> None:
    home = service.homes[0]
    for by in (service.lead, service.visitor, service.hosts[HomeId(home)]):
        with refused(WrongHands):
            act.close_days(home=home, days=Period(TODAY), by=by, now=LATER)
    with refused(NotFound):
        act.close_days(home=an_id(), days=Period(TODAY), by=service.duty, now=LATER)


def test_a_paused_host_is_brought_nobody_until_the_pause_is_lifted(service: Service) -> None:
    host = row_of(service).id

    act.pause(host=host, pause=AWAY, by=service.duty, now=LATER)
    assert the_host(service).is_paused(TODAY)
    act.resume(host=host, by=service.duty, now=LATER)

    assert not the_host(service).is_paused(LATER.date())
    with refused(RuleBroken):
        act.resume(host=host, by=service.duty, now=LATER)


def test_the_reason_of_a_pause_is_kept_for_the_office_alone(service: Service) -> None:
    host = row_of(service).id
    for _ in range(2):
        act.pause(host=host, pause=AWAY, by=service.duty, now=LATER)

    shown = ask.one(host, programme=ask.chosen(PROGRAMME, now=LATER), by=service.duty, now=LATER)

    assert [one.reason for one in shown.pauses] == [AWAY.reason, AWAY.reason]
    item = facts.ItemRow.objects.get(subject=host, kind=hosts.PAUSES)
    for other in (service.lead, service.hosts[service.homes[0]], service.program):
        assert not facts.can_open(item.id, other)


def test_a_pause_that_is_over_is_none(service: Service) -> None:
    over = Pause(period=Period(LONG_AGO, TODAY), reason="It was long ago.")

    with refused(InvalidValue):
        act.pause(host=row_of(service).id, pause=over, by=service.duty, now=LATER)


def test_a_step_done_again_holds_again(service: Service) -> None:
    record(service, found(service, Outcome.PASSED))

    assert the_host(service).evidence[-1].on == TODAY
    assert row_of(service).active


def test_a_failed_check_reaches_every_offer_and_stay_of_the_host(service: Service) -> None:
    living = service.live(service.open_case())
    other = service.put_offer(service.open_case(), service.homes[1])
    before = CheckRow.objects.filter(placement=living).count()

    record(service, found(service, Outcome.FAILED))

    assert not row_of(service).active
    extra = CheckRow.objects.filter(placement=living).order_by("-opens_on", "due_on")
    assert extra.count() == before + 1
    assert CheckRow.objects.filter(placement=living, recurrence="extra").get().state == (
        CheckState.DUE
    )
    assert OfferRow.objects.get(id=other).state == OfferState.PUT


def test_a_failed_check_ends_the_offer_that_stands_and_takes_the_key_back(
    service: Service,
) -> None:
    opened = service.open_case()
    offered = service.put_offer(opened)
    service.agree(offered, opened)
    assert facts.can_open(service.host_identity(), opened.resident)

    record(service, found(service, Outcome.FAILED))

    assert OfferRow.objects.get(id=offered).state == OfferState.ENDED
    assert not facts.can_open(service.host_identity(), opened.resident)


def test_only_what_was_done_is_written_down(service: Service) -> None:
    done = found(service, Outcome.PASSED)
    tomorrow = LATER.date() + timedelta(days=1)
    wrong = {
        "a day to come": Evidence(requirement=done.requirement, on=tomorrow, subject=done.subject),
        "an end before": Evidence(
            requirement=done.requirement, on=TODAY, subject=done.subject, until=TODAY
        ),
        "somebody else": Evidence(requirement=done.requirement, on=TODAY, subject=an_id()),  # type: ignore[arg-type]
    }
    for evidence in wrong.values():
        with refused(InvalidValue):
            record(service, evidence)
    unheard_of = found(service, Outcome.PASSED, requirement="never-was")
    with refused(NotFound):
        record(service, unheard_of)


def test_a_step_for_a_day_before_a_newer_one_stops_nobody(service: Service) -> None:
    newest = max(the_host(service).evidence, key=lambda one: one.on)
    old = Evidence(
        requirement=newest.requirement,
        on=newest.on - timedelta(days=1),
        outcome=Outcome.FAILED,
        subject=newest.subject,
    )

    record(service, old)

    assert row_of(service).active


TRAINING = act.Wait(
    requirement="training", subject=None, days=60, reason="Booked for the 3rd of next month."
)


def lets_wait(service: Service, wait: act.Wait = TRAINING, *, now: datetime = LATER) -> None:
    act.let_wait(
        host=row_of(service).id,
        wait=wait,
        programme="healers-office",
        by=service.lead,
        service=service.program,
        now=now,
    )


def lacks_training(service: Service, now: datetime = LATER) -> bool:
    asked = [in_force("healers-office", now.date()).requirement("training")]
    return bool(missing_on(the_host(service), asked, now.date()))


def test_a_step_that_may_wait_is_asked_for_again_on_its_day(service: Service) -> None:
    assert lacks_training(service)

    lets_wait(service)

    assert not lacks_training(service)
    assert not lacks_training(service, LATER + timedelta(days=59))
    assert lacks_training(service, LATER + timedelta(days=60))
    (told,) = the_host(service).exemptions
    assert (told.reason, told.approved_by[:5]) == (TRAINING.reason, "lead ")
    assert EntryRow.objects.filter(act="host.step_may_wait", by=service.lead.id.hex).exists()


def test_no_step_waits_longer_than_its_programme_lets_it(service: Service) -> None:
    with refused(RuleBroken, "60 more days"):
        lets_wait(service, replace(TRAINING, days=61))
    lets_wait(service, replace(TRAINING, days=20))

    with refused(RuleBroken, "39 more days"):
        lets_wait(service, replace(TRAINING, days=40), now=LATER + timedelta(days=21))
    with refused(RuleBroken, "0 more days"):
        lets_wait(service, replace(TRAINING, days=1), now=LATER + timedelta(days=70))


@pytest.mark.parametrize("other", ["interview", "no-such-step"])
def test_a_step_that_nobody_may_let_wait_does_not_wait(service: Service, other: str) -> None:
    with refused(RuleBroken, "0 more days"):
        lets_wait(service, replace(TRAINING, requirement=other))


def test_a_step_that_was_failed_never_waits(service: Service) -> None:
    failed = Evidence(requirement="training", on=TODAY, outcome=Outcome.FAILED)
    act.record_step(
        host=row_of(service).id,
        done=failed,
        programme="healers-office",
        by=service.duty,
        now=LATER,
    )

    with refused(RuleBroken, "0 more days"):
        lets_wait(service)


def test_the_office_lets_no_step_wait(service: Service) -> None:
    with refused(RuleBroken, "0 more days"):
        act.let_wait(
            host=row_of(service).id,
            wait=TRAINING,
            programme="healers-office",
            by=service.duty,
            service=service.program,
            now=LATER,
        )
