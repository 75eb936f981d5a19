"""Said without an account, answered by a receipt; floods slow down and never close the door."""

from datetime import datetime, timedelta
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hearth.actions import concerns
from hearth.actions.concerns import Raised
from hearth.actions.raised import letterbox
from hearth.actions.raised.say import Sent, Waits, new_once, say
from hearth.core.concerns import Kind, check_digit
from hearth.core.errors import NotFound, RuleBroken, TellsTooMuch, TooSoon
from hearth.queries.deciding import board, said
from hearth.store import facts
from hearth.store.models import (
    CheckRow,
    ConcernRow,
    HostRow,
    ItemRow,
    LetterRow,
    OfferRow,
    PrincipalRow,
)
from tests.promised import Tried
from tests.refused import refused
from tests.service import LATER, PROGRAMME, Service

pytestmark = pytest.mark.django_db
HERE, THERE = "192.0.2.1", "192.0.2.2"
TRUE = "He locks the door from outside at night."


def sent(words: str = TRUE, *, once: str = "", ticket: str = "") -> Sent:
    return Sent(kind=Kind.WORRY, words=words, once=once or new_once(), ticket=ticket)


def arrives(one: Sent, address: str = HERE, now: datetime = LATER) -> Raised:
    done = say(sent=one, address=address, by=None, now=now)
    assert isinstance(done, Raised)
    return done


def waits(one: Sent, address: str = HERE, now: datetime = LATER) -> Waits:
    done = say(sent=one, address=address, by=None, now=now)
    assert isinstance(done, Waits)
    return done


def read(receipt: str, now: datetime = LATER) -> letterbox.Letterbox:
    return letterbox.read(receipt=receipt, address=HERE, now=now)


def test_letters_go_both_ways_by_the_receipt_alone(service: Service) -> None:
    made = arrives(sent())

    letterbox.reply(
        concern_id=made.id, words="Which door?", by=service.lead, service=service.program, now=LATER
    )
    letterbox.write(receipt=made.receipt, words="The attic.", address=HERE, now=LATER)

    box = read(made.receipt)
    assert [one.words for one in box.letters if one.ours] == ["Which door?"]
    theirs = LetterRow.objects.get(ours=False)
    assert facts.open_(str, theirs.item_id, by=service.lead, now=LATER, purpose="t") == "The attic."
    assert not any(one.words for one in box.letters if not one.ours)


def test_a_letter_tells_no_home_to_whoever_keeps_a_receipt(service: Service) -> None:
    made = arrives(sent())
    stay = service.live(service.open_case())
    concerns.find_about(concern_id=made.id, number=stay.hex[:12], by=service.lead, now=LATER)
    lead = {"by": service.lead, "service": service.program, "now": LATER, "concern_id": made.id}

    for words in ("We asked ada lind.", "We were at 9 Alder row", "Ring ADA LINDT"):
        with pytest.raises(TellsTooMuch, match="the letter tells") as told:
            letterbox.reply(words=words, **lead)
        assert "Ada" not in str(told.value)

    assert not LetterRow.objects.filter(ours=True).exists()


def test_who_lives_there_may_be_written_to_about_their_own_host(service: Service) -> None:
    opened = service.open_case()
    stay = service.live(opened)
    raised = concerns.raise_one(
        kind=Kind.WORRY,
        words=TRUE,
        placement_id=stay,
        programme=f"{PROGRAMME}.1",
        by=opened.resident,
        now=LATER,
    )

    letterbox.reply(
        concern_id=raised.id,
        words="Ada Lind has put a lock in.",
        by=service.lead,
        service=service.program,
        now=LATER,
    )

    assert LetterRow.objects.filter(ours=True).exists()


def test_the_answer_is_read_by_the_receipt_and_tells_how_it_stands(service: Service) -> None:
    made = arrives(sent())
    assert not read(made.receipt).was_read

    handled(made.id, service)

    box = read(made.receipt)
    assert (box.was_read, box.is_answered) == (True, True)
    assert [one.words for one in box.letters] == ["A new lock is in."]


