"""One press of a host: all is well, or something is not right. Both go to staff, and no further."""

from datetime import datetime

from django.db import transaction

from hearth.actions import concerns
from hearth.actions.homes import diary
from hearth.core.concerns import Kind
from hearth.core.diary import Kind as Entry
from hearth.core.diary import Note
from hearth.core.placement import HOLDS_A_HOME
from hearth.store import events, programmes
from hearth.store.access import SignedIn
from hearth.store.models import HostRow, PlacementRow


@transaction.atomic
def say_wrong(*, words: str, by: SignedIn, now: datetime) -> None:
    """Something is not right. One press is enough; words are the host's to leave out.

    It is a worry, sealed to the lead's circle alone; no guest, and nobody of the office, sees that
    there is one. Raises NotFound for whoever is no host of the register.
    """
    events.begin_write()
    row = diary.own_row(by)
    stay = _latest(row)
    concerns.raise_one(
        kind=Kind.WORRY,
        words=words,
        placement_id=stay.id if stay is not None else None,
        programme=stay.case.programme if stay is not None else _in_use(now),
        by=by,
        now=now,
    )


def _latest(row: HostRow) -> PlacementRow | None:
    stays = PlacementRow.objects.filter(home__host=row, state__in=HOLDS_A_HOME)
    return stays.select_related("case").order_by("-planned_on", "id").first()


def _in_use(now: datetime) -> str:
    return programmes.use(programmes.last_used(), now.date(), now=now).ref


@transaction.atomic
def say_well(*, by: SignedIn, now: datetime) -> None:
    """All is well: the host's own word, in their diary, which the office reads and no guest."""
    diary.put(diary.own_row(by).id, Entry.WELL, Note("All is well"), by=by, now=now)
