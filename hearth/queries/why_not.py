"""Why one home is not the one for a party: in words for staff, and in words for the person."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from hearth.core.audience import Audience
from hearth.core.decision import Decision
from hearth.core.host import asked_before
from hearth.core.programme import Before, Programme
from hearth.core.rules import may_host
from hearth.core.rules.pair import Pair
from hearth.engine.advice.now import Beside, beside_others
from hearth.engine.encode.together import together
from hearth.engine.explain import why_not
from hearth.store import cases, hosts, people, programmes, rows
from hearth.store.access import SignedIn
from hearth.store.hosts import Register
from hearth.store.models import CaseRow

PURPOSE = "why not"


@dataclass(frozen=True, slots=True, kw_only=True)
class WhyNot:
    """What speaks against a home, and where nothing hard does, what the plan made of it.

    staff, person : sentences, each for these eyes alone; none where nothing speaks against
    it. behind : points behind the best home that fits; None where a rule speaks against it.
    plan : a fact about the plan for all who wait, for staff; names nobody.
    """

    decision: Decision
    staff: tuple[str, ...]
    person: tuple[str, ...]
    behind: int | None
    plan: str | None


@transaction.atomic
def explain(*, case: UUID, home: UUID, by: SignedIn, now: datetime) -> WhyNot:
    """Why not this home, for the party of this case, as things stand now.

    Cost: one pair judged; where no rule speaks against it, one plan for all who wait.
    Raises NotFound; Sealed for whoever may not read the register.
    """
    row = rows.get(CaseRow, case)
    register = hosts.register(by=by, now=now, purpose=PURPOSE)
    decision = _judged(row, home, register, by=by, now=now)
    found = _beside(row, register, by=by, now=now) if decision.allowed else None
    at = list(register.homes).index(register.home(home).id)
    return WhyNot(
        decision=decision,
        staff=why_not(decision, Audience.CASEWORKER),
        person=why_not(decision, Audience.RESIDENT),
        behind=None if found is None else _behind(found, at),
        plan=None if found is None else _planned(found, at),
    )


def _judged(
    case: CaseRow, home: UUID, register: Register, *, by: SignedIn, now: datetime
) -> Decision:
    programme: Programme = programmes.of(case.programme)
    party = people.party(case.party_id, by=by, now=now, purpose=PURPOSE)
    found = register.home(home)
    pair = Pair(
        party=party.from_day(now.date()),
        home=found,
        host=register.host_of(found),
        on=now.date(),
        ties=register.ties,
        requirements=asked_before(Before.OFFER, programme.requirements),
        sensitive_kinds=programme.sensitive_kinds_by_id,
    )
    return may_host(pair, programme)


def _beside(case: CaseRow, register: Register, *, by: SignedIn, now: datetime) -> Beside:
    """The party of the case among all who wait, each under its own programme."""
    others = cases.waiting(now.date()).exclude(id=case.id)
    refs = {one.party_id: one.programme for one in (case, *others)}
    told = people.parties(refs, by=by, now=now, purpose=PURPOSE)
    every = together(
        [party.from_day(now.date()) for party in told.values()],
        list(register.homes.values()),
        register.hosts,
        register.ties,
        programmes=[programmes.of(ref) for ref in refs.values()],
        on=now.date(),
    )
    return beside_others(every, 0)


def _behind(found: Beside, home: int) -> int:
    points = found.points[found.home == home]
    return int(found.points.max() - points[0])


def _planned(found: Beside, home: int) -> str:
    """What the plan for all who wait made of a home."""
    if found.planned == home:
        return "in the plan for all who wait it is the home for this party"
    at = int((found.home == home).argmax())
    if not found.taken[at]:
        return "in the plan for all who wait nobody takes it"
    if found.only[at]:
        return "in the plan for all who wait it is left to somebody who can live nowhere else"
    return "in the plan for all who wait it is taken by parties for whom it is worth more"
