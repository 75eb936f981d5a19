"""The words for what stands, on the caseworker's pages. The core's states are the keys."""

from collections.abc import Mapping

from hearth.core import checks, placement
from hearth.core.consent import ENDED_WORDS
from hearth.core.consent import State as Word
from hearth.core.placement import Ending
from hearth.queries.casework.head import Hindered, Step
from hearth.queries.casework.placement import Kind
from hearth.web.words import _

STEP: Mapping[str, str] = {
    Step.SHORTLIST: _("Shortlist"),
    Step.OFFERED: _("Offers"),
    Step.INTRODUCTION: _("Introduction"),
    Step.MOVE: _("Move"),
    "card": _("Card"),
    Step.STAY: _("Stay"),
    "permanence": _("For good"),
    "messages": _("Messages"),
}
HINDERED: Mapping[str, str] = {
    Hindered.NOT_CONFIRMED: _(
        "No home is offered yet: the person has not said that their needs are written down right."
    ),
    Hindered.PLACED: _("A move is planned or a stay goes on, so no other home is offered."),
    Hindered.CLOSED: _("This case is closed, so no home is offered."),
    Hindered.PARKED: _("The person asked for no offers before this day:"),
    Hindered.REASSESS: _(
        "The person asked to go through their needs again first. No home is offered before."
    ),
    Hindered.AGREED: _(
        "The person has said yes to a home. Another one is offered only after that offer has ended."
    ),
}
WORD: Mapping[str, str] = {
    Word.ASKED: _("Waits for their word"),
    Word.AGREED: _("They said yes"),
    Word.DECLINED: _("They said no, and nobody asks why"),
    Word.LAPSED: _("Nobody answered in time, so it lapsed"),
    Word.WITHDRAWN: _("They took their yes back"),
}
MEETING: Mapping[str, str] = {
    "none": _("Not arranged"),
    "arranged": _("Arranged"),
    "waiting": _("They have met; nothing is told yet"),
    "goes_on": _("It goes on"),
    "ended": ENDED_WORDS,
}
STAY: Mapping[str, str] = {
    placement.State.PLANNED: _("The move is planned"),
    placement.State.LIVING: _("They live there"),
    placement.State.PERMANENT: _("They live there, for good"),
    placement.State.ENDED: _("The stay has ended"),
    placement.State.CANCELLED: _("The move was cancelled"),
}
DAY: Mapping[str, str] = {
    Kind.OPENED: _("The case was opened"),
    Kind.PUT: _("A home was put to them"),
    Kind.MET: _("They met"),
    Kind.PLANNED: _("Move, as planned"),
    Kind.MOVED: _("They moved in"),
    Kind.CANCELLED: _("A move was planned for this day, and cancelled"),
    Kind.UNTIL: _("The stay is planned until this day"),
    Kind.AWAY: _("They were not there from this day"),
    Kind.BACK: _("They were back"),
    Kind.ENDED: _("The stay ended"),
}
CHECK: Mapping[str, str] = {
    checks.State.DUE: _("Due"),
    checks.State.HELD: _("Held"),
    checks.State.NOT_COUNTED: _("Held, but does not count"),
    checks.State.REFUSED: _("The person did not want it"),
    checks.State.OVERDUE: _("Overdue"),
    checks.State.DROPPED: _("Dropped, since the stay ended"),
    checks.State.REPLACED: _("Worked out again; another day took its place"),
}
ENDING: Mapping[str, str] = {
    Ending.PLANNED: _("As planned"),
    Ending.MOVED_BY_WISH: _("The person wished to move"),
    Ending.MOVED_FOR_SAFETY: _("The person was moved to be safe"),
    Ending.HOST_ENDED: _("The host could go on no longer"),
    Ending.RETURNED_HOME: _("The person went back home"),
    Ending.OWN_HOME: _("The person has a home of their own"),
    Ending.LEFT_UNKNOWN: _("The person left, and we do not know where to"),
}
SEEN: Mapping[str, str] = {
    "open": _("Nothing that can be shown. One side's wish alone is never shown to anybody else."),
    "both_wish": _("Both wish it, each by themselves."),
    "permanent": _("It is for good, and can be taken back."),
    "refused": _("The safeguarding lead has said no. The stay goes on as it was."),
}
DONE: Mapping[str, str] = {
    "made": _("The shortlist is made."),
    "confirmed": _("It is for good. Checks go on, and nothing of the protection ends."),
    "put": _("The home is put to the person. Only they can answer."),
    "ended": _("The offer has ended."),
    "arranged": _("The meeting is arranged, and the host is invited."),
    "held": _("Written down: they have met."),
    "off": _("The meeting is called off."),
    "planned": _("The move is planned, and the rooms are kept."),
    "arrived": _("Written down: they have moved in. The first checks are due."),
    "unplanned": _("The move is cancelled. The rooms are free again."),
    "longer": _("The stay is longer now."),
    "heeded": _("Written down. The visits that follow from it stand below."),
    "over": _("The stay has ended. The rooms are free again."),
    "queued": _("The message waits ten minutes, and then leaves if it may."),
    "stopped": _("The message is stopped."),
    "settled": _("Written down: it is done."),
}
