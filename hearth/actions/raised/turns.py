"""A flood slows down, and nobody is sent away: whoever waits is given a ticket for their turn.

After a few from one machine each next one waits, twice as long as the one before and a minute at
most. The ticket is for the very words that were typed: once its time has come they are let in,
however many others crowd at the same door. It lies in the form alone; nothing here is kept.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.core import signing
from django.utils.crypto import salted_hmac

from hearth.store import sign_ins

LONGEST_WAIT_S = 60
TICKET_LASTS = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Waits:
    """It is not in yet: send the same again, with this ticket, when the seconds are over."""

    wait_s: int
    ticket: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Door:
    """A form that anybody may send. `name` keeps the doors apart from one another."""

    name: str
    longest_wait_s: int = LONGEST_WAIT_S

    def waits(self, *, words: str, ticket: str, address: str, now: datetime) -> Waits | None:
        """How long these words wait; None where they may come in. Cost: one look."""
        promised = self._promised(words, ticket, now)
        if promised is not None:
            return promised if promised.wait_s > 0 else None
        wait = sign_ins.must_wait_s(self.counted(address), now=now)
        return Waits(wait, self._ticket(words, now + timedelta(seconds=wait))) if wait > 0 else None

    def came_in(self, *, address: str, now: datetime) -> None:
        """Count one that was let in; call it in the transaction that keeps what was sent."""
        sign_ins.was_wrong(self.counted(address), now=now)

    def counted(self, address: str) -> dict[str, tuple[str, int]]:
        """What is counted at this door of one machine, and how long it makes others wait."""
        return {self.name: (address, self.longest_wait_s)}

    @property
    def _salt(self) -> str:
        return f"hearth.{self.name}"

    def _ticket(self, words: str, at: datetime) -> str:
        return signing.dumps([self._digest(words), at.isoformat()], salt=self._salt)

    def _promised(self, words: str, ticket: str, now: datetime) -> Waits | None:
        """What an earlier ticket for these very words says; None where there is none.

        One for a turn that is further away than anybody waits is of a clock that was wrong.
        """
        try:
            digest, at = signing.loads(ticket, salt=self._salt)
        except signing.BadSignature:
            return None
        ready = datetime.fromisoformat(at)
        if digest != self._digest(words) or now > ready + TICKET_LASTS:
            return None
        left = max(0, -int(-(ready - now).total_seconds() // 1))
        return Waits(left, ticket) if left <= self.longest_wait_s else None

    def _digest(self, words: str) -> str:
        return salted_hmac(self._salt, words, algorithm="sha256").hexdigest()
