"""What people carry: asked of the gate as they do it, done once, and never past what is safe."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import pytest

from hearth.actions.intake import Opened
from hearth.actions.telling import by_hand, outbox, reach
from hearth.core.errors import InvalidValue, NotFound, RuleBroken, WrongHands
from hearth.core.gate import MOVING_IN, NEWS, Fact, FactKind, Message
from hearth.core.gate.outbox import CALL_AGAIN, GRACE, Kept, State
from hearth.core.reach import Channel, Reach, never
from hearth.exchange.ways import Ways
from hearth.queries.telling import by_hand as ask
from hearth.queries.telling import reach as own_reach
from hearth.store import facts
from hearth.store.models import OutboxRow
from tests.builders import MOMENT, TODAY
from tests.service import LATER, Service, a_service

pytestmark = pytest.mark.django_db
LEAVES = LATER + GRACE
ZONE = ZoneInfo("UTC")
CALL, LETTER = frozenset({Channel.CALL}), frozenset({Channel.LETTER})
ENVELOPE = "R. Vale\n4 Elm Street\nThornby"


@dataclass
class Desk:
    service: Service
    opened: Opened

    def say(self, channels: frozenset[Channel], **more: object) -> None:
        told = {
            "channels": channels,
            "phone": "01632 960000",
            "post": ENVELOPE,
            "said_on": TODAY,
            "holds_until": TODAY + timedelta(30),
            **more,
        }
        reach.say(reach=Reach(**told), by=self.opened.resident, now=LATER)

    def queue(self, *told: Fact, purpose: str = NEWS) -> UUID:
        message = Message(to=self.opened.resident.id, purpose=purpose, facts=told)
        found = outbox.queue(
            message, key=uuid4().hex, case=self.opened.case, by=self.service.duty, now=LATER
        )
        assert found is not None
        return found

    def work(self, now: datetime = LEAVES) -> outbox.Round:
        ways = Ways({})
        return outbox.send_due(by=self.service.program, clock=lambda: now, ways=ways, zone=ZONE)

    def waits(self, now: datetime = LEAVES) -> ask.Errand:
        (one,) = ask.waiting(by=self.service.duty, now=now, zone=ZONE).first
        return one

    def done(self, message: UUID, now: datetime = LEAVES) -> dict[str, object]:
        on_it = {"message": message, "by": self.service.duty}
        return {**on_it, "now": now}


@pytest.fixture
def desk() -> Desk:
    service = a_service(homes=1)
    return Desk(service, service.open_case())


def state() -> tuple[str, str]:
    row = OutboxRow.objects.get()
    return row.state, row.why


def test_who_marked_letters_alone_is_written_a_letter_for_people_to_post(desk: Desk) -> None:
    desk.say(LETTER)
    sent = desk.queue()

    assert desk.work() == outbox.Round(for_people=1)

    letter = ask.letter(message=sent, by=desk.service.duty, now=LEAVES, zone=ZONE)
    assert letter.lines == ("R. Vale", "4 Elm Street", "Thornby")
    assert letter.words.body == "There is something new for you to read."


def test_a_letter_is_posted_once_and_twice_says_so(desk: Desk) -> None:
    desk.say(LETTER)
    sent = desk.queue()
    desk.work()

    assert by_hand.posted(**desk.done(sent), zone=ZONE) is State.SENT
    with pytest.raises(RuleBroken, match="already"):
        by_hand.posted(**desk.done(sent), zone=ZONE)
    kept = facts.open_(
        Kept, OutboxRow.objects.get().item_id, by=desk.opened.resident, now=LEAVES, purpose="own"
    )
    assert kept.written is not None
    assert kept.written.address == ENVELOPE


def test_another_envelope_said_in_between_stops_it_also_when_it_is_printed(desk: Desk) -> None:
    desk.say(LETTER)
    sent = desk.queue()
    desk.work()
    desk.say(LETTER, post="R. Vale\nPoste restante")

    assert state() == (State.CANCELLED, "")
    with pytest.raises(RuleBroken, match="do not post"):
        by_hand.posted(**desk.done(sent), zone=ZONE)


def test_a_letter_whose_word_has_run_out_is_not_posted_and_the_task_says_why(desk: Desk) -> None:
    desk.say(LETTER)
    sent = desk.queue()
    desk.work()
    late = LEAVES + timedelta(31)

    with pytest.raises(RuleBroken):
        ask.letter(message=sent, by=desk.service.duty, now=late, zone=ZONE)
    assert by_hand.posted(**desk.done(sent, late), zone=ZONE) is State.REFUSED
    assert state() == (State.REFUSED, "no_longer_said")


def test_a_place_stands_in_a_letter_only_while_the_yes_holds(desk: Desk) -> None:
    desk.say(LETTER)
    place = Fact(FactKind.PLACE, "9 Alder Row", desk.service.address())
    desk.queue(place, purpose=MOVING_IN)

    assert desk.work() == outbox.Round(refused=1)
    assert state() == (State.REFUSED, "place_not_released")


def test_who_marked_calls_alone_is_a_task_in_their_hours_and_not_before(desk: Desk) -> None:
    desk.say(CALL, first_hour=time(3), last_hour=time(4))
    desk.queue()

    assert desk.work() == outbox.Round(waiting=1)
    at_three = OutboxRow.objects.get().next_at
    assert desk.work(at_three) == outbox.Round(for_people=1)
    now, later = desk.waits(at_three), desk.waits(at_three + timedelta(hours=2))
    assert now.words is not None
    assert now.words.address == "01632 960000"
    assert (later.words, later.why) == (None, "not_now")
    assert later.again_at == at_three + timedelta(days=1)


def test_nobody_writes_down_a_call_in_an_hour_that_is_not_safe(desk: Desk) -> None:
    desk.say(CALL, first_hour=time(3), last_hour=time(4))
    sent = desk.queue()
    desk.work()
    at_three = OutboxRow.objects.get().next_at
    desk.work(at_three)

    with pytest.raises(RuleBroken, match="hour"):
        by_hand.reached(**desk.done(sent, at_three + timedelta(hours=3)), zone=ZONE)
    assert by_hand.reached(**desk.done(sent, at_three), zone=ZONE) is State.SENT


def test_where_nobody_answers_it_comes_back_later(desk: Desk) -> None:
    desk.say(CALL)
    sent = desk.queue()
    desk.work()

    by_hand.not_reached(**desk.done(sent))

    waits, again = desk.waits(), desk.waits(LEAVES + CALL_AGAIN)
    assert (waits.words, waits.missed, waits.again_at) == (None, 1, LEAVES + CALL_AGAIN)
    assert again.words is not None


def test_where_somebody_else_answers_nobody_rings_or_texts_until_they_say_so_anew(
    desk: Desk,
) -> None:
    desk.say(CALL | {Channel.TEXT} | LETTER)
    sent, other = desk.queue(), desk.queue()
    desk.work()

    by_hand.somebody_else(**desk.done(sent))

    told = own_reach.own(by=desk.opened.resident, now=LEAVES)
    assert told is not None
    assert (told.channels, told.unsafe_on) == (LETTER, LEAVES.date())
    assert OutboxRow.objects.get(id=sent).why == "somebody_else"
    assert OutboxRow.objects.get(id=other).state == State.CANCELLED
    desk.say(CALL)
    told = own_reach.own(by=desk.opened.resident, now=LEAVES)
    assert told is not None
    assert told.unsafe_on is None


def test_whether_a_message_may_be_left_stands_with_the_call(desk: Desk) -> None:
    for may in (False, True):
        desk.say(CALL, voicemail=may)
        desk.queue()
        desk.work()
        words = desk.waits().words
        assert words is not None
        assert bool(words.on_tape) == may


def test_no_more_contact_ends_the_call(desk: Desk) -> None:
    desk.say(CALL)
    sent = desk.queue()
    desk.work()
    reach.say(reach=never(TODAY), by=desk.opened.resident, now=LATER)

    assert ask.waiting(by=desk.service.duty, now=LEAVES, zone=ZONE).count == 0
    with pytest.raises(RuleBroken, match="do not ring"):
        by_hand.reached(**desk.done(sent), zone=ZONE)


def test_what_the_office_is_not_to_know_is_no_errand_of_theirs(desk: Desk) -> None:
    desk.say(CALL)
    outbox.queue(
        Message(to=desk.opened.resident.id, purpose=NEWS),
        key="answer",
        case=None,
        by=desk.service.lead,
        now=LATER,
    )

    assert desk.work() == outbox.Round(refused=1)
    assert ask.waiting(by=desk.service.duty, now=LEAVES, zone=ZONE).count == 0


def test_a_letter_is_no_call_and_what_was_never_queued_is_not_there(desk: Desk) -> None:
    desk.say(LETTER)
    sent = desk.queue()
    desk.work()

    with pytest.raises(InvalidValue):
        by_hand.reached(**desk.done(sent), zone=ZONE)
    with pytest.raises(NotFound):
        by_hand.posted(**desk.done(uuid4()), zone=ZONE)
    with pytest.raises(WrongHands):
        by_hand.posted(**{**desk.done(sent), "by": desk.service.lead}, zone=ZONE)


def test_hours_are_of_their_own_clock(desk: Desk) -> None:
    desk.say(CALL, first_hour=time(9), last_hour=time(10), zone="Asia/Kathmandu")
    desk.queue()

    desk.work()

    next_at = OutboxRow.objects.get().next_at
    assert next_at.astimezone(ZoneInfo("Asia/Kathmandu")).time() == time(9)
    assert next_at > MOMENT
