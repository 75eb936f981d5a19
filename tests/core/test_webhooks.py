"""Where a program may be called, what a call says, and of which acts."""

import json
from datetime import UTC, datetime, timedelta
from ipaddress import IPv4Address, IPv6Address
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hearth.core.errors import InvalidValue
from hearth.core.webhooks import (
    ACTS,
    FAILURES,
    LONGEST,
    Call,
    What,
    address_of,
    again_at,
    may_be_at,
)
from hearth.web.auditor.wording import ACTS as KNOWN

NOW = datetime(2031, 5, 4, 9, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "inside", "port", "target"),
    [
        ("https://board.example.org/changed", False, 443, "/changed"),
        ("https://board.example.org:8443/a?b=c", False, 8443, "/a?b=c"),
        ("https://93.184.215.14", False, 443, "/"),
        ("https://10.1.2.3/x", True, 443, "/x"),
        ("http://127.0.0.1:9000/", True, 9000, "/"),
        ("http://localhost:9000/", True, 9000, "/"),
        ("http://[::1]:9000/", True, 9000, "/"),
        ("http://192.168.7.7", True, 80, "/"),
        ("http://[fd00::7]/x", True, 80, "/x"),
    ],
)
def test_a_name_by_https_and_a_number_of_ones_own_network_may_be_called(
    text: str, inside: bool, port: int, target: str
) -> None:
    found = address_of(text)

    assert (found.is_inside, found.port, found.target) == (inside, port, target)
    assert "board" not in repr(found)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "board.example.org",
        "http://board.example.org/",
        "http://93.184.215.14/",
        "ftp://127.0.0.1/",
        "https://",
        "https:///changed",
        "https://user@board.example.org/",
        "https://user:word@board.example.org/",
        "https://@board.example.org/",
        "https://board.example.org/#here",
        "https://board.example.org:0/",
        "https://board.example.org:99999/",
        "https://board.example.org/ x",
        "https://board.example.org/\r\nHost: other",
        "https://board.example.org\\@127.0.0.1/",
        "https://board/",
        "https://127.1/",
        "https://2130706433/",
        "https://0x7f.0.0.1/",
        "https://0.0.0.0/",
        "https://169.254.169.254/latest",
        "http://169.254.169.254/latest",
        "http://[fe80::1%25eth0]/",
        "https://[::ffff:0:0]/",
        "https://[64:ff9b::7f00:1]/",
        "https://[2002:7f00:1::]/",
        "https://224.0.0.1/",
        "https://100.64.0.1/",
        "https://bücher.example.org/",
        f"https://board.example.org/{'x' * LONGEST}",
    ],
)
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(InvalidValue):
        address_of(text)


@given(st.one_of(st.ip_addresses(v=4), st.ip_addresses(v=6)))
def test_no_number_is_both_inside_and_outside(at: IPv4Address | IPv6Address) -> None:
    assert not (may_be_at(str(at), inside=True) and may_be_at(str(at), inside=False))


@pytest.mark.parametrize("number", ["127.0.0.1", "::1", "::ffff:127.0.0.1", "10.0.0.1", "fd00::1"])
def test_what_was_named_outside_is_not_followed_inside(number: str) -> None:
    assert may_be_at(number, inside=True)
    assert not may_be_at(number, inside=False)


@given(
    seq=st.integers(1, 2**40),
    at=st.datetimes(timezones=st.just(UTC)),
    what=st.sampled_from(What),
    number=st.uuids(),
    hook=st.uuids(),
)
def test_a_call_has_four_fields_and_is_known_again(
    seq: int, at: datetime, what: What, number: UUID, hook: UUID
) -> None:
    told = Call(seq, at, what, number).told(hook)

    assert set(told) == {"id", "at", "what", "number"}
    assert json.loads(json.dumps(told)) == told
    assert told["id"] == Call(seq, at, what, number).told(hook)["id"]
    assert told["id"] != Call(seq + 1, at, what, number).told(hook)["id"]
    assert told["id"] != Call(seq, at, what, number).told(uuid4())["id"]


def test_every_act_that_is_told_of_is_an_act_of_the_log() -> None:
    assert ACTS.keys() <= KNOWN.keys()


@pytest.mark.parametrize(
    "act",
    [
        *("concern.raised", "concern.acted_on", "checks.held", "introduction.answered"),
        *("permanence.asked", "tonight.asked", "emergency.asked", "result.entered", "facts.opened"),
    ],
)
def test_what_one_side_says_apart_calls_nobody(act: str) -> None:
    assert act in KNOWN
    assert act not in ACTS


def test_it_is_tried_again_less_and_less_and_then_no_more() -> None:
    waits = [again_at(n, NOW) for n in range(1, FAILURES)]

    assert waits == sorted(waits, key=lambda at: at or NOW)
    assert waits[0] == NOW + timedelta(minutes=5)
    assert again_at(FAILURES, NOW) is None
