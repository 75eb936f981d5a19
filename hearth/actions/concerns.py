"""Concerns: from anyone, by receipt; weighed by the lead; what a weight forces is a table."""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from hearth.actions.homes import tonight
from hearth.actions.homes.stopped import stop
from hearth.actions.raised import mailboxes
from hearth.actions.telling import outbox
from hearth.core import checks, concerns
from hearth.core.audience import Audience
from hearth.core.compartments import ENGINE, SAFEGUARDING, Compartment
from hearth.core.concerns import (
    ESCALATED,
    Act,
    Concern,
    Escalated,
    Kind,
    Tell,
    Telling,
    Weight,
    deadlines,
    must_be_independent,
    must_have_heard,
)
from hearth.core.errors import NotFound, RuleBroken
from hearth.core.gate import NEWS, Message
from hearth.core.gate.protected import Protected
from hearth.core.ids import PrincipalId
from hearth.core.programme import ForcedAct
from hearth.core.steps import after
from hearth.store import events, facts, hearings, near, programmes, protected, rows
from hearth.store.access import SignedIn
from hearth.store.checks import EXTRA, WAITING
from hearth.store.models import (
    AsideRow,
    CheckRow,
    ConcernRow,
    HostRow,
    LetterRow,
    PlacementRow,
    PrincipalRow,
)
from hearth.store.principals import circle
from hearth.store.rows import RowT

DONE_HERE = frozenset({ForcedAct.EXTRA_CHECK, ForcedAct.PAUSE_OFFERS})  # the others ask somebody
NUMBER_DIGITS = 8  # by which a matter is called
NUMBER_AT_LEAST = 6  # digits: fewer are found by trying
EXTRA_CHECK_DAYS = 3  # a check that a concern forces is due so soon


@dataclass(frozen=True, slots=True)
class Raised:
    """A concern just raised. The receipt is told once and kept only as a hash. `advocate`: whether
    they are told that one is there for them."""

    id: UUID
    receipt: str = field(repr=False)
    advocate: bool = False


@transaction.atomic
def raise_one(
    *,
    kind: Kind,
    words: str,
    placement_id: UUID | None,
    programme: str,
    by: SignedIn | None,
    now: datetime,
    once: str = "",
    source: str = "",
) -> Raised:
    """Somebody says that something is not right; with an account or without.

    Sealed to the lead's circle, and to the person when it is they who raise it. Nothing
    changes anywhere the host can see. `once` is a word that only this sending has: sent twice,
    it is one concern with one receipt. `source` is what it shares with others of one machine.
    """
    events.begin_write()
    receipt = mailboxes.receipt_of(once or secrets.token_urlsafe())
    same = ConcernRow.objects.filter(receipt_hash=mailboxes.hash_of(receipt)).first()
    if same is not None:
        return Raised(same.id, receipt, hearings.has_advocate(same))
    if placement_id is not None:
        rows.get(PlacementRow, placement_id)
    days = programmes.of(programme).deadline(kind)
    by_when = deadlines(now.date(), days.acknowledge_days, days.feedback_days)
    officer = days.officer_days if days.officer_first else None
    to = [circle(SAFEGUARDING)]
    if by is not None and by.audience is Audience.RESIDENT:
        to.append(by.id)
    fact = facts.NewFact(
        subject=circle(SAFEGUARDING),
        compartment=Compartment.TESTIMONY,
        kind="concern",
        value=Concern(kind, words),
        to=tuple(to),
    )
    row = ConcernRow.objects.create(
        placement_id=placement_id,
        raised_by_id=by.id if by else None,
        receipt_hash=mailboxes.hash_of(receipt),
        mailbox_id=mailboxes.make(receipt, by=by, now=now),
        programme=programme,
        source=source,
        item_id=facts.put(fact, by=by, now=now, purpose="concern"),
        raised_on=now.date(),
        acknowledge_by=by_when.acknowledge_by,
        answer_by=by_when.answer_by,
        officer_by=None if officer is None else now.date() + timedelta(officer),
        hearing=concerns.first_hearing(kind) or "",
        state=concerns.START,
    )
    events.record("concern.raised", by=by, about=row.id, now=now)
    return Raised(row.id, receipt, hearings.has_advocate(row))


def by_receipt(receipt: str) -> UUID:
    """The concern of a receipt. Raises NotFound, in the same words, for a slip of the finger and
    for a number never given."""
    found = mailboxes.open_(receipt)
    if found is None:
        raise NotFound("no concern has this receipt; compare it with the paper")
    return found[0].id


