"""A whole service, reached by the command line alone: its folder, its database, its commands."""

import hashlib
import json
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

ROOT = Path(__file__).parents[2]
ENDS_S = 300  # a command that serves on where it should have refused
COMMAND = (sys.executable, "-c", "from hearth.cli.main import main; raise SystemExit(main())")
READS = ("_entryrow", "_headrow")  # opening a fact is written down as well


@dataclass(frozen=True, slots=True)
class Said:
    """What a command did: its status, and what it said."""

    status: int
    out: str
    err: str

    @property
    def value(self) -> Any:
        """What it answered, where it was asked for JSON."""
        return json.loads(self.out)

    @property
    def sentence(self) -> str:
        """The last line of stderr: the refusal. What came before is progress."""
        return self.err.strip().splitlines()[-1]


@dataclass(frozen=True, slots=True)
class Hearth:
    """One service. `dsn` is empty for the embedded database."""

    home: Path
    dsn: str = ""

    def run(self, *words: object, **more: Any) -> Said:
        """Run `hearth WORDS` to its end, within ENDS_S. `environ` adds to the environment."""
        done = subprocess.run(
            [*COMMAND, *map(str, words)],
            check=False,
            cwd=ROOT,
            env=self.environ | more.pop("environ", {}),
            capture_output=True,
            text=True,
            stdin=subprocess.DEVNULL,
            **{"timeout": ENDS_S, **more},
        )
        return Said(done.returncode, done.stdout, done.stderr)

    @property
    def environ(self) -> dict[str, str]:
        """What a command of this service finds around it."""
        ours = {"HEARTH_HOME": str(self.home), "HEARTH_DATABASE": self.dsn}
        return {**os.environ, **ours, "HEARTH_PASSPHRASE": ""}

    def copy(self, to: Path) -> "Hearth":
        """The same service once more, to be changed alone."""
        shutil.copytree(self.home, to)
        return Hearth(to, _new_database(like=self.dsn) if self.dsn else "")

    def rows(self) -> dict[str, str]:
        """For each table how many rows it has, and a hash of all that is in them."""
        with self._cursor() as cursor:
            return {name: _rows_of(cursor, name) for name in self._tables(cursor)}

    def log_length(self) -> int:
        """How many acts are written down, as the head of the log says."""
        with self._cursor() as cursor:
            cursor.execute("SELECT seq FROM store_headrow")
            return int(cursor.fetchone()[0])

    def content(self) -> Iterator[bytes]:
        """Every value of every row of every table, as bytes."""
        with self._cursor() as cursor:
            for name in self._tables(cursor):
                cursor.execute(f'SELECT * FROM "{name}"')
                for row in cursor.fetchall():
                    yield from (_as_bytes(cell) for cell in row)

    def _tables(self, cursor: Any) -> list[str]:
        which = "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
        cursor.execute(which if self.dsn else "SELECT name FROM sqlite_master WHERE type = 'table'")
        return sorted(name for (name,) in cursor.fetchall())

    @contextmanager
    def _cursor(self) -> Iterator[Any]:
        if self.dsn:
            import psycopg

            with psycopg.connect(self.dsn) as connection:
                yield connection.cursor()
            return
        with closing(sqlite3.connect(self.home / "hearth.sqlite3")) as file:
            yield file.cursor()


def a_hearth(folder: Path) -> Hearth:
    """A service that nobody has set up yet, on the database of this run."""
    dsn = os.environ.get("HEARTH_DATABASE", "")
    return Hearth(folder, _new_database() if dsn else "")


def _new_database(like: str = "") -> str:
    """A database of its own on the server of this run."""
    import psycopg
    from psycopg.conninfo import conninfo_to_dict

    said = conninfo_to_dict(os.environ["HEARTH_DATABASE"])
    base = f"postgresql://{said['user']}@/postgres?host={said['host']}"
    name = f"hearth_{uuid4().hex}"
    template = conninfo_to_dict(like)["dbname"] if like else "template1"
    with psycopg.connect(base, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    return f"postgresql://{said['user']}@/{name}?host={said['host']}"


def without_reads(rows: dict[str, str]) -> dict[str, str]:
    """The tables that reading leaves as they were."""
    return {name: said for name, said in rows.items() if not name.endswith(READS)}


def _rows_of(cursor: Any, name: str) -> str:
    cursor.execute(f'SELECT * FROM "{name}"')
    rows = sorted(
        hashlib.sha256(repr(list(map(_as_bytes, row))).encode()).digest() for row in cursor
    )
    return f"{len(rows)} {hashlib.sha256(b''.join(rows)).hexdigest()}"


def _as_bytes(cell: Any) -> bytes:
    return bytes(cell) if isinstance(cell, bytes | memoryview) else str(cell).encode()
