"""The homes that were offered to a person: in the words they were put in until they say yes."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from hearth.core import consent, introduction, offer, placement
from hearth.core.offer import Described
from hearth.core.programme import DeclineConsequence
from hearth.core.rules.pair import LastResort
from hearth.queries.own.case import PURPOSE, HomeCard, card_of_home, case_of, keys_held
from hearth.store import facts, programmes, rows
from hearth.store.access import SignedIn
from hearth.store.models import CaseRow, IntroductionRow, OfferRow

SHOWN = 10


class Standing(StrEnum):
    """How an offer stands, as far as it is the person's to know."""

    ASKED = "asked"
    AGREED = "agreed"
    OF_A_COPY = "of_a_copy"  # a copy brought their yes back; they are asked whether it holds
    DECLINED = "declined"
    TAKEN_BACK = "taken_back"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class OfferedHome:
    """A home as it was described, and how it stands with it."""

    id: UUID
    words: tuple[str, ...]
    fits: int
    standing: Standing
    put_on: date | None
    asked: int = 0


@dataclass(frozen=True, slots=True)
class Offered:
    """The latest offers, and how many there were."""

    first: tuple[OfferedHome, ...]
    count: int


@dataclass(frozen=True, slots=True)
class Meeting:
    """An introduction, in the same words for either side. `hear_at`: when both are told."""

    id: UUID
    seen_as: str
    hear_at: datetime | None


@dataclass(frozen=True, slots=True)
class OneHome:
    """An offer, the home card once the person has said yes, and the meeting."""

    home: OfferedHome
    card: HomeCard | None
    meeting: Meeting | None
    stay_goes_on: bool
    last_resort: LastResort | None


@dataclass(frozen=True, slots=True)
class AfterNo:
    """What may follow a no in this programme, and how long a pause is."""

    choices: tuple[DeclineConsequence, ...]
    park_days: int


@transaction.atomic
def offered(*, by: SignedIn, now: datetime) -> Offered:
    """The homes offered to this person, the latest first. No name is among it.

    Cost: one opening, however many there are.
    """
    found = _put(case_of(by), by)
    return Offered(tuple(_described(list(found[:SHOWN]), by=by, now=now)), found.count())


def _put(case: CaseRow, by: SignedIn) -> QuerySet[OfferRow]:
    own = OfferRow.objects.filter(case=case, consent__person__principal=by.id)
    return own.select_related("consent").order_by("-drafted_at", "id")


def _described(found: list[OfferRow], *, by: SignedIn, now: datetime) -> Iterable[OfferedHome]:
    if not found:
        return
    items = [row.described_id for row in found]
    words = facts.open_many(
        Described, items, by=by, now=now, purpose=PURPOSE, about=found[0].case_id
    )
    held = keys_held([row.consent for row in found], by)
    for row in found:
        said = words[row.described_id]
        put_on = row.put_at.date() if row.put_at else None
        yield OfferedHome(row.id, said.words, said.fits, standing_of(row, held), put_on, said.asked)


def standing_of(row: OfferRow, held: set[UUID]) -> Standing:
    """How one offer stands. A key that was given with a yes may have been taken back since."""
    word = consent.State(row.consent.state)
    if word is consent.State.DECLINED:
        return Standing.DECLINED
    if word is consent.State.WITHDRAWN:
        return Standing.TAKEN_BACK
    if word in consent.NAME_MAY_BE_KNOWN and row.consent.id in held:
        return Standing.OF_A_COPY if row.consent.restored_on else Standing.AGREED
    if word is consent.State.ASKED and row.state == offer.State.PUT:
        return Standing.ASKED
    return Standing.ENDED


@transaction.atomic
def one(offer_id: UUID, *, by: SignedIn, now: datetime) -> OneHome:
    """One offer. Raises NotFound for another's, in the same words as for none."""
    row = rows.get(OfferRow, offer_id, consent__person__principal=by.id)
    (home,) = _described([row], by=by, now=now)
    agreed = home.standing is Standing.AGREED
    stay = row.case.placements.filter(home=row.home_id).order_by("-planned_on").first()
    stays = stay is not None and stay.state in placement.HOLDS_A_HOME
    return OneHome(
        home,
        card_of_home(row.home, by=by, now=now) if agreed else None,
        meeting_of(row, has_stay=stay is not None),
        stays,
        _last_resort(row, by, now),
    )


def _last_resort(row: OfferRow, by: SignedIn, now: datetime) -> LastResort | None:
    """Why a place with many people was offered after all, where it is one."""
    if row.last_resort_id is None:
        return None
    return facts.open_(LastResort, row.last_resort_id, by=by, now=now, purpose=PURPOSE)


def meeting_of(row: OfferRow, *, has_stay: bool) -> Meeting | None:
    """The introduction of an offer, until it has led to a stay."""
    met = IntroductionRow.objects.filter(offer=row).first()
    if met is None or has_stay:
        return None
    state = introduction.State(met.state)
    over = row.state == offer.State.ENDED and state is introduction.State.GOES_ON
    words = "ended" if over else introduction.seen_as(state)
    return Meeting(met.id, words, met.tell_at if words == "waiting" else None)


@transaction.atomic
def after_no(offer_id: UUID, *, by: SignedIn) -> AfterNo:
    """What may follow a no to this offer. Raises NotFound for another's."""
    row = rows.get(OfferRow, offer_id, consent__person__principal=by.id)
    rules = programmes.of(row.case.programme).decline
    return AfterNo(rules.consequences, rules.park_days or 0)
