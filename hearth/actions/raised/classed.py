"""The lead finds that a concern is something else than it was raised as, and says why."""

from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction

from hearth.actions import concerns
from hearth.core.concerns import (
    STEPS,
    Act,
    Classed,
    Concern,
    Kind,
    State,
    first_hearing,
)
from hearth.core.errors import RuleBroken
from hearth.core.programme import ConcernDeadlines
from hearth.store import events, facts, programmes, rows
from hearth.store.access import SignedIn
from hearth.store.models import ConcernRow

PURPOSE = "class"


@transaction.atomic
def class_as(
    *,
    concern_id: UUID,
    kind: Kind,
    reason: str,
    by: SignedIn,
    service: SignedIn,
    now: datetime,
) -> None:
    """Write down what it is, sealed with why; it is weighed anew, by the path of that kind.

    The answer that was promised comes no later for it, and whoever could refuse one still can.
    Raises RuleBroken where it is of that kind already, StepNotAllowed before it was read, and
    TellsTooMuch where the reason, to which the person who raised it holds a key, tells a home.
    """
    row = concerns.for_lead(by, concern_id)
    concerns.must_tell_no_home(row, reason, service=service, now=now)
    rules = programmes.of_concern(row)
    if rules is None:
        raise RuleBroken("no programme says what follows for this kind")
    raised = facts.open_(Concern, row.item_id, by=by, now=now, purpose=PURPOSE)
    first, then = rules.deadline(raised.kind), rules.deadline(kind)
    classed = Classed(raised.kind, now.date(), reason)
    found = raised.classed_as(kind, classed, first=first.officer_first, then=then.officer_first)
    rows.step(
        row,
        STEPS,
        Act.CLASS,
        by,
        hearing=row.hearing or first_hearing(kind) or "",
        answer_id=None,
        **_days(row, then, now.date()),
    )
    facts.change(row.item_id, found, by=by, now=now, purpose=PURPOSE)
    events.record("concern.classed", by=by, about=row.id, now=now)


def _days(row: ConcernRow, rules: ConcernDeadlines, today: date) -> dict[str, date | int | None]:
    """Its days from now on. Where it was answered a new answer is owed, and it has not risen yet;
    where it was not, what was promised stands. An officer waits no longer than before."""
    answer_by = today + timedelta(rules.feedback_days)
    officer_by = row.officer_by
    if rules.officer_first:
        officer_by = today + timedelta(rules.officer_days or 0)
    if row.state == State.ANSWERED:
        return {"answer_by": answer_by, "officer_by": officer_by, "level": 0}
    return {"answer_by": min(row.answer_by, answer_by), "officer_by": officer_by}