@transaction.atomic
def acknowledge(*, concern_id: UUID, by: SignedIn, now: datetime) -> None:
    """The lead has read it and says so; the next deadline is the answer's. Refused to whoever it is
    about."""
    row = for_lead(by, concern_id)
    rows.step(row, concerns.STEPS, Act.ACKNOWLEDGE, by, handled_by_id=by.id, level=0)
    events.record("concern.acknowledged", by=by, about=row.id, now=now)


def for_lead(by: SignedIn, concern_id: UUID) -> ConcernRow:
    """The concern, for the lead who handles it. Raises RuleBroken for one who is too near it.

    Others are refused before that: whom a concern is about is not theirs to find out.
    """
    rows.only(by, Audience.LEAD)
    row = rows.get(ConcernRow, concern_id)
    must_be_independent(by.id, near.concern(row))
    return row


def must_tell_no_home(row: ConcernRow, words: str, *, service: SignedIn, now: datetime) -> None:
    """Whoever keeps a receipt may be anybody, or beside somebody. Raises TellsTooMuch.

    The lead holds no key to a home: the running service reads what the words are compared with.
    """
    events.begin_write()
    known = _protected_of(row, by=service, now=now, purpose="letter")
    protected.must_tell_nothing("the letter", (words,), known)


def _protected_of(
    row: ConcernRow, *, by: SignedIn, now: datetime, purpose: str
) -> tuple[Protected, ...]:
    """What a letter about it must not tell: of a concern about no home that we know of, all."""
    names_none = row.placement_id is None and row.host_id is None and row.raised_by_id is None
    if names_none:
        return protected.of_register(about=row.id, by=by, now=now, purpose=purpose)
    homes = protected.homes_of_concern(row)
    reader = row.raised_by_id
    return protected.of_homes(homes, about=row.id, by=by, now=now, purpose=purpose, reader=reader)


@transaction.atomic
def step_aside(*, concern_id: UUID, by: SignedIn, now: datetime) -> None:
    """The lead says that it is about them, or somebody close. From here on it is not theirs.

    Raises RuleBroken where no other lead would be left to handle it.
    """
    row = for_lead(by, concern_id)
    others = PrincipalRow.objects.filter(
        circles__circle=circle(SAFEGUARDING), ended_at=None
    ).exclude(id=by.id)
    if not others.exclude(id__in=about(row)).exists():
        raise RuleBroken("no other lead is here to handle it: let an administrator propose one")
    AsideRow.objects.create(concern=row, who_id=by.id)
    events.record("concern.stepped_aside", by=by, about=row.id, now=now)


@transaction.atomic
def find_about(*, concern_id: UUID, number: str, by: SignedIn, now: datetime) -> None:
    """The lead has found out which host, or which stay, it is about, by the number.

    From then on a weight reaches that host; before, nothing of any host moves, whatever was
    written. Raises NotFound for a number of nobody here, RuleBroken for one of several and for
    the lead's own.
    """
    row = for_lead(by, concern_id)
    placement, host = numbered(PlacementRow, number), numbered(HostRow, number)
    if placement is None and host is None:
        raise NotFound("no host and no stay has this number")
    row.placement, row.host = placement, host
    must_be_independent(by.id, near.concern(row))
    ConcernRow.objects.filter(id=row.id).update(placement=placement, host=host)
    events.record("concern.found_about", by=by, about=row.id, now=now)


def numbered(model: type[RowT], number: str) -> RowT | None:
    """The one row whose id begins with this number, as it is read out on the telephone.

    None where none does; raises RuleBroken where several do.
    """
    digits = number.strip().lower()
    if len(digits) < NUMBER_AT_LEAST or set(digits) - set("0123456789abcdef-"):
        return None
    first = UUID(digits.replace("-", "")[:32].ljust(32, "0"))
    last = UUID(digits.replace("-", "")[:32].ljust(32, "f"))
    found = list(model._default_manager.filter(id__range=(first, last))[:2])
    if len(found) > 1:
        raise RuleBroken("several begin with this number; give more of its digits")
    return found[0] if found else None


def about(row: ConcernRow) -> frozenset[PrincipalId]:
    """Everybody who may not handle it."""
    return frozenset[PrincipalId]().union(*near.concern(row).values())


def readers(row: ConcernRow) -> list[UUID]:
    """Who opens what is written about it: the lead's circle, the receipt, its own person."""
    to = [circle(SAFEGUARDING)]
    if row.mailbox_id is not None:
        to.append(row.mailbox_id)
    if row.raised_by is not None and row.raised_by.role == Audience.RESIDENT:
        to.append(row.raised_by.id)
    return to


