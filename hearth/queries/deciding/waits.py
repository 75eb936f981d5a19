"""Which steps of a host's vetting the lead may let wait."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from hearth.core.host import Host, Standing
from hearth.core.ids import PersonId
from hearth.core.programme_file import in_force
from hearth.core.vetting import may_wait
from hearth.queries.deciding.board import must_be_lead
from hearth.queries.deciding.near import must_not_be_near
from hearth.queries.numbers import number
from hearth.queries.record.sight import in_use
from hearth.store import facts, programmes, rows
from hearth.store.access import SignedIn
from hearth.store.models import HostRow

PURPOSE = "a step may wait"


@dataclass(frozen=True, slots=True, kw_only=True)
class MayWait:
    """A step that is not done, by the rules of one programme. `whom`: of the household, by number.

    `most`: for how many days it may wait yet.
    """

    programme: str
    requirement: str
    title: str
    subject: PersonId | None
    whom: str
    standing: Standing
    most: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Waits:
    """A host by number, and the steps that may wait."""

    number: str
    steps: tuple[MayWait, ...]


@transaction.atomic
def of_host(host: UUID, *, by: SignedIn, service: SignedIn, now: datetime) -> Waits:
    """By the programmes that cases were opened under. `service`, the running program, opens what
    the rules read of the host. Raises NotFound for all but the lead, for one who is near the
    host, and for no host.
    """
    must_be_lead(by)
    row, today = rows.get(HostRow, host), now.date()
    must_not_be_near(row, by)
    known = facts.open_(Host, row.profile_id, by=service, now=now, purpose=PURPOSE)
    asked = {
        name: in_force(name, today).requirements
        for name in (programmes.of(ref).name for ref, _ in in_use(by=by))
    }
    return Waits(
        number=number(host),
        steps=tuple(
            MayWait(
                programme=name,
                requirement=step.requirement.id,
                title=step.requirement.title,
                subject=step.subject,
                whom=number(step.subject) if step.subject else "",
                standing=step.standing,
                most=most,
            )
            for name, requirements in asked.items()
            for step, most in may_wait(known, requirements, today, by.audience)
        ),
    )
