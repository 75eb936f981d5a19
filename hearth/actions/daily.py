"""What time does by itself, once a day or oftener: lapses, tellings, ends, overdue checks."""

from dataclasses import dataclass
from datetime import datetime

from hearth.actions import checks, consent, introduction, result
from hearth.store import introductions
from hearth.store.access import SignedIn


@dataclass(frozen=True, slots=True)
class Day:
    """How many of each there were."""

    releases_ended: int
    questions_lapsed: int
    introductions_told: int
    checks_overdue: int


def daily(*, by: SignedIn, now: datetime) -> Day:
    """Do everything whose time has come. `by` is the running program; doing it twice does nothing.

    Each is an act of its own: one that is refused leaves the others done.
    """
    told = introductions.to_be_told(now)
    for id in told:
        introduction.tell(introduction_id=id, by=by, now=now)
    return Day(
        releases_ended=result.end_releases(by=by, now=now),
        questions_lapsed=consent.lapse(by=by, now=now),
        introductions_told=len(told),
        checks_overdue=checks.pass_due(by=by, now=now),
    )
