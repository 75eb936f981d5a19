"""Letting somebody in who works here, by the command line."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.commands import ROOT, Hearth

PASSPHRASE = {"HEARTH_PASSPHRASE": "a passphrase for the keys"}


@pytest.fixture
def in_use(tmp_path: Path) -> Hearth:
    """A service that was just put into use."""
    hearth = Hearth(tmp_path / "home")
    done = hearth.run("init", "--sheets", tmp_path / "sheets", environ=PASSPHRASE)
    assert done.status == 0, done.err
    assert "staff add" in done.out
    return hearth


def test_somebody_new_gets_a_first_secret_told_once(in_use: Hearth) -> None:
    said = in_use.run("staff", "add", "caseworker", "--name", "anna.desk", environ=PASSPHRASE)

    assert said.status == 0
    assert "anna.desk can sign in now" in said.out
    assert not any(b"anna.desk" in value for value in in_use.content())


def test_a_name_is_given_once_and_to_a_role_that_there_is(in_use: Hearth) -> None:
    in_use.run("staff", "add", "lead", "--name", "bo.desk", environ=PASSPHRASE)
    before = in_use.rows()

    taken = in_use.run("staff", "add", "visitor", "--name", "BO.desk ", environ=PASSPHRASE)
    cook = in_use.run("staff", "add", "cook", "--name", "cleo.desk", environ=PASSPHRASE)
    code = in_use.run(
        "staff", "add", "visitor", "--name", "ABCD-EFGH-JKMN-PQRS", environ=PASSPHRASE
    )

    assert "choose another" in taken.sentence
    assert "the roles are caseworker" in cook.sentence
    assert "looks like a printed code" in code.sentence
    assert in_use.rows() == before


def test_a_service_in_use_is_never_shown_as_a_trial(in_use: Hearth) -> None:
    refused = in_use.run("demo", "--no-browser", "--port", "0", environ=PASSPHRASE)

    assert refused.status != 0
    assert "in use" in refused.sentence


def test_going_on_with_a_new_key_where_nothing_is_left_says_so(in_use: Hearth) -> None:
    said = in_use.run("staff", "rewrap", environ=PASSPHRASE)

    assert said.status == 0, said.err
    assert "Nothing is left under an earlier key" in said.out


def test_whoever_leaves_is_out_and_their_circles_have_new_keys(in_use: Hearth) -> None:
    in_use.run("staff", "add", "caseworker", "--name", "anna.desk", environ=PASSPHRASE)
    before = in_use.rows()

    said = in_use.run("staff", "leave", "anna.desk", environ=PASSPHRASE)

    assert said.status == 0, said.err
    assert "signed out everywhere" in said.out
    assert in_use.rows()["store_memberrow"] != before["store_memberrow"]
    again = in_use.run("staff", "leave", "anna.desk", environ=PASSPHRASE)
    assert again.status == 1
    assert "nobody who works here" in again.sentence
    assert in_use.run("audit", "verify", environ=PASSPHRASE).status == 0


def test_another_office_is_founded_and_filled_by_command(tmp_path: Path) -> None:
    hearth, new = Hearth(tmp_path / "home"), ["staff", "add", "caseworker", "--name"]
    words = [
        ["town", "--homes", "2", "--parties", "1"],
        ["office", "add", "North Street"],
        [*new, "anna.desk", "--office", "north street"],
        ["office", "list"],
        [*new, "bo.desk", "--office", "South"],
    ]
    code = (
        "import sys\nfrom hearth.cli.main import main\n"
        f"for words in {words!r}:\n    sys.argv = ['hearth', *words]\n    print(main())"
    )  # one process: to start is most of what a command costs

    said = subprocess.run(
        [sys.executable, "-c", code],
        check=False,
        env=hearth.environ,
        cwd=ROOT,
        capture_output=True,
        text=True,
    )

    assert "North Street is an office of this service" in said.stdout, said.stderr
    assert said.stdout.splitlines()[-4:] == [
        "First office: caseworkers 1, cases 1",
        "North Street: caseworkers 2, cases 0",
        "0",
        "1",
    ]
    assert "no office of that name" in said.stderr
