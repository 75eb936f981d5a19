"""Backups by the command line: made while people work, restored elsewhere, and proved."""

import signal
import subprocess
import sys
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

import pytest

from hearth.cli.backup import _how_long
from hearth.core.errors import NotReady
from hearth.entry.measured import Measured
from hearth.store.folder import (
    PROVED,
    Folder,
    Proof,
    clear_drills,
    drilling,
    left_drills,
    proof_of,
)
from tests.cli.commands import ROOT, Hearth, a_hearth
from tests.promised import Tried
from tests.properties.durability.test_kill import writing
from tools.promises import ELSEWHERE

pytestmark = pytest.mark.database
NOT_ROWS_OF_A_COPY = (
    "_sessionrow",
    "_mistakerow",
    "_postrow",
    "_entryrow",
    "_headrow",
    "django_migrations",
)


class Copied:
    """A service, and a copy of it."""

    def __init__(self, hearth: Hearth, folder: Path) -> None:
        self.hearth, self.file, self.key = hearth, folder / "copy", folder / "backup.key"
        self.made = hearth.run("backup", self.file, "--new-key", self.key, "--drill", "--json")
        assert self.made.status == 0, self.made.err


@pytest.fixture
def copied(town: Hearth, tmp_path: Path) -> Copied:
    return Copied(town, tmp_path)


def lasting(hearth: Hearth) -> dict[str, str]:
    return {
        name: said
        for name, said in hearth.rows().items()
        if not name.endswith(NOT_ROWS_OF_A_COPY) and not name.startswith("sqlite_")
    }


@pytest.mark.promise(number="P16")
def test_what_comes_back_is_what_was_there(copied: Copied, tmp_path: Path, tried: Tried) -> None:
    again = a_hearth(tmp_path / "again")

    said = again.run("restore", copied.file, "--key", copied.key, "--newest", "--json")

    assert said.status == 0, said.err
    assert lasting(again) == lasting(copied.hearth)
    opened, sample = said.value["opened"]
    assert opened == sample > 0
    assert again.run("audit", "verify", "--json").value["problems"] == []
    assert again.run("match", "--json").status == 0
    tried(sum(said.value["rows"].values()), "rows restored, all as they were, the log binding them")
    tried(sample, "facts of a restored copy opened with the keys that came with it")


@pytest.mark.promise(number="P16")
def test_a_service_is_carried_from_one_kind_of_database_to_the_other(
    tmp_path: Path, tried: Tried
) -> None:
    on_a_server = a_hearth(tmp_path / "server")
    if not on_a_server.dsn:
        pytest.skip(f"{ELSEWHERE}: the database of this run is the embedded one")
    embedded, key = Hearth(tmp_path / "embedded"), tmp_path / "key"
    assert embedded.run("town", "--homes", 4, "--parties", 2).status == 0
    assert embedded.run("backup", tmp_path / "there", "--new-key", key).status == 0

    there = on_a_server.run("restore", tmp_path / "there", "--key", key, "--newest", "--json")
    assert there.status == 0, there.err
    assert on_a_server.run("backup", tmp_path / "back", "--drill").status == 0
    back = Hearth(tmp_path / "again")
    again = back.run("restore", tmp_path / "back", "--key", key, "--newest", "--json")

    assert again.status == 0, again.err
    assert there.value["opened"] == again.value["opened"]
    assert lasting(back) == lasting(embedded)
    tried(
        sum(again.value["rows"].values()), "rows carried to PostgreSQL and back, all as they were"
    )


@pytest.mark.promise(number="P16")
def test_a_drill_proves_a_copy_with_the_key_that_was_kept_away(
    copied: Copied, tried: Tried
) -> None:
    before = copied.hearth.rows()

    said = copied.hearth.run("backup", copied.file, "--key", copied.key, "--json")

    assert said.status == 0, said.err
    opened, sample = said.value["drill"]["opened"]
    assert opened == sample > 0
    assert copied.hearth.rows() == before
    assert not list(copied.hearth.home.glob("drill-*"))
    tried(1, "drills of a copy with its offline key")


