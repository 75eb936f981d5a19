"""Accounts and offices: proposed by the administrator, who holds no key, confirmed by who does."""

import secrets
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db import transaction

from hearth.actions.keys import installation, service, sign_in
from hearth.actions.keys import offices as founding
from hearth.core import accounts
from hearth.core.accounts import ROLES, Act, State, What
from hearth.core.audience import Audience
from hearth.core.errors import NotFound, RuleBroken
from hearth.core.ids import PrincipalId
from hearth.store import events, offices, rows
from hearth.store.access import SignedIn
from hearth.store.folder import Folder
from hearth.store.models import PrincipalRow, ProposalRow

NAME_LETTERS, LETTERS = 6, "abcdefghjkmnpqrstuvwxyz23456789"  # none that looks like another


@dataclass(frozen=True, slots=True)
class Confirmed:
    """What a confirmation made: for a new account what it signs in by, told once.

    account : or the circle of the office.
    """

    what: What
    account: PrincipalId
    name: str = ""
    first_secret: str = field(default="", repr=False)


@transaction.atomic
def propose_hire(*, role: Audience, by: SignedIn, now: datetime) -> UUID:
    """The administrator asks for an account of this role. Nothing is made yet.

    Raises WrongHands, InvalidValue for a role that is no staff's.
    """
    rows.only(by, Audience.ADMINISTRATOR)
    accounts.must_be_staff(role)
    return _propose(What.HIRE, role, None, by=by, now=now)


@transaction.atomic
def propose_end(*, who: UUID, by: SignedIn, now: datetime) -> UUID:
    """The administrator asks that an account of the staff ends. It goes on until confirmed.

    Raises WrongHands, NotFound for who is no staff here, RuleBroken where it is asked already.
    """
    events.begin_write()
    rows.only(by, Audience.ADMINISTRATOR)
    row = rows.get(PrincipalRow, who, is_circle=False, ended_at=None, role__in=ROLES)
    asked = ProposalRow.objects.filter(who=row, state=State.PROPOSED)
    if asked.exists():
        raise RuleBroken("this has been proposed already, and waits for a word")
    return _propose(What.END, Audience(row.role), row.id, by=by, now=now)


@transaction.atomic
def propose_office(*, name: str, by: SignedIn, now: datetime) -> UUID:
    """The administrator asks for another office. Nothing is founded yet.

    Raises WrongHands, InvalidValue for what is no name, RuleBroken for one that is taken or asked
    for.
    """
    events.begin_write()
    rows.only(by, Audience.ADMINISTRATOR)
    said = offices.new_name(name)
    if ProposalRow.objects.filter(state=State.PROPOSED, name__iexact=said).exists():
        raise RuleBroken("an office of that name has been proposed already, and waits for a word")
    return _propose(What.OFFICE, Audience.CASEWORKER, None, by=by, now=now, name=said)


def _propose(
    what: What,
    role: Audience,
    who: UUID | None,
    *,
    by: SignedIn,
    now: datetime,
    name: str = "",
) -> UUID:
    row = ProposalRow.objects.create(
        what=what,
        role=role,
        name=name,
        who_id=who,
        proposed_by_id=by.id,
        proposed_at=now,
        state=accounts.START,
    )
    _record(row, by, now)
    return row.id


@transaction.atomic
def withdraw(*, proposal: UUID, by: SignedIn, now: datetime) -> None:
    """The administrator takes a proposal back. Raises StepNotAllowed once it was decided."""
    rows.only(by, Audience.ADMINISTRATOR)
    _decide(rows.get(ProposalRow, proposal), Act.WITHDRAW, by, now)


@transaction.atomic
def decline(*, proposal: UUID, by: SignedIn, now: datetime) -> None:
    """A member of the circle says no. Nothing is made or ended."""
    _decide(_for(by, proposal), Act.DECLINE, by, now)


@transaction.atomic
def confirm(
    *,
    proposal: UUID,
    by: SignedIn,
    now: datetime,
    office: UUID | None = None,
    folder: Folder | None = None,
) -> Confirmed:
    """A member of the circle makes the account, or ends it and renews the circle's key; somebody
    of every office founds the new one, and the register follows by `offices.go_on`.

    office : into which one a new caseworker comes; None: that of `by`. folder : of an installation,
    whose caseworker on duty is of every office; None where nobody acts by commands.

    Raises NotFound for a proposal that is not theirs to decide, RuleBroken for their own account,
    a name that is taken by now, or while the register is on its way to another office; Sealed for
    an office that is not theirs. Ending costs some 9,000 grants a second.
    """
    events.begin_write()
    row = _for(by, proposal)
    if row.what == What.OFFICE:
        return _found(row, folder, by, now)
    _decide(row, Act.CONFIRM, by, now)
    if row.what == What.HIRE:
        return _hire(row, by, now, office)
    leaving = PrincipalId(row.who_id or by.id)
    accounts.must_be_another(leaving, by.id)
    service.dismiss(who=leaving, by=by, now=now)
    return Confirmed(What.END, leaving)


def _found(row: ProposalRow, folder: Folder | None, by: SignedIn, now: datetime) -> Confirmed:
    if ProposalRow.objects.filter(what=What.OFFICE, state=State.FOUNDED).exists():
        raise RuleBroken(
            "the register is still on its way to another office; go on with that first"
        )
    rows.step(row, accounts.STEPS, Act.FOUND, by, decided_by_id=by.id, decided_at=now)
    duty = installation.on_duty(folder) if folder else None
    founding.found(name=row.name, by=by, now=now, duty=duty)
    office = PrincipalId(offices.called(row.name).id)
    ProposalRow.objects.filter(id=row.id).update(who_id=office)
    return Confirmed(What.OFFICE, office)


def _for(by: SignedIn, proposal: UUID) -> ProposalRow:
    """The proposal, for whoever decides on such. To others it is not there."""
    others = offices.not_of(by)  # asked whatever it is: how much is asked would tell of it by time
    row = rows.get(ProposalRow, proposal)
    if by.audience not in accounts.decided_by(Audience(row.role)):
        raise NotFound("no such record")
    if row.who_id is not None and offices.is_of_another(row.who_id, by):
        raise NotFound("no such record")
    if row.what == What.OFFICE and others:
        raise NotFound("no such record")
    return row


def _decide(row: ProposalRow, act: Act, by: SignedIn, now: datetime) -> None:
    rows.step(row, accounts.STEPS, act, by, decided_by_id=by.id, decided_at=now)
    _record(row, by, now)


def _record(row: ProposalRow, by: SignedIn, now: datetime) -> None:
    if row.what == What.OFFICE:
        events.record(f"office.{row.state}", by=by, about=row.id, now=now)
    else:
        events.record(f"account.{row.state}", by=by, about=row.id, now=now)


def _hire(row: ProposalRow, by: SignedIn, now: datetime, office: UUID | None) -> Confirmed:
    role = Audience(row.role)
    made = sign_in.hire(role=role, name=_new_name(role), by=by, now=now, office=office)
    ProposalRow.objects.filter(id=row.id).update(who_id=made.account)
    return Confirmed(What.HIRE, made.account, made.name, made.first_secret)


def _new_name(role: Audience) -> str:
    """A name to sign in by that says nobody's own: an account is proposed without one."""
    return f"{role}." + "".join(secrets.choice(LETTERS) for _ in range(NAME_LETTERS))
