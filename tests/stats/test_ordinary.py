"""What is ordinary: like is compared with like, thin strata make no noise, and none is added."""

from datetime import date, timedelta
from math import log

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hearth.stats.ordinary import (
    BELIEVED_ALIKE,
    Days,
    Event,
    Own,
    Part,
    Stratum,
    expected,
    of_others,
    ordinary,
    own,
    parts,
    rates,
    rates_of_all,
    rates_plain,
)
from hearth.stats.records import (
    HOST_RATIO,
    Line,
    Unit,
    chart,
    expected_of,
    set_for,
    side_by_side,
)
from hearth.stats.track_record import DAYS_A_YEAR
from tests.stats.test_records import START, UNTIL, a_unit, of

CALM, HARD = "hosting-refugees-uk", "supported-lodgings-england"
strata = st.lists(st.tuples(st.integers(0, 10**6), st.integers(0, 50)), min_size=1, max_size=8)
several = st.lists(strata, min_size=1, max_size=4)


def a_part(programme: str, days: int, upheld: int) -> Part:
    return Part(programme, early=False, days=days, upheld=upheld)


def apart(counts: list[tuple[int, int]]) -> tuple[list[float], list[float]]:
    return [float(days) for days, _ in counts], [float(upheld) for _, upheld in counts]


@given(units=several)
def test_the_rates_of_strata_agree_with_the_plain_sum(units: list[list[tuple[int, int]]]) -> None:
    most = max(len(one) for one in units)
    filled = [one + [(0, 0)] * (most - len(one)) for one in units]
    days, upheld = zip(*(apart(one) for one in filled), strict=True)

    found = rates(np.array(days), np.array(upheld))

    np.testing.assert_allclose(found, [rates_plain(*apart(one)) for one in filled], rtol=1e-9)


@given(days=st.integers(0, 10**6), upheld=st.integers(0, 99))
def test_with_one_stratum_what_is_expected_is_the_rate_of_all(days: int, upheld: int) -> None:
    (alone,) = rates_of_all([a_part(CALM, days, upheld)])

    assert alone == pytest.approx(ordinary(upheld, days / DAYS_A_YEAR))


@given(counts=strata)
def test_strata_share_out_what_the_rate_of_all_expects_and_add_nothing(
    counts: list[tuple[int, int]],
) -> None:
    lived, upheld = sum(days for days, _ in counts), sum(count for _, count in counts)
    found = rates_of_all([a_part(f"{at}", *one) for at, one in enumerate(counts)])

    awaited = sum(rate * days for rate, (days, _) in zip(found, counts, strict=True))

    assert awaited == pytest.approx(ordinary(upheld, lived / DAYS_A_YEAR) * lived)


@given(rest=st.integers(10**5, 10**7), upheld=st.integers(0, 300), thin=st.integers(0, 400))
def test_one_concern_in_a_programme_of_a_few_days_hardly_moves_its_rate(
    rest: int, upheld: int, thin: int
) -> None:
    crowd, few = a_part(CALM, rest, upheld), a_part(HARD, thin, 1)

    usual, here = rates_of_all([crowd, few])

    assert 0 < here <= 1.6 * usual


def test_a_programme_in_which_nobody_else_has_lived_expects_what_all_others_have() -> None:
    alone = Own({Stratum(HARD, early=True): 400}, {Stratum(HARD, early=True): 3})
    everybody = [a_part(CALM, 90_000, 7), Part(HARD, early=True, days=400, upheld=3)]

    (there,) = expected([alone], everybody)

    assert there == pytest.approx(ordinary(7, 90_000 / DAYS_A_YEAR) * 400 / DAYS_A_YEAR)


def test_a_stratum_that_came_since_the_records_were_worked_out_is_expected_as_any_other() -> None:
    new = Own({Stratum("new", early=True): 365}, {})

    there, rates_, years = of_others([new], [a_part(CALM, 90_000, 7)])

    assert there == (Stratum(CALM, early=False), Stratum("new", early=True))
    assert rates_[0][1] == pytest.approx(ordinary(7, 90_000 / DAYS_A_YEAR))
    assert years[0].tolist() == [0.0, 365 / DAYS_A_YEAR]


