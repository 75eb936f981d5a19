"""Every figure is said in one sentence, and none of them promises anything."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hearth.core.errors import InvalidValue
from hearth.stats.meaning import Says, meaning, of_chart, of_daily, of_record, one_in
from hearth.stats.track_record import NOTHING, Record
from hearth.stats.warning.cusum import Watched
from hearth.web.figures.words import WORDS, rate, say_meaning, share

records = st.builds(
    lambda checks, more, days, upheld: Record(
        checks=checks, visits=checks + more, days=days, upheld=upheld, stays=1
    ),
    *(st.integers(0, 400) for _ in range(4)),
)
asked_apart = st.integers(1, 400).flatmap(
    lambda checks: st.builds(
        Record,
        checks=st.just(checks),
        visits=st.just(checks),
        days=st.integers(0, 400),
        upheld=st.integers(0, checks),
        stays=st.just(1),
    )
)


def test_every_meaning_has_its_sentence() -> None:
    assert set(WORDS) == set(Says)


@given(record=records)
def test_a_record_is_always_said_and_never_called_safe(record: Record) -> None:
    said = [say_meaning(one) for one in of_record(record)]

    assert said
    assert all("safe" not in sentence.lower() and "{" not in sentence for sentence in said)


def test_no_sentence_says_safe() -> None:
    assert not [says for says, text in WORDS.items() if "safe" in text.lower()]


def test_none_yet_is_said_with_its_bound() -> None:
    record = Record(checks=12, visits=13, days=400, upheld=0, stays=2)
    said = " ".join(say_meaning(one) for one in of_record(record))

    assert "Nothing was upheld in 12 checks held apart." in said
    assert "as often as one check in 4 could" in said
    assert "Of 13 visits 1 do not count" in said


def test_without_a_record_nothing_is_said_for_or_against() -> None:
    assert of_record(NOTHING) == (meaning(Says.NOBODY_LIVED),)


@given(record=asked_apart)
def test_a_bound_to_be_read_daily_is_never_tighter(record: Record) -> None:
    daily = dict(of_daily(record).numbers)["one_in"]
    a_check, *_ = of_record(record)

    assert daily <= dict(a_check.numbers)["one_in"]


def test_to_read_a_bound_every_day_costs_more_than_to_read_it_once() -> None:
    record = Record(checks=100, visits=100, days=400, upheld=0, stays=2)

    assert dict(of_record(record)[0].numbers)["one_in"] == 33
    assert dict(of_daily(record).numbers)["one_in"] == 25


@given(value=st.floats(1e-6, 1))
def test_one_in_so_many_is_never_rarer_than_it_is_and_the_next_number_would_be(
    value: float,
) -> None:
    assert 1 / one_in(value) >= value * (1 - 1e-6)
    assert 1 / (one_in(value) + 1) < value


def test_what_is_no_rate_is_refused() -> None:
    with pytest.raises(InvalidValue):
        one_in(0.0)


@pytest.mark.parametrize(
    ("value", "text"), [(0.001, "less than 1 %"), (0.995, "more than 99 %"), (0.5, "50 %")]
)
def test_a_share_is_never_said_to_be_none_or_all_where_it_is_not(value: float, text: str) -> None:
    assert share(value) == text


@pytest.mark.parametrize(("value", "text"), [(12.1, "13"), (1.23, "1.3"), (0.123, "0.13")])
def test_a_rate_is_rounded_up(value: float, text: str) -> None:
    assert rate(value) == text


def test_a_chart_says_how_far_it_has_come() -> None:
    assert of_chart(Watched((0.1,), 2.0, None)).says is Says.QUIET
    assert of_chart(Watched((1.1,), 2.0, None)) == meaning(Says.RISING, tenths=5)
    assert of_chart(Watched((2.1,), 2.0, 0)).says is Says.ALARM
