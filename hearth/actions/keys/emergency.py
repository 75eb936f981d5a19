"""Opened by two, in an emergency: asked, confirmed, told to the person, read, over."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeVar
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from hearth.actions import testimony
from hearth.actions.concerns import about
from hearth.actions.keys import service
from hearth.core import emergency
from hearth.core.actor import Actor
from hearth.core.audience import Audience
from hearth.core.checks import Testimony
from hearth.core.compartments import SAFEGUARDING, Compartment
from hearth.core.concerns import Concern
from hearth.core.emergency import Act, State
from hearth.core.errors import RuleBroken
from hearth.core.ids import PrincipalId
from hearth.core.intake import OwnWords
from hearth.core.opening import Opening
from hearth.store import events, facts, principals, rows
from hearth.store.access import SignedIn
from hearth.store.models import ConcernRow, EmergencyRow, PlacementRow, ShareRow, TalkRow
from hearth.store.principals import circle

PURPOSE, KIND = "emergency", "emergency"
ASKED = "openings"  # to see what it is for is not to read what was said
ValueT = TypeVar("ValueT")


@dataclass(frozen=True, slots=True)
class All:
    """Everything said in confidence about one stay, the latest first of each."""

    opening: Opening
    talks: tuple[Testimony, ...] = field(repr=False)
    concerns: tuple[Concern, ...] = field(repr=False)
    own_words: OwnWords | None = field(repr=False)


@transaction.atomic
def ask(
    *, placement_id: UUID, purpose: str, by: SignedIn, service: SignedIn, now: datetime
) -> UUID:
    """A lead asks for it and says what for. Nothing is opened. Its id.

    Raises WrongHands, NotFound, InvalidValue for no purpose, RuleBroken where it is asked
    already or the stay is the lead's own home, TellsTooMuch for a purpose that tells a home that
    is not the person's to know: they read it.
    """
    events.begin_write()
    rows.only(by, Audience.LEAD)
    stay = rows.get(PlacementRow, placement_id)
    testimony.must_be_independent_of(stay, by)
    opening = Opening(by=by.audience, at=now, purpose=purpose.strip())
    testimony.must_tell_no_home(stay, purpose, service=service, now=now)
    open_ = EmergencyRow.objects.filter(placement=stay, state__in=(State.ASKED, State.OPEN))
    if any(not _is_over(row, now) for row in open_):
        raise RuleBroken("this is asked for already, and waits for a second word or is open")
    fact = facts.NewFact(
        subject=stay.id,
        compartment=Compartment.TESTIMONY,
        kind=KIND,
        value=opening,
        to=(circle(SAFEGUARDING),),
    )
    row = EmergencyRow.objects.create(
        placement=stay,
        asked_by_id=by.id,
        purpose_id=facts.put(fact, by=by, now=now, purpose=PURPOSE),
        asked_at=now,
        state=emergency.START,
    )
    events.record("emergency.asked", by=by, about=row.id, now=now, purpose=PURPOSE)
    return row.id


@transaction.atomic
def confirm(*, emergency_id: UUID, by: SignedIn, now: datetime) -> None:
    """Another lead says yes. The person is told in the same transaction.

    Raises RuleBroken for whoever asked, for a lead whose own home it is, and after its time.
    """
    events.begin_write()
    rows.only(by, Audience.LEAD)
    row = rows.get(EmergencyRow, emergency_id)
    testimony.must_be_independent_of(row.placement, by)
    _open(row, second=by, reader=by, now=now)


@transaction.atomic
def confirm_by_sheet(*, emergency_id: UUID, sheet: str, by: SignedIn, now: datetime) -> None:
    """A holder of recovery says yes, where no second lead is to be had: their sheet is their word.

    `by` is the lead at whose page they type it. Both stand in the log. Raises BadInput for a
    sheet that is none, Sealed for one of nobody, RuleBroken for somebody who holds no share.
    """
    events.begin_write()
    rows.only(by, Audience.LEAD)
    row = rows.get(EmergencyRow, emergency_id)
    if row.asked_by_id != by.id:
        raise RuleBroken("the holder says yes at the page of the lead who asked")
    holder_id, key = service.read_sheet(sheet)
    holder = principals.with_key(holder_id, key)
    holds = ShareRow.objects.filter(circle=circle(SAFEGUARDING))
    if not holds.filter(Q(first=holder.id) | Q(second=holder.id)).exists():
        raise RuleBroken("that sheet is of somebody who holds no share of this circle")
    _open(row, second=holder, reader=by, now=now)


def _open(row: EmergencyRow, *, second: SignedIn, reader: SignedIn, now: datetime) -> None:
    """The step, the notice to the person, and both names in the log: together or not at all."""
    emergency.must_be_two(PrincipalId(row.asked_by_id), second.id)
    _must_be_in_time(row, now)
    rows.step(row, emergency.STEPS, Act.CONFIRM, second, second_id=second.id, opened_at=now)
    asked = facts.open_(Opening, row.purpose_id, by=reader, now=now, purpose=ASKED)
    told = Opening(by=asked.by, at=now, purpose=asked.purpose, second=second.audience)
    testimony.tell(row.placement, told, by=second, now=now)
    first = SignedIn(Actor(PrincipalId(row.asked_by_id), Audience.LEAD), {})  # for the log alone
    events.record("emergency.opened", by=first, about=row.id, now=now, purpose=PURPOSE)
    events.record("emergency.confirmed", by=second, about=row.id, now=now, purpose=PURPOSE)


@transaction.atomic
def decline(*, emergency_id: UUID, by: SignedIn, now: datetime) -> None:
    """Another lead says no. Nothing was opened."""
    row = rows.get(EmergencyRow, emergency_id)
    emergency.must_be_two(PrincipalId(row.asked_by_id), by.id)
    _step(row, Act.DECLINE, by, now)


@transaction.atomic
def withdraw(*, emergency_id: UUID, by: SignedIn, now: datetime) -> None:
    """Whoever asked takes it back. Raises NotFound for another's."""
    _step(rows.get(EmergencyRow, emergency_id, asked_by=by.id), Act.WITHDRAW, by, now)


