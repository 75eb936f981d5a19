"""Handing a case into another caseworker's care, or to another office: proposed, accepted,
refused, taken back."""

from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction

from hearth.actions import result
from hearth.core import intake, transfer
from hearth.core.audience import Audience
from hearth.core.compartments import ON_ITS_WAY, RELEASE, Compartment
from hearth.core.errors import NotFound, RuleBroken
from hearth.core.ids import PrincipalId
from hearth.core.transfer import Act
from hearth.seal import halves
from hearth.seal.principal import KeyPair
from hearth.store import (
    events,
    facts,
    handing,
    offices,
    people,
    principals,
    protected,
    rows,
    transfers,
    walls,
)
from hearth.store.access import SignedIn
from hearth.store.models import CaseRow, OfficeRow, PrincipalRow, TransferRow

PURPOSE = "transfer"
WRITTEN_MEANWHILE = "something of this case did not come along; let it be proposed once more"


@transaction.atomic
def propose(*, case: UUID, to: UUID, note: str, by: SignedIn, now: datetime) -> UUID:
    """Ask a colleague to take a case into their care. Nothing moves before their yes.

    The note is sealed to the office. Raises NotFound for a case or a colleague who is not
    there, RuleBroken for a closed case or one that somebody is asked about, WrongHands for
    one in another colleague's care.
    """
    row = _proposable(case, to, by)
    if to not in offices.caseworkers(row.office_id):
        raise NotFound("nobody of the office is known by that")
    item = _note(row.id, note, offices.of_case(row.id), by, now)
    made = TransferRow.objects.create(
        case=row, sent_by_id=by.id, to_id=to, note_id=item, proposed_at=now, state=transfer.START
    )
    events.record("transfer.proposed", by=by, about=row.id, now=now)
    return made.id


@transaction.atomic
def propose_to_office(*, case: UUID, office: UUID, note: str, by: SignedIn, now: datetime) -> UUID:
    """Ask another office to take a case. No key to it is theirs before one of them says yes.

    All of the case is sealed beside to a circle of nobody, whose key lies in halves: one for the
    office that is asked, one for the running program. Everybody of that office reads the note,
    and nothing else; so it tells no name and no place. Raises as `propose`; TellsTooMuch.
    Cost: about 9,000 facts a second.
    """
    row = _proposable(case, None, by)
    asked = rows.get(OfficeRow, office)
    if asked.id == row.office_id:
        raise RuleBroken("the case is with that office already")
    protected.must_tell_nothing(
        "the note", (note,), protected.of_case(row, by=by, now=now, purpose=PURPOSE)
    )
    way, pair = principals.make_circle(ON_ITS_WAY, by=by, now=now)
    party = people.party(row.party_id, by=by, now=now, purpose=PURPOSE)
    handing.give(handing.facts_of(row, party), way, by=by, now=now, purpose=PURPOSE)
    item = _note(row.id, note, (row.office_id, way, asked.id), by, now)
    made = TransferRow(id=uuid4(), case=row, sent_by_id=by.id, office=asked, way_id=way)
    made.came_from_id = row.office_id
    made.half_id, made.other_half_id = _halves(made.id, pair, asked.id, by, now)
    made.note_id, made.proposed_at, made.state = item, now, str(transfer.START)
    made.save(force_insert=True)
    events.record("transfer.proposed", by=by, about=row.id, now=now)
    return made.id


def _proposable(case: UUID, to: UUID | None, by: SignedIn) -> CaseRow:
    events.begin_write()
    rows.only(by, Audience.CASEWORKER)
    walls.must_be_theirs(CaseRow, case, by)
    row = rows.get(CaseRow, case)
    if row.state == intake.State.CLOSED:
        raise RuleBroken("this case is closed, so there is nothing to hand over")
    carer, is_open = transfers.carer_of(row.id), transfers.open_for(row.id) is not None
    asked = PrincipalId(to) if to is not None else None
    transfer.must_be_proposable(by.id, asked, carer=carer, is_open=is_open)
    return row


def _note(case: UUID, note: str, to: tuple[UUID, ...], by: SignedIn, now: datetime) -> UUID:
    fact = facts.NewFact(
        subject=case, compartment=Compartment.CASEWORK, kind="transfer", value=note, to=to
    )
    return facts.put(fact, by=by, now=now, purpose=PURPOSE)


def _halves(
    id: UUID, pair: KeyPair, office: UUID, by: SignedIn, now: datetime
) -> tuple[UUID, UUID]:
    """The key of the way in two facts, which go along when either holder's own key changes."""
    holders = (office, principals.circle(RELEASE))
    new = [
        facts.NewFact(
            subject=id, compartment=Compartment.HALVES, kind="half", value=half.hex(), to=(who,)
        )
        for half, who in zip(halves.halved(pair.private), holders, strict=True)
    ]
    one, other = facts.put_many(new, by=by, now=now, about=id, purpose=PURPOSE)
    return one, other


