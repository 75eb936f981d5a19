"""`hearth programme`, as somebody at a terminal meets it."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from hearth.cli.main import main
from hearth.core.programme_file import FOLDER, bundled
from hearth.store import keyring
from hearth.store.folder import Folder, prepare
from tests.service import a_service

NIGHTSTOP = (FOLDER / "nightstop.1.toml").read_text(encoding="utf-8")
NEXT = NIGHTSTOP.replace("version = 1", "version = 2", 1).replace("2025-01-01", "2099-01-01", 1)
UP_TO_18 = """
[rules.eligibility]
age_min = 0
age_max = 18
unaccompanied_minors = true
source = "the service's own choice"
confidence = "I"
"""
RUN = "from hearth.cli.main import main; raise SystemExit(main())"

Said = tuple[int, str, str]
Hearth = Callable[..., Said]


@pytest.fixture
def hearth(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Hearth:
    """Run one command: its status, what it printed, and what it said on stderr."""

    def run(*words: object) -> Said:
        monkeypatch.setattr(sys, "argv", ["hearth", *map(str, words)])
        status = main()
        said = capsys.readouterr()
        return status, said.out, said.err

    return run


def written(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def a_next_version(folder: Path, old: str = "", new: str = "") -> Path:
    """Version 2 of nightstop, with `old` made `new`."""
    assert old in NEXT
    return written(folder / "nightstop.2.toml", NEXT.replace(old, new, 1) if old else NEXT)


# --- list ----------------------------------------------------------------------------------------


def test_the_list_has_every_programme_and_since_when_it_holds(hearth: Hearth) -> None:
    status, out, _ = hearth("programme", "list")
    _, as_json, _ = hearth("programme", "list", "--json")

    assert status == 0
    assert [line.split()[:3] for line in out.splitlines()[1:]] == [
        [one.ref, str(one.effective_from), "yes"] for one in bundled()
    ]
    assert [one["ref"] for one in json.loads(as_json)] == [one.ref for one in bundled()]


# --- check ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("programme", bundled(), ids=lambda one: one.name)
def test_the_programmes_that_ship_are_in_order(hearth: Hearth, programme: Any) -> None:
    status, out, _ = hearth("programme", "check", FOLDER / f"{programme.ref}.toml")

    assert status == 0
    assert f"{programme.ref} is in order" in out
    assert len(out.splitlines()) == 1


def test_each_problem_is_told_with_file_line_and_key(hearth: Hearth, tmp_path: Path) -> None:
    wrong = NIGHTSTOP.replace("\nage_min =", "\nage_mn =").replace("degrees = ", "degrees = -")
    file = written(tmp_path / "nightstop.1.toml", wrong)
    line = {
        key: 1 + next(n for n, one in enumerate(wrong.splitlines()) if one.startswith(key))
        for key in ("degrees", "age_mn", "[rules.eligibility]")
    }

    status, out, _ = hearth("programme", "check", file)

    assert status == 1
    assert [said.split(": ")[:2] for said in out.splitlines()] == [
        [f"{file}:{line['degrees']}", "rules.hostility.degrees"],
        [f"{file}:{line['[rules.eligibility]']}", "rules.eligibility.age_min"],
        [f"{file}:{line['age_mn']}", "rules.eligibility.age_mn"],
    ]


def test_the_same_as_json_is_a_list_and_a_good_file_has_an_empty_one(
    hearth: Hearth, tmp_path: Path
) -> None:
    bad = written(tmp_path / "bad.1.toml", "[programme\n")

    status, out, _ = hearth("programme", "check", bad, "--json")
    good = hearth("programme", "check", FOLDER / "blank.1.toml", "--json")

    assert status == 1
    assert [(one["file"], one["line"], one["key"]) for one in json.loads(out)] == [
        (str(bad), 1, "")
    ]
    assert (good[0], json.loads(good[1])) == (0, [])


def test_a_file_that_cannot_be_read_is_one_sentence(hearth: Hearth, tmp_path: Path) -> None:
    status, out, err = hearth("programme", "check", tmp_path / "nowhere.toml")

    assert (status, out) == (1, "")
    assert err == "hearth: nowhere.toml cannot be read: No such file or directory\n"


# --- diff ----------------------------------------------------------------------------------------


def test_a_diff_tells_what_changes_and_who_gains_or_loses(hearth: Hearth, tmp_path: Path) -> None:
    new = a_next_version(tmp_path, "age_min = 16", "age_min = 19")

    status, out, _ = hearth("programme", "diff", "nightstop", new)

    assert status == 0
    assert "rules.eligibility.age_min was 16 and becomes 19" in out
    assert "somebody aged 16 to 18, alone, loses eligibility" in out
    assert "It cannot follow" not in out


def test_a_diff_tells_what_falls_due_on_another_day(hearth: Hearth) -> None:
    status, out, _ = hearth(
        "programme", "diff", "nightstop.1", "supported-lodgings-england", "--json"
    )
    value = json.loads(out)

    assert status == 0
    assert (value["old"], value["new"]) == ("nightstop.1", "supported-lodgings-england.1")
    assert {"recurrence.morning-after", "requirement.dbs"} <= {one["what"] for one in value["due"]}
    assert all(one["old"] != one["new"] for one in value["due"])


def test_where_there_is_no_service_a_diff_makes_none(
    hearth: Hearth, home: Path, tmp_path: Path
) -> None:
    new = a_next_version(tmp_path)

    _, out, _ = hearth("programme", "diff", "nightstop", new)
    _, as_json, _ = hearth("programme", "diff", "nightstop", new, "--json")

    assert "no service here" in out
    assert json.loads(as_json)["impact"] is None
    assert not home.exists()


@pytest.mark.parametrize("there", ["keys/duty.json", "hearth.sqlite3"])
def test_half_a_service_is_none_and_is_not_made_whole(
    hearth: Hearth, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, there: str
) -> None:
    monkeypatch.setenv("HEARTH_DATABASE", "")
    prepare(Folder(home))
    written(home / there, "")
    before = sorted(home.rglob("*"))

    status, out, _ = hearth("programme", "diff", "nightstop", a_next_version(tmp_path))

    assert status == 0
    assert "no service here" in out
    assert sorted(home.rglob("*")) == before


def test_a_version_that_was_edited_in_place_is_said_to_be_none(
    hearth: Hearth, tmp_path: Path
) -> None:
    edited = written(
        tmp_path / "nightstop.1.toml", NIGHTSTOP.replace("age_min = 16", "age_min = 17")
    )

    status, out, _ = hearth("programme", "diff", "nightstop", edited)

    assert status == 0
    assert "It cannot follow as it stands: both are called nightstop.1" in out


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("nightstop", "nightstop.1", "both are the same text, nightstop.1"),
        ("nightstop", "nightstp", "did you mean 'nightstop'?"),
        ("nightstop", "nowhere.toml", "nowhere.toml cannot be read"),
    ],
)
def test_what_cannot_be_compared_is_one_sentence(
    hearth: Hearth, old: str, new: str, said: str
) -> None:
    status, out, err = hearth("programme", "diff", old, new)

    assert (status, out) == (1, "")
    assert said in err
    assert err.count("\n") == 1


def test_a_file_that_is_no_programme_is_one_sentence_with_file_line_and_key(
    hearth: Hearth, tmp_path: Path
) -> None:
    bad = a_next_version(tmp_path, "age_min = 16", 'age_min = "16"')

    status, out, err = hearth("programme", "diff", "nightstop", bad)

    line = 1 + next(n for n, one in enumerate(NEXT.splitlines()) if one == "age_min = 16")
    assert (status, out) == (1, "")
    assert err.startswith(f"hearth: nightstop.2.toml, line {line}, rules.eligibility.age_min: is")
    assert err.count("\n") == 1


@pytest.mark.django_db
def test_stays_outside_the_new_rules_are_named_with_their_reasons(
    hearth: Hearth, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    service, folder = a_service(), prepare(Folder(home))
    keyring.write(folder, "duty", service.duty, None)
    monkeypatch.setenv("HEARTH_DATABASE", "the one of this test")
    opened = service.open_case()
    stay = service.live(opened)
    text = (FOLDER / "blank.1.toml").read_text(encoding="utf-8").replace("2025-01-01", "2099-01-01")
    new = written(tmp_path / "blank.2.toml", text.replace("version = 1", "version = 2") + UP_TO_18)

    status, out, _ = hearth("programme", "diff", "blank", new)
    _, as_json, _ = hearth("programme", "diff", "blank", new, "--json")

    assert status == 0
    assert f"stay {stay} of case {opened.case}, living: age_not_served\n" in out
    assert "1 stays are planned or lived under blank: 1 are outside the rules of blank.2" in out
    assert json.loads(as_json)["impact"]["outside"] == [
        {
            "stay": str(stay),
            "case": str(opened.case),
            "state": "living",
            "codes": ["age_not_served"],
            "already": [],
            "by_the_change": True,
        }
    ]


def test_where_there_is_a_service_a_diff_names_the_cases_it_touches(tmp_path: Path) -> None:
    environ = {**os.environ, "HEARTH_HOME": str(tmp_path / "home"), "HEARTH_DATABASE": ""}

    def run(*words: object) -> Any:
        line = [sys.executable, "-c", RUN, *map(str, words), "--json"]
        done = subprocess.run(line, env=environ, check=True, capture_output=True, text=True)
        return json.loads(done.stdout)

    run("town", "--homes", 3, "--parties", 12, "--programme", "nightstop")
    new = a_next_version(tmp_path, "age_min = 16", "age_min = 25")
    impact = run("programme", "diff", "nightstop", new)["impact"]

    assert impact["waiting"] == 12
    assert 0 < len(set(impact["lose"])) == len(impact["lose"]) <= 12
    assert (impact["gain"], impact["stays"], impact["outside"]) == ([], 0, [])
