"""The database as it must be before anything is entrusted to it.

Settings are asked for in `connection_settings` and read back in `check_settings`: a database that
does not keep its word (a file system without WAL, a server run with fsync off) is refused at start.
"""

import errno
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from django.conf import settings
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.executor import MigrationExecutor

from hearth.core.errors import HearthError, NotReady
from hearth.store import folder as folders
from hearth.store.database import base
from hearth.store.folder import Folder

SECONDS_TO_WAIT = 20
FORGETS_WITHIN_S = 0.5  # a page waits for it; what a reader keeps longer is left to the daily work
CONNECTIONS, FEWEST, MOST = 20, 2, 500  # to a server, of one process


class Pragma(NamedTuple):
    """One setting of SQLite: how it is asked for, and how SQLite says it is so."""

    name: str
    ask: str
    answer: str | int


PRAGMAS = (
    Pragma("journal_mode", "wal", "wal"),
    Pragma("synchronous", "full", 2),
    Pragma("secure_delete", "on", 1),
    Pragma("foreign_keys", "on", 1),
    Pragma("trusted_schema", "off", 0),
    Pragma("temp_store", "memory", 2),
)

SERVER: Mapping[str, tuple[str, ...]] = {
    "fsync": ("on",),
    "full_page_writes": ("on",),
    "synchronous_commit": ("on", "remote_apply"),
    "server_encoding": ("UTF8",),
}


def connection_settings(dsn: str, folder: Folder, connections: str = "") -> dict[str, Any]:
    """Django's settings for the database of this DSN, or for the embedded one when it is empty.

    `connections` : how many a process holds to a server at most; empty for CONNECTIONS.
    Raises NotReady when the DSN is not one; the sentence never repeats it, for it may hold a
    password. The same for a number of connections that is none.
    """
    if dsn:
        return _on_a_server(dsn, _at_most(connections))
    return {
        "ENGINE": "hearth.store.database",
        "NAME": folder.database,
        "CONN_MAX_AGE": None,  # of each thread for as long as it lives: opening costs milliseconds
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": SECONDS_TO_WAIT,
            "init_command": "; ".join(f"PRAGMA {name}={ask}" for name, ask, _ in PRAGMAS),
        },
    }


def _at_most(said: str) -> int:
    if not said:
        return CONNECTIONS
    if not (said.isascii() and said.isdigit() and FEWEST <= int(said) <= MOST):
        raise NotReady(f"HEARTH_CONNECTIONS must be a number from {FEWEST} to {MOST}")
    return int(said)


def _on_a_server(dsn: str, connections: int) -> dict[str, Any]:
    # Only a service on a server pays for loading its driver.
    from psycopg import ProgrammingError, conninfo  # noqa: PLC0415  see above

    right = "HEARTH_DATABASE must look like postgresql://user:password@host:5432/name"
    if not dsn.startswith(("postgresql://", "postgres://")):
        raise NotReady(f"{right}, and begins otherwise")
    try:
        said = conninfo.conninfo_to_dict(dsn)
    except ProgrammingError as error:
        raise NotReady(f"{right}, and cannot be read") from error
    if not said.get("dbname"):
        raise NotReady(f"{right}, and names no database")
    named = {name: said.pop(key, "") for key, name in _NAMED.items()}
    return {
        "ENGINE": "django.db.backends.postgresql",
        **named,
        "CONN_HEALTH_CHECKS": True,  # a server that was started again is noticed before it is asked
        "OPTIONS": {
            "connect_timeout": SECONDS_TO_WAIT,
            "pool": {"min_size": FEWEST, "max_size": connections, "timeout": SECONDS_TO_WAIT},
            **said,
        },
    }


_NAMED = {
    "dbname": "NAME",
    "user": "USER",
    "password": "PASSWORD",
    "host": "HOST",
    "port": "PORT",
}


def check_settings(connection: BaseDatabaseWrapper) -> list[str]:
    """What the database says of itself that differs from what we need; empty when all is well."""
    return list(_differences(connection))


def _differences(connection: BaseDatabaseWrapper) -> Iterator[str]:
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            for name, ask, answer in PRAGMAS:
                cursor.execute(f"PRAGMA {name}")
                found = cursor.fetchone()[0]
                if found != answer:
                    yield f"{name} is {found}, and should be {answer} ({ask})"
        else:
            for name, good in SERVER.items():
                cursor.execute(f"SHOW {name}")
                found = cursor.fetchone()[0]
                if found not in good:
                    yield f"{name} is {found}, and should be {' or '.join(good)}"


def require_safe() -> None:
    """See that the folder is private and that the database keeps what it is told to keep.

    Raises NotReady: the folder is not ours, the database does not answer, or a setting differs.
    """
    folders.prepare(settings.HEARTH_FOLDER)
    # Where the folder was made only now, settings were read before it had its secret; and a name
    # or a code that is given under another is known to nobody at the next start.
    settings.SECRET_KEY = folders.page_secret(settings.HEARTH_FOLDER)
    with in_one_sentence():
        connection.ensure_connection()
        differences = check_settings(connection)
    if differences:
        raise NotReady(f"the database is not safe enough: {'; '.join(differences)}")


def migrate() -> None:
    """Bring the tables up to this version, alone; at once done when they are.

    Raises NotReady: not safe, made by a newer Hearth, or somebody else is writing.
    """
    require_safe()
    with in_one_sentence():
        if not _is_behind():
            return
        with folders.only_writer(settings.HEARTH_FOLDER, doing="preparing the tables"):
            call_command("migrate", verbosity=0, interactive=False)


