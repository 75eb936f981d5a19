"""Letters about a concern, both ways, by the receipt or by the person's own page."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from hearth.actions import concerns
from hearth.actions.raised import hearings, mailboxes
from hearth.core.audience import Audience
from hearth.core.compartments import Compartment
from hearth.core.concerns import RECEIPT, Letter, State
from hearth.core.errors import NotFound, RuleBroken, TooSoon
from hearth.core.programme import Hearing
from hearth.core.sign_in import LONGEST_WAIT_HERE_S
from hearth.store import events, facts, rows, sign_ins
from hearth.store import hearings as heard
from hearth.store.access import SignedIn
from hearth.store.models import ConcernRow, LetterRow

NOTHING = "This number opens nothing here. Compare it with what you wrote down"
PURPOSE = "letter"
SHOWN = 50
LETTERS_A_DAY = 20  # of one receipt


@dataclass(frozen=True, slots=True)
class Letterbox:
    """How it stands, in words that tell nobody what was done, and the letters."""

    raised_on: date
    was_read: bool
    is_answered: bool
    acknowledge_by: date
    answer_by: date
    hearing: Hearing | None  # who looks into it, where its answer can be refused
    may_refuse: bool
    advocate: bool
    letters: tuple[Letter, ...]  # without the words they wrote themselves: a receipt may be found


def read(*, receipt: str, address: str, now: datetime) -> Letterbox:
    """What came for a receipt. Raises NotFound, in the same words and after the same work, for a
    slip of the finger and for a number never given; TooSoon after several of those."""
    row, box = _opened(receipt, address, now)
    return _read(row, box, now)


@transaction.atomic
def _read(row: ConcernRow, box: SignedIn, now: datetime) -> Letterbox:
    found = list(row.letters.order_by("-sent_at", "id")[:SHOWN])
    ours = [one.item_id for one in found if one.ours]
    said = (
        facts.open_many(str, ours, by=box, now=now, purpose=RECEIPT, about=row.id) if ours else {}
    )
    return Letterbox(
        raised_on=row.raised_on,
        was_read=row.state != State.RAISED,
        is_answered=row.answer_id is not None,
        acknowledge_by=row.acknowledge_by,
        answer_by=row.answer_by,
        hearing=row.heard_by,
        may_refuse=heard.may_refuse(row),
        advocate=heard.has_advocate(row),
        letters=tuple(Letter(one.ours, one.sent_at, said.get(one.item_id, "")) for one in found),
    )


def _opened(receipt: str, address: str, now: datetime) -> tuple[ConcernRow, SignedIn]:
    tried = {"receipt of address": (address, LONGEST_WAIT_HERE_S)}
    wait = sign_ins.must_wait_s(tried, now=now)
    if wait > 0:
        raise TooSoon(wait)
    found = mailboxes.open_(receipt)
    if found is None:
        with transaction.atomic():
            sign_ins.was_wrong(tried, now=now)
        raise NotFound(NOTHING)
    return found


def write(*, receipt: str, words: str, address: str, now: datetime) -> None:
    """Further words by the receipt, to the lead's circle alone. The same twice is one letter.

    Raises NotFound, TooSoon as `read`; RuleBroken for more letters in a day than anybody reads.
    """
    row, box = _opened(receipt, address, now)
    _send(row, words, ours=False, by=box, now=now)


def refuse(*, receipt: str, address: str, now: datetime) -> None:
    """Whoever complained says by the receipt that this does not answer it.

    Raises NotFound, TooSoon as `read`; StepNotAllowed as `hearings.refuse_own`.
    """
    row, box = _opened(receipt, address, now)
    with transaction.atomic():
        hearings.refuse(row, by=box, now=now)


@transaction.atomic
def write_own(*, concern_id: UUID, words: str, by: SignedIn, now: datetime) -> None:
    """Further words by the person who raised it from their own page. NotFound for another's."""
    rows.only(by, Audience.RESIDENT)
    row = rows.get(ConcernRow, concern_id, raised_by=by.id)
    _send(row, words, ours=False, by=by, now=now)


@transaction.atomic
def reply(*, concern_id: UUID, words: str, by: SignedIn, service: SignedIn, now: datetime) -> None:
    """The lead writes to whoever raised it, before or after the answer.

    Raises RuleBroken where it is about themselves, TellsTooMuch where the words tell a home or a
    host that is not the reader's to know, WrongHands for everybody else.
    """
    row = concerns.for_lead(by, concern_id)
    concerns.must_tell_no_home(row, words, service=service, now=now)
    _send(row, words, ours=True, by=by, now=now)


@transaction.atomic
def _send(row: ConcernRow, words: str, *, ours: bool, by: SignedIn, now: datetime) -> None:
    events.begin_write()
    today = row.letters.filter(ours=ours, sent_at__date=now.date())
    if not ours and today.count() >= LETTERS_A_DAY:
        raise RuleBroken(f"{LETTERS_A_DAY} letters came today; write again tomorrow")
    put_letter(row, words, ours=ours, by=by, now=now)
    events.record("concern.letter", by=by, about=row.id, now=now)


def put_letter(row: ConcernRow, words: str, *, ours: bool, by: SignedIn, now: datetime) -> UUID:
    """Seal a letter to the lead's circle and to whoever raised it. Its item."""
    fact = facts.NewFact(
        subject=row.id,
        compartment=Compartment.LETTERS,
        kind="letter",
        value=words,
        to=tuple(concerns.readers(row)),
    )
    item = facts.put(fact, by=by, now=now, purpose=PURPOSE)
    LetterRow.objects.create(concern=row, item_id=item, ours=ours, sent_at=now)
    return item
