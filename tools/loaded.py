"""Load, as `run.py promises` tries it: `bench load`, in the environment that has its crowd.

It is no promise to one person but to all of them at once. Each stage that ends is written down
where the tests write what they tried, and stands in the same table.
"""

import argparse
import json
import os
import shlex
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from tests import databases
from tools.environment import Environment, NotPossible

LOAD = "Load"
SAYS = "Fifty people at once wait for no page, and none fails"
AT_WORK = "--cases 100000 --homes 3000"  # years of a large service, which takes minutes to make
IN_LONG_FORM = (
    "fifty people at once, ten minutes on each kind of database of 100,000 cases: in the long form"
)
KINDS = {"": "sqlite", "postgresql": "postgres"}

Line = Mapping[str, object]
Runs = Callable[[Sequence[str], Mapping[str, str]], int]


def tried(environment: Environment, asked: argparse.Namespace, database: str, runs: Runs) -> Line:
    """What is to be said beside the stages that were written down, if anything is missing there.

    `runs` runs a command to its end in an environment of variables: its status.
    """
    try:
        environment.make_ready("bench")
    except NotPossible as reason:
        print(f"Load: not tried. {reason}", file=sys.stderr)
        return a_line("fifty people at once: what they are made of is not installed", "skipped")
    words = ["--database", KINDS[database], *shlex.split(asked.load)]
    command = [str(environment.python), "-P", "-m", "bench", "load", *words]
    missed = runs(command, without_database(os.environ)) != 0
    return a_line("the bar of a crowd: time, failures, memory", "failed" if missed else "passed")


def a_line(what: str, outcome: str, count: int = 0) -> Line:
    """As a test would write down what it tried."""
    return {"promise": LOAD, "tried": what, "count": count, "outcome": outcome}


def without_database(environ: Mapping[str, str]) -> dict[str, str]:
    """The bench makes a database of its own: nobody's is filled with a crowd."""
    ours = {"HEARTH_DATABASE", "HEARTH_HOME", databases.WHICH}
    return {name: value for name, value in environ.items() if name not in ours}


def write_down(file: str, stages: Sequence[Mapping[str, object]], *, cases: int) -> None:
    """Add what each stage answered to the file that whoever waits has named, if one was.

    cases : how many the service has in which they were at work.
    """
    if not file:
        return
    with Path(file).open("a", encoding="utf-8") as out:
        for one in stages:
            every, failed = one["all"], one["failed"]
            assert isinstance(every, Mapping)
            people, late = one["people"], every["p99"]
            crowd = f"{people} people at once in {cases:,} cases"
            what = f"answers to {crowd}, 99 of 100 within {late:.0f} ms"
            outcome = "failed" if failed else "passed"
            out.write(json.dumps(a_line(what, outcome, every["count"])) + "\n")
