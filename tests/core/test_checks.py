"""Two talks, apart and out of earshot, or the check does not count."""

import tomllib
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hearth.core.audience import Audience
from hearth.core.checks import READERS, Talk, With, counts
from hearth.core.errors import InvalidValue
from hearth.core.ids import PrincipalId
from tests.builders import MOMENT

SCENARIOS = Path(__file__).parents[1] / "scenarios"
BOTH = (With.RESIDENT, With.HOST)
DAY_AFTER = MOMENT + timedelta(days=1)


def a_talk(with_: With, after_min: int = 0, minutes: int = 30, **said: Any) -> Talk:
    began = MOMENT + timedelta(minutes=after_min)
    return Talk(
        with_=with_,
        began_at=began,
        ended_at=began + timedelta(minutes=minutes),
        where="the garden",
        **said,
    )


def codes(*talks: Talk, asked: tuple[With, ...] = BOTH, now: datetime = DAY_AFTER) -> list[str]:
    return [reason.code for reason in counts(talks, asked, now).against]


def test_two_talks_one_after_the_other_make_a_check() -> None:
    assert codes(a_talk(With.RESIDENT), a_talk(With.HOST, after_min=30)) == []


def test_a_talk_within_earshot_of_the_host_makes_none() -> None:
    heard = a_talk(With.RESIDENT, in_earshot=frozenset({With.HOST}))

    assert codes(heard, a_talk(With.HOST, after_min=30)) == ["not_alone"]


@pytest.mark.parametrize("heard_first", [True, False])
def test_a_second_talk_alone_does_not_wipe_out_one_that_was_heard(heard_first: bool) -> None:
    heard = a_talk(With.RESIDENT, after_min=60, in_earshot=frozenset({With.HOST}))
    talks = [heard, a_talk(With.RESIDENT)]

    found = codes(*(talks if heard_first else reversed(talks)), a_talk(With.HOST, after_min=30))

    assert found == ["not_alone"]


def test_the_person_may_hear_what_the_host_says() -> None:
    host = a_talk(With.HOST, after_min=30, in_earshot=frozenset({With.RESIDENT}))

    assert codes(a_talk(With.RESIDENT), host) == []


def test_talks_at_the_same_time_are_not_apart() -> None:
    assert codes(a_talk(With.RESIDENT), a_talk(With.HOST, after_min=29)) == ["not_apart"]


@pytest.mark.parametrize("reverse", [True, False])
def test_no_talk_of_several_may_overlap(reverse: bool) -> None:
    host = [a_talk(With.HOST, after_min=10), a_talk(With.HOST, after_min=90)]

    assert codes(a_talk(With.RESIDENT), *(host[::-1] if reverse else host)) == ["not_apart"]


@given(first=st.integers(0, 60), second=st.integers(0, 60), long=st.integers(1, 40))
def test_apart_means_that_no_minute_is_shared(first: int, second: int, long: int) -> None:
    talks = (a_talk(With.RESIDENT, first, long), a_talk(With.HOST, second, long))
    shared = set(range(first, first + long)) & set(range(second, second + long))

    assert codes(*talks) == (["not_apart"] if shared else [])


@given(st.permutations([0, 30, 60, 90]), st.permutations([With.RESIDENT, With.HOST] * 2))
def test_talks_handed_in_out_of_order_are_judged_as_those_in_order(
    minutes: list[int], with_: list[With]
) -> None:
    talks = [a_talk(who, after_min=at, minutes=31) for who, at in zip(with_, minutes, strict=True)]
    in_order = sorted(talks, key=lambda one: one.began_at)

    assert codes(*talks) == codes(*in_order)


def test_a_talk_with_the_host_that_came_before_the_persons_is_a_check_as_well() -> None:
    assert codes(a_talk(With.RESIDENT, after_min=30), a_talk(With.HOST)) == []


@pytest.mark.parametrize("missing", BOTH)
def test_a_talk_that_is_asked_for_and_was_not_held_is_missing(missing: With) -> None:
    held = [a_talk(who) for who in BOTH if who is not missing]

    assert codes(*held) == [f"no_talk_with_{missing}"]


def test_where_only_the_person_is_asked_the_host_need_not_be() -> None:
    assert codes(a_talk(With.RESIDENT), asked=(With.RESIDENT,)) == []


def test_a_talk_that_lies_ahead_does_not_count_yet() -> None:
    talks = (a_talk(With.RESIDENT), a_talk(With.HOST, after_min=30))

    assert codes(*talks, now=MOMENT + timedelta(minutes=59)) == ["not_yet"]
    assert codes(*talks, now=MOMENT + timedelta(minutes=60)) == []


WHO = {"ada": PrincipalId(UUID(int=1)), "ben": PrincipalId(UUID(int=2)), "": None}
ROWS = tomllib.loads((SCENARIOS / "apart.toml").read_text("utf-8"))["case"]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["says"])
def test_two_talks_were_apart_or_not(row: dict[str, Any]) -> None:
    one, other = (WHO[name] for name in row["by"])
    here, there = row["where"]
    heard = frozenset({With.RESIDENT} if row.get("heard") else ())
    guest = replace(a_talk(With.RESIDENT), by=one, where=here)
    host = a_talk(With.HOST, after_min=row["after_min"], in_earshot=heard)

    found = codes(guest, replace(host, by=other, where=there))

    assert found == ([] if row["apart"] else ["not_apart"])


def test_what_speaks_against_a_check_is_never_for_the_host() -> None:
    heard = a_talk(With.RESIDENT, in_earshot=frozenset({With.HOST}))
    reasons = counts([heard, a_talk(With.HOST)], BOTH, MOMENT).against

    assert len(reasons) == 3
    assert all(reason.told_to == READERS for reason in reasons)
    assert not READERS & {Audience.HOST, Audience.CASEWORKER}


@pytest.mark.parametrize("minutes", [0, -1])
def test_a_talk_of_no_time_is_no_talk(minutes: int) -> None:
    with pytest.raises(InvalidValue, match="ends after it begins"):
        a_talk(With.RESIDENT, minutes=minutes)


def test_a_talk_has_a_time_zone() -> None:
    naive = MOMENT.replace(tzinfo=None)

    with pytest.raises(InvalidValue, match="time zone"):
        Talk(with_=With.HOST, began_at=naive, ended_at=naive + timedelta(1), where="here")
