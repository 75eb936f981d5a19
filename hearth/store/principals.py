"""Users and circles: made, let in, let out, recovered."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import cache
from uuid import UUID, uuid4

from django.db.models import Q

from hearth.core.actor import Actor
from hearth.core.audience import Audience
from hearth.core.compartments import ENGINE, OFFICE, RELEASE, SAFEGUARDING, SENDING
from hearth.core.errors import NotFound, Sealed, Stale
from hearth.core.ids import PrincipalId
from hearth.seal import principal, recovery
from hearth.seal.item import commitment
from hearth.seal.log import SHREDDED
from hearth.seal.principal import Cost, KeyPair
from hearth.store import events
from hearth.store.access import SignedIn
from hearth.store.database.worded import Worded, in_ids
from hearth.store.models import (
    GrantRow,
    MemberRow,
    PrincipalRow,
    RetiredKeyRow,
    ShareRow,
    SignInRow,
)

NOTHING = "that sign-in does not open anything here"

# The circles of one service, and the audiences that belong to each.
CIRCLES: Mapping[str, frozenset[Audience]] = {
    OFFICE: frozenset({Audience.CASEWORKER}),
    SAFEGUARDING: frozenset({Audience.LEAD}),
    ENGINE: frozenset(),  # the matching process: attributes, never a name or a place
    RELEASE: frozenset(),  # the process that makes the grant which a consent is
    SENDING: frozenset(),  # the process that sends: where somebody may be reached, never who
}


def make_user(
    role: Audience,
    secret: str | None,
    *,
    by: SignedIn | None,
    now: datetime,
    cost: Cost | None = None,
) -> SignedIn:
    """A new user, signed in. `secret` locks their key; without one the caller keeps the key."""
    pair = principal.new_pair()
    row = PrincipalRow.objects.create(
        role=role,
        public_key=pair.public,
        locked=principal.lock(pair.private, secret, cost=cost) if secret else None,
        made_at=now,
    )
    _record_key("principal.made", row, by, now)
    return SignedIn(Actor(PrincipalId(row.id), role), {row.id: pair.private})


def make_circle(name: str, *, by: SignedIn | None, now: datetime) -> tuple[UUID, KeyPair]:
    """A new circle and its id. Its private key is written nowhere: admit a member at once."""
    pair = principal.new_pair()
    row = PrincipalRow.objects.create(
        role=name, is_circle=True, public_key=pair.public, made_at=now
    )
    _record_key("circle.made", row, by, now)
    return row.id, pair


def _record_key(act: str, row: PrincipalRow, by: SignedIn | None, now: datetime) -> None:
    bindings = {f"principal:{row.id.hex}": events.commitment_of_principal(row)}
    events.record(act, by=by, about=row.id, now=now, bindings=bindings)


def circle(name: str) -> UUID:
    """The id of the circle in use, of several offices the first one's: what is an office's asks
    `offices`. Raises NotFound before the service is set up.
    """
    found = _circle.first(name)
    if found is None:
        raise NotFound(f"the circle {name} has not been set up")
    return found


_circle = Worded(
    lambda name: (
        PrincipalRow.objects.filter(role=name, is_circle=True, ended_at=None)
        .order_by("made_at", "pk")
        .values_list("id", flat=True)[:1]
    )
)


def in_use() -> list[tuple[UUID, str]]:
    """Every circle that has members, with its name: of offices there may be several."""
    found = PrincipalRow.objects.filter(role__in=CIRCLES, is_circle=True, ended_at=None)
    return list(found.order_by("made_at", "id").values_list("id", "role"))


def is_there(name: str) -> bool:
    """Whether a circle is in use."""
    return PrincipalRow.objects.filter(role=name, is_circle=True, ended_at=None).exists()


def members_of(circle_id: UUID) -> set[UUID]:
    """Everybody who is in a circle."""
    return set(MemberRow.objects.filter(circle=circle_id).values_list("member_id", flat=True))


def circles_of(member: UUID) -> list[tuple[UUID, str]]:
    """The circles somebody is in, each with its name."""
    found = PrincipalRow.objects.filter(members__member=member, ended_at=None)
    return list(found.order_by("role", "made_at", "id").values_list("id", "role"))


def end_circle(id: UUID, now: datetime) -> None:
    """A circle that was for one thing only is over: nothing is granted to it any more."""
    PrincipalRow.objects.filter(id=id, is_circle=True).update(ended_at=now)


def public_keys(ids: Iterable[UUID]) -> dict[UUID, bytes]:
    """The public key of each. Raises NotFound for one that is not there or has left."""
    wanted = set(ids)
    found = {id: bytes(key) for id, key in _public_keys(list(wanted))}
    if wanted - found.keys():
        raise NotFound("one of those to be told is not known here, or has left")
    return found


_public_keys = Worded(
    lambda ids: PrincipalRow.objects.filter(id__in=in_ids(ids), ended_at=None).values_list(
        "id", "public_key"
    )
)


def sign_in(principal_id: UUID, secret: str) -> SignedIn:
    """Unlock a user's key by their secret, and their circles' keys by that.

    Raises Sealed for a wrong secret and for somebody not known, in the same words.
    """
    return with_key(principal_id, unlock(principal_id, secret))


def unlock(principal_id: UUID | None, secret: str) -> bytes:
    """A user's private key, by their secret. The same work for somebody not known here.

    Raises Sealed in the same words for a wrong secret, nobody, and somebody who has left.
    """
    users = PrincipalRow.objects.filter(is_circle=False, ended_at=None)
    row = users.filter(id=principal_id or uuid4()).first()  # asked for nobody too: it takes time
    known = row is not None and row.locked is not None
    locked = bytes(row.locked) if row is not None and row.locked is not None else _nobodys_lock()
    try:
        private = principal.unlock(locked, secret)
    except Sealed:
        private = b""
    if not (known and private):
        raise Sealed(NOTHING)
    return private


@cache
def _nobodys_lock() -> bytes:
    """A lock like everybody's, with a key that opens nothing."""
    return principal.lock(principal.new_pair().private, uuid4().hex)


