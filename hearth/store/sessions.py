"""Sign-ins that last: the cookie is the key, and a row without it opens nothing."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from hearth.core.errors import Sealed
from hearth.seal import session
from hearth.store import events, principals
from hearth.store.access import SignedIn
from hearth.store.models import SessionRow

LASTS = timedelta(hours=12)  # NIST SP 800-63B-4, AAL2: at most 24 hours
SEEN_EVERY = timedelta(seconds=30)  # so that looking at a page does not wait for a write
ENDED = "this sign-in has ended; sign in again"
IDLE = timedelta(minutes=15)  # for names and testimony; AAL3 asks for as little


@transaction.atomic
def begin(who: SignedIn, *, now: datetime) -> str:
    """Begin a session. The cookie is told once, to whoever signed in, and kept nowhere."""
    begun = session.begin(who.keys[who.id])
    row = SessionRow.objects.create(
        principal_id=who.id,
        token_hash=begun.token_hash,
        locked=begun.locked,
        ends_at=now + LASTS,
        seen_at=now,
    )
    events.record("session.began", by=who, about=row.id, now=now)
    return begun.cookie


def resume(cookie: str, *, now: datetime) -> SignedIn:
    """Whoever began the session, with all their keys.

    Raises Sealed in the same words for a cookie never given, a session that has ended,
    one that was idle too long or is paused, and somebody who has left.
    """
    row = SessionRow.objects.filter(token_hash=session.token_hash(cookie)).first()
    if row is None or now >= row.ends_at or now >= row.seen_at + IDLE or row.paused_at:
        raise Sealed(ENDED)
    private = session.resume(cookie, bytes(row.locked))
    who = principals.with_key(row.principal_id, private)
    if now >= row.seen_at + SEEN_EVERY:
        SessionRow.objects.filter(id=row.id).update(seen_at=now)
    return who


@transaction.atomic
def end(cookie: str, *, now: datetime) -> None:
    """Sign out: the row is gone, and the cookie opens nothing. Ending twice is no mistake."""
    row = SessionRow.objects.filter(token_hash=session.token_hash(cookie)).first()
    if row is not None:
        about = row.id
        row.delete()
        events.record("session.ended", by=None, about=about, now=now)


@transaction.atomic
def pause(cookie: str, *, now: datetime) -> None:
    """Keep the session, and let its cookie open nothing until `wake`."""
    row = SessionRow.objects.get(token_hash=session.token_hash(cookie))
    SessionRow.objects.filter(id=row.id).update(paused_at=now)
    events.record("session.paused", by=None, about=row.id, now=now)


def paused(cookie: str, *, now: datetime) -> UUID:
    """Whose paused session this is. Raises Sealed where it is none, or lasted too long."""
    row = SessionRow.objects.filter(token_hash=session.token_hash(cookie)).first()
    if row is None or row.paused_at is None or now >= row.ends_at:
        raise Sealed(ENDED)
    return row.principal_id


@transaction.atomic
def wake(cookie: str, *, by: SignedIn, now: datetime) -> None:
    """Go on with a paused session, once whoever began it has signed in again.

    Raises Sealed for anybody else.
    """
    if paused(cookie, now=now) != by.id:
        raise Sealed(ENDED)
    row = SessionRow.objects.get(token_hash=session.token_hash(cookie))
    SessionRow.objects.filter(id=row.id).update(paused_at=None, seen_at=now)
    events.record("session.woken", by=by, about=row.id, now=now)
