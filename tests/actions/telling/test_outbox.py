"""What leaves: written with the act that causes it, asked again while it is sent, sent once."""

from dataclasses import dataclass, field, replace
from datetime import datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from hearth.actions import consent, introduction, offer
from hearth.actions.intake import Opened
from hearth.actions.telling import at_work, outbox, reach
from hearth.core.errors import NotFound, RuleBroken
from hearth.core.gate import MOVING_IN, NEWS, Fact, FactKind, Message
from hearth.core.gate.outbox import GRACE, LEASE, State, Written
from hearth.core.reach import AtWork, Channel, Reach, never
from hearth.exchange.ways import NotDelivered, Ways, chosen
from hearth.store import programmes
from hearth.store.models import CaseRow, ItemRow, OutboxRow
from tests.builders import MOMENT, TODAY, an_id
from tests.service import DAY, LATER, Service, a_service

pytestmark = pytest.mark.django_db
ZONE = ZoneInfo("UTC")
LEAVES = LATER + GRACE


class Cut(BaseException):
    """The power goes."""


@dataclass
class Kept:
    """A way that keeps what it is given, and fails as it is told."""

    got: list[tuple[UUID, Written]] = field(default_factory=list)
    fails: list[BaseException] = field(default_factory=list)
    asked: int = 0
    made_ready: int = 0

    def make_ready(self) -> None:
        self.made_ready += 1

    def send(self, words: Written, id: UUID) -> None:
        self.asked += 1
        if self.fails:
            raise self.fails.pop(0)
        self.got.append((id, words))

    def close(self) -> None: ...


@dataclass
class World:
    service: Service
    opened: Opened
    way: Kept

    def queue(self, key: str = "one", **said: object) -> UUID | None:
        told = {"to": self.opened.resident.id, "purpose": NEWS, **said}
        return outbox.queue(
            Message(**told), key=key, case=self.opened.case, by=self.service.duty, now=LATER
        )

    def send(self, now: datetime = LEAVES) -> outbox.Round:
        ways = Ways({Channel.TEXT: self.way, Channel.MAIL: self.way})
        return outbox.send_due(by=self.service.program, clock=lambda: now, ways=ways, zone=ZONE)

    def say(self, said: Reach, now: datetime = LATER) -> None:
        reach.say(reach=said, by=self.opened.resident, now=now)

    @property
    def row(self) -> OutboxRow:
        return OutboxRow.objects.get()


def a_text(**said: object) -> Reach:
    told = {
        "channels": frozenset({Channel.TEXT}),
        "phone": "01632 960000",
        "said_on": TODAY,
        "holds_until": TODAY + timedelta(30),
        **said,
    }
    return Reach(**told)


@pytest.fixture
def world() -> World:
    service = a_service()
    here = World(service, service.open_case(), Kept())
    here.say(a_text(), MOMENT)
    return here


def test_it_leaves_after_the_grace_once(world: World) -> None:
    world.queue()

    assert world.send(LEAVES - timedelta(seconds=1)) == outbox.Round()
    assert world.send() == outbox.Round(sent=1)
    assert world.send(LEAVES + DAY) == outbox.Round()
    ((id, words),) = world.way.got
    assert id == world.row.id
    assert words.address == "01632 960000"


def test_the_same_act_twice_queues_one(world: World) -> None:
    assert world.queue() is not None
    assert world.queue() is None


def test_whoever_has_said_nothing_is_queued_nothing() -> None:
    service = a_service(homes=1)
    world = World(service, service.open_case(), Kept())

    assert world.queue() is None


def test_a_no_said_in_between_cancels_it(world: World) -> None:
    world.queue()
    world.say(never(TODAY))

    assert world.row.state == State.CANCELLED
    assert world.send() == outbox.Round()


def test_other_ways_said_in_between_cancel_it(world: World) -> None:
    world.queue()
    world.say(a_text(phone="01632 960111"))

    assert world.send() == outbox.Round()


def test_they_are_written_to_in_the_language_in_which_they_said_how(world: World) -> None:
    world.say(a_text(language="es"))
    world.queue()

    world.send()

    ((_, words),) = world.way.got
    assert words.body == "Hay algo nuevo para leer."


def test_the_services_own_hours_hold_for_whoever_named_none(world: World) -> None:
    used = programmes.use("nightstop", TODAY, now=MOMENT)  # from 9 to 21
    CaseRow.objects.filter(id=world.opened.case).update(programme=used.ref)
    night = LEAVES.replace(hour=22)
    world.queue()

    assert world.send(night) == outbox.Round(waiting=1)
    assert world.row.next_at == (night + timedelta(days=1)).replace(hour=9, minute=0)
    world.say(a_text(first_hour=time(21), last_hour=time(23)))
    world.queue("two")
    assert world.send(night) == outbox.Round(sent=1)