@transaction.atomic
def weigh(
    *, concern_id: UUID, weight: Weight, by: SignedIn, now: datetime
) -> tuple[ForcedAct, ...]:
    """The lead decides how heavy it is. The acts that the programme's table then forces."""
    row = for_lead(by, concern_id)
    rows.step(row, concerns.STEPS, Act.WEIGH, by)
    raised = facts.open_(Concern, row.item_id, by=by, now=now, purpose="weigh")
    weighed = replace(raised, weight=weight, asked=())
    facts.change(row.item_id, weighed, by=by, now=now, purpose="weigh")
    events.record("concern.weighed", by=by, about=row.id, now=now)
    return _forced(row, weight)


def _forced(row: ConcernRow, weight: Weight) -> tuple[ForcedAct, ...]:
    programme = programmes.of_concern(row)
    if programme is None or row.about_host is None:
        return ()
    return programme.consequence(int(weight)).acts


@transaction.atomic
def act_on(
    *, concern_id: UUID, by: SignedIn, service: SignedIn, now: datetime
) -> tuple[ForcedAct, ...]:
    """Do what the weight forces: it reaches every offer and stay of that host at once.

    What somebody else has to do is written into the sealed concern as asked; the log
    tells no weight. A person is offered a move, never moved. `service` is the running program,
    which gives the rooms of a move that was planned back. Raises RuleBroken where nothing was
    weighed.
    """
    row = for_lead(by, concern_id)
    raised = facts.open_(Concern, row.item_id, by=by, now=now, purpose="act")
    if raised.weight is None:
        raise RuleBroken("weigh the concern first")
    acts = _forced(row, raised.weight)
    rows.step(row, concerns.STEPS, Act.ACT_ON, by)
    host = row.about_host
    if host is not None:
        for act in acts:
            _do(act, host, by=by, service=service, now=now)
    asked = replace(raised, asked=tuple(act for act in acts if act not in DONE_HERE))
    facts.change(row.item_id, asked, by=by, now=now, purpose="act")
    _escalate(row, acts, by=by, now=now)
    events.record("concern.acted_on", by=by, about=row.id, now=now)
    return acts


def _escalate(row: ConcernRow, acts: tuple[ForcedAct, ...], *, by: SignedIn, now: datetime) -> None:
    """What the manager is to know of, sealed to the running service, which tells them."""
    fact = facts.NewFact(
        subject=row.id,
        compartment=Compartment.ATTRIBUTES,
        kind=ESCALATED,
        value=Escalated(
            on=now.date(),
            matter=row.id.hex[:NUMBER_DIGITS],
            tell=ForcedAct.TELL_MANAGER in acts,
            review=ForcedAct.INDEPENDENT_REVIEW in acts,
        ),
        to=(circle(ENGINE),),
    )
    facts.put(fact, by=by, now=now, purpose="act")


def _do(act: ForcedAct, host: HostRow, *, by: SignedIn, service: SignedIn, now: datetime) -> None:
    if act is ForcedAct.EXTRA_CHECK:
        extra_checks(host, now)
    if act is ForcedAct.PAUSE_OFFERS:
        stop(host, by=by, office=service, now=now)
    if act is ForcedAct.MOVE_TONIGHT_IF_WISHED:
        for stay in _stays(act, host):
            tonight.ask(stay, by=by, now=now)


def _stays(act: ForcedAct, host: HostRow) -> QuerySet[PlacementRow]:
    """The stays with this host that an act reaches."""
    states = concerns.REACHES[act].stays
    stays = PlacementRow.objects.filter(home__host=host, state__in=states)
    return stays.select_related("case").order_by("id")


def extra_checks(host: HostRow, now: datetime) -> None:
    """One for every stay with this host, not only the one it was raised about.

    Where one has been ordered already, hidden among others or not, that one is enough.
    """
    stays = _stays(ForcedAct.EXTRA_CHECK, host)
    waiting = CheckRow.objects.filter(recurrence=EXTRA, state__in=WAITING)
    order_extra(stays.exclude(checks__in=waiting), now.date(), EXTRA_CHECK_DAYS)


def order_extra(stays: Iterable[PlacementRow], opens_on: date, days: int) -> None:
    """An extra check of each of these stays, within so many days from the first."""
    last = opens_on + timedelta(days)
    CheckRow.objects.bulk_create(
        CheckRow(
            placement=stay,
            recurrence=EXTRA,
            programme=stay.case.programme,
            opens_on=opens_on,
            due_on=last,
            closes_on=last,
            state=checks.START,
        )
        for stay in stays
    )


