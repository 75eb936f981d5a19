"""Why one home is not the one for a party: in words for staff, and in words for the person."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from hearth.core.audience import Audience
from hearth.core.decision import Decision
from hearth.core.ids import HomeId
from hearth.core.person import Party
from hearth.core.programme import Programme
from hearth.core.rules import may_host
from hearth.engine.advice.now import Beside, beside_others
from hearth.engine.explain import why_not
from hearth.store import hosts, offices, people, plans, programmes, rows, walls
from hearth.store.access import SignedIn
from hearth.store.hosts import Register
from hearth.store.models import CaseRow
from hearth.store.plans import KeptPlan
from hearth.store.waiting import Waiting

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


Best = Callable[[Party, Programme, int, datetime], Sequence[tuple[HomeId, int]]]
"""The best homes of a register for a party, so many at most, each with its points: a desk's."""


@transaction.atomic
def at_desk(
    *, case: UUID, home: UUID, by: SignedIn, now: datetime, register: Register, best: Best
) -> WhyNot:
    """Why not this home, for the party of this case, where a desk holds the register open.

    register, best : of the desk, as it stands now. Nobody but this party is looked at: of the
    plan for all who wait it says what the last one made of the home. Cost: one pair judged, one
    shortlist. Raises NotFound; Sealed for whoever may not read the register.
    """
    offices.must_be_of_one(by)  # whoever is of no office may not read what a desk holds
    walls.must_be_theirs(CaseRow, case, by)
    row = rows.get(CaseRow, case)
    party, programme = _read(row, by=by, now=now)
    decision = may_host(register.pair(party, home, programme, now.date()), programme)
    behind = plan = None
    if decision.allowed:
        points = dict(best(party, programme, len(register.homes), now))
        behind = max(points.values()) - points[HomeId(home)] if home in points else None
        plan = _kept(plans.last(by=by, now=now, purpose=PURPOSE), party, home)
    return _told(decision, behind, plan)


@transaction.atomic
def explain(*, case: UUID, home: UUID, by: SignedIn, now: datetime) -> WhyNot:
    """The same where no desk is open: everything is opened, and a plan for all who wait made now.

    Raises NotFound; Sealed for whoever may not read the register.
    """
    walls.must_be_theirs(CaseRow, case, by)
    row = rows.get(CaseRow, case)
    register = hosts.register(by=by, now=now, purpose=PURPOSE)
    party, programme = _read(row, by=by, now=now)
    decision = may_host(register.pair(party, home, programme, now.date()), programme)
    found = None
    if decision.allowed:
        waiting = Waiting.load(first=row, by=by, now=now, purpose=PURPOSE)
        found = beside_others(waiting.over(register), 0)
    at = list(register.homes).index(register.home(home).id)
    return _told(
        decision,
        None if found is None else _behind(found, at),
        None if found is None else _planned(found, at),
    )


def _read(case: CaseRow, *, by: SignedIn, now: datetime) -> tuple[Party, Programme]:
    party = people.party(case.party_id, by=by, now=now, purpose=PURPOSE)
    return party.from_day(now.date()), programmes.of(case.programme)


def _told(decision: Decision, behind: int | None, plan: str | None) -> WhyNot:
    return WhyNot(
        decision=decision,
        staff=why_not(decision, Audience.CASEWORKER),
        person=why_not(decision, Audience.RESIDENT),
        behind=behind,
        plan=plan,
    )


def _kept(plan: KeptPlan | None, party: Party, home: UUID) -> str | None:
    """What the last plan for all who wait made of a home; None where none was made."""
    if plan is None:
        return None
    if plan.homes.get(party.id) == home:
        return "in the last plan for all who wait it is the home for this party"
    if home not in plan.homes.values():
        return "in the last plan for all who wait nobody takes it"
    return "in the last plan for all who wait it is taken by parties for whom it is worth more"


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
