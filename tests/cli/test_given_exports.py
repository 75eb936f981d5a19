"""Exports that nobody on this project wrote: taken in whole, matched, told again for nothing."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.cli.commands import ROOT, Hearth, Said, a_hearth, without_reads
from tests.exchange.given import data_folder, expected, unpacked

pytestmark = pytest.mark.database
EVA, OLD, NEW = "eva_demo_fy2026.zip", "migrate_in_fy2024.zip", "migrate_out_fy2026.zip"
PEOPLE, STAYS = 4_146, 4_771


def given(name: str) -> Path:
    return data_folder() / "hmis" / name


@pytest.fixture(scope="session")
def eva(tmp_path_factory: pytest.TempPathFactory) -> tuple[Hearth, Said]:
    """The large export, imported once. Not to be changed."""
    path = given(EVA)
    hearth = a_hearth(tmp_path_factory.mktemp("eva") / "home")
    return hearth, hearth.run("import", "hmis", path, "--json")


@pytest.fixture(scope="session")
def matched(
    eva: tuple[Hearth, Said], tmp_path_factory: pytest.TempPathFactory
) -> tuple[Hearth, Said, Path]:
    """The large export beside a town of three thousand homes, and a plan for it."""
    folder = tmp_path_factory.mktemp("matched")
    hearth, proof = eva[0].copy(folder / "home"), folder / "plan.proof"
    town = hearth.run("town", "--homes", 3_000, "--seed", 1)
    assert town.status == 0, town.err
    return hearth, hearth.run("match", "--json", "--proof", proof), proof


def test_every_person_and_every_stay_is_accounted_for(eva: tuple[Hearth, Said]) -> None:
    said = eva[1]
    counts = expected(f"hmis/{EVA}")["counts"]

    assert said.status == 0, said.err
    assert (said.value["people"]["new"], said.value["stays"]["new"]) == (PEOPLE, STAYS)
    assert said.value["parties"]["new"] == counts["households"]
    files = said.value["files"]
    assert {name: files[f"{name}.csv"]["rows"] for name in counts["rows"]} == counts["rows"]
    for one in (said.value["rows"], *files.values()):
        assert one["rows"] == one["kept"] + one["mended"] + one["refused"] + one["not_used"]
    assert said.value["cases_opened"] == said.value["in_need"] > 0


def test_the_same_export_again_changes_nothing(eva: tuple[Hearth, Said], tmp_path: Path) -> None:
    hearth = eva[0].copy(tmp_path / "home")
    before = without_reads(hearth.rows())

    again = hearth.run("import", "hmis", given(EVA), "--json")

    assert again.status == 0, again.err
    assert not again.value["changed_anything"]
    assert again.value["people"] == {"new": 0, "changed": 0, "unchanged": PEOPLE}
    assert again.value["stays"] == {"new": 0, "changed": 0, "unchanged": STAYS}
    assert without_reads(hearth.rows()) == before


def test_everybody_in_need_is_placed_or_told_why_not(
    eva: tuple[Hearth, Said], matched: tuple[Hearth, Said, Path]
) -> None:
    said = matched[1]

    assert said.status == 0, said.err
    plan = said.value
    assert plan["parties"] == eva[1].value["in_need"]
    assert plan["placed"] + len(plan["unplaced"]) == plan["parties"]
    assert len({one["party"] for one in plan["plan"]}) == plan["placed"]
    assert all(one["reasons"] or one["homes_that_fit"] for one in plan["unplaced"])
    assert plan["rules_broken"] == []
    assert plan["proven"]


def test_the_plan_keeps_every_rule_when_each_pair_is_looked_at_alone(
    matched: tuple[Hearth, Said, Path],
) -> None:
    hearth, said, _ = matched

    seen = opened(hearth, "plan", json.dumps(said.value["plan"]))

    assert seen == {"pairs": said.value["placed"], "against": [], "crowded": []}


def test_the_proof_holds_in_a_process_of_its_own(
    matched: tuple[Hearth, Said, Path], tmp_path: Path
) -> None:
    elsewhere = Hearth(tmp_path / "no service here")
    said = elsewhere.run("proof", matched[2], "--json")

    assert said.status == 0, said.err
    assert said.value["feasible"]
    assert said.value["value"] == matched[1].value["value"]
    assert not elsewhere.home.exists()


def test_a_forged_proof_does_not_hold(matched: tuple[Hearth, Said, Path], tmp_path: Path) -> None:
    import numpy as np

    forged = tmp_path / "forged.proof"
    with np.load(matched[2], allow_pickle=False) as file:
        parts = dict(file)
    parts["plan_home"] = np.full_like(parts["plan_home"], parts["plan_home"][0])
    with forged.open("wb") as out:
        np.savez(out, **parts)

    said = Hearth(tmp_path / "nowhere").run("proof", forged)

    assert said.status == 1
    assert "does not hold" in said.out


def test_the_old_and_the_new_export_of_the_same_people_make_the_same_service(
    tmp_path: Path,
) -> None:
    old, new = a_hearth(tmp_path / "old"), a_hearth(tmp_path / "new")
    assert old.run("import", "hmis", given(OLD)).status == 0
    assert new.run("import", "hmis", given(NEW)).status == 0
    assert opened(old, "facts") == opened(new, "facts")
    before, facts = without_reads(old.rows()), opened(old, "facts")

    later = old.run("import", "hmis", given(NEW), "--json")

    assert later.status == 0, later.err
    assert not later.value["changed_anything"]
    # Who sent it says the version of its export: one fact, and the keys to it.
    changed = {name for name, said in without_reads(old.rows()).items() if before[name] != said}
    assert changed <= {"store_itemrow", "store_grantrow"}
    assert opened(old, "facts") == facts


def test_what_goes_out_comes_in_again_without_whom_a_victim_service_knows(
    tmp_path: Path,
) -> None:
    first, second = a_hearth(tmp_path / "first"), a_hearth(tmp_path / "second")
    first.run("import", "hmis", given(OLD))
    out = tmp_path / "out.zip"
    wrote = first.run("export", "hmis", out, "--json")

    assert wrote.status == 0, wrote.err
    came = second.run("import", "hmis", out, "--json")
    assert came.status == 0, came.err
    assert came.value["people"]["new"] == wrote.value["people"]
    assert came.value["stays"]["new"] == wrote.value["stays"]
    assert came.value["rows"]["refused"] == 0


def test_malformed_exports_load_what_can_be_loaded_and_name_the_line_of_the_rest(
    tmp_path: Path,
) -> None:
    folder = unpacked("hmis/dirty_fy2026.zip", tmp_path / "dirty")
    exports = sorted({path.parent for path in folder.rglob("Export.csv")})
    assert len(exports) == 3
    for at, export in enumerate(exports):
        said = a_hearth(tmp_path / str(at)).run("import", "hmis", export, "--json")

        assert "Traceback" not in said.err
        value = said.value
        all_is_well = bool(value["people"]["new"]) and not value["rows"]["refused"]
        assert said.status == (0 if all_is_well else 3), said.err
        assert value["rows"]["kept"] + value["rows"]["mended"] > 0
        refused = [one for one in value["findings"] if one["verdict"] == "refused"]
        assert len({(one["file"], one["line"]) for one in refused}) == value["rows"]["refused"]
        assert all(one["line"] > 1 and one["problem"] for one in refused)


def opened(hearth: Hearth, *words: str) -> Any:
    """What a program of the tests found in a service, with its own keys."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.cli.opened", words[0]],
        check=False,
        cwd=ROOT,
        env=hearth.environ,
        input="".join(words[1:]),
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)
