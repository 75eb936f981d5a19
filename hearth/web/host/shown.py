"""What a host may see. A field that is not here cannot reach a page."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from hearth.core.card import GuestCard
from hearth.core.vetting import Stand
from hearth.queries.homes.own_home import OwnTask
from hearth.web.host import wording
from hearth.web.words import say

ASKS = frozenset({Stand.TO_DO, Stand.BEGUN, Stand.AGAIN})


@dataclass(frozen=True, slots=True)
class ShownTask:
    """One step of vetting in words. `colour` is never all that says it."""

    title: str
    state: str
    colour: str
    hint: str
    last_day: date | None


@dataclass(frozen=True, slots=True)
class ShownCard:
    """Guests without identity: how many, how old roughly, from when, what to prepare."""

    ages: str
    first_day: date
    last_day: date | None
    prepare: str
    along: str


@dataclass(frozen=True, slots=True)
class Steps:
    """How much of the vetting is done, what is asked now, and what must be done again soon."""

    done: int
    count: int
    asks: bool
    lapse_soon: int


def task(one: OwnTask) -> ShownTask:
    """A step, what to bring, and when it lapses."""
    state, colour = wording.STANDS[one.stand]
    if one.lapses_soon:
        state, colour = wording.LAPSES_SOON
    bring = say(wording.BRING[one.scope]) if one.stand in ASKS or one.lapses_soon else ""
    some = {"done": one.done, "asked": one.asked}
    begun = say("%(done)s of %(asked)s people have done it.") % some
    hint = f"{begun} {bring}" if one.stand is Stand.BEGUN else bring
    if one.stand is Stand.LATER:
        hint = say("The steps above come first.")
    return ShownTask(say(one.title), say(state), colour, hint.strip(), one.last_day)


def steps(found: Iterable[OwnTask]) -> Steps:
    """The vetting in two numbers."""
    every = list(found)
    done = sum(one.stand is Stand.DONE for one in every)
    asks = any(one.stand in ASKS for one in every)
    return Steps(done, len(every), asks, sum(one.lapses_soon for one in every))


def card(told: GuestCard | None) -> ShownCard | None:
    """A card in words."""
    if told is None:
        return None
    return ShownCard(
        ages=_listed(_of_age(one) for one in told.ages),
        first_day=told.first_day,
        last_day=told.last_day - timedelta(days=1) if told.last_day else None,
        prepare=_listed(_said(wording.PREPARE, told.prepare)),
        along=_listed(_said(wording.ALONG, told.along)),
    )


def _listed(parts: Iterable[str]) -> str:
    return say(", ").join(parts)


def _of_age(text: str) -> str:
    """So many of a band, in the reader's language; what is neither stands as it is."""
    num, _, band = text.partition(" ")
    if not num.isdecimal() or band not in wording.AGES:
        return text
    return wording.AGES[band](int(num)) % {"num": num}


def _said(table: Mapping[str, str], codes: Iterable[str]) -> Iterator[str]:
    return (say(table[code]) for code in codes if code in table)


def done(word: str) -> str:
    """What just happened, for the head of the next page; empty for a word we never send."""
    return say(wording.DONE[word]) if word in wording.DONE else ""


def may_reverse(until: date | None, now: datetime) -> bool:
    """Whether what became permanent may still be taken back by the host."""
    return until is not None and now.date() <= until
