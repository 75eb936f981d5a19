"""What is kept of a case that is over, until when, and the answers to "erase me".

Every word of a case belongs to one class, and a programme says of each class how long it is kept,
from what, and why. Whoever is named may ask earlier. The lead answers: it is erased; or it is held,
with the reason, for as long as the reason lasts; or it is restricted: erased on a day that the lead
names, and until then opened by nobody but the person.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from hearth.core.audience import Audience
from hearth.core.errors import BadInput, RuleBroken
from hearth.core.programme import Programme, Retention
from hearth.core.steps import Step, step

CASEWORKER, RESIDENT, LEAD = Audience.CASEWORKER, Audience.RESIDENT, Audience.LEAD


class State(StrEnum):
    KEPT = "kept"  # until its day, which the programme says
    ASKED = "asked"  # somebody asked that it be erased now
    HELD = "held"  # nothing is erased while the reason lasts
    RESTRICTED = "restricted"  # nobody opens it until its day, and then it is erased
    ERASED = "erased"


class Act(StrEnum):
    ASK = "ask"
    HOLD = "hold"
    LIFT = "lift"
    RESTRICT = "restrict"
    WAKE = "wake"  # the lead lets it be opened again, for a purpose
    ERASE = "erase"


STEPS: Mapping[tuple[State, Act], Step[State]] = {
    (State.KEPT, Act.ASK): step(State.ASKED, CASEWORKER, RESIDENT),
    (State.KEPT, Act.HOLD): step(State.HELD, LEAD),
    (State.ASKED, Act.HOLD): step(State.HELD, LEAD),
    (State.HELD, Act.LIFT): step(State.KEPT, LEAD),
    (State.ASKED, Act.RESTRICT): step(State.RESTRICTED, LEAD),
    (State.RESTRICTED, Act.WAKE): step(State.ASKED, LEAD),
    (State.RESTRICTED, Act.ERASE): step(State.ERASED, Audience.CLOCK),
    (State.ASKED, Act.ERASE): step(State.ERASED, LEAD),
    (State.KEPT, Act.ERASE): step(State.ERASED, Audience.CLOCK),
}
START = State.KEPT


class Records(StrEnum):
    """The classes that are known here; a programme may name others, which nothing acts on."""

    CASE = "case"
    TESTIMONY = "testimony"


MOST_AT_ONCE = timedelta(days=30)  # that the date may go on without being asked; our own choice
WOKEN = "woken"  # the kind of fact that says why a restricted case was opened again
DECLINED_HOST, DECIDED = "declined_host", "decision"
MOST_RESTRICTED = timedelta(days=36_525)  # adoption records are kept for 100 years
LOOKED_AHEAD = timedelta(days=90)  # what is to be erased stands before the lead so long


@dataclass(frozen=True, slots=True)
class Term:
    """Until when one class of a case is kept, and the rule that says so."""

    records: Records
    until: date
    rule: str
    basis: str


def terms(programme: Programme, closed_on: date) -> list[Term]:
    """Until when each class of a case is kept that was closed on this day."""
    return [_term(one, closed_on, programme.ref) for one in programme.retentions if _known(one)]


def declined_until(programmes: Iterable[Programme], closed_on: date) -> date | None:
    """Until when the words of somebody who asked to be a host are kept once that is settled.

    An application is under no programme: the longest of those in use counts. None where none of
    them says.
    """
    days = [
        one.days
        for programme in programmes
        for one in programme.retentions
        if one.records == DECLINED_HOST and one.starts_at == DECIDED
    ]
    return closed_on + timedelta(days=max(days)) if days else None


def began_on(programme: Programme, over_on: date, today: date) -> date:
    """The day from which a case is kept that was closed elsewhere, by an import.

    It is the day it was over; later where something of it would be erased before the lead could
    look at it.
    """
    first = min((term.until for term in terms(programme, over_on)), default=None)
    if first is None or first >= today + LOOKED_AHEAD:
        return over_on
    return over_on + (today + LOOKED_AHEAD - first)


def must_be_right(now: datetime, believed: datetime | None) -> None:
    """What cannot be undone is done by a date that went on day by day, or that somebody looked at.

    `believed`: the moment that was last taken as right; None: there was none before this. Raises
    RuleBroken where the clock has jumped ahead, or nobody ran this for so long.
    """
    if believed is not None and now - believed > MOST_AT_ONCE:
        raise RuleBroken(
            f"the clock says {now:%Y-%m-%d}, and the last date that this service took as right is "
            f"{believed:%Y-%m-%d}: nothing is erased, and no draw is told, until somebody has "
            "looked at the date and says so, by `daily --date-is-right`"
        )


def must_be_ahead(until: date, today: date) -> None:
    """A restriction ends on a day to come, within MOST_RESTRICTED. Raises BadInput."""
    if not today < until <= today + MOST_RESTRICTED:
        raise BadInput("the day on which it is erased is to come, and within 100 years")


def _known(one: Retention) -> bool:
    return one.records in set(Records) and one.starts_at == "case_closed"


def _term(one: Retention, closed_on: date, ref: str) -> Term:
    until = closed_on + timedelta(days=one.days)
    return Term(Records(one.records), until, f"{one.id} of {ref}", one.basis)


def must_be_over(*, lives_somewhere: bool) -> None:
    """A case is closed when nobody lives, or is to live, anywhere by it. Raises RuleBroken."""
    if lives_somewhere:
        raise RuleBroken("somebody lives in a home by this case, or is to: end the stay first")
