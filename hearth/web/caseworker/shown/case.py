"""What a caseworker may see of a case. A field that is not here cannot reach a page."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from django.urls import reverse

from hearth.core import consent, placement
from hearth.core.intake import State
from hearth.core.journey import Stage
from hearth.queries import case as ask
from hearth.queries.find import Findings
from hearth.web.telling.fields import language_name
from hearth.web.telling.reach import reach
from hearth.web.telling.words import (
    KINDS,
    NEEDED,
    REFUSED,
    TIERS,
    areas,
    danger_line,
    dangers,
    features,
)
from hearth.web.words import _, day, moment, say


class Next(NamedTuple):
    """What comes next, and the name of the address where it is done; empty where one waits."""

    words: str
    to: str = ""


NEXT: Mapping[str, Next] = {
    "confirm": Next(_("They have not yet read it back and said that it is right.")),
    "reassess": Next(_("They want to go through what they need again, before any offer.")),
    "parked": Next(_("They want no offers for a while.")),
    "shortlist": Next(_("Look for a home"), "caseworker:shortlist"),
    "answer": Next(_("See what was put to them; their word is awaited"), "caseworker:offered"),
    "introduce": Next(_("They said yes: arrange the meeting"), "caseworker:introduction"),
    "meet": Next(_("See the meeting that is arranged"), "caseworker:introduction"),
    "told": Next(_("They have met: see when both hear"), "caseworker:introduction"),
    "plan": Next(_("Both want it: plan the move"), "caseworker:move"),
    "move": Next(_("See the planned move"), "caseworker:move"),
    "stay": Next(_("See the stay"), "caseworker:stay"),
    "closed": Next(_("The case is closed.")),
}
CARD = "caseworker:card"
LINKS: tuple[Next, ...] = (
    Next(_("Homes for them, and why"), "caseworker:shortlist"),
    Next(_("Why not a certain home"), "caseworker:why_not"),
    Next(_("What would open more homes"), "caseworker:opens_more"),
    Next(_("The home card"), CARD),
    Next(_("The stay"), "caseworker:stay"),
    Next(_("For good"), "caseworker:permanence"),
    Next(_("Hand it to a colleague"), "caseworker:transfer"),
    Next(_("Papers"), "caseworker:case_papers"),
    Next(_("The end of the case"), "caseworker:over"),
)
"""Other pages of a case, each with the name of its address."""

STAGES: Mapping[Stage, str] = {
    Stage.INTAKE: _("What they need is told and confirmed"),
    Stage.RESULT: _("Their result is theirs"),
    Stage.SHORTLIST: _("Homes are looked for"),
    Stage.OFFER: _("A home is described to them"),
    Stage.CONSENT: _("They say yes"),
    Stage.INTRODUCTION: _("They and the host meet"),
    Stage.PLACEMENT: _("They move in"),
    Stage.CHECKS: _("Somebody asks them, alone, how it is"),
    Stage.CONCERNS: _("What is not right is put right"),
    Stage.PERMANENCE: _("It becomes for good, if both wish it"),
}
HOW: Mapping[str, tuple[str, str]] = {
    "done": (_("Done"), "green"),
    "now": (_("Now"), "blue"),
    "ahead": (_("Ahead"), "grey"),
    "theirs": (_("Not told to the office"), "grey"),
}
STATES: Mapping[State, str] = {
    State.OPENED: _("Just come"),
    State.TOLD: _("Waits for their word"),
    State.WAITING: _("Waits for a home"),
    State.PLACED: _("Lives with a host"),
    State.CLOSED: _("Closed"),
}
PLACED: Mapping[placement.State | None, str] = {
    placement.State.PLANNED: _("Moves in soon"),
    placement.State.LIVING: STATES[State.PLACED],
    placement.State.PERMANENT: _("Lives with a host for good"),
}
"""States that say more than the case's own, which waits until somebody has moved in."""

