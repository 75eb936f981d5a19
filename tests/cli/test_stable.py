"""`hearth stable`: where both sides rank, nobody would rather leave what they were given."""

import csv
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from hearth.cli.main import main
from tests.cli.commands import Said
from tests.engine.gap import data_folder

FILES = {
    "people.csv": "name,rank,0,1\nAda,2,Oak,Elm\nBo,1,Oak,Oak\nCy,3,,\n",
    "places.csv": "code,capacity,supervisor\nOak,1,Vi\nElm,1,Vi\n",
    "workers.csv": "name,capacity\nVi,2\n",
}


@pytest.fixture
def hearth(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., Said]:
    """Run `hearth stable` on FILES, some of them otherwise; it must touch no service."""
    home = tmp_path / "untouched"
    monkeypatch.setenv("HEARTH_HOME", str(home))

    def run(*words: str, **changed: str) -> Said:
        texts = {**FILES, **{f"{name}.csv": text for name, text in changed.items()}}
        for name, text in texts.items():
            (tmp_path / name).write_text(text, "utf-8")
        monkeypatch.setattr(sys, "argv", ["hearth", "stable", *map(str, _paths(tmp_path)), *words])
        status = main()
        caught = capsys.readouterr()
        assert not home.exists()
        return Said(status, caught.out, caught.err)

    return run


def _paths(folder: Path) -> list[Path]:
    return [folder / name for name in FILES]


def test_whom_the_worker_ranks_first_has_the_place_and_the_other_the_next(
    hearth: Callable[..., Said],
) -> None:
    said = hearth("--json")

    assert said.status == 3
    assert said.value["placed"] == {"Ada": "Elm", "Bo": "Oak"}
    assert said.value["choices"] == {"Ada": 2, "Bo": 1}
    assert said.value["unplaced"] == said.value["without_a_wish"] == ["Cy"]
    assert said.value["named_again"] == 1


def test_the_same_in_words(hearth: Callable[..., Said]) -> None:
    said = hearth()

    assert "2 of 3 residents have a place, best for residents" in said.out
    assert "1 have none, 1 of them without a wish: Cy" in said.out
    assert "0 places have nobody" in said.out


def test_it_can_be_best_for_workers_instead(hearth: Callable[..., Said]) -> None:
    crossed = {
        "people": "name,rank,0,1\nAda,1,Oak,Elm\nBo,2,Elm,Oak\n",
        "places": "code,capacity,supervisor\nOak,1,Vi\nElm,1,Wu\n",
        "workers": "name,capacity\nVi,1\nWu,1\n",
    }
    said = hearth("--for-workers", "--json", **crossed)

    assert said.status == 0
    assert said.value["best_for"] == "workers"


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"people": "name,rank,0\nAda,1,Ash\n"}, "people.csv, row 2, column 0: must be a name in"),
        ({"people": "name,rank,0\nAda,1,Oak,Ash\n"}, "people.csv, row 2, column without a heading"),
        ({"people": "name,rank,0\nAda,x,Oak\n"}, "people.csv, row 2, column rank: must be a whole"),
        ({"people": "name,rank\nAda,1\nAda,2\n"}, "row 3, column name: must be a name that no"),
        ({"people": "name,rank\n,1\n"}, "people.csv, row 2, column name: must be a name"),
        ({"people": "name,0\nAda,Oak\n"}, "people.csv must have one column rank"),
        (
            {"places": "code,capacity,supervisor\nOak,-1,Vi\nElm,1,Vi\n"},
            "places.csv, row 2, column capacity",
        ),
        (
            {"places": "code,capacity,supervisor\nOak,1,Al\nElm,1,Vi\n"},
            "column supervisor: must be",
        ),
        ({"workers": "name,capacity\nVi,2147483648\n"}, "workers.csv, row 2, column capacity"),
        ({"workers": ""}, "workers.csv is empty"),
    ],
)
def test_what_cannot_be_is_one_sentence_with_its_place(
    hearth: Callable[..., Said], changed: dict[str, str], says: str
) -> None:
    said = hearth(**changed)

    assert said.status == 1
    assert said.out == ""
    assert says in said.sentence


@pytest.mark.parametrize("words", [[], ["--for-workers"]])
def test_the_published_instance_comes_out_as_published(
    words: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    data = data_folder()
    folder = data / "opt" / "spa" if data else None
    if folder is None or not folder.is_dir():
        pytest.skip("the published three-sided instance is not beside this repository")
    files = [str(folder / f"{name}.csv") for name in ("students", "projects", "supervisors")]
    monkeypatch.setattr(sys, "argv", ["hearth", "stable", *files, "--json", *words])
    main()
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    with (folder / "expected_matching.csv").open(encoding="utf-8", newline="") as file:
        expected = {row["student"]: row["project"] for row in csv.DictReader(file)}

    assert found["placed"] == expected
