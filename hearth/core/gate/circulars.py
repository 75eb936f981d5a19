"""One act that writes to several people: a message for each, by itself, in fixed words.

It tells a kind and a day, and nothing that anybody typed; so nothing in one of them can be of
another's reader. Each asks the gate by itself, and waits for the safe hours of its own reader.
"""

from datetime import date, timedelta
from enum import StrEnum
from uuid import UUID, uuid5

from hearth.core.errors import InvalidValue
from hearth.core.gate import NEWS, Fact, FactKind, Message
from hearth.core.ids import PrincipalId

AT_ONCE = 200  # of one press; as many as one round of the queue sends
AHEAD = timedelta(days=365)  # no day further ahead is asked for or told


class Circular(StrEnum):
    """What is asked or told, and by the same name in which words."""

    FREE = "free"  # are you free on this day
    CLOSED = "closed"  # nobody is in the office on this day


def message(kind: Circular, day: date, to: UUID) -> Message:
    """The one for this reader. It is of no use after its day."""
    return Message(
        to=PrincipalId(to),
        purpose=NEWS,
        facts=(Fact(FactKind.DAY, day.isoformat()),),
        wording=kind.value,
        expires_on=day + timedelta(days=1),
    )


def key(kind: Circular, day: date, to: UUID, stopped: int) -> str:
    """What it is for, once. `stopped`: how many to this reader were stopped before they left."""
    return f"{prefix(kind, day)}{to.hex}:{stopped}"


def prefix(kind: Circular, day: date) -> str:
    """What the key of each begins with, whichever office it is of."""
    return f"circular:{kind.value}:{day}:"


def id_of(kind: Circular, day: date, office: UUID) -> UUID:
    """What all of them are known by together: what one office asks or tells of one day."""
    return uuid5(office, prefix(kind, day))


def must_be_ahead(day: date, today: date) -> None:
    """Raises InvalidValue for a day that has passed, or that is more than a year ahead."""
    if not today <= day <= today + AHEAD:
        raise InvalidValue("a day from today on, at most a year ahead")