MAY_CHANGE = frozenset({State.OPENED, State.TOLD, State.WAITING})
WORDS: Mapping[consent.State, str] = {
    consent.State.ASKED: _("They have not answered yet."),
    consent.State.AGREED: _("They said yes."),
    consent.State.DECLINED: _("They said no."),
    consent.State.WITHDRAWN: _("They took their yes back."),
    consent.State.LAPSED: _("It lapsed without an answer."),
}
MEETINGS: Mapping[str, str] = {
    "arranged": _("A meeting is arranged."),
    "waiting": _("They have met. Each is asked apart, and both hear at the same moment."),
    "goes_on": _("It goes on: both want it."),
    "ended": _("It has ended."),
}
STAYS: Mapping[placement.State, str] = {
    placement.State.PLANNED: _("The move is planned for %(day)s."),
    placement.State.LIVING: _("They live there since %(day)s."),
    placement.State.PERMANENT: _("They live there since %(day)s, and for good."),
    placement.State.ENDED: _("The stay ended on %(day)s."),
    placement.State.CANCELLED: _("The move was cancelled."),
}


@dataclass(frozen=True, slots=True)
class Line:
    """A stage of the journey."""

    title: str
    how: str
    colour: str
    now: bool
    on: date | None


@dataclass(frozen=True, slots=True)
class Case:
    """A case page. `to` is empty where nothing is to be done but to wait, `change` where what
    they told is no longer to be changed. `at_once`: pressing `to` does it, and asks nothing first.
    """

    called: str
    state: str
    urgent: bool
    says: str
    to: str
    at_once: bool
    change: str
    links: tuple[tuple[str, str], ...]
    lines: tuple[Line, ...]
    needs: tuple[tuple[str, str], ...]
    home: tuple[tuple[str, str], ...]
    reach: tuple[tuple[str, str], ...]


def case(seen: ask.Seen, today: date, strange: Collection[str]) -> Case:
    """The page of one case, as it stands today. `strange`: refused areas where no home lies."""
    following = NEXT[seen.next]
    return Case(
        called=_called(seen),
        state=_state(seen),
        urgent=seen.tier == 0 and seen.next not in ("stay", "closed"),
        says=say(following.words),
        to=reverse(following.to, args=[seen.id]) if following.to else "",
        at_once=seen.next == "shortlist" and seen.listed_at is None,
        change=reverse("caseworker:change", args=[seen.id]) if seen.state in MAY_CHANGE else "",
        links=(
            *((say(one.words), reverse(one.to, args=[seen.id])) for one in _links(seen)),
            *(
                (say("Give them a printed code"), reverse("caseworker:code", args=[one.id]))
                for one in [one for one in seen.members if one.signs_in][:1]
            ),
        ),
        lines=tuple(_line(step) for step in seen.steps),
        needs=tuple(_needs(seen, strange)),
        home=tuple(_home(seen)),
        reach=tuple((one.known_as or one.name, reach(one.reach, today)) for one in seen.members),
    )


def _links(seen: ask.Seen) -> tuple[Next, ...]:
    """The other pages of this case: a card only where a home was put to somebody who holds keys."""
    has_card = seen.offer is not None and any(one.signs_in for one in seen.members)
    return tuple(one for one in LINKS if has_card or one.to != CARD)


def written(seen: ask.Seen) -> dict[str, Any]:
    """What stands in the question that changes it. Names to keep away are only added."""
    days = (seen.stay.end - seen.stay.first).days if seen.stay.end else ""
    return {
        "needs": [str(one) for one in seen.needs],
        "languages": ", ".join(sorted(map(language_name, seen.languages))),
        "refused": [str(one) for one in seen.refused],
        "kinds": sorted(seen.refused_kinds),
        "areas": "\n".join(sorted(seen.refused_areas)),
        "dangers": "\n".join(map(danger_line, seen.dangers)),
        "tier": min(seen.tier, max(TIERS)),
        "first": seen.stay.first.isoformat(),
        "days": days,
    }


def _called(seen: ask.Seen) -> str:
    first = seen.members[0]
    return first.known_as or first.name


def _state(seen: ask.Seen) -> str:
    """How the case stands, in one word: a move or a stay says more than that a home is sought."""
    return say(PLACED[seen.placed] if seen.placed in PLACED else STATES[seen.state])


def _line(step: ask.Step) -> Line:
    words, colour = HOW[step.how]
    return Line(say(STAGES[step.stage]), say(words), colour, step.how == "now", step.on)


