"""A lead says which host they are near, before anything is raised about them.

From then on nothing about that host is theirs: no concern, no word said there, no decision. To step
aside from one concern (`concerns.step_aside`) is for what nobody could know before: it is read
first, and that may be too much already.
"""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from hearth.actions.concerns import numbered
from hearth.core.audience import Audience
from hearth.core.concerns import must_be_anothers
from hearth.core.errors import NotFound
from hearth.core.ids import PrincipalId
from hearth.store import events, rows
from hearth.store.access import SignedIn
from hearth.store.models import HostRow, NearRow


@transaction.atomic
def say(*, number: str, by: SignedIn, now: datetime) -> None:
    """This lead is near the host of this number. Said twice it is said once.

    Raises WrongHands for everybody else, NotFound for a number of no host, RuleBroken for one of
    several.
    """
    events.begin_write()
    rows.only(by, Audience.LEAD)
    host = numbered(HostRow, number)
    if host is None:
        raise NotFound("no host has this number")
    _, new = NearRow.objects.get_or_create(host=host, who_id=by.id, defaults={"since": now.date()})
    if new:
        events.record("host.near_said", by=by, about=host.id, now=now)


@transaction.atomic
def end(*, near_id: UUID, by: SignedIn, now: datetime) -> None:
    """Another lead says that a colleague is near this host no more.

    Raises WrongHands for everybody but leads, RuleBroken for one's own, NotFound where it is none.
    """
    events.begin_write()
    rows.only(by, Audience.LEAD)
    row = rows.get(NearRow, near_id)
    must_be_anothers(PrincipalId(row.who_id), by.id)
    row.delete()
    events.record("host.near_ended", by=by, about=row.host_id, now=now)
