"""What falls due follows the rules that hold, and what was due is never rewritten."""

import shutil
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from itertools import count, pairwise
from pathlib import Path
from uuid import RFC_4122, UUID

import pytest
from django.db import connection, transaction

from hearth.actions import checks, own
from hearth.actions.daily import daily
from hearth.actions.kept import dates
from hearth.actions.visiting import announce, due, duties
from hearth.core import programme_file
from hearth.core.checks import State
from hearth.core.duties import State as Duty
from hearth.core.errors import NotFound, RuleBroken, StepNotAllowed
from hearth.core.sensitive import SensitivePeriod
from hearth.core.unannounced import draw, is_promised
from hearth.core.where import Met
from hearth.queries.visiting.announced import next_to_stay, to_host
from hearth.store.models import CheckRow, DrawRow, DueRow, EntryRow, ScheduleRow
from tests.promised import Tried
from tests.refused import refused
from tests.service import DAY, LATER, STAY, Service, two_talks

pytestmark = pytest.mark.django_db
REVIEW = """
[[recurrence]]
id = "review"
title = "Review of the plan"
what = "review"
trigger = "placement_start"
private_with = ["resident"]
in_person = true
tolerance_days = 2
on_overdue = ["tell_lead"]
stages = [ { first_within_days = 28 }, { every_days = 91 } ]
source = "the service's own choice"
confidence = "I"
"""
NewVersion = Callable[..., None]


@pytest.fixture
def new_version(tmp_path: Path) -> Iterator[NewVersion]:
    """Lets a second version of the blank programme take effect on a day."""
    was, folder = programme_file.FOLDER, tmp_path / "programmes"
    shutil.copytree(was, folder)
    programme_file.FOLDER = folder

    def make(on: date, *, every: int = 14, share: float = 0.0) -> None:
        text = (folder / "blank.1.toml").read_text("utf-8")
        begins = next(line for line in text.splitlines() if line.startswith("effective_from"))
        text = text.replace(begins, f"effective_from = {on}").replace("version = 1", "version = 2")
        text = text.replace("every_days = 30", f"every_days = {every}")
        text = text.replace(
            "tolerance_days = 3", f"tolerance_days = 3\nunannounced_share = {share}"
        )
        (folder / "blank.2.toml").write_text(text + REVIEW, "utf-8")
        programme_file.bundled.cache_clear()

    yield make
    programme_file.FOLDER = was
    programme_file.bundled.cache_clear()


def ahead(stay: UUID, today: date) -> list[CheckRow]:
    rows = CheckRow.objects.filter(placement=stay, state=State.DUE, due_on__gt=today)
    return list(rows.order_by("due_on"))


def past(stay: UUID, today: date) -> list[tuple[object, ...]]:
    rows = CheckRow.objects.filter(placement=stay, due_on__lte=today).order_by("due_on", "id")
    return list(rows.values_list("id", "programme", "opens_on", "due_on", "closes_on"))


def test_a_new_version_takes_effect_on_what_lies_ahead_and_rewrites_nothing(
    service: Service, new_version: NewVersion
) -> None:
    stay = service.live(service.open_case())
    now = LATER + 40 * DAY
    daily(by=service.program, now=now)
    before, expected = past(stay, now.date()), len(ahead(stay, now.date()))
    new_version(now.date())

    done = due.count_all(by=service.program, now=now)

    assert past(stay, now.date()) == before
    assert {row.programme for row in ahead(stay, now.date())} == {"blank.2"}
    replaced = CheckRow.objects.filter(placement=stay, state=State.REPLACED)
    assert {(row.replaced_because, row.replaced_by) for row in replaced} == {("rule", "blank.2")}
    assert replaced.count() == expected == done.replaced
    days = [row.due_on for row in ahead(stay, now.date())]
    assert all((b - a).days <= 14 for a, b in zip([now.date(), *days], days, strict=False))
    assert all(row.counted_from is not None for row in ahead(stay, now.date()))


