"""Records: what they leave possible, and that nothing unverified ever counts."""

from datetime import timedelta
from uuid import UUID

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from hearth.actions import checks, concerns, intake
from hearth.actions.raised import findings
from hearth.core.audience import Audience
from hearth.core.concerns import Kind, Weight
from hearth.core.errors import NotFound, RuleBroken, Sealed, WrongHands
from hearth.core.findings import Finding
from hearth.core.identity import PersonIdentity
from hearth.queries.record import host, sight, whole
from hearth.store import facts
from hearth.store.models import CheckRow, EntryRow, HomeRow, ItemRow
from tests.builders import MOMENT
from tests.service import DAY, LATER, STAY, Service, a_service, hired, two_talks
from tests.web.doors import comes_in, open_doors, shown

pytestmark = pytest.mark.django_db
THEN = MOMENT + timedelta(days=100)


@pytest.fixture
def service() -> Service:
    made = a_service()
    open_doors(made, THEN)
    return made


@pytest.fixture
def lead(service: Service) -> Client:
    return comes_in(service.lead, THEN)


def raised(service: Service, stay: UUID, weight: Weight | None = Weight.SERIOUS) -> UUID:
    made = concerns.raise_one(
        kind=Kind.COMPLAINT,
        words="The door does not lock.",
        placement_id=stay,
        programme="blank.1",
        by=None,
        now=LATER,
    )
    if weight is not None:
        concerns.acknowledge(concern_id=made.id, by=service.lead, now=LATER)
        concerns.weigh(concern_id=made.id, weight=weight, by=service.lead, now=LATER)
    return made.id


def found(service: Service, concern: UUID, finding: Finding = Finding.UPHELD) -> None:
    findings.find(concern_id=concern, finding=finding, by=service.lead, now=THEN)


def visited(service: Service, stay: UUID, days: int = 10) -> None:
    """A visit after so many days, in two talks apart."""
    now = LATER + timedelta(days=days)
    check = CheckRow.objects.filter(placement=stay, state="due").order_by("due_on")[0]
    checks.hold(check_id=check.id, talks=two_talks(now), by=service.visitor, now=now)


def host_of(service: Service) -> UUID:
    return HomeRow.objects.get(id=service.homes[0]).host_id


def record(service: Service, lead: Client) -> str:
    return shown(lead.get(f"/desk/records/hosts/{host_of(service)}/"))


def test_no_complaint_is_told_with_what_it_leaves_possible(service: Service, lead: Client) -> None:
    stay = service.live(service.open_case())
    visited(service, stay)

    page = record(service, lead)

    assert "Nothing was upheld in 1 check held apart." in page
    assert "not the same as nothing wrong" in page
    assert "as often as every check could" in page
    assert "safe" not in page.replace("safeguarding", "")


def test_where_nobody_lived_there_is_no_record(service: Service, lead: Client) -> None:
    assert "there is no record. That says nothing" in record(service, lead)


def test_a_visit_in_which_nobody_was_alone_is_told_and_does_not_count(
    service: Service, lead: Client
) -> None:
    stay = service.live(service.open_case())
    now = LATER + timedelta(days=10)
    check = CheckRow.objects.filter(placement=stay, state="due").order_by("due_on")[0]
    only_host = two_talks(now)[1:]
    checks.hold(check_id=check.id, talks=only_host, by=service.visitor, now=now)

    page = record(service, lead)

    assert "nobody was ever asked alone" in page
    assert "Of 1 visit 1 do not count" in page


@pytest.mark.parametrize("finding", [None, Finding.NOT_UPHELD, Finding.CANNOT_TELL])
def test_a_concern_that_was_not_upheld_counts_nowhere(
    service: Service, lead: Client, finding: Finding | None
) -> None:
    stay = service.live(service.open_case())
    before = record(service, lead)
    for _ in range(3):
        concern = raised(service, stay)
        if finding is not None:
            found(service, concern, finding)

    assert record(service, lead) == before


def test_what_was_upheld_counts_until_it_is_found_otherwise(service: Service, lead: Client) -> None:
    stay = service.live(service.open_case())
    concern = raised(service, stay)
    before = record(service, lead)

    found(service, concern)
    assert "1 upheld in" in record(service, lead)
    found(service, concern, Finding.NOT_UPHELD)

    assert record(service, lead) == before
    assert ItemRow.objects.filter(kind="finding").count() == 1


def test_a_finding_is_the_lead_s_and_comes_after_weighing(service: Service) -> None:
    stay = service.live(service.open_case())
    unread = raised(service, stay, weight=None)

    with pytest.raises(RuleBroken, match="weigh the concern first"):
        found(service, unread)
    with pytest.raises(WrongHands):
        findings.find(concern_id=unread, finding=Finding.UPHELD, by=service.duty, now=THEN)