@transaction.atomic
def tell(*, concern_id: UUID, act: Tell, by: SignedIn, now: datetime) -> Telling:
    """How far the host has been told, one step on: what an allegation says they hear last.

    Raises StepNotAllowed where the officer has not heard, or has not said that they may.
    """
    events.begin_write()
    row = for_lead(by, concern_id)
    raised = facts.open_(Concern, row.item_id, by=by, now=now, purpose="act")
    telling = after(concerns.TELLINGS, told(row, raised), act, by.audience)
    _told(row, raised, telling, by=by, now=now)
    events.record("concern.told_on", by=by, about=row.id, now=now)
    return telling


def told(row: ConcernRow, raised: Concern) -> Telling:
    """How far the host has been told, by the rules that the concern is handled by."""
    programme = programmes.of_concern(row)
    first = programme is not None and programme.deadline(raised.kind).officer_first
    return raised.told(officer_first=first)


def _told(
    row: ConcernRow, raised: Concern, telling: Telling, *, by: SignedIn, now: datetime
) -> None:
    """Write how far it has been told. After whatever step, the officer has heard."""
    facts.change(row.item_id, raised.with_told(telling, now.date()), by=by, now=now, purpose="act")
    ConcernRow.objects.filter(id=row.id).update(officer_by=None)


@transaction.atomic
def write_done(*, concern_id: UUID, act: ForcedAct, by: SignedIn, now: datetime) -> None:
    """What people were asked to do is done: the lead did it, or has heard from who did.

    Which act it was is sealed with the concern; an officer who has been told has heard. Raises
    RuleBroken where it does not wait.
    """
    events.begin_write()
    row = for_lead(by, concern_id)
    raised = facts.open_(Concern, row.item_id, by=by, now=now, purpose="act")
    done = raised.with_done(act, now.date())
    if act is ForcedAct.TELL_DESIGNATED_OFFICER and told(row, raised) is Telling.WITHHELD:
        _told(row, done, Telling.WITH_OFFICER, by=by, now=now)
    else:
        facts.change(row.item_id, done, by=by, now=now, purpose="act")
    events.record("concern.done", by=by, about=row.id, now=now)


@transaction.atomic
def lift_pause(*, host: UUID, by: SignedIn, now: datetime) -> None:
    """The lead lets a paused host be offered again. Offers that the pause ended stay ended.

    Raises WrongHands, RuleBroken for a host who is not paused, or who would lift their own.
    """
    rows.only(by, Audience.LEAD)
    row = rows.get(HostRow, host)
    must_be_independent(by.id, near.host(row))
    if HostRow.objects.filter(id=row.id, active=False).update(active=True) == 0:
        raise RuleBroken("this host is not paused, so there is no pause to lift")
    events.record("host.pause_lifted", by=by, about=row.id, now=now)


@transaction.atomic
def answer(*, concern_id: UUID, words: str, by: SignedIn, service: SignedIn, now: datetime) -> None:
    """Tell whoever raised it what was done. Sealed to them, and to their receipt.

    Raises TellsTooMuch where the words tell a home or a host that is not theirs to know, RuleBroken
    before the officer has heard of an allegation, and a panel has sat that hears a complaint.
    """
    row = for_lead(by, concern_id)
    must_tell_no_home(row, words, service=service, now=now)
    raised = facts.open_(Concern, row.item_id, by=by, now=now, purpose="answer")
    panel = hearings.panel_of(row.id, by=by, now=now, purpose="answer")
    must_have_heard(row.heard_by, told(row, raised), panel)
    fact = facts.NewFact(
        subject=row.id,
        compartment=Compartment.LETTERS,
        kind="answer",
        value=words,
        to=tuple(readers(row)),
    )
    item = facts.put(fact, by=by, now=now, purpose="concern")
    rows.step(row, concerns.STEPS, Act.ANSWER, by, answer_id=item, handled_by_id=by.id)
    LetterRow.objects.create(concern=row, item_id=item, ours=True, sent_at=now)
    if row.raised_by is not None and row.raised_by.role == Audience.RESIDENT:
        note = Message(to=PrincipalId(row.raised_by.id), purpose=NEWS)
        # The office does not know that there was a concern, and learns it by no message.
        outbox.queue(note, key=f"answer:{row.id.hex}", case=None, because=row.id, by=by, now=now)
    events.record("concern.answered", by=by, about=row.id, now=now)
