"""Who is meant by a name or a printed code, and how often a guess was wrong.

Both are found by a hash under the pages' own secret, which lies in the folder and not in
the database: a stolen database does not tell who works here, nor lets anybody try codes.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q
from django.utils.crypto import salted_hmac

from hearth.core.errors import RuleBroken
from hearth.core.sign_in import MOST, REST_S, read_name, wait_s
from hearth.store import events
from hearth.store.models import MistakeRow, SignInRow

FORGOTTEN = timedelta(days=1)
OF_NAME = "of name"  # the one kind of which MOST mistakes are enough, and are not forgotten


@dataclass(frozen=True, slots=True)
class Known:
    """Somebody who signs in. `by_code`: their code is part of the lock of their key."""

    principal: UUID
    by_code: bool
    fresh: bool


def _hash(kind: str, text: str) -> bytes:
    return salted_hmac(f"hearth.sign_in.{kind}", text, algorithm="sha256").digest()


def find(name: str) -> Known | None:
    """Whoever has this name or code."""
    return _known(SignInRow.objects.filter(name_hash=_hash("name", read_name(name))).first())


def of(principal: UUID) -> Known | None:
    """How somebody signs in, or None where they have no name and no code yet."""
    return _known(SignInRow.objects.filter(principal=principal).first())


def _known(row: SignInRow | None) -> Known | None:
    return Known(row.principal_id, row.by_code, row.fresh) if row else None


def name(principal: UUID, name: str, *, by_code: bool) -> None:
    """Give somebody a name or a code, in place of what they had. Raises RuleBroken if taken."""
    events.begin_write()
    hashed = _hash("name", read_name(name))
    if SignInRow.objects.filter(name_hash=hashed).exclude(principal=principal).exists():
        raise RuleBroken("somebody here signs in by that name already; choose another")
    MistakeRow.objects.filter(of_hash=_hash(OF_NAME, read_name(name))).delete()
    SignInRow.objects.update_or_create(
        principal_id=principal, defaults={"name_hash": hashed, "by_code": by_code, "fresh": True}
    )


def chosen(principal: UUID) -> None:
    """They have chosen a secret of their own."""
    SignInRow.objects.filter(principal=principal).update(fresh=False)


def must_wait_s(tried: Mapping[str, tuple[str, int]], *, now: datetime) -> int:
    """Seconds until these may be tried again, 0 for now.

    `tried`: a kind of thing that is counted, to what it is and its longest wait. A mistake that is
    still to come by this clock was made by one that was wrong, which says nothing of how long ago:
    it is waited for no longer, and the next one counts from now.
    """
    hashes = {_hash(kind, what): longest for kind, (what, longest) in tried.items()}
    waits = [0]
    name = _hash(OF_NAME, tried[OF_NAME][0]) if OF_NAME in tried else b""
    recent = Q(last_at__gt=now - FORGOTTEN) | Q(count__gte=MOST)
    for row in MistakeRow.objects.filter(recent, of_hash__in=hashes):
        if row.count >= MOST and bytes(row.of_hash) == name:
            return REST_S
        wait = wait_s(row.count, longest=hashes[bytes(row.of_hash)])
        age_s = int((now - row.last_at).total_seconds())
        waits.append(wait - age_s if row.last_at <= now else 0)
    return max(waits)


def was_wrong(tried: Mapping[str, tuple[str, int]], *, now: datetime) -> None:
    """Count one more mistake of each."""
    events.begin_write()
    MistakeRow.objects.filter(last_at__lte=now - FORGOTTEN, count__lt=MOST).delete()
    for kind, (what, _) in tried.items():
        row, _made = MistakeRow.objects.get_or_create(
            of_hash=_hash(kind, what), defaults={"last_at": now}
        )
        count = row.count + 1 if kind == OF_NAME else min(row.count + 1, MOST - 1)
        MistakeRow.objects.filter(id=row.id).update(count=count, last_at=now)


def was_right(tried: Mapping[str, tuple[str, int]]) -> None:
    """Forget the mistakes of each."""
    MistakeRow.objects.filter(
        of_hash__in=[_hash(kind, what) for kind, (what, _) in tried.items()]
    ).delete()
