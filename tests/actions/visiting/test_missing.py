"""Somebody is not where they live: a concern, and what counts from their return."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest

from hearth.actions.visiting import duties, missing
from hearth.actions.visiting.due import count_all
from hearth.core import programme_file
from hearth.core.concerns import Concern, Kind
from hearth.core.duties import State
from hearth.core.errors import NotFound, RuleBroken
from hearth.core.missing import Report
from hearth.core.where import Met
from hearth.queries.deciding import stay as lead_asks
from hearth.store import facts
from hearth.store.models import CaseRow, CheckRow, ConcernRow, DueRow, ReportRow
from tests.refused import refused
from tests.service import DAY, LATER, STAY, Service, a_service

pytestmark = pytest.mark.django_db
NOW = LATER + 20 * DAY
LODGINGS = "supported-lodgings-england.1"
KNOWN = "She took the early train and left her telephone."


@pytest.fixture
def service() -> Service:
    return a_service()


@pytest.fixture
def stay(service: Service) -> UUID:
    """A stay under the rules of supported lodgings, which ask for a talk after running away."""
    stay = service.live(service.open_case())
    CaseRow.objects.update(programme=LODGINGS)
    count_all(by=service.program, now=LATER)
    return stay


def writes(service: Service, stay: UUID, *, back: bool = False) -> UUID:
    today = NOW.date()
    report = Report(today - 2 * DAY, today if back else None, KNOWN)
    return missing.report(
        placement_id=stay, report=report, by=service.duty, service=service.program, now=NOW
    ).id


def interviews(stay: UUID) -> list[DueRow]:
    found = DueRow.objects.filter(placement=stay, recurrence="return-interview")
    return list(found.order_by("due_on"))


def test_what_is_known_is_a_worry_that_the_lead_reads_and_the_office_does_not(
    service: Service, stay: UUID
) -> None:
    raised = ConcernRow.objects.get(id=writes(service, stay))

    told = facts.open_(Concern, raised.item_id, by=service.lead, now=NOW, purpose="lead")
    assert (told.kind, told.words) == (Kind.WORRY, KNOWN)
    assert raised.placement_id == stay
    host = service.hosts[service.homes[0]]
    for other in (service.duty, service.visitor, service.program, host):
        assert not facts.can_open(raised.item_id, other)


def test_while_they_are_away_nothing_counts_from_it(service: Service, stay: UUID) -> None:
    writes(service, stay)

    assert interviews(stay) == []
    away = lead_asks.stay(stay, by=service.lead, now=NOW).away
    assert away == ((NOW.date() - 2 * DAY, None),)


def test_once_they_are_back_a_talk_away_from_the_home_is_due_within_three_days(
    service: Service, stay: UUID
) -> None:
    writes(service, stay)
    back = NOW + DAY

    missing.came_back(
        placement_id=stay, on=NOW.date(), by=service.duty, service=service.program, now=back
    )

    (due,) = interviews(stay)
    assert due.due_on == back.date() + 3 * DAY
    assert due.programme == LODGINGS
    at_home = duties.do(duty=due.id, by=service.duty, now=back + DAY, met=Met.HOME)
    assert [reason.code for reason in at_home.against] == ["not_elsewhere"]
    assert duties.do(duty=due.id, by=service.duty, now=back + DAY, met=Met.ELSEWHERE).allowed
    count_all(by=service.program, now=back + 2 * DAY)
    assert [one.state for one in interviews(stay)] == [State.DONE]


def test_the_person_may_say_no_to_it(service: Service, stay: UUID) -> None:
    writes(service, stay, back=True)
    (due,) = interviews(stay)

    duties.refuse(duty=due.id, by=service.duty, now=NOW + DAY)
    count_all(by=service.program, now=NOW + 2 * DAY)

    assert [one.state for one in interviews(stay)] == [State.REFUSED]


def test_nothing_that_a_host_reads_differs(service: Service, stay: UUID) -> None:
    count_all(by=service.program, now=NOW)
    fields = ("recurrence", "due_on", "announced_on", "state")
    before = list(CheckRow.objects.filter(placement=stay).order_by("id").values_list(*fields))

    writes(service, stay, back=True)

    after = list(CheckRow.objects.filter(placement=stay).order_by("id").values_list(*fields))
    assert after == before


@pytest.fixture
def by_a_check(tmp_path: Path) -> Iterator[None]:
    """Rules by which a check with both falls due after a report, in place of a contact."""
    was, folder = programme_file.FOLDER, tmp_path / "programmes"
    shutil.copytree(was, folder)
    path = folder / f"{LODGINGS}.toml"
    before, after = path.read_text("utf-8").split('id = "return-interview"')
    asked = after.replace('what = "contact"', 'what = "check"', 1)
    asked = asked.replace('private_with = ["resident"]', 'private_with = ["resident", "host"]', 1)
    path.write_text(f'{before}id = "return-interview"{asked}', "utf-8")
    programme_file.FOLDER = folder
    programme_file.bundled.cache_clear()
    yield
    programme_file.FOLDER = was
    programme_file.bundled.cache_clear()


def test_a_check_that_counts_from_a_report_is_announced_to_nobody(
    by_a_check: None, service: Service, stay: UUID
) -> None:
    writes(service, stay, back=True)

    check = CheckRow.objects.get(placement=stay, recurrence="return-interview")
    assert check.announced_on is None


def test_it_is_written_down_once_and_by_whoever_may(service: Service, stay: UUID) -> None:
    writes(service, stay)

    with refused(RuleBroken, "already"):
        writes(service, stay)
    host = service.hosts[service.homes[0]]
    with refused(NotFound):
        missing.came_back(
            placement_id=stay, on=NOW.date(), by=host, service=service.program, now=NOW
        )
    with refused(RuleBroken, "back on a day"):
        missing.came_back(
            placement_id=stay, on=STAY.first, by=service.lead, service=service.program, now=NOW
        )
    assert ReportRow.objects.count() == 1
