"""`run.py promises`: every promise, what was tried to break it, how often, and whether it held.

The tests that try are those of the suite, in their long forms, and then a crowd is let in (Load);
`--short` takes the quick ones and the embedded database alone, and ends within five minutes.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

from tests import databases
from tools import loaded, progress, suites
from tools.environment import Environment
from tools.loaded import LOAD
from tools.progress import FAR

PROMISES: Mapping[str, str] = {
    "P1": "No acknowledged write is ever lost",
    "P2": "Every request is authorised by object, field and verb",
    "P3": "A broken permission check still leaks nothing",
    "P4": "A stolen database shows no facts",
    "P5": "Consent comes before identity",
    "P6": "What the person says never reaches the host",
    "P7": "No outgoing item reveals a place or goes to an unsafe channel",
    "P8": "History cannot be rewritten unnoticed",
    "P9": "No reading without a trace",
    "P10": "One lost password loses no record; no single person can open all",
    "P11": "Leavers leave",
    "P12": "Erased is erased, unless the law says keep",
    "P13": "No bad input crashes it",
    "P14": "Whether a person is known here cannot be guessed",
    "P15": "Lockout cannot be used against staff or a complainant",
    "P16": "Backups restore",
    "P17": "Published figures identify nobody",
    "P18": "Headers and pages hold everywhere",
}
SAYS = {**PROMISES, LOAD: loaded.SAYS}
WRITTEN_TO = "HEARTH_PROMISES"  # a file; a line of JSON for each thing that was tried
ELSEWHERE = "not for this run"  # how a skip begins that belongs to another database, or form
WORLDS = "10"  # ninety days each, lived twice (P6)
FINISHED = (0, 1, 5)  # of pytest: all passed, some failed, none chosen


@dataclass(slots=True)
class Row:
    """One thing that was tried. `kept` is None where it was not.

    `here` is False where that is no lack: it belongs to another database, or to the long form.
    """

    promise: str
    tried: str
    count: int = 0
    kept: bool | None = True
    here: bool = True
    says: str = field(init=False)

    def __post_init__(self) -> None:
        self.says = SAYS[self.promise]


def run(environment: Environment, words: Sequence[str]) -> int:
    """Try, and print one table. The status is 0 only where all was kept that can be tried here."""
    parser = argparse.ArgumentParser(prog="run.py promises", description=__doc__)
    parser.add_argument("--short", action="store_true", help="within five minutes")
    parser.add_argument("--json", action="store_true", help="a list `promises` of objects")
    parser.add_argument("--only", nargs="+", choices=SAYS, default=list(SAYS), metavar="P1")
    parser.add_argument("--count", type=int, help="how many hostile requests (P13)")
    parser.add_argument("--resume", type=Path, help="a file: go on where P13 was stopped")
    says = f"words for `bench load`, such as '--people 5', in place of '{loaded.AT_WORK}'"
    parser.add_argument("--load", default=loaded.AT_WORK, help=says)
    asked = parser.parse_args(words)
    suites.make_kernels(environment, suites.environ_of(os.environ))
    lines: list[Mapping[str, object]] = []
    for database in _databases(short=asked.short):
        lines += _tried(environment, asked, database=database)
    if asked.short:
        lines.append(loaded.a_line(loaded.IN_LONG_FORM, ELSEWHERE))
    rows = list(table(lines, asked.only))
    shown = json.dumps({"promises": [asdict(row) for row in rows]}, indent=2)
    print(shown if asked.json else "\n".join(in_lines(rows)))
    return status_of(rows)


def status_of(rows: Sequence[Row]) -> int:
    """0 where everything that can be tried on these databases was kept; 1 where something was not,
    was skipped, or where nothing was tried of a promise at all."""
    return 0 if all(row.kept for row in rows if row.here) else 1


def _databases(*, short: bool) -> Iterator[str]:
    """The embedded one; in the long form a server too, where this machine has one."""
    yield ""
    if short:
        return
    try:
        databases.find_server(os.environ)
    except databases.NoServer as reason:
        print(f"On PostgreSQL: not tried, {reason}", file=sys.stderr)
    else:
        yield "postgresql"


def _tried(
    environment: Environment, asked: argparse.Namespace, *, database: str
) -> list[Mapping[str, object]]:
    """What the marked tests, and a crowd, say that they tried.

    Raises SystemExit where the tests cannot be run.
    """
    numbers = [one for one in asked.only if one in PROMISES]
    with tempfile.TemporaryDirectory(prefix="hearth-promises-") as name:
        folder = Path(name)
        written, far, said = (folder / name for name in ("tried", "far", "said"))
        for file in (written, far):
            file.touch()
        environ = _environ(asked, database) | {WRITTEN_TO: str(written), FAR: str(far)}
        more: list[Mapping[str, object]] = []
        if numbers:
            status = _run(_command(environment, numbers, database), environment, environ, said)
            if status not in FINISHED:
                raise SystemExit(status)
        if LOAD in asked.only and not asked.short:

            def runs(command: Sequence[str], around: Mapping[str, str]) -> int:
                told = {**around, WRITTEN_TO: str(written), FAR: str(far)}
                return _run(command, environment, told, said)

            more.append(loaded.tried(environment, asked, database, runs))
        where = " (PostgreSQL)" if database else ""
        found = [json.loads(line) for line in written.read_text("utf-8").splitlines()]
        return [{**one, "tried": f"{one['tried']}{where}"} for one in [*found, *more]]


def _environ(asked: argparse.Namespace, database: str) -> dict[str, str]:
    environ = {**suites.environ_of(os.environ), databases.WHICH: database}
    environ["HEARTH_TEST"] = "quick" if asked.short else "long"
    if not asked.short:
        environ.setdefault("HEARTH_WORLDS", WORLDS)
    if asked.count is not None:
        environ["HEARTH_FUZZED"] = str(asked.count)
    if asked.resume is not None:  # what one kind of database answered says nothing of another
        environ["HEARTH_FUZZED_DONE"] = f"{asked.resume.absolute()}{database}"
    return environ


def _command(environment: Environment, only: Sequence[str], database: str) -> list[str]:
    marked = " or ".join(f"promise(number='{number}')" for number in only)
    chosen = f"({marked}) and database" if database else marked
    spread = ("-n", str(min(4, os.cpu_count() or 1)), "--dist", "worksteal")
    files = files_of(environment.root, only)
    return [str(environment.python), "-m", "pytest", "-q", *spread, "-m", chosen, *files]


def files_of(root: Path, only: Sequence[str]) -> list[str]:
    """Where those promises are tried: to read all other tests too takes each worker a while."""
    marks = [f'promise(number="{number}")' for number in only]
    files = sorted((root / "tests").rglob("test_*.py"))
    texts = ((file, file.read_text("utf-8")) for file in files)
    return [
        file.relative_to(root).as_posix()
        for file, text in texts
        if any(mark in text for mark in marks)
    ]


def _run(
    command: Sequence[str], environment: Environment, environ: Mapping[str, str], said: Path
) -> int:
    """Its status. How far it is can be read while it works; what pytest says, where any failed."""
    with said.open("wb") as out:
        process = subprocess.Popen(command, cwd=environment.root, env=environ, stdout=out)
        with process:
            status = progress.wait(process, Path(environ[FAR]))
    if status != 0:
        print(said.read_text("utf-8", "replace"), file=sys.stderr, end="")
    return status


def table(lines: Sequence[Mapping[str, object]], only: Sequence[str]) -> Iterator[Row]:
    """One row for each promise and thing tried; what several tests tried alike is added up."""
    rows: dict[tuple[str, str], Row] = {}
    for line in lines:
        key = (str(line["promise"]), str(line["tried"]))
        if key[0] not in only:
            continue
        here = line["outcome"] != ELSEWHERE
        row = rows.setdefault(key, Row(*key, kept=True if here else None, here=here))
        if here and not row.here:
            row.here = row.kept = True
        row.count += int(str(line["count"]))
        if line["outcome"] == "failed":
            row.kept = False
        elif line["outcome"] == "skipped" and row.kept:
            row.kept = None
    for number in only:
        of_this = [row for row in rows.values() if row.promise == number]
        yield from of_this or [Row(number, "nothing tries it yet", kept=None)]


def in_lines(rows: Sequence[Row]) -> Iterator[str]:
    """The table for people: the sentence of a promise once, what was tried under it."""
    before = ""
    for row in rows:
        if row.promise != before:
            yield f"{row.promise:<4} {row.says}"
            before = row.promise
        held = {True: "kept", False: "BROKEN", None: "NOT TRIED"}[row.kept]
        held = held if row.here else ELSEWHERE
        yield f"     {row.count:>11,}  {held:<16}  {row.tried}"
