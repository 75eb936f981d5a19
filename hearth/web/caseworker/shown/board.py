"""What stands on the board. A field that is not here cannot reach a page."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.urls import reverse

from hearth.queries.board import Board, Listed, OnBoard
from hearth.queries.visiting.due import Counted, Counts
from hearth.web.words import _, say

# Each list of the board: its heading, and what stands there while it is empty.
LISTS: Mapping[str, tuple[str, str]] = {
    "overdue": (
        _("Moves and ends of stays that are overdue"),
        _("No move and no end of a stay is overdue."),
    ),
    "today": (_("Moves and ends today"), _("No move and no end of a stay is due today.")),
    "back": (_("Came back"), _("No answer waits for you.")),
    "unsent": (_("Messages that did not leave"), _("Everything that should leave has left.")),
    "by_hand": (_("Calls and letters"), _("Nobody is to be rung, and nothing is to be posted.")),
    "week": (_("In the coming week"), _("No move and no end of a stay is near.")),
    "come": (_("Just come"), _("Everybody has read back what they need.")),
    "waiting": (_("Waiting for a home"), _("Nobody waits. Whoever comes next stands here.")),
}
# Where a line leads; others lead to the case.
PAGE: Mapping[str, str] = {"unsent": "messages", "by_hand": "messages"}
WHY: Mapping[str, str] = {
    "unsent": _("a message did not leave; on"),
    "by_hand": _("ring them, or post a letter; since"),
    "come": _("has not confirmed what they need; here since"),
    "waiting": _("waits since"),
    "move": _("moves on"),
    "end": _("the stay ends on"),
    "yes": _("said yes to a home; arrange the meeting; answered on"),
    "goes_on": _("both want it; plan the move; told on"),
    "called_off": _("the move was called off; speak with them and look again; it was for"),
    "ended": _("a meeting has ended; told on"),
    "no": _("said no, or it lapsed; look again; since"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """Somebody on a list."""

    to: str
    name: str
    why: str
    on: date


@dataclass(frozen=True, slots=True)
class Section:
    """A list of the board: its first lines, how many there are, and how many are not shown."""

    id: str
    title: str
    empty: str
    lines: tuple[Line, ...]
    count: int
    more: int


@dataclass(frozen=True, slots=True)
class Begun:
    """An arrival that was begun and not finished."""

    to: str
    name: str
    saved_at: datetime


@dataclass(frozen=True, slots=True)
class Falling:
    """How many of one sort are overdue and may be done now, in words; `late`: whether any is."""

    what: str
    overdue: str
    now: str
    late: bool


def falling(due: Counts) -> tuple[Falling, ...]:
    """Checks, and everything else that rules ask for."""
    return (
        _falling(_("Checks"), due.checks_overdue, due.checks_now),
        _falling(_("Contacts, reviews and the rest"), due.others_overdue, due.others_now),
    )


def _falling(what: str, overdue: Counted, now: Counted) -> Falling:
    return Falling(say(what), _count(overdue), _count(now), overdue.count > 0)


def _count(found: Counted) -> str:
    count = f"{found.count:,}"
    return say(_("more than %(count)s")) % {"count": count} if found.more else count


def lists(board: Board) -> list[Section]:
    """Every list in the order in which a day is worked through."""
    return [_section(id, getattr(board, id)) for id in LISTS]


def _section(id: str, listed: Listed) -> Section:
    title, empty = LISTS[id]
    lines = tuple(Line(_page(one), one.name, say(WHY[one.why]), one.on) for one in listed.first)
    return Section(id, say(title), say(empty), lines, listed.count, listed.count - len(lines))


def _page(one: OnBoard) -> str:
    return reverse(f"caseworker:{PAGE.get(one.why, 'case')}", args=[one.case])


def begun(board: Board) -> list[Begun]:
    """What one began and did not finish."""
    return [
        Begun(
            reverse("caseworker:tasks", args=[one.id]),
            one.name or say(_("Somebody without a name so far")),
            one.saved_at,
        )
        for one in board.begun
    ]
