"""What a measurement is asked for in words that are none: one sentence, and nothing is measured."""

import sys

import pytest

from bench.report import asked, at_least_one, positive


@pytest.mark.parametrize("given", ["0", "-3", "many", "1.5", "--size", ""])
def test_what_is_no_number_from_one_on_ends_with_a_sentence(
    given: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["due", given])

    with pytest.raises(SystemExit) as ended:
        asked("due", "A rule changes.\n\nMore of it.", stays=100)

    assert ended.value.code == 2
    assert "run.py bench due: error: " in capsys.readouterr().err


def test_numbers_are_taken_in_a_row_and_the_usual_ones_for_those_not_given(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sys, "argv", ["now", "40"])

    assert asked("now", "Prices.", parties=3_000, homes=1_500) == [40, 1_500]


@pytest.mark.parametrize("given", ["0", "-1", "nan", "inf", "soon"])
def test_a_time_is_a_number_above_0(given: str) -> None:
    with pytest.raises(Exception, match="is not a number above 0"):
        positive(given)
    assert positive("0.1") == 0.1
    assert at_least_one("7") == 7
