"""What programs sign in by: as with a session, the token is the key, and a row opens nothing."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from hearth.core.errors import Sealed
from hearth.core.tokens import ROLES, lasts, must_be_one_more
from hearth.seal import session
from hearth.store import events, principals, rows
from hearth.store.access import SignedIn
from hearth.store.database.worded import Worded
from hearth.store.models import TokenRow

SEEN_EVERY = timedelta(minutes=1)  # so that reading does not wait for a write
NONE_SUCH = "this token opens nothing; it may have ended"


@dataclass(frozen=True, slots=True)
class Program:
    """Whoever a program reads for. `acts`: it may do things, and not only read."""

    by: SignedIn
    acts: bool
    ends_at: datetime


@transaction.atomic
def make(*, by: SignedIn, acts: bool, days: int, now: datetime) -> str:
    """A new token, told once and kept nowhere.

    Raises WrongHands for a role that the API has no answer for, InvalidValue for days that no
    token lasts, RuleBroken for somebody who has as many as they may.
    """
    events.begin_write()
    rows.only(by, *ROLES)
    until = now + lasts(days)
    must_be_one_more(open_of(by.id, now=now).count())
    begun = session.begin(by.keys[by.id])
    row = TokenRow.objects.create(
        principal_id=by.id,
        token_hash=begun.token_hash,
        locked=begun.locked,
        acts=acts,
        made_at=now,
        ends_at=until,
    )
    events.record("token.made", by=by, about=row.id, now=now)
    return begun.cookie


def resume(token: str, *, now: datetime) -> Program:
    """Whoever made the token, with all their keys as of now.

    Raises Sealed in the same words for a token never given, one that has ended, and that of
    somebody who has left or is in another role. Cost: three queries and the keys of their circles.
    """
    row = _by_hash.first(session.token_hash(token))
    if row is None or now >= row.ends_at or row.principal.ended_at is not None:
        raise Sealed(NONE_SUCH)
    by = principals.of_row(row.principal, session.resume(token, bytes(row.locked)))
    if by.audience not in ROLES:
        raise Sealed(NONE_SUCH)
    if row.used_at is None or now >= row.used_at + SEEN_EVERY:
        TokenRow.objects.filter(id=row.id).update(used_at=now)
    return Program(by, row.acts, row.ends_at)


_by_hash = Worded(lambda hash: TokenRow.objects.filter(token_hash=hash).select_related("principal"))


def open_of(who: UUID, *, now: datetime) -> QuerySet[TokenRow]:
    """Somebody's tokens that work, the newest first."""
    return TokenRow.objects.filter(principal_id=who, ends_at__gt=now).order_by("-made_at", "id")


@transaction.atomic
def end(*, id: UUID | None, by: SignedIn, now: datetime) -> int:
    """One's own token opens nothing from now on; None: all of them. How many there were."""
    events.begin_write()
    mine = TokenRow.objects.filter(principal_id=by.id)
    gone = list((mine if id is None else mine.filter(id=id)).values_list("id", flat=True))
    TokenRow.objects.filter(id__in=gone).delete()
    for one in gone:
        events.record("token.ended", by=by, about=one, now=now)
    return len(gone)


def forget(*, now: datetime) -> int:
    """Drop what has ended by itself. How many there were."""
    return TokenRow.objects.filter(ends_at__lte=now).delete()[0]
