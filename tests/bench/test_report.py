import json
from dataclasses import replace

import numpy as np
import pytest

from bench.apart import Measured
from bench.report import Line, Row, failed, show, text, versions

OURS = Line("hearth", 1.0, 10.0, same=True, runs=3)
QUICK = Line("quick", 4.0, 20.0, same=True, runs=3)
SLOW = Line("slow", 9.0, 20.0, same=True, runs=1)
WRONG = Line("wrong", 2.0, 20.0, same=False, runs=3)
STOPPED = Line("stopped", None, note="no answer in 150 s")


def row(*lines: Line, bar: float | None = None) -> Row:
    return Row("towns", {"parties": 3}, lines, bar)


def test_the_ratio_is_that_of_the_best_peer() -> None:
    one = row(OURS, SLOW, QUICK, STOPPED, bar=3)

    assert (one.ratio, one.best, one.met) == (4.0, "quick", True)
    assert "ratio to the best peer (quick): 4.0; bar 3: met" in "\n".join(text(one))


def test_there_is_no_ratio_at_all_where_one_answer_differs(
    capsys: pytest.CaptureFixture[str],
) -> None:
    one = row(OURS, QUICK, WRONG, bar=3)

    status = show([one], as_json=False, foot=lambda _: ())

    said = capsys.readouterr().out
    assert status == 1
    assert one.ratio is None
    assert " x " not in said
    assert "no ratio: wrong did not find the same" in said
    assert "ANOTHER ANSWER" in said


def test_a_program_reads_the_same_and_no_ratio_either(capsys: pytest.CaptureFixture[str]) -> None:
    status = show([row(OURS, WRONG, bar=3), row(OURS, QUICK)], as_json=True, foot=lambda _: ())

    first, second = json.loads(capsys.readouterr().out)["rows"]
    assert status == 1
    assert (first["ratio"], first["met"], first["differs"]) == (None, False, ["wrong"])
    assert (second["ratio"], second["met"], second["differs"]) == (4.0, None, [])


def test_a_bar_that_is_missed_is_said_and_is_no_error(capsys: pytest.CaptureFixture[str]) -> None:
    assert show([row(OURS, QUICK, bar=5)], as_json=False, foot=lambda _: ()) == 0
    assert "bar 5: NOT MET" in capsys.readouterr().out


def test_without_an_answer_of_ours_nothing_is_met() -> None:
    one = row(Line("hearth", None, note="ended with status 1"), QUICK, bar=1)

    assert one.ratio is None
    assert not one.met
    assert failed([one])


def test_a_broken_answer_of_ours_fails() -> None:
    assert failed([replace(row(OURS, QUICK), broken=True)])
    assert not failed([row(OURS, QUICK)])


def test_the_foot_is_said_of_what_was_seen(capsys: pytest.CaptureFixture[str]) -> None:
    rows = (one for one in [row(OURS, QUICK), row(OURS, SLOW)])

    show(rows, as_json=False, foot=lambda seen: [f"{len(seen)} rows"])

    *_, foot, load = capsys.readouterr().out.splitlines()
    assert foot == "2 rows"
    assert load.startswith("Load of the machine")


def test_without_an_answer_of_a_peer_there_is_nothing_to_compare() -> None:
    one = row(OURS, STOPPED, bar=1)

    assert one.ratio is None
    assert not failed([one])
    assert "no answer in 150 s" in "\n".join(text(one))


def test_a_line_is_the_median_of_the_runs_and_says_how_many() -> None:
    line = Line.of(Measured("engine", (3.0, 1.0, 2.0), 5.0), same=True)

    assert (line.seconds, line.runs) == (2.0, 3)


def test_the_packages_are_named_with_their_versions() -> None:
    assert versions("numpy") == f"numpy {np.__version__}."
