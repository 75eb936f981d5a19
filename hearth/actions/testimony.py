"""Opening what was said apart: never without a purpose, and never unseen by the person."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from hearth.core.audience import Audience
from hearth.core.checks import Testimony
from hearth.core.compartments import SAFEGUARDING, Compartment
from hearth.core.concerns import must_be_independent
from hearth.core.errors import RuleBroken
from hearth.core.opening import Opening
from hearth.store import events, facts, near, protected, rows
from hearth.store.access import SignedIn
from hearth.store.models import PlacementRow, TalkRow
from hearth.store.principals import circle

KIND, PURPOSE = "opening", "testimony"
SEARCH = "openings"  # to compare a purpose with the homes it must not tell


@dataclass(frozen=True, slots=True)
class Opened:
    """What was said in a stay, the latest first, and the opening that the person now reads of."""

    opening: Opening
    talks: tuple[Testimony, ...]


@transaction.atomic
def open_stay(
    *, placement_id: UUID, purpose: str, by: SignedIn, service: SignedIn, now: datetime
) -> Opened:
    """The lead opens what was said in a stay, for a purpose in their own words.

    The purpose is sealed to the person and the lead's circle in the same transaction; the log
    keeps that it was opened, by whom and of which stay, and no word of the purpose.
    Raises WrongHands, InvalidValue for no purpose, RuleBroken where nothing was said yet,
    TellsTooMuch for a purpose that tells a home that is not the person's to know.
    """
    events.begin_write()
    rows.only(by, Audience.LEAD)
    row = rows.get(PlacementRow, placement_id)
    must_be_independent_of(row, by)
    opening = Opening(by=by.audience, at=now, purpose=purpose.strip())
    must_tell_no_home(row, purpose, service=service, now=now)
    items = list(
        TalkRow.objects.filter(check_held__placement=row).values_list("item_id", flat=True)
    )
    if not items:
        raise RuleBroken("nothing has been said in this stay yet, so there is nothing to open")
    tell(row, opening, by=by, now=now)
    found = facts.open_many(Testimony, items, by=by, now=now, purpose=PURPOSE, about=row.id)
    talks = sorted(found.values(), key=lambda one: one.talk.began_at, reverse=True)
    return Opened(opening, tuple(talks))


def must_tell_no_home(row: PlacementRow, words: str, *, service: SignedIn, now: datetime) -> None:
    """The person reads what it was opened for. Raises TellsTooMuch."""
    protected.must_tell_no_home_to_the_person(
        row.case, "the purpose", (words,), service=service, now=now, purpose=SEARCH
    )


def must_be_independent_of(row: PlacementRow, by: SignedIn) -> None:
    """Raises RuleBroken for whoever would read what was said about their own home, or to them.

    That they could is a matter of their circle's key; that they do not is this rule, and the log.
    """
    must_be_independent(by.id, near.stay(row))


def tell(row: PlacementRow, opening: Opening, *, by: SignedIn, now: datetime) -> None:
    """Everybody of the party who signs in reads that it was opened, and why."""
    members = row.case.party.members.values_list("person__principal", flat=True)
    fact = facts.NewFact(
        subject=row.id,
        compartment=Compartment.TESTIMONY,
        kind=KIND,
        value=opening,
        to=(circle(SAFEGUARDING), *filter(None, members)),
    )
    facts.put(fact, by=by, now=now, purpose=PURPOSE)
