"""A home without its owner's name: rooms, features, where about, when free."""

from dataclasses import dataclass
from enum import StrEnum

from hearth.core.errors import InvalidValue
from hearth.core.ids import HomeId, HostId
from hearth.core.person import Feature
from hearth.core.place import Place
from hearth.core.units import Period


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
