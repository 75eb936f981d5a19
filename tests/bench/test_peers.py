"""The peers are asked the same question: each is held to the plain rules, or to our plan."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from bench import apart
from bench.job import Job
from bench.kinds import job
from bench.peers.candidates import numpy_loop
from bench.peers.lite import sqlite_cells, sqlite_scan
from bench.peers.ours import hearth_plan, hearth_shortlist, proof
from bench.peers.ours_lists import hearth_candidates
from bench.peers.plan import JOB, worth
from bench.peers.scipys import highs_lp, scipy_dense, scipy_sparse
from bench.peers.shortlist import K, numpy_box, numpy_sorted
from bench.shortlist import same
from bench.towns import tables
from hearth.engine.plain.pairs import allowed_plain, score_plain
from hearth.engine.tables import Barred, Dangers
from tests.engine.worlds import fitting


@pytest.fixture(scope="module")
def registers(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Few parties, close to homes that pass: one of them barred, another in a danger's reach."""
    folder = tmp_path_factory.mktemp("registers")
    parties, homes = tables(12, 1_500)
    free = replace(parties, danger=Dangers.none(12), barred=Barred.none(12))
    passing = [np.flatnonzero(row) for row in fitting(free, homes)]
    assert sum(row.size > 3 for row in passing) > 3
    start = np.cumsum([0, *(min(1, row.size) for row in passing)])
    first, last = ([row[at] for row in passing if row.size] for at in (0, -1))
    barred = Barred(start, np.array(first, np.int32))
    danger = Dangers(start, homes.lat[last], homes.lon[last], np.full(len(last), 0.5))
    apart.save(folder, JOB, (replace(parties, danger=danger, barred=barred), homes))
    return folder


def by_the_rules(folder: Path) -> list[list[tuple[int, int]]]:
    parties, homes = apart.load(folder, JOB)
    found = []
    for i in range(len(parties)):
        passing = [j for j in range(len(homes)) if not allowed_plain(parties, homes, i, j)]
        scored = [(j, score_plain(parties, homes, i, j)) for j in passing]
        found.append(sorted(scored, key=lambda one: (-one[1], one[0])))
    return found


ENGINES = (hearth_shortlist, numpy_box, numpy_sorted, sqlite_scan, sqlite_cells)


@pytest.mark.parametrize("engine", ENGINES)
def test_shortlists_are_those_of_the_plain_rules(engine: apart.Engine, registers: Path) -> None:
    lists = engine(registers)()["lists"]

    plain = by_the_rules(registers)
    assert sum(map(len, plain)) > 20
    for (home, points), wanted in zip(lists, plain, strict=True):
        assert list(zip(home.tolist(), points.tolist(), strict=True)) == wanted[:K]


def test_one_list_that_differs_is_seen() -> None:
    ours = {"lists": [(np.array([3, 1]), np.array([9, 8])), (np.array([2]), np.array([5]))]}
    other = {"lists": [(np.array([3, 1]), np.array([9, 8])), (np.array([2]), np.array([6]))]}

    assert (same(ours, ours), same(ours, other)) == (0, 1)


def test_candidates_are_those_of_the_plain_rules(registers: Path) -> None:
    plain = by_the_rules(registers)
    pairs = [(i, j, points) for i, one in enumerate(plain) for j, points in sorted(one)]

    theirs, ours = numpy_loop(registers)(), hearth_candidates(registers)()["lists"]

    columns = (theirs[name].tolist() for name in ("party", "home", "points"))
    assert list(zip(*columns, strict=True)) == pairs
    assert ours.home.tolist() == [j for _, j, _ in pairs]


@pytest.mark.parametrize("kind", ["towns", "scarce", "ties", "balanced", "counts", "none"])
def test_every_peer_finds_a_plan_of_the_same_value(kind: str, tmp_path: Path) -> None:
    one = job(kind, 200)
    apart.save(tmp_path, JOB, one)

    engines = (hearth_plan, scipy_sparse, scipy_dense, highs_lp)
    found = {engine.__name__: worth(one, engine(tmp_path)()["home"]) for engine in engines}

    assert len(set(found.values())) == 1, found


def test_the_proof_is_read_from_what_ours_answered(tmp_path: Path) -> None:
    one = job("towns", 200)
    apart.save(tmp_path, JOB, one)
    ours = hearth_plan(tmp_path)()
    apart.save(tmp_path, "hearth_plan", ours)

    checked = proof(tmp_path)()["proof"]

    assert checked.problems == ()
    assert checked.bound == worth(one, ours["home"])


def a_job() -> Job:
    """Two parties; the first may go to either home, the second to home 1, which has one place."""
    indptr, home = np.array([0, 2, 3]), np.array([0, 1, 1], np.int32)
    return Job(indptr, home, np.array([5, 7, 4], np.int32), np.array([1, 1], np.int32))


def test_a_plan_is_worth_what_the_lists_say() -> None:
    assert worth(a_job(), np.array([0, 1], np.int32)) == 9
    assert worth(a_job(), np.array([1, -1], np.int32)) == 7


@pytest.mark.parametrize(
    ("home", "why"), [([1, 1], "overfull"), ([-1, 0], "not among its candidates")]
)
def test_a_plan_that_cannot_be_has_no_worth(home: list[int], why: str) -> None:
    with pytest.raises(ValueError, match=why):
        worth(a_job(), np.array(home, np.int32))
