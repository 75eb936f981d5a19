"""Whom a host is asked to meet, and who lives with them: as far as they may know, and no farther.

Nothing here reads a testimony, a concern, whether the host is active, when a visit is due or
which rule asks for it. What is shown is the same whatever was said about them.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TypeVar
from uuid import UUID

from django.db import transaction

from hearth.core import introduction, offer, permanence, placement
from hearth.core.audience import Audience
from hearth.core.card import GuestCard
from hearth.core.identity import PersonIdentity
from hearth.core.intake import UNNAMED
from hearth.core.programme import Programme
from hearth.store import facts, programmes
from hearth.store.access import SignedIn
from hearth.store.models import (
    GrantRow,
    IntroductionRow,
    PartyMemberRow,
    PermanenceRow,
    PlacementRow,
    TalkRow,
)

PURPOSE = "own home"
SHOWN = 20  # of each list

ValueT = TypeVar("ValueT")


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A request to meet somebody. `card` is None once nothing is asked any more.

    `seen_as` is one word for both sides: arranged, waiting, goes_on or ended.
    """

    id: UUID
    seen_as: str
    card: GuestCard | None
    tell_at: datetime | None

    @property
    def may_answer(self) -> bool:
        return self.seen_as == "waiting"


@dataclass(frozen=True, slots=True, kw_only=True)
class AllAsked:
    """The newest requests, and how many there have been."""

    first: tuple[Asked, ...]
    count: int


@transaction.atomic
def asked(*, by: SignedIn, now: datetime) -> AllAsked:
    """The requests of the host who signed in, the newest first. Nothing for anybody else."""
    mine = IntroductionRow.objects.filter(offer__home__host__principal=by.id)
    if by.audience is not Audience.HOST:
        mine = mine.none()
    stays = PlacementRow.objects.filter(home__host__principal=by.id)
    led_on = set(stays.values_list("case_id", "home_id"))
    rows = [
        row
        for row in mine.select_related("offer").order_by("-offer__drafted_at")
        if (row.offer.case_id, row.offer.home_id) not in led_on
    ]
    some = rows[:SHOWN]
    open_ = [row.card_id for row in some if _word(row) != "ended"]
    cards = _granted(GuestCard, open_, by=by, now=now)
    found = tuple(_asked(row, cards) for row in some)
    return AllAsked(first=found, count=len(rows))


def _asked(row: IntroductionRow, cards: Mapping[UUID, GuestCard]) -> Asked:
    return Asked(id=row.id, seen_as=_word(row), card=cards.get(row.card_id), tell_at=row.tell_at)


def _word(row: IntroductionRow) -> str:
    """The same word for every side and for every end."""
    state = introduction.State(row.state)
    over = row.offer.state == offer.State.ENDED and state is introduction.State.GOES_ON
    return "ended" if over else introduction.seen_as(state)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """The host's side of a wish that it lasts.

    `seen_as` is their own wish, and the other's only once both stand. `reversible_until`:
    until when they may take back what became permanent.
    """

    form: str
    seen_as: str
    cooling_off_days: int
    reversible_until: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Guest:
    """A stay in the host's home. `names` are empty until somebody gave the host the key."""

    id: UUID
    state: placement.State
    names: tuple[str, ...]
    planned_on: date
    last_day: date | None
    moved_on: date | None
    ended_on: date | None
    visits: tuple[date, ...]
    wish: Wish | None

    @property
    def lives_here(self) -> bool:
        return self.state in placement.LIVES_THERE


@dataclass(frozen=True, slots=True, kw_only=True)
class Guests:
    """The newest stays, and how many there have been."""

    first: tuple[Guest, ...]
    count: int


@transaction.atomic
def guests(*, by: SignedIn, now: datetime) -> Guests:
    """The stays in the homes of the host who signed in, the newest first.

    Cost: six queries and one opening, whatever the number of stays.
    """
    mine = PlacementRow.objects.filter(home__host__principal=by.id)
    if by.audience is not Audience.HOST:
        mine = mine.none()
    rows = list(mine.select_related("case").order_by("-planned_on", "id")[:SHOWN])
    return Guests(first=_guests(rows, by=by, now=now), count=mine.count())


def _guests(rows: Collection[PlacementRow], *, by: SignedIn, now: datetime) -> tuple[Guest, ...]:
    names = _names(rows, by=by, now=now)
    visits = _visits(rows)
    wishes = {row.placement_id: row for row in PermanenceRow.objects.filter(placement__in=rows)}
    rules = {ref: programmes.of(ref) for ref in {row.case.programme for row in rows}}
    return tuple(
        Guest(
            id=row.id,
            state=placement.State(row.state),
            names=names.get(row.case.party_id, ()),
            planned_on=row.planned_on,
            last_day=row.planned_until - timedelta(days=1) if row.planned_until else None,
            moved_on=row.moved_on,
            ended_on=row.ended_on,
            visits=visits.get(row.id, ()),
            wish=_wish(row, wishes.get(row.id), rules[row.case.programme], now.date()),
        )
        for row in rows
    )


def _names(
    rows: Collection[PlacementRow], *, by: SignedIn, now: datetime
) -> dict[UUID, tuple[str, ...]]:
    """What guests want to be called, of those who let this host know: by party."""
    living = [row.case.party_id for row in rows if row.state in placement.HOLDS_A_HOME]
    members = PartyMemberRow.objects.filter(party__in=living).order_by("id")
    of = list(members.values_list("party_id", "person__identity_id"))
    opened = _granted(PersonIdentity, [item for _, item in of], by=by, now=now)
    found: dict[UUID, tuple[str, ...]] = {}
    for party, item in of:
        if item in opened:
            called = opened[item].known_as or opened[item].name
            named = () if called == UNNAMED else (called,)
            found[party] = (*found.get(party, ()), *named)
    return found


def _visits(rows: Iterable[PlacementRow]) -> dict[UUID, tuple[date, ...]]:
    """Days on which the host themselves was spoken with. Other visits are not theirs to know of."""
    talks = TalkRow.objects.filter(check_held__placement__in=list(rows), with_host=True)
    days = talks.values_list("check_held__placement", "check_held__held_on").distinct()
    found: dict[UUID, set[date]] = {}
    for stay, day in days:
        if day is not None:
            found.setdefault(stay, set()).add(day)
    return {stay: tuple(sorted(been)) for stay, been in found.items()}


def _wish(
    row: PlacementRow, wish: PermanenceRow | None, programme: Programme, today: date
) -> Wish | None:
    rules = programme.permanence
    if not rules.offered or row.state not in placement.LIVES_THERE:
        return None
    state = permanence.State(wish.state) if wish is not None else permanence.START
    since = wish.both_since if wish is not None else None
    seen_as = permanence.seen_by(state, Audience.HOST, both_since=since, today=today)
    decided = wish.decided_on if wish is not None else None
    last = decided + timedelta(rules.reversible_days) if decided is not None else None
    return Wish(
        form=rules.form,
        seen_as=seen_as,
        cooling_off_days=rules.cooling_off_days,
        reversible_until=last if state is permanence.State.PERMANENT else None,
    )


def _granted(
    kind: type[ValueT], items: Collection[UUID], *, by: SignedIn, now: datetime
) -> dict[UUID, ValueT]:
    """Those of the facts to which this host was given a key."""
    given = GrantRow.objects.filter(to=by.id, item__in=items, rests=False)
    mine = list(dict.fromkeys(given.values_list("item_id", flat=True)))
    return facts.open_many(kind, mine, by=by, now=now, purpose=PURPOSE) if mine else {}
