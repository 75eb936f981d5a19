"""A thief with every file: of all that people told us, not one word is there to be read."""

import base64
import gzip
import io
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Self
from urllib.parse import quote

import pytest

from tests import databases
from tests.cli.commands import ROOT, Hearth
from tests.length import LONG
from tests.once import made_once
from tests.promised import Tried
from tests.properties.canaries.leaks import NEEDLES, PACKED, files_of, leaking, leaks
from tests.properties.canaries.plant import ACCENTED, DIGITS, TAG
from tools.promises import ELSEWHERE

PLANTED_AT_LEAST = 10_000 if LONG else 600
pytestmark = pytest.mark.database


class Stolen:
    """What a thief found at three moments, and what the commands had said."""

    def __init__(self, hearth: Hearth, folder: Path, server: databases.Cluster | None) -> None:
        outside = folder / "outside"
        outside.mkdir()
        command = [sys.executable, "-m", "tests.properties.canaries.plant", str(outside)]
        with (
            (folder / "stderr").open("w") as complaints,
            subprocess.Popen(
                command,
                cwd=ROOT,
                env=hearth.environ,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=complaints,
                text=True,
            ) as child,
        ):
            self.said = _until_planted(child)
            self.while_open = files_of(hearth.home)
            self.on_server = OnServer.of(server, hearth.dsn) if server else None
            self.copy = Path(shutil.copytree(hearth.home, folder / "stolen"))
            child.communicate()
        self.complained = (folder / "stderr").read_text()
        assert child.returncode == 0, self.complained
        self.planted = int(self.said.split()[-1])
        self.afterwards = files_of(hearth.home)
        self.rows = list(hearth.content())
        if server is not None:
            _in_clear(hearth.dsn)
            self.found_on_server = OnServer.of(server, hearth.dsn).leaking


@dataclass(frozen=True, slots=True)
class OnServer:
    """What lies in the files of a database server, its journal and what it says among them.

    As it stands there: what is packed inside a row is looked for in the rows.
    """

    size: int
    journal: int
    leaking: dict[str, list[str]]

    @classmethod
    def of(cls, server: databases.Cluster, dsn: str) -> Self:
        """Once all that it keeps in memory is on the disk."""
        _ask(dsn, "CHECKPOINT")
        size, journal, found = 0, 0, dict[str, list[str]]()
        for path in server.files:
            content = path.name.encode() + b"\n" + path.read_bytes()
            size += len(content)
            journal += len(content) if path.parent.name == "pg_wal" else 0
            if how := leaks(content, deep=0):
                found[path.parent.name] = how
        return cls(size, journal, found)


def _ask(dsn: str, *statements: str) -> None:
    import psycopg

    with psycopg.connect(dsn, autocommit=True) as connection:
        for statement in statements:
            connection.execute(statement.encode())


def _in_clear(dsn: str) -> None:
    """One word in one column of one row, as nothing of ours ever writes it."""
    _ask(dsn, "CREATE TABLE of_clear (name text)", f"INSERT INTO of_clear VALUES ('{TAG}abcd')")


@contextmanager
def _own_server() -> Iterator[databases.Cluster | None]:
    """A server of this test's own where the run is on one: all its files are looked through."""
    if not os.environ.get("HEARTH_DATABASE"):
        yield None
        return
    try:
        made = databases.Cluster(databases.find_server(os.environ))
    except databases.NoServer as reason:
        pytest.skip(str(reason))
    try:
        yield made
    finally:
        made.stop()


def _stolen(folder: Path) -> Stolen:
    with _own_server() as server:
        dsn = server.dsn.replace("/hearth?", "/postgres?") if server else ""
        return Stolen(Hearth(folder / "home", dsn), folder, server)


def _until_planted(child: "subprocess.Popen[str]") -> str:
    """What it says up to the line that tells how much it has planted."""
    said = ""
    for line in child.stdout or ():
        said += line
        if line.startswith("planted "):
            break
    return said


@pytest.fixture(scope="module")
def stolen(tmp_path_factory: pytest.TempPathFactory) -> Stolen:
    return made_once(tmp_path_factory, "canaries", _stolen)


def test_enough_was_planted_and_went_in(stolen: Stolen) -> None:
    assert stolen.planted >= PLANTED_AT_LEAST
    assert len(stolen.rows) > PLANTED_AT_LEAST
    assert stolen.while_open


