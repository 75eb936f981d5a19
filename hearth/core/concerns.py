"""A concern, its weight, the deadlines and the steps it forces."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Self

from hearth.core import offer, placement
from hearth.core.audience import Audience
from hearth.core.errors import RuleBroken
from hearth.core.ids import PrincipalId
from hearth.core.programme import ForcedAct, Hearing
from hearth.core.steps import Step, step

LEAD, RESIDENT = Audience.LEAD, Audience.RESIDENT
RECEIPT = "receipt"  # the sealed fact in which somebody with a sign-in finds it again
RECEIPT_DIGITS = 16
ESCALATED = "escalated"  # the sealed fact of what the manager is to know of
PANEL = "panel"  # the sealed fact of who sat, and what came of it
WORDS_AT_MOST = 10_000  # signs of a concern or a letter; some five pages


class Kind(StrEnum):
    """Three different things with different paths. Whom an allegation names hears of it last."""

    WORRY = "worry"
    COMPLAINT = "complaint"
    ALLEGATION = "allegation"


class State(StrEnum):
    RAISED = "raised"
    ACKNOWLEDGED = "acknowledged"
    WEIGHED = "weighed"
    ACTED_ON = "acted_on"
    ANSWERED = "answered"  # whoever raised it has been told what was done


class Act(StrEnum):
    ACKNOWLEDGE = "acknowledge"
    WEIGH = "weigh"
    ACT_ON = "act_on"
    ANSWER = "answer"
    REFUSE = "refuse"  # whoever complained says that this does not answer it
    CLASS = "class"  # it is something else than it was raised as


STEPS: Mapping[tuple[State, Act], Step[State]] = {
    (State.RAISED, Act.ACKNOWLEDGE): step(State.ACKNOWLEDGED, LEAD),
    (State.ACKNOWLEDGED, Act.WEIGH): step(State.WEIGHED, LEAD),
    (State.WEIGHED, Act.WEIGH): step(State.WEIGHED, LEAD),
    (State.WEIGHED, Act.ACT_ON): step(State.ACTED_ON, LEAD),
    (State.ACTED_ON, Act.WEIGH): step(State.WEIGHED, LEAD),
    (State.ACTED_ON, Act.ANSWER): step(State.ANSWERED, LEAD),
    (State.ANSWERED, Act.WEIGH): step(State.WEIGHED, LEAD),
    (State.ANSWERED, Act.REFUSE): step(State.RAISED, RESIDENT),
    (State.ACKNOWLEDGED, Act.CLASS): step(State.ACKNOWLEDGED, LEAD),
    (State.WEIGHED, Act.CLASS): step(State.ACKNOWLEDGED, LEAD),
    (State.ACTED_ON, Act.CLASS): step(State.ACKNOWLEDGED, LEAD),
    (State.ANSWERED, Act.CLASS): step(State.ACKNOWLEDGED, LEAD),
}
START = State.RAISED

# Who looks into a complaint whose answer was refused: never again whoever answered it, and last a
# panel. Three stages with an independent person at the second: Representations Regulations 2006,
# read in field notes. Which of them a service has, and in how many days, its programme says.
HEARINGS: Mapping[tuple[Hearing, Act], Step[Hearing]] = {
    (Hearing.LEAD, Act.REFUSE): step(Hearing.INDEPENDENT, RESIDENT),
    (Hearing.INDEPENDENT, Act.REFUSE): step(Hearing.PANEL, RESIDENT),
}


def first_hearing(kind: Kind) -> Hearing | None:
    """Who hears it first, where its answer may be refused: of a complaint alone."""
    return Hearing.LEAD if kind is Kind.COMPLAINT else None


def hearing_after(hearing: Hearing | None) -> Hearing | None:
    """Who hears it once this answer is refused; None where nobody does."""
    found = HEARINGS.get((hearing, Act.REFUSE)) if hearing is not None else None
    return found.to if found is not None else None


class Telling(StrEnum):
    """How far the host has been told of it. What an allegation says, they hear last."""

    WITHHELD = "withheld"
    WITH_OFFICER = "with_officer"
    MAY_HEAR = "may_hear"
    HEARD = "heard"


class Tell(StrEnum):
    OFFICER = "officer"  # the designated officer has been told
    RELEASE = "release"  # the officer says that the host may hear of it now
    HOST = "host"  # the host has been told, by somebody, face to face


# Allegations to the designated officer first; details not shared with the carer before: Working
# Together to Safeguard Children, read on pages about it (field notes 4.5), not the text itself.
TELLINGS: Mapping[tuple[Telling, Tell], Step[Telling]] = {
    (Telling.WITHHELD, Tell.OFFICER): step(Telling.WITH_OFFICER, LEAD),
    (Telling.WITH_OFFICER, Tell.RELEASE): step(Telling.MAY_HEAR, LEAD),
    (Telling.MAY_HEAR, Tell.HOST): step(Telling.HEARD, LEAD),
}


@dataclass(frozen=True, slots=True)
class Reach:
    """What of a host an act reaches: offers and stays in these states, all of them at once."""

    offers: frozenset[offer.State] = frozenset()
    stays: frozenset[placement.State] = frozenset()


# The outcome of one concern is for every offer and stay of that host, not for one person's alone.
REACHES: Mapping[ForcedAct, Reach] = {
    ForcedAct.EXTRA_CHECK: Reach(stays=placement.LIVES_THERE),
    ForcedAct.PAUSE_OFFERS: Reach(
        offers=frozenset({offer.State.DRAFTED, offer.State.PUT, offer.State.ANSWERED}),
        stays=frozenset({placement.State.PLANNED}),  # its offer has ended, and nobody lives there
    ),
    ForcedAct.MOVE_TONIGHT_IF_WISHED: Reach(stays=placement.LIVES_THERE),
}


@dataclass(frozen=True, slots=True)
class Escalated:
    """What a weight forced that is the manager's to know of: on which day, and which acts.

    Nothing of what was said, whom it is about or how heavy it is. One is written whenever a
    concern is acted on, and all are of one length: that one is there tells nothing.
    """

    on: date
    matter: str
    tell: bool
    review: bool

    @property
    def acts(self) -> tuple[ForcedAct, ...]:
        """What is asked of the manager; empty where nothing is theirs."""
        both = ((self.tell, ForcedAct.TELL_MANAGER), (self.review, ForcedAct.INDEPENDENT_REVIEW))
        return tuple(act for asked, act in both if asked)


class Weight(StrEnum):
    """How heavy the lead finds it. The programme's table says what each weight forces."""

    LIGHT = "1"
    SERIOUS = "2"
    GRAVE = "3"
    DANGER_NOW = "4"


