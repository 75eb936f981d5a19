"""The plan that was made last for everybody who waits, as the office reads it."""

from base64 import b64decode
from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from hearth.core.errors import NotFound
from hearth.queries import board
from hearth.queries.homes.hosts import names_of
from hearth.store import cases, plans
from hearth.store.access import SignedIn
from hearth.store.models import CaseRow, HomeRow

PURPOSE = "match"
SHOWN = 50  # of each list


@dataclass(frozen=True, slots=True)
class Proposed:
    """A case and the host whose home the plan has for it. `waits`: the case still waits today."""

    case: UUID
    name: str
    host: UUID
    host_name: str
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
    """The plan that was made last, or None. Cost: two openings of at most `SHOWN` names each.

    Raises Sealed for whoever is not of the office.
    """
    told = plans.told(by=by, now=now, purpose=PURPOSE)
    if told is None:
        return None
    placed, left = list(told.placed.items())[:SHOWN], told.left[:SHOWN]
    wanted = [party for party, _ in placed] + [one.party for one in left]
    rows = {row.party_id: row for row in CaseRow.objects.filter(party__in=wanted)}
    names = board.names({party: row.id for party, row in rows.items()}, by=by, now=now)
    waiting = set(cases.waiting(now.date()).filter(party__in=wanted).values_list("id", flat=True))
    homes = dict(
        HomeRow.objects.filter(id__in=[home for _, home in placed]).values_list("id", "host_id")
    )
    hosts = names_of(homes.values(), by=by, now=now)
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
                host=homes[home],
                host_name=hosts[homes[home]],
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


@transaction.atomic
def proof(*, by: SignedIn, now: datetime) -> bytes:
    """The file that proves the last plan. Raises NotFound before there is one."""
    told = plans.told(by=by, now=now, purpose=PURPOSE)
    if told is None:
        raise NotFound("no plan has been made yet")
    return b64decode(told.proof)
