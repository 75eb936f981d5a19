"""The move and the stay: rules beside their fields, days and checks, and not a word said."""

from datetime import timedelta

import pytest
from django.test import Client

from hearth.actions import checks
from hearth.actions.intake import Opened
from hearth.core.placement import Ending
from hearth.store.models import CaseRow, CheckRow, PlacementRow
from tests.builders import MOMENT
from tests.service import DAY, LATER, STAY, Service, two_talks
from tests.web.caseworker.acts import (
    ARRIVAL,
    TOLD,
    a_while_later,
    at,
    does,
    live,
    meet,
    plan,
    reads,
    refused,
    text_of,
)

pytestmark = pytest.mark.django_db
SAID = "I sleep with the light on, and lock the door."


def goes_on(lena: Client, service: Service, opened: Opened) -> Client:
    meeting = meet(lena, service, opened)
    service.both_willing(meeting, opened, service.homes[0], LATER)
    return a_while_later(service, TOLD)


def test_before_both_have_said_that_it_goes_on_no_move_is_planned(
    service: Service, opened: Opened, lena: Client
) -> None:
    meet(lena, service, opened)

    assert "A move is planned after both have met" in reads(lena, "move", opened.case)
    assert lena.post(at("move", opened.case), ARRIVAL).status_code == 409
    assert not PlacementRow.objects.exists()


def test_a_rule_of_the_programme_is_said_beside_its_field_and_nothing_typed_is_lost(
    service: Service, opened: Opened, lena: Client
) -> None:
    lena = goes_on(lena, service, opened)

    page = refused(lena, "move", opened.case, **ARRIVAL | {"escort": ""})

    assert 'href="#id_escort">somebody must bring them on the first night' in page
    assert 'value="by train"' in page
    assert "supper at seven" in page
    assert not PlacementRow.objects.exists()


@pytest.mark.parametrize(
    ("field", "typed", "says"),
    [
        ("transport", "", "Write down how they travel"),
        ("transport", "x" * 301, "Write at most 300 characters"),
        ("transport", "by \0 train", "Null characters"),
        ("on", "next week", "Enter the day on which they arrive"),
        ("at", "25:00", "Enter a time of the day"),
        ("to_bring", "y" * 2_001, "Write at most 2,000 characters"),
    ],
)
def test_each_field_of_a_move_says_what_would_be_right(
    field: str, typed: str, says: str, service: Service, opened: Opened, lena: Client
) -> None:
    lena = goes_on(lena, service, opened)

    page = refused(lena, "move", opened.case, **ARRIVAL | {field: typed})

    assert says in page
    assert f'href="#id_{field}"' in page


def test_a_move_on_a_day_long_past_is_refused_above_the_form(
    service: Service, opened: Opened, lena: Client
) -> None:
    lena = goes_on(lena, service, opened)
    does(lena, "move", opened.case, **ARRIVAL)

    again = lena.post(at("move", opened.case), ARRIVAL)

    assert again.status_code == 409
    assert PlacementRow.objects.count() == 1


def test_a_cancelled_move_frees_the_home_and_the_next_list_has_it_again(
    service: Service, opened: Opened, lena: Client
) -> None:
    lena, stay = plan(lena, service, opened)

    assert "The move is cancelled" in does(lena, "move_off", opened.case, stay)
    assert lena.post(at("move_off", opened.case, stay)).status_code == 409
    page = does(lena, "shortlist", opened.case, leave_homes="no")
    assert service.homes[0].hex[:6].upper() in page


def test_they_arrive_within_days_of_the_plan_or_the_field_says_so(
    service: Service, opened: Opened, lena: Client
) -> None:
    lena, stay = plan(lena, service, opened)
    late = str(STAY.first + timedelta(30))

    page = refused(lena, "arrived", opened.case, stay, on=late)
    does(lena, "arrived", opened.case, stay, on=str(STAY.first))
    again = refused(lena, "arrived", opened.case, stay, on=str(STAY.first))

    assert 'href="#id_on">the move is planned for' in page
    assert "Nothing was changed" in again
    assert PlacementRow.objects.get().state == "living"


