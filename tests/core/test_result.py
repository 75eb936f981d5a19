"""A release lets one recipient know one fact, for one purpose, until a day."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hearth.core.errors import InvalidValue
from hearth.core.result import Release
from tests.builders import TODAY, a_principal

AUNT, UNCLE = a_principal(), a_principal()
offsets = st.integers(-5, 40)


def day(offset: int) -> date:
    return TODAY + timedelta(offset)


def a_release(**said: Any) -> Release:
    ordinary = {
        "fact": "designation",
        "recipient": AUNT,
        "purpose": "care",
        "given_on": TODAY,
        "until": day(30),
    }
    return Release(**{**ordinary, **said})


@given(on=offsets, until=st.integers(1, 40), withdrawn=st.none() | offsets)
def test_it_holds_from_the_day_it_is_given_until_it_ends_or_is_withdrawn(
    on: int, until: int, withdrawn: int | None
) -> None:
    release = a_release(
        until=day(until), withdrawn_on=None if withdrawn is None else day(withdrawn)
    )

    holds = release.holds(day(on), AUNT, "care")

    assert holds is (0 <= on < until and (withdrawn is None or on < withdrawn))


@given(on=offsets)
def test_it_is_for_nobody_else_and_for_nothing_else(on: int) -> None:
    assert not a_release().holds(day(on), UNCLE, "care")
    assert not a_release().holds(day(on), AUNT, "to tell the family")


@pytest.mark.parametrize("said", [{"until": TODAY}, {"purpose": " "}], ids=str)
def test_a_release_has_an_end_and_a_purpose(said: dict[str, Any]) -> None:
    with pytest.raises(InvalidValue):
        a_release(**said)