@dataclass(frozen=True, slots=True)
class Did:
    """What people were asked to do, and the day on which it was written down as done."""

    act: ForcedAct
    on: date


@dataclass(frozen=True, slots=True)
class Classed:
    """What it was before the lead found it to be something else, when, and why."""

    was: Kind
    on: date
    reason: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Panel:
    """The panel that heard a complaint: who sat, when, and what came of it. Sealed to the leads."""

    sat_on: date
    who: str = field(repr=False)
    outcome: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Concern:
    """What was raised: its kind, the words, and the weight once it has one. Sealed.

    `asked` is what the weight forces that people have to do, `did` what of that is done; it stays
    done when the concern is weighed again. `telling` is how far the host has been told; None where
    nobody has said so yet. `classed` is what it was taken for before.
    """

    kind: Kind
    words: str = field(repr=False)
    weight: Weight | None = None
    asked: tuple[ForcedAct, ...] = ()
    telling: Telling | None = None
    did: tuple[Did, ...] = ()
    classed: tuple[Classed, ...] = ()

    @property
    def waits(self) -> tuple[ForcedAct, ...]:
        """What people have been asked to do and nobody has written down as done."""
        done = {one.act for one in self.did}
        return tuple(act for act in self.asked if act not in done)

    def with_done(self, act: ForcedAct, on: date) -> Self:
        """The same once this is done. Raises RuleBroken where it does not wait for anybody."""
        if act not in self.waits:
            raise RuleBroken("nobody is asked to do this now: it is done, or was never asked for")
        return replace(self, did=(*self.did, Did(act, on)))

    def told(self, *, officer_first: bool) -> Telling:
        """How far the host has been told, by the path of its kind."""
        return self.telling or (Telling.WITHHELD if officer_first else Telling.MAY_HEAR)

    def with_told(self, telling: Telling, on: date) -> Self:
        """The same once the host has been told so far; the officer who was asked for has heard."""
        told = replace(self, telling=telling)
        officer = ForcedAct.TELL_DESIGNATED_OFFICER
        return told.with_done(officer, on) if officer in self.waits else told

    def classed_as(self, kind: Kind, classed: Classed, *, first: bool, then: bool) -> Self:
        """The same as another kind, to be weighed anew. `first` and `then`: whether the officer
        hears first of what it was, and of what it is.

        What is held back stays so: calling it less leads nobody past the officer. Raises RuleBroken
        where it is of that kind already.
        """
        if kind is self.kind:
            raise RuleBroken("it is that already; nothing was changed")
        telling = Telling.WITHHELD if then and not first else self.told(officer_first=first)
        classes = (*self.classed, classed)
        return replace(self, kind=kind, telling=telling, weight=None, classed=classes)


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter about a concern: the lead's (`ours`), or of whoever raised it."""

    ours: bool
    sent_at: datetime
    words: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Deadlines:
    acknowledge_by: date
    answer_by: date


