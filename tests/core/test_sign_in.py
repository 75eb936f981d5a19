"""What a secret must be, how a code is written, how long a mistake costs."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hearth.core import sign_in
from hearth.core.errors import InvalidValue

numbers = st.integers(0, 2**80 - 1)


@given(number=numbers)
def test_a_code_is_read_as_it_was_printed_however_it_is_typed(number: int) -> None:
    code = sign_in.to_code(number)
    lazily = code.lower().replace("-", " ").replace("0", "o").replace("1", "l")

    assert len(code.replace("-", "")) == 16
    assert sign_in.read_code(lazily) == code.replace("-", "")


@given(one=numbers, other=numbers)
def test_two_codes_are_never_the_same_text(one: int, other: int) -> None:
    assert (sign_in.to_code(one) == sign_in.to_code(other)) is (one == other)


@given(mistakes=st.integers(0, 10_000))
def test_nobody_waits_longer_than_a_minute_whatever_others_guess(mistakes: int) -> None:
    wait = sign_in.wait_s(mistakes, longest=sign_in.LONGEST_WAIT_S)

    assert wait <= 60
    assert wait <= sign_in.wait_s(mistakes + 1, longest=sign_in.LONGEST_WAIT_S)


def test_the_first_mistakes_cost_nothing_and_then_each_twice_as_much() -> None:
    waits = [sign_in.wait_s(number, longest=60) for number in range(13)]

    assert waits == [0, 0, 0, 0, 0, 1, 2, 4, 8, 16, 32, 60, 60]


@pytest.mark.parametrize("name", ["", "ab", "x" * 61, "two\nlines", "ABCD-EFGH-JKMN-PQRS"])
def test_what_cannot_be_a_name_is_refused(name: str) -> None:
    with pytest.raises(InvalidValue):
        sign_in.must_be_name(name)


@pytest.mark.parametrize(
    "secret", ["fourteen chars", "zzzzzzzzzzzzzzzz", "abcdefghijklmnopq", "tree" * 5, "x" * 257]
)
def test_a_weak_secret_is_refused(secret: str) -> None:
    with pytest.raises(InvalidValue):
        sign_in.must_be_good(secret, shortest=15, is_common=lambda plain: False)


@pytest.mark.parametrize(
    "secret", ["seven quiet lanterns", "день за днем идём", "all lower case and no digit"]
)
def test_any_characters_will_do(secret: str) -> None:
    sign_in.must_be_good(secret, shortest=15, is_common=lambda plain: False)


def test_a_secret_on_the_list_of_the_first_tries_is_refused() -> None:
    with pytest.raises(InvalidValue):
        sign_in.must_be_good("Correct Horse 12", shortest=15, is_common="correct horse 12".__eq__)


def test_the_code_is_part_of_what_locks_a_key() -> None:
    assert sign_in.locked_with("plum tree", "CODE") != sign_in.locked_with("plum tree", None)
