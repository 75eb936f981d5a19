"""An invented town in the middle of its work: parties at every stage, and people to enter as.

Every party is taken as far as it has come by the acts that pages call, at moments in the past;
nothing is written past them.
"""

import heapq
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import count
from typing import NamedTuple, Protocol

from hearth.actions.exchange.town import enter_town
from hearth.actions.keys import service
from hearth.actions.matching.desk import Desk
from hearth.cli.clock import now
from hearth.cli.station import DUTY, LEAD, Station
from hearth.cli.trial.case import Case, Trial, Way, found
from hearth.cli.trial.matters import ask_the_other_office, matters
from hearth.cli.trial.people import SECOND_LEAD, STAFF, cared_by, hired, two_offices
from hearth.cli.trial.today import up_to_date
from hearth.core.errors import RuleBroken
from hearth.core.programme import Programme
from hearth.entry.trial import Invented, keep
from hearth.sim.town import Town, town
from hearth.store import values
from hearth.store.access import SignedIn

DAYS = 100  # how long the town has been at work
Progress = Callable[[str], None]


class OnItsWay(Protocol):
    """A party, or something that is not right. `now` is the moment of its next act."""

    now: datetime


class How(NamedTuple):
    """How far a party has come, when it came, and what to say of its person."""

    says: str
    days: int
    steps: tuple[Callable[[Case], Way], ...]


_WAITS = (Case.come, Case.confirm)
_OFFERED = (*_WAITS, Case.offer)
_MET = (*_OFFERED, Case.agree, Case.invite, Case.meet)
_LIVES = (*_MET, Case.go_on, Case.move_in)
WAYS = (
    How("has just come, and reads what was written down", 0, (Case.come,)),
    How("waits for a home", 6, _WAITS),
    How("has been offered a home, and has not answered", 1, _OFFERED),
    How("waits for a home", 20, _WAITS),
    How("has said no to a first home", 9, (*_OFFERED, Case.decline)),
    How("has said yes to a home", 2, (*_OFFERED, Case.agree)),
    # Both are told a day after they met, and whoever has said nothing by then has said no.
    How("has met a host; each is asked apart", 1, _MET),
    How("moves in soon", 5, (*_MET, Case.go_on)),
    How("lives with a host", 30, (*_LIVES, Case.live)),
    How("lives with a host", 80, (*_LIVES, Case.wish, Case.live)),
)


BY_CODE = 8  # whoever of these signs in by a printed code, beside being entered as
ANSWERED = 18  # a stay whose worry was looked into
OTHER_WAYS = {
    BY_CODE: WAYS[8]._replace(steps=(Case.come, Case.take_sheet, *WAYS[8].steps[1:])),
    ANSWERED: How("lives with a host", 60, (*_LIVES, Case.worry, Case.looked_into, Case.live)),
}


def _way(at: int) -> How:
    return OTHER_WAYS.get(at, WAYS[at % len(WAYS)])


def enter(
    station: Station,
    *,
    homes: int,
    parties: int,
    seed: int,
    programme: Programme,
    progress: Progress,
) -> Town:
    """Invent the town, live through its days up to now, and write down whom to enter as."""
    until = now()
    began = until - timedelta(days=DAYS)
    begun = two_offices(service.Begun(station.duty, station.lead, station.service), until)
    made = town(homes=homes, parties=parties, seed=seed, on=began.date(), programme=programme)
    progress("sealing and writing the register")
    enter_town(
        replace(made, parties=(), ties=()), programme=programme.name, by=begun.duty, now=began
    )
    staff = hired(begun, began)
    ties = [(tie, values.to_json(tie)) for tie in made.ties]
    trial = Trial(programme, begun, staff, ties, Desk(begun.service))
    cases = [
        Case(trial, one, until - timedelta(days=_way(at).days, hours=5), staff[cared_by(at)])
        for at, one in enumerate(made.parties)
    ]
    ahead = [(case, _steps(_way(at), case)) for at, case in enumerate(cases)]
    _live([*ahead, *matters(cases, begun.lead, staff[SECOND_LEAD], until)], until, progress)
    progress("planning the next week")
    ask_the_other_office(cases, until)
    up_to_date(begun, until)
    keep(station.folder, list(_whom(trial, cases)))
    return made


def _live(ways: Sequence[tuple[OnItsWay, Way]], until: datetime, progress: Progress) -> None:
    """Take every case and matter step by step, all in the order of time."""
    number = count()
    ahead = [(one.now, next(number), one, way) for one, way in ways]
    heapq.heapify(ahead)
    while ahead:
        moment, _, case, steps = heapq.heappop(ahead)
        progress(f"living through {moment.date()}")
        case.now = moment
        try:
            later = moment + next(steps)
        except (StopIteration, RuleBroken):
            continue  # it has come as far as it can
        if later < until:
            heapq.heappush(ahead, (later, next(number), case, steps))


def _steps(how: How, case: Case) -> Way:
    for step in how.steps:
        yield from step(case)


def _whom(trial: Trial, cases: Sequence[Case]) -> Iterator[tuple[Invented, SignedIn | None]]:
    for one in STAFF:
        kept = one.key in {DUTY, LEAD}
        yield Invented(one.key, one.name, one.says), None if kept else trial.staff[one.key]
    for at, (how, case) in enumerate(zip(WAYS, cases, strict=False)):
        if case.opened is not None:
            name, sheet = case.invented.people[0].name, case.sheet
            who = Invented(f"resident-{at}", name, how.says, sheet.code, sheet.secret)
            yield who, case.opened.resident
    for at, (how, case) in enumerate(zip(WAYS, cases, strict=False)):
        if case.meeting is not None:
            host = trial.host_of(found(case.home), case.now)
            yield Invented(f"host-{at}", "A host", f"their guest {how.says}"), host
