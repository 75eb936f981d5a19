"""The world every test begins in: a private empty home, and a database that is nobody's.

HEARTH_TEST_DATABASE=postgresql runs the tests on a PostgreSQL made for this run; a DSN there is
used as it is. HEARTH_TEST=long looks further, and ci looks where the last run did.
"""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import django
import pytest
from django.conf import settings as site
from hypothesis import settings
from pytest_django import Settings

from tests import databases, promised
from tests.length import NO_WAIT_S

SHORT, LONG = 40, 2_000
ON_THE_DATABASE = {"db", "transactional_db", "django_db_reset_sequences", "live_server"}

_home = Path(tempfile.mkdtemp(prefix="hearth-home-"))
os.environ["HEARTH_HOME"] = str(_home)
os.environ["DJANGO_SETTINGS_MODULE"] = "hearth.site.settings"
# The browser's driver keeps an event loop in the thread of the tests; nothing of ours runs in it.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
_cluster: list[databases.Cluster] = []
tried, so_far = promised.tried, promised.so_far

settings.register_profile("quick", max_examples=SHORT, deadline=None)
settings.register_profile("ci", settings.get_profile("quick"), derandomize=True, print_blob=True)
settings.register_profile("long", max_examples=LONG, deadline=None)
settings.load_profile(os.environ.get("HEARTH_TEST") or "quick")


def _is_worker() -> bool:
    return "PYTEST_XDIST_WORKER" in os.environ


def _choose_database() -> str:
    """The DSN of this run; empty for the embedded database. Workers find it decided."""
    wanted = os.environ.get(databases.WHICH, "")
    if wanted != "postgresql":
        return wanted
    _cluster.append(databases.Cluster(databases.find_server(os.environ)))
    return _cluster[0].dsn


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    """Decide the database before Django reads its settings. The developer's own is never used."""
    config.addinivalue_line("markers", "database: touches the database; runs on both kinds")
    config.addinivalue_line("markers", promised.MARK)
    if not _is_worker():
        try:
            os.environ["HEARTH_DATABASE"] = _choose_database()
        except databases.NoServer as reason:
            raise pytest.UsageError(f"no PostgreSQL for this run: {reason}") from reason
    django.setup()
    site.REFUSED_EVERY_S = NO_WAIT_S


def pytest_unconfigure() -> None:
    """Leave nothing behind: neither a server nor a folder."""
    while _cluster:
        _cluster.pop().stop()
    shutil.rmtree(_home, ignore_errors=True)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what touches the database, so that the second half runs that and no more."""
    for item in items:
        promised.mark(item)
        wanted = set(getattr(item, "fixturenames", ()))
        if wanted & ON_THE_DATABASE or item.get_closest_marker("django_db"):
            item.add_marker("database")


def pytest_collection_finish(session: pytest.Session) -> None:
    """The first worker, or whoever works alone, says how many tests there are."""
    if os.environ.get("PYTEST_XDIST_WORKER", "gw0") == "gw0":
        promised.chosen(session.items)


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Whoever starts the workers hears of every test, and writes down what was promised."""
    if not _is_worker():
        promised.write_down(report)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    """The embedded database lies in a file: in memory it keeps none of its promises."""
    from django.db import connection

    if connection.vendor == "sqlite":
        connection.settings_dict["TEST"]["NAME"] = str(_home / "test.sqlite3")


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings: Settings) -> Iterator[Path]:
    """An empty HEARTH_HOME of one test's own."""
    from hearth.store.folder import Folder

    path = tmp_path / "home"
    monkeypatch.setenv("HEARTH_HOME", str(path))
    settings.HEARTH_FOLDER = Folder(path)
    old = os.umask(0o022)
    yield path
    os.umask(old)


if TYPE_CHECKING:
    from uuid import UUID

    from pytest_django.plugin import DjangoDbBlocker

    from tests.service import Offices, Service


@pytest.fixture
def service(db: None) -> "Service":
    """A small service: every role signed in, some homes, and nobody here yet."""
    from tests.service import a_service

    return a_service()


@pytest.fixture(scope="module")
def several(
    django_db_setup: None, django_db_blocker: "DjangoDbBlocker"
) -> "Iterator[tuple[Service, Offices]]":
    """A small service with two offices, made once for all tests of a file; each takes back its own.

    Such a file asks for no other service.
    """
    from django.db import transaction

    from tests.service import a_service, two_offices

    with django_db_blocker.unblock(), transaction.atomic():
        made = a_service()
        yield made, two_offices(made)
        transaction.set_rollback(True)


@pytest.fixture
def stay(service: "Service") -> "UUID":
    """Somebody lives in a home of that service."""
    return service.live(service.open_case())
