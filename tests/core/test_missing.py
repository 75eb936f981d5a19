"""Somebody is not where they live."""

from datetime import date, timedelta

import pytest

from hearth.core.audience import Audience
from hearth.core.errors import InvalidValue, RuleBroken, WrongHands
from hearth.core.missing import Report, must_be_back, must_be_possible, must_be_theirs
from tests.builders import TODAY

DAY = timedelta(days=1)
MOVED = TODAY - 10 * DAY


def possible(away: date, back: date | None = None, others: tuple[date | None, ...] = ()) -> None:
    report = Report(away, back, "They went out and did not come home.")
    must_be_possible(report, moved_on=MOVED, today=TODAY, others=others)


def test_whoever_is_away_may_be_back_or_not() -> None:
    possible(TODAY - DAY)
    possible(TODAY - DAY, TODAY)
    possible(TODAY, TODAY, others=(TODAY - 3 * DAY,))


@pytest.mark.parametrize(
    ("away", "back"),
    [(MOVED - DAY, None), (TODAY + DAY, None), (TODAY - DAY, TODAY + DAY)],
    ids=["before they lived there", "tomorrow", "back tomorrow"],
)
def test_days_that_cannot_be_are_refused(away: date, back: date | None) -> None:
    with pytest.raises(RuleBroken):
        possible(away, back)


def test_nobody_is_away_twice_at_once() -> None:
    with pytest.raises(RuleBroken, match="already"):
        possible(TODAY, others=(None,))


def test_nobody_is_back_before_they_were_away() -> None:
    with pytest.raises(InvalidValue):
        Report(TODAY, TODAY - DAY, "words")
    with pytest.raises(RuleBroken):
        must_be_back(TODAY - 2 * DAY, away_on=TODAY - DAY, today=TODAY)


def test_what_is_known_is_no_word_of_its_text_form() -> None:
    assert "station" not in repr(Report(TODAY, None, "Seen at the station"))


@pytest.mark.parametrize("by", [Audience.HOST, Audience.RESIDENT, Audience.MANAGER])
def test_only_caseworker_and_lead_write_it_down(by: Audience) -> None:
    with pytest.raises(WrongHands):
        must_be_theirs(by)
