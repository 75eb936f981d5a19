"""A home as a program may know it: its number, rooms and free days; not whose it is, nor where."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from hearth.core.audience import Audience
from hearth.core.home import Home
from hearth.core.ids import HomeId
from hearth.core.units import Period
from hearth.queries.casework.homes import ToldHome, told_home
from hearth.store import hosts, rows
from hearth.store.access import SignedIn
from hearth.store.models import HomeRow

PURPOSE = "register"


@dataclass(frozen=True, slots=True)
class RoomThere:
    """A room for guests, by its place in the list. `taken`: somebody sleeps there."""

    at: int
    beds: int
    taken: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """What of a home is free: rooms, and on which days."""

    home: ToldHome
    rooms: tuple[RoomThere, ...]
    free: tuple[Period, ...]


@transaction.atomic
def places(home: UUID, *, by: SignedIn, now: datetime) -> Places:
    """The free places of a home. Raises NotFound; WrongHands for anybody but a caseworker.

    Cost: two facts opened.
    """
    rows.only(by, Audience.CASEWORKER)
    row = rows.get(HomeRow, home)
    found, _ = hosts.home(HomeId(row.id), by=by, now=now, purpose=PURPOSE)
    return Places(home=told_home(found), rooms=_rooms(found), free=found.free)


def _rooms(home: Home) -> tuple[RoomThere, ...]:
    return tuple(
        RoomThere(at, room.beds, at in home.rooms_taken) for at, room in enumerate(home.rooms)
    )
