"""A calendar's address: a secret that reads days and hours of one reader, and nothing else."""

from datetime import datetime, timedelta
from hashlib import sha256

from hearth.core.audience import Audience

READERS = frozenset({Audience.CASEWORKER, Audience.LEAD, Audience.VISITOR, Audience.HOST})
LASTS = timedelta(days=182)  # the service's own choice: an address nobody renews dies by itself
READS_AN_HOUR = 12  # calendars ask every quarter of an hour at most
HOUR = timedelta(hours=1)
TITLE = "Appointment"


def token_hash(token: str) -> str:
    """What is kept of an address. The token has 256 random bits, so a plain hash is enough."""
    return sha256(b"hearth calendar 1\n" + token.encode()).hexdigest()


def is_open(*, ends_at: datetime, revoked_at: datetime | None, now: datetime) -> bool:
    """Whether an address is still of use."""
    return revoked_at is None and now < ends_at


def too_often(*, since: datetime | None, reads: int, now: datetime) -> bool:
    """Whether it was read as often in this hour as it may be."""
    return since is not None and since <= now < since + HOUR and reads >= READS_AN_HOUR
