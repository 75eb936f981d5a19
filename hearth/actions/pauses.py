"""Visits to a stay are paused for a while. The person is told, and why."""

from datetime import date, datetime
from uuid import UUID, uuid4

from django.db import transaction

from hearth.actions import due
from hearth.core.audience import Audience
from hearth.core.compartments import OFFICE, SAFEGUARDING, Compartment
from hearth.core.duties import Because
from hearth.core.errors import NotFound, RuleBroken
from hearth.core.pauses import MOST_DAYS, Pause, must_be_allowed
from hearth.core.placement import LIVES_THERE
from hearth.core.units import Period
from hearth.store import events, facts, people, programmes, rows
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
    gave it. `service` is the running program, which reads the party's periods. Raises NotFound
    for whoever may not know of the stay, RuleBroken for a pause that may not be, and after the
    end of the stay.
    """
    events.begin_write()
    if by.audience not in MOST_DAYS:
        raise NotFound("no such record")
    row = rows.get(PlacementRow, placement_id)
    if row.state not in LIVES_THERE or row.moved_on is None:
        raise RuleBroken("visits are paused while somebody lives there, not before or after")
    others = [Period(*days) for days in row.pauses.values_list("first_on", "end_on")]
    must_be_allowed(pause, by=by.audience, today=now.date(), others=others)
    id = _write(row, pause, by=by, now=now)
    programme = programmes.following(row.case.programme, now.date(), used_at=now)
    party = people.party(row.case.party_id, by=service, now=now, purpose="checks")
    stay = due.Stay(row.id, row.moved_on, row.case.party_id)
    due.count([stay], {stay.party: party}, programme, by=service, now=now, because=Because.PAUSE)
    events.record("checks.paused", by=by, about=row.id, now=now, purpose=PURPOSE)
    return id


def _write(row: PlacementRow, pause: Pause, *, by: SignedIn, now: datetime) -> UUID:
    id = uuid4()
    to = [circle(SAFEGUARDING), *_residents(row)]
    if by.audience is Audience.CASEWORKER:
        to.append(circle(OFFICE))
    fact = facts.NewFact(
        subject=id, compartment=Compartment.PAUSE, kind="pause", value=pause, to=tuple(to)
    )
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


def _residents(row: PlacementRow) -> list[UUID]:
    members = row.case.party.members.values_list("person__principal", flat=True)
    return [id for id in members if id]


def _end(pause: Pause) -> date:
    if pause.period.end is None:
        raise RuleBroken("a pause needs an end")
    return pause.period.end
