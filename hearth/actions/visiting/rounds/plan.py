"""A week of visits planned, planned again when somebody is away, and closed when it is over.

Reading and writing are acts of their own; between them, while the engine works, nothing is held.
"""

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from uuid import UUID

import numpy as np
from django.db import transaction

from hearth.actions.visiting.announce import left_out
from hearth.actions.visiting.rounds import asked as asks
from hearth.actions.visiting.rounds.asked import Asked, Known
from hearth.core.audience import Audience
from hearth.core.compartments import ENGINE, SAFEGUARDING, Compartment
from hearth.core.errors import InvalidValue, RuleBroken, Stale
from hearth.core.ids import PrincipalId
from hearth.core.rounds import kept
from hearth.core.rounds.kept import Changed, Kept, Left, Own, Planned, Seed
from hearth.core.unannounced import SEED_BYTES, commitment
from hearth.engine.rounds.again import Again, planned_again
from hearth.engine.rounds.check import broken
from hearth.engine.rounds.plan import Planned as EnginePlan
from hearth.engine.rounds.plan import planned
from hearth.engine.rounds.roads import Roads, great_circle
from hearth.engine.rounds.week import NOBODY, Rounds, metres_of
from hearth.store import events, facts, rows
from hearth.store.access import SignedIn
from hearth.store.facts import NewFact
from hearth.store.models import ItemRow, RoundRow
from hearth.store.principals import circle
from hearth.store.rounds import DRAW, MOST_DAYS, OWN, PLAN, PURPOSE

WEEK_DAYS = 5
SECONDS_AT_LEAST, SECONDS_AT_MOST, SECONDS_A_VISIT = 1.0, 45.0, 0.1

Off = tuple[PrincipalId, date]


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """A week read and ready to be planned: nothing is held while it is."""

    row: UUID
    made_at: datetime
    days: tuple[date, ...]
    known: Known = field(repr=False)
    seed: bytes = field(repr=False)
    unannounced: frozenset[UUID]
    off: tuple[Off, ...]
    before: Kept | None

    def asked(self, roads: Roads) -> Asked:
        """The columns. A server of roads is asked here, where no lock is held."""
        return asks.asked(
            self.known,
            self.days,
            seed=self.seed,
            unannounced=self.unannounced,
            off=self.off,
            roads=roads,
        )


@dataclass(frozen=True, slots=True)
class Result:
    """What was asked, the plan of it, and where it was planned again what that changed."""

    asked: Asked
    plan: EnginePlan
    again: Again | None = None


def plan_week(
    *,
    first_on: date,
    days: int = WEEK_DAYS,
    by: SignedIn,
    service: SignedIn,
    now: datetime,
    roads: Roads = great_circle,
    seconds: float | None = None,
    at_most: float = SECONDS_AT_MOST,
) -> UUID:
    """Plan every visit that may be made in these days. The plan's id.

    Planned once before, they are planned from nothing again, with the same draw: nobody draws
    until they like it. `seconds` for the solver: without it a tenth for each visit, and `at_most`
    so many. No lock is held meanwhile.

    Raises WrongHands; InvalidValue for days that are past or not 1 to 14; RuleBroken where another
    plan has some of them, where there is no visitor, or where a plan would break a rule; Stale
    where somebody has planned meanwhile.
    """
    found = prepare(first_on=first_on, days=days, by=by, service=service, now=now)
    asked = found.asked(roads)
    given = min(at_most, max(SECONDS_AT_LEAST, SECONDS_A_VISIT * asked.week.visits))
    made = planned(asked.week, seconds=given if seconds is None else seconds)
    keep(found, Result(asked, made), by=by, service=service, now=now)
    return found.row


def plan_again(
    *,
    round_id: UUID,
    off: Iterable[Off],
    by: SignedIn,
    service: SignedIn,
    now: datetime,
    roads: Roads = great_circle,
) -> UUID:
    """Take visitors out of days, and plan with as few changes as can be.

    Raises as `plan_week`, and NotFound for no such plan.
    """
    row = rows.get(RoundRow, round_id)
    found = prepare(
        first_on=row.first_on,
        days=row.days,
        off=tuple(off),
        by=by,
        service=service,
        now=now,
    )
    if found.before is None:
        raise RuleBroken("there is no plan of these days yet; plan them first")
    asked = found.asked(roads)
    again = planned_again(asked.week, _as_rounds(asked, found.before))
    keep(found, Result(asked, again.plan, again), by=by, service=service, now=now)
    return found.row


