"""What the office does with a host of the register: days, rooms, pauses, steps of vetting."""

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.db import transaction

from hearth.actions.concerns import extra_checks
from hearth.actions.homes.stopped import stop
from hearth.core.audience import Audience
from hearth.core.compartments import Compartment
from hearth.core.concerns import must_be_independent
from hearth.core.errors import InvalidValue, RuleBroken
from hearth.core.home import Home, Room
from hearth.core.host import (
    Evidence,
    Exemption,
    Host,
    Missing,
    Outcome,
    Pause,
    missing_on,
    subjects,
)
from hearth.core.identity import Unsaid
from hearth.core.ids import HomeId, PersonId
from hearth.core.programme_file import in_force
from hearth.core.units import Period, joined
from hearth.core.vetting import may_wait
from hearth.store import events, facts, hosts, near, offices, rows
from hearth.store.access import SignedIn
from hearth.store.models import HomeRow, HostRow, ItemRow

PURPOSE = "register"
NUMBER_DIGITS = 8  # by which somebody of staff is called


@transaction.atomic
def open_days(*, home: UUID, days: Period, by: SignedIn, now: datetime) -> Home:
    """The host takes somebody on these days as well. Raises NotFound, WrongHands."""
    found = _home(home, by, now).opened(days)
    return _write(found, "home.days_opened", by, now)


@transaction.atomic
def close_days(*, home: UUID, days: Period, by: SignedIn, now: datetime) -> Home:
    """The host takes nobody new on these days; whoever lives there lives on."""
    found = _home(home, by, now).closed(days)
    return _write(found, "home.days_closed", by, now)


@transaction.atomic
def set_room(*, home: UUID, at: int | None, room: Room, by: SignedIn, now: datetime) -> Home:
    """A room is otherwise than it was written down; None: there is one more.

    Raises RuleBroken for a room in which somebody sleeps, see `Home.with_room`.
    """
    found = _home(home, by, now).with_room(at, room)
    return _write(found, "home.room_set", by, now)


def _home(id: UUID, by: SignedIn, now: datetime) -> Home:
    events.begin_write()
    rows.only(by, Audience.CASEWORKER)
    row = rows.get(HomeRow, id)
    return hosts.home(HomeId(row.id), by=by, now=now, purpose=PURPOSE)[0]


def _write(home: Home, act: str, by: SignedIn, now: datetime) -> Home:
    hosts.change_home(home, by=by, now=now, purpose=PURPOSE)
    events.record(act, by=by, about=home.id, now=now)
    return home


@transaction.atomic
def pause(*, host: UUID, pause: Pause, by: SignedIn, now: datetime) -> None:
    """Nobody is brought to this host for a while. Offers that stand go on; no move is made then.

    The reason is sealed to the offices. Raises InvalidValue for days that are over.
    """
    row, known = _host(host, by, now)
    if pause.period.end is not None and pause.period.end <= now.date():
        raise InvalidValue("a pause ends on a day to come")
    paused = joined((*known.paused, pause.period))
    hosts.change_host(replace(known, paused=paused), by=by, now=now, purpose=PURPOSE)
    _add_reason(row, pause, by=by, now=now)
    events.record("host.paused", by=by, about=row.id, now=now)


@transaction.atomic
def resume(*, host: UUID, by: SignedIn, now: datetime) -> None:
    """The office's own pause ends today. One that a concern or a failed check began is the lead's.

    Raises RuleBroken where there is none.
    """
    row, known = _host(host, by, now)
    hosts.change_host(known.resumed(now.date()), by=by, now=now, purpose=PURPOSE)
    events.record("host.resumed", by=by, about=row.id, now=now)


def _host(id: UUID, by: SignedIn, now: datetime) -> tuple[HostRow, Host]:
    events.begin_write()
    rows.only(by, Audience.CASEWORKER)
    row = rows.get(HostRow, id)
    return row, facts.open_(Host, row.profile_id, by=by, now=now, purpose=PURPOSE)


