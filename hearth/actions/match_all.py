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
from hearth.core.errors import InvalidValue
from hearth.core.home import Home
from hearth.core.ids import HomeId, PartyId
from hearth.core.person import Party
from hearth.core.programme import Programme, RoomRule
from hearth.core.rooms import Sleeping, beds_for
from hearth.core.rules import judged_by, may_host, rules_of
from hearth.core.rules.eligibility import admits
from hearth.engine.allowed import broken
from hearth.engine.assign import assign
from hearth.engine.beds import assign_beds
from hearth.engine.candidates import Candidates, candidates
from hearth.engine.certify import Proof, certify, certify_beds
from hearth.engine.encode import Encoded, encode
from hearth.engine.encode.bits import ANY_SIZE
from hearth.engine.files import Job
from hearth.engine.plan import Plan
from hearth.engine.tiers import with_tiers
from hearth.store import events, hosts, people, programmes
from hearth.store.access import SignedIn
from hearth.store.cases import waiting as cases_waiting
from hearth.store.hosts import Register

SHARED_ROOMS_EXACT_UP_TO = 60_000  # pairs; above it each home is kept for whole parties
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
    tables = _tables(parties, register, by_party, on)
    progress("finding the best plan")
    job, plan, proof = _solve(parties, register, tables)
    progress("checking every pair again")
    return Matched(
        placed=tuple(_placed(parties, register, plan)),
        unplaced=tuple(_unplaced(parties, register, by_party, tables, plan, on)),
        proof=proof,
        broken=tuple(check(parties, register, by_party, plan, on)),
        job=job,
        plan=plan,
        homes=len(register.homes),
    )


@dataclass(frozen=True, slots=True)
class _Tables:
    """Candidates of all parties, in one list over one row of homes per home."""

    lists: Candidates
    rooms_needed: NDArray[np.int32]  # per candidate
    places: NDArray[np.int32]  # per home
    encoded: Mapping[int, tuple[Encoded, int]]  # per party: its tables, and its row there


def _tables(
    parties: Sequence[Party],
    register: Register,
    by_party: Mapping[PartyId, Programme],
    on: date,
) -> _Tables:
    homes = list(register.homes.values())
    rows: dict[int, tuple[NDArray[np.int32], ...]] = {}
    tables: dict[int, tuple[Encoded, int]] = {}
    places = np.full(len(homes), ANY_SIZE, np.int32)
    for ref in dict.fromkeys(programme.ref for programme in by_party.values()):
        chosen = [at for at, party in enumerate(parties) if by_party[party.id].ref == ref]
        programme = by_party[parties[chosen[0]].id]
        some = [parties[at] for at in chosen]
        encoded = encode(some, homes, register.hosts, register.ties, programme=programme, on=on)
        found = candidates(encoded.parties, encoded.homes)
        # Where parties of several programmes may come, the strictest says how many.
        sought = np.unique(found.home)
        places[sought] = np.minimum(places[sought], encoded.homes.places[sought])
        for k, at in enumerate(chosen):
            tables[at] = (encoded, k)
            part = slice(int(found.indptr[k]), int(found.indptr[k + 1]))
            home = found.home[part]
            rows[at] = (home, found.value[part], _needed(encoded, k, home))
    return _joined(rows, tables, places)


def _needed(encoded: Encoded, party: int, home: NDArray[np.int32]) -> NDArray[np.int32]:
    kind = encoded.parties.party_class[party]
    needed: NDArray[np.int32] = encoded.rooms_needed[kind, encoded.homes.home_class[home]]
    return needed


def _joined(
    rows: Mapping[int, tuple[NDArray[np.int32], ...]],
    tables: Mapping[int, tuple[Encoded, int]],
    places: NDArray[np.int32],
) -> _Tables:
    count = len(rows)
    sizes = [rows[at][0].size for at in range(count)]
    columns = [
        np.concatenate([np.empty(0, np.int32), *(rows[at][which] for at in range(count))])
        for which in range(3)
    ]
    indptr = np.cumsum([0, *sizes]).astype(np.int64)
    return _Tables(
        Candidates(indptr, columns[0].astype(np.int32), columns[1].astype(np.int32)),
        columns[2].astype(np.int32),
        places,
        tables,
    )


