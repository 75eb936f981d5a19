"""The published instances of generalised assignment (OR-Library, J. E. Beasley)."""

import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from hearth.engine.assign import Plan, assign_beds

NAMES = ("gap1", "gap2", "gap3", "gap4", "gap5", "gap6", "gapa")


def data_folder() -> Path | None:
    """HEARTH_TEST_DATA, or a folder shared/data beside the repository or above it."""
    if "HEARTH_TEST_DATA" in os.environ:
        return Path(os.environ["HEARTH_TEST_DATA"])
    above = (folder / "shared" / "data" for folder in Path(__file__).resolve().parents)
    return next((folder for folder in above if (folder / "opt" / "gap").is_dir()), None)


def expected(name: str) -> list[int]:
    """Published optima of one file of instances."""
    folder = data_folder()
    assert folder is not None
    table = json.loads((folder / "expected.json").read_text("utf-8"))
    return [int(k) for k in table["opt/gap"]["optimum"][name]]


@dataclass(frozen=True, slots=True, eq=False)
class Instance:
    """worth, needed : int64 (m homes, n parties). beds : int32 (m)."""

    worth: Any
    needed: Any
    beds: Any


@dataclass(frozen=True, slots=True, eq=False)
class Answer:
    """worth : in the instance's own sense. columns : the lists given. plan : what came."""

    worth: int
    columns: tuple[Any, Any, Any, Any, Any]
    plan: Plan


def instances(name: str) -> list[Instance] | None:
    """All instances of one file, or None where the data are not there."""
    folder = data_folder()
    path = folder / "opt" / "gap" / f"{name}.txt" if folder else None
    if path is None or not path.is_file():
        return None
    numbers = iter([int(word) for word in path.read_text("utf-8").split()])
    found = []
    for _ in range(next(numbers)):
        m, n = next(numbers), next(numbers)
        tables = [[[next(numbers) for _ in range(n)] for _ in range(m)] for _ in range(2)]
        beds = np.array([next(numbers) for _ in range(m)], np.int32)
        found.append(Instance(np.array(tables[0]), np.array(tables[1]), beds))
    return found


def solve(one: Instance, name: str, seconds: float = 60.0) -> Answer:
    """Solve with every party placed: placing counts more than all the rest together."""
    m, n = one.worth.shape
    best, least = int(one.worth.max()), int(one.worth.min())
    sign = -1 if name == "gapa" else 1
    fit = (one.worth - least) if sign == 1 else (best - one.worth)
    placing = int(fit.max(axis=0).sum()) + 1
    indptr, home = np.arange(n + 1) * m, np.tile(np.arange(m, dtype=np.int32), n)
    needed = one.needed.T.ravel().astype(np.int32)
    columns = (indptr, home, (fit.T.ravel() + placing), needed, one.beds)
    plan = assign_beds(*columns, seconds=seconds)
    assert (plan.home >= 0).all()
    return Answer(int(one.worth[plan.home, np.arange(n)].sum()), columns, plan)
