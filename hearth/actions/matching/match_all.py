"""The plan for everyone who waits: urgency first, then as many as can be, then what fits best."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import uuid4

import numpy as np
from django.db import transaction
from numpy.typing import NDArray

from hearth.actions.matching.desk import Desk, register_to_plan
from hearth.core.decision import Decision
from hearth.core.home import Home
from hearth.core.ids import HomeId, PartyId
from hearth.core.person import Party
from hearth.core.programme import Programme, RoomRule
from hearth.core.rooms import Sleeping, rooms_kept
from hearth.core.rules import judged_by, may_host, rules_of
from hearth.core.rules.eligibility import admits
from hearth.engine.advice.standing import Everybody, Standing, standing, whole_places
from hearth.engine.allowed import broken
from hearth.engine.assign import Solve, assign
from hearth.engine.certify import Proof, certify, certify_beds
from hearth.engine.encode import encode
from hearth.engine.files import Job
from hearth.engine.plan import Plan
from hearth.store import events, plans
from hearth.store.access import SignedIn
from hearth.store.hosts import Register
from hearth.store.plans import KeptPlan
from hearth.store.waiting import Waiting

HOMES_JUDGED = 500  # of those that come nearest; for each party that is left
PURPOSE = "match"
TRIES = 3  # at a plan, where what it is made of becomes different while it is looked for
Progress = Callable[[str], None]
Solver = Callable[[Waiting, Register], Solve]
"""What finds the plan for those who wait over this register; `by_region.py` has another."""


@dataclass(frozen=True, slots=True)
class Placed:
    """A party and the home the plan has for it."""

    party: PartyId
    home: HomeId


@dataclass(frozen=True, slots=True)
class Unplaced:
    """A party without a home in this plan, and how many homes each reason speaks against.

    `fits` homes would do but are given to others, who wait more urgently or fit better.
    `judged` homes were looked at for the reasons: those that come nearest to fitting.
    """

    party: PartyId
    fits: int
    judged: int
    reasons: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Matched:
    """A plan, with its proof and with the plain second look at every pair in it.

    moved : parties whom the last plan had somewhere else, where they still wait.
    shared : whether parties share the rooms of a home: that is always planned as a whole.
    kept_whole : whether they could, and there are too many pairs or tiers to plan it: each
    home is kept for whole parties, and the proof is of that stricter question.
    """

    placed: tuple[Placed, ...]
    unplaced: tuple[Unplaced, ...]
    moved: tuple[PartyId, ...]
    proof: Proof
    broken: tuple[str, ...]
    job: Job
    plan: Plan
    homes: int
    shared: bool
    kept_whole: bool


def match_all(
    *,
    by: SignedIn,
    now: datetime,
    progress: Progress = lambda _: None,
    desk: Desk | None = None,
    solver: Solver | None = None,
) -> Matched:
    """Plan a home for every party that waits. Writes no offer: that is a person's act.

    Each programme's parties are judged by its own rules; all share the homes. Everybody
    who waits is asked for from today on. The plan is kept: the next one begins from it, and
    of plans that are worth the same takes one that leaves most parties where this one has
    them. Nobody is kept from writing while it is looked for; where a home, a host or a party
    has become different meanwhile it is looked for again, and after TRIES it is the plan of the
    moment it was begun at. With a desk the register need not be opened, and the plan is the
    desk's last one, mended by what is different since. solver : another way to find the same
    plan. Raises Sealed for whoever may not read the register.
    """
    if solver is None and desk is not None:
        solver = _at(desk)
    for left in reversed(range(TRIES)):
        progress("opening the register")
        read = _read(desk, by=by, now=now)
        progress(
            f"judging {len(read.waiting.parties)} parties against {len(read.register.homes)} homes"
        )
        found = plan_for(read.waiting, read.register, read.last, solver, progress=progress)
        if _keep(found, read, whatever=left == 0, by=by, now=now):
            break
    return found


@dataclass(frozen=True, slots=True)
class _Read:
    """What a plan is made of, and how long the log was then."""

    register: Register
    waiting: Waiting
    last: KeptPlan | None
    seq: int


@transaction.atomic
def _read(desk: Desk | None, *, by: SignedIn, now: datetime) -> _Read:
    events.begin_write()
    register = register_to_plan(by, desk, now=now, purpose=PURPOSE)
    waiting = Waiting.load(by=by, now=now, purpose=PURPOSE)
    last = plans.last(by=by, now=now, purpose=PURPOSE)
    return _Read(register, waiting, last, events.head()[0])


@transaction.atomic
def _keep(found: Matched, read: _Read, *, whatever: bool, by: SignedIn, now: datetime) -> bool:
    """Keep the plan, if it still is one of what is there, or `whatever` is. Whether it was kept."""
    events.begin_write()
    if not whatever and plans.touched_since(read.seq):
        return False
    kept = KeptPlan.of(
        found.plan, [one.id for one in read.waiting.parties], list(read.register.homes)
    )
    if kept != read.last:
        plans.keep(kept, by=by, now=now, purpose=PURPOSE)
    events.record("match.made", by=by, about=str(len(read.waiting.parties)), now=now)
    return True


def plan_for(
    waiting: Waiting,
    register: Register,
    last: KeptPlan | None = None,
    solver: Solver | None = None,
    *,
    progress: Progress = lambda _: None,
) -> Matched:
    """The best plan for these parties and this register, begun from the last. Writes nothing.

    solver : as for `match_all`.

    Cost: to say why not, some 70 microseconds for each unplaced party and home judged.
    """
    every = waiting.over(register)
    progress("finding the best plan")
    before = None
    if last is not None:
        before = last.before([one.id for one in waiting.parties], list(register.homes))
    solve = assign if solver is None else solver(waiting, register)
    found = standing(every, start=before, solve=solve)
    plan, (job, proof) = found.plan, _proven(every, found)
    placed = _placed(waiting.parties, register, plan)
    fits = np.diff(every.lists.indptr)
    progress("checking every pair again")
    return Matched(
        placed=tuple(placed),
        unplaced=tuple(_unplaced(waiting, register, fits, plan)),
        moved=tuple(_moved(waiting.parties, placed, last)),
        proof=proof,
        broken=tuple(check(waiting, register, plan)),
        job=job,
        plan=plan,
        homes=len(register.homes),
        shared=found.shared,
        kept_whole=found.kept_whole,
    )


def _at(desk: Desk) -> Solver:
    """From the plan that the desk keeps."""

    def solver(waiting: Waiting, register: Register) -> Solve:
        return desk.solver([party.id for party in waiting.parties], list(register.homes))

    return solver


def _moved(
    parties: Sequence[Party], placed: Sequence[Placed], last: KeptPlan | None
) -> list[PartyId]:
    """Who had a home in the last plan and has another in this one, or none."""
    now = {one.party: one.home for one in placed}
    then = {} if last is None else last.homes
    return [party.id for party in parties if then.get(party.id) not in {None, now.get(party.id)}]


def _proven(every: Everybody, found: Standing) -> tuple[Job, Proof]:
    """The job that a plan is for, under random ids, and what its proof says."""
    plan, value = found.plan, found.value
    indptr, home = every.lists.indptr, every.lists.home
    ids = tuple(uuid4().hex for _ in every.tier), tuple(uuid4().hex for _ in every.rooms)
    if found.shared:
        needed, rooms, most = every.needed, every.rooms, every.places
        proof = certify_beds(indptr, home, value, needed, rooms, plan, parties_max=most)
        return Job(*ids, indptr, home, value, rooms, needed, most), proof
    places = whole_places(every)
    proof = certify(indptr, home, value, places, plan)
    return Job(*ids, indptr, home, value, places), proof


def check(waiting: Waiting, register: Register, plan: Plan) -> list[str]:
    """Every hard rule again, in plain Python, for every pair of a plan. Codes of what is broken.

    Parties that share a home are put into its rooms one after the other, so that two
    that fit alone and not together are found as well. Knows nothing of tables.
    """
    homes = list(register.homes)
    now: dict[HomeId, Home] = dict(register.homes)
    broken: list[str] = []
    asking = zip(waiting.parties, waiting.programmes, plan.home.tolist(), strict=True)
    for party, programme, at in asking:
        if at < 0:
            continue
        home = homes[at]
        current = Register({home: now[home]}, register.hosts, register.ties)
        decision = may_host(current.pair(party, home, programme, waiting.on), programme)
        broken += [reason.code for reason in decision.against]
        now[home] = _with(now[home], party, programme)
    return broken


def _with(home: Home, party: Party, programme: Programme) -> Home:
    """The home with the party in it, in as few of the first free rooms as will do."""
    standard, sleeping = programme.rule(RoomRule).standard, Sleeping.of(party, party.stay.first)
    theirs = rooms_kept(sleeping, home.rooms, home.rooms_taken, standard) or frozenset()
    taken = home.rooms_taken | theirs
    return replace(home, rooms_taken=taken, parties_now=home.parties_now + 1)


def _placed(parties: Sequence[Party], register: Register, plan: Plan) -> list[Placed]:
    homes = list(register.homes)
    return [
        Placed(party.id, homes[at])
        for party, at in zip(parties, plan.home.tolist(), strict=True)
        if at >= 0
    ]


def _unplaced(
    waiting: Waiting, register: Register, fits: NDArray[np.int64], plan: Plan
) -> list[Unplaced]:
    """Why each party that is left has no home, by every rule in its own words."""
    on, left = waiting.on, np.flatnonzero(plan.home < 0).tolist()
    nearest = _nearest([(waiting.parties[at], waiting.programmes[at]) for at in left], register, on)
    found = []
    for at in left:
        party, programme = waiting.parties[at], waiting.programmes[at]
        alone = _codes(admits(programme, party))
        if alone:
            judged = len(register.homes)
            reasons = Counter(dict.fromkeys(alone, judged))
        else:
            near = nearest[party.id]
            judged, reasons = len(near), _reasons(party, near, register, programme, on)
        found.append(Unplaced(party.id, int(fits[at]), judged, dict(reasons)))
    return found


def _nearest(
    asking: Sequence[tuple[Party, Programme]], register: Register, on: date
) -> dict[PartyId, list[HomeId]]:
    """Per party the homes that fail by the fewest tests of the engine, at most HOMES_JUDGED."""
    homes, found = list(register.homes.values()), {}
    for programme in {programme.ref: programme for _, programme in asking}.values():
        some = [party for party, its in asking if its.ref == programme.ref]
        tables = encode(some, homes, register.hosts, register.ties, programme=programme, on=on)
        for at, party in enumerate(some):
            failed = broken(tables.parties, tables.homes, at)
            misses = np.sum([test.astype(np.int16) for test in failed.values()], axis=0)
            order = np.argsort(misses, kind="stable")[:HOMES_JUDGED]
            found[party.id] = [homes[row].id for row in order.tolist()]
    return found


def _reasons(
    party: Party,
    homes: Sequence[HomeId],
    register: Register,
    programme: Programme,
    on: date,
) -> Counter[str]:
    in_force = rules_of(programme)
    return Counter(
        code
        for home in homes
        for code in _codes(judged_by(register.pair(party, home, programme, on), in_force))
    )


def _codes(decision: Decision) -> set[str]:
    return {reason.code for reason in decision.against}
