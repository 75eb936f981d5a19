"""A host says what has changed: rooms, what is there, who may stay, which days are free.

`service` is the running program: it reads and writes what the rules read, of which a host
holds no key, since it also says who must be kept from them. Each change is told to the office.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from hearth.actions.homes import diary
from hearth.core.diary import Kind, Note
from hearth.core.errors import InvalidValue, RuleBroken
from hearth.core.home import Home, Room
from hearth.core.host import Acceptance, Host
from hearth.core.ids import HomeId
from hearth.core.person import Feature
from hearth.core.units import Period
from hearth.store import events, facts, hosts, rows
from hearth.store.access import SignedIn
from hearth.store.models import HomeRow

PURPOSE = "own home"
# What the office finds out by itself: nobody vouches for their own training.
NOT_THEIRS = frozenset({Feature.TRAINED_FOR_PERIODS})
ROOMS_MAX = 12
DAYS_MAX = 731  # how far ahead a host opens days


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What a host says of one home: each room in the order of the home's own, then new ones."""

    rooms: tuple[Room, ...]
    features: frozenset[Feature]


@transaction.atomic
def change_home(
    *, home_id: UUID, told: Told, by: SignedIn, service: SignedIn, now: datetime
) -> None:
    """Write what a host says of their home. Raises RuleBroken for a room that is taken."""
    before = _own(home_id, by=by, service=service, now=now)
    if len(told.rooms) > max(ROOMS_MAX, len(before.rooms)):
        raise InvalidValue(f"a home has at most {ROOMS_MAX} rooms for guests")
    after = before
    for at, room in enumerate(told.rooms):
        if at >= len(before.rooms):
            after = after.with_room(None, room)
        elif room != before.rooms[at]:
            after = after.with_room(at, room)
    kept = before.features & NOT_THEIRS
    after = replace(after, features=(told.features - NOT_THEIRS) | kept)
    _write(before, after, list(_differences(before, after)), by=by, service=service, now=now)


def _differences(before: Home, after: Home) -> Iterator[str]:
    if before.rooms != after.rooms:
        yield f"beds in each room: {_beds(before.rooms)}, now {_beds(after.rooms)}"
    for word, found in (
        ("there now", after.features - before.features),
        ("no longer there", before.features - after.features),
    ):
        if found:
            yield f"{word}: {', '.join(sorted(found)).replace('_', ' ')}"


def _beds(rooms: Sequence[Room]) -> str:
    return ", ".join(str(room.beds) for room in rooms) or "no room"


@transaction.atomic
def open_days(
    *, home_id: UUID, days: Period, by: SignedIn, service: SignedIn, now: datetime
) -> None:
    """These days are free as well."""
    _must_be_near(days, now)
    before = _own(home_id, by=by, service=service, now=now)
    words = [f"free from {days.first} until before {days.end}"]
    _write(before, before.opened(days), words, by=by, service=service, now=now)


@transaction.atomic
def close_days(
    *, home_id: UUID, days: Period, by: SignedIn, service: SignedIn, now: datetime
) -> None:
    """None of these days is free. Who lives there lives on: a stay is ended by a talk."""
    _must_be_near(days, now)
    before = _own(home_id, by=by, service=service, now=now)
    words = [f"not free from {days.first} until before {days.end}"]
    _write(before, before.closed(days), words, by=by, service=service, now=now)


def _must_be_near(days: Period, now: datetime) -> None:
    today = now.date()
    if days.end is None or days.end > today + timedelta(DAYS_MAX):
        raise RuleBroken("days are opened and closed for at most two years ahead")
    if days.end <= today:
        raise RuleBroken("these days have passed already")


@transaction.atomic
def say_tonight(
    *, home_id: UUID, can: bool, by: SignedIn, service: SignedIn, now: datetime
) -> None:
    """Whether somebody could come tonight. Saying the same again changes nothing."""
    before = _own(home_id, by=by, service=service, now=now)
    tonight = Period.of_days(now.date(), 1)
    after = before.opened(tonight) if can else before.closed(tonight)
    words = ["somebody can come tonight" if can else "nobody can come tonight"]
    if before.free_for(tonight) is not can:
        _write(before, after, words, by=by, service=service, now=now)


@transaction.atomic
def change_limits(
    *,
    accepts: Acceptance,
    languages: frozenset[str],
    by: SignedIn,
    service: SignedIn,
    now: datetime,
) -> None:
    """Who may stay, and which languages are spoken. Nobody asks a host why."""
    events.begin_write()
    row = diary.own_row(by)
    before = facts.open_(Host, row.profile_id, by=service, now=now, purpose=PURPOSE)
    after = replace(before, accepts=accepts, languages=languages)
    if after == before:
        return
    hosts.change_host(after, by=service, now=now, purpose=PURPOSE)
    words = "who may stay, or which languages are spoken"
    diary.put(row.id, Kind.CHANGED, Note(words), by=by, now=now)
    events.record("host.changed_own", by=by, about=row.id, now=now)


def _own(home_id: UUID, *, by: SignedIn, service: SignedIn, now: datetime) -> Home:
    events.begin_write()
    host = diary.own_row(by)
    row = rows.get(HomeRow, home_id, host=host)
    return facts.open_(Home, row.attributes_id, by=service, now=now, purpose=PURPOSE)


def _write(
    before: Home,
    after: Home,
    words: Sequence[str],
    *,
    by: SignedIn,
    service: SignedIn,
    now: datetime,
) -> None:
    if after == before:
        return
    hosts.change_home(after, by=service, now=now, purpose=PURPOSE)
    note = Note("; ".join(words))
    diary.put(before.host, Kind.CHANGED, note, by=by, now=now)
    events.record("home.changed_own", by=by, about=HomeId(before.id), now=now)
