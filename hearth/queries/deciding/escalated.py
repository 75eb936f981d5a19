"""What was escalated to the manager: that a concern forces it, and nothing of the concern.

So is one that nobody acknowledged or answered in time: its number, and by which day it should be.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction

from hearth.core.audience import Audience
from hearth.core.compartments import SAFEGUARDING
from hearth.core.concerns import ESCALATED, Escalated, State
from hearth.core.errors import NotFound
from hearth.core.overdue import TOLD_MANAGER
from hearth.queries.deciding import matters
from hearth.queries.numbers import number
from hearth.store import facts
from hearth.store.access import SignedIn
from hearth.store.models import ConcernRow, ItemRow, PrincipalRow
from hearth.store.principals import circle

SHOWN_FOR = timedelta(days=180)
RAISED_IN = timedelta(days=365)
LOOKED_AT = 500  # concerns, those raised last first
PURPOSE = "told to the manager"
SHOWN = 50


@transaction.atomic
def to_manager(*, by: SignedIn, service: SignedIn, now: datetime) -> tuple[Escalated, ...]:
    """The matters of which the manager is to be told, the latest first, of half a year.

    `service` is the running program, to which they are sealed. Raises NotFound for all but the
    manager. Cost: one opening.
    """
    if by.audience is not Audience.MANAGER:
        raise NotFound("no such record")
    today = now.date()
    lately = ConcernRow.objects.filter(raised_on__gt=today - RAISED_IN).order_by("-raised_on", "id")
    some = list(lately.values_list("id", flat=True)[:LOOKED_AT])
    acted = ItemRow.objects.filter(kind=ESCALATED, subject__in=some).exclude(body=b"")
    items = list(acted.values_list("id", flat=True))
    opened = (
        facts.open_many(Escalated, items, by=service, now=now, purpose=PURPOSE) if items else {}
    )
    theirs = [one for one in opened.values() if one.acts and one.on > today - SHOWN_FOR]
    return tuple(sorted(theirs, key=lambda one: (one.on, one.matter), reverse=True))


@dataclass(frozen=True, slots=True)
class Unanswered:
    """A matter to which a word is overdue: its number, the last day for it, and its level.

    `has_lead`: whether a lead is here who may handle it; where none is, nobody else can see it.
    """

    matter: str
    by: date
    level: int
    has_lead: bool


@dataclass(frozen=True, slots=True)
class Listed:
    """The first of them, the longest overdue first, and how many there are."""

    first: tuple[Unanswered, ...]
    count: int


NONE = Listed((), 0)


@transaction.atomic
def unanswered(*, by: SignedIn) -> Listed:
    """The concerns that have risen to the manager, but none about themselves. Nothing is opened.

    Raises NotFound for all but the manager.
    """
    if by.audience is not Audience.MANAGER:
        raise NotFound("no such record")
    risen = matters.not_about(by.id).filter(level__gte=TOLD_MANAGER, answer=None)
    waiting = risen.exclude(state=State.ANSWERED)
    some = list(waiting.order_by("answer_by", "id")[:SHOWN])
    handled = _handled([row.id for row in some])
    found = (
        Unanswered(
            number(row.id),
            row.due_by,
            row.level,
            row.id in handled,
        )
        for row in some
    )
    return Listed(tuple(found), waiting.count())


def _handled(some: list[UUID]) -> set[UUID]:
    """Those of them that a lead who is here may handle. Cost: one query for each lead."""
    leads = PrincipalRow.objects.filter(circles__circle=circle(SAFEGUARDING), ended_at=None)
    theirs = (
        matters.not_about(lead).filter(id__in=some).values_list("id", flat=True)
        for lead in leads.values_list("id", flat=True)
    )
    return {id for ids in theirs for id in ids}
