"""A form is done once: whoever sends it again is given the same answer again.

What was sent is the key: the token of the page, who sent it, to where, and every word of it. The
row holds a hash of these, and the answer sealed under another. A form that was changed before it is
sent again is another form.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction

from hearth.seal import primitives
from hearth.store import values
from hearth.store.database.worded import WordedChange, enter
from hearth.store.models import PostRow

KEPT = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Answer:
    """What was answered: `location` of a redirect, or a page.

    of : a hash of what was sent, where a program chose by what key it is known again.
    """

    status: int
    location: str
    page: str = field(repr=False)
    of: str = ""


@dataclass(frozen=True, slots=True)
class Sent:
    """One sending. Its text form shows nothing of what was sent."""

    digest: bytes
    key: bytes = field(repr=False)


def sent(parts: Iterable[bytes]) -> Sent:
    """One sending, known by these parts alone. One of them must be long and random."""
    whole = b"".join(primitives.sha256(part) for part in parts)
    return Sent(
        primitives.digest(b"hearth/post/row/1", whole),
        primitives.digest(b"hearth/post/key/1", whole),
    )


def begin(one: Sent, *, now: datetime) -> bool:
    """Note that it is being done. False: it was sent before."""
    try:
        with transaction.atomic():
            enter(PostRow(digest=one.digest, sent_at=now))
    except IntegrityError:
        return False
    return True


def finish(one: Sent, answer: Answer) -> None:
    """Keep what was answered, for whoever sends the same again."""
    sealed = primitives.seal_with(one.key, values.to_json(answer), one.digest)
    _answered(one.digest, sealed)


_answered = WordedChange(
    lambda digest, answer: (PostRow.objects.filter(digest=digest), {"answer": answer})
)


def release(one: Sent) -> None:
    """Nothing was done: the same may be sent again."""
    PostRow.objects.filter(digest=one.digest).delete()


def answer(one: Sent) -> Answer | None:
    """What was answered; None while it is being done, or where its end was never told."""
    row = PostRow.objects.filter(digest=one.digest).first()
    if row is None or not row.answer:
        return None
    opened = primitives.open_with(one.key, bytes(row.answer), one.digest, "answer")
    return values.from_json(Answer, opened)


def forget(*, now: datetime) -> int:
    """Drop what is older than a day. How many there were."""
    return PostRow.objects.filter(sent_at__lt=now - KEPT).delete()[0]
