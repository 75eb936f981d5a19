"""The eighteen promises, and the thread from a test to the table of `run.py promises`.

A test that tries to break one is marked with its number and says what it tried, and how often:

    @pytest.mark.promise(number="P1")
    def test_a_kill_loses_nothing_that_was_acknowledged(tried: Tried) -> None:
        ...
        tried(len(kills), "kill -9 at any moment")
"""

import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tools.promises import PROMISES, WRITTEN_TO

MARK = "promise(number=...): tries to break that promise; `run.py promises` prints what it tried"

Tried = Callable[[int, str], None]


@pytest.fixture
def tried(request: pytest.FixtureRequest) -> Tried:
    """Say how often what was tried. Call it when it is over: an assertion before it counts none."""

    def say(count: int, what: str) -> None:
        request.node.user_properties.append(("tried", [count, what]))

    return say


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
    with Path(wanted).open("a", encoding="utf-8") as file:
        for line in _lines(report):
            file.write(json.dumps(line) + "\n")


def _lines(report: pytest.TestReport) -> Iterator[dict[str, Any]]:
    said = [value for name, value in report.user_properties if name == "tried"]
    title = report.nodeid.rsplit("::", 1)[-1].partition("[")[0].removeprefix("test_")
    for name, number in report.user_properties:
        if name != "promise":
            continue
        for count, what in said or [[0, title.replace("_", " ")]]:
            yield {"promise": number, "tried": what, "count": count, "outcome": report.outcome}
