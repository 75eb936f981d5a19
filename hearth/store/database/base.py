"""Django's SQLite, with the threads of one process in a queue for its one lock for writing.

SQLite itself has whoever finds it locked sleep for up to 100 ms and ask again: the lock lies idle
meanwhile, and whoever asks at the right moment comes first, however long the others wait. Between
processes that is so still.
"""

import sqlite3
from collections import deque
from collections.abc import Mapping
from threading import Lock, get_ident
from typing import Any

from django.db import OperationalError
from django.db.backends.sqlite3 import base

LOCKED = "database is locked"


class Queue:
    """A lock that is given to those who wait for it in the order in which they came."""

    def __init__(self) -> None:
        self._guard = Lock()
        self._waiting: deque[Lock] = deque()
        self._holder: int | None = None

    @property
    def waiting(self) -> int:
        """How many wait."""
        return len(self._waiting)

    def enter(self, seconds: float) -> bool:
        """Wait for one's turn, so long at most. False: it did not come.

        A thread that holds it for another connection is let through: SQLite itself then says
        what it says to whoever waits for themselves.
        """
        with self._guard:
            if self._holder in {None, get_ident()}:
                self._holder = get_ident()
                return True
            turn = Lock()
            turn.acquire()
            self._waiting.append(turn)
        if turn.acquire(timeout=seconds):
            self._holder = get_ident()
            return True
        with self._guard:
            if turn in self._waiting:
                self._waiting.remove(turn)
                return False
        self._holder = get_ident()  # it came in the last moment
        return True

    def leave(self) -> None:
        """The next one's turn."""
        with self._guard:
            if self._waiting:
                self._holder = -1  # until the next one says who it is
                self._waiting.popleft().release()
            else:
                self._holder = None


_queues: dict[str, Queue] = {}
_making = Lock()


def queue_of(name: str) -> Queue:
    """The queue of one database file, for all threads of this process."""
    with _making:
        return _queues.setdefault(name, Queue())


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection that takes its turn when it begins a transaction, and gives it back at its end.

    Reading outside a transaction waits for nobody (WAL), nor does a transaction begun while
    `only_reads` is set.
    """

    only_reads = False

    def __init__(self, settings_dict: Mapping[str, Any], alias: str = "default") -> None:
        super().__init__(settings_dict, alias)  # type: ignore[arg-type]  # a dict of Django's
        self._has_turn = False

    def _start_transaction_under_autocommit(self) -> None:
        if self.only_reads:
            self.cursor().execute("BEGIN")
            return
        queue = queue_of(str(self.settings_dict["NAME"]))
        if not queue.enter(self.settings_dict["OPTIONS"].get("timeout", 5.0)):
            raise self._locked()
        self._has_turn = True
        try:
            super()._start_transaction_under_autocommit()  # type: ignore[misc]  # untyped there
        except BaseException:
            self._give_back()
            raise

    def empty_journal(self, seconds: float) -> bool:
        """Write the journal into the tables' file and cut it to nothing. Whether it is empty.

        Waits so long at most for its turn, and as long for whoever reads. Never in a transaction.
        """
        queue = queue_of(str(self.settings_dict["NAME"]))
        if self.in_atomic_block or not queue.enter(seconds):
            return False
        try:
            with self.cursor() as cursor:
                usual = cursor.execute("PRAGMA busy_timeout").fetchone()[0]
                cursor.execute(f"PRAGMA busy_timeout={round(seconds * 1_000):d}")
                try:
                    busy: int = cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
                finally:
                    cursor.execute(f"PRAGMA busy_timeout={usual:d}")
        finally:
            queue.leave()
        return busy == 0

    def _locked(self) -> OperationalError:
        said = sqlite3.OperationalError(LOCKED)
        said.sqlite_errorcode = sqlite3.SQLITE_BUSY
        error = OperationalError(LOCKED)
        error.__cause__ = said
        return error

    def _commit(self) -> None:
        super()._commit()  # type: ignore[misc]  # untyped there
        self._give_back()

    def _rollback(self) -> None:
        super()._rollback()  # type: ignore[misc]  # untyped there
        self._give_back()

    def _close(self) -> None:
        try:
            super()._close()  # type: ignore[misc]  # untyped there
        finally:
            self._give_back()

    def _give_back(self) -> None:
        if self._has_turn:
            self._has_turn = False
            queue_of(str(self.settings_dict["NAME"])).leave()