def drawn(seed: int) -> list[Unit]:
    """Two programmes in one of which eight times as much is upheld."""
    chance = np.random.default_rng(seed)
    found = []
    for at in range(400):
        hard = at % 2 == 0
        upheld = int(chance.poisson(0.8 if hard else 0.1))
        found.append(a_unit(f"{at:03}", upheld, programme=HARD if hard else CALM))
    return found


@pytest.mark.parametrize("seed", range(5))
def test_in_each_programme_as_many_are_expected_as_there_were(seed: int) -> None:
    units = drawn(seed)
    everybody = parts(of(units).own)

    awaited = expected([unit.own for unit in units], everybody)

    for first in (0, 1):  # every other one is of the hard programme
        seen = sum(unit.record.upheld for unit in units[first::2])
        # What is believed beforehand weighs as 100 of some 760 years, and as four concerns.
        assert sum(awaited[first::2]) == pytest.approx(seen, rel=0.2, abs=BELIEVED_ALIKE)


def beside(many: list[Unit], one: Unit) -> Line:
    """One unit beside many others, in the table of all."""
    units = [*many, one]
    whole = of(units)
    table = side_by_side(
        units, whole.record, parts(whole.own), ratio=HOST_RATIO, years_a_year=99.0, until=UNTIL
    )
    assert table is not None
    return next(line for line in table.first if line.name == one.name)


def test_what_is_ordinary_in_a_hard_programme_names_nobody_there_and_a_host_in_a_calm_one() -> None:
    many = drawn(1)

    in_hard = beside(many, a_unit("this", 3, programme=HARD, every=150))
    in_calm = beside(many, a_unit("this", 3, programme=CALM, every=150))

    assert not in_hard.stands_out
    assert in_hard.alarmed_on is None
    assert in_calm.stands_out
    assert in_calm.alarmed_on is not None


def test_a_rate_is_drawn_towards_that_of_its_own_programme() -> None:
    many = [a_unit(f"hard {at}", 1, programme=HARD) for at in range(10)]
    many += [a_unit(f"calm {at}", programme=CALM) for at in range(10)]

    in_hard = beside(many, a_unit("this", 0, days=100, programme=HARD))
    in_calm = beside(many, a_unit("this", 0, days=100, programme=CALM))

    assert in_hard.shrunk > 2 * in_calm.shrunk


def test_a_chart_expects_of_each_month_what_its_own_days_bring_elsewhere() -> None:
    early, later = Stratum(CALM, early=True), Stratum(CALM, early=False)
    grown, end = START + timedelta(90), START + timedelta(600)
    spans = (Days(START, grown, early), Days(grown, end, later))
    unit = Unit("one", a_unit("one", 1).record, spans, (Event(START + timedelta(9), early),))
    others = [Part(CALM, True, 10**6, 91), Part(CALM, False, 10**6, 10)]
    soon, late = rates_of_all([Part(CALM, True, 10**6, 90), others[1]])
    set_as = set_for(unit.record, 99.0, HOST_RATIO)

    watched, months = chart(unit, others, set_as, UNTIL)

    fall = [(set_as.ratio - 1) * rate / DAYS_A_YEAR for rate in (soon, late)]
    assert soon > 4 * late
    assert months[5] == date(2030, 6, 1)
    assert watched.sums[0] == pytest.approx(log(set_as.ratio) - 31 * fall[0], rel=0.001)
    assert watched.sums[4] - watched.sums[5] == pytest.approx(30 * fall[1], rel=0.001)
    assert expected_of(unit, others) == pytest.approx(
        (90 * soon + 510 * late) / DAYS_A_YEAR, rel=0.001
    )


def test_days_and_concerns_are_counted_to_their_stratum() -> None:
    hard = a_unit("a", 2, days=50, programme=HARD)
    calm = a_unit("b", 1, days=30, programme=CALM)

    found = parts(own(hard.spans + calm.spans, hard.upheld_on + calm.upheld_on))

    assert found == (a_part(CALM, 30, 1), a_part(HARD, 50, 2))
