"""What `run.py promises` and `run.py guards` say is what the tests said."""

import ast
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

import pytest

from tests import promised
from tools import guards, promises, suites
from tools.progress import FAR, Progress

ROOT = Path(__file__).parents[2]
GUARDS = guards.read(ROOT)


def a_line(promise: str, count: int, outcome: str = "passed") -> dict[str, object]:
    return {"promise": promise, "tried": "kills", "count": count, "outcome": outcome}


def test_what_several_tests_tried_alike_is_added_up() -> None:
    rows = list(promises.table([a_line("P1", 3), a_line("P1", 4)], ["P1"]))

    assert [(row.count, row.kept) for row in rows] == [(7, True)]


@pytest.mark.parametrize("order", [1, -1])
def test_one_failure_breaks_a_promise_whatever_else_passed(order: int) -> None:
    lines = [a_line("P1", 3), a_line("P1", 1, "failed"), a_line("P1", 0, "skipped")][::order]

    assert [row.kept for row in promises.table(lines, ["P1"])] == [False]


def test_what_could_not_be_tried_here_is_not_called_kept() -> None:
    rows = list(promises.table([a_line("P1", 0, "skipped")], ["P1", "P2"]))

    assert [(row.promise, row.kept) for row in rows] == [("P1", None), ("P2", None)]


@pytest.mark.parametrize(
    ("outcomes", "kept", "status"),
    [
        (["passed", promises.ELSEWHERE], True, 0),
        ([promises.ELSEWHERE, "passed"], True, 0),
        ([promises.ELSEWHERE, "failed"], False, 1),
        ([promises.ELSEWHERE, "skipped"], None, 1),
        ([promises.ELSEWHERE], None, 0),
        ([], None, 1),
    ],
)
def test_what_belongs_to_the_other_database_is_told_and_not_held_against_this_one(
    outcomes: list[str], kept: bool | None, status: int
) -> None:
    lines = [a_line("P1", 1, outcome) for outcome in outcomes]
    rows = list(promises.table(lines, ["P1"]))

    assert [row.kept for row in rows] == [kept]
    assert promises.status_of(rows) == status


def test_a_broken_promise_is_said_in_capitals() -> None:
    rows = promises.table([a_line("P1", 1, "failed")], ["P1"])

    assert any("BROKEN" in line for line in promises.in_lines(list(rows)))


def a_report(
    outcome: Literal["passed", "failed"], said: list[tuple[str, object]]
) -> pytest.TestReport:
    where = ("tests/test_x.py", 1, "x")
    name = "tests/test_x.py::test_a_kill[1]"
    return pytest.TestReport(name, where, {}, outcome, None, "call", user_properties=said)


def test_a_test_that_failed_before_it_counted_is_written_down_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(promises.WRITTEN_TO, str(tmp_path / "tried"))

    promised.write_down(a_report("failed", [("promise", "P1")]))
    promised.write_down(a_report("passed", [("promise", "P1"), ("tried", [9, "kills"])]))
    promised.write_down(a_report("passed", []))

    written = [json.loads(line) for line in (tmp_path / "tried").read_text().splitlines()]
    assert [(one["tried"], one["count"], one["outcome"]) for one in written] == [
        ("a kill", 0, "failed"),
        ("kills", 9, "passed"),
    ]


def test_a_test_that_does_not_say_how_often_has_tried_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(promises.WRITTEN_TO, str(tmp_path / "tried"))

    promised.write_down(a_report("passed", [("promise", "P1")]))

    written = json.loads((tmp_path / "tried").read_text())
    assert (written["tried"], written["count"]) == ("a kill", 1)


def test_a_skip_for_the_other_database_is_written_down_as_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(promises.WRITTEN_TO, str(tmp_path / "tried"))
    for why in (f"{promises.ELSEWHERE}: it is on a server", "no server here"):
        report = a_report("passed", [("promise", "P1")])
        report.outcome, report.longrepr = "skipped", ("x.py", 1, f"Skipped: {why}")
        promised.write_down(report)

    written = [json.loads(line) for line in (tmp_path / "tried").read_text().splitlines()]
    assert [one["outcome"] for one in written] == [promises.ELSEWHERE, "skipped"]


