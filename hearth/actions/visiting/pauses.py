"""Visits to a stay are paused for a while. The person is told, and why."""

from datetime import date, datetime
from uuid import UUID, uuid4

from django.db import transaction

from hearth.actions.visiting import due
from hearth.core.audience import Audience
from hearth.core.compartments import SAFEGUARDING, Compartment
from hearth.core.duties import Because
from hearth.core.errors import NotFound, RuleBroken
from hearth.core.pauses import MOST_DAYS, EndedEarly, Pause, ends_early_on, must_be_allowed
from hearth.core.placement import LIVES_THERE
from hearth.core.units import Period
from hearth.store import events, facts, offices, people, programmes, protected, rows, walls
from hearth.store.access import SignedIn
from hearth.store.models import PauseRow, PlacementRow
from hearth.store.principals import circle

PURPOSE = "pause"


@transaction.atomic
def pause(
    *, placement_id: UUID, pause: Pause, by: SignedIn, service: SignedIn, now: datetime
) -> UUID:
    """Nobody visits for these days; what falls due in them falls due when they end.

    The reason is sealed to the lead's circle and the person; to the office where a caseworker
    gave it. `service` is the running program, which reads the party's periods, and what the reason
    must not tell. Raises NotFound for whoever may not know of the stay, RuleBroken for a pause that
    may not be, and after the end of the stay; TellsTooMuch for a home that is not theirs.
    """
    events.begin_write()
    if by.audience not in MOST_DAYS:
        raise NotFound("no such record")
    row = rows.get(PlacementRow, placement_id)
    walls.must_be_theirs(PlacementRow, row.id, by)
    if row.state not in LIVES_THERE or row.moved_on is None:
        raise RuleBroken("visits are paused while somebody lives there, not before or after")
    others = [Period(*days) for days in row.pauses.values_list("first_on", "end_on")]
    must_be_allowed(pause, by=by.audience, today=now.date(), others=others)
    _must_tell_no_home(row, pause.reason, service=service, now=now)
    id = _write(row, pause, by=by, now=now)
    _count(row, by=service, now=now)
    events.record("checks.paused", by=by, about=row.id, now=now, purpose=PURPOSE)
    return id


@transaction.atomic
def end_early(
    *,
    placement_id: UUID,
    pause_id: UUID,
    ended: EndedEarly,
    by: SignedIn,
    service: SignedIn,
    now: datetime,
) -> None:
    """Visits go on from tomorrow. What fell due in the pause falls due then; what was due by today
    stays as it was written.

    The reason goes where that of the pause went. Raises NotFound for whoever may not know of the
    stay, RuleBroken after its end and for a pause that is over.
    """
    events.begin_write()
    if by.audience not in MOST_DAYS:
        raise NotFound("no such record")
    row = rows.get(PlacementRow, placement_id)
    walls.must_be_theirs(PlacementRow, row.id, by)
    pause = rows.get(PauseRow, pause_id, placement=row)
    if row.state not in LIVES_THERE:
        raise RuleBroken("the stay has ended, so no visits are paused")
    period = Period(pause.first_on, pause.end_on)
    on = ends_early_on(period, by=by.audience, today=now.date())
    _must_tell_no_home(row, ended.reason, service=service, now=now)
    fact = _fact(row, pause.id, "pause_end", ended, by)
    item = facts.put(fact, by=by, now=now, purpose=PURPOSE)
    same = PauseRow.objects.filter(id=pause.id, end_on=pause.end_on)
    same.update(
        end_on=on, was_to_end_on=pause.end_on, ended_by_id=by.id, ended_at=now, ended_item_id=item
    )
    _count(row, by=service, now=now)
    events.record("checks.pause_ended", by=by, about=row.id, now=now, purpose=PURPOSE)


def _must_tell_no_home(row: PlacementRow, words: str, *, service: SignedIn, now: datetime) -> None:
    """The person reads why: it tells no home but the one that they know."""
    protected.must_tell_no_home_to_the_person(
        row.case, "the reason", (words,), service=service, now=now, purpose=PURPOSE
    )


def _count(row: PlacementRow, *, by: SignedIn, now: datetime) -> None:
    if row.moved_on is None:
        raise RuleBroken("visits are paused while somebody lives there, not before or after")
    programme = programmes.following(row.case.programme, now.date(), used_at=now)
    party = people.party(row.case.party_id, by=by, now=now, purpose="checks")
    stay = due.Stay(row.id, row.moved_on, row.case.party_id)
    due.count([stay], {stay.party: party}, programme, by=by, now=now, because=Because.PAUSE)


def _write(row: PlacementRow, pause: Pause, *, by: SignedIn, now: datetime) -> UUID:
    id = uuid4()
    fact = _fact(row, id, "pause", pause, by)
    item = facts.put(fact, by=by, now=now, purpose=PURPOSE)
    PauseRow.objects.create(
        id=id,
        placement=row,
        item_id=item,
        first_on=pause.period.first,
        end_on=_end(pause),
        set_by_id=by.id,
        set_at=now,
    )
    return id


def _fact(
    row: PlacementRow, id: UUID, kind: str, value: Pause | EndedEarly, by: SignedIn
) -> facts.NewFact:
    """Sealed to the lead's circle and the person; to the office where a caseworker wrote it."""
    to = [circle(SAFEGUARDING), *_residents(row)]
    if by.audience is Audience.CASEWORKER:
        to += offices.of_case(row.case_id)
    return facts.NewFact(
        subject=id, compartment=Compartment.PAUSE, kind=kind, value=value, to=tuple(to)
    )


def _residents(row: PlacementRow) -> list[UUID]:
    members = row.case.party.members.values_list("person__principal", flat=True)
    return [id for id in members if id]


def _end(pause: Pause) -> date:
    if pause.period.end is None:
        raise RuleBroken("a pause needs an end")
    return pause.period.end
