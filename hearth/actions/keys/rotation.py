"""A new key for a circle, and its grants moved from the old key to the new one.

In two parts, so that a circle of any size changes at once and nothing is lost when the machine
stops. `begin` is one short act: the new key, a seal of it to everybody who stays, and the old
key sealed to the new one. From there on whoever left opens nothing here. Then `move_some`, as
often as it takes: each batch is an act of its own, whole or not at all, and can be begun again
anywhere by any member. When no grant is left under it, the old key is shredded.
"""

from collections.abc import Callable
from datetime import datetime
from itertools import chain
from uuid import UUID, uuid4

from django.db import transaction

from hearth.core.audience import STAFF
from hearth.seal import principal
from hearth.seal.item import commitment
from hearth.seal.log import SHREDDED
from hearth.seal.principal import new_pair, rewrap_many
from hearth.store import database, events, principals, rows
from hearth.store.access import SignedIn
from hearth.store.facts import bindings_of, where
from hearth.store.models import GrantRow, MemberRow, PrincipalRow, RetiredKeyRow

HOLDERS_AT_LEAST = 3  # of recovery; with fewer, one who leaves leaves nothing to recover by
Clock = Callable[[], datetime]
Told = Callable[[int], None]
BATCH = 500  # grants; some 100 milliseconds, so that nobody else who writes waits longer


def begin(which: str | UUID, *, by: SignedIn, now: datetime) -> UUID:
    """A new key for a circle, for everybody who is still a member. The id of the one retired.

    which : the circle by its name or, as an office's, by its id.
    `by` must be a member: Sealed otherwise, Stale after another rotation. The holders of recovery
    who are still here get shares of the new key; below three there are none. Cost: a few
    milliseconds, and one update of the circle's grants.
    """
    events.begin_write()
    id = which if isinstance(which, UUID) else principals.circle(which)
    circle = PrincipalRow.objects.get(id=id)
    old_private, pair = by.key_of(circle.id), new_pair()
    principals.must_be_current(circle.id, old_private)
    circle.public_key = pair.public
    circle.save(update_fields=["public_key"])
    bindings = {f"principal:{circle.id.hex}": events.commitment_of_principal(circle)}
    retired, kept = _retired(circle, old_private, pair.public, by, now)
    bindings |= kept
    for row in (*circle.members.all(), *circle.shares.all()):
        bindings[f"{'member' if isinstance(row, MemberRow) else 'share'}:{row.id.hex}"] = SHREDDED
    staying = circle.members.filter(member__ended_at=None).values_list("member_id", flat=True)
    members = list(staying)
    holders = _holders(circle)
    circle.members.all().delete()
    circle.shares.all().delete()
    events.record("circle.rotated", by=by, about=circle.id, now=now, bindings=bindings)
    for member in members:
        principals.admit(circle.id, pair.private, member, by=by, now=now)
    by.keys[circle.id] = pair.private
    by.keys[retired] = old_private
    if len(holders) >= HOLDERS_AT_LEAST:
        principals.share_out(circle.id, pair.private, holders, by=by, now=now)
    return retired


def _retired(
    circle: PrincipalRow, old: bytes, public: bytes, by: SignedIn, now: datetime
) -> tuple[UUID, dict[str, str]]:
    """Keep the old key under the new one, and those before it whose grants still wait."""
    bindings = {}
    for row in RetiredKeyRow.objects.filter(circle=circle):
        row.sealed = principal.admit(by.key_of(row.id), public, circle.id, row.id)
        row.save(update_fields=["sealed"])
        bindings[f"retired:{row.id.hex}"] = commitment(row.sealed)
    id = uuid4()
    sealed = principal.admit(old, public, circle.id, id)
    under = GrantRow.objects.filter(to=circle, under=None)
    RetiredKeyRow.objects.create(
        id=id, circle=circle, sealed=sealed, total=under.count(), began_at=now
    )
    under.update(under=id)
    return id, bindings | {f"retired:{id.hex}": commitment(sealed)}


def _holders(circle: PrincipalRow) -> dict[UUID, bytes]:
    pairs = circle.shares.values_list("first_id", "second_id")
    here = PrincipalRow.objects.filter(id__in=set(chain.from_iterable(pairs)), ended_at=None)
    return {row.id: bytes(row.public_key) for row in here}


@transaction.atomic
def move_some(retired: UUID, *, by: SignedIn, now: datetime, at_most: int = BATCH) -> int:
    """Move one batch of grants to the circle's present key. How many are left.

    After the last one the old key is shredded, from the files of the database as well. One that
    somebody else has finished meanwhile leaves none. Raises Sealed for whoever is no member,
    Stale where the circle has another key since this sign-in.
    """
    events.begin_write()
    row = RetiredKeyRow.objects.select_related("circle").filter(id=retired).first()
    if row is None:
        return 0
    principals.must_be_current(row.circle_id, by.key_of(row.circle_id))
    # Any will do: in an order of theirs, all that are left would be read and sorted each time.
    waits = row.grants.select_related("item").defer("item__body").order_by()
    grants = list(waits[:at_most])
    if grants:
        _move(grants, row, by, now)
    left = row.grants.count()
    if left == 0:
        row.delete()
        database.forget_after_commit()
        gone = {f"retired:{retired.hex}": SHREDDED}
        events.record("circle.key_shredded", by=by, about=row.circle_id, now=now, bindings=gone)
    return left


def _move(grants: list[GrantRow], row: RetiredKeyRow, by: SignedIn, now: datetime) -> None:
    pairs = ((bytes(one.wrapped), where(one.item)) for one in grants)
    public = bytes(row.circle.public_key)
    moved = rewrap_many(pairs, by.key_of(row.id), public, row.circle_id)
    for one, wrapped in zip(grants, moved, strict=True):
        one.wrapped, one.under = wrapped, None
    # Three times as fast as an update of many rows, which compares each with every id.
    GrantRow.objects.bulk_create(
        grants, update_conflicts=True, unique_fields=["id"], update_fields=["wrapped", "under"]
    )
    events.record(
        "circle.rewrapped", by=by, about=row.circle_id, now=now, bindings=bindings_of(grants)
    )


def waiting(by: SignedIn) -> list[UUID]:
    """The retired keys under which grants still lie, of the circles this sign-in is in."""
    rows = RetiredKeyRow.objects.filter(circle__in=list(by.keys)).order_by("began_at", "id")
    return list(rows.values_list("id", flat=True))


def finish(retired: UUID, *, by: SignedIn, now: datetime) -> None:
    """Move all that is left under one retired key. Cost: about 3,000 grants a second."""
    while move_some(retired, by=by, now=now):
        pass


def rotate(which: str | UUID, *, by: SignedIn, now: datetime) -> None:
    """Both parts at once: nothing is left under the key that the circle had."""
    finish(begin(which, by=by, now=now), by=by, now=now)


def go_on(*, by: SignedIn, clock: Clock) -> int:
    """Move what still lies under earlier keys of this member's circles. How many keys are left.

    Batch by batch, each an act of its own: a machine that stops in between has lost nothing, and
    anybody of the circle goes on. Raises WrongHands for anybody but a caseworker or a lead. Cost:
    about 3,000 grants a second.
    """
    return move_all(by=by, clock=clock, told=lambda _left: None)


def move_all(*, by: SignedIn, clock: Clock, told: Told) -> int:
    """The same, for somebody who watches: `told` hears how many are left after each batch."""
    rows.only(by, *STAFF)
    for retired in waiting(by):
        while left := move_some(retired, by=by, now=clock()):
            told(left)
    return len(waiting(by))
