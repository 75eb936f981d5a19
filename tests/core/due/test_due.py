"""What falls due, when, and what never may happen to it."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from hearth.core.due import Heightened, Window, windows
from hearth.core.errors import InvalidValue
from hearth.core.programme import Recurrence, Stage, Trigger
from hearth.core.programme_file import in_force
from hearth.core.units import Period

START = date(2031, 1, 1)
USUAL = in_force("healers-office", START).recurrence("check")


def a_rhythm(
    *stages: Stage,
    tolerance_days: int = 0,
    trigger: Trigger = Trigger.MOVE,
    early_days: int | None = None,
) -> Recurrence:
    return replace(
        USUAL, stages=stages, tolerance_days=tolerance_days, trigger=trigger, early_days=early_days
    )


def day(number: int) -> date:
    return START + timedelta(number)


def dues(found: list[Window]) -> list[int]:
    return [(window.due_on - START).days for window in found]


WEEK_THEN_QUARTERS = a_rhythm(Stage(7, 1, first=True), Stage(91))
FALLING_OFF = a_rhythm(Stage(2, 1, first=True), Stage(7, 5), Stage(14))


def test_48_hours_then_five_weeks_then_every_fortnight() -> None:
    found = windows(FALLING_OFF, START, day(70))

    assert dues(found) == [2, 9, 16, 23, 30, 37, 51, 65]
    assert [window.stage for window in found] == [1, 2, 2, 2, 2, 2, 3, 3]


def test_regulation_28_a_week_then_six_weeks_for_a_year_then_three_months() -> None:
    check = in_force("supported-lodgings-england", START).recurrence("check")

    found = dues(windows(check, START, day(600)))

    assert found == [7, 49, 91, 133, 175, 217, 259, 301, 343, 385, 476, 567]


def test_a_window_names_the_rule_and_version_it_came_from() -> None:
    (first,) = windows(USUAL, START, day(7))

    assert (first.recurrence, first.rule_version) == ("check", "healers-office.1")


def test_a_window_is_some_days_not_one_day() -> None:
    rhythm = a_rhythm(Stage(7, 1, first=True), Stage(40), tolerance_days=3, early_days=10)

    first, second = windows(rhythm, START, day(47))

    assert (first.opens_on, first.due_on, first.closes_on) == (day(1), day(7), day(10))
    assert (second.opens_on, second.due_on, second.closes_on) == (day(37), day(47), day(50))


def test_a_window_opens_a_quarter_of_the_interval_early_unless_the_rule_says() -> None:
    (found,) = windows(a_rhythm(Stage(40)), START, day(40))

    assert found.opens_on == day(30)


def test_the_day_of_the_move_is_no_check() -> None:
    found = windows(WEEK_THEN_QUARTERS, START, day(7), held=[START])

    assert found[0].held_on is None


def test_a_check_held_early_moves_the_next() -> None:
    found = windows(WEEK_THEN_QUARTERS, START, day(100), held=[day(3)])

    assert dues(found) == [7, 94]
    assert found[0].held_on == day(3)


def test_a_check_held_late_but_in_time_settles_its_window_and_pushes_nothing_back() -> None:
    rhythm = a_rhythm(Stage(30), tolerance_days=5)

    found = windows(rhythm, START, day(60), held=[day(33)])

    assert dues(found) == [30, 60]
    assert [window.held_on for window in found] == [day(33), None]


def test_a_check_too_late_leaves_its_window_missed_and_serves_the_next() -> None:
    rhythm = a_rhythm(Stage(30), tolerance_days=5)

    found = windows(rhythm, START, day(80), held=[day(40)])

    assert dues(found) == [30, 60, 70]
    assert [window.held_on for window in found] == [None, day(40), None]


def test_missed_weekly_checks_never_turn_into_fortnightly_ones() -> None:
    found = windows(FALLING_OFF, START, day(60), today=day(60), held=[day(2)])

    assert dues(found) == [2, 9, 16, 23, 30, 37, 44, 51, 58]
    assert {window.stage for window in found[1:]} == {2}


def test_checks_held_before_their_window_opens_do_not_use_up_a_stage() -> None:
    rhythm = a_rhythm(Stage(20, 2), Stage(90), early_days=5)

    found = windows(rhythm, START, day(60), held=[day(1), day(2), day(3)])

    assert [window.stage for window in found] == [1, 1, 1, 1, 1]


def test_a_new_move_starts_the_rhythm_again() -> None:
    found = windows(WEEK_THEN_QUARTERS, START, day(120), held=[day(7)], moved_on=[day(20)])

    assert dues(found) == [7, 27, 118]


def test_a_move_restarts_only_what_counts_from_moves() -> None:
    rhythm = replace(WEEK_THEN_QUARTERS, trigger=Trigger.PLACEMENT_START)

    found = windows(rhythm, START, day(120), held=[day(7)], moved_on=[day(20)])

    assert dues(found) == [7, 98]


def test_a_move_never_puts_off_what_was_due() -> None:
    found = windows(WEEK_THEN_QUARTERS, START, day(110), held=[day(7)], moved_on=[day(96)])

    assert dues(found) == [7, 98]


def test_a_talk_once_asked_for_starts_again_with_a_move_after_it_was_over() -> None:
    once = a_rhythm(Stage(2, 1, first=True))

    assert dues(windows(once, START, day(60), held=[day(1)], moved_on=[day(50)])) == [2, 52]


def test_a_check_after_a_move_does_not_settle_what_was_due_before_it() -> None:
    rhythm = a_rhythm(Stage(7, 1, first=True), Stage(30), tolerance_days=5)

    found = windows(rhythm, START, day(20), held=[day(10)], moved_on=[day(8)])

    assert dues(found) == [7, 15]
    assert [window.held_on for window in found] == [None, day(10)]


def test_a_sensitive_period_raises_the_rhythm_while_it_lasts() -> None:
    heat = Heightened(Period.of_days(day(40), 7), every_days=3)

    found = windows(WEEK_THEN_QUARTERS, START, day(100), sensitive=[heat])

    assert dues(found) == [7, 42, 45, 98]
    assert [window.stage for window in found] == [1, 0, 0, 2]


def test_a_first_check_held_early_does_not_hide_a_quicker_rhythm_after_it() -> None:
    quickening = a_rhythm(Stage(28, 1, first=True), Stage(7))

    found = windows(quickening, START, day(12), today=day(12), held=[day(2)])

    assert dues([one for one in found if one.held_on is None]) == [9]


def test_a_rhythm_of_less_than_a_day_is_refused() -> None:
    with pytest.raises(InvalidValue):
        Heightened(Period(START), every_days=0)


# --- promises -----------------------------------------------------------------------------

numbers = st.integers(1, 400)
facts = st.lists(numbers, max_size=12).map(lambda found: [day(n) for n in sorted(set(found))])


@st.composite
def rhythms(draw: st.DrawFn) -> Recurrence:
    stages = [Stage(draw(st.integers(2, 14)), 1, first=True)] if draw(st.booleans()) else []
    if draw(st.booleans()):
        stages.append(Stage(draw(st.integers(2, 30)), draw(st.integers(1, 5))))
    if draw(st.booleans()):
        stages.append(Stage(draw(st.integers(2, 60)), until_days=draw(st.integers(30, 200))))
    stages.append(Stage(draw(st.integers(2, 91))))
    shortest = min(stage.days for stage in stages)
    return a_rhythm(*stages, tolerance_days=draw(st.integers(0, shortest - 1)))


heights = st.lists(
    st.builds(
        lambda first, days, every: Heightened(Period.of_days(day(first), days), every),
        numbers,
        st.integers(1, 30),
        st.integers(1, 10),
    ),
    max_size=3,
)


def slowing(rhythm: Recurrence) -> Recurrence:
    """The same rhythm with its quicker stages first, as services have them."""
    days = sorted(stage.days for stage in rhythm.stages)
    stages = zip(rhythm.stages, days, strict=True)
    return replace(rhythm, stages=tuple(replace(stage, days=n) for stage, n in stages))


@given(rhythms().map(slowing), facts, st.integers(0, 400))
def test_no_gap_between_two_due_days_is_longer_than_the_stage_allows(
    rhythm: Recurrence, held: list[date], now: int
) -> None:
    found = windows(rhythm, START, day(500), today=day(now), held=held)
    days = [START, *(window.due_on for window in found)]

    gaps = [(after - before).days for before, after in pairwise(days)]

    allowed = [rhythm.stages[window.stage - 1].days for window in found]
    assert all(1 <= gap <= most for gap, most in zip(gaps, allowed, strict=True))


@given(rhythms(), facts, st.integers(0, 400))
def test_every_due_day_is_within_its_stage_of_the_last_check_or_due_day(
    rhythm: Recurrence, held: list[date], now: int
) -> None:
    found = windows(rhythm, START, day(500), today=day(now), held=held)

    marks = {START, *held, *(window.due_on for window in found)}
    for window in found:
        before = max(mark for mark in marks if mark < window.due_on)
        assert (window.due_on - before).days <= rhythm.stages[window.stage - 1].days


@given(rhythms(), facts, facts)
def test_with_moves_too_no_gap_is_longer_than_the_slowest_stage(
    rhythm: Recurrence, held: list[date], moves: list[date]
) -> None:
    found = windows(rhythm, START, day(500), held=held, moved_on=moves)
    days = [START, *(window.due_on for window in found)]

    slowest = timedelta(max(stage.days for stage in rhythm.stages))
    assert all(b - a <= slowest for a, b in pairwise(days))


@given(rhythms(), facts, facts)
def test_after_every_move_a_first_check_falls_due_within_the_first_stage(
    rhythm: Recurrence, held: list[date], moves: list[date]
) -> None:
    found = windows(rhythm, START, day(600), held=held, moved_on=moves)

    first = timedelta(rhythm.stages[0].days)
    for moved in moves:
        assert any(moved < window.due_on <= moved + first for window in found)


@given(rhythms(), facts, heights, facts, st.integers(0, 400))
def test_sensitive_periods_only_add(
    rhythm: Recurrence, held: list[date], sensitive: list[Heightened], moves: list[date], now: int
) -> None:
    plain = windows(rhythm, START, day(450), today=day(now), held=held, moved_on=moves)

    raised = windows(
        rhythm, START, day(450), today=day(now), held=held, moved_on=moves, sensitive=sensitive
    )

    assert [window for window in raised if window.stage > 0] == plain


@given(rhythms(), st.integers(1, 300), st.integers(1, 30), st.integers(1, 10))
def test_inside_a_sensitive_period_no_gap_is_longer_than_its_rhythm(
    rhythm: Recurrence, first: int, days: int, every: int
) -> None:
    period = Period.of_days(day(first), days)

    found = windows(rhythm, START, day(400), sensitive=[Heightened(period, every)])

    within = [first - 1, *(n for n in dues(found) if first <= n < first + days), first + days - 1]
    assert all(b - a <= every for a, b in pairwise(within))


@given(rhythms(), facts, facts, heights, numbers)
def test_what_was_due_by_a_day_is_not_rewritten_by_what_comes_later(
    rhythm: Recurrence, held: list[date], moves: list[date], sensitive: list[Heightened], now: int
) -> None:
    then = windows(
        rhythm,
        START,
        day(now),
        today=day(now),
        sensitive=sensitive,
        held=[one for one in held if one <= day(now)],
        moved_on=[one for one in moves if one <= day(now)],
    )

    later = windows(
        rhythm, START, day(now), today=day(450), sensitive=sensitive, held=held, moved_on=moves
    )

    assert dues(later) == dues(then)


@given(rhythms(), facts, numbers, numbers)
def test_looking_further_ahead_only_adds_to_the_list(
    rhythm: Recurrence, held: list[date], near: int, far: int
) -> None:
    assume(near <= far)
    short = windows(rhythm, START, day(near), held=held)

    assert windows(rhythm, START, day(far), held=held)[: len(short)] == short


@given(rhythms(), facts, facts)
def test_one_check_settles_one_window(
    rhythm: Recurrence, held: list[date], moves: list[date]
) -> None:
    found = windows(rhythm, START, day(450), today=day(450), held=held, moved_on=moves)

    settled = [window.held_on for window in found if window.held_on is not None]
    assert len(settled) == len(set(settled))
    assert set(settled) <= set(held) - set(moves)