def test_the_stay_shows_its_checks_in_days_and_not_a_word_that_was_said(
    service: Service, opened: Opened, lena: Client
) -> None:
    lena, _ = live(lena, service, opened)
    check = CheckRow.objects.order_by("due_on").first()
    assert check is not None
    when = MOMENT + (check.due_on - MOMENT.date())
    checks.hold(check_id=check.id, talks=two_talks(when, SAID), by=service.visitor, now=when)

    page = reads(a_while_later(service, when), "stay", opened.case)

    assert "Held: 1" in page
    assert "light on" not in page
    assert "I sleep" not in page


def test_a_check_that_a_concern_asked_for_is_not_the_caseworkers_to_see(
    service: Service, opened: Opened, lena: Client
) -> None:
    lena, _ = live(lena, service, opened)
    before = reads(lena, "stay", opened.case)
    like = CheckRow.objects.first()
    assert like is not None
    CheckRow.objects.create(
        placement=like.placement,
        recurrence="extra",
        programme=like.programme,
        opens_on=like.opens_on,
        due_on=like.due_on,
        closes_on=like.closes_on,
        state="due",
    )

    assert _without_tokens(reads(lena, "stay", opened.case)) == _without_tokens(before)


def _without_tokens(page: str) -> str:
    import re

    return re.sub(r'value="[^"]{60,}"', "", page)


def test_overdue_checks_stand_there_as_overdue(
    service: Service, opened: Opened, lena: Client
) -> None:
    lena, _ = live(lena, service, opened)
    later = MOMENT + 120 * DAY
    checks.pass_due(by=service.program, now=later)

    assert "Overdue" in reads(a_while_later(service, later), "stay", opened.case)


def test_a_stay_is_made_longer_by_what_the_core_allows_and_its_sentence_stands_at_the_field(
    service: Service, opened: Opened, lena: Client
) -> None:
    lena, stay = live(lena, service, opened)

    page = refused(lena, "extend", opened.case, stay, until=str(STAY.first))

    assert 'href="#id_until">a stay is extended to a later day' in page


def test_a_stay_that_ended_frees_the_rooms_and_ends_once(
    service: Service, opened: Opened, lena: Client
) -> None:
    lena, stay = live(lena, service, opened)
    lena = a_while_later(service, MOMENT + 9 * DAY)
    on = str((MOMENT + 8 * DAY).date())
    tomorrow = str((MOMENT + 20 * DAY).date())

    nothing = refused(lena, "ending", opened.case, stay, why="", on="")
    future = refused(lena, "ending", opened.case, stay, why="own_home", on=tomorrow)
    does(lena, "ending", opened.case, stay, why=Ending.MOVED_FOR_SAFETY, on=on)
    again = refused(lena, "ending", opened.case, stay, why="own_home", on=on)

    assert "Choose why the stay has ended" in nothing
    assert "a stay ends on a day from" in future
    assert "Nothing was changed" in again
    assert "The person was moved to be safe" in reads(lena, "stay", opened.case)
    assert CaseRow.objects.get(id=opened.case).state == "waiting"
    assert "No stay goes on here" in text_of(lena.get(at("ending", opened.case, stay)))


def test_a_time_of_more_care_is_written_down_on_a_page_of_the_stay(
    service: Service, opened: Opened, lena: Client
) -> None:
    assert "They live in no home now" in reads(lena, "care", opened.case)
    lena, _ = live(lena, service, opened)
    first = (LATER + 20 * DAY).date().isoformat()
    said = {"kind": "hard-time", "first": first, "length": "7", "every": ""}

    assert "care" in reads(lena, "stay", opened.case)
    page = refused(lena, "care", opened.case, **said | {"kind": "", "first": ""})
    assert "Choose which time it is" in page
    assert "Write the day on which it begins." in page
    does(lena, "care", opened.case, **said)

    assert CheckRow.objects.filter(raised=True).exists()
    assert "Told before:" in reads(lena, "care", opened.case)
