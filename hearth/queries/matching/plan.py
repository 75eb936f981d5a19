"""The plan that was made last for everybody who waits, as the office reads it."""

from base64 import b64decode
from collections import Counter
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.db import transaction

from hearth.core.errors import NotFound
from hearth.queries import board
from hearth.queries.casework.homes import number_of
from hearth.store import cases, plans, walls
from hearth.store.access import SignedIn
from hearth.store.models import CaseRow
from hearth.store.plans import PlanTold

PURPOSE = "match"
SHOWN = 50  # of each list


@dataclass(frozen=True, slots=True)
class Proposed:
    """A case and the home that the plan has for it. `waits`: the case still waits today.

    The home is told by its number: no host is named beside somebody who has not said yes.
    """

    case: UUID
    name: str
    home: str
    moved: bool
    waits: bool


@dataclass(frozen=True, slots=True)
class Without:
    """A case without a home in the plan. `reasons`: code and how many homes it forbids."""

    case: UUID
    name: str
    fits: int
    judged: int
    reasons: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """The plan, the first of each list, and how many there are. `gap` 0 to 1.

    kept_whole : homes were kept for whole parties, though rooms may be shared, because that is
    too much to plan: `gap` is of that stricter question.
    """

    made_at: datetime
    homes: int
    placed: int
    left: int
    moved: int
    gap: float
    kept_whole: bool
    holds: bool
    broken: int
    sha256: str
    size: int
    proposed: tuple[Proposed, ...]
    without: tuple[Without, ...]
    reasons: tuple[tuple[str, int], ...]


@transaction.atomic
def last(*, by: SignedIn, now: datetime) -> Plan | None:
    """The plan that was made last, or None. Cost: one opening, of at most 2 `SHOWN` names.

    It is for everybody; shown are the cases of their own offices, by name, and counted too. Raises
    Sealed for whoever is of no office.
    """
    told = plans.told(by=by, now=now, purpose=PURPOSE)
    if told is None:
        return None
    told = _of_theirs(told, by)
    placed, left = list(told.placed.items())[:SHOWN], told.left[:SHOWN]
    wanted = [party for party, _ in placed] + [one.party for one in left]
    rows = {row.party_id: row for row in CaseRow.objects.filter(party__in=wanted)}
    names = board.names({party: row.id for party, row in rows.items()}, by=by, now=now)
    waiting = set(cases.waiting(now.date()).filter(party__in=wanted).values_list("id", flat=True))
    moved, reasons = set(told.moved), Counter[str]()
    for one in told.left:
        reasons.update(one.reasons)
    return Plan(
        made_at=told.made_at,
        homes=told.homes,
        placed=len(told.placed),
        left=len(told.left),
        moved=len(told.moved),
        gap=told.gap,
        kept_whole=told.kept_whole,
        holds=not told.problems,
        broken=len(told.broken),
        sha256=told.sha256,
        size=len(b64decode(told.proof)),
        proposed=tuple(
            Proposed(
                case=rows[party].id,
                name=names[rows[party].id],
                home=number_of(home),
                moved=party in moved,
                waits=rows[party].id in waiting,
            )
            for party, home in placed
        ),
        without=tuple(
            Without(
                case=rows[one.party].id,
                name=names[rows[one.party].id],
                fits=one.fits,
                judged=one.judged,
                reasons=tuple(Counter(one.reasons).most_common(3)),
            )
            for one in left
        ),
        reasons=tuple(reasons.most_common(8)),
    )


def _of_theirs(told: PlanTold, by: SignedIn) -> PlanTold:
    """Of a plan what is about cases of their offices; all of it where they see all."""
    if walls.sees_all(by):
        return told
    cases = walls.only_theirs(CaseRow.objects.all(), by)
    theirs = set(cases.values_list("party_id", flat=True))
    return replace(
        told,
        placed={party: home for party, home in told.placed.items() if party in theirs},
        left=tuple(one for one in told.left if one.party in theirs),
        moved=tuple(party for party in told.moved if party in theirs),
    )


@transaction.atomic
def proof(*, by: SignedIn, now: datetime) -> bytes:
    """The file that proves the last plan. Raises NotFound before there is one."""
    told = plans.told(by=by, now=now, purpose=PURPOSE)
    if told is None:
        raise NotFound("no plan has been made yet")
    return b64decode(told.proof)
