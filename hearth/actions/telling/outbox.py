"""What leaves: queued in the act that causes it, asked again and sent by the running program.

Sent at most once. A row is taken up in one transaction and sent in the next, which asks the gate
again while nobody else can write: no word of the person comes between the asking and the sending.
A program that dies in between has perhaps sent it. Nothing is sent twice for that: the row is
refused as interrupted, and the office asks. Before it is taken up, and while the other end says
no, nothing is lost: it is tried again.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from django.db import transaction

from hearth.core.audience import Audience
from hearth.core.compartments import SENDING, Compartment
from hearth.core.errors import InvalidValue, RuleBroken, Stale
from hearth.core.gate import (
    NEWS,
    NOT_NOW,
    Fact,
    FactKind,
    Message,
    may_leave,
    next_safe,
)
from hearth.core.gate.outbox import (
    AVOIDED,
    GRACE,
    NO_WAY,
    NOBODY_KNOWS,
    NOT_TAKEN,
    START,
    STEPS,
    Act,
    Kept,
    State,
    again_at,
    written,
)
from hearth.core.ids import PrincipalId
from hearth.core.reach import AT_WORK, BY_HAND, Channel, Reach
from hearth.exchange.ways import NotDelivered, Ways
from hearth.store import events, facts, offices, outbox, protected, rows, walls
from hearth.store.access import SignedIn
from hearth.store.models import CaseRow, HostRow, OutboxRow, PersonRow
from hearth.store.principals import circle
from hearth.store.reach import item_of, reach_of

PURPOSE = "sending"
Clock = Callable[[], datetime]
LONGEST = 300  # signs of a message in the office's own words: two texts
AT_ONCE = 200  # of one round; the rest waits for the next
BY_MACHINE = (Channel.MAIL, Channel.TEXT)  # in the order in which they are preferred


@transaction.atomic
def queue(
    message: Message,
    *,
    key: str,
    case: UUID | None,
    because: UUID | None = None,
    by: SignedIn,
    now: datetime,
    grace: timedelta = GRACE,
) -> UUID | None:
    """Let a message leave after the grace. None where nothing was queued.

    Called inside the act that causes it, so that both happen or neither. The same `key` queues
    nothing twice. Nothing is queued for a person who has not said how they may be reached, or
    has asked not to be: that they are spared a message is no task for anybody. `case` None:
    the office learns nothing of it.
    """
    events.begin_write()
    if OutboxRow.objects.filter(key=key).exists() or not _may_be_reached(message.to):
        return None
    office = () if case is None else offices.of_case(case)
    is_person = PersonRow.objects.filter(principal=message.to).exists()
    fact = facts.NewFact(
        subject=message.to,
        compartment=Compartment.OUTBOX,
        kind="message",
        value=Kept(message=message),
        to=(circle(SENDING), *office, *((message.to,) if is_person else ())),
    )
    row = OutboxRow.objects.create(
        case_id=case,
        to_id=message.to,
        item_id=facts.put(fact, by=by, now=now, purpose=PURPOSE),
        because=because,
        key=key,
        queued_at=now,
        next_at=now + grace,
        state=START,
    )
    events.record("message.queued", by=by, about=row.id, now=now)
    return row.id


@transaction.atomic
def write(*, case: UUID, words: str, by: SignedIn, now: datetime) -> UUID | None:
    """The office writes to the person of a case in its own words. None where nobody may.

    Raises TellsTooMuch where the words tell a name, a street or a number of this case, however
    they are typed: the message may be read by somebody else; InvalidValue for none or too many.
    """
    events.begin_write()
    rows.only(by, Audience.CASEWORKER)
    walls.must_be_theirs(CaseRow, case, by)
    row = rows.get(CaseRow, case)
    if not 0 < len(words.strip()) <= LONGEST:
        raise InvalidValue(f"a message has 1 to {LONGEST} signs")
    known = protected.of_case(row, by=by, now=now, purpose=PURPOSE)
    protected.must_tell_nothing("the message", (words,), known)
    person = PersonRow.objects.filter(parties__party=row.party_id, principal__isnull=False).first()
    if person is None or person.principal_id is None:
        return None
    note = Message(
        to=PrincipalId(person.principal_id),
        purpose=NEWS,
        facts=(Fact(FactKind.WORDS, " ".join(words.split())),),
        wording="own",
    )
    return queue(note, key=f"own:{uuid4().hex}", case=case, by=by, now=now)


def _may_be_reached(to: UUID) -> bool:
    """Whether anything was ever said of how; what it was is read when it is sent."""
    person = PersonRow.objects.filter(principal=to).first()
    if person is not None:
        return item_of(person.id) is not None
    is_host = HostRow.objects.filter(principal=to, active=True).exists()
    return is_host or item_of(to, AT_WORK) is not None


@transaction.atomic
def cancel(*, message_id: UUID, by: SignedIn, now: datetime) -> None:
    """Somebody of the office thinks again. Raises NotFound for what the office does not see."""
    events.begin_write()
    rows.only(by, Audience.CASEWORKER)
    row = rows.get(OutboxRow, message_id, case__isnull=False)
    rows.step(row, STEPS, Act.CANCEL, by, ended_at=now)
    events.record("message.cancelled", by=by, about=row.id, now=now)


@transaction.atomic
def settle(*, message_id: UUID, by: SignedIn, now: datetime) -> None:
    """The office has done by itself what a refused message should have: the task is done."""
    events.begin_write()
    rows.only(by, Audience.CASEWORKER)
    row = rows.get(OutboxRow, message_id, case__isnull=False)
    walls.must_be_theirs(OutboxRow, row.id, by)
    same = OutboxRow.objects.filter(id=row.id, state=State.REFUSED, settled_at=None)
    if same.update(settled_at=now) == 0:
        raise RuleBroken("this is no task any more")
    events.record("message.settled", by=by, about=row.id, now=now)


@dataclass(frozen=True, slots=True)
class Round:
    """How many of each there were. for_people: letters to post and calls to make."""

    sent: int = 0
    refused: int = 0
    waiting: int = 0
    for_people: int = 0


def send_due(*, by: SignedIn, clock: Clock, ways: Ways, zone: ZoneInfo) -> Round:
    """Send what may leave now. `by` is the running program; doing it twice sends nothing twice.

    `clock` is read anew for each message: a slow server must not carry one past a safe hour.
    A connection that is lost ends the round for what goes by that way: it stays queued, and nobody
    waits for it; the rest goes on.
    Cost: two transactions a message; nobody else writes while one is handed over.
    """
    now = clock()
    ended = [_give_up(row.id, by=by, now=now) for row in outbox.left_behind(now)[:AT_ONCE]]
    for row_id in list(outbox.due(now).values_list("id", flat=True)[:AT_ONCE]):
        if _take(row_id, by=by, now=clock()):
            ways.make_ready()
            ended.append(_send(row_id, by=by, now=clock(), ways=ways, zone=zone))
    ways.close()
    each = (State.SENT, State.REFUSED, State.QUEUED, State.BY_HAND)
    return Round(*(ended.count(one) for one in each))


@transaction.atomic
def _give_up(row_id: UUID, *, by: SignedIn, now: datetime) -> State:
    events.begin_write()
    row = rows.get(OutboxRow, row_id)
    return _refuse(row, NOBODY_KNOWS, by=by, now=now)


@transaction.atomic
def _take(row_id: UUID, *, by: SignedIn, now: datetime) -> bool:
    events.begin_write()
    row = outbox.due(now).filter(id=row_id).first()
    if row is None:
        return False
    try:
        outbox.take(row, by=by, now=now)
    except Stale:
        return False  # another process has taken it up
    return True


@transaction.atomic
def _send(row_id: UUID, *, by: SignedIn, now: datetime, ways: Ways, zone: ZoneInfo) -> State:
    """Ask the gate and hand the message over, while nobody else writes."""
    events.begin_write()
    row = rows.get(OutboxRow, row_id)
    if row.state != State.SENDING:  # cancelled since it was taken up
        return State(row.state)
    kept = facts.open_(Kept, row.item_id, by=by, now=now, purpose=PURPOSE)
    reach = reach_of(row.to_id, by=by, now=now, purpose=PURPOSE)
    channel = _channel(reach, ways, by_hand=row.case_id is not None)
    released = outbox.releases_for(kept.message, now.date())
    decision = may_leave(kept.message, released, reach, channel, now, zone)
    codes = [reason.code for reason in decision.against]
    if codes == [NOT_NOW] and reach is not None:
        later = next_safe(reach, channel, now, zone)
        if later is not None:
            return _wait(row, later, by=by, tries=row.tries - 1)
    if reach is None or codes:
        return _refuse(row, codes[0], by=by, now=now)
    words = written(kept.message, channel, reach)
    if words is None:
        return _refuse(row, AVOIDED, by=by, now=now)
    ready = Kept(message=kept.message, written=words)
    if channel in BY_HAND:
        return _to_people(row, ready, by=by, now=now)
    return _hand_over(row, ready, by=by, now=now, ways=ways)


def _to_people(row: OutboxRow, kept: Kept, *, by: SignedIn, now: datetime) -> State:
    """Nothing has left yet: somebody of the office posts it or rings; see `by_hand`."""
    facts.change(row.item_id, kept, by=by, now=now, purpose=PURPOSE)
    state = rows.step(row, STEPS, Act.HAND, by, next_at=now, tries=0)
    events.record("message.for_people", by=by, about=row.id, now=now)
    return state


def _hand_over(row: OutboxRow, kept: Kept, *, by: SignedIn, now: datetime, ways: Ways) -> State:
    words = kept.written
    if words is None or words.channel not in ways:
        return _refuse(row, NO_WAY, by=by, now=now)
    if words.channel in ways.lost:  # it was not tried, so it counts for nothing
        return _wait(row, now, by=by, tries=row.tries - 1)
    try:
        ways.send(words, row.id)
    except NotDelivered as failed:
        later = again_at(row.tries, now) if failed.may_retry else None
        if later is not None:
            return _wait(row, later, by=by, tries=row.tries)
        return _refuse(row, _why(failed), by=by, now=now)
    facts.change(row.item_id, kept, by=by, now=now, purpose=PURPOSE)
    rows.step(row, STEPS, Act.SEND, by, ended_at=now)
    events.record("message.sent", by=by, about=row.id, now=now)
    return State.SENT


def _why(failed: NotDelivered) -> str:
    if failed.no_way:
        return NO_WAY
    return NOBODY_KNOWS if failed.is_unsure else NOT_TAKEN


def _wait(row: OutboxRow, until: datetime, *, by: SignedIn, tries: int) -> State:
    return rows.step(row, STEPS, Act.WAIT, by, next_at=until, tries=tries)


def _refuse(row: OutboxRow, why: str, *, by: SignedIn, now: datetime) -> State:
    state = rows.step(row, STEPS, Act.REFUSE, by, ended_at=now, why=why)
    events.record("message.refused", by=by, about=row.id, now=now)
    return state


def _channel(reach: Reach | None, ways: Ways, *, by_hand: bool) -> Channel:
    """The way to take: one they marked that is set up, else one that people carry, else one they
    marked, else mail. `by_hand`: whether there is anybody who may know of it and carry it."""
    marked = [one for one in BY_MACHINE if reach is not None and one in reach.channels]
    usable = [one for one in marked if one in ways]
    people = [one for one in BY_HAND if by_hand and reach is not None and one in reach.channels]
    return next(iter([*usable, *people, *marked]), Channel.MAIL)
