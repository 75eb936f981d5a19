"""Whom one act would write to, counted before it does; and what became of each after it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction

from hearth.core.audience import Audience
from hearth.core.gate.circulars import Circular, message, must_be_ahead
from hearth.core.gate.outbox import OPEN, State
from hearth.core.gate.wordings import ENGLISH, wordings
from hearth.core.ids import HostId
from hearth.core.programme import Programme
from hearth.core.programme_file import bundled
from hearth.queries.matching.known import Known, May, known
from hearth.store import circulars, offices, programmes, rows
from hearth.store.access import SignedIn
from hearth.store.hosts import Register

NOBODY = UUID(int=0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which hosts to ask. Nothing set: all who can be offered to somebody.

    free : only whose own calendar says that a bed is free on the day.
    """

    area: str = ""
    free: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """What one press would do. `words`: what each reads, in English.

    to : how many are written to. more : how many after that, by another press. before : written
    to already. not_reached : nothing safe is known of them. waits, left, failed : of those that
    were sent before.
    """

    whom: Collection[UUID]
    words: str
    to: int
    more: int
    before: int
    not_reached: int
    waits: int
    left: int
    failed: int


@dataclass(frozen=True, slots=True)
class Choices:
    """What can be chosen by. `programmes`: those in use, by name, with their titles. `offices`:
    theirs, empty where the service has but one; `office`: the first of them."""

    areas: tuple[str, ...]
    programmes: tuple[tuple[str, str], ...]
    offices: tuple[tuple[UUID, str], ...]
    office: UUID


@transaction.atomic
def choices(register: Register | None, *, by: SignedIn) -> Choices:
    """What a caseworker can choose by. Raises Sealed for whoever is of no office."""
    rows.only(by, Audience.CASEWORKER)
    homes = register.homes.values() if register is not None else ()
    used = {ref.rpartition(".")[0] for ref in programmes.used()}
    return Choices(
        tuple(sorted({home.area for home in homes if home.area})),
        tuple({one.name: one.title for one in bundled() if one.name in used}.items()),
        tuple(offices.named(by)),
        offices.own(by),
    )


@transaction.atomic
def hosts(
    register: Register,
    wanted: Wanted,
    day: date,
    *,
    programme: Programme,
    by: SignedIn,
    now: datetime,
) -> tuple[UUID, ...]:
    """Who signs in of the hosts that are wanted and can be offered to somebody today."""
    every = known(register, programme, by=by, now=now)
    fit = {HostId(one.host.id) for one in every if _fits(one, wanted, day)}
    return tuple(circulars.hosts(fit))


def _fits(one: Known, wanted: Wanted, day: date) -> bool:
    homes = (home for home in one.homes if wanted.area in ("", home.area))
    there = any(not wanted.free or home.free_tonight(day) for home in homes)
    return there and one.may is May.READY


@transaction.atomic
def residents(office: UUID, programme: str, *, by: SignedIn) -> tuple[UUID, ...]:
    """Who signs in of the people of an office. Raises NotFound for one that is not theirs."""
    rows.only(by, Audience.CASEWORKER)
    offices.must_be_of(office, by)
    return tuple(circulars.residents(office, programme))


@transaction.atomic
def counted(
    kind: Circular,
    day: date,
    whom: Collection[UUID],
    *,
    office: UUID,
    by: SignedIn,
    now: datetime,
    zone: ZoneInfo,
) -> Counted:
    """What one press would do for these. Raises InvalidValue for a day that cannot be meant."""
    rows.only(by, Audience.CASEWORKER)
    offices.must_be_of(office, by)
    must_be_ahead(day, now.date())
    found = circulars.sort_out(kind, day, whom, by=by, now=now, zone=zone)
    became = circulars.became(kind, day, office)
    told = " ".join(fact.text for fact in message(kind, day, NOBODY).facts)
    return Counted(
        whom=whom,
        words=f"{wordings(kind, ENGLISH)[0]} {told}",
        to=len(found.to),
        more=found.more,
        before=found.before,
        not_reached=found.not_reached,
        waits=sum(became[one] for one in OPEN),
        left=became[State.SENT],
        failed=became[State.REFUSED],
    )
