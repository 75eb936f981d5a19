"""The process of one engine: it is timed here, and nowhere else."""

import importlib
import json
import os
import re
import resource
import signal
import sys
from collections.abc import Sequence
from pathlib import Path
from time import perf_counter
from typing import Any

from bench.apart import Engine, NotHere, Work, cores, save

LONG_S = 60.0  # an engine that takes longer is asked once


def _peak_mb() -> float:
    """Peak memory of this process. The usual figure would begin with that of our parent."""
    status = Path("/proc/self/status")
    if status.exists():
        return float(re.findall(r"VmHWM:\s+(\d+) kB", status.read_text("utf-8"))[0]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _timed(work: Work, runs: int) -> tuple[list[float], dict[str, Any]]:
    seconds: list[float] = []
    found: dict[str, Any] = {}
    while len(seconds) < runs and sum(seconds) <= LONG_S:
        found = {}  # two answers at once would be counted as memory
        began = perf_counter()
        found = work()
        seconds.append(perf_counter() - began)
    return seconds, found


def main(words: Sequence[str]) -> int:
    """Answer for one engine: ENGINE FOLDER RUNS."""
    if cores():
        os.sched_setaffinity(0, cores())
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    module, name = words[0].split(":")
    folder = Path(words[1])
    try:
        figures = _figures(getattr(importlib.import_module(module), name), folder, int(words[2]))
    except NotHere as no:
        figures = {"why": str(no)}
    (folder / f"{name}.json").write_text(json.dumps(figures), "utf-8")
    return 0


def _figures(engine: Engine, folder: Path, runs: int) -> dict[str, Any]:
    work = engine(folder)
    loaded = _peak_mb()
    seconds, found = _timed(work, runs)
    memory = _peak_mb()
    if "each" in found:
        seconds = [float(one) for one in found["each"]]
    save(folder, engine.__name__, found)
    return {"seconds": seconds, "memory": memory, "loaded": loaded}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
