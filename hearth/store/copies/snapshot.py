"""The database as it is at one moment, read while others go on writing."""

from collections.abc import Iterator
from contextlib import contextmanager
from copy import deepcopy

from django.db import connections, transaction
from django.db.utils import load_backend

ALIAS = "snapshot"


@contextmanager
def of_now() -> Iterator[str]:
    """A connection of its own, by its alias, that sees one moment until it is closed.

    It keeps nobody from writing: SQLite reads beside its journal (WAL), PostgreSQL by a snapshot
    (repeatable read). The journal of SQLite grows meanwhile.
    """
    settings = deepcopy(connections["default"].settings_dict)
    options = settings["OPTIONS"]
    if connections["default"].vendor == "sqlite":
        # Django's own: ours would take its turn among those who write.
        settings["ENGINE"] = "django.db.backends.sqlite3"
        options["transaction_mode"] = "DEFERRED"
    else:
        from psycopg import IsolationLevel  # noqa: PLC0415 - only a service on a server has it

        options.pop("pool", None)
        options["isolation_level"] = IsolationLevel.REPEATABLE_READ
    settings["CONN_MAX_AGE"] = 0
    connections[ALIAS] = load_backend(settings["ENGINE"]).DatabaseWrapper(settings, ALIAS)
    try:
        with transaction.atomic(using=ALIAS):
            yield ALIAS
    finally:
        connections[ALIAS].close()
        del connections[ALIAS]