def test_a_slow_server_carries_no_message_past_a_safe_hour(world: World) -> None:
    last_hour = (LEAVES + timedelta(minutes=1)).time()
    world.say(a_text(first_hour=time(0), last_hour=last_hour))
    world.queue("one")
    world.queue("two")
    moments = iter([LEAVES] * 3 + [LEAVES, LEAVES + timedelta(minutes=2)])
    ways = Ways({Channel.TEXT: world.way})

    done = outbox.send_due(
        by=world.service.program, clock=lambda: next(moments), ways=ways, zone=ZONE
    )

    assert done == outbox.Round(sent=1, waiting=1)


def test_what_no_longer_holds_when_it_is_sent_is_refused_and_a_task(world: World) -> None:
    world.queue()

    assert world.send(LEAVES + timedelta(31)) == outbox.Round(refused=1)
    assert world.row.why == "no_longer_said"


def test_outside_the_hours_it_waits_for_them(world: World) -> None:
    world.say(a_text(first_hour=time(3), last_hour=time(4)))
    world.queue()

    assert world.send() == outbox.Round(waiting=1)
    waits = world.row.next_at
    assert (waits.hour, waits.minute) == (3, 0)
    assert world.send(waits) == outbox.Round(sent=1)


def test_a_place_leaves_only_while_the_yes_holds(world: World) -> None:
    service, opened = world.service, world.opened
    offered = service.put_offer(opened)
    place = Fact(FactKind.PLACE, "9 Alder Row", service.address())
    world.queue("before", purpose=MOVING_IN, facts=(place,), wording="own")
    world.send()
    service.agree(offered, opened)
    world.queue("yes", purpose=MOVING_IN, facts=(place,), wording="own")
    world.send()
    world.queue("news", purpose=NEWS, facts=(place,), wording="own")
    world.send()
    consent.withdraw(offer_id=offered, by=opened.resident, now=LATER)
    world.queue("after", purpose=MOVING_IN, facts=(place,), wording="own")
    world.send()

    told = {row.key: (row.state, row.why) for row in OutboxRow.objects.all()}
    refused = (State.REFUSED, "place_not_released")
    assert told == {
        "before": refused,
        "yes": (State.SENT, ""),
        "news": refused,
        "after": refused,
    }


def test_an_offer_that_ends_takes_its_notes_with_it(world: World) -> None:
    service, opened = world.service, world.opened
    offered = service.put_offer(opened)
    service.agree(offered, opened)
    introduction.arrange(offer_id=offered, by=service.duty, now=LATER)
    assert set(OutboxRow.objects.values_list("state", flat=True)) == {State.QUEUED}

    offer.end(offer_id=offered, by=service.duty, now=LATER)

    assert set(OutboxRow.objects.values_list("state", flat=True)) == {State.CANCELLED}


def test_after_they_have_met_nobody_is_told_that_they_may_meet(world: World) -> None:
    service, opened = world.service, world.opened
    offered = service.put_offer(opened)
    service.agree(offered, opened)
    service.meet(offered, LATER)

    assert world.send() == outbox.Round()


def test_without_a_way_nothing_leaves_and_the_task_says_so(world: World) -> None:
    world.queue()

    done = outbox.send_due(
        by=world.service.program, clock=lambda: LEAVES, ways=chosen.ways({}), zone=ZONE
    )

    assert done == outbox.Round(refused=1)
    assert world.row.why == "no_way"


def test_a_meeting_is_told_to_both_in_words_that_tell_nothing(world: World) -> None:
    service, opened = world.service, world.opened
    offered = service.put_offer(opened)
    service.agree(offered, opened)
    introduction.arrange(offer_id=offered, by=service.duty, now=LATER)

    assert world.send() == outbox.Round(sent=1, refused=1)  # the host gave us no mail
    ((_, words),) = world.way.got
    assert words.body == "We have found a time to meet. Please look when you can."


def test_words_to_avoid_are_kept_out_or_nothing_leaves(world: World) -> None:
    world.say(a_text(avoid="new"))
    world.queue()
    world.send()
    assert "new" not in world.way.got[0][1].body

    world.say(a_text(avoid="read, please"))
    world.queue("two")
    world.send()
    assert OutboxRow.objects.get(key="two").why == "word_to_avoid"


def test_a_server_that_is_away_is_asked_again_with_more_patience(world: World) -> None:
    world.way.fails = [NotDelivered(may_retry=True)] * 2
    world.queue()

    now, waits = LEAVES, []
    while world.send(now).sent == 0:
        waits.append(world.row.next_at - now)
        now = world.row.next_at
    assert waits == [timedelta(minutes=5), timedelta(minutes=10)]
    assert len(world.way.got) == 1


