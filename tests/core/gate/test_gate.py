"""What may leave: to whom it was released, by a way and in an hour that the person marked safe."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from hearth.core.audience import Audience
from hearth.core.errors import InvalidValue
from hearth.core.gate import (
    MOVING_IN,
    NEEDS_RELEASE,
    NEWS,
    NOT_NOW,
    Fact,
    FactKind,
    Message,
    may_be_told,
    may_leave,
    next_safe,
)
from hearth.core.ids import PrincipalId
from hearth.core.reach import Channel, Reach, may_contact, never
from hearth.core.result import Release

ZONES = [ZoneInfo(name) for name in ("Europe/London", "Asia/Kathmandu", "America/St_Johns")]
UTC_ZONE = ZoneInfo("UTC")
TODAY = date(2031, 5, 4)
NOON = datetime(2031, 5, 4, 12, tzinfo=UTC)
PERSON, OTHER = PrincipalId(uuid4()), PrincipalId(uuid4())
SAFE = Reach(
    channels=frozenset({Channel.TEXT}),
    phone="01632 960000",
    said_on=TODAY - timedelta(1),
    holds_until=TODAY + timedelta(60),
)


def note(*facts: Fact, purpose: str = NEWS, expires_on: date | None = None) -> Message:
    return Message(to=PERSON, purpose=purpose, facts=facts, expires_on=expires_on)


def released(fact: Fact, to: PrincipalId = PERSON, days: int = 30) -> Release:
    about = fact.about.hex if fact.about else ""
    until = TODAY + timedelta(days)
    given_on = min(TODAY, until - timedelta(1))
    return Release(fact=about, recipient=to, purpose=MOVING_IN, given_on=given_on, until=until)


def codes(message: Message, *releases: Release, reach: Reach | None = SAFE, **other: object) -> set:
    told = {"channel": Channel.TEXT, "now": NOON, "zone": UTC_ZONE, **other}
    return {one.code for one in may_leave(message, releases, reach, **told).against}


def test_a_note_to_somebody_who_said_how_leaves() -> None:
    assert codes(note()) == set()


def test_whoever_has_said_nothing_is_not_contacted() -> None:
    assert "no_contact" in codes(note(), reach=None)


def test_do_not_contact_me_holds() -> None:
    assert "no_contact" in codes(note(), reach=never(TODAY - timedelta(1)))


def test_a_way_that_was_not_marked_is_not_taken() -> None:
    assert codes(note(), channel=Channel.MAIL) == {"way_not_safe"}


def test_what_was_said_too_long_ago_does_not_hold() -> None:
    assert codes(note(), now=NOON + timedelta(90)) == {"no_longer_said"}


def test_outside_the_hours_it_waits_and_that_is_the_only_reason() -> None:
    evening = replace(SAFE, first_hour=time(18), last_hour=time(20))

    assert codes(note(), reach=evening) == {NOT_NOW}


def test_a_reminder_of_a_day_that_has_passed_does_not_leave() -> None:
    assert codes(note(expires_on=TODAY)) == {"too_late"}
    assert codes(note(expires_on=TODAY + timedelta(1))) == set()


@pytest.mark.parametrize("kind", sorted(NEEDS_RELEASE))
def test_a_place_a_school_a_telephone_and_a_name_need_a_release(kind: FactKind) -> None:
    fact = Fact(kind, "9 Alder Row", uuid4())
    mine = note(fact, purpose=MOVING_IN)

    assert codes(mine) == {f"{kind}_not_released"}
    assert codes(mine, released(fact)) == set()
    assert codes(mine, released(fact, to=OTHER)) == {f"{kind}_not_released"}
    assert codes(mine, released(fact, days=0)) == {f"{kind}_not_released"}
    assert codes(mine, replace(released(fact), purpose="care")) == {f"{kind}_not_released"}
    assert codes(mine, replace(released(fact), withdrawn_on=TODAY)) == {f"{kind}_not_released"}
    assert codes(mine, released(Fact(kind, "9 Alder Row", uuid4()))) == {f"{kind}_not_released"}


def test_such_a_fact_says_where_it_was_read() -> None:
    with pytest.raises(InvalidValue, match="item"):
        Fact(FactKind.PLACE, "9 Alder Row")


def test_what_is_handed_over_needs_the_same_releases_and_no_channel() -> None:
    fact = Fact(FactKind.HOST_NAME, "Ada Lind", uuid4())

    assert not may_be_told(note(fact, purpose=MOVING_IN), (), TODAY).allowed
    assert may_be_told(note(fact, purpose=MOVING_IN), [released(fact)], TODAY).allowed


def test_no_fact_is_written_out_by_accident() -> None:
    assert "Alder" not in repr(note(Fact(FactKind.PLACE, "9 Alder Row", uuid4())))


def test_nothing_is_asked_of_a_moment_without_a_zone() -> None:
    with pytest.raises(InvalidValue, match="zone"):
        codes(note(), now=NOON.replace(tzinfo=None))


moments = st.integers(0, 2 * 365 * 24 * 60).map(
    lambda minute: datetime(2030, 1, 1, tzinfo=UTC) + timedelta(minutes=minute)
)
hours = st.times().map(lambda at: at.replace(second=0, microsecond=0))


def a_reach(at: datetime, first: time, last: time) -> Reach:
    return replace(
        SAFE,
        first_hour=first,
        last_hour=last,
        said_on=at.date() - timedelta(5),
        holds_until=at.date() + timedelta(20),
    )


@given(at=moments, first=hours, last=hours, zone=st.sampled_from(ZONES))
def test_the_hours_are_those_of_the_wall_also_past_midnight(
    at: datetime, first: time, last: time, zone: ZoneInfo
) -> None:
    assume(first != last)
    reach = a_reach(at, first, last)
    wall = at.astimezone(zone).time()
    inside = first <= wall < last if first < last else not last <= wall < first

    assert (codes(note(), reach=reach, now=at, zone=zone) == set()) == inside


@given(at=moments, first=hours, last=hours, zone=st.sampled_from(ZONES))
def test_the_clock_is_theirs_where_they_named_one_whatever_the_services(
    at: datetime, first: time, last: time, zone: ZoneInfo
) -> None:
    assume(first != last)
    reach = replace(a_reach(at, first, last), zone="America/St_Johns")

    for services in ZONES:
        told = codes(note(), reach=reach, now=at, zone=services)
        assert told == codes(note(), reach=reach, now=at, zone=zone)
        later = next_safe(reach, Channel.TEXT, at, services)
        assert later == next_safe(reach, Channel.TEXT, at, zone)
        assert later is not None
        assert may_contact(reach, Channel.TEXT, later.astimezone(ZoneInfo(reach.zone)))


@given(at=moments, first=hours, last=hours, zone=st.sampled_from(ZONES))
def test_the_post_comes_when_it_comes(
    at: datetime, first: time, last: time, zone: ZoneInfo
) -> None:
    assume(first != last)
    ways = {"channels": frozenset({Channel.LETTER}), "post": "R. Vale\n4 Elm Street"}
    reach = replace(a_reach(at, first, last), **ways)

    assert codes(note(), reach=reach, now=at, zone=zone, channel=Channel.LETTER) == set()


@given(at=moments, first=hours, last=hours, zone=st.sampled_from(ZONES))
def test_what_waits_leaves_at_a_safe_moment_and_not_before(
    at: datetime, first: time, last: time, zone: ZoneInfo
) -> None:
    assume(first != last)
    reach = a_reach(at, first, last)

    later = next_safe(reach, Channel.TEXT, at, zone)

    assert later is not None
    assert at <= later <= at + timedelta(days=3)
    assert may_contact(reach, Channel.TEXT, later.astimezone(zone))
    assert codes(note(), reach=reach, now=later, zone=zone) == set()


# The nights in which these clocks change in 2031, by the minute.
CHANGES = [
    (ZONES[0], datetime(2031, 3, 30, tzinfo=UTC)),
    (ZONES[0], datetime(2031, 10, 26, tzinfo=UTC)),
    (ZONES[2], datetime(2031, 3, 9, 4, tzinfo=UTC)),
    (ZONES[2], datetime(2031, 11, 2, 3, tzinfo=UTC)),
]


@pytest.mark.parametrize(("zone", "night"), CHANGES)
def test_the_night_the_clock_changes_every_minute_is_judged_by_the_wall(
    zone: ZoneInfo, night: datetime
) -> None:
    reach = a_reach(night, time(23, 30), time(1, 30))
    for minute in range(240):
        at = night + timedelta(minutes=minute)
        wall = at.astimezone(zone).time()
        allowed = codes(note(), reach=reach, now=at, zone=zone) == set()
        assert allowed == (wall >= time(23, 30) or wall < time(1, 30))


@given(at=moments, zone=st.sampled_from(ZONES), channels=st.sets(st.sampled_from(Channel)))
def test_no_reason_is_ever_for_anybody_but_the_office(
    at: datetime, zone: ZoneInfo, channels: set[Channel]
) -> None:
    ways = {"mail": "a@example.org", "post": "R. Vale\n4 Elm Street"}
    reach = replace(SAFE, channels=frozenset(channels), **ways)
    fact = Fact(FactKind.PLACE, "9 Alder Row", uuid4())
    decision = may_leave(note(fact), (), reach, Channel.MAIL, at, zone)

    assert not decision.allowed
    assert all(one.told_to == {Audience.CASEWORKER} for one in decision.against)
