"""A home as it was described, in the reader's own language.

What was put to somebody is sealed as English text. Each part is known again as a whole, from the
table of all that a description is made of; what the table does not hold stands as it was put.
"""

import re
from collections.abc import Iterator, Mapping, Sequence

from hearth.web.words import _, say, say_many

PHRASES: Mapping[str, str] = {
    "a host home": _("a host home"),
    "a family": _("a family"),
    "a home with support": _("a home with support"),
    "a place where many people live": _("a place where many people live"),
    "no steps": _("no steps"),
    "a bath on the ground floor": _("a bath on the ground floor"),
    "animals live there": _("animals live there"),
    "nobody smokes": _("nobody smokes"),
    "children live there": _("children live there"),
    "men live there": _("men live there"),
    "people are taken as they are": _("people are taken as they are"),
    "a room that locks": _("a room that locks"),
    # As these two kinds were called in descriptions of earlier versions.
    "a supported": _("a home with support"),
    "a congregate": _("a place where many people live"),
}
AREA = re.compile(r"in (?P<area>.+)", re.DOTALL)
ROOMS = re.compile(r"(?P<rooms>\d+) rooms?")
BETWEEN = ", "  # between the parts of what one field says


def said(words: Sequence[str]) -> tuple[str, ...]:
    """Each part of a description, as it is said in the language of this request."""
    return tuple(_part(one) for one in words)


def _part(text: str) -> str:
    if found := AREA.fullmatch(text):
        return say("in %(area)s") % found.groupdict()
    if found := ROOMS.fullmatch(text):
        rooms = int(found["rooms"])
        return say_many("%(num)s room", "%(num)s rooms", rooms) % {"num": rooms}
    known = list(_known(text))
    return say(BETWEEN).join(say(one) for one in known) if known else text


def _known(text: str) -> Iterator[str]:
    parts = text.split(BETWEEN)
    if all(part in PHRASES for part in parts):
        yield from (PHRASES[part] for part in parts)