def test_a_connection_that_is_lost_ends_the_round_by_that_way_and_nothing_is_counted(
    world: World,
) -> None:
    world.way.fails = [NotDelivered(may_retry=True, is_lost=True)]
    world.queue("one")
    world.queue("two")
    world.queue("three")

    assert world.send() == outbox.Round(waiting=3)
    assert world.way.asked == 1, "somebody waited for it again"
    assert OutboxRow.objects.filter(state="queued", tries=0).count() == 2
    assert world.send() == outbox.Round(sent=2)


def test_a_lost_mail_server_holds_up_no_text(world: World) -> None:
    lead = world.service.lead
    at_work.say(reach=AtWork(mail="duty@example.net"), by=lead, now=MOMENT)
    lost, texts = Kept(fails=[NotDelivered(may_retry=True, is_lost=True)] * 2), Kept()
    by_mail = Message(to=lead.id, purpose=NEWS)
    for key in ("mail", "another mail"):
        outbox.queue(by_mail, key=key, case=None, by=world.service.duty, now=LATER)
    world.queue("text")

    ways = Ways({Channel.MAIL: lost, Channel.TEXT: texts})
    done = outbox.send_due(by=world.service.program, clock=lambda: LEAVES, ways=ways, zone=ZONE)

    assert done == outbox.Round(sent=1, waiting=2)
    assert [words.channel for _, words in texts.got] == [Channel.TEXT]
    assert lost.asked == 1


def test_a_way_that_was_lost_is_not_connected_again_before_the_next_round() -> None:
    lost, texts = Kept(fails=[NotDelivered(is_lost=True)]), Kept()
    ways = Ways({Channel.MAIL: lost, Channel.TEXT: texts})
    words = Written(channel=Channel.MAIL, address="a@example.net", subject="-", body="-")

    with pytest.raises(NotDelivered):
        ways.send(words, an_id())
    ways.make_ready()
    assert (lost.made_ready, texts.made_ready) == (0, 1)

    ways.close()
    ways.make_ready()
    assert lost.made_ready == 1


def test_a_server_that_says_no_is_a_task(world: World) -> None:
    world.way.fails = [NotDelivered()]
    world.queue()

    assert world.send() == outbox.Round(refused=1)
    assert world.row.why == "not_taken"


@pytest.mark.parametrize("after_it_left", [True, False])
def test_a_program_that_dies_while_sending_neither_doubles_nor_loses(
    world: World, after_it_left: bool
) -> None:
    world.queue()
    send = world.way.send

    def cut(words: Written, id: UUID) -> None:
        if after_it_left:
            send(words, id)
        raise Cut

    world.way.send = cut  # type: ignore[method-assign]
    with pytest.raises(Cut):
        world.send()
    world.way.send = send  # type: ignore[method-assign]

    assert world.send(LEAVES + timedelta(minutes=1)) == outbox.Round()
    assert world.send(LEAVES + LEASE) == outbox.Round(refused=1)
    assert world.row.why == "interrupted"
    assert len(world.way.got) == after_it_left


def test_the_office_cancels_what_waits_and_not_what_has_left(world: World) -> None:
    first = world.queue()
    assert first is not None
    outbox.cancel(message_id=first, by=world.service.duty, now=LATER)
    assert world.send() == outbox.Round()
    with pytest.raises(RuleBroken):
        outbox.cancel(message_id=first, by=world.service.duty, now=LATER)


def test_what_the_office_is_not_to_know_is_not_there_for_it(world: World) -> None:
    hidden = outbox.queue(
        Message(to=world.opened.resident.id, purpose=NEWS),
        key="answer",
        case=None,
        by=world.service.lead,
        now=LATER,
    )
    assert hidden is not None
    with pytest.raises(NotFound):
        outbox.cancel(message_id=hidden, by=world.service.duty, now=LATER)
    assert world.send() == outbox.Round(sent=1)


def test_a_task_is_done_once(world: World) -> None:
    world.way.fails = [NotDelivered()]
    id = world.queue()
    assert id is not None
    world.send()
    outbox.settle(message_id=id, by=world.service.duty, now=LATER)

    with pytest.raises(RuleBroken):
        outbox.settle(message_id=id, by=world.service.duty, now=LATER)


def test_an_act_that_is_taken_back_leaves_nothing_queued(world: World) -> None:
    service, opened = world.service, world.opened
    offered = service.put_offer(opened)
    service.agree(offered, opened)
    introduction.arrange(offer_id=offered, by=service.duty, now=LATER)
    queued = OutboxRow.objects.count()

    with pytest.raises(RuleBroken):
        introduction.arrange(offer_id=offered, by=service.duty, now=LATER)

    assert OutboxRow.objects.count() == queued


def test_nothing_of_it_lies_in_clear(world: World) -> None:
    world.queue()
    world.send()

    bodies = b"".join(bytes(item.body) for item in ItemRow.objects.all())
    rows = repr(list(OutboxRow.objects.values()))
    for secret in ("01632", "Please look"):
        assert secret.encode() not in bodies
        assert secret not in rows
    assert replace(a_text(), phone="01632 960999").phone not in rows
