"""What falls due as those who work here see it, pauses, and calendars read without a sign-in."""

from datetime import UTC, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from icalendar import Calendar

from hearth.actions import checks, concerns
from hearth.actions.daily import daily
from hearth.core.audience import Audience
from hearth.core.concerns import Kind, Weight
from hearth.core.feeds import LASTS, READS_AN_HOUR
from hearth.store.models import (
    CaseRow,
    CheckRow,
    DueRow,
    EntryRow,
    FeedRow,
    HostRow,
    IntroductionRow,
    PauseRow,
)
from tests.promised import Tried
from tests.service import DAY, LATER, Service, hired
from tests.web.doors import comes_in, open_doors, shown
from tests.web.staff.calendars import LIVING, address_of, entries

pytestmark = pytest.mark.django_db


def test_what_is_overdue_says_its_rule_and_version(service: Service, stay: UUID) -> None:
    late = LATER + 60 * DAY
    daily(by=service.program, now=late)
    open_doors(service, late)

    for who in (service.duty, service.lead, service.visitor):
        client = comes_in(who, late)
        html = shown(client.get(reverse("staff:due")))
        assert "overdue, level" in html
        assert "asked for by the rule check of blank.1" in html
        rule = shown(client.get(reverse("staff:rule", args=["blank.1", "check"])))
        assert "the service&#39;s own choice" in rule
        assert "blank.1" in rule


def test_a_manager_reads_the_number_of_a_concern_without_a_word_in_time_and_a_lead_its_level(
    service: Service, stay: UUID
) -> None:
    made = concerns.raise_one(
        kind=Kind.COMPLAINT,
        words="the door does not lock",
        placement_id=stay,
        programme="blank.1",
        by=None,
        now=LATER,
    )
    late = LATER + 60 * DAY
    daily(by=service.program, now=late)
    open_doors(service, late)
    manager = hired(Audience.MANAGER, service.duty)

    html = shown(comes_in(manager, late).get(reverse("staff:due")))
    assert f"Matter {made.id.hex[:8]}" in html
    assert "the door" not in html
    assert "Complaint" not in html
    for page in ("staff:due", "lead:board", "lead:said"):
        assert "overdue, level 4" in shown(comes_in(service.lead, late).get(reverse(page)))
    office = shown(comes_in(service.duty, late).get(reverse("staff:due")))
    assert made.id.hex[:8] not in office
    assert "concern" not in office.replace("by a concern or because", "")


def test_nobody_else_reads_what_falls_due(service: Service, stay: UUID) -> None:
    host = service.hosts[service.homes[0]]
    for who in (host, service.clinician):
        assert comes_in(who, LIVING).get(reverse("staff:due")).status_code == 404
    assert (
        comes_in(service.visitor, LIVING).get(reverse("staff:pause", args=[stay])).status_code
        == 404
    )


def test_a_rule_that_is_not_there_is_no_page(service: Service, stay: UUID) -> None:
    client = comes_in(service.duty, LIVING)
    for ref, rule in (("blank.1", "nothing"), ("nothing.1", "check"), ("blank", "check")):
        assert client.get(reverse("staff:rule", args=[ref, rule])).status_code == 404


def pause(client: Client, stay: UUID, **given: str) -> str:
    first = LIVING.date()
    told = {"first": f"{first}", "last": f"{first + 9 * DAY}", "reason": "She is in hospital."}
    answer = client.post(reverse("staff:pause", args=[stay]), told | given, follow=True)
    return shown(answer)