def test_a_rule_that_is_new_falls_due_too(service: Service, new_version: NewVersion) -> None:
    stay = service.live(service.open_case())
    new_version(LATER.date() + 2 * DAY)

    daily(by=service.program, now=LATER + 2 * DAY)

    first = DueRow.objects.filter(placement=stay).order_by("due_on")[0]
    assert (first.what, first.programme) == ("review", "blank.2")
    assert first.due_on == STAY.first + 28 * DAY


def test_to_count_again_on_the_same_day_or_a_day_before_changes_nothing(service: Service) -> None:
    service.live(service.open_case())
    now = LATER + 9 * DAY
    first = daily(by=service.program, now=now)
    rows = list(CheckRow.objects.order_by("id").values())

    again = daily(by=service.program, now=now)
    back = daily(by=service.program, now=now - 5 * DAY)

    assert first.refused == again.refused == back.refused == ()
    assert (again.checks_written, back.checks_written) == (0, 0)
    assert list(CheckRow.objects.order_by("id").values()) == rows


def test_days_without_a_run_lose_nothing(service: Service) -> None:
    one, other = (service.live(service.open_case(), home) for home in service.homes[:2])
    end = LATER + 150 * DAY
    CheckRow.objects.filter(placement=other, due_on__gt=LATER.date() + 40 * DAY).delete()

    daily(by=service.program, now=end)

    for stay in (one, other):
        days = [on for _, _, _, on, _ in past(stay, end.date())]
        assert days[-1] > end.date() - 31 * DAY
        assert all((b - a).days <= 30 for a, b in pairwise(days))


def test_a_count_that_is_stopped_goes_on_where_it_was(service: Service) -> None:
    stays = [service.live(service.open_case(), home) for home in service.homes[:3]]
    now = LATER + 9 * DAY

    class Stopped(Exception):
        pass

    def stop(done: int, of: int) -> None:
        assert of == 3
        if done == 2:
            raise Stopped

    with pytest.raises(Stopped):
        due.count_all(by=service.program, now=now, on_step=stop, at_once=1)
    assert ScheduleRow.objects.filter(counted_on=now.date()).count() == 2
    assert due.count_all(by=service.program, now=now).stays == 1
    assert {row.placement_id for row in ScheduleRow.objects.all()} == set(stays)


def test_a_count_cut_off_at_any_statement_loses_nothing_and_doubles_nothing(
    service: Service, new_version: NewVersion
) -> None:
    for home in service.homes[:3]:
        service.live(service.open_case(), home)
    now = LATER + 9 * DAY
    new_version(now.date())

    class CutOff(Exception):
        pass

    def counted() -> due.Counted:
        return due.count_all(by=service.program, now=now, at_once=2)

    def days() -> list[tuple[object, ...]]:
        fields = ("placement", "recurrence", "programme", "due_on", "state", "replaced_by")
        return sorted(
            (*CheckRow.objects.values_list(*fields), *DueRow.objects.values_list(*fields))
        )

    def cut_off_after(statements: int) -> bool:
        left = count(statements, -1)

        def run(execute: Callable[..., object], *words: object) -> object:
            if next(left) == 0:
                raise CutOff
            return execute(*words)

        try:
            with connection.execute_wrapper(run):
                counted()
        except CutOff:
            return True
        return False

    with transaction.atomic():
        counted()
        uninterrupted = days()
        transaction.set_rollback(True)
    cuts = next(many for many in count(1, 5) if not cut_off_after(many))

    assert cuts > 10
    assert days() == uninterrupted
    assert counted() == due.Counted()


def test_a_rule_change_opens_nobodys_facts_and_keeps_their_periods(
    service: Service, new_version: NewVersion
) -> None:
    opened = service.open_case()
    stay = service.live(opened)
    today = LATER.date()
    period = SensitivePeriod(kind="hard-time", first=today + 20 * DAY, days=7)
    own.add_period(case=opened.case, period=period, by=opened.resident, now=LATER)
    raised = CheckRow.objects.filter(placement=stay, raised=True, state=State.DUE)
    days = set(raised.values_list("due_on", flat=True))
    new_version(today + DAY)
    before = EntryRow.objects.filter(act="facts.opened").count()

    due.count_all(by=service.program, now=LATER + DAY)

    assert EntryRow.objects.filter(act="facts.opened").count() == before
    assert days
    assert raised.filter(programme="blank.2").exists()
    assert days <= {row.due_on for row in ahead(stay, today)}
    due.count_all(by=service.program, now=LATER + 2 * DAY)
    assert days <= {row.due_on for row in ahead(stay, today)}