@pytest.mark.promise(number="P4")
def test_nothing_is_in_the_files_while_the_service_runs(stolen: Stolen, tried: Tried) -> None:
    assert leaking(stolen.while_open) == {}
    tried(stolen.planted, "words looked for in every file of a running service")


@pytest.mark.promise(number="P4")
def test_nothing_is_in_the_files_after_it_has_ended(stolen: Stolen, tried: Tried) -> None:
    assert leaking(stolen.afterwards) == {}
    tried(stolen.planted, "words looked for in every file after it has ended")


@pytest.mark.promise(number="P4")
def test_nothing_is_in_any_row_of_any_table(stolen: Stolen, tried: Tried) -> None:
    assert leaks(b"\n".join(stolen.rows), deep=0) == []
    assert not [row for row in stolen.rows if PACKED.match(row) and leaks(row)]
    tried(stolen.planted, "words looked for in every row of every table")


@pytest.mark.promise(number="P4")
def test_nothing_is_in_the_files_of_a_server_nor_in_its_journal(
    stolen: Stolen, tried: Tried
) -> None:
    if stolen.on_server is None:
        pytest.skip(f"{ELSEWHERE}: the database of this run is the embedded one")

    assert stolen.on_server.journal > 1_000_000, "the journal was not looked at"
    assert stolen.on_server.size > stolen.on_server.journal
    assert stolen.on_server.leaking == {}
    assert {"pg_wal"} < set(stolen.found_on_server), "a word in clear was not found"
    tried(stolen.planted, "words looked for in every file of a database server and in its journal")


@pytest.mark.promise(number="P4")
def test_nothing_is_in_a_copy_made_as_by_a_crash_and_opened(stolen: Stolen, tried: Tried) -> None:
    file = stolen.copy / "hearth.sqlite3"
    if not file.exists():
        pytest.skip(f"{ELSEWHERE}: the database is on a server")
    database = sqlite3.connect(file)
    assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    database.execute("VACUUM")
    database.close()

    assert leaking(files_of(stolen.copy)) == {}
    tried(stolen.planted, "words looked for in a copy made as by a crash")


def test_nothing_was_said_on_the_way(stolen: Stolen) -> None:
    complaints = stolen.complained.splitlines()
    assert not [line for line in complaints if leaks(line.encode())]
    assert "Traceback" not in stolen.complained


@pytest.mark.parametrize("name", sorted(set(NEEDLES.values())))
def test_a_word_in_clear_would_be_found(name: str) -> None:
    for needle, coding in NEEDLES.items():
        if coding == name:
            around = b"xyz" + needle + b"abc"
            assert name in leaks(around)
            assert f"packed {name}" in leaks(b"junk" + zlib.compress(around))
            assert f"packed {name}" in leaks(b"junk" + gzip.compress(around))
            assert f"packed {name}" in leaks(b"junk" + zipped([around]))


@pytest.mark.parametrize("word", [TAG, ACCENTED, DIGITS])
def test_so_would_a_word_among_others_however_it_is_written(word: str) -> None:
    for front in ("", "a", "ab", "abc", "abcd"):
        text = f"{front}{word}hij"
        coded = text.encode()
        for written in (
            coded,
            text.encode("utf-16"),
            base64.b64encode(coded),
            base64.urlsafe_b64encode(coded),
            base64.b32encode(coded),
            coded.hex().encode(),
            quote(text).encode(),
            json.dumps([text]).encode(),
            zipped([coded]),
            zipped([zipped([coded])]),
        ):
            assert leaks(b"\0" + written + b"\0"), (word, front, written)


def test_so_would_a_word_in_one_column_of_one_row(stolen: Stolen, tmp_path: Path) -> None:
    file = tmp_path / "hearth.sqlite3"
    database = sqlite3.connect(file)
    database.execute("CREATE TABLE host (name)")
    database.execute("INSERT INTO host VALUES (?)", (f"{TAG.title()}abcd",))
    database.commit()
    database.close()

    assert leaking({**stolen.afterwards, **files_of(tmp_path)}) == {str(file): ["utf-8"]}


def zipped(members: Iterable[bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for at, content in enumerate(members):
            archive.writestr(f"{at}.txt", content)
    return out.getvalue()
