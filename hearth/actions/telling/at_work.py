"""A lead or a manager is told outside that something has risen: that it waits, and no more."""

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from hearth.actions.telling import outbox
from hearth.core.audience import Audience
from hearth.core.compartments import SENDING, Compartment
from hearth.core.gate import NEWS, Message
from hearth.core.ids import PrincipalId
from hearth.core.programme import ForcedAct
from hearth.core.reach import AT_WORK, AtWork
from hearth.store import events, facts, rows
from hearth.store import outbox as queued
from hearth.store.access import SignedIn
from hearth.store.models import PrincipalRow
from hearth.store.principals import circle
from hearth.store.reach import TOLD_AT_WORK, item_of

NO_GRACE = timedelta(0)  # nobody did it, so nobody thinks again
WHOM = ((ForcedAct.TELL_LEAD, Audience.LEAD), (ForcedAct.TELL_MANAGER, Audience.MANAGER))


@transaction.atomic
def say(*, reach: AtWork, by: SignedIn, now: datetime) -> None:
    """Where and when they are told from here on. Sealed to them, and to the program that sends.

    Where the address is another, what waits for the old one is cancelled; they read it on their
    pages. Raises WrongHands for anybody but a lead or a manager.
    """
    events.begin_write()
    rows.only(by, *TOLD_AT_WORK)
    item = item_of(by.id, AT_WORK)
    if item is not None:
        before = facts.open_(AtWork, item, by=by, now=now, purpose=AT_WORK)
        facts.change(item, reach, by=by, now=now, purpose=AT_WORK)
        if before.mail != reach.mail:
            queued.cancel(to=by.id, by=by, now=now)
    else:
        fact = facts.NewFact(
            subject=by.id,
            compartment=Compartment.CONTACT,
            kind=AT_WORK,
            value=reach,
            to=(circle(SENDING), by.id),
        )
        facts.put(fact, by=by, now=now, purpose=AT_WORK)
    events.record("at_work.said", by=by, about=by.id, now=now)


@transaction.atomic
def stop(*, by: SignedIn, now: datetime) -> None:
    """They are told on their pages alone, as before they said anything. What waits is cancelled."""
    events.begin_write()
    rows.only(by, *TOLD_AT_WORK)
    item = item_of(by.id, AT_WORK)
    if item is not None:
        facts.shred(item, by=by, now=now, purpose=AT_WORK)
    queued.cancel(to=by.id, by=by, now=now)
    events.record("at_work.stopped", by=by, about=by.id, now=now)


def tell(
    acts: Collection[ForcedAct], *, but: Iterable[UUID | None], by: SignedIn, now: datetime
) -> None:
    """Whoever these acts tell of what has risen hears that something waits, once on a day.

    Not of what, nor how much, nor since when. `but`: whom it may be about. Called inside the act
    that raises it. Whoever named no address hears nothing; the gate is asked again at the sending,
    and who has left by then is sent nothing.
    """
    roles = [role for act, role in WHOM if act in acts]
    here = PrincipalRow.objects.filter(role__in=roles, ended_at=None).order_by("id")
    theirs = frozenset(filter(None, but))
    for who in here.exclude(id__in=theirs).values_list("id", flat=True):
        outbox.queue(
            Message(to=PrincipalId(who), purpose=NEWS, wording="waits"),
            key=f"waits:{who.hex}:{now.date()}",
            case=None,
            by=by,
            now=now,
            grace=NO_GRACE,
        )
