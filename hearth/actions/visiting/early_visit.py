"""An early visit is ordered: alone, hidden among others, or in the days in which one was due."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from hearth.actions.concerns import EXTRA_CHECK_DAYS, order_extra
from hearth.actions.testimony import must_be_independent_of
from hearth.core.audience import Audience
from hearth.core.errors import RuleBroken
from hearth.core.placement import LIVES_THERE
from hearth.store import events, rows
from hearth.store.access import SignedIn
from hearth.store.checks import EXTRA, WAITING
from hearth.store.models import CheckRow, PlacementRow

LATEST_DAYS = 366


@transaction.atomic
def order(
    *,
    stay: UUID,
    others: Sequence[UUID],
    opens_on: date,
    days: int = EXTRA_CHECK_DAYS,
    by: SignedIn,
    now: datetime,
) -> None:
    """An extra check of every stay with this host, and of each of the others, all alike, within
    `days` from the first.

    Nothing that is written says which of them it is for: the same rows with the same days, and
    one entry of the log for each, by number. Raises WrongHands, NotFound for a stay that is not,
    RuleBroken where somebody lives there no more, an early visit is ordered already, it is the
    lead's own home, or the day is past.
    """
    events.begin_write()
    rows.only(by, Audience.LEAD)
    row = rows.get(PlacementRow, stay)
    must_be_independent_of(row, by)
    if days < 1 or not now.date() <= opens_on <= now.date() + timedelta(LATEST_DAYS):
        raise RuleBroken("an early visit opens on a day from today on, within a year")
    living = PlacementRow.objects.filter(state__in=LIVES_THERE, moved_on__isnull=False)
    wanted = living.filter(home__host=row.home.host_id) | living.filter(id__in=others)
    free = wanted.exclude(checks__in=_ordered()).select_related("case").order_by("id")
    found = list(free)
    if row.id not in {one.id for one in found}:
        raise RuleBroken("nobody lives there, or an early visit is ordered already")
    order_extra(found, opens_on, days)
    for one in found:
        events.record("visit.ordered", by=by, about=one.id, now=now)


def _ordered() -> QuerySet[CheckRow]:
    return CheckRow.objects.filter(recurrence=EXTRA, state__in=WAITING)
