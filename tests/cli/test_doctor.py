"""The doctor finds what usually goes wrong, and says what would mend it."""

import os
import resource
import sqlite3
import stat
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from hearth.actions.keys import service
from hearth.cli import doctor, say
from hearth.cli.clock import now
from hearth.cli.machine import Level
from hearth.cli.station import Station
from hearth.core.commands import Command
from hearth.entry.measured import Measured
from hearth.store.folder import Folder
from tests.cli.commands import Hearth, a_hearth

MOUNTS = """\
/dev/sda1 / ext4 rw 0 0
fileserver:/export /srv/shared nfs4 rw 0 0
/dev/sdb1 /srv/shared/local xfs rw 0 0
"""


@pytest.fixture(scope="module")
def hearth(tmp_path_factory: pytest.TempPathFactory) -> Hearth:
    """A service with a few homes, as a town office would have it on its first day."""
    made = a_hearth(tmp_path_factory.mktemp("doctor") / "home")
    assert made.run("town", "--homes", "3").status == 0
    return made


def found(hearth: Hearth, what: str, **environ: str) -> list[dict[str, str]]:
    said = hearth.run("doctor", "--json", environ=environ)
    return [one for one in said.value if one["what"] == what]


def levels(hearth: Hearth, what: str, **environ: str) -> set[str]:
    return {one["level"] for one in found(hearth, what, **environ)}


def test_a_new_service_is_told_what_is_still_to_do_and_nothing_is_wrong(hearth: Hearth) -> None:
    said = hearth.run("doctor", "--json")

    assert {one["level"] for one in said.value} == {"good", "look"}
    assert said.status == 0


def test_a_folder_that_others_could_read_is_closed_to_them(hearth: Hearth, tmp_path: Path) -> None:
    open_ = hearth.copy(tmp_path / "open")
    open_.home.chmod(0o755)

    assert levels(open_, "folder") == {"good"}
    assert stat.S_IMODE(open_.home.stat().st_mode) == 0o700


@pytest.mark.parametrize(
    ("address", "level"),
    [("", "good"), ("https://hearth.example", "good"), ("http://hearth.example", "bad")],
)
def test_an_address_that_does_not_encrypt_is_wrong(
    hearth: Hearth, address: str, level: str
) -> None:
    assert levels(hearth, "address", HEARTH_ADDRESS=address) == {level}


def test_work_that_nobody_does_is_told_until_somebody_does_it(
    hearth: Hearth, tmp_path: Path
) -> None:
    copy = hearth.copy(tmp_path / "daily")
    before = levels(copy, "daily work")
    copy.run("daily")
    done = levels(copy, "daily work")
    long_ago = (now() - timedelta(days=2)).timestamp()
    os.utime(copy.home / "worked", (long_ago, long_ago))

    assert (before, done, levels(copy, "daily work")) == ({"look"}, {"good"}, {"look"})


@pytest.mark.promise(number="P16")
@pytest.mark.parametrize(("in_use", "level"), [(True, Level.BAD), (False, Level.LOOK)])
def test_a_service_in_use_whose_copies_were_not_proved_within_a_week_is_wrong(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, in_use: bool, level: Level
) -> None:
    station = Station(Folder(tmp_path), Command.DOCTOR)
    monkeypatch.setattr(service, "is_in_use", lambda: in_use)

    assert [one.level for one in doctor._backups(station)] == [level]
    assert "hearth_backup_proved_timestamp_seconds 0" in Measured().lines(tmp_path)
    (tmp_path / "proved").touch()
    os.utime(tmp_path / "proved", (1_700_000_000, 1_700_000_000))
    assert [one.level for one in doctor._backups(station)] == [level]
    assert "hearth_backup_proved_timestamp_seconds 1700000000.0" in Measured().lines(tmp_path)
    (tmp_path / "proved").touch()
    assert [one.level for one in doctor._backups(station)] == [Level.GOOD]


def test_a_clock_that_went_back_is_wrong(hearth: Hearth, tmp_path: Path) -> None:
    copy = hearth.copy(tmp_path / "clock")
    to_come = (now() + timedelta(days=1)).isoformat()
    with closing(sqlite3.connect(copy.home / "hearth.sqlite3")) as database, database:
        last = "(SELECT max(seq) FROM store_entryrow)"
        database.execute(f"UPDATE store_entryrow SET at = ? WHERE seq = {last}", [to_come])

    assert (levels(hearth, "clock"), levels(copy, "clock")) == ({"good"}, {"bad"})


def test_a_clock_that_went_ahead_is_wrong_until_somebody_says_that_it_is_right(
    hearth: Hearth, tmp_path: Path
) -> None:
    copy = hearth.copy(tmp_path / "ahead")
    long_ago = (now() - timedelta(days=40)).isoformat()
    with closing(sqlite3.connect(copy.home / "hearth.sqlite3")) as database, database:
        database.execute("UPDATE store_entryrow SET at = ?", [long_ago])
    before, asked = levels(copy, "clock"), copy.run("daily")

    said = copy.run("daily", "--date-is-right")

    assert (before, levels(copy, "clock")) == ({"bad"}, {"good"})
    assert asked.status == say.NOT_ALL
    assert "by `daily --date-is-right`" in asked.out
    assert said.status == say.DONE, said.out


@pytest.mark.parametrize(
    ("folder", "kind"),
    [
        ("/srv/shared/hearth", "nfs4"),
        ("/srv/shared/local/hearth", "xfs"),
        ("/srv/sharedby", "ext4"),
        ("/opt", "ext4"),
    ],
)
def test_a_folder_on_another_machine_is_known_by_its_mount(
    tmp_path: Path, folder: str, kind: str
) -> None:
    mounts = tmp_path / "mounts"
    mounts.write_text(MOUNTS)

    assert doctor.file_system(Path(folder), mounts) == kind


def test_memory_that_a_crash_would_write_down_is_told(hearth: Hearth) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_CORE)
    try:
        resource.setrlimit(resource.RLIMIT_CORE, (0, hard))
        closed = levels(hearth, "memory")
        if hard == 0:
            pytest.skip("this account may not write such files at all")
        resource.setrlimit(resource.RLIMIT_CORE, (1, hard))
        assert (closed, levels(hearth, "memory")) == (set(), {"look"})
    finally:
        resource.setrlimit(resource.RLIMIT_CORE, (soft, hard))


def test_without_a_witness_the_doctor_asks_for_one_and_with_one_says_when_it_was_told(
    hearth: Hearth, tmp_path: Path
) -> None:
    copy, file = hearth.copy(tmp_path / "witness"), tmp_path / "told"
    named = {"HEARTH_WITNESS_FILE": str(file)}

    assert levels(copy, "witness") == {"look"}
    assert levels(copy, "witness", **named) == {"bad"}
    assert copy.run("audit", "witness").status == 1
    assert copy.run("audit", "witness", environ=named).status == 0
    assert levels(copy, "witness", **named) == {"good"}
    said = copy.run("audit", "verify", "--checkpoint", file)
    assert said.status == 0, said.out
    assert copy.run("retention", "--json").value == []
