"""Many stays at once fall due as each would by itself."""

from dataclasses import replace
from datetime import date, timedelta
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hearth.core.due import Heightened, windows
from hearth.core.errors import InvalidValue
from hearth.core.programme import Recurrence, Stage
from hearth.core.programme_file import in_force
from hearth.core.units import Period
from hearth.engine.due import Found, Held, due_windows

START = date(2031, 1, 1)
USUAL = in_force("healers-office", START).recurrence("check")


def day(number: int) -> date:
    return START + timedelta(number)


stages = st.builds(
    Stage,
    days=st.integers(1, 60),
    times=st.none() | st.integers(1, 4),
    until_days=st.none() | st.integers(1, 200),
    first=st.booleans(),
)
rhythms = st.builds(
    lambda stages, tolerance, early: replace(
        USUAL, stages=tuple(stages), tolerance_days=tolerance, early_days=early
    ),
    st.lists(stages, min_size=1, max_size=3),
    st.integers(0, 20),
    st.none() | st.integers(0, 30),
)
stays = st.lists(
    st.tuples(st.integers(0, 100), st.lists(st.integers(-10, 400), max_size=6)), max_size=6
)


def told(found: Found, stays: int) -> list[list[tuple[date, ...]]]:
    """The windows of each stay, as days."""
    lines: list[list[tuple[date, ...]]] = [[] for _ in range(stays)]
    columns = (found.opens, found.due, found.closes, found.counted_from)
    for at, *days in zip(found.lane, *columns, strict=True):
        lines[at].append(tuple(date.fromordinal(int(one)) for one in days))
    return [sorted(one, key=lambda days: days[1]) for one in lines]


@given(st.lists(st.lists(st.dates(START, day(40)), max_size=8), max_size=8), st.randoms())
def test_days_told_one_by_one_are_those_told_stay_by_stay(
    days: list[list[date]], random: Random
) -> None:
    pairs = [(at, one) for at, some in enumerate(days) for one in some]
    random.shuffle(pairs)

    stay = np.array([at for at, _ in pairs], np.int64)
    held = np.array([one.toordinal() for _, one in pairs], np.int32)
    one, other = Held.of_pairs(stay, held, stays=len(days)), Held.of(days)

    assert one.indptr.tolist() == other.indptr.tolist()
    assert one.day.tolist() == other.day.tolist()


@settings(deadline=None)
@given(rhythms, stays, st.integers(-5, 400))
def test_every_stay_has_the_windows_it_would_have_alone(
    rhythm: Recurrence, stays: list[tuple[int, list[int]]], now: int
) -> None:
    held = [[day(at) for at in days] for _, days in stays]

    found = due_windows(
        rhythm,
        stay=np.arange(len(stays)),
        start=np.array([day(first).toordinal() for first, _ in stays], np.int32),
        until=np.full(len(stays), day(420).toordinal(), np.int32),
        held=Held.of(held),
        today=day(now),
    )

    alone = [
        [
            (one.opens_on, one.due_on, one.closes_on, one.counted_from)
            for one in windows(rhythm, day(first), day(420), today=day(now), held=days)
            if one.held_on is None
        ]
        for (first, _), days in zip(stays, held, strict=True)
    ]
    assert told(found, len(stays)) == alone


@settings(deadline=None)
@given(rhythms, stays, st.integers(1, 9), st.integers(1, 40), st.integers(-5, 400))
def test_a_sensitive_period_adds_the_same_windows_to_many_as_to_one(
    rhythm: Recurrence, stays: list[tuple[int, list[int]]], every: int, long: int, now: int
) -> None:
    held = [[day(at) for at in days] for _, days in stays]
    periods = [Period.of_days(day(first + 20), long) for first, _ in stays]

    found = due_windows(
        rhythm,
        stay=np.arange(len(stays)),
        start=np.array([one.first.toordinal() - 1 for one in periods], np.int32),
        until=np.array([one.end.toordinal() - 1 for one in periods if one.end], np.int32),
        held=Held.of(held),
        today=day(now),
        every_days=every,
    )

    alone = [
        [
            (one.opens_on, one.due_on, one.closes_on, one.counted_from)
            for one in windows(
                rhythm,
                day(first),
                day(999),
                today=day(now),
                held=days,
                sensitive=[Heightened(period, every)],
            )
            if one.stage == 0 and one.held_on is None
        ]
        for (first, _), period, days in zip(stays, periods, held, strict=True)
    ]
    assert told(found, len(stays)) == alone


def test_a_lane_of_a_stay_that_is_not_there_is_refused() -> None:
    days = np.zeros(1, np.int32)
    with pytest.raises(InvalidValue, match="not there"):
        due_windows(
            USUAL, stay=np.array([3]), start=days, until=days, held=Held.of([[]]), today=START
        )
    with pytest.raises(InvalidValue, match="1 day or more"):
        due_windows(
            USUAL,
            stay=np.array([0]),
            start=days,
            until=days,
            held=Held.of([[]]),
            today=START,
            every_days=0,
        )