def test_an_extra_check_moves_no_announced_day(service: Service) -> None:
    stay = service.live(service.open_case())
    host = service.hosts[service.homes[0]]
    before = to_host(host.id, LATER.date())
    row = CheckRow.objects.filter(placement=stay).order_by("due_on")[0]
    CheckRow.objects.create(
        placement=row.placement,
        recurrence="extra",
        programme="blank.1",
        opens_on=LATER.date(),
        due_on=LATER.date() + 2 * DAY,
        closes_on=LATER.date() + 2 * DAY,
        state=State.HELD,
        held_on=LATER.date() + 5 * DAY,
    )

    daily(by=service.program, now=LATER + 6 * DAY)

    assert to_host(host.id, LATER.date() + 6 * DAY) == before


@pytest.mark.promise(number="P6")
def test_a_refused_visit_stays_announced_until_its_days_are_over(
    service: Service, tried: Tried
) -> None:
    stay = service.live(service.open_case())
    host = service.hosts[service.homes[0]]
    first = next_to_stay(stay, LATER.date())
    before = to_host(host.id, LATER.date())
    assert first is not None

    CheckRow.objects.filter(id=first.id).update(state=State.REFUSED)

    assert to_host(host.id, LATER.date()) == before
    tried(1, "a refused visit, looked for on the host's days")


def test_unannounced_visits_are_drawn_by_a_seed_that_can_be_checked_later(
    service: Service, new_version: NewVersion
) -> None:
    new_version(LATER.date(), every=5, share=0.5)
    stays = [service.live(service.open_case(), home) for home in service.homes]
    start, end = LATER, LATER + 60 * DAY
    at = start
    while at <= end:
        daily(by=service.program, now=at)
        at += DAY
    drawn = CheckRow.objects.filter(counted_from__isnull=False, due_on__lte=end.date())
    told = drawn.filter(announced_on__isnull=False).count()

    assert 0 < told < drawn.count()
    assert EntryRow.objects.filter(act="draw.committed").count() == DrawRow.objects.count()
    dates.confirm(by=service.program, now=end + 300 * DAY)
    daily(by=service.program, now=end + 300 * DAY)
    for quarter in DrawRow.objects.exclude(seed=""):
        rows = drawn.filter(due_on__gte=quarter.first_on, due_on__lt=quarter.end_on, raised=False)
        names = {f"{row.placement_id.hex}:{row.recurrence}:{row.due_on}": row for row in rows}
        hidden = [name for name, row in names.items() if row.announced_on is None]
        seed = bytes.fromhex(quarter.seed)
        assert is_promised(quarter.commitment, seed)
        assert draw(seed, names, 0.5) == set(hidden)
    assert DrawRow.objects.exclude(seed="").exists()
    assert stays


def test_nothing_is_announced_that_the_draw_left_out(
    service: Service, new_version: NewVersion
) -> None:
    new_version(LATER.date(), share=1.0)
    stay = service.live(service.open_case())

    assert announce.announce(by=service.program, now=LATER) == 0

    assert next_to_stay(stay, LATER.date()) is None
    assert to_host(service.hosts[service.homes[0]].id, LATER.date()) == ()


def test_what_is_overdue_reaches_more_people_by_and_by_and_nobody_twice(service: Service) -> None:
    stay = service.live(service.open_case())
    row = CheckRow.objects.filter(placement=stay).order_by("due_on")[0]

    def told() -> list[str]:
        found = EntryRow.objects.filter(act="due.escalated", about=row.id.hex)
        return list(found.order_by("seq").values_list("purpose", flat=True))

    for days in (0, 1, 1, 7, 3, 14, 14, 28):
        daily(by=service.program, now=LATER + (row.closes_on - LATER.date()) + days * DAY)

    assert told() == ["tell_lead", "tell_lead", "tell_manager", "independent_review"]
    assert CheckRow.objects.get(id=row.id).level == 4


