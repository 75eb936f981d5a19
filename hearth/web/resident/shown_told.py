"""Who they are and when they need a home, as they read it back themselves."""

from hearth.queries.own.told import About
from hearth.web.words import _, day, say


def about(found: About) -> list[tuple[str, str]]:
    """What, and which; what was not said is left out."""
    days = f"{(found.stay.end - found.stay.first).days}" if found.stay.end else ""
    rows = [
        (_("My name"), found.name),
        (_("What I am called"), found.known_as),
        (_("Born"), day(found.born_on) if found.born_on else ""),
        (_("With me"), ", ".join(name or say(_("somebody")) for name in found.others)),
        (_("Where I am tonight"), found.tonight),
        (_("I need a home from"), day(found.stay.first)),
        (_("For so many days"), days),
    ]
    return [(say(what), which) for what, which in rows if which]
