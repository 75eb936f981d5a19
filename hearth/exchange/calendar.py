"""A calendar as a file (iCalendar, RFC 5545): when, and never what, who or where."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from hmac import digest as keyed
from typing import TYPE_CHECKING

from hearth.core.later import when_needed

if TYPE_CHECKING:
    from icalendar import Event

icalendar = when_needed("icalendar")

PRODUCT = "-//Calendar//EN"  # names no product and no service
DAY, HOUR = timedelta(1), timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Appointment:
    """Whole days, both included, or one hour where `first` is a moment (with its time zone).

    `key` tells one from another and never leaves: what is written is drawn from it and the
    secret of the feed, so that two feeds have no id in common.
    """

    key: str
    first: date
    last: date | None = None


def write(appointments: Iterable[Appointment], *, secret: str, title: str, now: datetime) -> bytes:
    """The file. The same appointment keeps its id in one feed; every other feed has another.

    Moments are written in UTC and to the hour: a calendar shows them in its own zone, through
    every change of clocks. Raises ValueError for a moment without a time zone.
    """
    calendar = icalendar.Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    for one in sorted(appointments, key=lambda each: (str(each.first), each.key)):
        calendar.add_component(_event(one, secret, title, now))
    return bytes(calendar.to_ical())


def _event(one: Appointment, secret: str, title: str, now: datetime) -> "Event":
    event: Event = icalendar.Event()
    event.add("uid", keyed(sha256(secret.encode()).digest(), one.key.encode(), "sha256").hex()[:40])
    event.add("dtstamp", now.astimezone(UTC).replace(minute=0, second=0, microsecond=0))
    event.add("summary", title)
    if isinstance(one.first, datetime):
        if one.first.tzinfo is None:
            raise ValueError("a moment has a time zone")
        begins = one.first.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
        event.add("dtstart", begins)
        event.add("dtend", begins + HOUR)
    else:
        event.add("dtstart", one.first)
        event.add("dtend", (one.last or one.first) + DAY)
    event.add("class", "PRIVATE")
    event.add("transp", "TRANSPARENT")
    return event
