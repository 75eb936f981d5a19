"""Somebody is not where they live: a concern at once, and what falls due once they are back."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from hearth.actions import concerns
from hearth.actions.concerns import Raised
from hearth.actions.visiting import due
from hearth.core.concerns import Kind
from hearth.core.errors import NotFound, RuleBroken
from hearth.core.missing import WRITES_DOWN, Report, must_be_back, must_be_possible
from hearth.core.placement import LIVES_THERE
from hearth.store import events, people, programmes, rows, walls
from hearth.store.access import SignedIn
from hearth.store.models import PlacementRow, ReportRow


@transaction.atomic
def report(
    *, placement_id: UUID, report: Report, by: SignedIn, service: SignedIn, now: datetime
) -> Raised:
    """They are away, or were. A worry about the stay is raised, with what is known sealed to the
    lead; where they are back, what the programme counts from a report falls due.

    The receipt that comes back is told once. `service` is the running program, which reads the
    party's periods. Raises NotFound for whoever may not know of the stay, RuleBroken for days that
    cannot be, while it is written down already, and after the end of the stay.
    """
    events.begin_write()
    row = _living(placement_id, by)
    others = list(row.reports.values_list("back_on", flat=True))
    must_be_possible(report, moved_on=_moved(row), today=now.date(), others=others)
    raised = concerns.raise_one(
        kind=Kind.WORRY,
        words=report.words,
        placement_id=row.id,
        programme=programmes.following(row.case.programme, now.date(), used_at=now).ref,
        by=by,
        now=now,
    )
    ReportRow.objects.create(
        placement=row,
        concern_id=raised.id,
        away_on=report.away_on,
        back_on=report.back_on,
        counted_from=now.date() if report.back_on is not None else None,
        reported_by_id=by.id,
        reported_at=now,
    )
    events.record("missing.reported", by=by, about=row.id, now=now)
    if report.back_on is not None:
        _count(row, by=service, now=now)
    return raised


@transaction.atomic
def came_back(
    *, placement_id: UUID, on: date, by: SignedIn, service: SignedIn, now: datetime
) -> None:
    """They are back since this day. What the programme counts from a report counts from today.

    Raises as `report` does, and RuleBroken where nobody was written down as away.
    """
    events.begin_write()
    row = _living(placement_id, by)
    away = row.reports.filter(back_on=None).first()
    if away is None:
        raise RuleBroken("nobody is written down as away here")
    must_be_back(on, away_on=away.away_on, today=now.date())
    ReportRow.objects.filter(id=away.id).update(back_on=on, counted_from=now.date())
    events.record("missing.back", by=by, about=row.id, now=now)
    _count(row, by=service, now=now)


def _living(placement_id: UUID, by: SignedIn) -> PlacementRow:
    if by.audience not in WRITES_DOWN:
        raise NotFound("no such record")
    walls.must_be_theirs(PlacementRow, placement_id, by)
    row = rows.get(PlacementRow, placement_id)
    if row.state not in LIVES_THERE:
        raise RuleBroken("nobody lives there by this stay; raise a concern instead")
    return row


def _moved(row: PlacementRow) -> date:
    if row.moved_on is None:
        raise RuleBroken("they have not moved in yet, so they are not away from there")
    return row.moved_on


def _count(row: PlacementRow, *, by: SignedIn, now: datetime) -> None:
    programme = programmes.following(row.case.programme, now.date(), used_at=now)
    party = people.party(row.case.party_id, by=by, now=now, purpose="checks")
    stay = due.Stay(row.id, _moved(row), row.case.party_id)
    due.count([stay], {stay.party: party}, programme, by=by, now=now)
