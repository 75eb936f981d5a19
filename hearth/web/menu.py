"""Where each audience begins, and what stands in its menu."""

from collections.abc import Mapping
from typing import NamedTuple

from hearth.core.audience import Audience
from hearth.web.words import _, say


class Entry(NamedTuple):
    """A word of the menu, and the name of its address."""

    text: str
    to: str


DUE = Entry(_("What falls due"), "staff:due")
CALENDAR = Entry(_("My calendar"), "staff:calendar")
COLLEAGUES = Entry(_("Colleagues"), "staff:accounts")

BEGINS: Mapping[Audience, str] = {
    Audience.CASEWORKER: "caseworker:board",
    Audience.RESIDENT: "resident:begin",
    Audience.HOST: "host:begin",
    Audience.VISITOR: "visitor:round",
    Audience.LEAD: "lead:board",
    Audience.MANAGER: "manager:begin",
    Audience.AUDITOR: "auditor:begin",
    Audience.ADMINISTRATOR: "administrator:begin",
    Audience.CLINICIAN: "clinician:begin",
}
MENUS: Mapping[Audience, tuple[Entry, ...]] = {
    Audience.CASEWORKER: (
        Entry(_("Today"), "caseworker:board"),
        Entry(_("Find somebody"), "caseworker:find"),
        Entry(_("Hosts"), "caseworker:hosts"),
        Entry(_("Plan for everyone"), "caseworker:plan"),
        Entry(_("Programmes"), "caseworker:programmes"),
        Entry(_("Handing over"), "caseworker:transfers"),
        Entry(_("From hosts"), "caseworker:applications"),
        DUE,
        CALENDAR,
        COLLEAGUES,
    ),
    Audience.RESIDENT: (
        Entry(_("Start"), "resident:begin"),
        Entry(_("Something is not right"), "resident:wrong"),
    ),
    Audience.HOST: (
        Entry(_("Start"), "host:begin"),
        Entry(_("Requests"), "host:asked"),
        Entry(_("Who lives here"), "host:guests"),
        Entry(_("My home"), "host:homes"),
        Entry(_("My steps"), "host:steps"),
        Entry(_("Diary"), "host:diary"),
        Entry(_("My papers"), "host:papers"),
        Entry(_("My calendar"), "host:calendar"),
        Entry(_("Is all well?"), "host:says"),
    ),
    Audience.VISITOR: (
        Entry(_("Today's round"), "visitor:round"),
        Entry(_("My days"), "visitor:week"),
        DUE,
        CALENDAR,
    ),
    Audience.LEAD: (
        Entry(_("To decide"), "lead:board"),
        Entry(_("Rounds"), "lead:rounds"),
        Entry(_("Records"), "lead:records"),
        Entry(_("What is kept"), "lead:kept"),
        Entry(_("Asked what is known"), "lead:asked"),
        DUE,
        CALENDAR,
        COLLEAGUES,
    ),
    Audience.MANAGER: (
        Entry(_("Figures"), "manager:begin"),
        Entry(_("What became of it"), "manager:outcomes"),
        Entry(_("Homes to look for"), "manager:homes"),
        DUE,
    ),
    Audience.AUDITOR: (
        Entry(_("The log"), "auditor:begin"),
        Entry(_("Entries"), "auditor:entries"),
        Entry(_("One case"), "auditor:case"),
        Entry(_("Draws"), "auditor:draws"),
        Entry(_("Checkpoint"), "auditor:checkpoint"),
    ),
    Audience.ADMINISTRATOR: (
        Entry(_("Accounts"), "administrator:begin"),
        Entry(_("Circles and recovery"), "administrator:circles"),
    ),
    Audience.CLINICIAN: (Entry(_("Results"), "clinician:begin"),),
}


def menu_of(audience: Audience | None) -> list[Entry]:
    """The menu of an audience, in the language of this request; empty for nobody."""
    entries = MENUS.get(audience, ()) if audience else ()
    return [Entry(say(one.text), one.to) for one in entries]
