"""Where each audience begins, and what stands in its menu."""

from collections.abc import Mapping
from typing import NamedTuple

from hearth.core.audience import Audience
from hearth.web.words import say


class Entry(NamedTuple):
    """A word of the menu, and the name of its address."""

    text: str
    to: str


def _(text: str) -> str:
    """Marks a text for the catalogues; it is said when it is shown."""
    return text


BEGINS: Mapping[Audience, str] = {
    Audience.CASEWORKER: "caseworker:board",
    Audience.RESIDENT: "resident:begin",
    Audience.HOST: "host:begin",
    Audience.VISITOR: "visitor:begin",
    Audience.LEAD: "lead:begin",
    Audience.MANAGER: "manager:begin",
    Audience.AUDITOR: "auditor:begin",
    Audience.ADMINISTRATOR: "administrator:begin",
    Audience.CLINICIAN: "clinician:begin",
}
MENUS: Mapping[Audience, tuple[Entry, ...]] = {
    Audience.CASEWORKER: (
        Entry(_("Today"), "caseworker:board"),
        Entry(_("Hosts"), "caseworker:hosts"),
        Entry(_("Plan for everyone"), "caseworker:plan"),
        Entry(_("Programmes"), "caseworker:programmes"),
        Entry(_("Handing over"), "caseworker:transfers"),
    ),
    Audience.RESIDENT: (Entry(_("Start"), "resident:begin"),),
    Audience.HOST: (Entry(_("Start"), "host:begin"),),
    Audience.VISITOR: (Entry(_("Start"), "visitor:begin"),),
    Audience.LEAD: (Entry(_("Start"), "lead:begin"),),
    Audience.MANAGER: (Entry(_("Start"), "manager:begin"),),
    Audience.AUDITOR: (Entry(_("Start"), "auditor:begin"),),
    Audience.ADMINISTRATOR: (Entry(_("Start"), "administrator:begin"),),
    Audience.CLINICIAN: (Entry(_("Start"), "clinician:begin"),),
}


def menu_of(audience: Audience | None) -> list[Entry]:
    """The menu of an audience, in the language of this request; empty for nobody."""
    entries = MENUS.get(audience, ()) if audience else ()
    return [Entry(say(one.text), one.to) for one in entries]