@transaction.atomic
def accept(*, transfer_id: UUID, by: SignedIn, service: SignedIn, now: datetime) -> None:
    """Yes: from now on the case is in my care; of another office's case, with my office.

    In one act my office gets every key to it and the office before loses all of its own; what the
    person released to that office ends, and is theirs to release anew. `service` is the running
    program, which holds the half of the key that we do not. Raises WrongHands for anybody who was
    not asked, RuleBroken for a case that was closed meanwhile.
    """
    row = _asked(transfer_id, Act.ACCEPT, by)
    rows.step(row, transfer.STEPS, Act.ACCEPT, by, answered_at=now, to_id=by.id)
    if row.way is not None and row.office_id is not None:
        _take_over(row, row.way, row.office_id, by=by, service=service, now=now)
    events.record("transfer.accepted", by=by, about=row.case_id, now=now)


@transaction.atomic
def refuse(*, transfer_id: UUID, by: SignedIn, now: datetime) -> None:
    """No: the case stays where it is. Nobody asks why."""
    _leave(transfer_id, Act.REFUSE, by, now)


@transaction.atomic
def withdraw(*, transfer_id: UUID, by: SignedIn, now: datetime) -> None:
    """Whoever asked takes it back before it is answered."""
    _leave(transfer_id, Act.WITHDRAW, by, now)


def _leave(transfer_id: UUID, act: Act, by: SignedIn, now: datetime) -> None:
    row = _asked(transfer_id, act, by)
    rows.step(row, transfer.STEPS, act, by, answered_at=now)
    if row.way_id is not None:
        _end_way(row, row.way_id, by, now)
    events.record(f"transfer.{row.state}", by=by, about=row.case_id, now=now)


def _asked(transfer_id: UUID, act: Act, by: SignedIn) -> TransferRow:
    """A proposal, for whoever asked or was asked. To everybody else it is not there."""
    events.begin_write()
    rows.only(by, Audience.CASEWORKER)
    row = rows.get(TransferRow, transfer_id)
    sent_by, asked = PrincipalId(row.sent_by_id), set[PrincipalId]()
    if row.to_id is not None:
        asked = {PrincipalId(row.to_id)}
    elif row.office_id in by.keys:
        asked = {by.id}
    if by.id not in {sent_by, *asked}:
        raise NotFound("no such record")
    transfer.must_be_theirs(act, by.id, sent_by=sent_by, asked=asked)
    return row


def _take_over(
    row: TransferRow,
    way: PrincipalRow,
    to: UUID,
    *,
    by: SignedIn,
    service: SignedIn,
    now: datetime,
) -> None:
    case = row.case
    if case.state == intake.State.CLOSED:
        raise RuleBroken("this case is closed, so there is nothing to take over")
    half = facts.open_(str, row.half_id, by=by, now=now, purpose=PURPOSE)
    other = facts.open_(str, row.other_half_id, by=service, now=now, purpose=PURPOSE)
    private = halves.whole(bytes.fromhex(half), bytes.fromhex(other), bytes(way.public_key))
    before, all_of_it = case.office_id, _all_of_it(row, {**by.keys, way.id: private}, by, now)
    arrived = handing.arrive(way.id, private, to, by=by, now=now, purpose=PURPOSE)
    if not all_of_it <= arrived:
        raise RuleBroken(WRITTEN_MEANWHILE)
    kept = handing.known_by_another(case)
    handing.shut(arrived - kept, before, by=by, now=now, purpose=PURPOSE)
    result.end_releases_to(before, party=case.party_id, by=service, now=now)
    CaseRow.objects.filter(id=case.id).update(office_id=to)
    _end_way(row, way.id, by, now)
    events.record("transfer.moved", by=by, about=case.id, now=now)


def _all_of_it(row: TransferRow, keys: dict[UUID, bytes], by: SignedIn, now: datetime) -> set[UUID]:
    """What the office before holds of the case, read by the keys that come with it."""
    carrying = SignedIn(by.actor, keys)
    party = people.party(row.case.party_id, by=carrying, now=now, purpose=PURPOSE)
    return handing.facts_of(row.case, party)


def _end_way(row: TransferRow, way: UUID, by: SignedIn, now: datetime) -> None:
    """The way is over: its grants, its key and both halves are gone."""
    handing.close(way, by=by, now=now, purpose=PURPOSE)
    for half in (row.half_id, row.other_half_id):
        if half is not None:
            facts.shred(half, by=by, now=now, purpose=PURPOSE)
    principals.end_circle(way, now)
