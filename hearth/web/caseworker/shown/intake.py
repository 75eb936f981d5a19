"""What a caseworker may see. A field that is not here cannot reach a page."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from hearth.actions.arrival import Arrival
from hearth.web.caseworker.arriving import DONE, NOT_NEEDED, QUESTIONS, Arriving
from hearth.web.telling.fields import language_name
from hearth.web.telling.words import (
    BONDS,
    GENDERS,
    KINDS,
    NEEDED,
    REFUSED,
    TIERS,
    areas,
    dangers,
    features,
)
from hearth.web.words import _, day, say

TITLES = {
    "who": _("Who is here"),
    "tonight": _("Tonight, and for how long"),
    "needs": _("What they need"),
    "with": _("Who is with them"),
    "away": _("Whom to keep away, and what they refuse"),
    "periods": _("Times in which they need more care"),
    "check": _("Read it back and hand over the device"),
}
STATES = {
    "not_started": (_("Not started"), "blue"),
    "begun": (_("Begun"), "yellow"),
    "done": (_("Done"), "green"),
    "not_needed": (_("Nobody is with them"), "grey"),
    "not_asked": (_("If they want"), "grey"),
    "not_yet": (_("Cannot start yet"), "grey"),
}
NOTHING_SAID = _("Nothing said")


@dataclass(frozen=True, slots=True)
class Task:
    """A line of the task list. `to` is empty where it cannot be begun yet."""

    title: str
    to: str
    state: str
    colour: str


def tasks(arriving: Arriving) -> list[Task]:
    """Every question with its state, and the reading back at the end."""
    found = []
    for page in QUESTIONS:
        state = arriving.state(page)
        if page == "periods" and state == "not_started":
            state = "not_asked"
        to = "" if state == NOT_NEEDED else _at(arriving, page)
        found.append(_task(page, to, state))
    ready = not arriving.missing
    to = reverse("caseworker:check", args=[arriving.begun]) if ready else ""
    return [*found, _task("check", to, "not_started" if ready else "not_yet")]


def _task(page: str, to: str, state: str) -> Task:
    words, colour = STATES[state]
    return Task(say(TITLES[page]), to, say(words), "" if state == DONE else colour)


def _at(arriving: Arriving, page: str) -> str:
    return reverse("caseworker:question", args=[arriving.begun, page])


def before(arriving: Arriving, page: str) -> str:
    """The address of the question before this one; of the first, the board."""
    asked = [one for one in QUESTIONS if arriving.state(one) != NOT_NEEDED]
    at = asked.index(page) if page in asked else 0
    return _at(arriving, asked[at - 1]) if at else reverse("caseworker:board")


def answers(
    arriving: Arriving, said: Arrival, strange: Collection[str]
) -> list[tuple[str, str, str]]:
    """What was typed, as what, which, and the address where it changes.

    `strange`: refused areas in which no home lies.
    """
    told = said.told
    others = "; ".join(
        ", ".join(filter(None, (one.name, _born(one.born_on), say(BONDS[one.bond or ""]))))
        for one in said.others
    )
    last = f"{day(said.stay.first)}, " + say("%(days)s days") % {"days": _days(said)}
    rows = [
        (say(_("Name")), said.identity.name, "who"),
        (say(_("Called")), said.identity.known_as, "who"),
        (say(_("Born")), _born(said.identity.born_on), "who"),
        (say(_("Described as")), say(GENDERS[said.gender]), "who"),
        (say(_("Where they are tonight")), said.tonight, "tonight"),
        (say(_("How soon")), say(TIERS.get(said.tier, "")), "tonight"),
        (say(_("From, and for how long")), last, "tonight"),
        (say(_("The home must have")), ", ".join(features(told.needs, NEEDED)), "needs"),
        (say(_("Languages")), ", ".join(sorted(map(language_name, told.languages))), "needs"),
        (say(_("What they need, in their words")), " ".join(told.words.needs), "needs"),
        (say(_("Who is with them")), others or say(_("Nobody")), "with" if others else "who"),
        (say(_("Must not find them")), ", ".join(told.keep_away), "away"),
        (say(_("Not in these areas")), areas(told.refusals.areas, strange), "away"),
        (say(_("Away from these places")), dangers(told.dangers), "away"),
        (say(_("What they fear, in their words")), " ".join(told.words.fears), "away"),
        (say(_("They refuse")), ", ".join(_refused(said)), "away"),
        (say(_("What they refuse, in their words")), " ".join(told.words.refusals), "away"),
        (say(_("Times of more care")), _times(said), "periods"),
    ]
    return [(what, which or say(NOTHING_SAID), _at(arriving, page)) for what, which, page in rows]


def _born(on: date | None) -> str:
    return day(on) if on else ""


def _days(said: Arrival) -> int:
    return (said.stay.end - said.stay.first).days if said.stay.end else 0


def _refused(said: Arrival) -> list[str]:
    kinds = [say(text) for kind, text in KINDS.items() if kind in said.told.refusals.kinds]
    return [*features(said.told.refusals.features, REFUSED), *kinds]


def _times(said: Arrival) -> str:
    return "; ".join(
        say(_("%(kind)s, %(days)s days from %(first)s"))
        % {"kind": one.kind.replace("_", " "), "days": one.days, "first": day(one.first)}
        for one in said.sensitive
    )
