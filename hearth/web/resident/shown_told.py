"""What was written down of a person, as they read it themselves."""

from typing import Any

from django.urls import reverse

from hearth.queries.read_back import ReadBack
from hearth.web.telling.fields import language_name
from hearth.web.telling.words import KINDS, NEEDED, REFUSED, features
from hearth.web.words import day, say


def _(text: str) -> str:
    """Marks a text for the catalogues; it is said when it is shown."""
    return text


PARTS = ("needs", "away")
NOTHING = _("Nothing written down")


def told(found: ReadBack) -> list[tuple[str, ...]]:
    """What, and which; where one may put it right oneself, the address as well."""
    kinds = [say(text) for kind, text in KINDS.items() if kind in found.refused_kinds]
    days = f"{(found.stay.end - found.stay.first).days}" if found.stay.end else ""
    rows = [
        (_("My name"), found.name, ""),
        (_("What I am called"), found.known_as, ""),
        (_("Born"), day(found.born_on) if found.born_on else "", ""),
        (_("With me"), ", ".join(name or say(_("somebody")) for name in found.others), ""),
        (_("Where I am tonight"), found.tonight, ""),
        (_("I need a home from"), day(found.stay.first), ""),
        (_("For so many days"), days, ""),
        (_("The home must have"), ", ".join(features(found.needs, NEEDED)), "needs"),
        (_("I speak"), ", ".join(sorted(map(language_name, found.languages))), "needs"),
        (_("What I need, in my words"), " ".join(found.words.needs), "needs"),
        (_("Must not find me"), ", ".join(found.kept_away), "away"),
        (_("What I fear, in my words"), " ".join(found.words.fears), "away"),
        (_("I refuse"), ", ".join([*features(found.refused, REFUSED), *kinds]), "away"),
        (_("What I refuse, in my words"), " ".join(found.words.refusals), "away"),
        (_("Times in which I need more care"), _times(found), ""),
    ]
    return [_row(say(what), which, part) for what, which, part in rows if which or part]


def _row(what: str, which: str, part: str) -> tuple[str, ...]:
    row = (what, which or say(NOTHING))
    return (*row, reverse("resident:correct", args=[part])) if part else row


def _times(found: ReadBack) -> str:
    return "; ".join(
        say(_("%(days)s days from %(first)s")) % {"days": one.days, "first": day(one.first)}
        for one in found.sensitive
    )


def needs_of(found: ReadBack) -> dict[str, Any]:
    """What stands in the question about needs."""
    return {
        "needs": [str(one) for one in found.needs],
        "languages": ", ".join(sorted(map(language_name, found.languages))),
        "needs_words": " ".join(found.words.needs),
    }


def away_of(found: ReadBack) -> dict[str, Any]:
    """What stands in the question about fears and refusals. Names are only added."""
    return {
        "keep_away": "",
        "fears_words": " ".join(found.words.fears),
        "refused": [str(one) for one in found.refused],
        "kinds": sorted(found.refused_kinds),
        "refusals_words": " ".join(found.words.refusals),
    }