def test_a_pause_moves_what_falls_due_in_it_and_its_person_reads_why(service: Service) -> None:
    opened = service.open_case()
    stay = service.live(opened)
    open_doors(service, LIVING)
    before = list(CheckRow.objects.filter(placement=stay).values_list("due_on", flat=True))

    html = pause(comes_in(service.duty, LIVING), stay)

    assert "Visits are paused" in html
    end = LIVING.date() + 10 * DAY
    due = CheckRow.objects.filter(placement=stay, state="due")
    assert min(before) < end
    assert due.order_by("due_on").values_list("due_on", flat=True)[0] == end
    own = shown(comes_in(opened.resident, LIVING).get(reverse("resident:stay")))
    assert "She is in hospital." in own
    host = comes_in(service.hosts[service.homes[0]], LIVING)
    for name in ("host:begin", "host:guests", "host:calendar"):
        page = shown(host.get(reverse(name)))
        assert "hospital" not in page
        assert "pause" not in page


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"last": ""}, "A pause needs a last day"),
        ({"reason": "  "}, "Write why nobody visits"),
        ({"last": "2031-01-01"}, "The last day comes before the first"),
        ({"last": f"{LIVING.date() + 10_000 * DAY}"}, "14 days at most"),
        ({"first": "2031-01-01"}, "begins today or later"),
        ({"first": "soon"}, "Write a day as year, month and day"),
    ],
)
def test_a_pause_that_may_not_be_is_answered_and_nothing_is_written(
    service: Service, stay: UUID, given: dict[str, str], says: str
) -> None:
    assert says in pause(comes_in(service.duty, LIVING), stay, **given)
    assert not PauseRow.objects.exists()


def test_a_pause_posted_twice_is_one(service: Service, stay: UUID) -> None:
    client = comes_in(service.lead, LIVING)
    pause(client, stay)

    again = pause(client, stay)

    assert "paused from" in again
    assert PauseRow.objects.count() == 1


def test_a_calendar_tells_days_and_nothing_of_whose_they_are(service: Service, stay: UUID) -> None:
    host = comes_in(service.hosts[service.homes[0]], LIVING)
    address = address_of(host, "host")

    answer = Client().get(address)

    assert answer.status_code == 200
    assert answer["Content-Type"].startswith("text/calendar")
    assert answer["Cache-Control"] == "no-store"
    assert {what for _, what in entries(answer.content)} == {"Appointment"}
    text = answer.content.decode()
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    assert "\n" not in text.replace("\r\n", "")
    for hidden in ("Robin", "Ada", "Alder", "Thornby", "hearth", "Hearth", "check", "visit"):
        assert hidden not in text
    assert str(stay) not in text


def test_two_addresses_have_no_id_in_common_and_one_keeps_its_own(
    service: Service, stay: UUID
) -> None:
    host = comes_in(service.hosts[service.homes[0]], LIVING)

    def uids(address: str) -> set[str]:
        file = Calendar.from_ical(Client().get(address).content)
        return {str(one["uid"]) for one in file.walk("VEVENT")}

    first = address_of(host, "host")
    once, twice = uids(first), uids(first)
    other = uids(address_of(host, "host"))

    assert once == twice != set()
    assert not once & other


@pytest.mark.promise(number="P14")
def test_a_dead_address_is_like_one_that_never_was(
    service: Service, stay: UUID, tried: Tried
) -> None:
    client = comes_in(service.duty, LIVING)
    first = address_of(client)
    second = address_of(client)
    client.post(reverse("staff:calendar_end"))

    answers = [Client().get(one) for one in (first, second, "/c/never.ics")]

    assert {one.status_code for one in answers} == {404}
    assert len({shown(one) for one in answers}) == 1
    assert not FeedRow.objects.filter(token_hash__in=[first, second]).exists()
    tried(len(answers), "calendar addresses that open nothing, compared by the byte")


def test_a_calendar_address_that_leaked_opens_nothing_else_and_is_dead_at_one_press(
    service: Service, stay: UUID
) -> None:
    owner, finder = comes_in(service.visitor, LIVING), Client()
    address = address_of(owner)

    found = finder.get(address)
    assert not found.cookies
    for page in ("staff:due", "staff:calendar"):
        assert finder.get(reverse(page)).status_code != 200
    before = EntryRow.objects.filter(act="calendar.read").count()
    owner.post(reverse("staff:calendar_end"))

    assert before == 1
    assert finder.get(address).status_code == 404
    assert EntryRow.objects.filter(act="calendar.read").count() == before


