import numpy as np
import pytest

from bench.kinds import KINDS, LEVELS, job
from bench.shapes import shape_of_lists, shape_of_tables
from bench.towns import tables
from hearth.engine.plan import check_lists
from hearth.engine.tables import MOST_POINTS

PARTIES = 4_000


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_is_a_job_that_assign_takes_and_the_same_for_the_same_seed(kind: str) -> None:
    one, again, other = job(kind, 600), job(kind, 600), job(kind, 600, seed=2)

    check_lists(*one.columns())
    assert all(np.array_equal(a, b) for a, b in zip(one.columns(), again.columns(), strict=True))
    assert not np.array_equal(one.home, other.home)
    assert one.places.size == pytest.approx(600 * KINDS[kind].homes, rel=0.01) or KINDS[kind].exact


@pytest.mark.parametrize("kind", ["towns", "scarce", "ties", "no-geography", "one-town", "tiers"])
def test_the_lists_are_as_unequal_as_life(kind: str) -> None:
    figures = shape_of_lists(job(kind, PARTIES))

    assert figures["mean"] == pytest.approx(34, abs=8)
    assert figures["none"] == pytest.approx(0.14, abs=0.03)
    assert figures["two_or_fewer"] == pytest.approx(0.25, abs=0.04)
    assert figures["over_140"] == pytest.approx(0.05, abs=0.025)


def test_the_tables_are_as_unequal_as_life() -> None:
    figures = shape_of_tables(*tables(1_000, 100_000))

    assert figures["mean"] == pytest.approx(34, abs=14)
    assert figures["none"] == pytest.approx(0.14, abs=0.06)
    assert figures["two_or_fewer"] == pytest.approx(0.3, abs=0.06)
    assert figures["over_140"] == pytest.approx(0.05, abs=0.03)


@pytest.mark.parametrize("parties", [500, 501, 502, 503, PARTIES])
def test_the_balanced_kind_has_a_place_for_everybody_and_not_one_more(parties: int) -> None:
    one = job("balanced", parties)

    assert int(one.places.sum()) == parties
    assert int(one.places.min()) >= 1
    assert (np.diff(one.indptr) == 0).mean() < 0.001


def test_wide_search_has_three_times_the_pairs_and_none_has_two_in_three_without() -> None:
    wide, towns = job("wide", PARTIES), job("towns", PARTIES)
    lonely = np.diff(job("none", PARTIES).indptr) == 0

    assert wide.home.size > 2.5 * towns.home.size
    assert lonely.mean() == pytest.approx(2 / 3, abs=0.05)


def test_values_are_what_the_kind_says() -> None:
    points, levels, counts = (job(kind, PARTIES).value for kind in ("towns", "ties", "counts"))

    assert 0 <= points.min() <= points.max() <= MOST_POINTS
    assert np.unique(points).size > 10_000
    assert np.unique(levels).size <= LEVELS
    assert counts.min() >= 100 * MOST_POINTS


def test_homes_near_are_worth_more_where_place_matters() -> None:
    one = job("towns", PARTIES)
    owner = np.repeat(np.arange(PARTIES), np.diff(one.indptr))
    both = np.isin(np.diff(one.indptr)[owner], range(2, 6))

    spread = [np.ptp(one.home[owner == i]) for i in np.unique(owner[both])[:50]]

    assert np.median(spread) > 100  # a home's number says nothing of where it lies
