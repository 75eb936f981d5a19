"""Deadlines, independence, and a receipt in which a slip of the finger is found."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hearth.core.concerns import (
    NOT_THEIRS,
    REACHES,
    RECEIPT_DIGITS,
    TELLINGS,
    Deadlines,
    Kind,
    Tell,
    Telling,
    Tie,
    Weight,
    check_digit,
    deadlines,
    is_near,
    must_be_independent,
    read_receipt,
    to_receipt,
)
from hearth.core.errors import RuleBroken
from hearth.core.placement import LIVES_THERE
from hearth.core.programme import ForcedAct, Programme
from hearth.core.programme_file import bundled
from tests.builders import a_principal

bodies = st.text("0123456789", min_size=15, max_size=15)


def receipt(body: str) -> str:
    return body + check_digit(body)


@given(body=bodies)
def test_a_receipt_reads_as_it_was_printed(body: str) -> None:
    printed = receipt(body)
    in_fours = " ".join(printed[at : at + 4] for at in range(0, 16, 4))

    assert read_receipt(printed) == read_receipt(in_fours) == printed
    assert read_receipt(in_fours.replace(" ", "-")) == printed


@given(body=bodies, at=st.integers(0, 15), by=st.integers(1, 9))
def test_one_wrong_digit_is_found(body: str, at: int, by: int) -> None:
    digits = receipt(body)
    slipped = digits[:at] + str((int(digits[at]) + by) % 10) + digits[at + 1 :]

    assert read_receipt(slipped) is None


@given(body=bodies, at=st.integers(0, 14))
def test_two_digits_the_wrong_way_round_are_found(body: str, at: int) -> None:
    digits = receipt(body)
    one, two = digits[at], digits[at + 1]
    swapped = digits[:at] + two + one + digits[at + 2 :]

    if one == two or {one, two} == {"0", "9"}:  # the one swap that this digit cannot see
        assert read_receipt(swapped) == swapped
    else:
        assert read_receipt(swapped) is None


@pytest.mark.parametrize("typed", ["", "1234", "12345678901234567", "abcdefghijklmnop"])
def test_what_has_not_sixteen_digits_is_no_receipt(typed: str) -> None:
    assert read_receipt(typed) is None


@given(number=st.integers(0, 2**256))
def test_every_number_makes_a_receipt_that_is_one(number: int) -> None:
    made = to_receipt(number)

    assert len(made) == RECEIPT_DIGITS
    assert read_receipt(made) == made


def test_nothing_leads_to_a_host_who_has_heard_of_an_allegation_but_by_the_officer() -> None:
    reached, ahead = set(), {Telling.WITHHELD}
    while ahead:
        reached |= ahead
        ahead = {
            step.to
            for (state, act), step in TELLINGS.items()
            if state in reached and act is not Tell.RELEASE
        } - reached

    assert Telling.HEARD not in reached


def test_what_an_act_of_a_concern_does_by_itself_says_what_it_reaches() -> None:
    assert all(reach.offers or reach.stays for reach in REACHES.values())
    assert REACHES[ForcedAct.MOVE_TONIGHT_IF_WISHED].stays == LIVES_THERE


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

    for tie in Tie:
        must_be_independent(other, {tie: frozenset({lead})})
        assert not is_near(other, {tie: frozenset({lead})})
        with pytest.raises(RuleBroken, match=NOT_THEIRS[tie]):
            must_be_independent(lead, {tie: frozenset({lead, other})})


def test_by_what_somebody_is_too_near_is_told_each_in_its_own_words() -> None:
    assert NOT_THEIRS.keys() == set(Tie)
    assert len(set(NOT_THEIRS.values())) == len(Tie)


@pytest.mark.parametrize("programme", bundled(), ids=lambda programme: programme.ref)
def test_every_service_says_what_each_weight_forces_and_when_each_kind_is_answered(
    programme: Programme,
) -> None:
    forced = [len(programme.consequence(int(weight)).acts) for weight in Weight]

    assert forced[-1] > 0
    assert [programme.deadline(kind).officer_first for kind in Kind] == [False, False, True]
    assert all(
        programme.deadline(kind).acknowledge_days <= programme.deadline(kind).feedback_days
        for kind in Kind
    )
