"""Who has opened a person's record, as the log tells it: in which role, when, and what for.

The log names no fact. It says about whom or what an opening was, and binds which items were
opened; so an opening of what is sealed about the person, their party, their case, its offers,
stays and checks can be told, and what they raised themselves by its item. Lists that open
many people's facts at once are bound by all their items together: those are not told apart,
and the page says so.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from hearth.queries.own.case import case_of, person_of
from hearth.store import events, offices
from hearth.store.access import SignedIn
from hearth.store.models import (
    CheckRow,
    ConcernRow,
    EntryRow,
    OfferRow,
    PlacementRow,
    PrincipalRow,
)

ACT = "facts.opened"
SHOWN = 50


@dataclass(frozen=True, slots=True)
class Opening:
    """One opening. `role`: whose; `number`: which of several of that role, from 1."""

    at: datetime
    role: str
    number: int
    purpose: str
    facts: int


@dataclass(frozen=True, slots=True)
class Opened:
    """The latest openings by others, and how many there were; and how many by themselves.

    office : whose caseworkers can open it now, where there are several.
    """

    first: tuple[Opening, ...]
    count: int
    by_me: int
    office: str


@transaction.atomic
def opened(*, by: SignedIn) -> Opened:
    """Who else has opened what is kept about this person. Opens nothing itself.

    Cost: a handful of queries, whatever the number of openings.
    """
    entries = EntryRow.objects.filter(_about_me(by), act=ACT)
    others = entries.exclude(by=by.id.hex)
    first = list(others.order_by("-seq")[:SHOWN])
    return Opened(
        tuple(_told(first, _numbers(others.values_list("by", flat=True).distinct()))),
        others.count(),
        entries.filter(by=by.id.hex).count(),
        offices.of_case_named(case_of(by)),
    )


def _about_me(by: SignedIn) -> Q:
    """Every entry about this person's own: by what it is about, or by the item it binds."""
    case, person = case_of(by), person_of(by)
    offers = OfferRow.objects.filter(case=case).values_list("id", flat=True)
    stays = PlacementRow.objects.filter(case=case).values_list("id", flat=True)
    checks = CheckRow.objects.filter(placement__case=case).values_list("id", flat=True)
    raised = list(ConcernRow.objects.filter(raised_by=by.id).select_related("item"))
    subjects = [person.id, case.party_id, case.id, *offers, *stays, *checks]
    about = [one.hex for one in (*subjects, *(row.id for row in raised))]
    mine = Q(about__in=about)
    if raised:
        shared = [row.item.subject.hex for row in raised]
        digests = [events.digest_of([row.item_id]) for row in raised]
        mine |= Q(about__in=shared, digest__in=digests)
    return mine


def _told(entries: Collection[EntryRow], numbers: dict[str, tuple[str, int]]) -> Iterator[Opening]:
    for entry in entries:
        role, number = numbers.get(entry.by, ("", 1))
        at = datetime.fromisoformat(entry.at)
        yield Opening(at, role, number, entry.purpose, entry.count)


def _numbers(whose: Collection[str]) -> dict[str, tuple[str, int]]:
    """The role of each, and a number among those of the same role: nobody's name is known here."""
    people = PrincipalRow.objects.filter(id__in=[UUID(one) for one in whose if one])
    found: dict[str, tuple[str, int]] = {}
    counted: dict[str, int] = {}
    for row in people.order_by("made_at", "id"):
        counted[row.role] = counted.get(row.role, 0) + 1
        found[row.id.hex] = (row.role, counted[row.role])
    return found


def openings_of(subject: UUID, item: UUID, *, but: Collection[UUID]) -> list[Opening]:
    """The latest openings of one fact, by anybody `but` these."""
    entries = EntryRow.objects.filter(
        act=ACT, about=subject.hex, digest=events.digest_of([item])
    ).exclude(by__in=[one.hex for one in but])
    first = list(entries.order_by("-seq")[:SHOWN])
    return list(_told(first, _numbers({entry.by for entry in first})))
