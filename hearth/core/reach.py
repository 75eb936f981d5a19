"""How a person may be reached, if at all. Whoever has said nothing is not contacted.

Every message passes `may_contact` at the moment of sending. What was said holds for a while
and is then asked again: a telephone that was safe in spring may be somebody else's by autumn.
"""

from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from hearth.core.errors import InvalidValue
from hearth.core.identity import Unsaid

FACT, HOURS = "reach", "hours"  # what the sealed facts of a person and of a host are called
AT_WORK = "at-work"  # and of somebody who works here
HOLDS_DAYS = 90  # the service's own choice; asked again after that
PHONE_DIGITS = range(6, 16)  # ITU-T E.164: at most 15
POST_LINES, POST_LINE = range(2, 9), 60  # of an address that fits the window of an envelope


class Channel(StrEnum):
    """A way to reach somebody."""

    CALL = "call"
    TEXT = "text"
    MAIL = "mail"
    LETTER = "letter"  # on paper


class Unasked(StrEnum):
    """By which way somebody is contacted who has said nothing. There is no other: by none."""

    NONE = "none"


BY_PHONE = frozenset({Channel.CALL, Channel.TEXT})
BY_HAND = (Channel.CALL, Channel.LETTER)  # people carry it; the sooner there, the earlier in this


@dataclass(frozen=True, slots=True, repr=False, kw_only=True)
class Reach(Unsaid):
    """What is safe, in the person's own words. No channel means: do not contact me.

    first_hour, last_hour : the part of the day in which it is safe, local to the person; it may
    run past midnight. None for the whole day. avoid : words never to be said or written.
    voicemail : whether a message may be left. post : the lines of an envelope, with the name that
    is safe on it. language : in which they are written to, that of the page on which they said it.
    zone : the clock that their hours are of, by its IANA name; "": the service's. unsafe_on : the
    day on which somebody else answered, since when nobody uses the telephone. restored_on : the day
    on which a copy of the service was put back that held this; they may have said otherwise after
    the copy was made, so it does not hold until they say it anew. holds_until : the first day it
    does not hold.
    """

    channels: frozenset[Channel] = frozenset()
    phone: str = ""
    mail: str = ""
    post: str = ""
    first_hour: time | None = None
    last_hour: time | None = None
    avoid: str = ""
    voicemail: bool = False
    language: str = "en"
    zone: str = ""
    unsafe_on: date | None = None
    restored_on: date | None = None
    said_on: date
    holds_until: date

    def __post_init__(self) -> None:
        if not self.said_on < self.holds_until <= self.said_on + timedelta(HOLDS_DAYS):
            raise InvalidValue(
                f"what is safe holds for 1 to {HOLDS_DAYS} days, then is asked again"
            )
        if (self.first_hour is None) != (self.last_hour is None):
            raise InvalidValue("say both hours, or neither for the whole day")
        if self.first_hour is not None and self.first_hour == self.last_hour:
            raise InvalidValue("the two hours are the same; leave both out for the whole day")
        if self.channels & BY_PHONE and not is_phone(self.phone):
            raise InvalidValue("a call or a text needs a telephone number of 6 to 15 digits")
        if Channel.MAIL in self.channels and not is_mail(self.mail):
            raise InvalidValue("a mail needs an address, such as name@example.org")
        if Channel.LETTER in self.channels and not is_post(self.post):
            raise InvalidValue("a letter needs what stands on its envelope, in 2 to 8 lines")
        if self.zone and not is_zone(self.zone):
            raise InvalidValue("a clock is named like Europe/London")

    @property
    def is_none(self) -> bool:
        """Whether the person is not to be contacted at all."""
        return not self.channels

    def holds(self, on: date) -> bool:
        """Whether what was said still counts on this day; then a channel may be used."""
        return self.restored_on is None and self.said_on <= on < self.holds_until

    def address_of(self, channel: Channel) -> str:
        """Where it goes by this channel."""
        told = {Channel.MAIL: self.mail, Channel.LETTER: self.post}
        return told.get(channel, self.phone)

    def clock(self, services: ZoneInfo) -> ZoneInfo:
        """The clock that their hours and days are of."""
        return ZoneInfo(self.zone) if self.zone else services