@transaction.atomic
def prepare(
    *,
    first_on: date,
    days: int,
    off: tuple[Off, ...] = (),
    by: SignedIn,
    service: SignedIn,
    now: datetime,
) -> Prepared:
    """Promise a draw for these days if none is promised, and read what they ask.

    The promise is in the log before anything is planned.
    """
    events.begin_write()
    rows.only(by, Audience.LEAD)
    row = _row(first_on, days, by=service, now=now)
    before = None
    if row.plan_id is not None:
        before = facts.open_(Kept, row.plan_id, by=service, now=now, purpose=PURPOSE)
    seed = facts.open_(Seed, row.draw_id, by=service, now=now, purpose=PURPOSE)
    every_day = asks.days_from(row.first_on, row.days)
    other_days = _elsewhere(row, by=service, now=now)
    to_visit = asks.to_visit(every_day, now.date(), other_days)
    read = asks.known(to_visit, asks.on_their_way(now.date()), by=service, now=now)
    if not read.visitors:
        raise RuleBroken("there is no visitor to plan for; let one in under Colleagues")
    gone = tuple(dict.fromkeys((*(before.off if before else ()), *off)))
    return Prepared(
        row=row.id,
        made_at=row.made_at,
        days=tuple(every_day),
        known=read,
        seed=bytes.fromhex(seed.hex),
        unannounced=left_out(to_visit, by=service, now=now),
        off=gone,
        before=before,
    )


def _elsewhere(row: RoundRow, *, by: SignedIn, now: datetime) -> dict[UUID, date]:
    """The last day from today on, on which another plan in force visits each stay."""
    others = RoundRow.objects.filter(state=kept.START).exclude(id=row.id).exclude(plan=None)
    items = [one.plan_id for one in others if one.plan_id]
    if not items:
        return {}
    opened = facts.open_many(Kept, items, by=by, now=now, purpose=PURPOSE)
    visits = [one for plan in opened.values() for one in plan.visits if one.day >= now.date()]
    return {one.stay: one.day for one in sorted(visits, key=lambda one: one.day)}


def _row(first_on: date, days: int, *, by: SignedIn, now: datetime) -> RoundRow:
    row = RoundRow.objects.filter(first_on=first_on).first()
    if row is not None:
        if row.state != kept.START:
            raise RuleBroken("these days are over, and their plan is closed")
        return row
    if not 1 <= days <= MOST_DAYS:
        raise InvalidValue(f"a plan is for 1 to {MOST_DAYS} days, got {days}")
    if first_on < now.date():
        raise InvalidValue("a plan begins today or later")
    last = first_on + timedelta(days - 1)
    for other in RoundRow.objects.filter(first_on__lte=last, state=kept.START):
        if other.first_on + timedelta(other.days - 1) >= first_on:
            raise RuleBroken(f"the plan from {other.first_on} on has some of these days already")
    seed, id = secrets.token_bytes(SEED_BYTES), UUID(bytes=secrets.token_bytes(16), version=4)
    fact = NewFact(
        subject=id,
        compartment=Compartment.ROUNDS,
        kind=DRAW,
        value=Seed(seed.hex()),
        to=(circle(ENGINE),),
    )
    item = facts.put(fact, by=by, now=now, purpose=PURPOSE)
    promised = commitment(seed)
    events.record("rounds.promised", by=by, about=id, now=now, purpose=promised)
    return RoundRow.objects.create(
        id=id,
        first_on=first_on,
        days=days,
        draw_id=item,
        promised=promised,
        made_at=now,
        state=kept.START,
    )


@transaction.atomic
def keep(
    found: Prepared, result: Result, *, by: SignedIn, service: SignedIn, now: datetime
) -> None:
    """Seal a plan to the lead, and to each visitor their own part.

    Raises RuleBroken where the checker finds a rule broken: such a plan is never kept.
    """
    events.begin_write()
    wrong = broken(result.asked.week, result.plan.rounds)
    if wrong:
        raise RuleBroken(f"the plan would break the rule {wrong[0].rule}; it was not kept")
    row = RoundRow.objects.filter(id=found.row, made_at=found.made_at, state=kept.START).first()
    if row is None:
        raise Stale("somebody has planned these days meanwhile; look again, then decide")
    plan = _kept(found, result, now)
    if row.plan_id is None:
        fact = NewFact(
            subject=row.id,
            compartment=Compartment.ROUNDS,
            kind=PLAN,
            value=plan,
            to=(circle(SAFEGUARDING), circle(ENGINE)),
        )
        row.plan_id = facts.put(fact, by=service, now=now, purpose=PURPOSE)
    else:
        facts.change(row.plan_id, plan, by=service, now=now, purpose=PURPOSE)
    row.made_at = max(now, found.made_at + timedelta(microseconds=1))
    row.save(update_fields=["plan", "made_at"])
    _hand_out(row, plan, by=service, now=now)
    events.record("rounds.planned", by=by, about=row.id, now=now)