CUT_OFF = """\
import os, signal, subprocess
real = subprocess.run
def cut(*words, **named):
    assert real(*words, **named).returncode == 0
    os.kill(os.getpid(), signal.SIGKILL)
subprocess.run = cut
from hearth.cli.main import main
main()
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signal")
@pytest.mark.promise(number="P12")
def test_the_whole_copy_that_a_killed_drill_leaves_is_told_and_taken_away(
    copied: Copied, tmp_path: Path, tried: Tried
) -> None:
    hearth, drill = copied.hearth, ("backup", copied.file, "--key", copied.key)
    command = [sys.executable, "-c", CUT_OFF, *map(str, drill)]
    killed = subprocess.run(command, check=False, cwd=ROOT, env=hearth.environ, capture_output=True)
    assert killed.returncode == -signal.SIGKILL
    [left] = hearth.home.glob("drill-*")
    assert (left / "home" / "hearth.sqlite3").stat().st_size
    assert list((left / "home" / "keys").iterdir())

    [told] = [one for one in _of_backups(hearth) if one["level"] == "bad"]
    assert left.name in told["says"]
    assert hearth.run("daily").status == 0
    assert not list(hearth.home.glob("drill-*"))
    assert not [one for one in _of_backups(hearth) if one["level"] == "bad"]
    (hearth.home / "drill-left").mkdir()
    assert hearth.run("backup", tmp_path / "next").status == 0
    assert not list(hearth.home.glob("drill-*"))
    tried(
        1, "drills killed with a whole clear copy in the folder, which the next command takes away"
    )


def test_a_drill_that_is_at_work_keeps_its_copy_and_is_the_only_one(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    with drilling(folder) as (home, _):
        clear_drills(folder)

        assert home.exists()
        assert left_drills(folder) == []
        with pytest.raises(NotReady, match="another command proves a copy"), drilling(folder):
            raise AssertionError("two at once")
    assert not home.exists()


def _of_backups(hearth: Hearth) -> list[dict[str, str]]:
    said = hearth.run("doctor", "--json").value
    return [one for one in said if one["what"] == "backups"]


def test_a_drill_says_how_long_it_took_and_how_much_would_be_lost(copied: Copied) -> None:
    said = copied.hearth.run("backup", copied.file, "--key", copied.key, "--json").value["drill"]

    made = datetime.fromisoformat(said["made_at"])
    seen = proof_of(copied.hearth.home)
    assert seen == Proof(said["restored_s"], made)
    assert seen.restored_s > 0
    assert said["age_s"] >= 0
    metered = dict(
        line.split() for line in Measured().lines(copied.hearth.home) if line.startswith("hearth_b")
    )
    assert float(metered["hearth_backup_restore_seconds"]) == seen.restored_s
    assert float(metered["hearth_backup_copied_timestamp_seconds"]) == made.timestamp()


def test_where_no_figures_were_kept_none_are_metered(tmp_path: Path) -> None:
    def metered() -> set[str]:
        lines = Measured().lines(tmp_path)
        return {line.split()[0] for line in lines if line.startswith("hearth_backup")}

    never = metered()
    (tmp_path / PROVED).touch()  # as the versions before this one left it

    assert never == metered() == {"hearth_backup_proved_timestamp_seconds"}


@pytest.mark.parametrize(
    ("since", "said"),
    [
        (timedelta(seconds=119), "moments"),
        (timedelta(minutes=2), "2 minutes"),
        (timedelta(hours=1, minutes=59), "119 minutes"),
        (timedelta(hours=47), "47 hours"),
        (timedelta(days=9), "9 days"),
    ],
)
def test_the_age_of_a_copy_is_said_in_a_unit_of_which_it_is_two(
    since: timedelta, said: str
) -> None:
    assert _how_long(since) == said


def test_the_doctor_warns_until_a_copy_was_proved(town: Hearth, tmp_path: Path) -> None:
    def level() -> set[str]:
        found = town.run("doctor", "--json").value
        return {one["level"] for one in found if one["what"] == "backups"}

    never = level()
    assert town.run("backup", tmp_path / "a", "--new-key", tmp_path / "key").status == 0
    unproved = level()
    assert town.run("backup", tmp_path / "a", "--key", tmp_path / "key").status == 0

    assert (never, unproved, level()) == ({"look"}, {"look"}, {"good"})


@pytest.mark.promise(number="P16")
def test_a_copy_made_while_somebody_writes_is_of_one_moment(tmp_path: Path, tried: Tried) -> None:
    hearth, key = a_hearth(tmp_path / "home"), tmp_path / "key"
    with writing(hearth) as writer:
        writer.killed(Random(1))
        copy = tmp_path / "copy"
        with writer.at_work():
            said = hearth.run("backup", copy, "--new-key", key, "--json")
        assert said.status == 0, said.err

    again = a_hearth(tmp_path / "again")
    restored = again.run("restore", copy, "--key", key, "--newest", "--json")

    assert restored.status == 0, restored.err
    assert hearth.log_length() > restored.value["log"][0], "nobody wrote meanwhile"
    tried(1, "copies made while a process goes on writing: of one moment")


@pytest.mark.promise(number="P16")
def test_nothing_is_put_back_over_a_living_service(copied: Copied, tried: Tried) -> None:
    before = copied.hearth.rows()

    said = copied.hearth.run("restore", copied.file, "--key", copied.key, "--newest")

    assert said.status == 1
    assert "a service lives in" in said.sentence
    assert copied.hearth.rows() == before
    tried(1, "restores over a living service, refused")


@pytest.mark.promise(number="P16")
@pytest.mark.parametrize("which", ["", ".keys"])
def test_a_damaged_copy_is_refused_and_leaves_an_empty_folder(
    copied: Copied, tmp_path: Path, which: str, tried: Tried
) -> None:
    file = copied.file.with_name(copied.file.name + which)
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(content)
    again = a_hearth(tmp_path / "again")

    said = again.run("restore", copied.file, "--key", copied.key, "--newest")

    assert said.status == 1
    assert len(said.err.strip().splitlines()) == 1
    assert not list((tmp_path / "again" / "keys").glob("*"))
    assert "no service" in again.run("match").sentence
    tried(1, "damaged copies, refused in one sentence")


def test_the_copy_of_another_service_proves_nothing_here(copied: Copied, tmp_path: Path) -> None:
    other = a_hearth(tmp_path / "other")
    assert other.run("town", "--homes", 2).status == 0

    said = other.run("backup", copied.file, "--key", copied.key)

    assert said.status == 1
    assert "the copy of another service" in said.sentence


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("backup", "{new}"), "no key for backups was made yet"),
        (("backup", "{new}", "--new-key", "{home}/backup.key"), "outside the service's folder"),
        (("backup", "{new}", "--new-key", "{folder}/there"), "never written over"),
        (("backup", "{absent}/file", "--new-key", "{new}"), "cannot write"),
        (("backup", "{new}", "--key", "{folder}/there"), "begins with H1"),
        (("restore", "{new}", "--key", "{new}", "--newest"), "cannot be read"),
    ],
)
def test_what_cannot_be_is_one_sentence(
    town: Hearth, tmp_path: Path, words: tuple[str, ...], told: str
) -> None:
    (tmp_path / "there").write_text("something")
    places = {
        "new": tmp_path / "new",
        "home": town.home,
        "folder": tmp_path,
        "absent": tmp_path / "absent",
    }

    said = town.run(*(word.format(**places) for word in words))

    assert said.status == 1
    assert told in said.sentence
    assert not (tmp_path / "new").exists() or "new-key" in " ".join(words)