def test_a_finding_opens_to_nobody_but_the_lead_s_circle(service: Service) -> None:
    opened = service.open_case()
    stay = service.live(opened)
    found(service, raised(service, stay))
    item = ItemRow.objects.get(kind="finding").id

    for who in (service.duty, service.program, service.visitor, opened.resident):
        assert not facts.can_open(item, who)
    with pytest.raises(Sealed):
        whole.past(by=service.duty, now=THEN, purpose="test")


def test_a_finding_is_written_down_on_its_page(service: Service, lead: Client) -> None:
    concern = raised(service, service.live(service.open_case()))
    to = f"/desk/said/{concern}/finding"

    nothing = lead.post(to, {})
    page = shown(lead.post(to, {"finding": "upheld"}, follow=True))

    assert nothing.status_code == 422
    assert "Choose what was found" in shown(nothing)
    assert "Upheld, on" in page


def test_several_upheld_in_one_home_warn(service: Service, lead: Client) -> None:
    stay = service.live(service.open_case())
    for _ in range(4):
        found(service, raised(service, stay))

    page = shown(lead.post("/desk/records/work-out", follow=True))
    own = record(service, lead)

    assert "These are the records of now." in page
    assert f"Host {host_of(service).hex[:8]}. Warning: more was upheld here" in page
    assert "no proof against anybody" in own
    assert page.count('role="img"') == page.count("The same as a table")
    assert " style=" not in page


def test_the_record_of_a_host_says_what_the_test_of_all_its_days_says(
    service: Service, lead: Client
) -> None:
    stay = service.live(service.open_case())
    lead.post("/desk/records/work-out")
    before = record(service, lead)
    for _ in range(4):
        found(service, raised(service, stay))
    lead.post("/desk/records/work-out")

    assert "The test of all days so far: too early to tell." in before
    assert "The test of all days so far: speaks for 5 times the expected." in record(service, lead)


def test_a_finding_that_is_one_too_many_stands_on_the_board_by_itself(
    service: Service, lead: Client
) -> None:
    stay = service.live(service.open_case())
    for _ in range(3):
        found(service, raised(service, stay))
    last = raised(service, stay)
    quiet = shown(lead.get("/desk/"))

    lead.post(f"/desk/said/{last}/finding", {"finding": "upheld"})
    page = shown(lead.get("/desk/"))

    assert "no longer chance" not in quiet
    assert f"Host {host_of(service).hex[:8]}. Warning: more was upheld here" in page
    assert not ItemRow.objects.filter(kind="records-told").exists()


def test_before_anything_was_worked_out_the_page_says_so(lead: Client) -> None:
    assert "Nothing has been worked out yet." in shown(lead.get("/desk/records/"))


def test_a_service_in_which_nobody_has_lived_is_worked_out(service: Service, lead: Client) -> None:
    page = shown(lead.post("/desk/records/work-out", follow=True))

    assert "there is no record" in page


def test_records_are_kept_once_and_every_opening_is_written_down(
    service: Service, lead: Client
) -> None:
    found(service, raised(service, service.live(service.open_case())))
    for _ in range(2):
        lead.post("/desk/records/work-out")

    assert ItemRow.objects.filter(kind="records").count() == 1
    assert EntryRow.objects.filter(act="records.worked_out").count() == 2
    assert EntryRow.objects.filter(act="facts.opened", purpose="records").exists()


def test_no_name_and_no_address_is_in_a_record(service: Service, lead: Client) -> None:
    opened = service.open_case()
    found(service, raised(service, service.live(opened)))
    lead.post("/desk/records/work-out")

    pages = record(service, lead) + shown(lead.get("/desk/records/"))

    assert all(word not in pages for word in ("Robin", "Ada", "Alder", opened.case.hex[:8]))


def test_records_are_asked_for_by_the_lead_alone(service: Service) -> None:
    stay = service.live(service.open_case())
    concern = raised(service, stay)
    by, now = service.duty, THEN
    asks = (
        lambda: whole.latest(by=by, now=now),
        lambda: whole.work_out(by=by, service=service.program, now=now),
        lambda: whole.host_of_number("00000000", by=by),
        lambda: whole.finding_of(concern, by=by, now=now),
        lambda: host.of_host(host_of(service), by=by, now=now),
        lambda: sight.sight("blank.1", days=9, probability=0.5, by=by, now=now),
        lambda: sight.in_use(by=by),
    )

    for ask in asks:
        with pytest.raises(NotFound, match="no such record"):
            ask()


