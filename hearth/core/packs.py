"""What a visitor takes along for a day without a network, and what comes back out of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import MAXYEAR, MINYEAR, datetime, timedelta
from enum import StrEnum
from uuid import UUID

from hearth.core.checks import Talk, With
from hearth.core.errors import InvalidValue
from hearth.core.where import Met

SHIFT = timedelta(hours=12)  # as long as a sign-in lasts
MOST_BYTES = 900_000  # of one request with one parcel: two talks of the longest that is kept
CLOCK_S = 600  # a phone's clock that is wrong by more is told to the lead
SAID = 50_000  # signs of what was said in one talk


def must_be_a_moment(at: datetime) -> None:
    """Raises InvalidValue at the ends of the calendar, where no time can be added or moved.

    A phone whose battery died may well say 1970, and is listened to.
    """
    if not MINYEAR + 1 < at.year < MAXYEAR:
        raise InvalidValue("the year of that moment cannot be; look at the phone's clock")


class Outcome(StrEnum):
    """What became of a parcel. It is told to the phone, and is the same however often it asks."""

    COUNTS = "counts"
    NOT_COUNTED = "not_counted"  # recorded, and the visit is due again
    SETTLED = "settled"  # as it was handed in: a no, which the phone tells nobody who finds it
    HALF = "half"  # of a visit by two: the talk of a colleague is still to come
    KEPT = "kept"  # the lead reads it; it settles no check
    UNFINISHED = "unfinished"  # what was being typed waits online for whoever typed it
    REFUSED = "refused"  # nobody can read it, or it is not from this pack


class Noted(StrEnum):
    """Why a parcel is kept without settling a check, or what was odd about it. For the lead."""

    SECOND = "second"  # somebody recorded this visit before it arrived
    STAY_ENDED = "stay_ended"
    MOVED = "moved"  # the check it was for is due on other days now
    NOT_YET = "not_yet"  # a talk lies in the future, by our clock
    SIGNED_OUT = "signed_out"  # the phone had been signed out from elsewhere
    SEEN = "seen"  # a refusal, where the same visitor wrote a talk with the person down online
    FORM = "form"  # answers that do not fit the form were left out, or required ones are missing
    CLOCK = "clock"  # the phone's clock was wrong


@dataclass(frozen=True, slots=True)
class Handed:
    """One talk as the phone closed it. Nothing is left out that was typed."""

    with_: With
    began_at: datetime
    ended_at: datetime
    where: str = field(repr=False)
    heard: bool
    said: str = field(repr=False)
    answers: Mapping[str, str] = field(repr=False)
    met: Met | None = None  # a pack made before this was asked has none

    def __post_init__(self) -> None:
        words = (self.where, self.said, *self.answers, *self.answers.values())
        if type(self.heard) is not bool or not all(type(one) is str for one in words):
            raise InvalidValue("a talk is told in texts, and yes or no")
        must_be_a_moment(self.began_at)
        must_be_a_moment(self.ended_at)
        if len(self.said) > SAID:
            raise InvalidValue(f"what was said in a talk has at most {SAID:,} signs")

    def talk(self) -> Talk:
        """The talk. Raises InvalidValue where it ends before it begins or has no time zone."""
        other = With.HOST if self.with_ is With.RESIDENT else With.RESIDENT
        heard = frozenset({other}) if self.heard else frozenset[With]()
        return Talk(
            with_=self.with_,
            began_at=self.began_at,
            ended_at=self.ended_at,
            where=self.where[:200],
            in_earshot=heard,
            met=self.met,
        )


@dataclass(frozen=True, slots=True)
class Parcel:
    """What one sealed parcel holds: the talks of one visit, or what was typed of one talk.

    `token` proves that it was closed by whoever had this pack open. `typed` are the fields of a
    talk that was not finished when the pack died, by the talk's name. `refused`: the person did
    not want to be seen; beside it there may be the talk with the host, and what was typed.
    """

    token: str = field(repr=False)
    visit: UUID
    sealed_at: datetime
    talks: tuple[Handed, ...] = ()
    typed: Mapping[str, Mapping[str, str]] = field(default_factory=dict, repr=False)
    refused: bool = False

    def __post_init__(self) -> None:
        must_be_a_moment(self.sealed_at)
        if self.sealed_at.tzinfo is None:
            raise InvalidValue("the moment a parcel was closed needs its time zone")
        if len({one.with_ for one in self.talks}) < len(self.talks):
            raise InvalidValue("a parcel holds each of the two talks once")
        if type(self.refused) is not bool:
            raise InvalidValue("whether somebody did not want to be seen is yes or no")
        if self.refused and any(one.with_ is With.RESIDENT for one in self.talks):
            raise InvalidValue("whoever was talked with has not refused to be seen")
        if set(self.typed) - {str(one) for one in With}:
            raise InvalidValue("what was typed belongs to one of the two talks")
        typed = (text for fields in self.typed.values() for pair in fields.items() for text in pair)
        if type(self.token) is not str or not all(type(text) is str for text in typed):
            raise InvalidValue("what was typed is texts, by the name of their field")


def draft_name(visit: UUID, with_: With) -> str:
    """What the draft of one talk is called, on whatever page it is typed."""
    return f"visit-{visit.hex}-{with_}"
