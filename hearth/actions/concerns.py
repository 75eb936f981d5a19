"""Concerns: from anyone, by receipt; weighed by the lead; what a weight forces is a table."""

import secrets
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from hashlib import sha256
from uuid import UUID

from django.db import transaction

from hearth.actions import outbox
from hearth.core import checks, concerns, offer
from hearth.core.audience import Audience
from hearth.core.compartments import SAFEGUARDING, Compartment
from hearth.core.concerns import (
    Act,
    Concern,
    Kind,
    Weight,
    check_digit,
    deadlines,
    must_be_independent,
    receipt_ok,
)
from hearth.core.errors import NotFound, RuleBroken
from hearth.core.gate import NEWS, Message
from hearth.core.ids import PrincipalId
from hearth.core.offer import State as OfferState
from hearth.core.programme import ForcedAct
from hearth.store import events, facts, programmes, rows
from hearth.store.access import SignedIn
from hearth.store.checks import EXTRA
from hearth.store.models import CheckRow, ConcernRow, HostRow, OfferRow, PlacementRow
from hearth.store.principals import circle

DONE_HERE = frozenset({ForcedAct.EXTRA_CHECK, ForcedAct.PAUSE_OFFERS})  # the others ask somebody
EXTRA_CHECK_DAYS = 3  # a check that a concern forces is due so soon


@dataclass(frozen=True, slots=True)
class Raised:
    """A concern just raised. The receipt is told once and kept only as a hash."""

    id: UUID
    receipt: str = field(repr=False)


@transaction.atomic
def raise_one(
    *,
    kind: Kind,
    words: str,
    placement_id: UUID | None,
    programme: str,
    by: SignedIn | None,
    now: datetime,
) -> Raised:
    """Somebody says that something is not right; with an account or without.

    Sealed to the lead's circle, and to the person when it is they who raise it. Nothing
    changes anywhere the host can see.
    """
    if placement_id is not None:
        rows.get(PlacementRow, placement_id)
    days = programmes.of(programme).deadline(kind)
    by_when = deadlines(now.date(), days.acknowledge_days, days.feedback_days)
    receipt = _new_receipt()
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
        receipt_hash=_hash(receipt),
        item_id=facts.put(fact, by=by, now=now, purpose="concern"),
        raised_on=now.date(),
        acknowledge_by=by_when.acknowledge_by,
        answer_by=by_when.answer_by,
        state=concerns.START,
    )
    events.record("concern.raised", by=by, about=row.id, now=now)
    return Raised(row.id, receipt)


def _new_receipt() -> str:
    digits = "".join(secrets.choice("0123456789") for _ in range(15))
    return digits + check_digit(digits)


def _hash(receipt: str) -> str:
    return sha256(b"hearth/receipt/1\0" + receipt_ok(receipt).encode()).hexdigest()


def by_receipt(receipt: str) -> UUID:
    """The concern of a receipt. Raises InvalidValue for a slip, NotFound for one never given."""
    row = ConcernRow.objects.filter(receipt_hash=_hash(receipt)).first()
    if row is None:
        raise NotFound("no concern has this receipt; compare it with the paper")
    return row.id


@transaction.atomic
def acknowledge(*, concern_id: UUID, by: SignedIn, now: datetime) -> None:
    """The lead has read it and says so. Refused to whoever it is about."""
    row = _for(by, concern_id)
    rows.step(row, concerns.STEPS, Act.ACKNOWLEDGE, by, handled_by_id=by.id)
    events.record("concern.acknowledged", by=by, about=row.id, now=now)


def _for(by: SignedIn, concern_id: UUID) -> ConcernRow:
    """The concern, for the lead who handles it. Raises RuleBroken where it is about themselves.

    Others are refused before that: whom a concern is about is not theirs to find out.
    """
    rows.only(by, Audience.LEAD)
    row = rows.get(ConcernRow, concern_id)
    must_be_independent(by.id, _about(row))
    return row


def _about(row: ConcernRow) -> frozenset[PrincipalId]:
    if row.placement is None:
        return frozenset()
    host = row.placement.home.host.principal_id
    visitors = row.placement.checks.filter(visitor__isnull=False)
    seen = visitors.values_list("visitor_id", flat=True)
    return frozenset(PrincipalId(one) for one in (host, *seen) if one is not None)


@transaction.atomic
def weigh(
    *, concern_id: UUID, weight: Weight, by: SignedIn, now: datetime
) -> tuple[ForcedAct, ...]:
    """The lead decides how heavy it is. The acts that the programme's table then forces."""
    row = _for(by, concern_id)
    rows.step(row, concerns.STEPS, Act.WEIGH, by)
    raised = facts.open_(Concern, row.item_id, by=by, now=now, purpose="weigh")
    weighed = replace(raised, weight=weight, asked=())
    facts.change(row.item_id, weighed, by=by, now=now, purpose="weigh")
    events.record("concern.weighed", by=by, about=row.id, now=now)
    return _forced(row, weight)