def test_a_host_is_found_by_the_number_that_is_read_out(service: Service, lead: Client) -> None:
    there_is = host_of(service)

    there = lead.get("/desk/records/find", {"number": there_is.hex[:8]})
    wrong = lead.get("/desk/records/find", {"number": "Ada"})

    assert there["Location"] == f"/desk/records/hosts/{there_is}/"
    assert wrong.status_code == 422
    assert "A host&#39;s number has 8 signs" in shown(wrong)
    assert lead.get("/desk/records/find", {"number": "00000000"}).status_code == 404


def test_more_stays_and_concerns_ask_no_more_questions(service: Service, lead: Client) -> None:
    def asked(to: str) -> int:
        lead.post("/desk/records/work-out")
        with CaptureQueriesContext(connection) as queries:
            lead.get(to)
        with CaptureQueriesContext(connection) as work:
            lead.post("/desk/records/work-out")
        return len(queries) + len(work)

    stay = service.live(service.open_case())
    found(service, raised(service, stay))
    addresses = ("/desk/records/", f"/desk/records/hosts/{host_of(service)}/", "/desk/sight/")
    few = [asked(to) for to in addresses]
    for home in service.homes[1:4]:
        other = service.live(service.open_case(), home)
        found(service, raised(service, other))
        visited(service, other)

    assert [asked(to) for to in addresses] == few


def test_what_checks_can_see_is_told_for_three_assumptions(service: Service, lead: Client) -> None:
    service.live(service.open_case())

    page = shown(lead.get("/desk/sight/"))

    assert page.count("A harm that begins today would be noticed by a check within 91 days") == 3
    assert "The cheapest plan that reaches it" in page


def test_the_share_held_apart_is_that_of_the_last_year(service: Service, lead: Client) -> None:
    stay = service.live(service.open_case())
    lately, long_ago = THEN.date() - 30 * DAY, THEN.date() - 400 * DAY
    said = {"recurrence": "check", "programme": "blank.1", "placement_id": stay}
    for day, state, count in ((lately, "held", 6), (lately, "overdue", 2), (long_ago, "held", 50)):
        days = {"opens_on": day, "due_on": day, "closes_on": day}
        CheckRow.objects.bulk_create(CheckRow(state=state, **said, **days) for _ in range(count))

    seen = sight.sight("blank.1", days=91, probability=0.5, by=service.lead, now=THEN)

    assert seen.apart == 6 / 8
    assert "75 %" in shown(lead.get("/desk/sight/"))


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ({"days": "0"}, "from 1 to 730"),
        ({"days": "soon"}, "from 1 to 730"),
        ({"share": "100"}, "from 1 to 99"),
        ({"programme": "nowhere.1"}, "Choose a programme"),
    ],
)
def test_a_question_that_cannot_be_answered_names_its_field(
    service: Service, lead: Client, asked: dict[str, str], says: str
) -> None:
    service.open_case()

    answer = lead.get("/desk/sight/", asked)

    assert answer.status_code == 422
    assert says in shown(answer)


def test_before_the_first_case_there_is_no_plan_of_checks(lead: Client) -> None:
    assert "there is no plan of checks" in shown(lead.get("/desk/sight/"))


def test_records_are_not_there_for_anybody_else(service: Service) -> None:
    opened = service.open_case()
    stay = service.live(opened)
    concern = raised(service, stay)
    addresses = (
        "/desk/records/",
        f"/desk/records/hosts/{host_of(service)}/",
        "/desk/sight/",
        f"/desk/said/{concern}/finding",
    )
    theirs = service.hosts[service.homes[0]]
    manager = hired(Audience.MANAGER, service.duty)

    for who in (service.duty, service.visitor, manager, theirs, opened.resident):
        client = comes_in(who, THEN)
        assert all(client.get(to).status_code == 404 for to in addresses)
        assert client.post("/desk/records/work-out").status_code == 404


def test_a_step_of_vetting_is_let_wait_on_its_page(service: Service, lead: Client) -> None:
    there = f"/desk/records/hosts/{host_of(service)}/wait"
    assert "No step of this host may wait by your word" in shown(lead.get(there))
    intake.open_case(
        identity=PersonIdentity(name="Robin Vale"),
        programme="healers-office",
        stay=STAY,
        secret=None,
        by=service.duty,
        now=MOMENT,
    )

    typed = {"step": "healers-office:training:", "days": "61", "reason": "It is booked."}
    too_long = lead.post(there, typed)
    page = shown(lead.post(there, {**typed, "days": "30"}, follow=True))

    assert too_long.status_code == 422
    assert "This step may wait 60 more days at most" in shown(too_long)
    assert "It may wait. On its day it is asked for again by itself." in page
    assert "No step of this host may wait by your word" in shown(lead.get(there))
