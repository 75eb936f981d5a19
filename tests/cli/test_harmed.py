"""Each harm that the doctor looks for is done, as far as it can be, and the doctor finds it."""

import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.db import connection

from hearth.cli import doctor
from hearth.cli.machine import Found, Level
from hearth.cli.station import Station
from hearth.core.commands import Command
from hearth.store.folder import Folder
from tests.cli.commands import Hearth
from tools.promises import ELSEWHERE


@dataclass(frozen=True)
class Harm:
    """What is done to a service, and the line of the doctor that must say so."""

    what: str
    level: str
    says: str
    to_rows: str = ""
    to_files: Callable[[Path], object] = lambda _: None
    environ: dict[str, str] = field(default_factory=dict)


HARMS = {
    "a key file is gone": Harm(
        "keys", "bad", "lead", to_files=lambda home: (home / "keys" / "lead.json").unlink()
    ),
    "a key file is damaged": Harm(
        "keys", "bad", "lead", to_files=lambda home: (home / "keys" / "lead.json").write_text("{")
    ),
    "an entry of the log was rewritten": Harm(
        "log", "bad", "problem", to_rows="UPDATE store_entryrow SET act = 'other' WHERE seq = 3"
    ),
    "an entry of the log was taken out": Harm(
        "log", "bad", "problem", to_rows="DELETE FROM store_entryrow WHERE seq = 3"
    ),
    "a programme was edited after it was used": Harm(
        "programme", "bad", "edited", to_rows="UPDATE store_programmerow SET fingerprint = 'other'"
    ),
    "a programme is not here any more": Harm(
        "programme", "bad", "no longer here", to_rows="UPDATE store_programmerow SET ref = 'a.9'"
    ),
    "the passphrase lies in the environment": Harm(
        "passphrase", "look", "environment", environ={"HEARTH_PASSPHRASE": "correct horse battery"}
    ),
}


def _told(hearth: Hearth, **environ: str) -> list[dict[str, str]]:
    said = hearth.run("doctor", "--json", environ=environ)
    is_bad = any(one["level"] == "bad" for one in said.value)
    assert said.status == (1 if is_bad else 0)
    return [one for one in said.value if one["level"] != "good"]


@pytest.fixture(scope="session")
def sound(small_town: Hearth) -> list[dict[str, str]]:
    """What the doctor finds wanting in a service that nobody harmed."""
    return _told(small_town)


@pytest.mark.parametrize("name", HARMS)
def test_a_harm_that_was_done_is_found(
    town: Hearth, sound: list[dict[str, str]], name: str
) -> None:
    harm = HARMS[name]
    harm.to_files(town.home)
    if harm.to_rows:
        with closing(sqlite3.connect(town.home / "hearth.sqlite3")) as file, file:
            assert file.execute(harm.to_rows).rowcount

    found = [one for one in _told(town, **harm.environ) if one not in sound]

    assert {(one["what"], one["level"]) for one in found} == {(harm.what, harm.level)}
    assert harm.says in found[0]["says"]


def test_keys_without_a_passphrase_are_told_one_by_one(sound: list[dict[str, str]]) -> None:
    keys = [one for one in sound if one["what"] == "keys"]

    assert [one["level"] for one in keys] == ["look"] * 3
    assert all("no passphrase" in one["says"] for one in keys)


def test_whether_the_service_runs_as_root_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody can be both: the one that this run is not is put on."""
    told = []
    for account in (0, 1_000):
        monkeypatch.setattr(os, "geteuid", lambda account=account: account)
        told.append([one.what for one in doctor._environment(_station(Path()))])

    assert ("account" in told[0], "account" in told[1]) == (True, False)


@pytest.mark.parametrize(
    ("free", "level"), [(doctor.LEAST_FREE - 1, Level.BAD), (doctor.LEAST_FREE, Level.GOOD)]
)
def test_a_disk_with_little_room_is_wrong(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, free: int, level: Level
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=free))

    assert [one.level for one in doctor._folder(_station(tmp_path)) if one.what == "disk"] == [
        level
    ]


def test_a_folder_that_others_can_read_is_wrong(tmp_path: Path) -> None:
    levels = []
    for mode in (0o700, 0o750):
        tmp_path.chmod(mode)
        levels.append(next(doctor._folder(_station(tmp_path))).level)

    assert levels == [Level.GOOD, Level.BAD]


@pytest.mark.database
@pytest.mark.django_db
def test_a_database_that_may_lose_what_it_was_told_is_wrong(tmp_path: Path) -> None:
    on_file = connection.vendor == "sqlite"
    worse, better = (
        ("PRAGMA secure_delete=off", "PRAGMA secure_delete=on")
        if on_file
        else ("SET LOCAL synchronous_commit=off", "SET LOCAL synchronous_commit=on")
    )
    station = _station(tmp_path)
    before = list(doctor._database(station))
    with connection.cursor() as cursor:
        cursor.execute(worse)
        after = list(doctor._database(station))
        cursor.execute(better)

    assert [one.level for one in before] == [Level.GOOD]
    assert [one.level for one in after] == [Level.BAD]
    assert ("secure_delete" if on_file else "synchronous_commit") in after[0].says


@pytest.fixture
def server(db: None) -> None:
    if connection.vendor != "postgresql":
        pytest.skip(f"{ELSEWHERE}: the embedded database has no server")


@pytest.mark.database
def test_a_server_that_the_service_owns_is_told(server: None, tmp_path: Path) -> None:
    """The account of these tests owns its server; one without rights is made, and put on.

    It may read of every connection, since the one it looks at is still called the owner's.
    """
    owned = list(_of_server(tmp_path))
    with connection.cursor() as cursor:
        cursor.execute("CREATE ROLE without_rights IN ROLE pg_read_all_stats")
        cursor.execute("SET LOCAL ROLE without_rights")
        lesser = list(_of_server(tmp_path))
        cursor.execute("RESET ROLE")

    assert any("owns the whole" in one.says and one.level is Level.LOOK for one in owned)
    assert not any("owns the whole" in one.says for one in lesser)


@pytest.mark.database
@pytest.mark.parametrize(("host", "is_told"), [("db.example", True), ("localhost", False)])
def test_a_server_that_is_far_and_not_encrypted_is_wrong(
    server: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, host: str, is_told: bool
) -> None:
    """The connection is as it is, in the clear; that it leads to another machine is put on."""
    monkeypatch.setitem(connection.settings_dict, "HOST", host)

    told = [one.level for one in _of_server(tmp_path) if "not encrypted" in one.says]
    assert told == ([Level.BAD] if is_told else [])


def _of_server(folder: Path) -> Iterator[Found]:
    return doctor._server(_station(folder))


def _station(folder: Path) -> Station:
    return Station(Folder(folder), Command.DOCTOR)
