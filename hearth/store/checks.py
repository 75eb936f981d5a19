"""What a check asks for, and which wait."""

from datetime import date

from django.db.models import QuerySet

from hearth.core.audience import Audience
from hearth.core.checks import State, With
from hearth.store import programmes
from hearth.store.models import CheckRow

EXTRA = "extra"  # a check that a concern asked for, by no recurrence
WAITING = (State.DUE, State.OVERDUE)


def asked_of(row: CheckRow) -> list[With]:
    """With whom a talk must be held for this check to count."""
    if row.recurrence == EXTRA:
        return [With.RESIDENT]
    rule = programmes.of(row.programme).recurrence(row.recurrence)
    asked = {Audience.RESIDENT: With.RESIDENT, Audience.HOST: With.HOST}
    return [asked[audience] for audience in rule.private_with if audience in asked]


def open_on(day: date) -> QuerySet[CheckRow]:
    """Checks that may be held on a day."""
    return CheckRow.objects.filter(state__in=WAITING, opens_on__lte=day)
