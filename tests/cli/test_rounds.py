"""`hearth rounds`: a week planned from the command line."""

from pathlib import Path

import pytest

from tests.cli.commands import Hearth, a_hearth

pytestmark = pytest.mark.database


@pytest.fixture(scope="module")
def hearth(tmp_path_factory: pytest.TempPathFactory) -> Hearth:
    made = a_hearth(tmp_path_factory.mktemp("rounds") / "home")
    said = made.run("town", "--homes", 3, "--parties", 1)
    assert said.status == 0, said.err
    return made


def test_a_service_without_a_visitor_is_told_whom_it_lacks(hearth: Hearth) -> None:
    said = hearth.run("rounds")

    assert said.status == 1
    assert "there is no visitor to plan for" in said.sentence


def test_a_week_without_a_visit_is_an_empty_plan(hearth: Hearth) -> None:
    said = hearth.run("staff", "add", "visitor", "--name", "visitor-1")
    assert said.status == 0, said.err

    said = hearth.run("rounds", "--json")

    assert said.status == 0, said.err
    assert (said.value["planned"], said.value["left"]) == (0, [])
    assert len(said.value["promised"]) == 64


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--week", "soon"), "takes a day as year, month and day"),
        (("--week", "2001-01-01"), "begins today or later"),
        (("--week", "2001-01-01", "--verify"), "no plan begins on this day"),
        (("--days", "99"), "14"),
    ],
)
def test_bad_input_is_one_sentence_and_changes_nothing(
    hearth: Hearth, words: tuple[str, ...], says: str
) -> None:
    said = hearth.run("rounds", *words)

    assert said.status in (1, 2)
    assert says in said.sentence
    assert "Traceback" not in said.err


def test_a_strangers_server_of_roads_is_never_asked(hearth: Hearth, tmp_path: Path) -> None:
    said = hearth.run("rounds", environ={"HEARTH_ROADS": "osrm http://192.0.2.1.example"})

    assert said.status == 1
    assert "server of roads" in said.sentence


def test_the_draws_that_are_told_are_made_again_without_naming_a_week(hearth: Hearth) -> None:
    said = hearth.run("rounds", "--verify", "--json")

    assert said.status == 0, said.err
    assert [one["seed"] for one in said.value["plans"]] in ([], [""])
    assert said.value["quarters"] == []
