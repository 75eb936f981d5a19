"""Where a person is now on their way, and whose turn it is: one answer for their first page."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from django.db import transaction

from hearth.core import intake, placement, result
from hearth.core.identity import PersonIdentity
from hearth.queries.own.case import PURPOSE, case_of, keys_held, person_of, stay_of
from hearth.queries.own.homes import Standing, meeting_of, standing_of
from hearth.store import facts, offices
from hearth.store.access import SignedIn
from hearth.store.models import CaseRow, OfferRow, PlacementRow, ResultRow


class Where(StrEnum):
    """The places of the way, as the person is told of them."""

    BEGUN = "begun"
    READ_BACK = "read_back"
    WAITING = "waiting"
    PAUSED = "paused"
    AGAIN = "again"  # they asked to go through their needs again first
    OFFERED = "offered"
    OF_A_COPY = "of_a_copy"  # they said yes before a copy was put back, and are asked again
    AGREED = "agreed"
    MEETING = "meeting"
    ANSWER = "answer"
    GOES_ON = "goes_on"
    MOVING = "moving"
    CALLED_OFF = "called_off"  # the move that was planned; we look again
    LIVING = "living"
    FOR_GOOD = "for_good"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Here:
    """Where they are. `day`: what it waits for, if a day. `offer`: the one it is about.

    office : whom their case is with, where there are several.
    """

    name: str
    where: Where
    day: date | None = None
    offer: UUID | None = None
    something_to_hear: bool = False
    office: str = ""


_STAYS = {
    placement.State.PLANNED: Where.MOVING,
    placement.State.LIVING: Where.LIVING,
    placement.State.PERMANENT: Where.FOR_GOOD,
}
_MEETS = {"arranged": Where.MEETING, "waiting": Where.ANSWER, "goes_on": Where.GOES_ON}
_CASES = {
    intake.State.OPENED: Where.BEGUN,
    intake.State.TOLD: Where.READ_BACK,
    intake.State.CLOSED: Where.CLOSED,
}


@transaction.atomic
def here(*, by: SignedIn, now: datetime) -> Here:
    """Where the person who looks is now. Raises NotFound for whoever has no case."""
    case, person = case_of(by), person_of(by)
    who = facts.open_(PersonIdentity, person.identity_id, by=by, now=now, purpose=PURPOSE)
    untold = ResultRow.objects.filter(person=person, state=result.State.ENTERED)
    where, day, offer = _where(case, by, now.date())
    office = offices.of_case_named(case)
    return Here(who.known_as or who.name, where, day, offer, untold.exists(), office)


def _where(case: CaseRow, by: SignedIn, today: date) -> tuple[Where, date | None, UUID | None]:
    stay = stay_of(case)
    if stay is not None and stay.state in placement.HOLDS_A_HOME:
        return _STAYS[placement.State(stay.state)], _day_of(stay), None
    if case.state == intake.State.CLOSED:
        return Where.CLOSED, None, None
    found = _by_offer(case, by)
    if found is not None:
        return *found[:1], None, found[1]
    if case.must_reassess:
        return Where.AGAIN, None, None
    if case.parked_until is not None and today < case.parked_until:
        return Where.PAUSED, case.parked_until, None
    if stay is not None and _was_called_off(case, stay):
        return Where.CALLED_OFF, None, None
    return _CASES.get(intake.State(case.state), Where.WAITING), None, None


def _was_called_off(case: CaseRow, stay: PlacementRow) -> bool:
    """Whether nothing has come after a move that was called off."""
    if stay.state != placement.State.CANCELLED:
        return False
    latest = OfferRow.objects.filter(case=case).order_by("-drafted_at", "id").first()
    return latest is not None and latest.home_id == stay.home_id


def _day_of(stay: PlacementRow) -> date | None:
    return stay.planned_on if stay.state == placement.State.PLANNED else stay.moved_on


def _by_offer(case: CaseRow, by: SignedIn) -> tuple[Where, UUID] | None:
    """What the latest offer waits for; None where it waits for nothing."""
    own = OfferRow.objects.filter(case=case, consent__person__principal=by.id)
    row = own.select_related("consent").order_by("-drafted_at", "id").first()
    if row is None:
        return None
    standing = standing_of(row, keys_held([row.consent], by))
    if standing is Standing.ASKED:
        return Where.OFFERED, row.id
    if standing is Standing.OF_A_COPY:
        return Where.OF_A_COPY, row.id
    if standing is not Standing.AGREED:
        return None
    stays = case.placements.filter(home=row.home_id).exists()
    meeting = meeting_of(row, has_stay=stays)
    if meeting is None:
        return (Where.AGREED, row.id) if not stays else None
    where = _MEETS.get(meeting.seen_as)
    return (where, row.id) if where is not None else None
