"""The visitor's round, and one visit of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Min

from hearth.core.audience import Audience
from hearth.core.checks import State, Talk, Testimony, With, counts, note_of
from hearth.core.compartments import Compartment
from hearth.core.errors import NotFound
from hearth.core.home import Home
from hearth.core.identity import Address, HostIdentity
from hearth.core.programme_file.questions import for_talk
from hearth.core.questions import Questionnaire
from hearth.core.where import Must
from hearth.store import facts, people, programmes
from hearth.store.access import SignedIn
from hearth.store.checks import asked_of, may_be_refused, musts_of, open_on
from hearth.store.models import CheckRow, ItemRow
from hearth.store.models.checks import made_by
from hearth.store.rounds import for_two, handed_in

SHOWN = 30
PURPOSE = "visit"


@dataclass(frozen=True, slots=True, kw_only=True)
class OnRound:
    """A visit that may be made today. Where it is opens to whoever takes it on.

    `area` is as coarse as the register's own: enough to choose those that lie together. `must`:
    where and how it is to be held, for it to count.
    """

    id: UUID
    area: str
    due_on: date
    closes_on: date
    is_late: bool
    is_mine: bool
    is_taken: bool
    for_two: bool
    must: Must


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """The first visits of the day in the order they fall due, and how many there are."""

    first: tuple[OnRound, ...]
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOver:
    """A visit of which something is written down and which cannot be handed in as it was."""

    id: UUID
    due_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Door:
    """Whose door it is, and where."""

    host: str
    phone: str
    street: str
    town: str
    directions: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Guests:
    """Whom to ask for where several guests live: since when these do, and how many they are.

    languages : what all of them speak together, to bring an interpreter by; codes. No name: no key
    that the running service holds opens one.
    """

    since: date | None
    count: int
    languages: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """One visit. `door`, `guests` and `talks` are there only for whoever has taken it on today.

    `against`: why it would not count as it is written down now, as codes; None while nothing is.
    `must`: where and how it is to be held; `may_refuse`: whether the rule lets the guest say no.
    `for_two`: two visitors go, each with one talk; `colleague`: the talks that the other one has
    written down or handed in.
    """

    id: UUID
    due_on: date
    closes_on: date
    is_late: bool
    is_mine: bool
    is_taken: bool
    for_two: bool
    colleague: frozenset[With]
    asked: tuple[With, ...]
    forms: Mapping[With, Questionnaire]
    door: Door | None
    guests: Guests | None
    talks: tuple[Testimony, ...]
    against: tuple[str, ...] | None
    must: Must
    may_refuse: bool

    def talk(self, with_: With) -> Testimony | None:
        """What is written down of one talk."""
        return next((held for held in self.talks if held.talk.with_ is with_), None)


@transaction.atomic
def round_of(*, by: SignedIn, service: SignedIn, now: datetime) -> Round:
    """Visits that may be made today, one for each stay, those due first before the others.

    Where two rules ask for a visit to the same stay, one visit settles both. `service` is the
    running program, which reads of each home the area. Cost: one opening.
    """
    _must_visit(by)
    today = now.date()
    stays = open_on(today).values("placement").annotate(due=Min("due_on"))
    some = stays.order_by("due", "placement")[:SHOWN]
    found = open_on(today).filter(placement__in=[one["placement"] for one in some])
    found = found.select_related("placement__home")
    first: dict[UUID, CheckRow] = {}
    for row in found.order_by("due_on", "id"):
        before = first.setdefault(row.placement_id, row)
        if row.taken_on == today and before.taken_on != today:
            first[row.placement_id] = row  # taken on for one rule, it is taken on
    ordered = sorted(first.values(), key=lambda row: (row.due_on, str(row.id)))
    items = {row.placement.home.attributes_id for row in ordered}
    homes = facts.open_many(Home, items, by=service, now=now, purpose=PURPOSE) if items else {}
    musts = musts_of(ordered)
    two = for_two(ordered, by=service, now=now)
    lines = (
        replace(
            _on_round(row, by, today, musts[row.id], two=row.id in two),
            area=homes[row.placement.home.attributes_id].area,
        )
        for row in ordered
    )
    return Round(first=tuple(lines), count=stays.count())


def _on_round(row: CheckRow, by: SignedIn, today: date, must: Must, *, two: bool) -> OnRound:
    taken = row.taken_on == today
    mine = taken and by.id in (row.visitor_id, row.second_id)
    return OnRound(
        id=row.id,
        area="",
        due_on=row.due_on,
        closes_on=row.closes_on,
        is_late=row.state == State.OVERDUE or row.closes_on < today,
        is_mine=mine,
        is_taken=taken and (mine or not two or row.second_id is not None),
        for_two=two,
        must=must,
    )


@transaction.atomic
def left_over(*, by: SignedIn, now: datetime) -> tuple[LeftOver, ...]:
    """What this visitor wrote down of visits that wait no more, or not for them today."""
    _must_visit(by)
    mine = ItemRow.objects.filter(compartment=Compartment.NOTES, grants__to=by.id)
    written = CheckRow.objects.filter(id__in=mine.values("subject"))
    theirs = open_on(now.date()).filter(made_by(by.id), taken_on=now.date())
    found = written.exclude(id__in=theirs.values("id")).order_by("due_on", "id")[:SHOWN]
    return tuple(LeftOver(id=row.id, due_on=row.due_on) for row in found)


@transaction.atomic
def visit(check_id: UUID, *, by: SignedIn, service: SignedIn, now: datetime) -> Visit:
    """One visit that waits. Raises NotFound for one that does not, or not yet.

    `service` is the running program, which reads of the party how many they are and
    what they speak.
    """
    _must_visit(by)
    today = now.date()
    row = open_on(today).filter(id=check_id).first()
    if row is None:
        raise NotFound("no such record")
    two = bool(for_two([row], by=service, now=now))
    line = _on_round(row, by, today, musts_of([row])[row.id], two=two)
    asked = tuple(asked_of(row))
    talks = _written(row, by, now) if line.is_mine else ()
    beside = handed_in(row, by=service, now=now) if line.is_mine else ()
    said = [*(replace(held.talk, by=by.id) for held in talks), *beside]
    decision = counts(said, asked, now, line.must) if talks else None
    against = decision.for_(Audience.VISITOR) if decision is not None else ()
    return Visit(
        id=row.id,
        due_on=row.due_on,
        closes_on=row.closes_on,
        is_late=line.is_late,
        is_mine=line.is_mine,
        is_taken=line.is_taken,
        for_two=two,
        colleague=_of_colleague(row, by, beside) if line.is_mine else frozenset(),
        asked=asked,
        forms=forms_of(row, today),
        door=_door(row, by, now) if line.is_mine else None,
        guests=_guests(row, service, now) if line.is_mine else None,
        talks=talks,
        against=tuple(reason.code for reason in against) if talks else None,
        must=line.must,
        may_refuse=may_be_refused(programmes.of(row.programme), row.recurrence),
    )


def forms_of(row: CheckRow, on: date) -> dict[With, Questionnaire]:
    """The form of each talk, as the programme that asks for this check picks them."""
    programme = programmes.of(row.programme)
    return {with_: for_talk(programme, with_, on) for with_ in With}


def _must_visit(by: SignedIn) -> None:
    if by.audience is not Audience.VISITOR:
        raise NotFound("no such record")


def _written(row: CheckRow, by: SignedIn, now: datetime) -> tuple[Testimony, ...]:
    theirs = ItemRow.objects.filter(subject=row.id, compartment=Compartment.NOTES, grants__to=by.id)
    items = list(theirs.values_list("id", flat=True))
    if not items:
        return ()
    opened = facts.open_many(Testimony, items, by=by, now=now, purpose=PURPOSE)
    return tuple(sorted(opened.values(), key=lambda held: held.talk.began_at))


def _of_colleague(row: CheckRow, by: SignedIn, beside: Sequence[Talk]) -> frozenset[With]:
    """The talks that another visitor has handed in, or written down: which, and nothing of them."""
    notes = ItemRow.objects.filter(subject=row.id, compartment=Compartment.NOTES)
    kinds = set(notes.exclude(grants__to=by.id).values_list("kind", flat=True))
    written = {one for one in With if note_of(one) in kinds}
    return frozenset(written | {talk.with_ for talk in beside if talk.by != by.id})


def _guests(row: CheckRow, service: SignedIn, now: datetime) -> Guests:
    stay = row.placement
    party = people.party(stay.case.party_id, by=service, now=now, purpose=PURPOSE)
    spoken = tuple(sorted(party.languages))
    return Guests(since=stay.moved_on, count=len(party.people), languages=spoken)


def _door(row: CheckRow, by: SignedIn, now: datetime) -> Door:
    home = row.placement.home
    host = facts.open_(HostIdentity, home.host.identity_id, by=by, now=now, purpose=PURPOSE)
    at = facts.open_(Address, home.address_id, by=by, now=now, purpose=PURPOSE)
    return Door(
        host=host.name,
        phone=at.phone or host.phone,
        street=at.street,
        town=at.town,
        directions=at.directions,
    )
