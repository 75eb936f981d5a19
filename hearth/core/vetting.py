"""A host's vetting as a list of tasks: one line for each step, however many people it asks of."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from hearth.core.audience import Audience
from hearth.core.host import Host, Standing, Step, steps_on
from hearth.core.programme import Before, Requirement

SOON_DAYS = 60  # before a step lapses, that it is said; the service's own choice
SETTLED = frozenset({Standing.MET, Standing.EXCUSED})
UNDONE = frozenset({Standing.NEVER, Standing.LAPSED})


class Stand(StrEnum):
    """How a task stands, as the host reads it."""

    DONE = "done"
    BEGUN = "begun"  # for some of those it is asked of
    TO_DO = "to_do"
    AGAIN = "again"  # it was done, and no longer counts
    TALK = "talk"  # it was not passed: the office talks with them
    LATER = "later"  # other steps come first


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """One step. `done` of `asked` people have done it; `until` is the first day it lapses."""

    requirement: Requirement
    stand: Stand
    done: int
    asked: int
    until: date | None = None

    def lapses_soon(self, today: date) -> bool:
        """Whether it is done and will have to be done again before long."""
        near = today + timedelta(SOON_DAYS)
        return self.stand is Stand.DONE and self.until is not None and self.until <= near


def may_wait(
    host: Host, requirements: Sequence[Requirement], day: date, by: Audience
) -> tuple[tuple[Step, int], ...]:
    """Steps that are not done and that this role may let wait, each with for how many days yet.

    A programme says for how long at most, counted from the first day on which the step was let
    wait since it was last done: letting it wait again and again does not make it longer. A step
    that was failed never waits.
    """
    found = []
    for one in steps_on(host, requirements, day):
        asks = one.requirement
        if asks.waivable_by is by and one.standing in UNDONE and asks.waiver_days_max:
            left = asks.waiver_days_max - _waited(host, one, day)
            if left > 0:
                found.append((one, left))
    return tuple(found)


def _waited(host: Host, step: Step, day: date) -> int:
    first = min(
        (
            e.period.first
            for e in host.exemptions
            if (e.requirement, e.subject) == (step.requirement.id, step.subject)
            and (step.on is None or e.period.first >= step.on)
        ),
        default=day,
    )
    return max(0, (day - first).days)


def tasks(host: Host, requirements: Sequence[Requirement], day: date) -> tuple[Task, ...]:
    """Every step that is asked of this host on `day`, in the programme's order.

    What is asked before a placement can wait until everything asked before an offer is done.
    """
    steps: dict[str, list[Step]] = {}
    for one in steps_on(host, requirements, day):
        steps.setdefault(one.requirement.id, []).append(one)
    first = [
        each
        for found in steps.values()
        for each in found
        if each.requirement.before is Before.OFFER and each.standing not in SETTLED
    ]
    return tuple(_task(found, waits=bool(first)) for found in steps.values())


def _task(found: Sequence[Step], *, waits: bool) -> Task:
    standings = [one.standing for one in found]
    ends = [one.until for one in found if one.standing in SETTLED and one.until is not None]
    return Task(
        requirement=found[0].requirement,
        stand=_stand(standings, waits and found[0].requirement.before is Before.PLACEMENT),
        done=sum(one in SETTLED for one in standings),
        asked=len(found),
        until=min(ends, default=None),
    )


def _stand(standings: Sequence[Standing], waits: bool) -> Stand:
    if Standing.FAILED in standings:
        return Stand.TALK
    if all(one in SETTLED for one in standings):
        return Stand.DONE
    if Standing.LAPSED in standings:
        return Stand.AGAIN
    if any(one in SETTLED for one in standings):
        return Stand.BEGUN
    return Stand.LATER if waits else Stand.TO_DO
