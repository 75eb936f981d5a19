"""A visit: taken on for a day, its talks written down apart, handed in, and out of sight.

Whoever takes a visit on gets a key to the host's name and to the address, by the running
program's circle of release, and for that day. What they write down is sealed to them alone until
the visit is handed in; then it is testimony, and opens to them no more.
"""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet

from hearth.actions import checks
from hearth.actions.visiting.rounds.guard import (
    must_be_theirs,
    must_not_be_at_odds,
    must_not_be_planned_for_others,
)
from hearth.actions.visiting.together import forget, settle
from hearth.core.audience import Audience
from hearth.core.checks import Testimony, With, note_of
from hearth.core.compartments import Compartment
from hearth.core.decision import Decision
from hearth.core.errors import NotFound, RuleBroken, Stale
from hearth.store import events, facts, rows
from hearth.store.access import SignedIn
from hearth.store.checks import STILL_ASKED, WAITING, open_on
from hearth.store.models import CheckRow, ItemRow, TalkRow
from hearth.store.models.checks import made_by
from hearth.store.rounds import for_two

PURPOSE = "visit"


@transaction.atomic
def take_on(*, check_id: UUID, by: SignedIn, service: SignedIn, now: datetime) -> None:
    """Take a visit on for today: the key to whose door it is, and where.

    Any visitor may take on any visit whose window is open, which no rule keeps them from,
    which no plan has in a colleague's round, and whose home is not at odds with one of today.
    Where two are to go, a second one takes it on beside the first. Raises Stale where a colleague
    has it today, or two have, RuleBroken where they may not go there, NotFound for one that does
    not wait.
    """
    events.begin_write()
    rows.only(by, Audience.VISITOR)
    row = _waiting(check_id, now)
    must_be_theirs(row, by.id, service=service, now=now)
    must_not_be_planned_for_others(row, by.id, service=service, now=now)
    must_not_be_at_odds(row, service=service, now=now)
    _take(row, by.id, service=service, now=now)
    _take_keys(row, by.id, by=service, now=now)
    home = row.placement.home
    facts.grant(
        [home.address_id, home.host.identity_id],
        by.id,
        by=service,
        now=now,
        purpose=PURPOSE,
        because=row.id,
        subjects={home.id, home.host_id},
    )
    events.record("visit.taken_on", by=by, about=row.id, now=now)


def _take(row: CheckRow, who: UUID, *, service: SignedIn, now: datetime) -> None:
    """Write down whose visit it is today: the first visitor's, or the second's where two go."""
    same, today = CheckRow.objects.filter(id=row.id, state=row.state), now.date()
    if same.filter(made_by(who), taken_on=today).exists():
        return
    free = Q(visitor=None) | Q(taken_on=None) | Q(taken_on__lt=today)
    if same.filter(free).update(visitor_id=who, second_id=None, taken_on=today):
        return
    beside = same.filter(second=None, taken_on=today)
    if not (for_two([row], by=service, now=now) and beside.update(second_id=who)):
        raise Stale("a colleague has taken this visit on today")


@transaction.atomic
def lay_down(*, check_id: UUID, by: SignedIn, now: datetime) -> None:
    """Give a visit back; the keys go with it.

    Raises RuleBroken where a talk is written down: it would be lost to whoever must read it.
    """
    events.begin_write()
    row = _mine(check_id, by, now)
    if notes(row, by).exists():
        raise RuleBroken("a talk is written down; hand it in, and the visit is due again")
    _take_keys(row, by.id, by=by, now=now)
    _leave(row, by.id, nobody=True)
    events.record("visit.laid_down", by=by, about=row.id, now=now)


@transaction.atomic
def end_days(*, by: SignedIn, now: datetime) -> int:
    """Take back the keys of every visit whose day is over. How many there were."""
    events.begin_write()
    over = list(CheckRow.objects.filter(taken_on__lt=now.date()))
    for row in over:
        _take_keys(row, by=by, now=now)
    ids = [row.id for row in over]
    CheckRow.objects.filter(id__in=ids).update(taken_on=None)
    CheckRow.objects.filter(id__in=ids, state__in=WAITING).update(second=None)
    return len(over)


@transaction.atomic
def write_down(*, check_id: UUID, held: Testimony, by: SignedIn, now: datetime) -> None:
    """Keep one talk until the visit is handed in, readable by whoever wrote it alone.

    Written down again, it takes the place of what was there.
    """
    events.begin_write()
    row = _mine(check_id, by, now)
    if held.talk.ended_at > now:
        raise RuleBroken("a talk cannot be recorded before it has been held")
    kind = note_of(held.talk.with_)
    before = notes(row, by).filter(kind=kind).first()
    if before is not None:
        facts.change(before.id, held, by=by, now=now, purpose=PURPOSE)
        return
    fact = facts.NewFact(
        subject=row.id, compartment=Compartment.NOTES, kind=kind, value=held, to=(by.id,)
    )
    facts.put(fact, by=by, now=now, purpose=PURPOSE)


