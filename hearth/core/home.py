"""A home without its owner's name: rooms, features, where about, when free."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import Self

from hearth.core.errors import InvalidValue, RuleBroken
from hearth.core.ids import HomeId, HostId
from hearth.core.person import Feature
from hearth.core.place import Place
from hearth.core.units import Period, joined, without


class Kind(StrEnum):
    """What kind of placement a home is. A programme orders them; CONGREGATE is never first."""

    HOST_HOME = "host_home"
    FAMILY = "family"
    SUPPORTED = "supported"
    CONGREGATE = "congregate"


@dataclass(frozen=True, slots=True)
class Room:
    """A room that guests may sleep in. `floor_m2` None: not measured, so its beds are believed."""

    beds: int
    floor_m2: float | None = None

    def __post_init__(self) -> None:
        if self.beds < 0 or (self.floor_m2 is not None and self.floor_m2 < 0):
            raise InvalidValue("a room has 0 or more beds and square metres")


@dataclass(frozen=True, slots=True, kw_only=True)
class Home:
    """One home. `rooms` are those for guests; `parties_max` how many parties it takes at once.

    `rooms_taken` are positions into `rooms` where a party sleeps already: strangers
    never share a room, so a room is free or it is not.
    `place` is where the engine measures from. What is shown of it is always coarser.
    """

    id: HomeId
    host: HostId
    kind: Kind = Kind.HOST_HOME
    area: str = ""
    place: Place | None = None
    rooms: tuple[Room, ...] = ()
    features: frozenset[Feature] = frozenset()
    free: tuple[Period, ...] = ()
    parties_max: int = 1
    parties_now: int = 0
    rooms_taken: frozenset[int] = frozenset()

    def __post_init__(self) -> None:
        if self.parties_max < 0 or self.parties_now < 0:
            raise InvalidValue("a home takes 0 or more parties")
        if self.rooms_taken - set(range(len(self.rooms))):
            raise InvalidValue("a room is taken that the home does not have")

    @property
    def rooms_free(self) -> tuple[Room, ...]:
        return tuple(room for at, room in enumerate(self.rooms) if at not in self.rooms_taken)

    def free_for(self, stay: Period) -> bool:
        """Whether one of the free periods holds the whole stay."""
        return any(period.holds(stay) for period in self.free)

    def free_tonight(self, today: date) -> bool:
        """Whether somebody could sleep here tonight, as far as the home itself is asked."""
        tonight = Period(today, today + timedelta(days=1))
        beds = any(room.beds for room in self.rooms_free)
        return beds and self.parties_now < self.parties_max and self.free_for(tonight)

    def opened(self, days: Period) -> Self:
        """The home with these days free as well."""
        return replace(self, free=joined((*self.free, _some(days))))

    def closed(self, days: Period) -> Self:
        """The home with none of these days free. Who lives there lives on."""
        return replace(self, free=without(self.free, _some(days)))

    def with_room(self, at: int | None, room: Room) -> Self:
        """The home with one room otherwise, or with one more where `at` is None.

        A room is never taken out, for a stay keeps its rooms by their place in the list: one
        that is no longer for guests has no beds. Raises RuleBroken for a room that is taken,
        InvalidValue for one that is not there.
        """
        if at is None:
            return replace(self, rooms=(*self.rooms, room))
        if not 0 <= at < len(self.rooms):
            raise InvalidValue("the home has no such room")
        if at in self.rooms_taken:
            raise RuleBroken("somebody sleeps in that room, or is about to; change it afterwards")
        return replace(self, rooms=(*self.rooms[:at], room, *self.rooms[at + 1 :]))


def _some(days: Period) -> Period:
    if days.end == days.first:
        raise InvalidValue("a period has at least one day")
    return days
