"""How a person may be reached, if at all. Whoever has said nothing is not contacted.

Every message passes `may_contact` at the moment of sending. What was said holds for a while
and is then asked again: a telephone that was safe in spring may be somebody else's by autumn.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from hearth.core.errors import InvalidValue
from hearth.core.identity import Unsaid

FACT = "reach"  # what the sealed fact is called
HOLDS_DAYS = 90  # the service's own choice; asked again after that
PHONE_DIGITS = range(6, 16)  # ITU-T E.164: at most 15


class Channel(StrEnum):
    """A way to reach somebody."""

    CALL = "call"
    TEXT = "text"
    MAIL = "mail"


@dataclass(frozen=True, slots=True, repr=False, kw_only=True)
class Reach(Unsaid):
    """What is safe, in the person's own words. No channel means: do not contact me.

    first_hour, last_hour : the part of the day in which it is safe, local to the person; it may
    run past midnight. None for the whole day. avoid : words never to be said or written.
    voicemail : whether a message may be left. language : in which they are written to, that of the
    page on which they said it. holds_until : the first day it does not hold.
    """

    channels: frozenset[Channel] = frozenset()
    phone: str = ""
    mail: str = ""
    first_hour: time | None = None
    last_hour: time | None = None
    avoid: str = ""
    voicemail: bool = False
    language: str = "en"
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
        if self.channels & {Channel.CALL, Channel.TEXT} and not is_phone(self.phone):
            raise InvalidValue("a call or a text needs a telephone number of 6 to 15 digits")
        if Channel.MAIL in self.channels and not is_mail(self.mail):
            raise InvalidValue("a mail needs an address, such as name@example.org")

    @property
    def is_none(self) -> bool:
        """Whether the person is not to be contacted at all."""
        return not self.channels

    def holds(self, on: date) -> bool:
        """Whether what was said still counts on this day; then a channel may be used."""
        return self.said_on <= on < self.holds_until


def never(said_on: date, *, avoid: str = "") -> Reach:
    """Do not contact me. It needs no end: nobody is contacted after it either."""
    return Reach(said_on=said_on, holds_until=said_on + timedelta(HOLDS_DAYS), avoid=avoid)


def in_hours_of(said: Reach, first: time | None, last: time | None) -> Reach:
    """What was said, with the service's own hours beneath it: for whom named none themselves."""
    if said.first_hour is not None or first is None or last is None or first == last:
        return said
    return replace(said, first_hour=first, last_hour=last)


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
    return _within(at.time(), reach.first_hour, reach.last_hour)


def _within(hour: time, first: time | None, last: time | None) -> bool:
    if first is None or last is None:
        return True
    if first < last:
        return first <= hour < last
    return hour >= first or hour < last
