"""Which concerns wait for a reader, and in which order.

A concern about somebody, or about their own home, is not among theirs: that it exists is not for
them to know. What comes in a crowd from one machine stands as one, so that a flood takes one line
of the board and not all of it; nothing of it is thrown away.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Case, Count, DateField, Exists, F, Max, OuterRef, Q, QuerySet, When
from django.db.models.functions import Coalesce, Least

from hearth.core.concerns import START, State
from hearth.core.errors import NotFound
from hearth.store.access import SignedIn
from hearth.store.models import ConcernRow, GrantRow, LetterRow

CROWD = 4  # from one machine on one day: as many are shown as one
CROWDS_SHOWN = 20
OPEN = tuple(state for state in State if state is not State.ANSWERED)


@dataclass(frozen=True, slots=True)
class Crowd:
    """Several that came from one machine on one day: the first of them, and how many."""

    source: str
    first: ConcernRow
    count: int


def for_reader(by: SignedIn) -> QuerySet[ConcernRow]:
    """Those that this reader may handle: neither about themselves nor about a host they are near,
    and neither erased nor restricted with their case."""
    keys = GrantRow.objects.filter(item=OuterRef("item"), to__in=list(by.keys), rests=False)
    return not_about(by.id).filter(Exists(keys))


def not_about(who: UUID) -> QuerySet[ConcernRow]:
    """Those neither about this person, nor about their own home or a host they are near, nor put
    aside by them, nor theirs before their answer was refused."""
    about_them = (
        Q(placement__home__host__principal=who)
        | Q(host__principal=who)
        | Q(placement__home__host__near__who=who)
        | Q(host__near__who=who)
        | Q(placement__checks__visitor=who)
        | Q(placement__checks__second=who)
        | Q(asides__who=who)
        | Q(refused_of=who)
    )
    # Asked of each that is looked at, not of all that there ever were.
    return ConcernRow.objects.exclude(
        Exists(ConcernRow.objects.filter(about_them, id=OuterRef("id")))
    )


def waiting(by: SignedIn) -> QuerySet[ConcernRow]:
    """Those that wait for something, the most pressing first."""
    theirs, ours = (
        Max("letters__sent_at", filter=Q(letters__ours=False)),
        Max("letters__sent_at", filter=Q(letters__ours=True)),
    )
    # What is open, and what was written to: by these first, for nearly all is answered.
    some = Q(state__in=OPEN) | Q(id__in=LetterRow.objects.filter(ours=False).values("concern"))
    rows = for_reader(by).filter(some).annotate(theirs_at=theirs, ours_at=ours)
    written = Q(theirs_at__isnull=False) & (Q(ours_at=None) | Q(theirs_at__gt=F("ours_at")))
    word = Case(
        When(state=START, then="acknowledge_by"), default="answer_by", output_field=DateField()
    )
    due = Least(Coalesce("officer_by", word), word)
    found = rows.filter(~Q(state=State.ANSWERED) | written).annotate(due=due)
    return found.select_related("placement").order_by("due", "raised_on", "id")


def has_letter(row: ConcernRow) -> bool:
    """Whether they have written since we last did. For a row of `waiting`."""
    theirs: datetime | None = getattr(row, "theirs_at", None)
    ours: datetime | None = getattr(row, "ours_at", None)
    return theirs is not None and (ours is None or theirs > ours)


def crowds(by: SignedIn) -> list[Crowd]:
    """The machines from which many came in one day, the largest crowd first."""
    open_ = for_reader(by).filter(state__in=OPEN).exclude(source="")
    many = (
        open_.values("source").annotate(many=Count("id")).filter(many__gte=CROWD).order_by("-many")
    )
    found = {one["source"]: one["many"] for one in many[:CROWDS_SHOWN]}
    firsts: dict[str, ConcernRow] = {}
    for row in waiting(by).filter(source__in=list(found)):
        firsts.setdefault(row.source, row)
        if len(firsts) == len(found):
            break
    return [Crowd(source, row, found[source]) for source, row in firsts.items()]


def like(concern: UUID, by: SignedIn) -> QuerySet[ConcernRow]:
    """Those that came from the same machine on the same day as this one; itself where none.

    Raises NotFound for one that this lead may not know of.
    """
    found = for_reader(by).filter(id=concern).values_list("source", flat=True).first()
    if found is None:
        raise NotFound("no such record")
    rows = waiting(by)
    return rows.filter(source=found) if found else rows.filter(id=concern)