def handled(concern: UUID, service: Service) -> None:
    by = service.lead
    concerns.acknowledge(concern_id=concern, by=by, now=LATER)
    concerns.weigh(concern_id=concern, weight=concerns.Weight.LIGHT, by=by, now=LATER)
    concerns.act_on(concern_id=concern, by=by, service=service.program, now=LATER)
    concerns.answer(
        concern_id=concern, words="A new lock is in.", by=by, service=service.program, now=LATER
    )


def test_letters_open_to_the_lead_and_the_receipt_and_to_nobody_else(service: Service) -> None:
    made = arrives(sent())
    letterbox.write(receipt=made.receipt, words="More.", address=HERE, now=LATER)
    item = LetterRow.objects.get().item_id

    host = service.hosts[service.homes[0]]
    assert facts.can_open(item, service.lead)
    for by in (service.duty, service.program, service.visitor, service.clinician, host):
        assert not facts.can_open(item, by)


def test_a_receipt_is_not_in_the_database_in_any_form_that_can_be_searched(
    service: Service,
) -> None:
    made = arrives(sent())

    row = ConcernRow.objects.get(id=made.id)
    kept = bytes(PrincipalRow.objects.get(id=row.mailbox_id).locked or b"").hex()
    assert made.receipt not in row.receipt_hash + kept + row.source
    assert made.receipt not in repr(made)


def test_a_slip_and_a_number_never_given_are_told_in_one_sentence_after_one_look(
    service: Service,
) -> None:
    receipt = arrives(sent()).receipt
    slip = receipt[:-1] + str((int(receipt[-1]) + 1) % 10)
    never = "123456789012345" + check_digit("123456789012345")
    told, looks = set(), set()

    for typed in (slip, never, "1", "", "x" * 16, "０" * 16):
        with (
            CaptureQueriesContext(
                connection,
            ) as asked,
            pytest.raises(NotFound) as error,
        ):
            concerns.by_receipt(typed)
        told.add(str(error.value))
        looks.add(tuple(one["sql"].split("WHERE")[0] for one in asked.captured_queries))

    assert len(told) == len(looks) == 1


@pytest.mark.promise(number="P15")
def test_somebody_who_tries_numbers_waits_and_nobody_else_does(
    service: Service, tried: Tried
) -> None:
    made = arrives(sent())
    for _ in range(5):
        with pytest.raises(NotFound):
            letterbox.read(receipt="1" * 16, address=THERE, now=LATER)

    with pytest.raises(TooSoon):
        letterbox.read(receipt="1" * 16, address=THERE, now=LATER)
    assert read(made.receipt)
    tried(6, "receipts guessed from another door")


def test_the_same_sending_twice_is_one_concern_with_one_receipt(service: Service) -> None:
    once = new_once()

    first, second = arrives(sent(once=once)), arrives(sent(once=once))

    assert first == second
    assert ConcernRow.objects.count() == 1


def test_more_letters_in_a_day_than_anybody_reads_are_refused(service: Service) -> None:
    made = arrives(sent())
    for number in range(letterbox.LETTERS_A_DAY):
        letterbox.write(receipt=made.receipt, words=f"{number}", address=HERE, now=LATER)

    with refused(RuleBroken, "tomorrow"):
        letterbox.write(receipt=made.receipt, words="more", address=HERE, now=LATER)


def test_the_person_writes_again_on_their_own_page_and_nobody_for_them(service: Service) -> None:
    opened, other = service.open_case(), service.open_case()
    made = concerns.raise_one(
        kind=Kind.WORRY,
        words="",
        placement_id=None,
        programme="blank.1",
        by=opened.resident,
        now=LATER,
    )

    letterbox.write_own(concern_id=made.id, words="Again.", by=opened.resident, now=LATER)

    assert facts.can_open(LetterRow.objects.get().item_id, opened.resident)
    with refused(NotFound):
        letterbox.write_own(concern_id=made.id, words="x", by=other.resident, now=LATER)


