"""How a person may be reached: by default not at all."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hearth.core.errors import InvalidValue
from hearth.core.reach import HOLDS_DAYS, Channel, Reach, may_contact, never

SAID = date(2031, 5, 4)
NOON = datetime(2031, 5, 5, 12, tzinfo=UTC)


def a_reach(**changes: Any) -> Reach:
    named: dict[str, Any] = {
        "channels": frozenset({Channel.TEXT}),
        "phone": "+44 1632 960 000",
        "said_on": SAID,
        "holds_until": SAID + timedelta(30),
    }
    return Reach(**(named | changes))


def test_whoever_has_said_nothing_is_not_contacted() -> None:
    assert not any(may_contact(None, channel, NOON) for channel in Channel)


@given(st.sampled_from(Channel), st.datetimes(timezones=st.just(UTC)))
def test_who_said_no_is_never_contacted(channel: Channel, at: datetime) -> None:
    assert not may_contact(never(SAID), channel, at)


def test_a_channel_that_was_named_is_open_and_no_other() -> None:
    assert [one for one in Channel if may_contact(a_reach(), one, NOON)] == [Channel.TEXT]


@given(st.datetimes(timezones=st.just(UTC)))
def test_what_was_said_holds_from_its_day_until_its_last_and_not_on_it(at: datetime) -> None:
    said = a_reach()

    assert may_contact(said, Channel.TEXT, at) == (SAID <= at.date() < said.holds_until)


@pytest.mark.parametrize(
    ("first", "last", "hour", "safe"),
    [
        (9, 17, 9, True),
        (9, 17, 17, False),
        (9, 17, 3, False),
        (22, 2, 23, True),
        (22, 2, 12, False),
    ],
)
def test_only_the_hours_that_were_named_are_safe_also_past_midnight(
    first: int, last: int, hour: int, safe: bool
) -> None:
    said = a_reach(first_hour=time(first), last_hour=time(last))

    assert may_contact(said, Channel.TEXT, NOON.replace(hour=hour)) == safe


def test_a_moment_without_its_time_zone_is_refused() -> None:
    with pytest.raises(InvalidValue):
        may_contact(a_reach(), Channel.TEXT, NOON.replace(tzinfo=None))


@pytest.mark.parametrize(
    "changes",
    [
        {"phone": ""},
        {"phone": "my sister's"},
        {"channels": frozenset({Channel.MAIL}), "mail": "nobody"},
        {"channels": frozenset({Channel.MAIL}), "mail": "a b@example.org"},
        {"channels": frozenset({Channel.LETTER}), "post": "Elm Street 4"},
        {"channels": frozenset({Channel.LETTER}), "post": "R. Vale\n" + "x" * 61},
        {"channels": frozenset({Channel.LETTER}), "post": "\n".join("abcdefghi")},
        {"zone": "../../etc/passwd"},
        {"zone": "Nowhere/Land"},
        {"first_hour": time(9)},
        {"first_hour": time(9), "last_hour": time(9)},
        {"holds_until": SAID},
        {"holds_until": SAID + timedelta(HOLDS_DAYS + 1)},
    ],
)
def test_a_way_that_leads_nowhere_is_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(InvalidValue):
        a_reach(**changes)


def test_nothing_of_it_is_written_out_by_accident() -> None:
    assert "960" not in repr(a_reach())
