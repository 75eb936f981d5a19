"""Who they are and when they need a home, as they read it back themselves."""

from collections.abc import Iterator, Sequence

from hearth.queries.own.told import About
from hearth.web.words import _, day, say, say_many


def about(found: About) -> list[tuple[str, str]]:
    """What, and which; what was not said is left out."""
    days = f"{(found.stay.end - found.stay.first).days}" if found.stay.end else ""
    rows = [
        (_("My name"), found.name),
        (_("What I am called"), found.known_as),
        (_("Born"), day(found.born_on) if found.born_on else ""),
        (_("With me"), ", ".join(_with(found.others))),
        (_("Where I am tonight"), found.tonight),
        (_("I need a home from"), day(found.stay.first)),
        (_("For so many days"), days),
    ]
    return [(say(what), which) for what, which in rows if which]


def _with(others: Sequence[str]) -> Iterator[str]:
    """Those who are named, and how many are not."""
    named = [name for name in others if name]
    yield from named
    if unnamed := len(others) - len(named):
        yield say_many("%(num)s person", "%(num)s people", unnamed) % {"num": unnamed}
