"""An answer to a complaint is refused; somebody else looks into it: another lead, or a panel."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from hearth.actions import concerns
from hearth.actions.telling import at_work
from hearth.core.audience import Audience
from hearth.core.compartments import SAFEGUARDING, Compartment
from hearth.core.concerns import (
    HEARINGS,
    PANEL,
    STEPS,
    Act,
    Panel,
    State,
    deadlines,
)
from hearth.core.errors import RuleBroken, StepNotAllowed
from hearth.core.overdue import TOLD_MANAGER
from hearth.core.programme import ForcedAct, Hearing
from hearth.core.steps import after
from hearth.store import events, facts, hearings, programmes, rows
from hearth.store.access import SignedIn
from hearth.store.models import ConcernRow, PrincipalRow
from hearth.store.principals import circle


@transaction.atomic
def refuse_own(*, concern_id: UUID, by: SignedIn, now: datetime) -> None:
    """The person who complained says that this does not answer it. NotFound for another's.

    Raises StepNotAllowed where there is no answer, or nobody after this one.
    """
    rows.only(by, Audience.RESIDENT)
    refuse(rows.get(ConcernRow, concern_id, raised_by=by.id), by=by, now=now)


def refuse(row: ConcernRow, *, by: SignedIn, now: datetime) -> None:
    """Somebody else looks into it, within days of their own. Whoever answered sees it no more.

    Where no lead is left who may, the manager reads its number at once. `by` is whoever complained,
    or their letterbox. Raises StepNotAllowed as `refuse_own`.
    """
    events.begin_write()
    rules = programmes.of_concern(row)
    if rules is None or not hearings.may_refuse(row):
        raise StepNotAllowed("this waits for no word of yours now; it is as you left it")
    to = after(HEARINGS, Hearing(row.hearing), Act.REFUSE, by.audience)
    heard = rules.hearing(to)
    by_when = deadlines(now.date(), heard.acknowledge_days, heard.feedback_days)
    rows.step(
        row,
        STEPS,
        Act.REFUSE,
        by,
        answer_id=None,
        hearing=to,
        refused_of_id=row.handled_by_id if to is Hearing.INDEPENDENT else None,
        handled_by_id=None,
        acknowledge_by=by_when.acknowledge_by,
        answer_by=by_when.answer_by,
        level=0,
    )
    if not has_lead(row):
        ConcernRow.objects.filter(id=row.id).update(level=TOLD_MANAGER)
        at_work.tell((ForcedAct.TELL_MANAGER,), but=concerns.about(row), by=by, now=now)
    events.record("concern.refused", by=by, about=row.id, now=now)


def has_lead(row: ConcernRow) -> bool:
    """Whether a lead is here who may handle it, besides the one who has it in hand."""
    here = PrincipalRow.objects.filter(circles__circle=circle(SAFEGUARDING), ended_at=None)
    not_theirs = concerns.about(row) | {row.handled_by_id}
    return any(one not in not_theirs for one in here.values_list("id", flat=True))


@transaction.atomic
def write_panel(*, concern_id: UUID, panel: Panel, by: SignedIn, now: datetime) -> None:
    """Who sat, when, and what came of it; written again, it takes the place of what stood there.

    From the day it sat the reply has days of its own, and never more than were promised. Raises
    RuleBroken where no panel hears it, or for a day that has not come.
    """
    events.begin_write()
    row = concerns.for_lead(by, concern_id)
    rules = programmes.of_concern(row)
    if rules is None or row.hearing != Hearing.PANEL or row.state == State.ANSWERED:
        raise RuleBroken("no panel hears this one now")
    if panel.sat_on > now.date():
        raise RuleBroken("write it down once the panel has sat; this day has not come")
    item = hearings.panel_item(row.id)
    if item is not None:
        facts.change(item, panel, by=by, now=now, purpose="panel")
    else:
        fact = facts.NewFact(
            subject=row.id,
            compartment=Compartment.TESTIMONY,
            kind=PANEL,
            value=panel,
            to=(circle(SAFEGUARDING),),
        )
        facts.put(fact, by=by, now=now, purpose="panel")
    reply = timedelta(rules.hearing(Hearing.PANEL).reply_days or 0)
    answer_by = min(row.answer_by, panel.sat_on + reply)
    ConcernRow.objects.filter(id=row.id).update(answer_by=answer_by)
    events.record("concern.panel", by=by, about=row.id, now=now)
