"""A clock that jumps ahead erases nothing: what cannot be undone waits until somebody looked."""

from datetime import timedelta

import pytest
from django.db import transaction

from hearth.actions.daily import daily
from hearth.actions.intake import Opened
from hearth.actions.kept import dates, retention
from hearth.core.retention import MOST_AT_ONCE
from hearth.store import events
from hearth.store.models import EntryRow, ItemRow
from tests.builders import MOMENT
from tests.promised import Tried
from tests.service import Service, a_service, open_case

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
JUMPED = MOMENT + 4_000 * DAY


@pytest.fixture
def service() -> Service:
    with transaction.atomic():
        return a_service()


@pytest.fixture
def over(service: Service) -> Opened:
    """A case that is closed, of a service whose daily work has been done."""
    opened = service.open_case()
    retention.close(case=opened.case, by=service.duty, now=MOMENT)
    daily(by=service.program, now=MOMENT)
    return opened


def known(opened: Opened) -> int:
    return ItemRow.objects.filter(subject=opened.party).exclude(body=b"").count()


@pytest.mark.promise(number="P12")
def test_a_clock_that_jumps_ahead_erases_nothing_however_often_it_is_asked(
    service: Service, over: Opened, tried: Tried
) -> None:
    before = known(over)

    for minutes in range(0, 60, 10):  # as often as `serve` does it
        now = JUMPED + timedelta(minutes=minutes)
        done = daily(by=service.program, now=now)
        open_case(service.duty, now)  # and people work on under the wrong date
        assert done.facts_erased == 0
        assert "the clock says" in done.refused[0]
        assert "--date-is-right" in done.refused[0]

    assert known(over) == before > 0
    assert daily(by=service.program, now=MOMENT + DAY).refused == ()  # once it is put right
    tried(6, "daily works under a clock that had jumped by 4,000 days: nothing was erased")


def test_once_somebody_has_looked_at_the_date_it_is_done(service: Service, over: Opened) -> None:
    daily(by=service.program, now=JUMPED)

    dates.confirm(by=service.program, now=JUMPED)
    done = daily(by=service.program, now=JUMPED)

    assert done.refused == ()
    assert done.facts_erased > 0
    assert known(over) == 0


def test_a_service_that_is_left_running_is_never_asked(service: Service, over: Opened) -> None:
    now = MOMENT
    while known(over):
        now += MOST_AT_ONCE
        assert daily(by=service.program, now=now).refused == ()

    assert now < JUMPED


def test_the_date_is_written_down_once_a_day(service: Service, over: Opened) -> None:
    for hours in range(1, 15):
        daily(by=service.program, now=MOMENT + timedelta(hours=hours))

    assert EntryRow.objects.filter(act=dates.WENT_ON).count() == 1
    daily(by=service.program, now=MOMENT + DAY)
    assert EntryRow.objects.filter(act=dates.WENT_ON).count() == 2


@pytest.mark.promise(number="P12")
def test_a_service_of_an_earlier_version_goes_by_its_last_act(
    service: Service, tried: Tried
) -> None:
    opened = service.open_case()
    retention.close(case=opened.case, by=service.duty, now=MOMENT)
    before = known(opened)

    done = daily(by=service.program, now=JUMPED)

    assert done.refused != ()
    assert known(opened) == before > 0
    tried(1, "first daily works under a clock that had jumped: nothing was erased")


def test_a_day_that_jumped_back_is_followed_by_the_right_one(
    service: Service, over: Opened
) -> None:
    dates.confirm(by=service.program, now=JUMPED)  # by somebody who did not look
    daily(by=service.program, now=MOMENT - DAY)

    assert dates.believed() == MOMENT - DAY
    assert daily(by=service.program, now=JUMPED).refused != ()
    assert events.problems(None, None) == []
