"""The sequential test alarms in the published years, and seldom where nothing is wrong."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hearth.core.errors import InvalidValue
from hearth.stats.warning.sprt import boundaries, decided_after, sprt
from tests.stats.published import expected, shipman

FIRST_YEAR = 1977


@pytest.mark.parametrize("error", [1e-2, 1e-4, 1e-6])
def test_the_doctor_is_found_in_the_published_year(error: float) -> None:
    said = expected("stats/shipman_baker.csv")["women_65plus"]
    (year,) = (text for name, text in said.items() if float(name[4:].split()[0]) == error)
    observed = [int(n) for n in shipman("Women65plusObs")]

    found = sprt(observed, shipman("Women65plusExp"), false_alarm=error, missed=error)

    assert found.alarm_at is not None
    assert str(FIRST_YEAR + found.alarm_at) in year


def test_the_published_boundaries_are_met() -> None:
    found = [round(boundaries(error, error)[1], 4) for error in (1e-2, 1e-4, 1e-6)]

    assert found == [4.5951, 9.2102, 13.8155]


def test_it_alarms_no_oftener_than_was_asked_where_nothing_is_wrong() -> None:
    random = np.random.default_rng(3)
    expected_ = random.uniform(0.1, 2.0, 120)
    runs = random.poisson(expected_, (2_000, 120))

    alarms = sum(
        sprt(run.tolist(), expected_.tolist(), false_alarm=0.05, missed=0.05).alarm_at is not None
        for run in runs
    )

    assert alarms / len(runs) <= 0.05 / 0.95  # Wald's bound


@pytest.mark.parametrize("ratio", [2.0, 5.0])
def test_it_decides_on_average_after_what_it_was_said_to_take(ratio: float) -> None:
    random, step = np.random.default_rng(5), 0.02  # expected in one step
    usual, more = decided_after(ratio, false_alarm=0.01, missed=0.01)

    for times, said in ((1.0, usual), (ratio, more)):
        steps = [step] * int(12 * said / step)
        ran = []
        for _ in range(300):
            counts = random.poisson(times * step, len(steps)).tolist()
            found = sprt(counts, steps, ratio=ratio, false_alarm=0.01, missed=0.01)
            ends = [at for at in (found.alarm_at, found.cleared_at) if at is not None]
            ran.append(step * (min(ends) + 1))
        assert 0.93 * said < sum(ran) / len(ran) < 1.35 * said


def test_what_it_says_is_taken_back_by_later_events_and_an_alarm_never() -> None:
    quiet, loud = [0] * 9, [9]

    assert sprt(quiet, [1.0] * 9, ratio=2.0).says is False
    assert sprt(quiet + loud, [1.0] * 10, ratio=2.0).says is None
    assert sprt(loud * 2 + quiet, [1.0] * 11, ratio=2.0).says is True
    assert sprt([], [], ratio=2.0).says is None


def test_rarer_errors_take_longer_to_tell() -> None:
    often, seldom = (decided_after(2.0, false_alarm=a, missed=0.01) for a in (0.01, 0.0001))

    assert seldom[1] > often[1]
    with pytest.raises(InvalidValue):
        decided_after(1.0, false_alarm=0.01, missed=0.01)


@given(counts=st.lists(st.integers(0, 5), min_size=1, max_size=30), more=st.integers(1, 5))
def test_another_event_never_lowers_the_sum(counts: list[int], more: int) -> None:
    expected_ = [1.0] * len(counts)
    before = sprt(counts, expected_)
    after = sprt([counts[0] + more, *counts[1:]], expected_)

    assert all(b > a for a, b in zip(before.sums, after.sums, strict=True))


@pytest.mark.parametrize(
    ("observed", "expected_", "ratio"),
    [([1], [], 2.0), ([-1], [1.0], 2.0), ([1], [-1.0], 2.0), ([1], [1.0], 1.0)],
)
def test_what_cannot_be_tested_is_refused(
    observed: list[int], expected_: list[float], ratio: float
) -> None:
    with pytest.raises(InvalidValue):
        sprt(observed, expected_, ratio=ratio)


@pytest.mark.parametrize(("false_alarm", "missed"), [(0.0, 0.1), (0.6, 0.6), (0.1, 1.0)])
def test_errors_that_leave_nothing_to_tell_apart_are_refused(
    false_alarm: float, missed: float
) -> None:
    with pytest.raises(InvalidValue, match="tell apart"):
        boundaries(false_alarm, missed)
