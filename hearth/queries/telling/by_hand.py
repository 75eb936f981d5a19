"""What people of the office are to carry: whom to ring now and what may be said, what to post."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from typing import NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction

from hearth.core.audience import Audience
from hearth.core.errors import NotFound, RuleBroken
from hearth.core.gate import NEEDS_RELEASE, NOT_NOW, may_leave, next_safe
from hearth.core.gate.leaves import Told
from hearth.core.gate.outbox import AVOIDED, Kept, State, Written, written
from hearth.core.gate.protected import Protected, search
from hearth.core.reach import Channel, Reach, post_lines
from hearth.core.result import Release
from hearth.queries.board import names
from hearth.store import facts, outbox, protected, rows, walls
from hearth.store.access import SignedIn
from hearth.store.models import CaseRow, OutboxRow
from hearth.store.reach import reach_of, reaches

PURPOSE = "by hand"
NO_LETTER = "this is no letter that waits to be posted"
SHOWN = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Errand:
    """A call or a letter. `words` None: not now, or not any more; then nothing of it is told.

    why : the code of what is against it. hours : theirs, by the clock `clock`; None: any.
    again_at : when it may be done next; None: now, or never. missed : how often nobody answered.
    """

    case: UUID
    message: UUID
    name: str
    channel: Channel
    words: Written | None
    why: str
    hours: tuple[time, time] | None
    clock: str
    again_at: datetime | None
    missed: int


@dataclass(frozen=True, slots=True)
class Errands:
    """Those that wait longest, and how many there are in all."""

    first: tuple[Errand, ...]
    count: int


@dataclass(frozen=True, slots=True, repr=False)
class Letter:
    """What is printed: the envelope, then the sheet. `told`, `protected`: for the gate."""

    lines: tuple[str, ...]
    words: Written
    told: Told
    protected: tuple[Protected, ...]


@transaction.atomic
def waiting(*, by: SignedIn, now: datetime, zone: ZoneInfo) -> Errands:
    """Every call and letter that waits for the office, asked of the gate as it stands now.

    Cost: four openings and a fixed number of questions. Raises WrongHands for all but a caseworker.
    """
    rows.only(by, Audience.CASEWORKER)
    found = walls.only_theirs(outbox.by_hand(), by, "case__")
    some = list(found.select_related("case")[:SHOWN])
    if not some:
        return Errands((), 0)
    items = [row.item_id for row in some]
    kept = facts.open_many(Kept, items, by=by, now=now, purpose=PURPOSE)
    said = reaches({row.to_id for row in some}, by=by, now=now, purpose=PURPOSE)
    named = names({_case(row).party_id: _case(row).id for row in some}, by=by, now=now)
    released = _released([kept[row.item_id] for row in some], now)
    seen = [
        _Seen(kept[row.item_id], said.get(row.to_id), released.get(row.to_id, ())) for row in some
    ]
    moment = _Moment(now, zone)
    return Errands(
        tuple(
            _errand(row, one, moment, named.get(_case(row).id, ""))
            for row, one in zip(some, seen, strict=True)
        ),
        found.count(),
    )


class _Seen(NamedTuple):
    kept: Kept
    reach: Reach | None
    released: Sequence[Release]


class _Moment(NamedTuple):
    now: datetime
    zone: ZoneInfo


def _released(some: Sequence[Kept], now: datetime) -> Mapping[UUID, Sequence[Release]]:
    """The releases of each recipient, looked up only where a fact needs one."""
    asked: dict[UUID, list[UUID]] = {}
    for one in some:
        needed = (fact for fact in one.message.facts if fact.kind in NEEDS_RELEASE)
        asked.setdefault(one.message.to, []).extend(f.about for f in needed if f.about)
    return {to: outbox.releases(to, about, now.date()) for to, about in asked.items() if about}


def _errand(row: OutboxRow, seen: _Seen, moment: _Moment, name: str) -> Errand:
    kept, reach, released = seen
    now, zone = moment
    channel = kept.written.channel if kept.written else Channel.LETTER
    let = may_leave(kept.message, released, reach, channel, now, zone)
    waits = row.next_at if now < row.next_at else None
    why = let.against[0].code if let.against else NOT_NOW if waits else ""
    words = written(kept.message, channel, reach) if reach is not None and not why else None
    if why == NOT_NOW and reach is not None:
        waits = next_safe(reach, channel, max(now, row.next_at), zone)
    return Errand(
        case=_case(row).id,
        message=row.id,
        name=name,
        channel=channel,
        words=words,
        why=why or ("" if words else AVOIDED),
        hours=_hours(reach) if channel is Channel.CALL else None,
        clock=str(reach.clock(zone)) if reach else "",
        again_at=waits,
        missed=row.tries,
    )


def _hours(reach: Reach | None) -> tuple[time, time] | None:
    if reach is None or reach.first_hour is None or reach.last_hour is None:
        return None
    return reach.first_hour, reach.last_hour


def _case(row: OutboxRow) -> CaseRow:
    if row.case is None:
        raise NotFound("no such record")
    return row.case


@transaction.atomic
def letter(*, message: UUID, by: SignedIn, now: datetime, zone: ZoneInfo) -> Letter:
    """A letter that waits to be posted, as it is printed: whatever may leave in this moment.

    Raises NotFound for what the office does not see, RuleBroken for a call and for what may not
    leave any more.
    """
    rows.only(by, Audience.CASEWORKER)
    row = rows.get(OutboxRow, message, case__isnull=False)
    if row.state != State.BY_HAND:
        raise RuleBroken(NO_LETTER)
    kept = facts.open_(Kept, row.item_id, by=by, now=now, purpose=PURPOSE)
    if kept.written is None or kept.written.channel is not Channel.LETTER:
        raise RuleBroken(NO_LETTER)
    reach = reach_of(row.to_id, by=by, now=now, purpose=PURPOSE)
    released = outbox.releases_for(kept.message, now.date())
    let = may_leave(kept.message, released, reach, Channel.LETTER, now, zone)
    words = written(kept.message, Channel.LETTER, reach) if reach is not None else None
    if let.against or words is None:
        raise RuleBroken("this letter may not leave any more; stop it, and do not post it")
    return Letter(
        post_lines(words.address),
        words,
        Told(kept.message, released),
        _others(_case(row), kept, by=by, now=now),
    )


def _others(case: CaseRow, kept: Kept, *, by: SignedIn, now: datetime) -> tuple[Protected, ...]:
    """Every home of theirs that the letter does not tell by a fact that was released."""
    said = " / ".join(fact.text for fact in kept.message.facts if fact.kind in NEEDS_RELEASE)
    homes = protected.homes_of(case)
    known = protected.of_homes(homes, about=case.id, by=by, now=now, purpose=PURPOSE)
    return tuple(one for one in known if not search(said, [one]))
