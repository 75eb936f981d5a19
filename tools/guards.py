"""`run.py guards`: take each guard away, and see that the test which is named for it fails.

tests/guards.toml is the list. The work is done in a copy; nothing here is changed.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue

from tools.environment import Environment

LIST = Path("tests/guards.toml")
FOLDERS = ("hearth", "tests", "tools", "bench", "docs", "deploy")
COPIED = (*FOLDERS, "pyproject.toml", "run.py", "README.md")
SOME_FAILED = 1  # of pytest; any other status says that the test did not come to its question


@dataclass(frozen=True, slots=True)
class Guard:
    """A line that keeps a promise, what it becomes when it is disarmed, and who must notice."""

    name: str
    promise: str
    file: str
    line: str
    instead: str
    test: str


@dataclass(frozen=True, slots=True)
class Without:
    """A test that is marked with a promise and that no guard names, and why not."""

    test: str
    why: str


def without(root: Path) -> list[Without]:
    """Those that no guard names: the list is to become shorter."""
    text = (root / LIST).read_text("utf-8")
    return [Without(**one) for one in tomllib.loads(text).get("without", [])]


def read(root: Path) -> list[Guard]:
    """The list. Raises TypeError where an entry has other fields than a Guard."""
    text = (root / LIST).read_text("utf-8")
    return [Guard(**one) for one in tomllib.loads(text).get("guard", [])]


def run(environment: Environment, words: Sequence[str]) -> int:
    """Disarm each (or those whose name holds one of the words); 0 where every test noticed."""
    parser = argparse.ArgumentParser(prog="run.py guards", description=__doc__)
    parser.add_argument("words", nargs="*", help="of their names, or a promise: P1")
    parser.add_argument("--at-once", type=int, default=1, help="each in a copy of its own")
    asked = parser.parse_args(words)
    wanted = [one for one in read(environment.root) if _chosen(one, asked.words)]
    if not wanted:
        print(f"No guard of {LIST} has such a name.", file=sys.stderr)
        return 2
    unnoticed = _unnoticed(environment, wanted, max(1, asked.at_once))
    print(f"{len(wanted)} guards disarmed, {len(wanted) - len(unnoticed)} noticed.")
    for one in unnoticed:
        print(f"     not noticed: {one.name}")
    return 1 if unnoticed else 0


def _unnoticed(environment: Environment, wanted: Sequence[Guard], at_once: int) -> list[Guard]:
    """Those whose test does not fail; so many are disarmed at once, each in another copy."""
    free: SimpleQueue[Path] = SimpleQueue()

    def is_noticed(one: Guard) -> bool:
        copy = free.get()
        try:
            return _noticed(environment, copy, one)
        finally:
            free.put(copy)

    with tempfile.TemporaryDirectory(prefix="hearth-guards-") as folder:
        for number in range(at_once):
            copy = Path(folder) / str(number)
            copy.mkdir()
            for name in COPIED:
                _copy(environment.root / name, copy / name)
            free.put(copy)
        with ThreadPoolExecutor(at_once) as together:
            noticed = list(together.map(is_noticed, wanted))
    return [one for one, was in zip(wanted, noticed, strict=True) if not was]


def _chosen(guard: Guard, words: Sequence[str]) -> bool:
    return not words or any(word in guard.name or word == guard.promise for word in words)


def _copy(source: Path, target: Path) -> None:
    if source.is_dir():
        shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__", ".*"))
    else:
        shutil.copy(source, target)


def _noticed(environment: Environment, copy: Path, guard: Guard) -> bool:
    file = copy / guard.file
    armed = file.read_text("utf-8")
    if armed.count(guard.line) != 1:
        print(f"{guard.name}: {guard.file} does not hold its line once: {guard.line}")
        return False
    file.write_text(armed.replace(guard.line, guard.instead), "utf-8")
    command = [str(environment.python), "-m", "pytest", "-q", "-x", guard.test]
    # What the tests start of their own is to be the copy too, wherever it is started.
    environ = {**os.environ, "PYTHONPATH": str(copy)}
    done = subprocess.run(
        command, check=False, cwd=copy, env=environ, text=True, capture_output=True
    )
    file.write_text(armed, "utf-8")
    noticed = done.returncode == SOME_FAILED
    says = "noticed" if noticed else f"NOT NOTICED (status {done.returncode})"
    print(f"{guard.promise:<4} {guard.name}: {says}", flush=True)
    return noticed
