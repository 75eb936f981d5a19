"""`hearth recruit`, and what `hearth shortlist` says beside the list."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.cli.commands import ROOT, Hearth, a_hearth, without_reads
from tests.exchange.given import data_folder
from tests.once import made_once

pytestmark = pytest.mark.database
EXPORT = "eva_demo_fy2026.zip"


@pytest.fixture(scope="module")
def crowded(tmp_path_factory: pytest.TempPathFactory) -> Hearth:
    """Twelve homes and forty parties that wait. Not to be changed."""

    def make(folder: Path) -> Hearth:
        hearth = a_hearth(folder / "home")
        rules = ("--programme", "hosting-refugees-uk")
        said = hearth.run("town", "--homes", 12, "--parties", 40, *rules)
        assert said.status == 0, said.err
        return hearth

    made = made_once(tmp_path_factory, "crowded", make)
    return made.copy(tmp_path_factory.mktemp("own") / "home")  # looking is written down as well


def solved_again(hearth: Hearth, said: str) -> Any:
    """The plans of `hearth match` with each described home entered, and with all of them."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.cli.recruited"],
        check=False,
        cwd=ROOT,
        env=hearth.environ,
        input=said,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def must_hold(hearth: Hearth, homes: int) -> Any:
    """The advice, after each of its numbers was solved for again."""
    said = hearth.run("recruit", "--json", "--homes", homes)
    assert said.status == 0, said.err
    found = said.value
    again = solved_again(hearth, said.out)

    assert again["now"] == found["placed"]
    for one, placed in zip(found["homes"], again["alone"], strict=True):
        assert placed >= found["placed"] + one["places"]["parties"]
    assert again["all"] >= found["placed"] + found["together"]["parties"]
    return found


def _described(one: dict[str, Any]) -> dict[str, Any]:
    """What is looked for, without how much it would help."""
    return {name: said for name, said in one.items() if name not in {"places", "fits_at_least"}}


def test_each_number_holds_when_the_home_is_entered_and_everybody_is_planned_for_again(
    crowded: Hearth,
) -> None:
    found = must_hold(crowded, 4)

    assert len(found["homes"]) == 4
    assert len({json.dumps(_described(one)) for one in found["homes"]}) == 4
    assert found["exact"]
    assert all(one["fits_at_least"] >= 5 for one in found["homes"])


def test_an_import_that_nobody_here_wrote_with_too_few_homes(tmp_path: Path) -> None:
    hearth = a_hearth(tmp_path / "home")
    assert hearth.run("import", "hmis", data_folder() / "hmis" / EXPORT).status == 0
    assert hearth.run("town", "--homes", 60).status == 0

    found = must_hold(hearth, 3)

    assert found["parties"] > found["placed"]
    assert len(found["homes"]) == 3
    assert all(one["places"]["parties"] >= 1 for one in found["homes"])


def test_the_same_is_told_in_words_and_nothing_is_changed(crowded: Hearth) -> None:
    before = without_reads(crowded.rows())

    said = crowded.run("recruit", "--homes", 2)

    assert said.status == 0, said.err
    assert "Look for these homes next" in said.out
    assert "all together" in said.out
    assert without_reads(crowded.rows()) == before


def test_a_number_of_homes_that_cannot_be_and_no_service_at_all(
    crowded: Hearth, tmp_path: Path
) -> None:
    assert crowded.run("recruit", "--homes", 0).status == 2
    assert crowded.run("recruit", "--homes", "many").status == 2
    nowhere = Hearth(tmp_path / "nowhere").run("recruit")
    assert nowhere.status == 1
    assert "no service" in nowhere.sentence


def test_a_shortlist_that_leaves_homes_is_the_same_in_another_order_and_never_for_the_most_urgent(
    crowded: Hearth,
) -> None:
    lists: dict[bool, tuple[str, Any]] = {}
    for one in crowded.run("match", "--json").value["plan"]:
        said = crowded.run("shortlist", one["case"], "--leave-homes", "--json").value
        lists.setdefault(said["leaves_homes"], (one["case"], said))
        if len(lists) == 2:
            break

    for weighed, (case, said) in lists.items():
        best = crowded.run("shortlist", case, "--json").value
        points = {one["home"]: one["points"] for one in best["homes"]}
        assert {one["home"]: one["points"] for one in said["homes"]} == points
        assert not best["leaves_homes"]
        assert weighed or said["homes"] == best["homes"]
    assert set(lists) == {True, False}


def test_why_not_is_told_apart_to_staff_and_to_the_person(crowded: Hearth) -> None:
    value = crowded.run("match", "--json").value
    case, own = value["plan"][0]["case"], value["plan"][0]["home"]
    others = {one["home"] for one in value["plan"]} - {own}

    planned = crowded.run("shortlist", case, "--why-not", own, "--json").value
    assert planned["why_not"] == planned["for_staff"] == planned["for_the_person"] == []
    assert planned["in_the_plan"] == "in the plan for all who wait it is the home for this party"
    listed = crowded.run("shortlist", case, "--json").value["homes"]
    points = {one["home"]: one["points"] for one in listed}
    assert planned["points_behind"] == listed[0]["points"] - points[own]

    for home in sorted(others)[:3]:
        found = crowded.run("shortlist", case, "--why-not", home, "--json").value
        allowed = not found["why_not"]
        assert (found["points_behind"] is not None) == allowed
        assert bool(found["for_staff"]) == bool(found["for_the_person"]) == (not allowed)


def test_a_home_that_is_not_in_the_register_is_refused(crowded: Hearth) -> None:
    unknown = crowded.run("shortlist", "--why-not", "00000000-0000-4000-8000-000000000000")

    assert unknown.status == 1
    assert "no such home" in unknown.sentence


def test_changes_that_open_homes_are_told_with_their_size(crowded: Hearth) -> None:
    said = crowded.run("shortlist", "--open", 1, "--json")

    assert said.status in {0, 3}, said.err
    for one in said.value["changes"]:
        assert one["opens"]
        assert (one["size"] is None) == (one["unit"] is None)
    assert crowded.run("shortlist", "--open", 0).status == 2
    assert crowded.run("shortlist", "--open", 10_000).status == 3
