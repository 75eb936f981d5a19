"""What was written down of a person's own talks, for them alone. Never of a talk with a host."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from hearth.core.checks import SAID_HIDDEN, Testimony
from hearth.core.errors import NotFound
from hearth.queries.own.case import PURPOSE, case_of, person_of
from hearth.queries.visiting.answers import answers
from hearth.store import facts
from hearth.store.access import SignedIn
from hearth.store.models import GrantRow, ItemRow, TalkRow

SHOWN = 20  # talks, the latest first


@dataclass(frozen=True, slots=True)
class OwnTalk:
    """One talk: when, what was written down, and what was answered to the visitor's form."""

    at: datetime
    said: str = field(repr=False)
    answers: tuple[tuple[str, str], ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Said:
    """The latest talks, and how many there are."""

    first: tuple[OwnTalk, ...]
    count: int


def is_hidden(*, by: SignedIn) -> bool:
    """Whether they have hidden this from their own pages. Opens nothing."""
    hidden = ItemRow.objects.filter(subject=person_of(by).id, kind=SAID_HIDDEN)
    return hidden.filter(grants__to=by.id).exists()


def must_be_there(*, by: SignedIn) -> None:
    """Raises NotFound where it is hidden: the page is then like one that never was."""
    if is_hidden(by=by):
        raise NotFound("no such page")


@transaction.atomic
def said(*, by: SignedIn, now: datetime) -> Said:
    """Their own talks, as far as they hold a key to them. One opening, in the log.

    Raises NotFound where they have hidden it, and for whoever has no case.
    """
    must_be_there(by=by)
    case = case_of(by)
    theirs = _theirs(case.id, by)
    latest = theirs.order_by("-check_held__held_on", "-id").values_list("item_id", flat=True)
    items = list(latest[:SHOWN])
    if not items:
        return Said((), 0)
    opened = facts.open_many(Testimony, items, by=by, now=now, purpose=PURPOSE, about=case.id)
    talks = sorted(opened.values(), key=lambda one: one.talk.began_at, reverse=True)
    first = (OwnTalk(one.talk.began_at, one.said, tuple(answers(one))) for one in talks)
    return Said(tuple(first), theirs.count())


def _theirs(case: UUID, by: SignedIn) -> QuerySet[TalkRow]:
    """Those to which they hold a key that does not rest; a host's is never among them."""
    keys = GrantRow.objects.filter(item=OuterRef("item"), to=by.id, rests=False)
    talks = TalkRow.objects.filter(check_held__placement__case=case, with_host=False)
    return talks.filter(Exists(keys))