def _is_behind() -> bool:
    executor = MigrationExecutor(connection)
    known = executor.loader.disk_migrations
    newer = [name for app, name in executor.loader.applied_migrations if (app, name) not in known]
    if newer:
        raise NotReady(
            f"the database was made by a newer Hearth (it has {max(newer)}): update Hearth first"
        )
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def is_missing() -> bool:
    """Whether the database is to be a file, and there is none yet."""
    name = str(connection.settings_dict["NAME"])
    in_a_file = connection.vendor == "sqlite" and not name.startswith("file:")
    return in_a_file and not Path(name).exists()


@contextmanager
def with_room(megabytes: int = 64) -> Iterator[None]:
    """More of the embedded database in memory than the usual 2 MB, for one long piece of work.

    A portion of many rows with random ids touches more pages than that: each would be written
    and read again several times over.
    """
    if connection.vendor != "sqlite":
        yield
        return
    with connection.cursor() as cursor:
        before = cursor.execute("PRAGMA cache_size").fetchone()[0]
        cursor.execute(f"PRAGMA cache_size=-{megabytes * 1024:d}")
        try:
            yield
        finally:
            cursor.execute(f"PRAGMA cache_size={before:d}")


def forget_deleted() -> bool:
    """Take deleted rows out of the journal of the embedded database, not only out of its tables.

    SQLite overwrites what is deleted (secure_delete), but its journal keeps older pages
    until it is emptied. False where a reader at work delayed it: the daily work does it then.
    PostgreSQL forgets by vacuum and by the age of its own journal: see docs/why/limits.md.
    """
    own = transaction.get_connection()
    return not isinstance(own, base.DatabaseWrapper) or own.empty_journal(FORGETS_WITHIN_S)


def forget_after_commit() -> None:
    """`forget_deleted`, once this transaction is kept; one that could not be is tried again by the
    daily work, since what was asked for is done by then.
    """
    transaction.on_commit(forget_deleted, robust=True)


@contextmanager
def only_reading() -> Iterator[None]:
    """The database as it is at one moment, for whoever opens nothing: they keep nobody waiting.

    Every other transaction may have to write down what it opened, and so holds the embedded
    database from its beginning. On a server, and inside another transaction, it is as any other.
    """
    own = transaction.get_connection()
    if own.in_atomic_block or not isinstance(own, base.DatabaseWrapper):
        with transaction.atomic():
            yield
        return
    own.only_reads = True
    try:
        with transaction.atomic():
            yield
    finally:
        own.only_reads = False


@contextmanager
def in_one_sentence() -> Iterator[None]:
    """What the disk, a lock or the server does to us in here is raised as NotReady."""
    try:
        yield
    except (DatabaseError, OSError) as error:
        told = in_plain_words(error)
        if told is None:
            raise
        raise told from error


_SQLITE = {
    sqlite3.SQLITE_FULL: "the disk is full; nothing was changed",
    sqlite3.SQLITE_BUSY: "somebody else is writing to the database: repeat in a moment",
    sqlite3.SQLITE_LOCKED: "somebody else is writing to the database: repeat in a moment",
    sqlite3.SQLITE_READONLY: "the database may only be read here, not written",
    sqlite3.SQLITE_CANTOPEN: "the database file cannot be opened, or its folder not written",
    sqlite3.SQLITE_PERM: "this account may not open the database file",
    sqlite3.SQLITE_IOERR: "the disk is full or does not work; nothing was changed",
    sqlite3.SQLITE_CORRUPT: "the database file is damaged: put back the latest copy",
    sqlite3.SQLITE_NOTADB: "the database file is not a database: put back the latest copy",
}
_POSTGRESQL = {
    "53100": "the disk of the database server is full; nothing was changed",
    "53300": "the database server has no connection free: repeat in a moment",
    "55P03": "somebody else is writing to the database: repeat in a moment",
    "40001": "somebody else wrote at the same moment: repeat",
    "40P01": "somebody else wrote at the same moment: repeat",
    "25006": "the database server may only be read, not written",
    "42501": "this account of the database server may not do that",
}


def in_plain_words(error: BaseException) -> HearthError | None:
    """One sentence for a failing disk, lock or server; None when the error is something else.

    Takes an error of Django's database layer, of a driver or of the system. Never repeats what
    the database says about a row, for that may hold somebody's words.
    """
    for each in _with_causes(error):
        sentence = _sentence(each)
        if sentence:
            return NotReady(sentence)
    return None


def _with_causes(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__


def _sentence(error: BaseException) -> str | None:
    if isinstance(error, sqlite3.Error):
        # The low byte is the kind; the rest says which of its sorts.
        return _SQLITE.get(getattr(error, "sqlite_errorcode", 0) & 0xFF)
    if isinstance(error, OSError):
        reason = folders.why(error)
        return (
            f"{reason}; nothing was changed" if reason and error.errno != errno.EACCES else reason
        )
    if hasattr(error, "sqlstate"):
        return _POSTGRESQL.get(error.sqlstate or "") or _not_reached(error)
    return None


def _not_reached(error: BaseException) -> str | None:
    """A connection that never came about, or went away, has no word from the server."""
    kind = type(error).__name__
    if kind not in ("OperationalError", "ConnectionTimeout") or getattr(error, "sqlstate", None):
        return None
    return "the database server named in HEARTH_DATABASE does not answer, or does not let us in"