def test_whoever_has_a_calendar_reads_that_its_address_was_asked_for_too_often(
    service: Service, stay: UUID
) -> None:
    hosts = service.hosts[service.homes[0]]
    for who, app in ((service.visitor, "staff"), (hosts, "host")):
        owner = comes_in(who, LIVING)
        page, address = reverse(f"{app}:calendar"), address_of(owner, app)
        for _ in range(READS_AN_HOUR):
            assert "asked for more often" not in shown(owner.get(page))
            assert Client().get(address).status_code == 200

        assert Client().get(address).status_code == 429
        assert "asked for more often" in shown(owner.get(page))
        address_of(owner, app)
        assert "asked for more often" not in shown(owner.get(page))


def test_an_address_ends_by_itself(service: Service, stay: UUID) -> None:
    address = address_of(comes_in(service.duty, LIVING))
    open_doors(service, LIVING + LASTS)

    assert Client().get(address).status_code == 404


@pytest.mark.promise(number="P9")
def test_an_address_read_too_often_waits_and_each_reading_is_in_the_log(
    service: Service, stay: UUID, tried: Tried
) -> None:
    address = address_of(comes_in(service.duty, LIVING))

    answers = [Client().get(address).status_code for _ in range(READS_AN_HOUR + 2)]

    assert answers == [200] * READS_AN_HOUR + [429] * 2
    assert EntryRow.objects.filter(act="calendar.read").count() == READS_AN_HOUR
    open_doors(service, LIVING + timedelta(hours=1))
    assert Client().get(address).status_code == 200
    tried(READS_AN_HOUR, "readings of a calendar without a sign-in")


def test_a_host_is_never_told_of_an_unannounced_or_an_extra_visit(
    service: Service, stay: UUID
) -> None:
    from hearth.actions.concerns import extra_checks
    from hearth.actions.visiting.announce import announce

    host = service.hosts[service.homes[0]]
    address = address_of(comes_in(host, LIVING), "host")
    before = Client().get(address).content

    row = HostRow.objects.get(principal=host.id)
    extra_checks(row, LIVING)
    announce(by=service.program, now=LIVING)
    assert Client().get(address).content == before

    CheckRow.objects.filter(placement=stay).update(announced_on=None)
    hidden = Client().get(address).content
    assert before != hidden
    assert len(entries(hidden)) < len(entries(before))


def test_a_moment_stays_the_moment_through_a_change_of_clocks(service: Service, stay: UUID) -> None:
    address = address_of(comes_in(service.duty, LIVING))
    at = datetime(2031, 10, 26, 0, 40, tzinfo=UTC)  # clocks go back in London this night
    IntroductionRow.objects.update(tell_at=at, state="held")

    (found,) = [on for on, _ in entries(Client().get(address).content) if isinstance(on, datetime)]

    assert found == at.replace(minute=0)
    assert found.astimezone(ZoneInfo("Europe/London")).hour == 1
    assert found.astimezone(ZoneInfo("Asia/Kolkata")).strftime("%H:%M") == "05:30"


def test_no_more_is_asked_of_the_database_for_many_stays_than_for_few(
    service: Service, stay: UUID
) -> None:
    client = comes_in(service.lead, LIVING)

    def asked() -> int:
        with CaptureQueriesContext(connection) as found:
            client.get(reverse("staff:due"))
        return len(found)

    few = asked()
    for home in service.homes[1:4]:
        checks.schedule(
            placement_id=service.live(service.open_case(), home), by=service.duty, now=LIVING
        )

    assert asked() == few


def test_what_was_done_is_due_no_more_and_only_once(service: Service, stay: UUID) -> None:
    client = comes_in(service.duty, LIVING)
    assert client.post(reverse("staff:done", args=[stay])).status_code == 404


