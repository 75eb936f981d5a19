"""A message to several: each by itself, and only for whom the gate would let one leave in time."""

from datetime import UTC, date, datetime, time, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hearth.core.errors import InvalidValue
from hearth.core.gate import could_leave, may_leave
from hearth.core.gate.circulars import AHEAD, Circular, id_of, key, message, must_be_ahead
from hearth.core.gate.outbox import written
from hearth.core.gate.wordings import WORDINGS, wordings
from hearth.core.reach import Channel, Reach

TODAY = date(2031, 5, 4)
NOW = datetime(2031, 5, 4, 16, 40, tzinfo=UTC)
ONE, OTHER, OFFICE = uuid4(), uuid4(), uuid4()
QUARTER = timedelta(minutes=15)
quarters = st.builds(time, st.integers(0, 23), st.sampled_from([0, 15, 30, 45]))
hours = st.one_of(st.none(), st.tuples(quarters, quarters).filter(lambda two: two[0] != two[1]))
kinds = st.sampled_from(Circular)


@st.composite
def reaches(draw: st.DrawFn) -> Reach:
    first, last = draw(hours) or (None, None)
    return Reach(
        channels=draw(st.frozensets(st.sampled_from(Channel))),
        phone="01632 960000",
        mail="ada@example.org",
        post="R. Vale\n4 Elm Street",
        first_hour=first,
        last_hour=last,
        zone=draw(st.sampled_from(["", "Asia/Kathmandu", "America/St_Johns"])),
        said_on=TODAY - timedelta(2),
        holds_until=TODAY + timedelta(draw(st.integers(-1, 4))),
    )


@given(reach=reaches(), ahead=st.integers(0, 2), kind=kinds, zone=st.sampled_from(["UTC"]))
def test_it_is_for_whom_some_moment_is_safe_before_its_day_is_over(
    reach: Reach, ahead: int, kind: Circular, zone: str
) -> None:
    note, services = message(kind, TODAY + timedelta(ahead), ONE), ZoneInfo(zone)
    moments = [NOW + at * QUARTER for at in range(4 * 24 * 4)]

    safe = any(
        may_leave(
            note, (), reach, channel, at - timedelta(minutes=10) * (at != NOW), services
        ).allowed
        for channel in reach.channels
        for at in moments
    )

    assert could_leave(note, (), reach, NOW, services) is safe


def test_whoever_said_nothing_has_none() -> None:
    assert not could_leave(message(Circular.FREE, TODAY, ONE), (), None, NOW, ZoneInfo("UTC"))


@given(kind=kinds, language=st.sampled_from(sorted(WORDINGS)))
def test_what_one_reads_is_what_another_reads_and_names_and_counts_nobody(
    kind: Circular, language: str
) -> None:
    reach = Reach(
        channels=frozenset({Channel.MAIL}),
        mail="ada@example.org",
        language=language,
        said_on=TODAY,
        holds_until=TODAY + timedelta(30),
    )
    mine, theirs = (written(message(kind, TODAY, who), Channel.MAIL, reach) for who in (ONE, OTHER))

    assert mine == theirs
    assert mine is not None
    assert mine.body == f"{wordings(kind, language)[0]} 2031-05-04"
    assert not any(sign.isdecimal() for sign in mine.body.removesuffix("2031-05-04"))


@pytest.mark.parametrize("language", WORDINGS)
@pytest.mark.parametrize("kind", Circular)
def test_there_are_other_words_for_whom_some_of_them_are_unsafe(
    kind: Circular, language: str
) -> None:
    first, other = wordings(kind, language)

    assert first != other
    assert set(first.split()) - set(other.split())


def test_a_key_is_of_one_reader_one_day_and_one_kind() -> None:
    ways = [
        key(kind, day, who, stopped)
        for kind in Circular
        for day in (TODAY, TODAY + timedelta(1))
        for who in (ONE, OTHER)
        for stopped in (0, 1)
    ]

    assert len(set(ways)) == 16
    assert max(map(len, ways)) <= 96
    assert id_of(Circular.FREE, TODAY, OFFICE) != id_of(Circular.FREE, TODAY, ONE)


@pytest.mark.parametrize("day", [TODAY - timedelta(1), TODAY + AHEAD + timedelta(1)])
def test_a_day_that_has_passed_or_is_years_ahead_is_refused(day: date) -> None:
    must_be_ahead(TODAY, TODAY)
    must_be_ahead(TODAY + AHEAD, TODAY)
    with pytest.raises(InvalidValue):
        must_be_ahead(day, TODAY)
