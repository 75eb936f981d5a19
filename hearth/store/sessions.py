"""Sign-ins that last: the cookie is the key, and a row without it opens nothing."""

import json
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from hearth.core.errors import Sealed
from hearth.core.sign_in import Standing
from hearth.seal import session
from hearth.store import events, principals
from hearth.store.access import SignedIn
from hearth.store.database.worded import Worded
from hearth.store.models import SessionRow, TokenRow

LASTS = timedelta(hours=12)  # NIST SP 800-63B-4, AAL2: at most 24 hours
SEEN_EVERY = timedelta(seconds=30)  # so that looking at a page does not wait for a write
IDLE = timedelta(minutes=15)  # for names and testimony; AAL3 asks for as little
HALFWAY = timedelta(minutes=15)  # to find the passkey, or to choose a secret
SKEW = timedelta(minutes=1)  # two machines' clocks, or one that is set right by seconds
HALF = (Standing.FIRST, Standing.SECOND)
ENDED = "this sign-in has ended; sign in again"


@transaction.atomic
def begin(who: SignedIn, *, now: datetime, stage: Standing = Standing.OPEN) -> str:
    """Begin a session. The cookie is told once, to whoever signed in, and kept nowhere."""
    begun = session.begin(who.keys[who.id])
    row = SessionRow.objects.create(
        principal_id=who.id,
        token_hash=begun.token_hash,
        locked=begun.locked,
        ends_at=now + (LASTS if stage is Standing.OPEN else HALFWAY),
        seen_at=now,
        stage=stage,
    )
    events.record("session.began", by=who, about=row.id, now=now)
    return begun.cookie


def resume(cookie: str, *, now: datetime) -> SignedIn:
    """Whoever began the session, with all their keys.

    Raises Sealed in the same words for a cookie never given, a session that has ended,
    one that was idle too long or is paused or not yet open, and somebody who has left.
    """
    row = _row(cookie)
    if row is None or _standing(row, now) is not Standing.OPEN:
        raise Sealed(ENDED)
    who = principals.of_row(row.principal, session.resume(cookie, bytes(row.locked)))
    if now >= row.seen_at + SEEN_EVERY:
        SessionRow.objects.filter(id=row.id).update(seen_at=now)
    return who


def standing(cookie: str, *, now: datetime) -> Standing:
    """How far the session of this cookie is; ended for one never given."""
    try:
        row = _row(cookie)
    except Sealed:
        return Standing.ENDED
    return Standing.ENDED if row is None else _standing(row, now)


def halfway(cookie: str, *, now: datetime) -> SignedIn:
    """Whoever is still on their way in, for the one page that takes them further.

    Raises Sealed for every other session.
    """
    row = _row(cookie)
    if row is None or _standing(row, now) not in HALF:
        raise Sealed(ENDED)
    return principals.of_row(row.principal, session.resume(cookie, bytes(row.locked)))


def _row(cookie: str) -> SessionRow | None:
    return _by_hash.first(session.token_hash(cookie))


_by_hash = Worded(
    lambda hash: SessionRow.objects.filter(token_hash=hash).select_related("principal")
)


def _standing(row: SessionRow, now: datetime) -> Standing:
    if _is_over(row, now) or row.principal.ended_at is not None or row.paused_at is not None:
        return Standing.ENDED
    if row.stage != Standing.OPEN:
        return Standing(row.stage)
    # Seen at a moment that is still to come: the clock went back, and nobody knows how long ago.
    if row.seen_at - SKEW <= now < row.seen_at + IDLE:
        return Standing.OPEN
    # Whoever has no secret of their own has nothing to open it again with.
    return Standing.ENDED if row.principal.locked is None else Standing.IDLE


def _is_over(row: SessionRow, now: datetime) -> bool:
    """Whether it has lasted too long, or would last longer than any may: the clock went back."""
    lasts = LASTS if row.stage == Standing.OPEN else HALFWAY
    return not now < row.ends_at <= now + lasts + SKEW


@transaction.atomic
def go_on(cookie: str, *, to: Standing, now: datetime) -> str:
    """A step further on the way in, under a new cookie: the old one opens nothing any more."""
    row = _row(cookie)
    who = halfway(cookie, now=now)
    kept = _kept(row, cookie)
    fresh = begin(who, now=now, stage=to)
    if row is not None:
        row.delete()
    keep(fresh, **kept)
    return fresh


@transaction.atomic
def lock(cookie: str, *, now: datetime) -> None:
    """Idle from now on, whatever was asked for a moment ago."""
    row = _row(cookie)
    if row is not None and _standing(row, now) is Standing.OPEN:
        SessionRow.objects.filter(id=row.id).update(seen_at=now - IDLE)


@transaction.atomic
def unlock(cookie: str, *, now: datetime) -> None:
    """Open again. The caller has asked for the secret. Raises Sealed for one that has ended."""
    row = _row(cookie)
    if row is None or _standing(row, now) not in (Standing.IDLE, Standing.OPEN):
        raise Sealed(ENDED)
    SessionRow.objects.filter(id=row.id).update(seen_at=now)
    events.record("session.unlocked", by=None, about=row.id, now=now)


def whose(cookie: str, *, now: datetime) -> UUID | None:
    """Whose session it is that is open or idle. For the lock alone: it opens nothing."""
    try:
        row = _row(cookie)
    except Sealed:
        return None
    able = (Standing.IDLE, Standing.OPEN)
    return row.principal_id if row is not None and _standing(row, now) in able else None


def keep(cookie: str, **words: Any) -> None:
    """Keep something from one request to the next, sealed: the cookie alone opens it.

    A word that is None is forgotten.
    """
    row = _row(cookie)
    if row is None:
        raise Sealed(ENDED)
    kept = {key: value for key, value in (_kept(row, cookie) | words).items() if value is not None}
    closed = session.close_beside(cookie, json.dumps(kept).encode())
    SessionRow.objects.filter(id=row.id).update(kept=closed)


def kept(cookie: str, word: str) -> Any:
    """What was kept under this word, or None."""
    return _kept(_row(cookie), cookie).get(word)


def _kept(row: SessionRow | None, cookie: str) -> dict[str, Any]:
    if row is None or not row.kept:
        return {}
    found: dict[str, Any] = json.loads(session.open_beside(cookie, bytes(row.kept)))
    return found


@transaction.atomic
def end(cookie: str, *, now: datetime) -> None:
    """Sign out: the row is gone, and the cookie opens nothing. Ending twice is no mistake."""
    row = SessionRow.objects.filter(token_hash=session.token_hash(cookie)).first()
    if row is not None:
        about = row.id
        row.delete()
        events.record("session.ended", by=None, about=about, now=now)


def end_others(principal_id: UUID, *, but: str) -> None:
    """End every session of somebody except this one, and whatever their programs sign in by."""
    TokenRow.objects.filter(principal_id=principal_id).delete()
    theirs = SessionRow.objects.filter(principal_id=principal_id)
    theirs.exclude(token_hash=session.token_hash(but)).delete()


@transaction.atomic
def pause(cookie: str, *, now: datetime) -> None:
    """Keep the session, and let its cookie open nothing until `wake`."""
    row = SessionRow.objects.get(token_hash=session.token_hash(cookie))
    SessionRow.objects.filter(id=row.id).update(paused_at=now)
    events.record("session.paused", by=None, about=row.id, now=now)


def paused(cookie: str, *, now: datetime) -> UUID:
    """Whose paused session this is. Raises Sealed where it is none, or lasted too long."""
    row = SessionRow.objects.filter(token_hash=session.token_hash(cookie)).first()
    if row is None or row.paused_at is None or _is_over(row, now):
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