def _solve(
    parties: Sequence[Party], register: Register, tables: _Tables
) -> tuple[Job, Plan, Proof]:
    tier = np.array([party.tier for party in parties], np.int16)
    rooms = np.array([len(home.rooms_free) for home in register.homes.values()], np.int32)
    ids = tuple(uuid4().hex for _ in parties), tuple(uuid4().hex for _ in register.homes)
    small = tables.lists.home.size <= SHARED_ROOMS_EXACT_UP_TO
    # A list as long as there are parties is read as rooms per party, not per candidate.
    each = np.diff(tables.lists.indptr)
    clear = each.sum() != len(parties) or bool((each == 1).all())
    if small and clear and _rooms_are_shared(tables, rooms):
        value = _exact_values(tables.lists, tier)
        if value is not None:
            return _by_rooms(ids, tables, rooms, value)
    return _by_places(ids, tables, _whole_places(tables, rooms), tier)


def _exact_values(lists: Candidates, tier: NDArray[np.int16]) -> NDArray[np.int64] | None:
    """Values that keep urgency first where rooms are shared; None where they grow too large."""
    try:
        return with_tiers(lists.value, lists.indptr, tier, shared_beds=True)
    except InvalidValue:
        return None


def _by_rooms(
    ids: tuple[tuple[str, ...], tuple[str, ...]],
    tables: _Tables,
    rooms: NDArray[np.int32],
    value: NDArray[np.int64],
) -> tuple[Job, Plan, Proof]:
    """The best plan in which parties who need unequal numbers of rooms share a home."""
    lists, needed, most = tables.lists, tables.rooms_needed, tables.places
    plan = assign_beds(lists.indptr, lists.home, value, needed, rooms, most)
    proof = certify_beds(lists.indptr, lists.home, value, needed, rooms, plan, parties_max=most)
    return Job(*ids, lists.indptr, lists.home, value, rooms, needed, most), plan, proof


def _by_places(
    ids: tuple[tuple[str, ...], tuple[str, ...]],
    tables: _Tables,
    places: NDArray[np.int32],
    tier: NDArray[np.int16],
) -> tuple[Job, Plan, Proof]:
    """The best plan in which a home has so many places, whoever comes."""
    lists = tables.lists
    value = with_tiers(lists.value, lists.indptr, tier)
    plan = assign(lists.indptr, lists.home, value, places)
    proof = certify(lists.indptr, lists.home, value, places, plan)
    return Job(*ids, lists.indptr, lists.home, value, places), plan, proof


def _most_rooms(tables: _Tables, homes: int) -> NDArray[np.int32]:
    """The most rooms that any candidate of a home needs there; at least 1."""
    most = np.ones(homes, np.int32)
    np.maximum.at(most, tables.lists.home, tables.rooms_needed)
    return most


def _rooms_are_shared(tables: _Tables, rooms: NDArray[np.int32]) -> bool:
    """Whether somewhere parties who need unequal numbers of rooms compete for them."""
    safe = _whole_places(tables, rooms)
    return bool((np.minimum(tables.places, rooms) > safe).any())


def _whole_places(tables: _Tables, rooms: NDArray[np.int32]) -> NDArray[np.int32]:
    """Places per home such that whichever of its candidates come, there are rooms for all."""
    safe = rooms // _most_rooms(tables, rooms.size)
    whole: NDArray[np.int32] = np.minimum(tables.places, np.maximum(safe, 0)).astype(np.int32)
    return whole


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
    tables: _Tables,
    plan: Plan,
    on: date,
) -> list[Unplaced]:
    """Why each party that is left has no home, by every rule in its own words."""
    fits = np.diff(tables.lists.indptr)
    homes = list(register.homes)
    found = []
    for at in np.flatnonzero(plan.home < 0).tolist():
        party, programme = parties[at], by_party[parties[at].id]
        alone = _codes(admits(programme, party))
        if alone:
            judged, reasons = len(homes), Counter(dict.fromkeys(alone, len(homes)))
        else:
            near = [homes[home] for home in _nearest(*tables.encoded[at])]
            judged, reasons = len(near), _reasons(party, near, register, programme, on)
        found.append(Unplaced(party.id, int(fits[at]), judged, dict(reasons)))
    return found


def _nearest(tables: Encoded, party: int) -> list[int]:
    """The homes that fail by the fewest tests of the engine, at most HOMES_JUDGED of them."""
    failed = broken(tables.parties, tables.homes, party)
    misses = np.sum([test.astype(np.int16) for test in failed.values()], axis=0)
    nearest: list[int] = np.argsort(misses, kind="stable")[:HOMES_JUDGED].tolist()
    return nearest


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