# Floods


@pytest.mark.promise(number="P15")
def test_a_thousand_of_junk_in_a_minute_and_the_true_one_is_on_the_board(
    service: Service, tried: Tried
) -> None:
    hosts, offers = state()
    kept, moments = [], [LATER + timedelta(milliseconds=60 * n) for n in range(1000)]
    for at in moments:
        one = sent(f"junk {at.isoformat()}")
        done = say(sent=one, address=HERE, by=None, now=at)
        if isinstance(done, Waits):
            kept.append((one, done, at))
    end = moments[-1]
    from_elsewhere = arrives(sent(TRUE), THERE, end)
    same_door = sent("True, and from the same library.")
    promise = waits(same_door, HERE, end)

    assert 0 < promise.wait_s <= 60
    ready = end + timedelta(seconds=promise.wait_s)
    again = sent(same_door.words, once=same_door.once, ticket=promise.ticket)
    from_here = arrives(again, HERE, ready)

    assert len(kept) > 950
    found = board.to_decide(by=service.lead, now=ready).concerns
    shown = {one.id for one in found.first}
    assert from_elsewhere.id in shown
    crowd = next(one for one in found.first if one.like_it > 1)
    assert len([one for one in found.first if one.like_it > 1]) == 1
    listed = said.page(at=1, crowd=crowd.id, by=service.lead, now=ready)
    assert from_here.id in {one.id for one in listed.first}
    assert state() == (hosts, offers)
    tried(len(moments), "junk complaints in a minute beside a true one")


def state() -> tuple[list[object], list[object]]:
    """What is on record of hosts, and what is under way for them."""
    hosts = list(HostRow.objects.order_by("id").values_list())
    return hosts, [*OfferRow.objects.values_list(), *CheckRow.objects.values_list()]


def test_a_crowd_that_kept_its_tickets_takes_one_line_of_the_board(service: Service) -> None:
    promises = []
    for number in range(60):
        one = sent(f"junk {number}")
        done = say(sent=one, address=HERE, by=None, now=LATER)
        if isinstance(done, Waits):
            promises.append(sent(one.words, once=one.once, ticket=done.ticket))
    later = LATER + timedelta(minutes=2)
    for promised in promises:
        arrives(promised, HERE, later)
    true = arrives(sent(), THERE, later)

    found = board.to_decide(by=service.lead, now=later).concerns

    assert found.count == 61
    assert [one.like_it for one in found.first if one.id != true.id] == [60]
    assert true.id in {one.id for one in found.first}


def test_a_flood_from_everywhere_is_listed_page_by_page_and_nothing_is_lost(
    service: Service,
) -> None:
    for number in range(70):
        arrives(sent(f"junk {number}"), f"198.51.100.{number}")
    true = arrives(sent(), THERE)

    pages = [said.page(at=at, crowd=None, by=service.lead, now=LATER) for at in (1, 2)]

    assert pages[0].count == 71
    listed = [one.id for page in pages for one in page.first]
    assert len(set(listed)) == 71
    assert true.id in listed


def test_a_ticket_lets_in_the_words_it_was_given_for_and_no_others(service: Service) -> None:
    for number in range(5):
        arrives(sent(f"{number}"))
    one = sent()
    promise = waits(one)
    ready = LATER + timedelta(seconds=promise.wait_s)

    early = sent(one.words, once=one.once, ticket=promise.ticket)
    assert waits(early, now=LATER).wait_s == promise.wait_s
    arrives(sent("crowding in"), now=ready)
    other = sent("other words", once=one.once, ticket=promise.ticket)
    waits(other, now=ready)
    arrives(sent(one.words, once=one.once, ticket=promise.ticket), now=ready)


def test_an_address_is_kept_nowhere(service: Service) -> None:
    made = arrives(sent())

    row = ConcernRow.objects.get(id=made.id)
    assert HERE not in row.source
    assert len(row.source) == 64
    assert not ItemRow.objects.filter(kind__contains=HERE).exists()