def deadlines(raised_on: date, acknowledge_days: int, feedback_days: int) -> Deadlines:
    """Last days for the two answers, in calendar days from the day it was raised."""
    return Deadlines(raised_on + timedelta(acknowledge_days), raised_on + timedelta(feedback_days))


def must_have_heard(hearing: Hearing | None, telling: Telling, panel: Panel | None) -> None:
    """Nothing is answered before whoever must hear of it has: the officer, or the panel.

    Raises RuleBroken.
    """
    if telling is Telling.WITHHELD:
        raise RuleBroken("tell the designated officer first: an allegation is theirs to hear of")
    if hearing is Hearing.PANEL and panel is None:
        raise RuleBroken("write down first who sat on the panel, when, and what came of it")


class Tie(StrEnum):
    """By what somebody is too near a matter to handle it."""

    HOME = "home"
    NEAR = "near"
    VISIT = "visit"
    ASIDE = "aside"
    ANSWER = "answer"


NOT_THEIRS: Mapping[Tie, str] = {
    Tie.HOME: "this is about your own home; a colleague who is independent takes it",
    Tie.NEAR: "you are near this host; a colleague who is independent takes it",
    Tie.VISIT: "you visited here yourself; a colleague who is independent takes it",
    Tie.ASIDE: "you have put this aside; a colleague who is independent takes it",
    Tie.ANSWER: "your answer to this was refused; somebody else looks into it now",
}
Ties = Mapping[Tie, frozenset[PrincipalId]]


def is_near(handler: PrincipalId, ties: Ties) -> bool:
    """Whether somebody is among those who are too near it."""
    return any(handler in near for near in ties.values())


def must_be_independent(handler: PrincipalId, ties: Ties) -> None:
    """Nobody handles a matter about themselves or their own home, one that they have put aside, or
    one in which their answer was refused.

    Raises RuleBroken, and says by what they are too near.
    """
    for tie, near in ties.items():
        if handler in near:
            raise RuleBroken(NOT_THEIRS[tie])


def must_be_anothers(near: PrincipalId, by: PrincipalId) -> None:
    """Nobody says of themselves that they are near a host no more. Raises RuleBroken."""
    if near == by:
        raise RuleBroken("let another lead say that you are near this host no more")


def read_receipt(typed: str) -> str | None:
    """The 16 digits of a receipt as somebody typed it, or None where it can be none.

    Spaces and dashes are allowed. The last digit checks the others (Luhn), so that a slip of the
    finger opens nobody else's letterbox.
    """
    digits = typed.replace(" ", "").replace("-", "")
    whole = len(digits) == RECEIPT_DIGITS and digits.isascii() and digits.isdecimal()
    return digits if whole and check_digit(digits[:-1]) == digits[-1] else None


def to_receipt(number: int) -> str:
    """The receipt of a number: 15 digits of it and the one that checks them."""
    digits = f"{number % 10 ** (RECEIPT_DIGITS - 1):0{RECEIPT_DIGITS - 1}d}"
    return digits + check_digit(digits)


def check_digit(digits: str) -> str:
    """The Luhn check digit of a string of decimal digits (ISO/IEC 7812-1, annex B)."""
    doubled = (int(digit) * (2 if at % 2 == 0 else 1) for at, digit in enumerate(reversed(digits)))
    return str(-sum(value - 9 if value > 9 else value for value in doubled) % 10)
