"""The eighteen promises, and the thread from a test to the table of `run.py promises`.

A test that tries to break one is marked with its number and says what it tried, and how often:

    @pytest.mark.promise(number="P1")
    def test_a_kill_loses_nothing_that_was_acknowledged(tried: Tried) -> None:
        ...
        tried(len(kills), "kill -9 at any moment")

One that takes long says by `so_far` how far it is.
"""

import json
import os
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tools.progress import FAR
from tools.promises import ELSEWHERE, PROMISES, WRITTEN_TO

TESTS = "tests"
MARK = "promise(number=...): tries to break that promise; `run.py promises` prints what it tried"

Tried = Callable[[int, str], None]
SoFar = Callable[[int, int, str], None]


@pytest.fixture
def tried(request: pytest.FixtureRequest) -> Tried:
    """Say how often what was tried. Call it when it is over: an assertion before it counts none."""

    def say(count: int, what: str) -> None:
        request.node.user_properties.append(("tried", [count, what]))

    return say


@pytest.fixture
def so_far(request: pytest.FixtureRequest) -> SoFar:
    """Say that so many more of what is tried are done, and how many more there are to do."""
    numbers = [marker.kwargs["number"] for marker in request.node.iter_markers("promise")]

    def say(done: int, of: int, what: str) -> None:
        say_step(numbers, done, of, what)

    return say


def say_step(numbers: Iterable[str], done: int, of: int, what: str) -> None:
    """Write down where somebody waits that each of these promises came so much further."""
    wanted = os.environ.get(FAR)
    if not wanted:
        return
    steps = [{"promise": one, "what": what, "done": done, "of": of} for one in numbers]
    with Path(wanted).open("a", encoding="utf-8") as file:  # by several processes, in one piece
        file.write("".join(json.dumps(step) + "\n" for step in steps))


def chosen(items: Iterable[pytest.Item]) -> None:
    """How many tests there are of each promise. Said by one of the workers."""
    for item in items:
        say_step((marker.kwargs["number"] for marker in item.iter_markers("promise")), 0, 1, TESTS)


def mark(item: pytest.Item) -> None:
    """Let what a test tries travel with its report, also from another process."""
    for marker in item.iter_markers("promise"):
        number = marker.kwargs["number"]
        if number not in PROMISES:
            raise pytest.UsageError(f"{item.nodeid}: there is no promise {number}")
        item.user_properties.append(("promise", number))


def write_down(report: pytest.TestReport) -> None:
    """Add what a finished test tried to the file that was asked for, if one was."""
    wanted = os.environ.get(WRITTEN_TO)
    ended = report.when == "call" or report.outcome != "passed"
    if not wanted or not ended:
        return
    say_step(
        (str(value) for name, value in report.user_properties if name == "promise"), 1, 0, TESTS
    )
    with Path(wanted).open("a", encoding="utf-8") as file:
        for line in _lines(report):
            file.write(json.dumps(line) + "\n")


def _lines(report: pytest.TestReport) -> Iterator[dict[str, Any]]:
    said = [value for name, value in report.user_properties if name == "tried"]
    title = report.nodeid.rsplit("::", 1)[-1].partition("[")[0].removeprefix("test_")
    # A skip is told as the file, the line and the reason.
    is_elsewhere = report.skipped and f"Skipped: {ELSEWHERE}" in str(report.longrepr)
    outcome = ELSEWHERE if is_elsewhere else report.outcome
    for name, number in report.user_properties:
        if name != "promise":
            continue
        # Where a test does not say how often, it tried once.
        for count, what in said or [[int(report.passed), title.replace("_", " ")]]:
            yield {"promise": number, "tried": what, "count": count, "outcome": outcome}