def _hand_out(row: RoundRow, plan: Kept, *, by: SignedIn, now: datetime) -> None:
    """Give each visitor their own part, in place of the one before."""
    old = ItemRow.objects.filter(subject=row.id, compartment=Compartment.ROUNDS, kind=OWN)
    for item in list(old.values_list("id", flat=True)):
        facts.shred(item, by=by, now=now, purpose=PURPOSE)
    whose = dict.fromkeys(who for one in plan.visits for who in one.visitors)
    new = [
        NewFact(
            subject=row.id,
            compartment=Compartment.ROUNDS,
            kind=OWN,
            value=Own(tuple(one for one in plan.visits if who in one.visitors)),
            to=(who,),
        )
        for who in whose
    ]
    if new:
        facts.put_many(new, by=by, now=now, about=row.id, purpose=PURPOSE)


def _kept(found: Prepared, result: Result, now: datetime) -> Kept:
    asked, made, again = result.asked, result.plan, result.again
    rounds = made.rounds
    visits = [_planned(asked, rounds, v) for v in np.flatnonzero(rounds.day >= 0).tolist()]
    visits += _carried(found.before, asked, now.date())
    left = tuple(
        Left(
            check=asked.checks[v],
            stay=asked.stays[v],
            area=asked.areas[v],
            reason=reason,
            against=asked.against[v],
        )
        for v, reason in sorted(made.left.items())
    )
    return Kept(
        made_at=now,
        visits=tuple(sorted(visits, key=lambda one: (one.day, one.begins, one.check))),
        left=left,
        metres=metres_of(asked.week, rounds),
        off=found.off,
        changed=None if again is None else _changed(asked, again, now),
    )


def _carried(before: Kept | None, asked: Asked, today: date) -> list[Planned]:
    """Visits of the plan before that have been made, or are being made today: they stay in it."""
    there = set(asked.checks)
    visits = before.visits if before is not None else ()
    return [one for one in visits if one.check not in there and one.day <= today]


def _planned(asked: Asked, rounds: Rounds, v: int) -> Planned:
    check, start = asked.checks[v], int(rounds.start[v])
    return Planned(
        check=check,
        stay=asked.stays[v],
        area=asked.areas[v],
        day=asked.days[int(rounds.day[v])],
        begins=time(start // 60, start % 60),
        minutes=int(asked.week.minutes[v]),
        visitors=tuple(asked.visitors[w] for w in rounds.who[v].tolist() if w != NOBODY),
        unannounced=check in asked.tried,
        tried=asked.tried.get(check, 0),
    )


def _changed(asked: Asked, again: Again, now: datetime) -> Changed:
    def ids(visits: Sequence[int]) -> tuple[UUID, ...]:
        return tuple(asked.checks[v] for v in visits)

    return Changed(
        at=now,
        moved=ids(again.changed),
        hours=ids(again.shifted),
        lost=ids(again.lost),
        least=again.least,
    )


def _as_rounds(asked: Asked, before: Kept) -> Rounds:
    """A kept plan as the engine's columns. What was held meanwhile is in it no more."""
    rounds = Rounds.empty(len(asked.checks))
    at = {check: v for v, check in enumerate(asked.checks)}
    whose = {who: w for w, who in enumerate(asked.visitors)}
    for one in before.visits:
        v = at.get(one.check)
        who = [whose[visitor] for visitor in one.visitors if visitor in whose]
        if v is None or len(who) != int(asked.week.needed[v]):
            continue
        rounds.day[v] = asked.days.index(one.day)
        rounds.start[v] = asks.minute(one.begins)
        rounds.who[v, : len(who)] = who
    return rounds


@transaction.atomic
def close_past(*, by: SignedIn, now: datetime) -> int:
    """Close every plan whose days are over, and show the seed of its draw. How many there were.

    `by` is the running program, which alone can open a seed.
    """
    events.begin_write()
    over = [
        row
        for row in RoundRow.objects.filter(state=kept.START, first_on__lt=now.date())
        if row.first_on + timedelta(row.days) <= now.date()
    ]
    for row in over:
        seed = facts.open_(Seed, row.draw_id, by=by, now=now, purpose=PURPOSE)
        rows.step(row, kept.STEPS, kept.Act.CLOSE, by, seed=seed.hex)
        events.record("rounds.revealed", by=by, about=row.id, now=now, purpose=seed.hex)
    return len(over)
