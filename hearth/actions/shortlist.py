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
from hearth.engine.encode import encode
from hearth.engine.explain import why
from hearth.engine.shortlist import shortlist as best
from hearth.store import events, facts, hosts, people, programmes, rows
from hearth.store.access import SignedIn
from hearth.store.hosts import Register
from hearth.store.models import CaseRow, ShortlistRow
from hearth.store.principals import circle

HOMES_LISTED = 20


@dataclass(frozen=True, slots=True)
class Made:
    """A shortlist just made, every home judged, and the single changes that would open more."""

    id: UUID
    shortlist: Shortlist
    judged: tuple[Judged, ...]
    openings: tuple[Opening, ...]


@transaction.atomic
def make(*, case: UUID, by: SignedIn, now: datetime) -> Made:
    """Judge every home in the register by the hard rules, and rank those that may host.

    The rules decide, pair by pair; the engine only orders what they allow. Cost: some
    30 microseconds a home. Raises NotFound; Sealed for whoever may not read the register;
    RuleBroken while the person is not ready for offers.
    """
    row = rows.get(CaseRow, case)
    must_be_ready(row, now.date())
    programme = programmes.of(row.programme)
    told = people.party(row.party_id, by=by, now=now, purpose="shortlist")
    party = told.from_day(now.date())
    register = hosts.register(by=by, now=now, purpose="shortlist")
    judged = judge(party, register, programme, now.date())
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
    return Made(id, made, tuple(judged), openings(judged))


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
