"""One engine in a process of its own: seconds of each run, peak memory, and its answer.

An engine is a function `engine(folder) -> work`: it reads its job from the folder, warms up,
and returns the work. Only calls of the work are timed, so what an engine builds for itself
(a model, a packing) belongs inside. Where the work times its requests itself, its answer has
an entry `each`: float64, seconds per request.
"""

import json
import os
import pickle
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

RUNS = 3
CORES = 2
LEAVE_S = 20.0  # for an engine that is asked to stop

THREADS = {"POLARS_MAX_THREADS": str(CORES), "OMP_NUM_THREADS": str(CORES)}

Work = Callable[[], dict[str, Any]]
Engine = Callable[[Path], Work]


class NotHere(Exception):
    """Why an engine has no answer; the text is shown in the table."""


@dataclass(frozen=True, slots=True)
class Measured:
    """What one engine took. `why` says why there is no answer; then the rest is empty.

    seconds : of each run. memory_mb : peak of the whole process. loaded_mb : peak when it had
    its job and was warm, before the first run.
    """

    engine: str
    seconds: tuple[float, ...] = ()
    memory_mb: float = 0.0
    loaded_mb: float = 0.0
    why: str = ""

    @property
    def median_s(self) -> float:
        """Median of the runs, seconds."""
        return median(self.seconds)


def cores() -> list[int]:
    """The first two cores that we may use; empty where the system does not say."""
    if not hasattr(os, "sched_getaffinity"):
        return []
    return sorted(os.sched_getaffinity(0))[:CORES]


def measure(engine: str, folder: Path, *, limit_s: float = 600.0, runs: int = RUNS) -> Measured:
    """Run `module:function` on the job in `folder`; it is stopped after `limit_s` seconds."""
    name = engine.split(":")[1]
    print(f"  {name} ...", end="", file=sys.stderr, flush=True)
    with subprocess.Popen(
        _command(engine, folder, runs), stdout=subprocess.DEVNULL, env={**os.environ, **THREADS}
    ) as process:
        late = _wait(process, limit_s)
    found = _read(name, folder, process.returncode)
    if late:
        found = Measured(name, why=f"no answer in {limit_s:.0f} s")
    print(f" {found.why or f'{found.median_s:.3g} s'}", file=sys.stderr, flush=True)
    return found


def _wait(process: subprocess.Popen[bytes], limit_s: float) -> bool:
    """Whether it had to be stopped, because it was too late."""
    try:
        process.wait(limit_s)
    except subprocess.TimeoutExpired:
        _stop(process)
        return True
    except KeyboardInterrupt:
        _stop(process)
        raise
    return False


def _stop(process: subprocess.Popen[bytes]) -> None:
    """Ask it to end, so that it can stop its own server; a library may keep it from hearing."""
    process.terminate()
    try:
        process.wait(LEAVE_S)
    except subprocess.TimeoutExpired:
        process.kill()


def compile_first(engine: str, name: str, job: object) -> None:
    """Let our engine do a small job before anything is timed, so that its code is compiled."""
    with tempfile.TemporaryDirectory(prefix="hearth-bench-") as made:
        save(Path(made), name, job)
        subprocess.run(_command(engine, Path(made), 1), check=True)


def _command(engine: str, folder: Path, runs: int) -> list[str]:
    return [sys.executable, "-P", "-m", "bench.child", engine, str(folder), str(runs)]


def _read(name: str, folder: Path, status: int) -> Measured:
    said = folder / f"{name}.json"
    if status or not said.exists():
        return Measured(name, why=f"ended with status {status}")
    figures = json.loads(said.read_text("utf-8"))
    if "why" in figures:
        return Measured(name, why=figures["why"])
    return Measured(name, tuple(figures["seconds"]), figures["memory"], figures["loaded"])


def answer(found: Measured, folder: Path) -> dict[str, Any]:
    """What the engine answered in its last run."""
    read: dict[str, Any] = load(folder, found.engine)
    return read


def save(folder: Path, name: str, what: object) -> None:
    """Keep a job or an answer for the other processes."""
    with (folder / f"{name}.pickle").open("wb") as file:
        pickle.dump(what, file, protocol=5)


def load(folder: Path, name: str) -> Any:
    """A job or an answer that `save` kept."""
    with (folder / f"{name}.pickle").open("rb") as file:
        return pickle.load(file)
