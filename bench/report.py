"""What may be said of a run: ratios where the answers are equal, and nothing where they differ."""

import argparse
import contextlib
import json
import math
import os
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from importlib import metadata
from typing import Any

from bench.apart import Measured


@dataclass(frozen=True, slots=True)
class Line:
    """One engine in a row of the table: seconds to compare, and whether its answer is ours.

    note : what has to be said beside the figure; where `seconds` is None, why there is none.
    same : None where there was nothing to compare.
    """

    engine: str
    seconds: float | None
    memory_mb: float = 0.0
    same: bool | None = None
    runs: int = 0
    note: str = ""

    @classmethod
    def of(cls, found: Measured, same: bool | None, note: str = "") -> "Line":
        """The median of a measured engine."""
        if found.why:
            return cls(found.engine, None, note=found.why)
        runs = len(found.seconds)
        return cls(found.engine, found.median_s, found.memory_mb, same, runs, note)


@dataclass(frozen=True, slots=True)
class Row:
    """One job: ours first, then the peers. `bar` is the ratio to reach, or None.

    says : what else has to be told. broken : our answer is not what it has to be.
    """

    what: str
    sizes: dict[str, int]
    lines: tuple[Line, ...]
    bar: float | None = None
    says: tuple[str, ...] = ()
    broken: bool = False

    @property
    def differs(self) -> tuple[str, ...]:
        """The engines whose answer is another than ours."""
        return tuple(line.engine for line in self.lines if line.same is False)

    @property
    def ratio(self) -> float | None:
        """Seconds of the quickest peer by ours; None where any answer differs or is missing."""
        ours = self.lines[0].seconds
        peers = [line.seconds for line in self.lines[1:] if line.seconds is not None]
        if self.differs or not ours or not peers:
            return None
        return min(peers) / ours

    @property
    def best(self) -> str:
        """The quickest peer."""
        peers = [line for line in self.lines[1:] if line.seconds is not None]
        return min(peers, key=lambda line: line.seconds or 0.0).engine if peers else ""

    @property
    def met(self) -> bool | None:
        """Whether the bar is reached; None where there is no bar."""
        if self.bar is None:
            return None
        return self.ratio is not None and self.ratio >= self.bar

    def as_json(self) -> dict[str, Any]:
        """Everything, for a program."""
        figures = {"ratio": self.ratio, "best": self.best, "met": self.met}
        return {**asdict(self), **figures, "differs": list(self.differs)}


def failed(rows: Sequence[Row]) -> bool:
    """Whether anything was seen that may not be: answers that differ, or none of ours."""
    return any(row.broken or row.differs or row.lines[0].seconds is None for row in rows)


def show(
    rows: Iterable[Row], *, as_json: bool, foot: Callable[[Sequence[Row]], Sequence[str]]
) -> int:
    """Print each row as it comes, and the foot; the exit status, 1 where answers differ."""
    seen: list[Row] = []
    for row in rows:
        seen.append(row)
        if not as_json:
            print("\n".join(text(row)), flush=True)
    if as_json:
        said = {"rows": [row.as_json() for row in seen], "notes": [*foot(seen), busy()]}
        print(json.dumps(said, indent=1), flush=True)
    else:
        print("\n".join([*foot(seen), busy()]), flush=True)
    return 1 if failed(seen) else 0


def versions(*names: str) -> str:
    """The packages of this run, as one line."""
    return ", ".join(f"{name} {metadata.version(name)}" for name in names) + "."


def busy() -> str:
    """How much else the machine did: ratios of a busy one say little."""
    return f"Load of the machine {os.getloadavg()[0]:.1f}, cores {os.cpu_count()}."


def text(row: Row) -> list[str]:
    """One row of the table as lines."""
    sizes = ", ".join(f"{count:,} {name}" for name, count in row.sizes.items())
    lines = [f"{row.what}: {sizes}", *(f"  {_line(line, row)}" for line in row.lines)]
    return [*lines, f"  {_verdict(row)}", *(f"  {said}" for said in row.says), ""]


def _line(line: Line, row: Row) -> str:
    if line.seconds is None:
        return f"{line.engine:22} {'-':>12}     {line.note}"
    memory = f"{line.memory_mb:8,.0f} MB" if line.memory_mb else " " * 11
    ours = row.lines[0].seconds
    ratio = ""
    if line is not row.lines[0] and ours and not row.differs:
        ratio = f"{line.seconds / ours:8.1f} x"
    differs = "ANOTHER ANSWER" if line.same is False else ""
    runs = f"({line.runs} runs)" if line.runs != 1 else "(1 run)"
    parts = [f"{line.engine:22} {_seconds(line.seconds):>12} {memory} {ratio:>10}", runs]
    return "  ".join(part for part in [*parts, differs, line.note] if part).rstrip()


def _seconds(seconds: float) -> str:
    return f"{seconds:,.3f} s" if seconds >= 0.02 else f"{seconds * 1000:,.3f} ms"


def _verdict(row: Row) -> str:
    if row.differs:
        return f"no ratio: {', '.join(row.differs)} did not find the same"
    if row.ratio is None:
        return "no ratio: nothing to compare with"
    said = f"ratio to the best peer ({row.best}): {row.ratio:.1f}"
    if row.bar is None:
        return said
    return f"{said}; bar {row.bar:g}: {'met' if row.met else 'NOT MET'}"


def asked(word: str, says: str, **usual: int) -> list[int]:
    """The whole numbers that `run.py bench WORD` was given in a row, or the usual ones.

    Ends the program with one sentence for what is none, or less than one.
    """
    words = argparse.ArgumentParser(
        prog=f"run.py bench {word}", description=says.split("\n", maxsplit=1)[0]
    )
    for name, number in usual.items():
        words.add_argument(
            name, nargs="?", type=at_least_one, default=number, help=f"{number:,} unless told"
        )
    return list(vars(words.parse_args()).values())


def at_least_one(text: str) -> int:
    """A whole number above 0. Raises ArgumentTypeError for anything else."""
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number from 1 on")
    return int(text)


def positive(text: str) -> float:
    """A number above 0. Raises ArgumentTypeError for anything else."""
    with contextlib.suppress(ValueError):
        if 0 < (number := float(text)) < math.inf:
            return number
    raise argparse.ArgumentTypeError(f"{text!r} is not a number above 0")
