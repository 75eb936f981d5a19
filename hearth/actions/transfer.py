"""Handing a case into another caseworker's care: proposed, accepted, refused, taken back."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from hearth.core import intake, transfer
from hearth.core.audience import Audience
from hearth.core.compartments import OFFICE, Compartment
from hearth.core.errors import NotFound, RuleBroken
from hearth.core.ids import PrincipalId
from hearth.core.transfer import Act
from hearth.store import events, facts, rows, transfers
from hearth.store.access import SignedIn
from hearth.store.models import CaseRow, TransferRow
from hearth.store.principals import circle

PURPOSE = "transfer"


@transaction.atomic
def propose(*, case: UUID, to: UUID, note: str, by: SignedIn, now: datetime) -> UUID:
    """Ask a colleague to take a case into their care. Nothing moves before their yes.

    The note is sealed to the office. Raises NotFound for a case or a colleague who is not
    there, RuleBroken for a closed case or one that somebody is asked about, WrongHands for
    one in another colleague's care.
    """
    events.begin_write()
    rows.only(by, Audience.CASEWORKER)
    row = rows.get(CaseRow, case)
    if row.state == intake.State.CLOSED:
        raise RuleBroken("this case is closed, so there is nothing to hand over")
    if to not in transfers.colleagues():
        raise NotFound("nobody of the office is known by that")
    carer, is_open = transfers.carer_of(row.id), transfers.open_for(row.id) is not None
    transfer.must_be_proposable(by.id, PrincipalId(to), carer=carer, is_open=is_open)
    fact = facts.NewFact(
        subject=row.id,
        compartment=Compartment.CASEWORK,
        kind="transfer",
        value=note,
        to=(circle(OFFICE),),
    )
    item = facts.put(fact, by=by, now=now, purpose=PURPOSE)
    made = TransferRow.objects.create(
        case=row, sent_by_id=by.id, to_id=to, note_id=item, proposed_at=now, state=transfer.START
    )
    events.record("transfer.proposed", by=by, about=row.id, now=now)
    return made.id


def accept(*, transfer_id: UUID, by: SignedIn, now: datetime) -> None:
    """Yes: from now on the case is in my care. Raises WrongHands for anybody who was not asked."""
    _answer(transfer_id, Act.ACCEPT, by, now)


def refuse(*, transfer_id: UUID, by: SignedIn, now: datetime) -> None:
    """No: the case stays where it is. Nobody asks why."""
    _answer(transfer_id, Act.REFUSE, by, now)


def withdraw(*, transfer_id: UUID, by: SignedIn, now: datetime) -> None:
    """Whoever asked takes it back before it is answered."""
    _answer(transfer_id, Act.WITHDRAW, by, now)


@transaction.atomic
def _answer(transfer_id: UUID, act: Act, by: SignedIn, now: datetime) -> None:
    rows.only(by, Audience.CASEWORKER)
    row = rows.get(TransferRow, transfer_id)
    sent_by, to = PrincipalId(row.sent_by_id), PrincipalId(row.to_id)
    if by.id not in {sent_by, to}:
        raise NotFound("no such record")
    transfer.must_be_theirs(act, by.id, sent_by=sent_by, to=to)
    rows.step(row, transfer.STEPS, act, by, answered_at=now)
    events.record(f"transfer.{row.state}", by=by, about=row.case_id, now=now)
