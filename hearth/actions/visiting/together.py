"""A visit by two: each holds one of the talks and hands it in; together they are the check.

What the first hands in is sealed to the lead at once, as ever, and opens to no visitor again. What
is known of it beside that (with whom, where, when, who could hear) waits, sealed to the running
program, for the other talk: both are judged together. Where the other one never comes, the check
was not held, and is due as before; what was said of it is the lead's to read.
"""

from collections.abc import Sequence
from datetime import date, datetime

from hearth.actions import checks
from hearth.core.checks import HALF, READERS, WAITS_FOR_COLLEAGUE, Half, Talk, Testimony
from hearth.core.compartments import ENGINE, Compartment
from hearth.core.decision import Decision
from hearth.store import facts
from hearth.store.access import SignedIn
from hearth.store.checks import asked_of
from hearth.store.models import CheckRow
from hearth.store.principals import circle
from hearth.store.rounds import for_two, half_of, handed_in

PURPOSE = "visit"


def settle(
    row: CheckRow,
    talks: Sequence[Testimony],
    *,
    by: SignedIn,
    service: SignedIn,
    now: datetime,
    on: date | None = None,
) -> Decision:
    """Hand these talks in: the check is held by them, or waits for the talk of a colleague.

    A talk that both have held is kept twice, and judged twice: nothing is overwritten. `service`
    is the running program, which keeps what is known of the first one's talk. Raises RuleBroken
    where there is no talk, or one lies ahead.
    """
    before = handed_in(row, by=service, now=now)
    held = {talk.with_ for talk in (*(one.talk for one in talks), *before)}
    if talks and set(asked_of(row)) - held and for_two([row], by=service, now=now):
        mine = checks.hold_half(check_id=row.id, talks=talks, by=by, now=now)
        _keep(row, (*before, *mine), service=service, now=now)
        return Decision.no(WAITS_FOR_COLLEAGUE, READERS)
    decision = checks.hold(check_id=row.id, talks=talks, by=by, now=now, on=on, beside=before)
    forget(row, by=service, now=now)
    return decision


def _keep(row: CheckRow, talks: tuple[Talk, ...], *, service: SignedIn, now: datetime) -> None:
    item = half_of(row)
    if item is not None:
        facts.change(item, Half(talks), by=service, now=now, purpose=PURPOSE)
        return
    fact = facts.NewFact(
        subject=row.id,
        compartment=Compartment.ROUNDS,
        kind=HALF,
        value=Half(talks),
        to=(circle(ENGINE),),
    )
    facts.put(fact, by=service, now=now, purpose=PURPOSE)


def forget(row: CheckRow, *, by: SignedIn, now: datetime) -> None:
    """The check is settled: what waited for the other talk is shredded."""
    item = half_of(row)
    if item is not None:
        facts.shred(item, by=by, now=now, purpose=PURPOSE)
