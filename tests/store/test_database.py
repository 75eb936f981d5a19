import errno
import os
import sqlite3
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from types import SimpleNamespace
from typing import Any, NoReturn

import psycopg
import pytest
from django.db import DatabaseError, OperationalError, connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.recorder import MigrationRecorder
from django.db.utils import ConnectionHandler
from pytest_django import DjangoDbBlocker

from hearth.core.errors import NotReady
from hearth.store import database
from hearth.store import folder as folders
from hearth.store.database import PRAGMAS, check_settings, in_plain_words, migrate, require_safe
from hearth.store.folder import Folder, prepare

FOLDER = Folder(Path("/anywhere"))


@pytest.fixture
def embedded(home: Path, django_db_blocker: DjangoDbBlocker) -> Iterator[BaseDatabaseWrapper]:
    """The embedded database of an empty home, whatever database the other tests run on."""
    prepare(Folder(home))
    of_this_run = connections["default"]
    own = ConnectionHandler({"default": database.connection_settings("", Folder(home))})["default"]
    connections["default"] = own
    with django_db_blocker.unblock():
        yield own
        own.close()
    connections["default"] = of_this_run


@pytest.mark.django_db
def test_the_database_of_this_run_is_safe(home: Path) -> None:
    require_safe()

    assert check_settings(connection) == []


@pytest.mark.parametrize(
    ("broken", "named"),
    [
        ("synchronous=off", "synchronous is 0, and should be 2 (full)"),
        ("secure_delete=off", "secure_delete is 0, and should be 1 (on)"),
        ("foreign_keys=off", "foreign_keys is 0, and should be 1 (on)"),
        ("trusted_schema=on", "trusted_schema is 1, and should be 0 (off)"),
        ("temp_store=file", "temp_store is 1, and should be 2 (memory)"),
        ("journal_mode=delete", "journal_mode is delete, and should be wal (wal)"),
    ],
)
def test_each_promise_that_is_not_kept_is_named_at_start(
    embedded: BaseDatabaseWrapper, broken: str, named: str
) -> None:
    require_safe()
    with embedded.cursor() as cursor:
        cursor.execute(f"PRAGMA {broken}")

    with pytest.raises(NotReady) as refused:
        require_safe()

    assert str(refused.value) == f"the database is not safe enough: {named}"


def test_every_promise_is_asked_for_when_a_connection_opens() -> None:
    asked = database.connection_settings("", FOLDER)["OPTIONS"]

    assert asked["transaction_mode"] == "IMMEDIATE"
    assert [f"PRAGMA {name}={ask}" for name, ask, _ in PRAGMAS] == asked["init_command"].split("; ")


class Saying:
    """A database server that answers SHOW as it is told to."""

    vendor = "postgresql"

    def __init__(self, **answers: str) -> None:
        self.answers = answers
        self.asked = ""

    def cursor(self) -> "Saying":
        return self

    def __enter__(self) -> "Saying":
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def execute(self, question: str) -> None:
        self.asked = question.removeprefix("SHOW ")

    def fetchone(self) -> tuple[str]:
        return (self.answers.get(self.asked) or database.SERVER[self.asked][0],)


@pytest.mark.parametrize("setting", ["fsync", "full_page_writes", "synchronous_commit"])
def test_a_server_that_may_forget_what_it_confirmed_is_refused(setting: str) -> None:
    server: Any = Saying(**{setting: "off"})

    assert check_settings(server) == [
        f"{setting} is off, and should be {' or '.join(database.SERVER[setting])}"
    ]


def test_a_dsn_names_the_server() -> None:
    said = database.connection_settings(
        "postgresql://anna:pw@db.example:6432/hearth?sslmode=verify-full", FOLDER
    )

    assert said["ENGINE"] == "django.db.backends.postgresql"
    assert (said["NAME"], said["USER"], said["PASSWORD"]) == ("hearth", "anna", "pw")
    assert (said["HOST"], said["PORT"]) == ("db.example", "6432")
    assert said["OPTIONS"]["sslmode"] == "verify-full"


