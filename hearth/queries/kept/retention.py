"""What is kept of closed cases, until when and by which rule; and who asked that it be erased."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef

from hearth.core import retention
from hearth.core.audience import Audience
from hearth.core.errors import NotFound
from hearth.core.intake import State as CaseState
from hearth.core.programme import Programme
from hearth.core.retention import State, Term
from hearth.store import facts, programmes, rows, walls
from hearth.store.access import SignedIn
from hearth.store.models import CaseRow, KeepingRow

SHOWN = 200
AHEAD = retention.LOOKED_AHEAD
PURPOSE = "retention"
CLOSED = CaseState.CLOSED


@dataclass(frozen=True, slots=True)
class Kept:
    """One closed case: its number, how it stands, and until when each class of it is kept."""

    case: UUID
    state: State
    closed_on: date
    terms: tuple[Term, ...]
    reason: str = ""
    until: date | None = None

    @property
    def first(self) -> date | None:
        """The first day on which something of it falls due."""
        return min((term.until for term in self.terms), default=None)


@dataclass(frozen=True, slots=True)
class Keeping:
    """What the lead decides, what is held, and what falls due next; `more` are not shown."""

    asked: tuple[Kept, ...]
    held: tuple[Kept, ...]
    restricted: tuple[Kept, ...]
    due: tuple[Kept, ...]
    more: int


@transaction.atomic
def keeping(*, by: SignedIn, now: datetime) -> Keeping:
    """For the lead: with the reasons of holds. Raises WrongHands for others.

    Cost: at most SHOWN cases of each kind; reasons are one opening.
    """
    rows.only(by, Audience.LEAD)
    found = {
        state: _rows(state) for state in (State.ASKED, State.HELD, State.KEPT, State.RESTRICTED)
    }
    items = [row.reason_id for row in found[State.HELD] if row.reason_id]
    reasons = facts.open_many(str, items, by=by, now=now, purpose=PURPOSE) if items else {}
    rules = _rules(row for some in found.values() for row in some)
    asked, held, kept, restricted = (
        tuple(
            _kept(row, rules, reasons.get(row.reason_id, "") if row.reason_id else "")
            for row in some
        )
        for some in found.values()
    )
    soon = now.date() + AHEAD
    due = tuple(one for one in kept if one.first is not None and one.first <= soon)
    all_ = KeepingRow.objects.exclude(state=State.ERASED).count()
    shown = len(asked) + len(held) + len(restricted) + len(due)
    return Keeping(asked, held, restricted, due, all_ - shown)


def _rows(state: State) -> list[KeepingRow]:
    # Asked of each in turn, or the embedded database begins with every case that was ever closed.
    is_closed = Exists(CaseRow.objects.filter(id=OuterRef("case"), state=CLOSED))
    found = KeepingRow.objects.filter(is_closed, state=state).select_related("case")
    return list(found.order_by("closed_on", "id")[:SHOWN])


def _rules(some: Iterable[KeepingRow]) -> Mapping[str, Programme]:
    """The programmes that these cases were opened under, each asked for once."""
    return {ref: programmes.of(ref) for ref in {row.case.programme for row in some}}


def _kept(row: KeepingRow, rules: Mapping[str, Programme], reason: str = "") -> Kept:
    terms = retention.terms(rules[row.case.programme], row.closed_on)
    return Kept(
        row.case_id, State(row.state), row.closed_on, tuple(terms), reason, row.restricted_until
    )


@transaction.atomic
def one(case: UUID, *, by: SignedIn, now: datetime) -> Kept:
    """One closed case, for the lead, with the reason of a hold. Raises NotFound, WrongHands."""
    rows.only(by, Audience.LEAD)
    row = _row(case)
    if row is None:
        raise NotFound("no such record")
    held = row.reason_id if row.state == State.HELD else None
    reason = facts.open_(str, held, by=by, now=now, purpose=PURPOSE) if held else ""
    return _kept(row, _rules([row]), reason)


def ending(case: UUID, *, by: SignedIn) -> Kept | None:
    """How long a case is kept, for its caseworker; None while it is open. Raises NotFound."""
    rows.only(by, Audience.CASEWORKER)
    walls.must_be_theirs(CaseRow, case, by)
    rows.get(CaseRow, case)
    row = _row(case)
    return None if row is None else _kept(row, _rules([row]))


def _row(case: UUID) -> KeepingRow | None:
    found = KeepingRow.objects.filter(case=case, case__state=CLOSED)
    return found.select_related("case").first()


def due(*, until: date) -> list[Kept]:
    """Closed cases of which something falls due up to this day, without any reason opened."""
    found = _rows(State.KEPT)
    rules = _rules(found)
    kept = (_kept(row, rules) for row in found)
    return [one for one in kept if one.first is not None and one.first <= until]