@transaction.atomic
def hand_in(*, check_id: UUID, by: SignedIn, service: SignedIn, now: datetime) -> Decision:
    """Seal what was said and close the visit. The decision says whether it counts, and why not.

    Of a visit by two that lacks the talk of a colleague it says `WAITS_FOR_COLLEAGUE`; see
    `together`. The notes are shredded and the keys taken back in the same transaction.
    """
    events.begin_write()
    row = _mine(check_id, by, now)
    written = list(notes(row, by).values_list("id", flat=True))
    opened = facts.open_many(Testimony, written, by=by, now=now, purpose=PURPOSE)
    talks = sorted(opened.values(), key=lambda held: held.talk.began_at)
    decision = settle(row, talks, by=by, service=service, now=now)
    for item in written:
        facts.shred(item, by=by, now=now, purpose=PURPOSE)
    close_door(row.placement_id, by.id, by=by, now=now)
    return decision


@transaction.atomic
def refuse(*, check_id: UUID, by: SignedIn, now: datetime) -> Decision:
    """The guest did not want to be seen this time. The visit is over, and the keys go with it.

    What the host said meanwhile is handed in with it. Raises RuleBroken where a talk with the
    guest is written down: then they were seen.
    """
    events.begin_write()
    row = _mine(check_id, by, now)
    written = list(notes(row, by).values_list("id", flat=True))
    opened = facts.open_many(Testimony, written, by=by, now=now, purpose=PURPOSE) if written else {}
    talks = tuple(opened.values())
    seen = TalkRow.objects.filter(check_held=row, with_host=False)  # by the second of two
    if any(held.talk.with_ is With.RESIDENT for held in talks) or seen.exists():
        raise RuleBroken("a talk with the guest is written down; hand it in as it was")
    decision = checks.refuse(check_id=row.id, talks=talks, by=by, now=now)
    forget(row, by=by, now=now)
    for item in written:
        facts.shred(item, by=by, now=now, purpose=PURPOSE)
    close_door(row.placement_id, by.id, by=by, now=now)
    return decision


@transaction.atomic
def hand_in_late(*, check_id: UUID, by: SignedIn, service: SignedIn, now: datetime) -> None:
    """What was written down of a visit that no longer waits, or was for another day.

    Somebody recorded it first, the stay ended, or the day went by: the words are the lead's to
    read all the same, and settle no check. Raises NotFound where nothing of it is written down.
    """
    events.begin_write()
    rows.only(by, Audience.VISITOR)
    row = rows.get(CheckRow, check_id)
    written = list(notes(row, by).values_list("id", flat=True))
    if not written:
        raise NotFound("no such record")
    opened = facts.open_many(Testimony, written, by=by, now=now, purpose=PURPOSE)
    talks = sorted(opened.values(), key=lambda held: held.talk.began_at)
    checks.keep(placement=row.placement, was=row.id, talks=talks, by=by, now=now)
    for item in written:
        facts.shred(item, by=by, now=now, purpose=PURPOSE)
    close_door(row.placement_id, by.id, by=service, now=now)


def close_door(placement_id: UUID, visitor: UUID, *, by: SignedIn, now: datetime) -> None:
    """The visit is over: this visitor's keys to the home go, whichever check they were for."""
    taken = CheckRow.objects.filter(made_by(visitor), placement=placement_id)
    for row in taken.exclude(taken_on=None):
        waits = row.state in WAITING
        _take_keys(row, visitor if waits else None, by=by, now=now)
        _leave(row, visitor)


def _leave(row: CheckRow, who: UUID, *, nobody: bool = False) -> None:
    """One visitor has done with it today; of two the other one goes on.

    A check that is settled keeps who made it, and so does one that waits, unless it was given
    back: then it is `nobody`'s.
    """
    same = CheckRow.objects.filter(id=row.id)
    if row.state not in WAITING or row.second_id is None:
        same.update(taken_on=None, **({"visitor": None} if nobody else {}))
        return
    other = row.visitor_id if row.second_id == who else row.second_id
    same.update(visitor_id=other, second=None)


def notes(row: CheckRow, by: SignedIn) -> QuerySet[ItemRow]:
    """What this visitor has written down of a visit and not handed in."""
    theirs = ItemRow.objects.filter(subject=row.id, compartment=Compartment.NOTES)
    return theirs.filter(grants__to=by.id)


def has_seen(row: CheckRow, by: SignedIn) -> bool:
    """Whether this visitor has written down a talk with the guest and not handed it in."""
    return notes(row, by).filter(kind=note_of(With.RESIDENT)).exists()


def _waiting(check_id: UUID, now: datetime) -> CheckRow:
    row = open_on(now.date()).select_related("placement__home__host").filter(id=check_id).first()
    if row is None:
        raise NotFound("no such record")
    return row


def _mine(check_id: UUID, by: SignedIn, now: datetime) -> CheckRow:
    rows.only(by, Audience.VISITOR)
    row = CheckRow.objects.filter(
        STILL_ASKED, made_by(by.id), id=check_id, state__in=WAITING
    ).first()
    if row is None:
        raise NotFound("no such record")
    if row.taken_on != now.date():
        raise RuleBroken("take this visit on first; it was for another day")
    return row


def _take_keys(row: CheckRow, to: UUID | None = None, *, by: SignedIn, now: datetime) -> None:
    """Take the keys of a visit back, from everybody or from one of two."""
    facts.revoke(row.id, by=by, now=now, purpose=PURPOSE, to=to)
