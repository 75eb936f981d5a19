"""What is said of a plan: its value is looked up, and where values differ there is no ratio."""

from pathlib import Path

import numpy as np
import pytest

from bench import apart, engine
from bench.apart import Measured
from bench.engine import FLOW, OURS, Task
from bench.job import Job
from bench.report import Row, failed

PEER = FLOW.split(":")[1]
BEST, WORSE, OVERFULL = [0, 1], [1, -1], [1, 1]


def a_row(folder: Path, monkeypatch: pytest.MonkeyPatch, ours: list[int], peers: list[int]) -> Row:
    """Two parties; the first may go to either home, the second to home 1, which has one place."""
    indptr, home = np.array([0, 2, 3]), np.array([0, 1, 1], np.int32)
    one = Job(indptr, home, np.array([5, 7, 4], np.int32), np.array([1, 1], np.int32))
    for name, plan in ((OURS, ours), (PEER, peers)):
        apart.save(folder, name, {"home": np.array(plan, np.int32)})
    monkeypatch.setattr(engine, "_proof", lambda *_: ("proof checked", False))
    took = [Measured(OURS, (1.0,), 10.0), Measured(PEER, (4.0,), 20.0)]
    return engine._row(Task("towns", 2, bar=3), one, folder, took)


def test_equal_values_make_a_ratio(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    row = a_row(tmp_path, monkeypatch, BEST, BEST)

    assert (row.ratio, row.met) == (4.0, True)
    assert row.sizes == {"parties": 2, "homes": 2, "places": 2, "pairs": 3}
    assert row.says == ("value 9", "memory 0.50 of that of OR-Tools", "proof checked")


@pytest.mark.parametrize(
    ("ours", "peers", "note"),
    [
        (BEST, WORSE, "value 7"),
        (WORSE, BEST, "value 9"),
        (BEST, OVERFULL, "a home is overfull"),
    ],
)
def test_other_values_and_impossible_plans_make_none(
    ours: list[int],
    peers: list[int],
    note: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    row = a_row(tmp_path, monkeypatch, ours, peers)

    assert (row.ratio, row.met, row.differs) == (None, False, (PEER,))
    assert row.lines[1].note == note
    assert failed([row])


def test_an_impossible_plan_of_ours_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    row = a_row(tmp_path, monkeypatch, OVERFULL, BEST)

    assert row.ratio is None
    assert row.lines[0].note == "a home is overfull"
    assert failed([row])


def test_a_proof_with_a_problem_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from hearth.engine.certify import Proof

    wrong = Proof(feasible=True, value=7, bound=9, gap=0.2, problems=("no proof",))
    apart.save(tmp_path, "proof", {"proof": wrong})
    monkeypatch.setattr(engine, "measure", lambda *_: Measured("proof", (0.1,), 10.0))

    assert engine._proof(tmp_path, 7, 2) == ("PROOF: no proof", True)


def test_values_too_great_for_floats_are_not_asked_of_those_who_reckon_in_them(
    tmp_path: Path,
) -> None:
    one = Job(np.array([0, 1]), np.zeros(1, np.int32), np.array([1 << 60]), np.ones(1, np.int32))

    assert "floats" in engine._ask("bench.peers.scipys:highs_lp", one, tmp_path).why