def relock(who: SignedIn, secret: str, *, now: datetime, cost: Cost | None = None) -> None:
    """Another secret for the same key. What it opens stays the same."""
    locked = principal.lock(who.keys[who.id], secret, cost=cost)
    PrincipalRow.objects.filter(id=who.id).update(locked=locked)
    events.record("principal.relocked", by=who, about=who.id, now=now)


def with_key(principal_id: UUID, private: bytes) -> SignedIn:
    """Sign in with the private key itself, as a service process does.

    Raises Sealed where the key is not the one on record, and for somebody who has left.
    """
    row = PrincipalRow.objects.filter(id=principal_id).first()
    if row is None:
        raise Sealed(NOTHING)
    return of_row(row, private)


def of_row(row: PrincipalRow, private: bytes) -> SignedIn:
    """The same for a row that was just read.

    While a circle's grants are being moved to its new key, its members hold the one before too.
    """
    if row.ended_at is not None or principal.public_of(private) != bytes(row.public_key):
        raise Sealed(NOTHING)
    keys = {row.id: private}
    # Keys are tried in this order: how often the database is asked tells nothing of anybody.
    for circle_id, sealed in _circle_keys(row.id):
        keys[circle_id] = principal.enter(bytes(sealed), private, circle_id, row.id)
    for id, circle_id, sealed in _earlier_keys(list(keys)):
        keys[id] = principal.enter(bytes(sealed), keys[circle_id], circle_id, id)
    return SignedIn(Actor(PrincipalId(row.id), Audience(row.role)), keys)


_circle_keys = Worded(
    lambda member: (
        MemberRow.objects.filter(member_id=member, circle__ended_at=None)
        .order_by("circle__role", "circle__made_at")
        .values_list("circle_id", "sealed")
    )
)
_earlier_keys = Worded(
    lambda circles: (
        RetiredKeyRow.objects.filter(circle_id__in=in_ids(circles))
        .order_by("circle__role", "began_at")
        .values_list("id", "circle_id", "sealed")
    )
)


