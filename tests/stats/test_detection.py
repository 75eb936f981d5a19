"""What a plan of checks can see, and the cheapest that sees enough."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hearth.core.errors import InvalidValue
from hearth.stats.detection import Cost, Rhythm, cheapest, noticed_by, noticed_within

rhythms = st.builds(
    lambda every, part, unannounced, apart, tells, more: Rhythm(
        every_days=every,
        window_days=part * every,
        unannounced=unannounced,
        apart=apart,
        tells=tells,
        tells_unannounced=more,
    ),
    st.integers(1, 120),
    *(st.floats(0, 1) for _ in range(5)),
)


def a_rhythm(**said: float) -> Rhythm:
    usual = {"every_days": 91, "window_days": 28, "unannounced": 0.25, "apart": 1.0}
    return Rhythm(**{**usual, "tells": 0.5, "tells_unannounced": 0.5, **said})  # type: ignore[arg-type]  # every_days is whole


def by_walking(rhythm: Rhythm, days: float, parts: int = 4_000) -> float:
    """The same by beginning in each of many moments and going from check to check."""
    began = (np.arange(parts) + 0.5) / parts * rhythm.every_days
    missed, wide = np.ones(parts), max(rhythm.window_days, 1e-9)
    for due in range(-1, int(days // rhythm.every_days) + 3):
        opens = due * rhythm.every_days
        seen = np.clip((began + days - opens) / wide, 0, 1)
        gone = np.clip((began - opens) / wide, 0, 1)
        missed *= 1 - rhythm.each * (seen - gone)
    return float(1 - missed.mean())


@settings(max_examples=15)
@given(rhythm=rhythms, days=st.floats(0, 400))
def test_the_sum_agrees_with_walking_from_check_to_check(rhythm: Rhythm, days: float) -> None:
    assert noticed_within(rhythm, days) == pytest.approx(by_walking(rhythm, days), abs=2e-3)


@given(rhythm=rhythms, days=st.floats(0, 300), more=st.floats(0, 60))
def test_more_time_never_sees_less(rhythm: Rhythm, days: float, more: float) -> None:
    assert noticed_within(rhythm, days + more) >= noticed_within(rhythm, days) - 1e-9


@given(rhythm=rhythms, days=st.floats(1, 300))
def test_a_talk_that_tells_more_never_sees_less(rhythm: Rhythm, days: float) -> None:
    surer = replace(rhythm, tells=1.0, tells_unannounced=1.0)

    assert noticed_within(surer, days) >= noticed_within(rhythm, days) - 1e-9


@given(rhythm=rhythms, days=st.integers(1, 200))
def test_rarer_checks_never_see_more(rhythm: Rhythm, days: int) -> None:
    part = rhythm.window_days / rhythm.every_days
    rarer = replace(
        rhythm, every_days=rhythm.every_days + 7, window_days=part * (rhythm.every_days + 7)
    )

    assert noticed_within(rarer, days) <= noticed_within(rhythm, days) + 1e-9


def test_a_check_every_week_that_always_tells_sees_all_within_two() -> None:
    sure = a_rhythm(every_days=7, window_days=0, tells=1.0, tells_unannounced=1.0)

    assert noticed_within(sure, 3.5) == pytest.approx(0.5)
    assert noticed_within(sure, 7) == pytest.approx(1.0)


def test_checks_in_which_nobody_was_alone_see_nothing() -> None:
    blind = a_rhythm(apart=0.0)

    assert noticed_within(blind, 10_000) == pytest.approx(0, abs=1e-12)
    assert noticed_by(blind, 0.5) is None
    assert cheapest(blind, within_days=30, probability=0.5, cost=Cost()) is None


def test_the_day_by_which_it_is_noticed_is_the_first_such_day() -> None:
    usual = a_rhythm()
    found = noticed_by(usual, 0.8)

    assert found is not None
    assert noticed_within(usual, found) >= 0.8 > noticed_within(usual, found - 1)


def test_the_cheapest_plan_reaches_what_was_asked_and_no_rarer_one_does() -> None:
    found = cheapest(a_rhythm(), within_days=60, probability=0.8, cost=Cost())

    assert found is not None
    assert found.probability >= 0.8
    part = 28 / 91
    longer = found.rhythm.every_days + 1
    assert noticed_within(a_rhythm(every_days=longer, window_days=part * longer), 60) < 0.8


def test_unannounced_checks_are_taken_where_they_are_worth_their_price() -> None:
    hidden = a_rhythm(tells=0.2, tells_unannounced=0.8)
    found = cheapest(hidden, within_days=60, probability=0.7, cost=Cost())

    assert found is not None
    assert found.rhythm.unannounced == 1.0
    same = cheapest(a_rhythm(), within_days=60, probability=0.7, cost=Cost())
    assert same is not None
    assert same.rhythm.unannounced == 0.0


@pytest.mark.parametrize(
    "wrong", [{"apart": 1.5}, {"tells": -0.1}, {"every_days": 0}, {"window_days": 92}]
)
def test_a_plan_that_cannot_be_is_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(InvalidValue):
        a_rhythm(**wrong)


def test_questions_that_cannot_be_are_refused() -> None:
    with pytest.raises(InvalidValue):
        noticed_within(a_rhythm(), -1)
    with pytest.raises(InvalidValue):
        noticed_by(a_rhythm(), 1.0)
    with pytest.raises(InvalidValue):
        cheapest(a_rhythm(), within_days=9, probability=0.5, cost=Cost(announced=0))
