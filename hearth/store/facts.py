"""Sealed facts: put, opened, granted, taken back, shredded. Each is written in the log.

A fact is opened by whoever holds a grant, themselves or through a circle, and by
nobody else. There is no other way in: no query here looks at permissions.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import ProtectedError, Q

from hearth.core.audience import Audience
from hearth.core.compartments import Compartment, must_be_allowed
from hearth.core.errors import NotFound, Sealed, Tampered
from hearth.seal import grant as seal_grant
from hearth.seal import item as seal_item
from hearth.seal.item import Where, commitment
from hearth.seal.log import SHREDDED
from hearth.seal.principal import new_pair
from hearth.store import database, events, outbox, principals, values
from hearth.store.access import SignedIn
from hearth.store.database.worded import Worded, enter, in_ids
from hearth.store.models import GrantRow, ItemRow, PrincipalRow

ValueT = TypeVar("ValueT")
AT_ONCE = 5_000  # rows written or read in one go
FEW = 20  # rows that are written one by one in less time than Django words a portion
NO_FACT = "no such fact"
NO_KEY = "this sign-in holds no key to that"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewFact:
    """A fact about `subject` to be sealed, and everybody who gets a key to it."""

    subject: UUID
    compartment: Compartment
    kind: str
    value: object
    to: tuple[UUID, ...]


def where(row: ItemRow) -> Where:
    """The place that the seal of this item is bound to."""
    return Where(row.id, row.subject, row.compartment, row.kind, row.version)


def put(fact: NewFact, *, by: SignedIn | None, now: datetime, purpose: str = "") -> UUID:
    """Seal one fact. The id of its item."""
    return put_many([fact], by=by, now=now, about=fact.subject, purpose=purpose)[0]


def put_many(
    facts: Sequence[NewFact],
    *,
    by: SignedIn | None,
    now: datetime,
    about: UUID | str,
    purpose: str = "",
) -> list[UUID]:
    """Seal many facts under one act. Their item ids, in order.

    Cost: about 10,000 grants a second. Raises RuleBroken where somebody named may
    never hold such a fact, NotFound where somebody named is not there.
    """
    events.begin_write()
    grantees = {who for fact in facts for who in fact.to}
    public = principals.public_keys(grantees)
    _check_roles(facts, grantees)
    items, keys = [], []
    for fact in facts:
        row = ItemRow(
            id=uuid4(), subject=fact.subject, compartment=fact.compartment, kind=fact.kind
        )
        key = seal_item.new_key()
        row.body = seal_item.close(values.to_json(fact.value), key, where(row))
        items.append(row)
        keys.append((key, where(row)))
    grants = _wrapped(facts, items, keys, public)
    if len(items) + len(grants) <= FEW:
        enter(*items)
        enter(*grants)
    else:
        ItemRow.objects.bulk_create(items, batch_size=AT_ONCE)
        GrantRow.objects.bulk_create(grants, batch_size=AT_ONCE)
    bindings = {f"item:{row.id.hex}": commitment(bytes(row.body)) for row in items}
    bindings |= bindings_of(grants)
    events.record("facts.sealed", by=by, about=about, now=now, purpose=purpose, bindings=bindings)
    return [row.id for row in items]


def _check_roles(facts: Iterable[NewFact], grantees: set[UUID]) -> None:
    roles = dict(_roles(list(grantees)))
    for compartment, who in {(fact.compartment, who) for fact in facts for who in fact.to}:
        must_be_allowed(compartment, roles[who])


_roles = Worded(
    lambda ids: PrincipalRow.objects.filter(id__in=in_ids(ids)).values_list("id", "role")
)


def _wrapped(
    facts: Sequence[NewFact],
    items: Sequence[ItemRow],
    keys: Sequence[tuple[bytes, Where]],
    public: Mapping[UUID, bytes],
) -> list[GrantRow]:
    grants = []
    for who, key in public.items():
        theirs = [at for at, fact in enumerate(facts) if who in fact.to]
        wrapped = seal_grant.wrap_many((keys[at] for at in theirs), key, who)
        grants += [
            GrantRow(id=uuid4(), item=items[at], to_id=who, wrapped=blob)
            for at, blob in zip(theirs, wrapped, strict=True)
        ]
    return grants


def bindings_of(grants: Iterable[GrantRow]) -> dict[str, str]:
    """The names and hashes under which the log binds these grants."""
    return {f"grant:{row.id.hex}": events.commitment_of_grant(row) for row in grants}


def change(item: UUID, value: object, *, by: SignedIn, now: datetime, purpose: str = "") -> None:
    """A new version of a fact, under a new key, for everybody who could open the old one.

    Not for those who have left meanwhile: their old key stays and opens nothing.
    """
    events.begin_write()
    row = _item(item)
    _keys([row], by)  # only who can read a fact may change it
    old = list(row.grants.filter(to__ended_at=None).select_related("to"))
    key, row.version = seal_item.new_key(), row.version + 1
    row.body = seal_item.close(values.to_json(value), key, where(row))
    row.save(update_fields=["version", "body"])
    for one in old:
        one.wrapped = seal_grant.wrap(key, bytes(one.to.public_key), where(row), one.to_id)
        one.under = None
    GrantRow.objects.bulk_update(old, ["wrapped", "under"], batch_size=AT_ONCE)
    database.forget_after_commit()
    bindings = {f"item:{row.id.hex}": commitment(bytes(row.body))} | bindings_of(old)
    events.record(
        "fact.changed", by=by, about=row.subject, now=now, purpose=purpose, bindings=bindings
    )


def _item(item: UUID | None) -> ItemRow:
    row = _whole.first(item) if item else None
    if row is None:
        raise NotFound(NO_FACT)
    return row


_whole = Worded(lambda id: ItemRow.objects.filter(id=id))


def open_(
    kind: type[ValueT], item: UUID | None, *, by: SignedIn, now: datetime, purpose: str
) -> ValueT:
    """One fact, for somebody who holds a key to it. Written down before it is shown.

    Raises Sealed for everybody else, NotFound where there is no such item.
    """
    if item is None:
        raise NotFound(NO_FACT)
    return _open(kind, [item], by=by, now=now, purpose=purpose, about=None)[item]


def open_many(
    kind: type[ValueT],
    items: Iterable[UUID],
    *,
    by: SignedIn,
    now: datetime,
    purpose: str,
    about: UUID | str = "",
) -> dict[UUID, ValueT]:
    """Many facts of one kind, by item id, as one act with its count.

    Raises Sealed if the reader lacks a key to any of them: nothing is half-shown.
    Cost: about 15,000 facts a second.
    """
    return _open(kind, items, by=by, now=now, purpose=purpose, about=about)


def _open(
    kind: type[ValueT],
    items: Iterable[UUID],
    *,
    by: SignedIn,
    now: datetime,
    purpose: str,
    about: UUID | str | None,
) -> dict[UUID, ValueT]:
    """See `open_many`. `about` None: whom the one fact is about."""
    events.begin_write()
    wanted = list(dict.fromkeys(items))
    found = _closed(wanted)
    if len(found) < len(wanted):
        raise NotFound(NO_FACT)
    places = {at.item: at for at, _ in found}
    keys = held(places, by)
    if len(keys) < len(places):
        raise Sealed(NO_KEY)
    opened = {
        at.item: values.from_json(kind, seal_item.open_body(body, keys[at.item], at))
        for at, body in found
    }
    whom = found[0][0].subject if about is None else about
    events.record(events.OPENED, by=by, about=whom, now=now, purpose=purpose, opened=opened)
    return opened


def _closed(wanted: Sequence[UUID]) -> list[tuple[Where, bytes]]:
    """Each of these facts as it lies there, with its place. As bare values: rows cost as much
    again as the cipher does."""
    return [
        (Where(item, subject, compartment, kind, version), bytes(body))
        for at in range(0, len(wanted), AT_ONCE)
        for item, subject, compartment, kind, version, body in _bodies(wanted[at : at + AT_ONCE])
    ]


_bodies = Worded(
    lambda ids: (
        ItemRow.objects.filter(id__in=in_ids(ids))
        .order_by()
        .values_list("id", "subject", "compartment", "kind", "version", "body")
    )
)


def _keys(rows: Sequence[ItemRow], by: SignedIn) -> dict[UUID, bytes]:
    keys = held({row.id: where(row) for row in rows}, by)
    if len(keys) < len(rows):
        raise Sealed(NO_KEY)
    return keys


def held(places: Mapping[UUID, Where], by: SignedIn) -> dict[UUID, bytes]:
    """The keys that this sign-in holds to these items; nothing for the others. For the store.

    Nothing at all for somebody who has left, whatever keys are still in the memory of a process.
    """
    if _has_left(by.id):
        return {}
    keys: dict[UUID, bytes] = {}
    for who in by.keys:
        left = [item for item in places if item not in keys]
        grants = [
            (item, bytes(wrapped), under)
            for at in range(0, len(left), AT_ONCE)
            for item, wrapped, under in _grants(who, left[at : at + AT_ONCE])
        ]
        keys |= _unwrapped(grants, places, by, who)
    return keys


_has_left = Worded(
    lambda id: PrincipalRow.objects.filter(id=id, ended_at__isnull=False).values_list("id")
)
_grants = Worded(
    lambda to, items: (
        GrantRow.objects.filter(to_id=to, rests=False, item_id__in=in_ids(items))
        .order_by()
        .values_list("item_id", "wrapped", "under_id")
    )
)


def _unwrapped(
    grants: Sequence[tuple[UUID, bytes, UUID | None]],
    places: Mapping[UUID, Where],
    by: SignedIn,
    who: UUID,
) -> dict[UUID, bytes]:
    """The keys in these grants to one principal; those still under its key before, by that."""
    keys: dict[UUID, bytes] = {}
    for under in {under for _, _, under in grants}:
        private = by.keys.get(under or who)
        if private is None:
            continue  # a sign-in from before the circle had another key
        some = [(item, wrapped) for item, wrapped, key in grants if key == under]
        pairs = ((wrapped, places[item]) for item, wrapped in some)
        opened = seal_grant.unwrap_many(pairs, private, who)
        keys |= {item: key for (item, _), key in zip(some, opened, strict=True)}
    return keys


def can_open(item: UUID | None, by: SignedIn) -> bool:
    """Whether the keys of this sign-in open the item. Tried on the cipher; shows nothing."""
    row = _item(item)
    try:
        seal_item.open_body(bytes(row.body), _keys([row], by)[row.id], where(row))
    except Sealed:
        return False
    return True


def grant(
    items: Iterable[UUID | None],
    to: UUID,
    *,
    by: SignedIn,
    now: datetime,
    purpose: str,
    because: UUID | None = None,
    subjects: Collection[UUID] = (),
) -> None:
    """Give somebody a key, from one who holds it. `because` is the consent that this is.

    Each consent gives a key of its own, so that taking one back leaves the others.
    `subjects`, if given, is whom the facts must be about: raises Tampered for another's.
    """
    events.begin_write()
    rows = [_item(item) for item in items]
    if subjects and not {row.subject for row in rows} <= set(subjects):
        raise Tampered("a fact to be told is about somebody else than it should be")
    public = principals.public_keys([to])[to]
    role = PrincipalRow.objects.values_list("role", flat=True).get(id=to)
    for row in rows:
        must_be_allowed(Compartment(row.compartment), role)
    keys = _keys(rows, by)
    same = GrantRow.objects.filter(to=to, item__in=rows, because=because)
    held = set(same.values_list("item_id", flat=True))
    grants = [
        GrantRow(
            id=uuid4(),
            item=row,
            to_id=to,
            wrapped=seal_grant.wrap(keys[row.id], public, where(row), to),
            because=because,
        )
        for row in rows
        if row.id not in held
    ]
    GrantRow.objects.bulk_create(grants)
    events.record(
        "facts.granted", by=by, about=to, now=now, purpose=purpose, bindings=bindings_of(grants)
    )


def revoke(
    because: UUID, *, by: SignedIn, now: datetime, purpose: str, to: UUID | None = None
) -> int:
    """Take back every key that a consent or a release gave, or those of one. How many there were.

    What waited to leave because of it is cancelled. What was read meanwhile cannot be recalled;
    nothing here says that it can.
    """
    events.begin_write()
    grants = GrantRow.objects.filter(because=because, **({} if to is None else {"to": to}))
    bindings = {f"grant:{key.hex}": SHREDDED for key in grants.values_list("id", flat=True)}
    grants.delete()
    database.forget_after_commit()
    outbox.cancel(because=because, by=by, now=now)
    events.record(
        "facts.taken_back", by=by, about=because, now=now, purpose=purpose, bindings=bindings
    )
    return len(bindings)


def shred(item: UUID, *, by: SignedIn, now: datetime, purpose: str) -> None:
    """Delete a fact and every key to it, from the files of the database as well.

    Where the journey of a case points at it, its row stays, empty. Copies keep the keys until
    they are as old as the horizon (`store.copies`).
    """
    events.begin_write()
    row = _item(item)
    bindings = {f"grant:{key.hex}": SHREDDED for key in row.grants.values_list("id", flat=True)}
    bindings[f"item:{row.id.hex}"] = SHREDDED
    row.grants.all().delete()
    try:
        with transaction.atomic():
            row.delete()
    except ProtectedError:
        ItemRow.objects.filter(id=row.id).update(body=b"")
    database.forget_after_commit()
    events.record(
        "fact.shredded", by=by, about=row.subject, now=now, purpose=purpose, bindings=bindings
    )


def rest(items: Collection[UUID], *, but: Audience) -> int:
    """From now on nobody opens these facts, by any circle, except people of one role by keys of
    their own. How many keys rest. Whoever calls writes it in the log.
    """
    grants = GrantRow.objects.filter(item__in=items).exclude(to__role=but)
    return grants.update(rests=True)


def wake(items: Collection[UUID], *, but: Q) -> int:
    """Whoever held a key that rests holds it again, except those that rest for another reason.

    Whoever calls writes it in the log.
    """
    resting = GrantRow.objects.filter(item__in=items, rests=True).exclude(but)
    return resting.update(rests=False)


def renew_holder(holder: UUID, *, by: SignedIn, now: datetime) -> SignedIn:
    """A new key pair for a user who has lost the old one, signed in with it.

    Every grant of theirs that `by` holds a key to as well is sealed to the new key; the
    others are gone, since nobody here could open them: whoever can must give them again.
    """
    events.begin_write()
    row, pair = PrincipalRow.objects.get(id=holder), new_pair()
    grants = list(GrantRow.objects.filter(to=holder).select_related("item"))
    row.public_key, row.locked = pair.public, None
    row.save(update_fields=["public_key", "locked"])
    row.sessions.all().delete()
    bindings = {f"principal:{row.id.hex}": events.commitment_of_principal(row)}
    keys = held({one.item_id: where(one.item) for one in grants}, by)
    kept = [one for one in grants if one.item_id in keys]
    for one in kept:
        one.wrapped = seal_grant.wrap(keys[one.item_id], pair.public, where(one.item), holder)
    GrantRow.objects.bulk_update(kept, ["wrapped"], batch_size=500)
    lost = [one.id for one in grants if one.item_id not in keys]
    GrantRow.objects.filter(id__in=lost).delete()
    database.forget_after_commit()
    bindings |= bindings_of(kept) | {f"grant:{id.hex}": SHREDDED for id in lost}
    events.record("principal.renewed", by=by, about=holder, now=now, bindings=bindings)
    return principals.with_key(holder, pair.private)
