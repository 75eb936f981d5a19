"""A shortlist: the few homes that may be offered, with the reasons for and against."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from hearth.core import shortlist
from hearth.core.compartments import OFFICE, Compartment
from hearth.core.errors import RuleBroken
from hearth.core.host import asked_before
from hearth.core.person import Party
from hearth.core.programme import Before, Programme
from hearth.core.rules import judged_by, rules_of
from hearth.core.rules.pair import LastResort, Pair
from hearth.core.shortlist import Act, Judged, Opening, Ranked, Shortlist, State, openings
from hearth.engine.advice.now import beside_others
from hearth.engine.advice.standing import Everybody
from hearth.engine.encode import encode
from hearth.engine.encode.together import together
from hearth.engine.explain import leaves, why
from hearth.engine.shortlist import shortlist as best
from hearth.store import cases, events, facts, hosts, people, programmes, rows
from hearth.store.access import SignedIn
from hearth.store.hosts import Register
from hearth.store.models import CaseRow, ShortlistRow
from hearth.store.principals import circle

HOMES_LISTED = 20
MOST_URGENT = 0  # tier


@dataclass(frozen=True, slots=True)
class Made:
    """A shortlist just made, every home judged, and the single changes that would open more.

    `weighed`: the order leaves homes for those who wait and can live nowhere else.
    """

    id: UUID
    shortlist: Shortlist
    judged: tuple[Judged, ...]
    openings: tuple[Opening, ...]
    weighed: bool = False


@transaction.atomic
def make(*, case: UUID, by: SignedIn, now: datetime, leave_homes: bool = False) -> Made:
    """Judge every home in the register by the hard rules, and rank those that may host.

    The rules decide, pair by pair; the engine only orders what they allow. With
    `leave_homes`, beside what a home is worth to the party counts what it is worth to the
    others who wait; never for the most urgent, who take the best home whatever it costs.
    Cost: some 30 microseconds a home, and with `leave_homes` one plan for all. Raises
    NotFound; Sealed for whoever may not read the register; RuleBroken while the person is
    not ready for offers.
    """
    row = rows.get(CaseRow, case)
    must_be_ready(row, now.date())
    programme = programmes.of(row.programme)
    told = people.party(row.party_id, by=by, now=now, purpose="shortlist")
    party = told.from_day(now.date())
    register = hosts.register(by=by, now=now, purpose="shortlist")
    judged = judge(party, register, programme, now.date())
    weighed = leave_homes and party.tier > MOST_URGENT
    if weighed:
        every = _everybody(row, register, by=by, now=now)
        ranked = rank_beside_others(party, register, every)
    else:
        ranked = rank(party, register, programme, now.date())
    made = Shortlist(
        programme=programme.ref,
        on=now.date(),
        ranked=ranked,
        against={
            one.home: tuple(reason.code for reason in one.decision.against)
            for one in judged
            if not one.decision.allowed
        },
    )
    id = _write(row, made, by=by, now=now)
    return Made(id, made, tuple(judged), openings(judged), weighed)


def must_be_ready(case: CaseRow, today: date) -> None:
    """Raises RuleBroken while the person has asked for no offers."""
    if case.must_reassess:
        raise RuleBroken("the person asked to go through their needs again first")
    if case.parked_until is not None and today < case.parked_until:
        raise RuleBroken(f"the person asked for no offers before {case.parked_until}")


def _write(case: CaseRow, made: Shortlist, *, by: SignedIn, now: datetime) -> UUID:
    fact = facts.NewFact(
        subject=case.id,
        compartment=Compartment.CASEWORK,
        kind="shortlist",
        value=made,
        to=(circle(OFFICE),),
    )
    item = facts.put(fact, by=by, now=now, purpose="shortlist")
    for older in case.shortlists.exclude(state=State.OLD):
        rows.step(older, shortlist.STEPS, Act.AGE, by)
    row = ShortlistRow.objects.create(case=case, item_id=item, made_at=now, state=shortlist.START)
    if not made.ranked:
        rows.step(row, shortlist.STEPS, Act.FIND_NONE, by)
    events.record("shortlist.made", by=by, about=case.id, now=now)
    return row.id


def pair_of(
    party: Party,
    home: UUID,
    register: Register,
    programme: Programme,
    on: date,
    last_resort: LastResort | None = None,
) -> Pair:
    """A party and a home of the register, as the rules look at them."""
    found = register.home(home)
    return Pair(
        party=party,
        home=found,
        host=register.host_of(found),
        on=on,
        ties=register.ties,
        requirements=asked_before(Before.OFFER, programme.requirements),
        sensitive_kinds=programme.sensitive_kinds_by_id,
        last_resort=last_resort,
    )


def judge(party: Party, register: Register, programme: Programme, on: date) -> list[Judged]:
    """What the hard rules say of every home, in the order of the register."""
    in_force = rules_of(programme)
    return [
        Judged(home, judged_by(pair_of(party, home, register, programme, on), in_force))
        for home in register.homes
    ]


def rank(party: Party, register: Register, programme: Programme, on: date) -> tuple[Ranked, ...]:
    """The homes that may host, best first, each with what its points are made of."""
    homes = list(register.homes.values())
    tables = encode([party], homes, register.hosts, register.ties, programme=programme, on=on)
    found = best(tables.parties, tables.homes, 0, HOMES_LISTED)
    chosen: Sequence[int] = found.home.tolist()
    return tuple(
        Ranked(homes[at].id, points, why(party, homes[at], register.host_of(homes[at])))
        for at, points in zip(chosen, found.points.tolist(), strict=True)
    )


def _everybody(case: CaseRow, register: Register, *, by: SignedIn, now: datetime) -> Everybody:
    """The party of the case first, then all others who wait, each by its own programme."""
    others = cases.waiting(now.date()).exclude(id=case.id)
    refs = {one.party_id: one.programme for one in (case, *others)}
    told = people.parties(refs, by=by, now=now, purpose="shortlist")
    return together(
        [party.from_day(now.date()) for party in told.values()],
        list(register.homes.values()),
        register.hosts,
        register.ties,
        programmes=[programmes.of(ref) for ref in refs.values()],
        on=now.date(),
    )


def rank_beside_others(party: Party, register: Register, every: Everybody) -> tuple[Ranked, ...]:
    """The same with what each home is worth to the others; `party` is the first of `every`.

    A home put below one of fewer points says why.
    """
    homes = list(register.homes.values())
    found = beside_others(every, 0)
    ranked: list[Ranked] = []
    for at in range(min(found.home.size, HOMES_LISTED)):
        home, points = homes[found.home[at]], int(found.points[at])
        because = why(party, home, register.host_of(home))
        above = max((one.points for one in ranked if one.points < points), default=None)
        if above is not None:
            because = (*because, leaves(points, above, only=bool(found.only[at])))
        ranked.append(Ranked(home.id, points, because))
    return tuple(ranked)