def _needs(seen: ask.Seen, strange: Collection[str]) -> list[tuple[str, str]]:
    kinds = [say(text) for kind, text in KINDS.items() if kind in seen.refused_kinds]
    rows = [
        (_("Who"), "; ".join(_member(one) for one in seen.members)),
        (_("Where they are tonight"), seen.tonight),
        (_("How soon"), say(TIERS[min(seen.tier, max(TIERS))])),
        (_("From, and for how long"), _stay(seen)),
        (_("The home must have"), ", ".join(features(seen.needs, NEEDED))),
        (_("They refuse"), ", ".join([*features(seen.refused, REFUSED), *kinds])),
        (_("Not in these areas"), areas(seen.refused_areas, strange)),
        (_("Away from these places"), dangers(seen.dangers)),
        (_("Languages"), ", ".join(sorted(map(language_name, seen.languages)))),
        (_("Must not find them"), _away(seen)),
        *(
            (_("Released by them"), f"{what.replace('_', ' ')}: {found}")
            for what, found in seen.released
        ),
        (_("Under"), seen.programme),
    ]
    return [(say(what), which) for what, which in rows if which]


def _member(one: ask.Member) -> str:
    called = say(_("called %(name)s")) % {"name": one.known_as} if one.known_as else ""
    age = str(one.age) if one.age is not None else ""
    return ", ".join(filter(None, (one.name, called, age)))


def _stay(seen: ask.Seen) -> str:
    if seen.stay.end is None:
        return day(seen.stay.first)
    days = (seen.stay.end - seen.stay.first).days
    return f"{day(seen.stay.first)}, " + say(_("%(days)s days")) % {"days": days}


def _away(seen: ask.Seen) -> str:
    more = seen.kept_away_count - len(seen.kept_away)
    named = list(seen.kept_away)
    if more > 0:
        named.append(say(_("%(count)s more people of the register")) % {"count": more})
    return ", ".join(named)


def _home(seen: ask.Seen) -> list[tuple[str, str]]:
    rows: list[tuple[str, str]] = []
    if seen.listed_at is not None:
        rows.append((_("Homes were last looked for"), moment(seen.listed_at)))
    if seen.offer is not None:
        told = f"{seen.offer.home}. {say(WORDS[seen.offer.consent])}"
        rows.append((_("Home offered"), told[:1].upper() + told[1:]))
    if seen.meeting and seen.placed is None:
        words = say(MEETINGS[seen.meeting])
        if seen.meeting == "waiting" and seen.tell_at is not None:
            words = f"{words} {moment(seen.tell_at)}"
        rows.append((_("Meeting"), words))
    if seen.placed is not None:
        rows.append((_("Stay"), _placed(seen)))
    if seen.parked_until is not None:
        rows.append((_("No offers before"), day(seen.parked_until)))
    return [(say(what), which) for what, which in rows]


def _placed(seen: ask.Seen) -> str:
    if seen.placed is None:
        return ""
    on = {
        placement.State.PLANNED: seen.planned_on,
        placement.State.ENDED: seen.ended_on,
    }.get(seen.placed, seen.moved_on)
    return say(STAYS[seen.placed]) % {"day": day(on) if on else ""}


@dataclass(frozen=True, slots=True)
class Hit:
    """A case that was found."""

    to: str
    name: str
    called: str
    state: str
    since: date


@dataclass(frozen=True, slots=True)
class Hits:
    """Those found, and how many more there are; of how many cases, and whether any are left."""

    first: tuple[Hit, ...]
    count: int
    more: int
    looked: int
    of: int
    left: bool
    goes_on: bool


def found(findings: Findings, *, goes_on: bool) -> Hits:
    """Cases found by a name. goes_on: more are being looked at."""
    hits = tuple(
        Hit(
            reverse("caseworker:case", args=[one.case]),
            one.name,
            one.known_as,
            say(STATES[one.state]),
            one.opened_on,
        )
        for one in findings.first
    )
    return Hits(
        hits,
        findings.count,
        findings.count - len(hits),
        findings.looked,
        findings.of,
        findings.after is not None,
        goes_on,
    )
