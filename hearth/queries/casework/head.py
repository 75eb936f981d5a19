"""What stands at the head of every page of a case, and what keeps it from going on now."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from django.db import transaction
from django.db.models import F, Q

from hearth.core import consent, intake, introduction, offer, placement
from hearth.core.compartments import OFFICE
from hearth.core.errors import NotFound
from hearth.core.identity import PersonIdentity
from hearth.store import facts, programmes, rows
from hearth.store.access import SignedIn
from hearth.store.models import CaseRow, IntroductionRow, OfferRow, PersonRow, PlacementRow
from hearth.store.principals import circle

PURPOSE = "casework"
TO_BE_TOLD = [one for one in introduction.State if introduction.seen_as(one) == "waiting"]


class Step(StrEnum):
    """What comes next for a case; its page is called the same."""

    SHORTLIST = "shortlist"
    OFFERED = "offered"
    INTRODUCTION = "introduction"
    MOVE = "move"
    STAY = "stay"


class Hindered(StrEnum):
    """What keeps a home from being offered now."""

    NOT_CONFIRMED = "not_confirmed"
    PLACED = "placed"
    CLOSED = "closed"
    PARKED = "parked"
    REASSESS = "reassess"
    AGREED = "agreed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """Whose case it is, what comes next, and what keeps it from going on.

    programme : the title of the rules that it is under. until : of `PARKED`, in ISO form.
    has_card : whether a home was ever put to them, of which there is a card to print.
    """

    case: UUID
    name: str
    programme: str
    next: Step
    hindered: Hindered | None
    until: str = ""
    has_card: bool = False


def case_of(case: UUID, by: SignedIn) -> CaseRow:
    """The row of a case, for the office. Raises NotFound; Sealed for whoever is not of it."""
    by.key_of(circle(OFFICE))
    return rows.get(CaseRow, case)


def head_of(row: CaseRow, *, by: SignedIn, now: datetime) -> Head:
    """The head of a case's pages. Cost: one name opened."""
    hindered = _hindered(row, now)
    return Head(
        case=row.id,
        name=_name(row, by=by, now=now),
        programme=programmes.of(row.programme).title,
        next=_next(row),
        hindered=hindered,
        until=str(row.parked_until) if hindered is Hindered.PARKED else "",
        has_card=row.offers.exists(),
    )


def _name(row: CaseRow, *, by: SignedIn, now: datetime) -> str:
    """Whoever of the party signs in, by the name that they want to be called by."""
    people = PersonRow.objects.filter(parties__party=row.party_id)
    first = people.order_by(F("principal_id").asc(nulls_last=True), "parties__id").first()
    if first is None:
        raise NotFound("no such record")
    found = facts.open_(PersonIdentity, first.identity_id, by=by, now=now, purpose=PURPOSE)
    return found.known_as or found.name


def _hindered(row: CaseRow, now: datetime) -> Hindered | None:
    by_state = {
        intake.State.OPENED: Hindered.NOT_CONFIRMED,
        intake.State.TOLD: Hindered.NOT_CONFIRMED,
        intake.State.PLACED: Hindered.PLACED,
        intake.State.CLOSED: Hindered.CLOSED,
    }
    if (found := by_state.get(intake.State(row.state))) is not None:
        return found
    if row.must_reassess:
        return Hindered.REASSESS
    if row.parked_until is not None and now.date() < row.parked_until:
        return Hindered.PARKED
    if holds(row) is not None:
        return Hindered.PLACED
    return Hindered.AGREED if agreed(row) is not None else None


def _next(row: CaseRow) -> Step:
    stay, agreed_to = holds(row), agreed(row)
    if stay is not None:
        return Step.MOVE if stay.state == placement.State.PLANNED else Step.STAY
    if agreed_to is not None:
        met = IntroductionRow.objects.filter(offer=agreed_to).first()
        goes_on = met is not None and met.state == introduction.State.GOES_ON
        return Step.MOVE if goes_on else Step.INTRODUCTION
    waits = row.offers.filter(state=offer.State.PUT).exists()
    return Step.OFFERED if waits else Step.SHORTLIST


def agreed(row: CaseRow) -> OfferRow | None:
    """The offer that the person has said yes to, while it stands.

    Once they have met it stands until both are told, whatever either has said meanwhile: its
    vanishing would tell whose no it was.
    """
    standing = row.offers.exclude(state=offer.State.ENDED).order_by("-drafted_at")
    yes = Q(consent__state=consent.State.AGREED)
    return standing.filter(yes | Q(introduction__state__in=TO_BE_TOLD)).first()


def holds(row: CaseRow) -> PlacementRow | None:
    """The stay that is planned or goes on, of which a case has one at most."""
    return row.placements.filter(state__in=placement.HOLDS_A_HOME).first()


def latest_stay(row: CaseRow) -> PlacementRow | None:
    """The stay that is planned or goes on, else the last there was."""
    return holds(row) or row.placements.order_by("-planned_on", "-id").first()


def must_be_of(
    case: UUID,
    *,
    offer: UUID | None = None,
    introduction: UUID | None = None,
    stay: UUID | None = None,
) -> None:
    """Raises NotFound where what an address names is not of the case that it names."""
    asked = (
        OfferRow.objects.filter(id=offer, case=case) if offer else None,
        IntroductionRow.objects.filter(id=introduction, offer__case=case) if introduction else None,
        PlacementRow.objects.filter(id=stay, case=case) if stay else None,
    )
    if not all(one.exists() for one in asked if one is not None):
        raise NotFound("no such record")


@transaction.atomic
def head_alone(*, case: UUID, by: SignedIn, now: datetime) -> Head:
    """The head of a page that asks another query for the rest."""
    return head_of(case_of(case, by), by=by, now=now)