@dataclass(frozen=True, slots=True, kw_only=True)
class HostHours:
    """When and in which language a host is written to, by their own word; hours as in `Reach`."""

    first_hour: time | None = None
    last_hour: time | None = None
    language: str = "en"
    zone: str = ""

    def __post_init__(self) -> None:
        if (self.first_hour is None) != (self.last_hour is None):
            raise InvalidValue("say both hours, or neither for the whole day")
        if self.first_hour is not None and self.first_hour == self.last_hour:
            raise InvalidValue("the two hours are the same; leave both out for the whole day")
        if self.zone and not is_zone(self.zone):
            raise InvalidValue("a clock is named like Europe/London")


@dataclass(frozen=True, slots=True, repr=False, kw_only=True)
class AtWork(Unsaid):
    """Where and when a lead or a manager is told that something waits, by their own word."""

    mail: str
    hours: HostHours = field(default_factory=HostHours)

    def __post_init__(self) -> None:
        if not is_mail(self.mail):
            raise InvalidValue("a mail needs an address, such as name@example.org")


def never(said_on: date, *, avoid: str = "") -> Reach:
    """Do not contact me. It needs no end: nobody is contacted after it either."""
    return Reach(said_on=said_on, holds_until=said_on + timedelta(HOLDS_DAYS), avoid=avoid)


def in_hours_of(said: Reach, first: time | None, last: time | None) -> Reach:
    """What was said, with the service's own hours beneath it: for whom named none themselves."""
    if said.first_hour is not None or first is None or last is None or first == last:
        return said
    return replace(said, first_hour=first, last_hour=last)


def without_phone(said: Reach, on: date) -> Reach:
    """What is left when somebody else answered: no call and no text, until they say so anew."""
    return replace(said, channels=said.channels - BY_PHONE, unsafe_on=on)


def is_post(text: str) -> bool:
    """Whether it can stand on an envelope: a few lines, none too long for its window."""
    lines = post_lines(text)
    return len(lines) in POST_LINES and all(len(line) <= POST_LINE for line in lines)


def post_lines(text: str) -> tuple[str, ...]:
    """The lines of an address, as they are printed."""
    return tuple(line for one in text.splitlines() if (line := " ".join(one.split())))


def is_zone(name: str) -> bool:
    """Whether it names a clock. A name is looked up; nothing else of the machine is read by it."""
    try:
        ZoneInfo(name)
    except (LookupError, ValueError, OSError):
        return False
    return True


def is_phone(text: str) -> bool:
    """Whether a call can go there: digits, with the signs that people put between them."""
    digits = sum(one.isdecimal() for one in text)
    return digits in PHONE_DIGITS and all(one.isdecimal() or one in "+()-/. " for one in text)


def is_mail(text: str) -> bool:
    """Whether it has the shape of a mail address."""
    name, at, host = text.rpartition("@")
    return bool(name and at and "." in host.strip(".")) and not any(map(str.isspace, text))


def may_contact(reach: Reach | None, channel: Channel, at: datetime) -> bool:
    """Whether this person may be reached by this channel at this moment, in their own hours.

    `at` carries the person's own time zone. Nothing said, said too long ago, another channel
    or another hour: each is a no.
    """
    if at.tzinfo is None:
        raise InvalidValue("whether it is safe now needs a moment with its time zone")
    if reach is None or channel not in reach.channels:
        return False
    if not reach.holds(at.date()):
        return False
    if channel is Channel.LETTER:  # the post comes when it comes
        return True
    return _within(at.time(), reach.first_hour, reach.last_hour)


def _within(hour: time, first: time | None, last: time | None) -> bool:
    if first is None or last is None:
        return True
    if first < last:
        return first <= hour < last
    return hour >= first or hour < last