def test_only_the_files_that_try_a_promise_are_read_for_it() -> None:
    assert "tests/properties/test_published.py" in promises.files_of(ROOT, ["P17"])
    assert "tests/properties/test_published.py" not in promises.files_of(ROOT, ["P2", "P1"])
    for number in promises.PROMISES:
        assert promises.files_of(ROOT, [number]), number


def test_who_waits_sees_how_far_each_promise_is_and_since_when(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    far = Progress(tmp_path / "far")
    monkeypatch.setenv(FAR, str(far.file))
    at_six, later = datetime(2031, 5, 4, 6, tzinfo=UTC), datetime(2031, 5, 4, 7, tzinfo=UTC)

    promised.say_step(["P13"], 0, 1_000_000, "requests")
    begun = list(far.moved(at_six))
    for _ in range(3):
        promised.say_step(["P13"], 500, 0, "requests")
    promised.say_step(["P2", "P3"], 0, 4, "tests")
    with far.file.open("a") as file:
        file.write('{"promise": "P1')  # another process is still writing

    assert begun == ["P13 0 of 1,000,000 requests (since 06:00)"]
    assert list(far.moved(later)) == [
        "P13 1,500 of 1,000,000 requests (since 06:00)",
        "P2 0 of 4 tests (since 07:00)",
        "P3 0 of 4 tests (since 07:00)",
    ]
    assert list(far.moved(later)) == []


def test_every_guard_has_a_name_of_its_own_and_a_promise() -> None:
    assert len({one.name for one in GUARDS}) == len(GUARDS)
    assert {one.promise for one in GUARDS} <= set(promises.PROMISES)


@pytest.mark.parametrize("guard", GUARDS, ids=lambda one: one.name)
def test_a_guard_is_where_the_list_says_and_so_is_its_test(guard: guards.Guard) -> None:
    assert (ROOT / guard.file).read_text("utf-8").count(guard.line) == 1
    assert guard.instead != guard.line
    file, _, name = guard.test.partition("::")
    tree = ast.parse((ROOT / file).read_text("utf-8"))
    names = {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
    assert not name or name.partition("[")[0] in names


def marked() -> set[str]:
    """Every test that is marked with a promise, itself or with all of its file."""
    return {
        f"{path.relative_to(ROOT)}::{one.name}"
        for path in (ROOT / "tests").rglob("test_*.py")
        for body in [ast.parse(path.read_text("utf-8")).body]
        for all_ in [any(_marks(one) for one in body if isinstance(one, ast.Assign))]
        for one in body
        if isinstance(one, ast.FunctionDef) and one.name.startswith("test_")
        if all_ or any(map(_marks, one.decorator_list))
    }


def _marks(node: ast.AST) -> bool:
    calls = [one.func for one in ast.walk(node) if isinstance(one, ast.Call)]
    return any(isinstance(one, ast.Attribute) and one.attr == "promise" for one in calls)


def test_every_test_of_a_promise_was_seen_to_fail_without_a_guard_or_says_why_not() -> None:
    named = {one.test.partition("[")[0] for one in GUARDS}
    excused = {one.test for one in guards.without(ROOT)}
    tried = {test for test in marked() if {test, test.partition("::")[0]} & named}

    assert marked() - tried - excused == set(), "enter the line that it guards in tests/guards.toml"
    assert excused <= marked(), "an excuse for a test that is not there, or tries no promise"
    assert not excused & tried, "it has a guard: take its excuse away"
    assert all(one.why for one in guards.without(ROOT))


def test_what_the_tests_start_keeps_its_translations_whatever_the_caller_wants() -> None:
    ours = {"PYTHONDONTWRITEBYTECODE": "1", "HEARTH_SEED": "7"}

    assert suites.environ_of(ours) == {"HEARTH_SEED": "7"}