@pytest.mark.parametrize(("said", "most"), [("", 20), ("2", 2), ("150", 150)])
def test_connections_to_a_server_are_pooled_and_looked_at_before_use(said: str, most: int) -> None:
    made = database.connection_settings("postgresql://anna@db/hearth", FOLDER, said)

    assert made["OPTIONS"]["pool"]["max_size"] == most
    assert made["CONN_HEALTH_CHECKS"]


@pytest.fixture
def pooled(django_db_blocker: DjangoDbBlocker) -> Iterator[ConnectionHandler]:
    """The server of this run, by a pool of its own that holds three connections at most."""
    if not os.environ.get("HEARTH_DATABASE"):
        pytest.skip("the database of this run is the embedded one, which has no pool")
    dsn = os.environ["HEARTH_DATABASE"].replace("/hearth?", "/postgres?")
    made = database.connection_settings(dsn, FOLDER, "3")
    own = ConnectionHandler({"default": made, "pooled": made})
    with django_db_blocker.unblock():
        yield own
        own["pooled"].close_pool()  # type: ignore[attr-defined]  # of the server's kind


def _answered_by(own: ConnectionHandler) -> int:
    """One request of one thread: the number of the server's process that answered it."""
    one = own["pooled"]
    with one.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid(), pg_sleep(0.02)")
        pid: int = cursor.fetchone()[0]
    one.close()  # back into the pool, as at the end of a request
    return pid


@pytest.mark.database
def test_many_at_once_share_few_connections_and_one_that_the_server_closed_is_noticed(
    pooled: ConnectionHandler,
) -> None:
    with ThreadPoolExecutor(12) as threads:
        first = {one.result() for one in [threads.submit(_answered_by, pooled) for _ in range(24)]}
        with psycopg.connect(os.environ["HEARTH_DATABASE"].replace("/hearth?", "/postgres?")) as by:
            by.execute("SELECT pg_terminate_backend(pid) FROM unnest(%s::int[]) AS pid", [[*first]])
        then = {one.result() for one in [threads.submit(_answered_by, pooled) for _ in range(24)]}

    assert len(first) <= 3, "a thread had a connection of its own"
    assert len(then) <= 3
    assert not first & then


@pytest.mark.parametrize("said", ["0", "1", "501", "many", "-5", "²"])
def test_a_number_of_connections_that_is_none_is_refused(said: str) -> None:
    with pytest.raises(NotReady, match="HEARTH_CONNECTIONS must be a number from 2 to 500"):
        database.connection_settings("postgresql://anna@db/hearth", FOLDER, said)


@pytest.mark.parametrize(
    ("dsn", "wrong"),
    [
        ("mysql://anna:opensesame@db/hearth", "begins otherwise"),
        ("postgresql://anna:opensesame@[db/hearth", "cannot be read"),
        ("postgresql://anna:opensesame@db?wrong=1", "cannot be read"),
        ("postgresql://anna:opensesame@db", "names no database"),
    ],
)
def test_a_wrong_dsn_is_refused_without_telling_the_password(dsn: str, wrong: str) -> None:
    with pytest.raises(NotReady, match=wrong) as refused:
        database.connection_settings(dsn, FOLDER)

    assert "opensesame" not in str(refused.value)


