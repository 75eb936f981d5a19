"""What comes by chance looks as the law of chance says."""

import pytest

from hearth.core.errors import InvalidValue
from hearth.stats.chance import poisson_fit
from tests.stats.published import expected, table

INCIDENTS, DAYS = 1545, 1095  # of the published comparison: three years


def test_the_published_days_fit_as_published() -> None:
    said = expected("stats/homicides_poisson.csv")
    rows = table("homicides_poisson.csv")
    seen = [int(row["Occurences"]) for row in rows if row["FiguresType"] == "ObservedFigures"]

    found = poisson_fit(seen, last=6, mean=INCIDENTS / DAYS)

    assert found.chi_square == pytest.approx(said["goodness_of_fit_chi_square"], abs=5e-5)
    assert (found.df, round(found.p, 4)) == (said["df"], said["p"])


def test_days_that_come_in_heaps_do_not_fit() -> None:
    assert poisson_fit([300, 5, 5, 5, 60], last=3).p < 1e-6


@pytest.mark.parametrize(("days", "last"), [([], 3), ([-1, 2], 3), ([3, 2], 0), ([9], 3)])
def test_where_there_is_no_law_to_fit_that_is_said(days: list[int], last: int) -> None:
    with pytest.raises(InvalidValue):
        poisson_fit(days, last=last)
