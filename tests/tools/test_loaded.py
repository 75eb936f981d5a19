"""A crowd is tried as the promises are, and says in the same table what came of it."""

import argparse
import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from tools import loaded, promises
from tools.environment import Environment, NotPossible
from tools.loaded import LOAD

ASKED = argparse.Namespace(load="--people 5 --minutes 0.1")


class Ran:
    """What was started, and where. Ends with `status`."""

    def __init__(self, status: int = 0) -> None:
        self.status = status
        self.words: list[str] = []
        self.around: Mapping[str, str] = {}

    def __call__(self, words: Sequence[str], around: Mapping[str, str]) -> int:
        self.words, self.around = list(words), around
        return self.status


@pytest.fixture
def environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Environment:
    monkeypatch.setattr(Environment, "make_ready", lambda _self, _kind: None)
    return Environment(tmp_path)


def rows(*lines: Mapping[str, object]) -> list[promises.Row]:
    return list(promises.table(lines, [LOAD]))


@pytest.mark.parametrize(("status", "kept"), [(0, True), (1, False), (-9, False)])
def test_the_bar_is_kept_where_the_measurement_says_so(
    environment: Environment, status: int, *, kept: bool
) -> None:
    line = loaded.tried(environment, ASKED, "", Ran(status))

    assert [row.kept for row in rows(line)] == [kept]


@pytest.mark.parametrize(("database", "kind"), [("", "sqlite"), ("postgresql", "postgres")])
def test_the_crowd_is_as_was_asked_on_a_database_of_its_own(
    environment: Environment, monkeypatch: pytest.MonkeyPatch, database: str, kind: str
) -> None:
    monkeypatch.setenv("HEARTH_HOME", "a service in use")
    monkeypatch.setenv("HEARTH_DATABASE", "its database")
    ran = Ran()

    loaded.tried(environment, ASKED, database, ran)

    at = ran.words.index("bench")
    assert ran.words[at:] == ["bench", "load", "--database", kind, *ASKED.load.split()]
    assert not {"HEARTH_HOME", "HEARTH_DATABASE"} & set(ran.around)


@pytest.mark.parametrize(
    ("words", "cases"), [((), "100000"), (("--load", "--people 5 --cases 200"), "200")]
)
def test_the_crowd_works_in_a_large_service_unless_another_was_asked_for(
    environment: Environment, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], cases: str
) -> None:
    ran = Ran()

    def only_load(place: Environment, asked: argparse.Namespace, **_: object) -> list[object]:
        return [loaded.tried(place, asked, "", ran)]

    monkeypatch.setattr(promises.suites, "make_kernels", lambda *_: None)
    monkeypatch.setattr(promises, "_databases", lambda **_: [""])
    monkeypatch.setattr(promises, "_tried", only_load)

    promises.run(environment, ["--only", LOAD, *words])

    assert ran.words.count("--cases") == 1
    assert ran.words[ran.words.index("--cases") + 1] == cases


def test_where_its_packages_cannot_be_had_it_is_not_called_kept(
    environment: Environment, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_network(_self: Environment, _kind: str) -> None:
        raise NotPossible("no network")

    monkeypatch.setattr(Environment, "make_ready", no_network)
    ran = Ran()

    assert [row.kept for row in rows(loaded.tried(environment, ASKED, "", ran))] == [None]
    assert ran.words == []


def test_each_stage_says_how_many_answers_there_were_and_whether_any_failed(tmp_path: Path) -> None:
    file = tmp_path / "tried"
    stages = [
        {"people": 50, "all": {"count": 4_000, "p99": 212.4}, "failed": {}},
        {"people": 100, "all": {"count": 900, "p99": 980.0}, "failed": {"/": 1}},
    ]

    loaded.write_down(str(file), stages, cases=100_120)

    written = [json.loads(line) for line in file.read_text().splitlines()]
    assert [(row.count, row.kept, row.tried) for row in rows(*written)] == [
        (4_000, True, "answers to 50 people at once in 100,120 cases, 99 of 100 within 212 ms"),
        (900, False, "answers to 100 people at once in 100,120 cases, 99 of 100 within 980 ms"),
    ]


def test_who_asked_for_no_table_gets_no_file() -> None:
    loaded.write_down("", [], cases=0)


@pytest.mark.parametrize("words", [["--short"], ["--short", "--only", LOAD]])
def test_the_short_form_says_that_a_crowd_is_of_the_long_one(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], words: list[str]
) -> None:
    def nothing(*_: object, **__: object) -> list[Mapping[str, object]]:
        return []

    monkeypatch.setattr(promises.suites, "make_kernels", nothing)
    monkeypatch.setattr(promises, "_tried", nothing)

    promises.run(Environment(Path("nowhere")), words)

    said = capsys.readouterr().out
    assert f"{promises.ELSEWHERE}  {loaded.IN_LONG_FORM}" in said
