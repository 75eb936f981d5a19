"""Why something said in confidence was opened."""

import pytest

from hearth.core.audience import Audience
from hearth.core.errors import InvalidValue
from hearth.core.opening import WORDS_AT_LEAST, WORDS_AT_MOST, Opening
from tests.builders import MOMENT


def opening(purpose: str) -> Opening:
    return Opening(by=Audience.LEAD, at=MOMENT, purpose=purpose)


def test_a_purpose_is_not_printed_by_accident() -> None:
    assert "Robin" not in repr(opening("to hear what Robin said"))


@pytest.mark.parametrize("purpose", ["", " " * 40, "x" * (WORDS_AT_LEAST - 1), "x" * 501])
def test_a_purpose_too_short_or_too_long_is_none(purpose: str) -> None:
    with pytest.raises(InvalidValue):
        opening(purpose)


def test_the_shortest_and_the_longest_are_taken() -> None:
    assert opening("x" * WORDS_AT_LEAST)
    assert opening("x" * WORDS_AT_MOST)
