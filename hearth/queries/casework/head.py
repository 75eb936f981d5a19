"""What stands at the head of every page of a case, and what keeps it from going on now."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from django.db import transaction
from django.db.models import F, Q

from hearth.core import consent, intake, introduction, offer, placement
from hearth.core.errors import NotFound
from hearth.core.identity import PersonIdentity
from hearth.store import facts, offices, programmes, rows, walls
from hearth.store.access import SignedIn
from hearth.store.database.worded import Worded
from hearth.store.models import CaseRow, IntroductionRow, OfferRow, PersonRow, PlacementRow

PURPOSE = "casework"


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
    has_card : whether a home was ever put to them who may hold its card; one who was told from
    elsewhere has no key yet.
    """

    case: UUID
    name: str
    programme: str
    next: Step
    hindered: Hindered | None
    until: str = ""
    has_card: bool = False


def case_of(case: UUID, by: SignedIn) -> CaseRow:
    """The row of a case, for its office. Raises NotFound; Sealed for whoever is of no office."""
    offices.must_be_of_one(by)
    walls.must_be_theirs(CaseRow, case, by)
    return rows.get(CaseRow, case)


def head_of(row: CaseRow, *, by: SignedIn, now: datetime) -> Head:
    """The head of a case's pages. Cost: one name opened."""
    stay, yes = holds(row), agreed(row)
    hindered = _hindered(row, stay, yes, now)
    return Head(
        case=row.id,
        name=_name(row, by=by, now=now),
        programme=programmes.of(row.programme).title,
        next=_next(row, stay, yes),
        hindered=hindered,
        until=str(row.parked_until) if hindered is Hindered.PARKED else "",
        has_card=_put_ever.first(row.id) is not None,
    )


def _name(row: CaseRow, *, by: SignedIn, now: datetime) -> str:
    """Whoever of the party signs in, by the name that they want to be called by."""
    first = _first_of.first(row.party_id)
    if first is None:
        raise NotFound("no such record")
    found = facts.open_(PersonIdentity, first, by=by, now=now, purpose=PURPOSE)
    return found.known_as or found.name


_first_of = Worded(
    lambda party: (
        PersonRow.objects.filter(parties__party_id=party)
        .order_by(F("principal_id").asc(nulls_last=True), "parties__id")
        .values_list("identity_id", flat=True)[:1]
    )
)
_put_ever = Worded(
    lambda case: OfferRow.objects.filter(
        case_id=case, consent__person__principal__isnull=False
    ).values_list("id")[:1]
)


def _hindered(
    row: CaseRow, stay: PlacementRow | None, yes: OfferRow | None, now: datetime
) -> Hindered | None:
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
    if stay is not None:
        return Hindered.PLACED
    return Hindered.AGREED if yes is not None else None


def _next(row: CaseRow, stay: PlacementRow | None, yes: OfferRow | None) -> Step:
    if stay is not None:
        return Step.MOVE if stay.state == placement.State.PLANNED else Step.STAY
    if yes is not None:
        met = IntroductionRow.objects.filter(offer=yes).first()
        goes_on = met is not None and met.state == introduction.State.GOES_ON
        return Step.MOVE if goes_on else Step.INTRODUCTION
    return Step.SHORTLIST if _waits.first(row.id) is None else Step.OFFERED


_waits = Worded(
    lambda case: OfferRow.objects.filter(case_id=case, state=offer.State.PUT).values_list("id")[:1]
)


def agreed(row: CaseRow) -> OfferRow | None:
    """The offer that the person has said yes to, while it stands.

    Once they have met it stands until both are told, whatever either has said meanwhile: its
    vanishing would tell whose no it was.
    """
    return _agreed.first(row.id)


_agreed = Worded(
    lambda case: (
        OfferRow.objects.filter(case_id=case)
        .exclude(state=offer.State.ENDED)
        .filter(
            Q(consent__state=consent.State.AGREED)
            | Q(introduction__state__in=introduction.TO_BE_TOLD)
        )
        .order_by("-drafted_at")[:1]
    )
)


def holds(row: CaseRow) -> PlacementRow | None:
    """The stay that is planned or goes on, of which a case has one at most."""
    return _holding.first(row.id)


_holding = Worded(
    lambda case: PlacementRow.objects.filter(
        case_id=case, state__in=placement.HOLDS_A_HOME
    ).order_by("pk")[:1]
)


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
