"""What was escalated to the manager: that a concern forces it, and nothing of the concern."""

from datetime import datetime, timedelta

from django.db import transaction

from hearth.core.audience import Audience
from hearth.core.concerns import ESCALATED, Escalated
from hearth.core.errors import NotFound
from hearth.store import facts
from hearth.store.access import SignedIn
from hearth.store.models import ConcernRow, ItemRow

SHOWN_FOR = timedelta(days=180)
RAISED_IN = timedelta(days=365)
LOOKED_AT = 500  # concerns, those raised last first
PURPOSE = "told to the manager"


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
