"""Why one home is not the one for a party: in words for staff, and in words for the person."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from hearth.core.audience import Audience
from hearth.core.compartments import OFFICE
from hearth.core.decision import Decision
from hearth.core.rules import may_host
from hearth.engine.advice.now import Beside, beside_others
from hearth.engine.explain import why_not
from hearth.store import hosts, people, programmes, rows
from hearth.store.access import SignedIn
from hearth.store.hosts import Register
from hearth.store.models import CaseRow
from hearth.store.principals import circle
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


@transaction.atomic
def explain(
    *, case: UUID, home: UUID, by: SignedIn, now: datetime, register: Register | None = None
) -> WhyNot:
    """Why not this home, for the party of this case, as things stand now.

    register : as it stands now where a desk holds it open; else it is opened first. Cost: one
    pair judged; where no rule speaks against it, one plan for all who wait.
    Raises NotFound; Sealed for whoever may not read the register.
    """
    by.key_of(circle(OFFICE))  # whoever is not of the office may not read what a desk holds
    row = rows.get(CaseRow, case)
    register = register or hosts.register(by=by, now=now, purpose=PURPOSE)
    decision = _judged(row, home, register, by=by, now=now)
    found = None
    if decision.allowed:
        waiting = Waiting.load(first=row, by=by, now=now, purpose=PURPOSE)
        found = beside_others(waiting.over(register), 0)
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
    programme = programmes.of(case.programme)
    party = people.party(case.party_id, by=by, now=now, purpose=PURPOSE).from_day(now.date())
    return may_host(register.pair(party, home, programme, now.date()), programme)


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
