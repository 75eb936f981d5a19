"""Setting up a service: its circles, its first people, its recovery."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from hearth.actions.keys import rotation
from hearth.core.audience import STAFF, Audience
from hearth.core.compartments import ENGINE, OFFICE, RELEASE, SAFEGUARDING, SENDING
from hearth.core.errors import BadInput, InvalidValue, RuleBroken
from hearth.core.ids import PrincipalId
from hearth.core.reach import AT_WORK
from hearth.seal.recovery import from_sheet, to_sheet
from hearth.store import events, facts, offices, principals, rows
from hearth.store.access import SignedIn
from hearth.store.models import HostRow, ShareRow
from hearth.store.reach import item_of

FIRST_MEMBERS = {
    OFFICE: Audience.CASEWORKER,
    SAFEGUARDING: Audience.LEAD,
    ENGINE: Audience.CLOCK,
    RELEASE: Audience.CLOCK,
    SENDING: Audience.CLOCK,
}
HOLDERS_AT_LEAST = 3
NO_STAFF = frozenset({Audience.RESIDENT, Audience.HOST, Audience.CLOCK})


@dataclass(frozen=True, slots=True)
class Begun:
    """Everybody a new service starts with, signed in.

    `service` is the running program itself: it matches and it makes the grant that a
    consent is; it can open no result and no testimony.
    """

    duty: SignedIn
    lead: SignedIn
    service: SignedIn

    @property
    def everybody(self) -> tuple[SignedIn, SignedIn, SignedIn]:
        return self.duty, self.lead, self.service


def is_set_up() -> bool:
    """Whether the service has its circles."""
    return offices.is_set_up()


def is_in_use() -> bool:
    """Whether it has recovery holders: only then may real people's facts lie here."""
    return ShareRow.objects.exists()


@transaction.atomic
def begin(*, now: datetime) -> Begun:
    """Make the circles and their first members. Once; raises RuleBroken the second time.

    The private keys are in what is returned and nowhere else: keep them.
    """
    if is_set_up():
        raise RuleBroken("this service has been set up already")
    first = {
        role: principals.make_user(role, None, by=None, now=now)
        for role in (Audience.CASEWORKER, Audience.LEAD, Audience.CLOCK)
    }
    for name, role in FIRST_MEMBERS.items():
        circle, pair = principals.make_circle(name, by=first[role], now=now)
        principals.admit(circle, pair.private, first[role].id, by=first[role], now=now)
        if name == OFFICE:
            offices.make(circle, offices.FIRST, now)
    again = {role: principals.with_key(one.id, one.keys[one.id]) for role, one in first.items()}
    return Begun(again[Audience.CASEWORKER], again[Audience.LEAD], again[Audience.CLOCK])


@transaction.atomic
def widen(*, service: SignedIn, now: datetime) -> SignedIn:
    """Make the circles of the program that a service set up earlier does not have yet.

    The holders of recovery get their shares of them. The program, signed in with their keys.
    """
    missing = [
        name
        for name, role in FIRST_MEMBERS.items()
        if role is Audience.CLOCK and not principals.is_there(name)
    ]
    for name in missing:
        circle, pair = principals.make_circle(name, by=service, now=now)
        principals.admit(circle, pair.private, service.id, by=service, now=now)
        share_as_others(circle, pair.private, by=service, now=now)
    return principals.with_key(service.id, service.keys[service.id]) if missing else service


def share_as_others(circle: UUID, private: bytes, *, by: SignedIn, now: datetime) -> None:
    """Whoever holds recovery of the circles that were here before holds that of a new one too."""
    shares = ShareRow.objects.filter(circle=principals.circle(RELEASE))
    holders = {one for pair in shares.values_list("first", "second") for one in pair}
    if len(holders) >= HOLDERS_AT_LEAST:
        public = principals.public_keys(holders)
        principals.share_out(circle, private, public, by=by, now=now)


@transaction.atomic
def renew(*, begun: Begun, now: datetime) -> Begun:
    """New keys for everybody and every circle, so that no copy of the old ones opens what follows.

    Cost: about 9,000 grants a second.
    """
    fresh: dict[Audience, SignedIn] = {}
    for old in begun.everybody:
        made = principals.make_user(old.audience, None, by=old, now=now)
        for circle, name in principals.in_use():
            if FIRST_MEMBERS[name] is old.audience:
                principals.admit(circle, old.key_of(circle), made.id, by=old, now=now)
        successor = principals.with_key(made.id, made.keys[made.id])
        dismiss(who=old.id, by=successor, now=now)
        for id in rotation.waiting(successor):
            rotation.finish(id, by=successor, now=now)
        fresh[old.audience] = principals.with_key(made.id, made.keys[made.id])
    return Begun(fresh[Audience.CASEWORKER], fresh[Audience.LEAD], fresh[Audience.CLOCK])


@dataclass(frozen=True, slots=True)
class Holder:
    """A holder of recovery, and the sheet to print for them. Shown once, kept nowhere."""

    id: PrincipalId
    sheet: str

    def __repr__(self) -> str:
        return f"Holder({self.id})"


