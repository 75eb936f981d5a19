"""The plan for everyone who waits: urgency first, then as many as can be, then what fits best."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import uuid4

import numpy as np
from django.db import transaction
from numpy.typing import NDArray

from hearth.actions.shortlist import pair_of
from hearth.core.decision import Decision
from hearth.core.home import Home
from hearth.core.ids import HomeId, PartyId
from hearth.core.person import Party
from hearth.core.programme import Programme, RoomRule
from hearth.core.rooms import Sleeping, beds_for
from hearth.core.rules import judged_by, may_host, rules_of
from hearth.core.rules.eligibility import admits
from hearth.engine.advice.standing import Everybody, standing, whole_places
from hearth.engine.allowed import broken
from hearth.engine.certify import Proof, certify, certify_beds
from hearth.engine.encode import encode
from hearth.engine.encode.together import together
from hearth.engine.files import Job
from hearth.engine.plan import Plan
from hearth.store import events, hosts, people, programmes
from hearth.store.access import SignedIn
from hearth.store.cases import waiting as cases_waiting
from hearth.store.hosts import Register

HOMES_JUDGED = 500  # of those that come nearest; for each party that is left
Progress = Callable[[str], None]


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
    """A plan, with its proof and with the plain second look at every pair in it."""

    placed: tuple[Placed, ...]
    unplaced: tuple[Unplaced, ...]
    proof: Proof
    broken: tuple[str, ...]
    job: Job
    plan: Plan
    homes: int


@transaction.atomic
def match_all(*, by: SignedIn, now: datetime, progress: Progress = lambda _: None) -> Matched:
    """Plan a home for every party that waits. Writes no offer: that is a person's act.

    Each programme's parties are judged by its own rules; all share the homes. Everybody
    who waits is asked for from today on. Raises Sealed for whoever may not read the
    register.
    """
    progress("opening the register")
    register = hosts.register(by=by, now=now, purpose="match")
    cases = list(cases_waiting(now.date()))
    waiting = people.parties((c.party_id for c in cases), by=by, now=now, purpose="match")
    parties = [party.from_day(now.date()) for party in waiting.values()]
    by_party = {PartyId(case.party_id): programmes.of(case.programme) for case in cases}
    progress(f"judging {len(parties)} parties against {len(register.homes)} homes")
    found = plan_for(parties, register, by_party, now.date(), progress=progress)
    events.record("match.made", by=by, about=str(len(parties)), now=now)
    return found


def plan_for(
    parties: Sequence[Party],
    register: Register,
    by_party: Mapping[PartyId, Programme],
    on: date,
    *,
    progress: Progress = lambda _: None,
) -> Matched:
    """The best plan for these parties, each under its own programme. Writes nothing.

    Cost: to say why not, some 70 microseconds for each unplaced party and home judged.
    """
    every = together(
        parties,
        list(register.homes.values()),
        register.hosts,
        register.ties,
        programmes=[by_party[party.id] for party in parties],
        on=on,
    )
    progress("finding the best plan")
    job, plan, proof = _solve(every)
    fits = np.diff(every.lists.indptr)
    progress("checking every pair again")
    return Matched(
        placed=tuple(_placed(parties, register, plan)),
        unplaced=tuple(_unplaced(parties, register, by_party, fits, plan, on)),
        proof=proof,
        broken=tuple(check(parties, register, by_party, plan, on)),
        job=job,
        plan=plan,
        homes=len(register.homes),
    )


def _solve(every: Everybody) -> tuple[Job, Plan, Proof]:
    """The best plan, the job it is for under random ids, and what its proof says."""
    found = standing(every)
    plan, value = found.plan, found.value
    indptr, home = every.lists.indptr, every.lists.home
    ids = tuple(uuid4().hex for _ in every.tier), tuple(uuid4().hex for _ in every.rooms)
    if found.shared:
        needed, rooms, most = every.needed, every.rooms, every.places
        proof = certify_beds(indptr, home, value, needed, rooms, plan, parties_max=most)
        return Job(*ids, indptr, home, value, rooms, needed, most), plan, proof
    places = whole_places(every)
    proof = certify(indptr, home, value, places, plan)
    return Job(*ids, indptr, home, value, places), plan, proof


def check(
    parties: Sequence[Party],
    register: Register,
    by_party: Mapping[PartyId, Programme],
    plan: Plan,
    on: date,
) -> list[str]:
    """Every hard rule again, in plain Python, for every pair of a plan. Codes of what is broken.

    Parties that share a home are put into its rooms one after the other, so that two
    that fit alone and not together are found as well. Knows nothing of tables.
    """
    homes = list(register.homes)
    now: dict[HomeId, Home] = dict(register.homes)
    broken: list[str] = []
    for party, at in zip(parties, plan.home.tolist(), strict=True):
        if at < 0:
            continue
        home, programme = homes[at], by_party[party.id]
        current = Register({home: now[home]}, register.hosts, register.ties)
        decision = may_host(pair_of(party, home, current, programme, on), programme)
        broken += [reason.code for reason in decision.against]
        now[home] = _with(now[home], party, programme)
    return broken


def _with(home: Home, party: Party, programme: Programme) -> Home:
    """The home with the party in it, in as few of the first free rooms as will do."""
    standard, sleeping = programme.rule(RoomRule).standard, Sleeping.of(party, party.stay.first)
    free = [at for at in range(len(home.rooms)) if at not in home.rooms_taken]
    ways = (beds_for(sleeping, home.rooms_free[:few], standard) for few in range(1, len(free) + 1))
    beds = next((way for way in ways if way is not None), ())
    taken = home.rooms_taken | {free[room] for room in beds}
    return replace(home, rooms_taken=taken, parties_now=home.parties_now + 1)


def _placed(parties: Sequence[Party], register: Register, plan: Plan) -> list[Placed]:
    homes = list(register.homes)
    return [
        Placed(party.id, homes[at])
        for party, at in zip(parties, plan.home.tolist(), strict=True)
        if at >= 0
    ]


def _unplaced(
    parties: Sequence[Party],
    register: Register,
    by_party: Mapping[PartyId, Programme],
    fits: NDArray[np.int64],
    plan: Plan,
    on: date,
) -> list[Unplaced]:
    """Why each party that is left has no home, by every rule in its own words."""
    left = np.flatnonzero(plan.home < 0).tolist()
    nearest = _nearest([parties[at] for at in left], register, by_party, on)
    found = []
    for at in left:
        party, programme = parties[at], by_party[parties[at].id]
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
    parties: Sequence[Party],
    register: Register,
    by_party: Mapping[PartyId, Programme],
    on: date,
) -> dict[PartyId, list[HomeId]]:
    """Per party the homes that fail by the fewest tests of the engine, at most HOMES_JUDGED."""
    homes, found = list(register.homes.values()), {}
    for programme in {by_party[party.id].ref: by_party[party.id] for party in parties}.values():
        some = [party for party in parties if by_party[party.id].ref == programme.ref]
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
        for code in _codes(judged_by(pair_of(party, home, register, programme, on), in_force))
    )


def _codes(decision: Decision) -> set[str]:
    return {reason.code for reason in decision.against}
