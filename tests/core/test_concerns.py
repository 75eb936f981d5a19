"""Deadlines, independence, and a receipt in which a slip of the finger is found."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hearth.core.concerns import (
    Deadlines,
    Kind,
    Weight,
    check_digit,
    deadlines,
    must_be_independent,
    receipt_ok,
)
from hearth.core.errors import InvalidValue, RuleBroken
from hearth.core.programme import Programme
from hearth.core.programme_file import bundled
from tests.builders import a_principal

bodies = st.text("0123456789", min_size=15, max_size=15)


def receipt(body: str) -> str:
    return body + check_digit(body)


@given(body=bodies)
def test_a_receipt_reads_as_it_was_printed(body: str) -> None:
    printed = receipt(body)
    in_fours = " ".join(printed[at : at + 4] for at in range(0, 16, 4))

    assert receipt_ok(printed) == receipt_ok(in_fours) == printed
    assert receipt_ok(in_fours.replace(" ", "-")) == printed


@given(body=bodies, at=st.integers(0, 15), by=st.integers(1, 9))
def test_one_wrong_digit_is_found(body: str, at: int, by: int) -> None:
    digits = receipt(body)
    slipped = digits[:at] + str((int(digits[at]) + by) % 10) + digits[at + 1 :]

    with pytest.raises(InvalidValue):
        receipt_ok(slipped)


@given(body=bodies, at=st.integers(0, 14))
def test_two_digits_the_wrong_way_round_are_found(body: str, at: int) -> None:
    digits = receipt(body)
    one, two = digits[at], digits[at + 1]
    swapped = digits[:at] + two + one + digits[at + 2 :]

    if one == two or {one, two} == {"0", "9"}:  # the one swap that this digit cannot see
        assert receipt_ok(swapped) == swapped
    else:
        with pytest.raises(InvalidValue):
            receipt_ok(swapped)


@pytest.mark.parametrize("typed", ["", "1234", "12345678901234567", "abcdefghijklmnop"])
def test_what_has_not_sixteen_digits_is_no_receipt(typed: str) -> None:
    with pytest.raises(InvalidValue, match="16 digits"):
        receipt_ok(typed)


def test_the_check_digit_is_the_one_of_the_standard() -> None:
    assert check_digit("7992739871") == "3"


def test_both_deadlines_count_from_the_day_it_was_raised() -> None:
    assert deadlines(date(2031, 1, 31), 7, 90) == Deadlines(date(2031, 2, 7), date(2031, 5, 1))


@given(first=st.integers(0, 400), second=st.integers(0, 400))
def test_an_answer_is_never_due_before_the_acknowledgement_it_follows(
    first: int, second: int
) -> None:
    due = deadlines(date(2031, 1, 1), min(first, second), max(first, second))

    assert due.acknowledge_by <= due.answer_by
    assert (due.answer_by - date(2031, 1, 1)).days == max(first, second)


def test_nobody_handles_a_concern_about_themselves() -> None:
    lead, other = a_principal(), a_principal()

    must_be_independent(other, frozenset({lead}))
    with pytest.raises(RuleBroken, match="another lead"):
        must_be_independent(lead, frozenset({lead, other}))


@pytest.mark.parametrize("programme", bundled(), ids=lambda programme: programme.ref)
def test_every_service_says_what_each_weight_forces_and_when_each_kind_is_answered(
    programme: Programme,
) -> None:
    forced = [len(programme.consequence(int(weight)).acts) for weight in Weight]

    assert forced[-1] > 0
    assert all(
        programme.deadline(kind).acknowledge_days <= programme.deadline(kind).feedback_days
        for kind in Kind
    )