def _add_reason(row: HostRow, pause: Pause, *, by: SignedIn, now: datetime) -> None:
    item = ItemRow.objects.filter(subject=row.id, kind=hosts.PAUSES).first()
    if item is None:
        fact = facts.NewFact(
            subject=row.id,
            compartment=Compartment.CASEWORK,
            kind=hosts.PAUSES,
            value=(pause,),
            to=offices.every(),
        )
        facts.put(fact, by=by, now=now, purpose=PURPOSE)
        return
    told = facts.open_(tuple[Pause, ...], item.id, by=by, now=now, purpose=PURPOSE)
    facts.change(item.id, (*told, pause), by=by, now=now, purpose=PURPOSE)


@transaction.atomic
def record_step(
    *, host: UUID, done: Evidence, programme: str, by: SignedIn, now: datetime
) -> tuple[Missing, ...]:
    """Write down a step of vetting, and what is missing by the programme's rules since then.

    A step that is failed reaches every offer and stay of this host at once: no offer is made,
    those that stand end, a planned move is called off, everybody who lives there gets one more
    check, and the lead alone lets the host be offered again. Raises NotFound for a step or a
    programme that is not there; InvalidValue for a day to come, or somebody of whom it is not
    asked.
    """
    row, known = _host(host, by, now)
    today = now.date()
    requirement = in_force(programme, today).requirement(done.requirement)
    if done.on > today:
        raise InvalidValue("a step is written down once it is done, not before")
    if done.until is not None and done.until <= done.on:
        raise InvalidValue("a step holds until a day after it was done")
    if done.subject not in subjects(known, requirement, today):
        raise InvalidValue("this step is not asked of them")
    fresh = replace(known, evidence=(*known.evidence, done))
    hosts.change_host(fresh, by=by, now=now, purpose=PURPOSE)
    lacks = missing_on(fresh, [requirement], today)
    if any(lack.subject == done.subject and lack.why == Outcome.FAILED for lack in lacks):
        stop(row, by=by, office=by, now=now)
        extra_checks(row, now)
        events.record("host.check_failed", by=by, about=row.id, now=now)
    else:
        events.record("host.step_done", by=by, about=row.id, now=now)
    return missing_on(fresh, in_force(programme, today).requirements, today)


@dataclass(frozen=True, slots=True, repr=False, kw_only=True)
class Wait(Unsaid):
    """A step of vetting that may wait: of whom it is asked, for how many days, and why."""

    requirement: str
    subject: PersonId | None
    days: int
    reason: str


@transaction.atomic
def let_wait(
    *, host: UUID, wait: Wait, programme: str, by: SignedIn, service: SignedIn, now: datetime
) -> None:
    """A step that is not done may wait, by the word of whoever the programme lets say so.

    The reason is sealed with what the rules read of the host, which `service`, the running
    program, opens: who may say so need hold no key to it. Raises RuleBroken for a step that is
    done, was failed, is another's to let wait, or has waited as long as it may, and for whoever is
    near the host; NotFound for a host or programme that is not there; InvalidValue for fewer than
    1 day.
    """
    events.begin_write()
    row, today = rows.get(HostRow, host), now.date()
    must_be_independent(by.id, near.host(row))
    known = facts.open_(Host, row.profile_id, by=service, now=now, purpose=PURPOSE)
    asked = in_force(programme, today).requirements
    waits = {
        (step.requirement.id, step.subject): most
        for step, most in may_wait(known, asked, today, by.audience)
    }
    most = waits.get((wait.requirement, wait.subject), 0)
    if wait.days > most:
        raise RuleBroken(f"this step may wait {most} more days, by your word")
    exemption = Exemption(
        requirement=wait.requirement,
        period=Period.of_days(today, wait.days),
        approved_by=f"{by.audience} {by.id.hex[:NUMBER_DIGITS]}",
        reason=wait.reason,
        subject=wait.subject,
    )
    excused = replace(known, exemptions=(*known.exemptions, exemption))
    hosts.change_host(excused, by=service, now=now, purpose=PURPOSE)
    events.record("host.step_may_wait", by=by, about=row.id, now=now)
