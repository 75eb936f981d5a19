"""Nobody visits for a while: with a reason, an end, and by whoever may."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hearth.core.audience import Audience
from hearth.core.due import Window
from hearth.core.errors import InvalidValue, RuleBroken, WrongHands
from hearth.core.pauses import MOST_DAYS, Pause, must_be_allowed, put_off
from hearth.core.units import Period

TODAY = date(2031, 5, 4)


def day(number: int) -> date:
    return TODAY + timedelta(number)


def a_window(due: int, *, held: int | None = None) -> Window:
    on = None if held is None else day(held)
    return Window(day(due - 3), day(due), day(due + 2), "check", 1, "blank.1", on, day(due - 30))


def test_a_pause_has_a_reason_and_an_end() -> None:
    with pytest.raises(InvalidValue, match="reason"):
        Pause(Period(TODAY, day(3)), "  ")
    with pytest.raises(InvalidValue, match="needs an end"):
        Pause(Period(TODAY), "in hospital")
    with pytest.raises(InvalidValue, match="at least one day"):
        Pause(Period(TODAY, TODAY), "in hospital")
    with pytest.raises(InvalidValue, match="before it starts"):
        Pause(Period(TODAY, day(-1)), "in hospital")


@pytest.mark.parametrize("who", sorted(set(Audience) - set(MOST_DAYS)))
def test_only_caseworker_and_lead_pause(who: Audience) -> None:
    with pytest.raises(WrongHands):
        must_be_allowed(Pause(Period(TODAY, day(1)), "away"), by=who, today=TODAY)


@pytest.mark.parametrize(("who", "most"), sorted(MOST_DAYS.items()))
def test_nobody_pauses_for_longer_than_they_may(who: Audience, most: int) -> None:
    must_be_allowed(Pause(Period(TODAY, day(most)), "away"), by=who, today=TODAY)
    for days in (most + 1, 10_000):
        with pytest.raises(RuleBroken, match="at most"):
            must_be_allowed(Pause(Period(TODAY, day(days)), "away"), by=who, today=TODAY)


def test_a_pause_hides_nothing_that_was_due_before_it() -> None:
    with pytest.raises(RuleBroken, match="today"):
        must_be_allowed(Pause(Period(day(-1), day(3)), "away"), by=Audience.LEAD, today=TODAY)


@pytest.mark.parametrize(("first", "end"), [(-5, 0), (-5, 3), (2, 4), (6, 9)])
def test_two_pauses_never_make_one_without_an_end(first: int, end: int) -> None:
    new, other = Pause(Period(TODAY, day(6)), "away"), Period(day(first), day(end))

    with pytest.raises(RuleBroken, match="paused from"):
        must_be_allowed(new, by=Audience.LEAD, today=TODAY, others=[other])


@given(st.lists(st.integers(0, 60), max_size=8), st.integers(0, 50), st.integers(1, 40))
def test_nothing_falls_due_in_a_pause_and_nothing_is_lost(
    dues: list[int], first: int, days: int
) -> None:
    pause = Period.of_days(day(first), days)

    found = put_off([a_window(due) for due in sorted(set(dues))], [pause])

    assert not any(pause.covers(one.due_on) for one in found)
    outside = {day(due) for due in dues if not pause.covers(day(due))}
    inside = {pause.end for due in dues if pause.covers(day(due))}
    assert {one.due_on for one in found} == outside | inside
    assert all(one.opens_on <= one.due_on <= one.closes_on for one in found)


def test_what_was_held_stays_where_it_was() -> None:
    held = a_window(5, held=4)

    assert put_off([held], [Period(TODAY, day(20))]) == [held]