def test_what_was_done_is_done_once_and_the_next_counts_from_it(
    service: Service, new_version: NewVersion
) -> None:
    new_version(LATER.date())
    stay = service.live(service.open_case())
    duty = DueRow.objects.filter(placement=stay).order_by("due_on")[0]

    with refused(RuleBroken, "counts from"):
        duties.do(duty=duty.id, by=service.duty, now=LATER - 5 * DAY)
    with refused(NotFound):
        duties.do(duty=duty.id, by=service.hosts[service.homes[0]], now=LATER + 20 * DAY)
    with refused(RuleBroken, "say how you met"):
        duties.do(duty=duty.id, by=service.duty, now=LATER + 20 * DAY)
    duties.do(duty=duty.id, by=service.duty, now=LATER + 20 * DAY, met=Met.HOME)
    with refused(StepNotAllowed):
        duties.do(duty=duty.id, by=service.duty, now=LATER + 20 * DAY, met=Met.HOME)

    daily(by=service.program, now=LATER + 21 * DAY)
    waiting = DueRow.objects.filter(placement=stay, state=Duty.DUE).order_by("due_on")
    assert waiting[0].due_on == LATER.date() + 20 * DAY + timedelta(91)


def test_a_review_that_must_be_face_to_face_is_not_done_by_a_call(
    service: Service, new_version: NewVersion
) -> None:
    new_version(LATER.date())
    stay = service.live(service.open_case())
    duty = DueRow.objects.filter(placement=stay).order_by("due_on")[0]

    tried = duties.do(duty=duty.id, by=service.duty, now=LATER + 20 * DAY, met=Met.CALL)

    assert [reason.code for reason in tried.against] == ["by_call"]
    assert DueRow.objects.get(id=duty.id).state == Duty.DUE
    told = EntryRow.objects.get(act="due.not_counted", about=duty.id.hex)
    assert told.purpose == "by_call: review of blank.2"


def test_what_the_rule_does_not_let_be_left_out_is_not(
    service: Service, new_version: NewVersion
) -> None:
    new_version(LATER.date())
    stay = service.live(service.open_case())
    duty = DueRow.objects.filter(placement=stay).order_by("due_on")[0]

    with refused(RuleBroken, "does not let this be left out"):
        duties.refuse(duty=duty.id, by=service.duty, now=LATER + 20 * DAY)

    assert DueRow.objects.get(id=duty.id).state == Duty.DUE


def test_one_that_is_overdue_is_asked_for_once_until_it_is_done(
    service: Service, new_version: NewVersion
) -> None:
    new_version(LATER.date())
    stay = service.live(service.open_case())

    for days in range(30, 60, 5):
        daily(by=service.program, now=LATER + days * DAY)

    waiting = DueRow.objects.filter(placement=stay, state__in=[Duty.DUE, Duty.OVERDUE])
    assert waiting.count() == 1


def test_a_check_of_an_ended_stay_cannot_be_held_nor_anything_be_done(
    service: Service, new_version: NewVersion
) -> None:
    new_version(LATER.date())
    stay = service.live(service.open_case())
    duty = DueRow.objects.filter(placement=stay).order_by("due_on")[0]
    row = duty.placement
    type(row).objects.filter(id=row.id).update(state="ended", ended_on=LATER.date())
    checks.drop(row, by=service.duty)

    check = CheckRow.objects.filter(placement=stay)[0]
    visit = LATER + 9 * DAY
    with refused(StepNotAllowed):
        checks.hold(check_id=check.id, talks=two_talks(visit), by=service.visitor, now=visit)
    with refused(RuleBroken, "ended"):
        duties.do(duty=duty.id, by=service.duty, now=visit)
    with refused(RuleBroken, "ended"):
        checks.schedule(placement_id=stay, by=service.duty, now=visit)
    assert not DueRow.objects.filter(placement=stay, state=Duty.DUE).exists()


def test_new_ids_are_random_ones_of_version_4_and_no_two_alike(service: Service) -> None:
    service.live(service.open_case())

    ids = list(CheckRow.objects.values_list("id", flat=True))

    assert len(set(ids)) == len(ids) > 1
    assert {(id.version, id.variant) for id in ids} == {(4, RFC_4122)}