def _forced(row: ConcernRow, weight: Weight) -> tuple[ForcedAct, ...]:
    if row.placement is None:
        return ()
    programme = programmes.of(row.placement.case.programme)
    return programme.consequence(int(weight)).acts


@transaction.atomic
def act_on(*, concern_id: UUID, by: SignedIn, now: datetime) -> tuple[ForcedAct, ...]:
    """Do what the weight forces: it reaches every offer and stay of that host at once.

    What somebody else has to do is written into the sealed concern as asked; the log
    tells no weight. A person is offered a move, never moved. Raises RuleBroken where
    nothing was weighed.
    """
    row = _for(by, concern_id)
    raised = facts.open_(Concern, row.item_id, by=by, now=now, purpose="act")
    if raised.weight is None:
        raise RuleBroken("weigh the concern first")
    acts = _forced(row, raised.weight)
    rows.step(row, concerns.STEPS, Act.ACT_ON, by)
    if row.placement is not None:
        for act in acts:
            _do(act, row.placement, by=by, now=now)
    asked = replace(raised, asked=tuple(act for act in acts if act not in DONE_HERE))
    facts.change(row.item_id, asked, by=by, now=now, purpose="act")
    events.record("concern.acted_on", by=by, about=row.id, now=now)
    return acts


def _do(act: ForcedAct, placement: PlacementRow, *, by: SignedIn, now: datetime) -> None:
    if act is ForcedAct.EXTRA_CHECK:
        extra_checks(placement.home.host, now)
    if act is ForcedAct.PAUSE_OFFERS:
        _pause(placement.home.host, by=by, now=now)


def extra_checks(host: HostRow, now: datetime) -> None:
    """One for every stay with this host, not only the one it was raised about."""
    today, soon = now.date(), now.date() + timedelta(EXTRA_CHECK_DAYS)
    living = PlacementRow.objects.filter(home__host=host, moved_on__isnull=False, ended_on=None)
    CheckRow.objects.bulk_create(
        CheckRow(
            placement=stay,
            recurrence=EXTRA,
            programme=stay.case.programme,
            opens_on=today,
            due_on=soon,
            closes_on=soon,
            state=checks.START,
        )
        for stay in living.select_related("case")
    )


def _pause(host: HostRow, *, by: SignedIn, now: datetime) -> None:
    HostRow.objects.filter(id=host.id).update(active=False)
    standing = OfferRow.objects.filter(home__host=host)
    for row in standing.filter(state__in=[OfferState.PUT, OfferState.ANSWERED]):
        rows.step(row, offer.STEPS, offer.Act.END, by)
        facts.revoke(row.consent.id, by=by, now=now, purpose="offer ended")


@transaction.atomic
def lift_pause(*, host: UUID, by: SignedIn, now: datetime) -> None:
    """The lead lets a paused host be offered again. Offers that the pause ended stay ended.

    Raises WrongHands, RuleBroken for a host who is not paused, or who would lift their own.
    """
    rows.only(by, Audience.LEAD)
    row = rows.get(HostRow, host)
    if row.principal_id is not None:
        must_be_independent(by.id, frozenset({PrincipalId(row.principal_id)}))
    if HostRow.objects.filter(id=row.id, active=False).update(active=True) == 0:
        raise RuleBroken("this host is not paused, so there is no pause to lift")
    events.record("host.pause_lifted", by=by, about=row.id, now=now)


@transaction.atomic
def answer(*, concern_id: UUID, words: str, by: SignedIn, now: datetime) -> None:
    """Tell whoever raised it what was done. Sealed to them, or kept for their receipt."""
    row = _for(by, concern_id)
    to = [circle(SAFEGUARDING)]
    if row.raised_by is not None and row.raised_by.role == Audience.RESIDENT:
        to.append(row.raised_by.id)
    fact = facts.NewFact(
        subject=row.id,
        compartment=Compartment.TESTIMONY,
        kind="answer",
        value=words,
        to=tuple(to),
    )
    item = facts.put(fact, by=by, now=now, purpose="concern")
    rows.step(row, concerns.STEPS, Act.ANSWER, by, answer_id=item)
    if row.raised_by_id is not None and row.raised_by is not None and len(to) > 1:
        note = Message(to=PrincipalId(row.raised_by_id), purpose=NEWS)
        # The office does not know that there was a concern, and learns it by no message.
        outbox.queue(note, key=f"answer:{row.id.hex}", case=None, because=row.id, by=by, now=now)
    events.record("concern.answered", by=by, about=row.id, now=now)