@transaction.atomic
def appoint_holders(*, count: int, begun: Begun, now: datetime) -> list[Holder]:
    """Make holders and share every circle among them: any two recover it, one alone nothing."""
    if count < HOLDERS_AT_LEAST:
        raise RuleBroken(f"recovery needs {HOLDERS_AT_LEAST} holders or more, got {count}")
    made = [
        principals.make_user(Audience.ADMINISTRATOR, None, by=begun.duty, now=now)
        for _ in range(count)
    ]
    public = principals.public_keys(one.id for one in made)
    for circle, name in principals.in_use():
        member = next(one for one in begun.everybody if one.audience is FIRST_MEMBERS[name])
        principals.share_out(circle, member.key_of(circle), public, by=member, now=now)
    return [Holder(one.id, to_sheet(one.keys[one.id])) for one in made]


def key_of_sheet(sheet: str) -> bytes:
    """The key on a holder's sheet. Raises InvalidValue naming the group that is mistyped."""
    return from_sheet(sheet)


def read_sheet(text: str) -> tuple[UUID, bytes]:
    """The holder and the key on a sheet, as it was written or typed off the paper.

    Raises BadInput that says which group to look at, or that this is no sheet.
    """
    lines = [line.strip() for line in text.splitlines()]
    holders = [line for line in lines if line.count("-") == 4 and len(line) == 36]
    keys = [line for line in lines if line.upper().startswith("H1")]
    if not (holders and keys):
        raise BadInput("a recovery sheet holds the holder's number and the key that begins with H1")
    try:
        holder = UUID(holders[0])
    except ValueError:
        raise BadInput("the holder's number is mistyped; compare it with the paper") from None
    return holder, key_of_sheet(keys[0])


@transaction.atomic
def drill(*, holders: dict[UUID, bytes], now: datetime) -> bool:
    """Whether two holders together can open every circle. Written down; opens nothing else."""
    for circle, _ in principals.in_use():
        private = principals.recover(circle, holders, by=None, now=now)
        if not principals.is_key_of(circle, private):
            return False
    return True


@transaction.atomic
def recover(*, holders: dict[UUID, bytes], now: datetime) -> Begun:
    """Two holders open a service whose key files or passphrase are lost, for new first people.

    The people before are signed out, and every circle gets a new key. Written in the
    log, circle by circle. Raises Sealed where the two hold no share together.
    """
    made = {
        role: principals.make_user(role, None, by=None, now=now)
        for role in dict.fromkeys(FIRST_MEMBERS.values())
    }
    before, circles = set(), principals.in_use()
    for circle, name in circles:
        role = FIRST_MEMBERS[name]
        before |= principals.members_of(circle)
        private = principals.recover(circle, holders, by=made[role], now=now)
        principals.admit(circle, private, made[role].id, by=made[role], now=now)
    fresh = {role: principals.with_key(one.id, one.keys[one.id]) for role, one in made.items()}
    for member in before:
        principals.end(member, by=fresh[Audience.CASEWORKER], now=now)
    for circle, name in circles:
        rotation.rotate(circle, by=fresh[FIRST_MEMBERS[name]], now=now)
    return Begun(fresh[Audience.CASEWORKER], fresh[Audience.LEAD], fresh[Audience.CLOCK])


@transaction.atomic
def hire(
    *,
    role: Audience,
    secret: str | None,
    circles: tuple[str, ...],
    by: SignedIn,
    now: datetime,
    office: UUID | None = None,
) -> SignedIn:
    """A new member of staff, admitted to circles that `by` belongs to.

    office : which one, where they are of an office; None: that of `by`.

    Raises WrongHands: a lead is made by a lead alone, since a caseworker who could make
    one could confirm what needs somebody independent. InvalidValue for a circle that is
    not there, or a role that is no staff's.
    """
    rows.only(by, *((Audience.LEAD,) if role is Audience.LEAD else STAFF))
    if role in NO_STAFF or not set(circles) <= set(principals.CIRCLES):
        raise InvalidValue(f"staff is no {role}; circles are {', '.join(principals.CIRCLES)}")
    made = principals.make_user(role, secret, by=by, now=now)
    for name in circles:
        if role not in principals.CIRCLES[name]:
            raise RuleBroken(f"a {role} does not belong in the circle {name}")
        circle = (office or offices.own(by)) if name == OFFICE else principals.circle(name)
        principals.admit(circle, by.key_of(circle), made.id, by=by, now=now)
    return principals.with_key(made.id, made.keys[made.id])


@transaction.atomic
def welcome_host(*, host: UUID, secret: str | None, by: SignedIn, now: datetime) -> SignedIn:
    """Give a host of the register a sign-in of their own. Raises RuleBroken for a second one."""
    rows.only(by, *STAFF)
    row = rows.get(HostRow, host)
    if row.principal_id is not None:
        raise RuleBroken("this host has a sign-in already")
    made = principals.make_user(Audience.HOST, secret, by=by, now=now)
    HostRow.objects.filter(id=row.id).update(principal_id=made.id)
    events.record("host.welcomed", by=by, about=row.id, now=now)
    return made


@transaction.atomic
def dismiss(*, who: UUID, by: SignedIn, now: datetime) -> None:
    """A member of staff leaves: signed out at once, and every circle they were in gets a new key.

    What the circle could open is moved to the new key afterwards, in batches
    (`actions.rotation`); nothing of it opens to whoever left from this act on. `by` must be a
    member of those circles; Sealed otherwise, and nothing is done. What they copied while they
    worked here cannot be called back. Where they were told that something waits is forgotten.
    """
    theirs, told = principals.circles_of(who), item_of(who, AT_WORK)
    principals.end(who, by=by, now=now)
    if told is not None:
        facts.shred(told, by=by, now=now, purpose=AT_WORK)
    for circle, _ in theirs:
        rotation.begin(circle, by=by, now=now)
