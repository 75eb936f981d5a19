"""The one gate for everything that leaves: a mail, a text, a letter, a print, a file, a feed.

What leaves is typed facts for one recipient and one purpose, never a string. Whether it may is
asked here, at the moment of sending, of what the person said is safe now. The leaks that happen
are messages that went to the wrong place; so whoever has said nothing gets nothing.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from uuid import UUID
from zoneinfo import ZoneInfo

from hearth.core.audience import Audience
from hearth.core.decision import Decision
from hearth.core.errors import InvalidValue
from hearth.core.identity import Unsaid
from hearth.core.ids import PrincipalId
from hearth.core.reach import Channel, Reach, may_contact
from hearth.core.result import Release

OFFICE_ONLY = frozenset({Audience.CASEWORKER})
NOT_NOW = "not_now"
LOOK_AHEAD_DAYS = 3  # two nights whose hour is skipped by a clock never follow one another
# What the service itself knows a fact is needed for, beside what a person names.
MOVING_IN, VISIT, NEWS, GIVEN_BACK = "moving in", "visit", "news", "given back"


class FactKind(StrEnum):
    """What a fact tells. Each kind is either free to leave or needs a release."""

    PLACE = "place"  # where somebody lives or will live
    SCHOOL = "school"  # where somebody is every morning
    PHONE = "phone"
    HOST_NAME = "host_name"
    PERSON_NAME = "person_name"
    DAY = "day"
    WORDS = "words"  # searched for everything above before it was kept


NEEDS_RELEASE = frozenset(FactKind) - {FactKind.DAY, FactKind.WORDS}


@dataclass(frozen=True, slots=True, repr=False)
class Fact(Unsaid):
    """One fact. `about` is the sealed item that it was read from; a release names that item."""

    kind: FactKind
    text: str
    about: UUID | None = None

    def __post_init__(self) -> None:
        if self.kind in NEEDS_RELEASE and self.about is None:
            raise InvalidValue(f"a {self.kind} says which item it was read from")


@dataclass(frozen=True, slots=True, repr=False, kw_only=True)
class Message(Unsaid):
    """What is to leave, for one recipient. A group is a message for each of it.

    expires_on : the first day on which it is of no use any more; None: it keeps.
    """

    to: PrincipalId
    purpose: str
    facts: tuple[Fact, ...] = ()
    wording: str = "news"
    expires_on: date | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """Everything that a rule of the gate may look at. `at` is local to the recipient."""

    message: Message
    releases: Collection[Release]
    reach: Reach | None
    channel: Channel
    at: datetime


Rule = Callable[[Asked], Decision]


def facts_are_released(asked: Asked) -> Decision:
    """A place, a school, a telephone or a name leaves only to whom and for what it was released."""
    return may_be_told(asked.message, asked.releases, asked.at.date())


def wants_contact(asked: Asked) -> Decision:
    """Whoever has said nothing, or asked not to be contacted, is not contacted."""
    said = asked.reach is not None and not asked.reach.is_none
    return Decision() if said else _no("no_contact")


def way_is_safe(asked: Asked) -> Decision:
    """Only a way that the person marked as safe."""
    marked = asked.reach is None or asked.channel in asked.reach.channels
    return Decision() if marked else _no("way_not_safe")


def word_still_holds(asked: Asked) -> Decision:
    """What was safe in spring is asked again in summer, and what a copy brought back at once."""
    reach, day = asked.reach, asked.at.date()
    held = reach is None or reach.holds(day)
    return Decision() if held else _no("no_longer_said")


def hour_is_safe(asked: Asked) -> Decision:
    """Inside the hours that the person named. Outside them it waits; see `next_safe`."""
    reach = asked.reach
    if reach is None or may_contact(reach, asked.channel, asked.at):
        return Decision()
    other = way_is_safe(asked), word_still_holds(asked)
    return _no(NOT_NOW) if all(one.allowed for one in other) else Decision()


def is_of_use(asked: Asked) -> Decision:
    """A reminder of a day that has passed only tells whoever holds the telephone."""
    ends = asked.message.expires_on
    return Decision() if ends is None or asked.at.date() < ends else _no("too_late")


RULES: tuple[Rule, ...] = (
    facts_are_released,
    wants_contact,
    way_is_safe,
    word_still_holds,
    hour_is_safe,
    is_of_use,
)


def _no(code: str) -> Decision:
    return Decision.no(code, OFFICE_ONLY)


def may_leave(
    message: Message,
    releases: Collection[Release],
    reach: Reach | None,
    channel: Channel,
    now: datetime,
    zone: ZoneInfo,
) -> Decision:
    """Whether this message may leave now by this channel. Every reason against it, not the first.

    Asked inside the transaction that sends. Hours and days are those of the recipient's own clock,
    or of `zone`, the service's, where they named none. Raises InvalidValue for a moment without a
    time zone.
    """
    if now.tzinfo is None:
        raise InvalidValue("whether something may leave now needs a moment with its time zone")
    theirs = reach.clock(zone) if reach is not None else zone
    asked = Asked(message, releases, reach, channel, now.astimezone(theirs))
    return Decision.all_of(rule(asked) for rule in RULES)


def may_be_told(message: Message, releases: Collection[Release], day: date) -> Decision:
    """Whether every fact of the message is released to its recipient, for its purpose, on a day.

    All that is asked of what leaves into the hand of somebody who is signed in or sits here: a
    print, a file, an answer to a program. One reason for each kind that is not.
    """
    released = {one.fact for one in releases if one.holds(day, message.to, message.purpose)}
    kinds = {fact.kind for fact in message.facts if not _is_free(fact, released)}
    return Decision.all_of(_no(f"{kind}_not_released") for kind in sorted(kinds))


def could_leave(
    message: Message,
    releases: Collection[Release],
    reach: Reach | None,
    now: datetime,
    zone: ZoneInfo,
) -> bool:
    """Whether some way that they marked lets it leave, now or in their next safe hour.

    For whoever would write to several, before anything is queued. The sending asks again.
    """
    if reach is None:
        return False
    hours = {channel: next_safe(reach, channel, now, zone) for channel in reach.channels}
    return any(
        may_leave(message, releases, reach, channel, at, zone).allowed
        for channel, at in hours.items()
        if at is not None
    )


def _is_free(fact: Fact, released: Collection[str]) -> bool:
    if fact.kind not in NEEDS_RELEASE:
        return True
    return fact.about is not None and fact.about.hex in released


def next_safe(reach: Reach, channel: Channel, now: datetime, zone: ZoneInfo) -> datetime | None:
    """The next moment from `now` on at which this channel is safe, in UTC; None: never again.

    Where a clock skips the first hour, the first moment after it that the clock shows. `zone`: the
    service's clock, for whom named none of their own.
    """
    zone = reach.clock(zone)
    if may_contact(reach, channel, now.astimezone(zone)):
        return now
    first = reach.first_hour
    if first is None:
        return None
    today = now.astimezone(zone).date()
    for days in range(LOOK_AHEAD_DAYS):
        wall = datetime.combine(today + timedelta(days), first, tzinfo=zone)
        for fold in (0, 1):
            at = wall.replace(fold=fold).astimezone(UTC)
            if at >= now and may_contact(reach, channel, at.astimezone(zone)):
                return at
    return None
