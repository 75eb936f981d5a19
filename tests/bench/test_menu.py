import sys

import pytest

from bench import __main__ as menu
from tools import start
from tools.environment import Environment


def test_without_a_word_everything_that_can_be_measured_is_listed(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert menu.main([]) == 0

    said = capsys.readouterr().out
    assert all(f"run.py bench {word} " in said for word in menu.there())
    assert {"engine", "shortlist", "candidates", "gap", "seal"} <= set(menu.there())


def test_an_unknown_word_is_answered_with_the_list(capsys: pytest.CaptureFixture[str]) -> None:
    assert menu.main(["nothing"]) == 2
    assert "run.py bench engine" in capsys.readouterr().out


def test_a_word_is_handed_what_follows_it(monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[object] = []
    monkeypatch.setattr("runpy.run_module", lambda name, **_: done.append((name, sys.argv)))
    monkeypatch.setattr(sys, "argv", ["bench"])

    menu.main(["engine", "--kind", "ties"])

    assert done == [("bench.engine", ["bench engine", "--kind", "ties"])]


def test_run_py_hands_over_in_the_environment_that_holds_the_peers(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    done: list[object] = []
    monkeypatch.setattr(Environment, "make_ready", lambda _, kind: done.append(kind))
    monkeypatch.setattr(start, "_hand_over", lambda command, _: done.append(command[1:]))

    start.main(["bench", "engine", "--json"])

    assert done == ["bench", ["-P", "-m", "bench", "engine", "--json"]]


def test_the_help_names_the_word() -> None:
    assert "run.py bench" in start.HELP
