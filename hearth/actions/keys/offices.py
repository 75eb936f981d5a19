"""Founding another office of the same service, and giving it the register that all share."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from django.db import transaction

from hearth.actions.keys.service import share_as_others
from hearth.core import accounts
from hearth.core.accounts import Act, State, What
from hearth.core.audience import STAFF, Audience
from hearth.core.compartments import OFFICE
from hearth.store import events, handing, offices, principals, rows
from hearth.store.access import SignedIn
from hearth.store.models import OfficeRow, ProposalRow

PURPOSE = "register"
BATCH = 500  # facts; some 100 milliseconds, so that nobody else who writes waits longer
Clock = Callable[[], datetime]
Told = Callable[[int], None]


@transaction.atomic
def found(*, name: str, by: SignedIn, now: datetime, duty: UUID | None = None) -> SignedIn:
    """Another office: a circle of its own, in which `by` is the first. They, with its key.

    duty : the caseworker as whom commands act, who is of every office, where that is not `by`.

    It has no case. What is written of hosts and homes is sealed to it from now on; what was written
    before is given to it by `share_all`. Whoever holds recovery of the other circles holds that of
    this one. Raises InvalidValue for no name, RuleBroken for one that is there, Sealed for whoever
    is not of every office: who is of one alone would see the register of all and cases of two.
    """
    events.begin_write()
    rows.only(by, Audience.CASEWORKER)
    for office in offices.every():
        by.key_of(office)
    circle, pair = principals.make_circle(OFFICE, by=by, now=now)
    for member in {by.id, duty or by.id}:
        principals.admit(circle, pair.private, member, by=by, now=now)
    share_as_others(circle, pair.private, by=by, now=now)
    offices.make(circle, name, now)
    events.record("office.founded", by=by, about=circle, now=now)
    return principals.with_key(by.id, by.keys[by.id])


@transaction.atomic
def share_some(office: UUID, *, by: SignedIn, now: datetime, at_most: int = BATCH) -> int:
    """Give an office a portion of what all offices hold and it does not yet. How many are left.

    Each portion is an act of its own: after one that was stopped anybody who may goes on. Raises
    Sealed for whoever is of no other office, Stale where the keys of theirs have changed meanwhile:
    whoever has left hands nothing on any more.
    """
    events.begin_write()
    rows.only(by, Audience.CASEWORKER)
    before = offices.other_of(office, by)
    if before is None:
        by.key_of(offices.every()[0])
        return 0
    principals.must_be_current(before, by.key_of(before))
    missing = offices.not_held(offices.shared(), office, before)
    some = list(missing.order_by().values_list("id", flat=True)[:at_most])
    if some:
        handing.give(some, office, by=by, now=now, purpose=PURPOSE)
    return missing.count()


def share_all(office: UUID, *, by: SignedIn, clock: Clock, told: Told) -> None:
    """Give an office all that is left; `told` hears how much after each portion.

    Cost: about 3,000 facts a second.
    """
    while left := share_some(office, by=by, now=clock()):
        told(left)
    _filled(office, by=by, now=clock())


@transaction.atomic
def _filled(office: UUID, *, by: SignedIn, now: datetime) -> None:
    """Where it was proposed, the proposal is done with: whoever was last says so once."""
    events.begin_write()
    for row in ProposalRow.objects.filter(what=What.OFFICE, state=State.FOUNDED, who=office):
        rows.step(row, accounts.STEPS, Act.FILL, by)
        events.record("office.filled", by=by, about=office, now=now)


def go_on(*, by: SignedIn, clock: Clock) -> None:
    """Give what is left of the register to the offices that were proposed and founded, as far as
    `by` is of another one. Raises as `share_some`. Cost: about 3,000 facts a second.
    """
    rows.only(by, *STAFF)
    waiting = ProposalRow.objects.filter(what=What.OFFICE, state=State.FOUNDED)
    for office in waiting.order_by("decided_at", "id").values_list("who_id", flat=True):
        if office is not None and offices.other_of(office, by) is not None:
            share_all(office, by=by, clock=clock, told=lambda _left: None)


@transaction.atomic
def rename(*, office: UUID, name: str, by: SignedIn, now: datetime) -> None:
    """An office is called otherwise from now on. Raises as `found`, and Sealed outside it."""
    events.begin_write()
    rows.only(by, Audience.CASEWORKER)
    row = rows.get(OfficeRow, office)
    by.key_of(row.id)
    offices.rename(row.id, name)
    events.record("office.renamed", by=by, about=row.id, now=now)
