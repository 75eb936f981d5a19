"""A concern that nobody acknowledged or answered in time rises: to the other leads, and further."""

from collections.abc import Iterator
from datetime import date, datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from hearth.actions.concerns import about
from hearth.actions.raised.hearings import has_lead
from hearth.actions.telling import at_work
from hearth.core import concerns
from hearth.core.audience import Audience
from hearth.core.compartments import SAFEGUARDING
from hearth.core.overdue import TOLD_MANAGER, forced, level
from hearth.core.programme import ForcedAct
from hearth.store import events, rows
from hearth.store.access import SignedIn
from hearth.store.models import ConcernRow, GrantRow
from hearth.store.principals import circle

ON_OVERDUE = (ForcedAct.TELL_LEAD,)  # on the first day, as of a check that the lead asked for


@transaction.atomic
def escalate(*, by: SignedIn, now: datetime) -> int:
    """What nobody acknowledged or answered by its day rises to the level of its days.

    It rises as what falls due does, by the same table, and each level once. Where nobody but
    the lead who is late may handle it, it begins with the manager, who reads a number and a day.
    Nothing is opened. How many rose.
    """
    events.begin_write()
    rows.only(by, Audience.CLOCK)
    return sum(_rises(row, by, now) for row in _late(now.date()))


def _late(today: date) -> Iterator[ConcernRow]:
    """Those whose next word is overdue, to whoever raised it or to the officer. Answered once, a
    deadline was met, whatever came after; what is erased or restricted with its case waits for
    nobody."""
    keys = GrantRow.objects.filter(item=OuterRef("item"), to=circle(SAFEGUARDING), rests=False)
    first = Q(state=concerns.START, acknowledge_by__lt=today) | Q(officer_by__lt=today)
    then = ~Q(state__in=(concerns.START, concerns.State.ANSWERED)) & Q(answer_by__lt=today)
    found = ConcernRow.objects.filter(first | then, Exists(keys), answer=None)
    yield from found.select_related("placement__home__host", "host").order_by("id")


def _rises(row: ConcernRow, by: SignedIn, now: datetime) -> bool:
    to = level(max(0, (now.date() - row.due_by).days))
    if to <= row.level:
        return False
    acts = forced(ON_OVERDUE, after=row.level, to=to)
    if not has_lead(row):
        to = max(to, TOLD_MANAGER)
        risen = forced((), after=row.level, to=to)
        acts = tuple(act for act in risen if act is not ForcedAct.TELL_LEAD)
    at_work.tell(acts, but=about(row), by=by, now=now)
    for act in acts:
        events.record("concern.escalated", by=by, about=row.id, now=now, purpose=str(act))
    ConcernRow.objects.filter(id=row.id).update(level=to)
    return True