def test_a_pause_is_ended_early_and_its_person_reads_why(service: Service) -> None:
    opened = service.open_case()
    stay = service.live(opened)
    open_doors(service, LIVING)
    client = comes_in(service.lead, LIVING)
    pause(client, stay)
    page = reverse("staff:end_pause", args=[stay])
    row = PauseRow.objects.get()
    assert f"{page}?pause={row.id}" in shown(client.get(reverse("staff:due")))

    empty = shown(client.post(page, {"pause": row.id, "reason": ""}))
    html = shown(client.post(page, {"pause": row.id, "reason": "She is back."}, follow=True))
    again = client.post(page, {"pause": row.id, "reason": "She is back."})

    assert "Write why visits go on" in empty
    assert "Visits go on from tomorrow" in html
    assert again.status_code == 409
    own = shown(comes_in(opened.resident, LIVING).get(reverse("resident:stay")))
    assert "Visits go on" in own
    assert "She is back." in own


def test_that_somebody_is_away_is_written_down_and_that_they_are_back(
    service: Service, stay: UUID
) -> None:
    client, page = comes_in(service.duty, LIVING), reverse("staff:missing", args=[stay])
    today = LIVING.date().isoformat()

    wrong = shown(client.post(page, {"away": "2031-12-01", "words": ""}))
    written = shown(client.post(page, {"away": today, "words": "Nobody saw her go."}))
    away = shown(client.get(page))
    back = shown(client.post(page, {"back": today}, follow=True))

    assert "Write a day that has come" in wrong
    assert "Write what is known" in wrong
    assert "the safeguarding lead has it" in written
    assert "They are away since" in away
    assert "they are back" in back
    assert comes_in(service.visitor, LIVING).get(page).status_code == 404
    lead = shown(comes_in(service.lead, LIVING).get(reverse("lead:stay", args=[stay])))
    assert "Away" in lead


def test_a_contact_that_asks_how_offers_each_way_and_says_which_does_not_count(
    service: Service, stay: UUID
) -> None:
    CaseRow.objects.update(programme="host-home-us.1")
    daily(by=service.program, now=LIVING)
    duty = DueRow.objects.filter(recurrence="case-management").order_by("due_on")[0]
    now = datetime.combine(duty.due_on, LIVING.timetz())
    open_doors(service, now)
    client, page = comes_in(service.duty, now), reverse("staff:done", args=[duty.id])

    html = shown(client.get(reverse("staff:due")))
    at_home = shown(client.post(page, {"how": "home"}, follow=True))
    unsaid = client.post(page)
    done = shown(client.post(page, {"how": "elsewhere"}, follow=True))

    assert "Away from the home." in html
    assert "asks for a talk away from the home" in at_home
    assert unsaid.status_code == 409
    assert "Written down as done today" in done


def test_a_manager_reads_that_a_concern_is_theirs_and_no_word_of_it(
    service: Service, stay: UUID
) -> None:
    concern = concerns.raise_one(
        kind=Kind.COMPLAINT,
        words="The door does not lock.",
        placement_id=stay,
        programme="blank.1",
        by=None,
        now=LATER,
    ).id
    concerns.acknowledge(concern_id=concern, by=service.lead, now=LATER)
    concerns.weigh(concern_id=concern, weight=Weight.DANGER_NOW, by=service.lead, now=LATER)
    concerns.act_on(concern_id=concern, by=service.lead, service=service.program, now=LATER)
    manager = hired(Audience.MANAGER, service.duty)

    html = shown(comes_in(manager, LIVING).get(reverse("staff:due")))

    assert f"Matter {concern.hex[:8]}" in html
    assert "independent review" in html
    assert "does not lock" not in html
    assert "Matter" not in shown(comes_in(service.duty, LIVING).get(reverse("staff:due")))
