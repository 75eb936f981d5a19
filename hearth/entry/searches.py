"""Looking further back for a name, beside the pages: one at a time, and no longer than its session.

What was found lies in the memory of this process, for the session that asked and no other; the
words themselves are kept nowhere else. Each portion is opened and logged like any opening.
"""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from threading import Lock, Thread
from time import monotonic, sleep

from django.db import close_old_connections

from hearth.core.errors import HearthError
from hearth.core.sign_in import Standing
from hearth.queries import find
from hearth.queries.find import Findings
from hearth.store import sessions
from hearth.store.access import SignedIn

Beside = Callable[[Callable[[], None]], None]
KEPT = timedelta(minutes=15)
ENOUGH = 200  # found: then more of the name is asked for


def in_a_thread(work: Callable[[], None]) -> None:
    """Do it beside whatever goes on, with a connection of its own."""

    def done() -> None:
        try:
            work()
        finally:
            close_old_connections()

    Thread(target=done, name="search", daemon=True).start()


@dataclass(slots=True)
class Search:
    """What one session looks for. `by` holds keys, as long as the search goes on."""

    words: str
    by: SignedIn | None
    found: Findings
    asked_at: datetime
    cookie: str = ""
    goes_on: bool = False
    went_on: bool = False

    def __repr__(self) -> str:
        return f"Search(looked={self.found.looked})"


class Searches:
    """All searches of this process, by session."""

    def __init__(self, clock: Callable[[], datetime], beside: Beside = in_a_thread) -> None:
        self._clock, self._beside = clock, beside
        self._of: dict[str, Search] = {}
        self._ahead: deque[Search] = deque()
        self._lock = Lock()
        self._works = False

    def begin(self, cookie: str, words: str, *, by: SignedIn, now: datetime) -> Search:
        """The first look: at one's own, and at those who came last. In place of any before."""
        found = find.by_name(words, by=by, now=now)
        search = Search(words, None, found, now)
        with self._lock:
            self._drop(cookie)
            for key in [key for key, one in self._of.items() if one.asked_at < now - KEPT]:
                del self._of[key]
            self._of[_key(cookie)] = search
        return search

    def of(self, cookie: str) -> Search | None:
        """What this session looks for, or None."""
        return self._of.get(_key(cookie))

    def go_on(self, cookie: str, *, by: SignedIn) -> None:
        """Look through the others too, beside the pages. Nothing where that is done or begun."""
        with self._lock:
            search = self.of(cookie)
            if search is None or search.goes_on or search.found.after is None:
                return
            search.by, search.cookie = by, cookie
            search.goes_on = search.went_on = True
            self._ahead.append(search)
            if self._works:
                return
            self._works = True
        self._beside(self._work)

    def forget(self, cookie: str) -> None:
        """The session has ended, and what it found with it."""
        with self._lock:
            self._drop(cookie)

    def _drop(self, cookie: str) -> None:
        search = self._of.pop(_key(cookie), None)
        if search is not None:
            search.goes_on = False

    def _work(self) -> None:
        """A portion of each in turn, and as long a rest after it for everybody else."""
        while True:
            with self._lock:
                if not self._ahead:
                    self._works = False
                    return
                search = self._ahead.popleft()
            began = monotonic()
            if search.goes_on and self._portion(search):
                self._ahead.append(search)
            else:
                search.by, search.cookie, search.goes_on = None, "", False
            sleep(monotonic() - began)

    def _portion(self, search: Search) -> bool:
        """Look at the next cases. Whether there is more to look at."""
        now = self._clock()
        if search.by is None or sessions.standing(search.cookie, now=now) is not Standing.OPEN:
            return False
        try:
            more = find.further(search.words, search.found.after, by=search.by, now=now)
        except HearthError:  # the keys are of a circle that was renewed: they sign in again
            return False
        search.found = search.found.and_(more)
        return more.after is not None and search.found.count < ENOUGH


def _key(cookie: str) -> str:
    return sha256(cookie.encode()).hexdigest()