def is_key_of(principal_id: UUID, private: bytes) -> bool:
    """Whether this is the private key that belongs to the public key on record."""
    row = PrincipalRow.objects.get(id=principal_id)
    return principal.public_of(private) == bytes(row.public_key)


def must_be_current(circle_id: UUID, private: bytes) -> None:
    """Raises Stale where the circle has had another key since this sign-in."""
    if not is_key_of(circle_id, private):
        raise Stale("that circle has a new key; sign in again")


def admit(
    circle_id: UUID, circle_private: bytes, member: UUID, *, by: SignedIn | None, now: datetime
) -> None:
    """Let a member into a circle: one seal, whatever the circle has been granted.

    Raises Stale where the circle has another key since this sign-in.
    """
    events.begin_write()
    must_be_current(circle_id, circle_private)
    public = public_keys([member])[member]
    sealed = principal.admit(circle_private, public, circle_id, member)
    row = MemberRow.objects.create(circle_id=circle_id, member_id=member, sealed=sealed)
    bindings = {f"member:{row.id.hex}": commitment(sealed)}
    events.record("circle.admitted", by=by, about=circle_id, now=now, bindings=bindings)


def end(principal_id: UUID, *, by: SignedIn, now: datetime) -> None:
    """Somebody leaves: signed out everywhere, out of every circle, at once.

    What was granted to them alone is taken back. Their circles keep their keys until
    they are rotated (`rotation`); what they copied before cannot be called back.
    """
    events.begin_write()
    PrincipalRow.objects.filter(id=principal_id).update(ended_at=now)
    row = PrincipalRow.objects.get(id=principal_id)
    row.sessions.all().delete()
    SignInRow.objects.filter(principal=row).delete()
    gone = list(MemberRow.objects.filter(member=row))
    bindings = {f"member:{one.id.hex}": SHREDDED for one in gone}
    MemberRow.objects.filter(member=row).delete()
    granted = GrantRow.objects.filter(to=row)
    bindings |= {f"grant:{id.hex}": SHREDDED for id in granted.values_list("id", flat=True)}
    granted.delete()
    events.record("principal.ended", by=by, about=principal_id, now=now, bindings=bindings)


def share_out(
    circle_id: UUID,
    circle_private: bytes,
    holders: Mapping[UUID, bytes],
    *,
    by: SignedIn | None,
    now: datetime,
) -> None:
    """Split a circle's key among holders so that any two recover it and one alone opens nothing.

    Replaces the shares that were there. Raises Stale where the circle has another key.
    """
    events.begin_write()
    must_be_current(circle_id, circle_private)
    old = ShareRow.objects.filter(circle_id=circle_id)
    bindings = {f"share:{row.id.hex}": SHREDDED for row in old}
    old.delete()
    for share in recovery.shares(circle_private, circle_id, holders):
        row = ShareRow(
            id=uuid4(),
            circle_id=circle_id,
            first_id=share.first,
            second_id=share.second,
            blob=share.blob,
        )
        row.save(force_insert=True)
        bindings[f"share:{row.id.hex}"] = commitment(share.blob)
    events.record("circle.shared_out", by=by, about=circle_id, now=now, bindings=bindings)


def recover(
    circle_id: UUID, holders: Mapping[UUID, bytes], *, by: SignedIn | None, now: datetime
) -> bytes:
    """A circle's private key from two holders' own. Written down whatever it is for.

    Raises Sealed where the two hold no share together.
    """
    events.begin_write()
    ids = list(holders)
    both = Q(first__in=ids) & Q(second__in=ids)
    row = ShareRow.objects.filter(both, circle_id=circle_id).first()
    if row is None or len(ids) != 2:
        raise Sealed("these two holders have no share of this circle together")
    share = recovery.Share(row.circle_id, row.first_id, row.second_id, bytes(row.blob))
    private = recovery.recover(share, holders[row.first_id], holders[row.second_id])
    events.record("circle.recovered", by=by, about=circle_id, now=now, purpose="recovery")
    return private
