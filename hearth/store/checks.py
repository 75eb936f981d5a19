"""What a check asks for, and which wait."""

from datetime import date

from django.db.models import QuerySet

from hearth.core.audience import Audience
from hearth.core.checks import State, With
from hearth.core.programme import What
from hearth.store import programmes
from hearth.store.models import CheckRow

EXTRA = "extra"  # a check that a concern asked for, by no recurrence
WAITING = (State.DUE, State.OVERDUE)


def asked_of(row: CheckRow) -> list[With]:
    """With whom a talk must be held for this check to count."""
    programme = programmes.of(row.programme)
    if row.recurrence == EXTRA:
        # As an ordinary one: a visit that asks for other talks tells the host why somebody came.
        rules = [one for one in programme.recurrences if one.what is What.CHECK]
        if not rules:
            return [With.RESIDENT]
        rule = rules[0]
    else:
        rule = programme.recurrence(row.recurrence)
    asked = {Audience.RESIDENT: With.RESIDENT, Audience.HOST: With.HOST}
    return [asked[audience] for audience in rule.private_with if audience in asked]


def open_on(day: date) -> QuerySet[CheckRow]:
    """Checks that may be held on a day."""
    return CheckRow.objects.filter(state__in=WAITING, opens_on__lte=day)
