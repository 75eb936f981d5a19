"""What people said yes to before a copy was put back, for the office to ask each again."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from hearth.core.audience import Audience
from hearth.queries import board
from hearth.queries.casework.homes import number_of
from hearth.store import rows
from hearth.store.access import SignedIn
from hearth.store.copies import words
from hearth.store.models import CaseRow, ConsentRow, ReleaseRow

SHOWN = 50


@dataclass(frozen=True, slots=True)
class ToAsk:
    """One of them. `home`: the number of the home they said yes to; `purpose`: else what the office
    was let know a result for."""

    case: UUID
    name: str
    home: str
    purpose: str


@dataclass(frozen=True, slots=True)
class AllToAsk:
    """The first of them, how many there are, and since when."""

    first: tuple[ToAsk, ...]
    count: int
    put_back_on: date | None


@transaction.atomic
def to_ask(*, by: SignedIn, now: datetime) -> AllToAsk:
    """Whom the office asks again. Cost: one opening of names. Raises WrongHands for others."""
    rows.only(by, Audience.CASEWORKER)
    found = words.unasked_of(by)
    some = list(_first(found))[:SHOWN]
    parties = {case.party_id: case.id for case, _ in some}
    named = board.names(parties, by=by, now=now) if parties else {}
    first = tuple(_to_ask(case, word, named.get(case.id, "")) for case, word in some)
    return AllToAsk(first, _count(found), found.put_back_on)


def how_many(*, by: SignedIn) -> int:
    """How many the office has still to ask. Cost: two queries."""
    return _count(words.unasked_of(by))


def put_back_on() -> date | None:
    """When a copy was put back, while anybody at all has still to be asked; no number, since of
    a release nobody but its two sides learns. Cost: two queries."""
    return words.unasked().put_back_on


def _count(found: words.Unasked) -> int:
    return found.yeses.count() + found.releases.count()


def _first(found: words.Unasked) -> Iterator[tuple[CaseRow, ConsentRow | ReleaseRow]]:
    yeses = found.yeses.select_related("offer__case").order_by("restored_on", "id")
    yield from ((word.offer.case, word) for word in yeses[:SHOWN])
    for given in found.releases.select_related("result").order_by("restored_on", "id")[:SHOWN]:
        person = given.result.person_id
        cases = CaseRow.objects.filter(party__members__person=person, office=given.recipient_id)
        if (case := cases.order_by("opened_on", "id").last()) is not None:
            yield case, given


def _to_ask(case: CaseRow, word: ConsentRow | ReleaseRow, name: str) -> ToAsk:
    if isinstance(word, ConsentRow):
        return ToAsk(case.id, name, number_of(word.offer.home_id), "")
    return ToAsk(case.id, name, "", word.purpose)
