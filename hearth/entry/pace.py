"""How often somebody's programs may ask: a token that was copied does not empty the register."""

from datetime import datetime, timedelta
from threading import Lock
from uuid import UUID

MINUTE = timedelta(minutes=1)
A_MINUTE = 600  # requests of one person's programs; a board that asks every second needs 60


class Pace:
    """Requests of this minute, by whose they are. For one process; safe from many threads."""

    def __init__(self, most: int = A_MINUTE) -> None:
        self.most = most
        self._lock = Lock()
        self._since: dict[UUID, tuple[datetime, int]] = {}

    def wait_s(self, who: UUID, now: datetime) -> int:
        """Count one request more. 0 where it may be answered, else seconds to wait (1 to 60)."""
        with self._lock:
            since, count = self._since.get(who, (now, 0))
            if not since <= now < since + MINUTE:
                since, count = now, 0
                self._since = {
                    one: kept for one, kept in self._since.items() if now < kept[0] + MINUTE
                }
            self._since[who] = since, count + 1
            if count < self.most:
                return 0
            return max(1, round((since + MINUTE - now).total_seconds()))

    def forget(self) -> None:
        """Count from nothing again."""
        with self._lock:
            self._since.clear()


PACE = Pace()