@pytest.mark.django_db
def test_tables_of_this_version_need_no_writer(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(folders, "only_writer", None)

    migrate()


@pytest.mark.django_db
def test_a_database_of_a_newer_hearth_is_left_alone(home: Path) -> None:
    MigrationRecorder(connection).record_applied("store", "9999_of_tomorrow")

    with pytest.raises(NotReady, match=r"newer Hearth \(it has 9999_of_tomorrow\)"):
        migrate()


def full_file(path: Path) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as file:
        file.execute("CREATE TABLE t (x)")
        file.execute("PRAGMA max_page_count=3")
        file.execute("INSERT INTO t VALUES (zeroblob(100000))")


def busy_file(path: Path) -> None:
    with (
        closing(sqlite3.connect(path, isolation_level=None)) as first,
        closing(sqlite3.connect(path, timeout=0, isolation_level=None)) as second,
    ):
        first.execute("BEGIN IMMEDIATE")
        second.execute("BEGIN IMMEDIATE")


def read_only_file(path: Path) -> None:
    sqlite3.connect(path).close()
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as file:
        file.execute("CREATE TABLE t (x)")


def absent_folder(path: Path) -> None:
    sqlite3.connect(path / "absent" / "file")


def not_a_database(path: Path) -> None:
    path.write_bytes(b"a letter, not a database" * 100)
    with closing(sqlite3.connect(path)) as file:
        file.execute("SELECT * FROM sqlite_master")


@pytest.mark.parametrize(
    ("accident", "told"),
    [
        (full_file, "the disk is full"),
        (busy_file, "somebody else is writing"),
        (read_only_file, "may only be read"),
        (absent_folder, "cannot be opened"),
        (not_a_database, "is not a database"),
    ],
)
def test_an_accident_of_the_file_becomes_one_sentence(
    tmp_path: Path, accident: Callable[[Path], None], told: str
) -> None:
    with pytest.raises(sqlite3.Error) as raised:
        accident(tmp_path / "file")
    as_django_raises_it = OperationalError()
    as_django_raises_it.__cause__ = raised.value

    assert told in str(in_plain_words(as_django_raises_it))


@pytest.mark.parametrize(
    ("number", "told"),
    [(errno.ENOSPC, "the disk is full"), (errno.EROFS, "read-only"), (errno.EACCES, "may not")],
)
def test_an_accident_of_the_disk_becomes_one_sentence(number: int, told: str) -> None:
    assert told in str(in_plain_words(OSError(number, "…")))


def test_a_disk_that_fails_while_the_tables_are_looked_at_is_one_sentence(
    embedded: BaseDatabaseWrapper, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail() -> bool:
        raise OSError(errno.ENOSPC, "…")

    monkeypatch.setattr(database, "_is_behind", fail)

    with pytest.raises(NotReady, match="the disk is full; nothing was changed"):
        migrate()


def test_tables_are_not_brought_up_to_date_while_somebody_writes(
    embedded: BaseDatabaseWrapper, monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy(*_: object, **__: object) -> NoReturn:
        raise NotReady("another command is writing")

    monkeypatch.setattr(folders, "only_writer", busy)

    with pytest.raises(NotReady, match="another command"):
        migrate()
    assert embedded.introspection.table_names() == []


def test_an_empty_home_gets_its_tables(embedded: BaseDatabaseWrapper) -> None:
    migrate()

    assert "django_migrations" in embedded.introspection.table_names()


def test_what_the_database_says_about_a_row_is_never_repeated() -> None:
    import psycopg

    error = DatabaseError("duplicate key")
    error.__cause__ = psycopg.errors.UniqueViolation("Key (name)=(Mill Street) already exists")

    assert in_plain_words(error) is None
    assert in_plain_words(FileNotFoundError(errno.ENOENT, "…")) is None


@pytest.mark.parametrize(
    ("kind", "told"),
    [
        ("DiskFull", "disk of the database server is full"),
        ("TooManyConnections", "no connection free"),
        ("SerializationFailure", "at the same moment"),
        ("OperationalError", "does not answer"),
    ],
)
def test_an_accident_of_the_server_becomes_one_sentence(kind: str, told: str) -> None:
    import psycopg

    error = getattr(psycopg.errors, kind, None) or getattr(psycopg, kind)

    assert told in str(in_plain_words(error("…")))


def test_a_server_that_does_not_answer_is_one_sentence(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import psycopg

    def refuse() -> None:
        raise OperationalError from psycopg.OperationalError("connection refused")

    monkeypatch.setattr(database, "connection", SimpleNamespace(ensure_connection=refuse))

    with pytest.raises(NotReady, match="does not answer"):
        require_safe()