@transaction.atomic
def end(*, emergency_id: UUID, by: SignedIn, now: datetime) -> None:
    """One of the two has read enough: it is closed before its hour is over."""
    row = rows.get(EmergencyRow, emergency_id)
    emergency.must_be_one_of_them(by.id, PrincipalId(row.asked_by_id), _second(row))
    _step(row, Act.END, by, now)


def _step(row: EmergencyRow, act: Act, by: SignedIn, now: datetime) -> None:
    events.begin_write()
    state = rows.step(row, emergency.STEPS, act, by)
    events.record(f"emergency.{state}", by=by, about=row.id, now=now)


@transaction.atomic
def read(*, emergency_id: UUID, by: SignedIn, now: datetime) -> All:
    """Everything, for one of the two, within the hour. Each reading is written in the log.

    Raises RuleBroken for anybody else and after the hour; StepNotAllowed before the second yes.
    """
    events.begin_write()
    rows.only(by, Audience.LEAD)
    row = rows.get(EmergencyRow, emergency_id)
    emergency.must_be_one_of_them(by.id, PrincipalId(row.asked_by_id), _second(row))
    rows.step(row, emergency.STEPS, Act.READ, by)
    _must_be_in_time(row, now)
    asked = facts.open_(Opening, row.purpose_id, by=by, now=now, purpose=ASKED)
    return All(
        opening=asked,
        talks=_talks(row.placement, by, now),
        concerns=_concerns(row.placement, by, now),
        own_words=_own_words(row.placement, by, now),
    )


def _talks(stay: PlacementRow, by: SignedIn, now: datetime) -> tuple[Testimony, ...]:
    """What was said apart in every stay of the case, with whichever host."""
    rows_ = TalkRow.objects.filter(check_held__placement__case=stay.case_id)
    found = _opened(Testimony, rows_.values_list("item_id", flat=True), stay, by, now)
    return tuple(sorted(found, key=lambda one: one.talk.began_at, reverse=True))


def _concerns(stay: PlacementRow, by: SignedIn, now: datetime) -> tuple[Concern, ...]:
    """What was raised about the stays of the case, but not what this reader may not handle."""
    rows_ = ConcernRow.objects.filter(placement__case=stay.case_id).order_by("-raised_on", "id")
    theirs = [row.item_id for row in rows_ if by.id not in about(row)]
    return tuple(_opened(Concern, theirs, stay, by, now))


def _own_words(stay: PlacementRow, by: SignedIn, now: datetime) -> OwnWords | None:
    item = stay.case.words_id
    if item is None:
        return None
    return facts.open_(OwnWords, item, by=by, now=now, purpose=PURPOSE)


def _opened(
    kind: type[ValueT], items: Iterable[UUID], stay: PlacementRow, by: SignedIn, now: datetime
) -> list[ValueT]:
    wanted = list(items)
    if not wanted:
        return []
    found = facts.open_many(kind, wanted, by=by, now=now, purpose=PURPOSE, about=stay.id)
    return [found[item] for item in wanted]


def _second(row: EmergencyRow) -> PrincipalId | None:
    return PrincipalId(row.second_id) if row.second_id is not None else None


def _must_be_in_time(row: EmergencyRow, now: datetime) -> None:
    emergency.must_be_in_time(State(row.state), row.asked_at, row.opened_at, now)


def _is_over(row: EmergencyRow, now: datetime) -> bool:
    return emergency.is_over(State(row.state), row.asked_at, row.opened_at, now)


@transaction.atomic
def lapse(*, by: SignedIn, now: datetime) -> int:
    """Close what nobody answered in time, and what has been open for its hour. How many."""
    events.begin_write()
    open_ = EmergencyRow.objects.filter(state__in=(State.ASKED, State.OPEN))
    late = [row for row in open_ if _is_over(row, now)]
    for row in late:
        rows.step(row, emergency.STEPS, Act.END, by)
        events.record("emergency.over", by=by, about=row.id, now=now)
    return len(late)
