"""Coming in by a name or a printed code and a secret; being given one; choosing another."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cache
from uuid import UUID

from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core import signing
from django.db import transaction
from django.utils.crypto import salted_hmac

from hearth.actions.keys import service
from hearth.actions.raised.turns import Door
from hearth.core import sign_in
from hearth.core.audience import Audience
from hearth.core.errors import InvalidValue, NotFound, RuleBroken, Sealed, TooSoon
from hearth.core.ids import PrincipalId
from hearth.core.sign_in import Standing
from hearth.store import events, facts, principals, rows, second, sessions, sign_ins, walls
from hearth.store.access import SignedIn
from hearth.store.models import HostRow, PersonRow, PrincipalRow

WRONG = "that sign-in does not open anything here"
CODE_BITS = 5 * sign_in.CODE_LETTERS
MACHINE = "hearth.machine"
HERE = Door("of address", sign_in.LONGEST_WAIT_HERE_S)
Tries = Mapping[str, tuple[str, int]]
BY_CODE = frozenset({Audience.RESIDENT, Audience.HOST})


@dataclass(frozen=True, slots=True)
class Came:
    """Somebody at the door. The cookie opens nothing but the next step until `stage` is open.

    machine : for the browser of somebody of the staff to keep; of others nothing is left there.
    """

    who: SignedIn
    stage: Standing
    cookie: str = field(repr=False)
    machine: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Hired:
    """A new account, the name it signs in by, and its first secret, told once."""

    account: PrincipalId
    name: str
    first_secret: str = field(repr=False)


def come_in(
    *, name: str, secret: str, address: str, now: datetime, machine: str = "", ticket: str = ""
) -> Came:
    """Sign in. Somebody not known here costs the same work as a wrong secret.

    `machine`: what a browser kept in which they came in before. It has a count of its own, so
    that nobody keeps them out by guessing from elsewhere. `ticket`: of an earlier TooSoon.

    Raises TooSoon after mistakes, of this name or from this address; Sealed, in the same
    words, for whatever is not right.
    """
    plain = sign_in.read_name(name)
    tried = _of_machine(plain, machine, now) or _of_stranger(plain, address, ticket, now)
    known, code = sign_ins.find(name), sign_in.read_code(name)
    try:
        private = _tried(tried, known.principal if known else None, secret, code, now)
    except TooSoon as error:
        raise TooSoon(error.wait_s, ticket) from None
    if known is None:
        raise Sealed(WRONG)
    came = _let_in(known, private, code, now)
    return came if came.who.audience in BY_CODE else replace(came, machine=_machine(plain))


def _of_machine(plain: str, machine: str, now: datetime) -> Tries | None:
    """What is counted where they came in by this machine before; None where they did not."""
    try:
        digest, which = signing.loads(machine, salt=MACHINE)
    except signing.BadSignature:
        return None
    tries = {"of machine": (str(which), sign_in.LONGEST_WAIT_S)}
    return tries if digest == _digest(plain) else None


def _machine(plain: str) -> str:
    return signing.dumps([_digest(plain), secrets.token_urlsafe(18)], salt=MACHINE)


def _digest(plain: str) -> str:
    return salted_hmac(MACHINE, plain, algorithm="sha256").hexdigest()


def _of_stranger(plain: str, address: str, ticket: str, now: datetime) -> Tries:
    """What is counted otherwise. Raises TooSoon, with a ticket, where the address must wait."""
    of_name = {sign_ins.OF_NAME: (plain, sign_in.LONGEST_WAIT_S)}
    waits = HERE.waits(words=plain, ticket=ticket, address=address, now=now)
    if waits is not None:
        raise TooSoon(max(waits.wait_s, sign_ins.must_wait_s(of_name, now=now)), waits.ticket)
    return of_name | HERE.counted(address)


def _tried(
    tried: Tries,
    principal: UUID | None,
    secret: str,
    code: str | None,
    now: datetime,
) -> bytes:
    """The key behind a secret. Each mistake is counted, and the next one waits."""
    waiting = {kind: one for kind, one in tried.items() if kind != HERE.name}
    wait = sign_ins.must_wait_s(waiting, now=now)
    if wait > 0:
        raise TooSoon(wait)
    try:
        private = principals.unlock(principal, sign_in.locked_with(secret, code))
    except (Sealed, InvalidValue):
        with transaction.atomic():
            sign_ins.was_wrong(tried, now=now)
        raise Sealed(WRONG) from None
    sign_ins.was_right(tried)
    return private


@transaction.atomic
def _let_in(known: sign_ins.Known, private: bytes, code: str | None, now: datetime) -> Came:
    who = principals.with_key(known.principal, private)
    stage = Standing.SECOND if second.kinds(who.id) else _after_second(known)
    cookie = sessions.begin(who, now=now, stage=stage)
    sessions.keep(cookie, code=code)
    return Came(who, stage, cookie)


def _after_second(known: sign_ins.Known | None) -> Standing:
    return Standing.FIRST if known is not None and known.fresh else Standing.OPEN


def prove_code(*, cookie: str, code: str, by: SignedIn, now: datetime) -> Came:
    """The second step, by a one-time or a spare code. Raises TooSoon, or Sealed for a wrong one."""
    tried = {"second": (by.id.hex, sign_in.LONGEST_WAIT_S)}
    wait = sign_ins.must_wait_s(tried, now=now)
    if wait > 0:
        raise TooSoon(wait)
    try:
        second.prove_code(by, code)
    except Sealed:
        with transaction.atomic():
            sign_ins.was_wrong(tried, now=now)
        raise
    sign_ins.was_right(tried)
    return _proven(cookie, by, now)


@transaction.atomic
def prove_passkey(*, cookie: str, answer: object, host: str, by: SignedIn, now: datetime) -> Came:
    """The second step, by a passkey. Raises Sealed for one that is not theirs."""
    second.prove_passkey(by, host, state=sessions.kept(cookie, "passkey") or {}, answer=answer)
    return _proven(cookie, by, now)


def _proven(cookie: str, by: SignedIn, now: datetime) -> Came:
    stage = _after_second(sign_ins.of(by.id))
    return Came(by, stage, sessions.go_on(cookie, to=stage, now=now))


def unlock(*, cookie: str, secret: str, now: datetime) -> None:
    """Go on where an idle session stopped, by the secret alone. Raises TooSoon, Sealed."""
    principal = sessions.whose(cookie, now=now)
    if principal is None:
        raise NotFound(sessions.ENDED)
    tried = {"unlock": (principal.hex, sign_in.LONGEST_WAIT_S)}
    _tried(tried, principal, secret, sessions.kept(cookie, "code"), now)
    sessions.unlock(cookie, now=now)


def come_back(*, principal: UUID, secret: str, now: datetime) -> SignedIn:
    """Whoever lent a device, by their own secret again. Raises TooSoon, Sealed."""
    tried = {"unlock": (principal.hex, sign_in.LONGEST_WAIT_S)}
    return principals.with_key(principal, _tried(tried, principal, secret, None, now))


def is_secret_of(*, cookie: str, secret: str, by: SignedIn, now: datetime) -> None:
    """Asked again before something that lasts. Raises TooSoon, Sealed for a wrong one."""
    tried = {"unlock": (by.id.hex, sign_in.LONGEST_WAIT_S)}
    _tried(tried, by.id, secret, sessions.kept(cookie, "code"), now)


@transaction.atomic
def choose(*, cookie: str, secret: str, by: SignedIn, now: datetime) -> None:
    """A secret of their own, in place of the one before. Every other session of theirs ends.

    Raises InvalidValue that says what would be right.
    """
    code = sessions.kept(cookie, "code")
    sign_in.must_be_good(
        secret,
        shortest=sign_in.SHORTEST_WITH_CODE if code else sign_in.SHORTEST,
        is_common=lambda plain: plain in _common(),
    )
    said = sign_ins.find(secret)
    if said is not None and said.principal == by.id:
        raise InvalidValue("Your secret must not be your name or code. Take another")
    principals.relock(by, sign_in.locked_with(secret, code), now=now)
    sign_ins.chosen(by.id)
    sessions.end_others(by.id, but=cookie)


def choose_first(*, cookie: str, secret: str, by: SignedIn, now: datetime) -> Came:
    """The first secret of their own; with it they are in. Raises InvalidValue."""
    choose(cookie=cookie, secret=secret, by=by, now=now)
    return Came(by, Standing.OPEN, sessions.go_on(cookie, to=Standing.OPEN, now=now))


@cache
def _common() -> frozenset[str]:
    """The secrets that are tried first, as Django lists them."""
    return frozenset(CommonPasswordValidator().passwords)


@transaction.atomic
def name_staff(*, who: SignedIn, name: str, now: datetime) -> str:
    """Give somebody of the staff a sign-in name, and the first secret, told once.

    Raises InvalidValue for what is no name, RuleBroken for one that is taken.
    """
    sign_in.must_be_name(name)
    first = _new_code()
    sign_ins.name(who.id, name, by_code=False)
    principals.relock(who, sign_in.locked_with(first, None), now=now)
    return first


@transaction.atomic
def hire(
    *, role: Audience, name: str, by: SignedIn, now: datetime, office: UUID | None = None
) -> Hired:
    """A new member of staff, in the circles of their role, with a name to sign in by.

    office : of a caseworker, where it is another than that of `by`. Raises as `service.hire` and
    `name_staff`.
    """
    circles = tuple(circle for circle, roles in principals.CIRCLES.items() if role in roles)
    made = service.hire(role=role, secret=None, circles=circles, by=by, now=now, office=office)
    return Hired(made.id, name, name_staff(who=made, name=name, now=now))


def role_of(name: str) -> Audience:
    """The role of the member of staff who signs in by this name. Raises NotFound."""
    known = sign_ins.find(name)
    row = PrincipalRow.objects.filter(id=known.principal).first() if known else None
    if row is None or row.role in service.NO_STAFF:
        raise NotFound("nobody who works here signs in by that name")
    return Audience(row.role)


@transaction.atomic
def let_go(*, name: str, by: SignedIn, now: datetime) -> None:
    """Whoever works here under this name leaves, as `service.dismiss`.

    Raises NotFound for nobody of the staff, RuleBroken for oneself, Sealed for whoever is not in
    their circles.
    """
    role_of(name)
    known = sign_ins.find(name)
    if known is None or known.principal == by.id:
        raise RuleBroken("nobody lets themselves go: a colleague does that")
    service.dismiss(who=known.principal, by=by, now=now)


@transaction.atomic
def give_code(*, to: UUID, by: SignedIn, now: datetime) -> str:
    """A new printed code for a resident or a host, told once; they choose a secret with it.

    All their sessions end, and the code before opens nothing. Their key is a new one, so
    what the office cannot open (a result not released, their own words to the lead) must
    be given to them again by whoever can. Raises NotFound for nobody of that number,
    WrongHands for anybody but a caseworker.
    """
    events.begin_write()
    rows.only(by, Audience.CASEWORKER)
    code = _new_code()
    who = facts.renew_holder(_principal_of(to, by, now), by=by, now=now)
    if who.audience not in BY_CODE:
        raise RuleBroken("only a resident or a host signs in by a code")
    sign_ins.name(who.id, code, by_code=True)
    principals.relock(who, sign_in.locked_with("", sign_in.read_code(code)), now=now)
    second.remove_all(who.id)
    return code


def _principal_of(to: UUID, by: SignedIn, now: datetime) -> UUID:
    person = PersonRow.objects.filter(id=to).first()
    if person is not None and person.principal_id is not None:
        walls.must_be_theirs(PersonRow, person.id, by)
        return UUID(str(person.principal_id))
    host = HostRow.objects.filter(id=to).first()
    if host is None:
        raise NotFound("nobody of that number signs in here")
    if host.principal_id is not None:
        return UUID(str(host.principal_id))
    return service.welcome_host(host=host.id, secret=None, by=by, now=now).id


def _new_code() -> str:
    return sign_in.to_code(secrets.randbits(CODE_BITS))
