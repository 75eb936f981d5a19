"""Who looks into a complaint, by its rules, and what a panel found."""

from datetime import datetime
from uuid import UUID

from hearth.core.concerns import PANEL, Kind, Panel, State, hearing_after
from hearth.core.programme import Hearing
from hearth.store import facts, programmes
from hearth.store.access import SignedIn
from hearth.store.models import ConcernRow, ItemRow


def of(row: ConcernRow) -> tuple[Hearing, ...]:
    """Who looks into it, in order, as long as answers are refused; empty where none can be."""
    rules = programmes.of_concern(row)
    if rules is None or row.heard_by is None:
        return ()
    return (Hearing.LEAD, *(one.by for one in rules.hearings))


def may_refuse(row: ConcernRow) -> bool:
    """Whether its answer may be refused: it has one, and there is somebody to hear it next."""
    return row.state == State.ANSWERED and hearing_after(row.heard_by) in of(row)


def has_advocate(row: ConcernRow) -> bool:
    """Whether whoever raised it is told of an advocate: of a complaint, where the rules say so."""
    rules = programmes.of_concern(row)
    return bool(row.hearing) and rules is not None and rules.deadline(Kind.COMPLAINT).advocate


def panel_item(concern: UUID) -> UUID | None:
    """The fact in which the panel stands."""
    kept = ItemRow.objects.filter(subject=concern, kind=PANEL)
    return kept.values_list("id", flat=True).first()


def panel_of(concern: UUID, *, by: SignedIn, now: datetime, purpose: str) -> Panel | None:
    """The panel that heard it, once it stands there."""
    item = panel_item(concern)
    return facts.open_(Panel, item, by=by, now=now, purpose=purpose) if item is not None else None
