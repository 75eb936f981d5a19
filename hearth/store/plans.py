"""The last plan for everybody who waits, kept so that the next one moves as few as can be."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import numpy as np

from hearth.core.compartments import ENGINE, Compartment
from hearth.core.ids import HomeId, PartyId
from hearth.engine.plan import Plan
from hearth.engine.tables import Int32s
from hearth.engine.tomorrow import NONE, Before
from hearth.store import events, facts, offices
from hearth.store.access import SignedIn
from hearth.store.facts import AT_ONCE, NewFact
from hearth.store.live import WRITES
from hearth.store.models import EntryRow, HomeRow, HostRow, ItemRow, PartyRow
from hearth.store.models.base import Row
from hearth.store.principals import circle

KIND, TOLD = "plan", "plan_told"
READ_BY_PLANS: tuple[tuple[type[Row], str], ...] = (
    (HomeRow, "attributes"),
    (HostRow, "profile"),
    (PartyRow, "attributes"),
)


@dataclass(frozen=True, slots=True)
class KeptPlan:
    """Which home a plan had for each party, and what one more place of a home was worth.

    prices : in values times `scale`; homes at 0 are left out.
    """

    homes: Mapping[PartyId, HomeId]
    prices: Mapping[HomeId, int]
    scale: int

    @classmethod
    def of(cls, plan: Plan, parties: Sequence[PartyId], homes: Sequence[HomeId]) -> "KeptPlan":
        """A plan whose rows are these parties and homes."""
        placed = np.flatnonzero(plan.home >= 0).tolist()
        priced = np.flatnonzero(plan.price > 0).tolist()
        return cls(
            {parties[at]: homes[plan.home[at]] for at in placed},
            {homes[at]: int(plan.price[at]) for at in priced},
            plan.scale,
        )

    def before(self, parties: Sequence[PartyId], homes: Sequence[HomeId]) -> Before:
        """The same for these parties and homes of today, as the engine takes it."""
        known = list(dict.fromkeys([*self.homes.values(), *self.prices]))
        row_of = {home: row for row, home in enumerate(known)}
        there = list(self.homes)
        plan = Plan(
            home=np.array([row_of[home] for home in self.homes.values()], np.int32),
            price=np.array([self.prices.get(home, 0) for home in known], np.int64),
            value=0,
            bound=0,
            gap=0.0,
            party_price=np.zeros(len(known), np.int64),
            scale=self.scale,
            claimed=0,
        )
        return Before(plan, _rows(there, parties), _rows(known, homes))


def _rows(then: Sequence[PartyId] | Sequence[HomeId], today: Sequence[object]) -> Int32s:
    """Per one of today the row it had then, -1 for one that was not there."""
    row_of: dict[object, int] = {id: row for row, id in enumerate(then)}
    return np.array([row_of.get(id, NONE) for id in today], np.int32)


@dataclass(frozen=True, slots=True, kw_only=True)
class Left:
    """A party without a home in a plan: how many homes would do, and how many reasons forbid."""

    party: UUID
    fits: int
    judged: int
    reasons: Mapping[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanTold:
    """A plan as the office looks at it afterwards, with the file that proves it.

    proof : the file, in base64. sha256 : of the file, in hex. problems : what the proof found;
    broken : codes of hard rules that the plain second look found broken. kept_whole : homes
    were kept for whole parties, though rooms may be shared: bound and gap are of that question.
    """

    made_at: datetime
    homes: int
    placed: Mapping[UUID, UUID]
    left: tuple[Left, ...]
    moved: tuple[UUID, ...]
    value: int
    bound: int
    gap: float
    problems: tuple[str, ...]
    broken: tuple[str, ...]
    sha256: str
    proof: str
    kept_whole: bool = False


def told(*, by: SignedIn, now: datetime, purpose: str) -> PlanTold | None:
    """The plan that an office looked at last, or None. Raises Sealed for others."""
    row = _row(TOLD)
    return None if row is None else facts.open_(PlanTold, row.id, by=by, now=now, purpose=purpose)


def tell(plan: PlanTold, *, by: SignedIn, now: datetime, purpose: str) -> None:
    """Keep this plan for the office to look at, in place of the one before."""
    events.begin_write()
    row = _row(TOLD)
    if row is not None:
        facts.change(row.id, plan, by=by, now=now, purpose=purpose)
        return
    fact = NewFact(
        subject=circle(ENGINE),
        compartment=Compartment.CASEWORK,
        kind=TOLD,
        value=plan,
        to=offices.every(),
    )
    facts.put(fact, by=by, now=now, purpose=purpose)


def last(*, by: SignedIn, now: datetime, purpose: str) -> KeptPlan | None:
    """The plan that was made last, or None. Raises Sealed for whoever may not read it."""
    row = _row(KIND)
    if row is None:
        return None
    return facts.open_(KeptPlan, row.id, by=by, now=now, purpose=purpose)


def keep(plan: KeptPlan, *, by: SignedIn, now: datetime, purpose: str) -> None:
    """Keep this plan in place of the one before. It binds nobody and offers nothing."""
    events.begin_write()
    row = _row(KIND)
    if row is not None:
        facts.change(row.id, plan, by=by, now=now, purpose=purpose)
        return
    engine = circle(ENGINE)
    fact = NewFact(
        subject=engine,
        compartment=Compartment.ATTRIBUTES,
        kind=KIND,
        value=plan,
        to=(*offices.every(), engine),
    )
    facts.put(fact, by=by, now=now, purpose=purpose)


def touched_since(seq: int) -> bool:
    """Whether a home, a host or a party has been written since the log had so many entries."""
    written = EntryRow.objects.filter(seq__gt=seq, act__in=WRITES)
    names = (
        name for text in written.values_list("bindings", flat=True) for name in json.loads(text)
    )
    items = [UUID(name.removeprefix("item:")) for name in names if name.startswith("item:")]
    return any(
        rows._default_manager.filter(**{f"{field}__in": items[at : at + AT_ONCE]}).exists()
        for rows, field in READ_BY_PLANS
        for at in range(0, len(items), AT_ONCE)
    )


def _row(kind: str) -> ItemRow | None:
    compartment = Compartment.CASEWORK if kind == TOLD else Compartment.ATTRIBUTES
    return ItemRow.objects.filter(compartment=compartment, kind=kind).first()
