"""`hearth match --by-region`: the plan of the whole, with its proof, whoever works and dies."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.cli.commands import ROOT, Hearth, Said, a_hearth
from tests.once import made_once

SAME = ("parties", "homes", "placed", "value", "bound", "gap", "proven", "rules_broken")


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Hearth:
    """A town whose homes take one party each, so that it is planned by whole places."""

    def make(folder: Path) -> Hearth:
        hearth = a_hearth(folder / "home")
        words = ("town", "--homes", 60, "--parties", 40, "--programme", "healers-office")
        said = hearth.run(*words)
        assert said.status == 0, said.err
        return hearth

    return made_once(tmp_path_factory, "office", make)


@pytest.fixture
def planned(office: Hearth, tmp_path: Path) -> tuple[Hearth, dict[str, Any]]:
    """A service of one test's own, and its plan made as a whole."""
    hearth = office.copy(tmp_path / "service")
    whole = hearth.run("match", "--json")
    assert whole.status == 0, whole.err
    assert whole.value["by_region"] is False
    return hearth, whole.value


def killed_once(hearth: Hearth, marker: Path, *words: object) -> Said:
    """The command, of which one worker is killed in the middle of its region."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.cli.killed", str(marker), *map(str, words)],
        check=False,
        cwd=ROOT,
        env=hearth.environ,
        capture_output=True,
        text=True,
    )
    return Said(done.returncode, done.stdout, done.stderr)


def must_be_the_same(found: Any, whole: dict[str, Any]) -> None:
    """The same worth, proven, and everybody who waits is in it exactly once."""
    assert found["by_region"] is True
    assert {name: found[name] for name in SAME} == {name: whole[name] for name in SAME}
    who = [one["party"] for one in [*found["plan"], *found["unplaced"]]]
    assert len(who) == len(set(who)) == whole["parties"]
    taken = [one["home"] for one in found["plan"]]
    assert len(taken) == len(set(taken))


def test_the_plan_by_region_is_worth_the_same_and_its_proof_holds(
    planned: tuple[Hearth, dict[str, Any]], tmp_path: Path
) -> None:
    hearth, whole = planned
    path = tmp_path / "plan.npz"

    said = hearth.run("match", "--by-region", "--workers", 2, "--proof", path, "--json")

    assert said.status == 0, said.err
    must_be_the_same(said.value, whole)
    assert hearth.run("proof", path, "--json").value["value"] == whole["value"]


def test_a_worker_that_is_killed_costs_nobody_a_place(
    planned: tuple[Hearth, dict[str, Any]], tmp_path: Path
) -> None:
    hearth, whole = planned
    marker, path = tmp_path / "somebody-died", tmp_path / "plan.npz"

    said = killed_once(hearth, marker, "match", "--by-region", "--proof", path, "--json")

    assert said.status == 0, said.err
    assert marker.exists()
    must_be_the_same(said.value, whole)
    assert hearth.run("proof", path).status == 0


def test_where_rooms_are_shared_it_is_planned_as_a_whole_and_said(town: Hearth) -> None:
    said = town.run("match", "--by-region", "--workers", 1)

    assert said.status == 0, said.err
    assert ("not by region" in said.out) == town.run("match", "--json").value["rooms_shared"]


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--workers", 2), "need --by-region"),
        (("--cluster", "tls://example.org:8786"), "need --by-region"),
        (("--by-region", "--workers", 0), "greater than or equal to 1"),
        (("--by-region", "--cluster", "tcp://example.org:8786"), "must begin with tls://"),
        (("--by-region", "--cluster", "tls://example.org:8786"), "needs certificates"),
        (
            ("--by-region", "--cluster", "tls://127.0.0.1:1", "--certificates", "."),
            "certificates is not there",
        ),
    ],
)
def test_what_cannot_be_is_said_in_one_sentence(
    small_town: Hearth, words: tuple[object, ...], says: str
) -> None:
    said = small_town.run("match", *words)

    assert said.status != 0
    assert says in said.sentence
    assert not said.out
