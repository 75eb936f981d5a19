"""Who may share a room, and whether a party can sleep in the rooms that are free.

Three standards, chosen by the programme:

- HOUSING_ACT_1985: England and Wales, Housing Act 1985, sections 325 and 326. The
  room standard (no two people of opposite sexes, both 10 or older and not a
  couple, in one room) and the space standard (numbers by rooms and by floor area).
- HOMES_FOR_UKRAINE: United Kingdom, guidance to councils. Sharing only by a
  couple, a parent with their child, siblings of one sex, or siblings under 10;
  strangers never.
- BEDS: a bed each, and the party decides who shares.

Where a gender or an age is not known the rules take the careful side.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import product

from hearth.core.home import Room
from hearth.core.person import Bond, Gender, Party, Person
from hearth.core.programme import RoomStandard

SHARES_FREELY_BELOW = 10  # years; section 325(2)(a) and the Homes for Ukraine guidance

SQUARE_METRES_PER_SQUARE_FOOT = 0.09290304
# Housing Act 1985, section 326, table II: at least so many square feet, so many persons.
PERSONS_BY_FLOOR = ((110.0, 2.0), (90.0, 1.5), (70.0, 1.0), (50.0, 0.5))
# Section 326, table I: persons by number of rooms; from five rooms on two each.
PERSONS_BY_ROOMS = {0: 0.0, 1: 2.0, 2: 3.0, 3: 5.0, 4: 7.5}


@dataclass(frozen=True, slots=True)
class Sleeper:
    """One person as the room rules see them."""

    age: int | None
    gender: Gender

    @property
    def is_small(self) -> bool:
        return self.age is not None and self.age < SHARES_FREELY_BELOW


def may_share(one: Sleeper, other: Sleeper, bond: Bond | None, standard: RoomStandard) -> bool:
    """Whether the standard lets these two sleep in one room."""
    same = one.gender == other.gender and one.gender is not Gender.UNKNOWN
    if standard is RoomStandard.HOUSING_ACT_1985:
        return same or bond is Bond.COUPLE or one.is_small or other.is_small
    if standard is RoomStandard.HOMES_FOR_UKRAINE:
        small = one.is_small and other.is_small
        related = bond in (Bond.COUPLE, Bond.PARENT_CHILD)
        return related or (bond is Bond.SIBLINGS and (same or small))
    return True


def persons_counted(sleepers: Sequence[Sleeper]) -> float:
    """Persons for the space standard: under 1 none, 1 to 9 a half, otherwise one (s. 326(2))."""
    return sum(_counted(sleeper.age) for sleeper in sleepers)


def _counted(age: int | None) -> float:
    if age is None or age >= SHARES_FREELY_BELOW:
        return 1.0
    return 0.5 if age >= 1 else 0.0


def persons_permitted(rooms: Sequence[Room]) -> float:
    """The lesser of the two tables of section 326(3), in persons.

    A room under 50 square feet does not count as a room. One that nobody has
    measured is believed to be large enough for two.
    """
    by_floor = [_by_floor(room) for room in rooms]
    counted = sum(persons > 0 for persons in by_floor)
    return min(PERSONS_BY_ROOMS.get(counted, 2.0 * counted), sum(by_floor))


def _by_floor(room: Room) -> float:
    if room.floor_m2 is None:
        return 2.0
    square_feet = room.floor_m2 / SQUARE_METRES_PER_SQUARE_FOOT
    return next((persons for least, persons in PERSONS_BY_FLOOR if square_feet >= least), 0.0)


def alike(rooms: Sequence[Room], standard: RoomStandard) -> tuple[Room, ...]:
    """The rooms as far as the standard tells them apart, in a fixed order.

    Two homes whose rooms are alike do for the same parties.
    """
    if standard is not RoomStandard.HOUSING_ACT_1985:
        return tuple(sorted((Room(room.beds) for room in rooms), key=_size))
    floors = {
        persons: Room(0, least * SQUARE_METRES_PER_SQUARE_FOOT + 0.01).floor_m2
        for least, persons in PERSONS_BY_FLOOR
    } | {0.0: 0.0}
    return tuple(sorted((Room(room.beds, floors[_by_floor(room)]) for room in rooms), key=_size))


def _size(room: Room) -> tuple[int, float]:
    return room.beds, room.floor_m2 or 0.0


@dataclass(frozen=True, slots=True)
class Sleeping:
    """A party as the room rules see it: sleepers, and the bonds between them by position."""

    sleepers: tuple[Sleeper, ...]
    bonds: frozenset[tuple[int, int, Bond]]

    @classmethod
    def of(cls, party: Party, day: date) -> "Sleeping":
        order = {person.id: at for at, person in enumerate(party.people)}
        bonds = frozenset(
            (min(order[r.one], order[r.other]), max(order[r.one], order[r.other]), r.bond)
            for r in party.relations
        )
        return cls(tuple(_sleeper(person, day) for person in party.people), bonds)

    def coarse(self) -> "Sleeping":
        """The same with one age for all whom no standard tells apart: 0, 5 or 30 years."""
        ages = {0.0: 0, 0.5: 5, 1.0: 30}
        sleepers = (Sleeper(ages[_counted(one.age)], one.gender) for one in self.sleepers)
        return Sleeping(tuple(sleepers), self.bonds)

    def may_share(self, one: int, other: int, standard: RoomStandard) -> bool:
        pair = (min(one, other), max(one, other))
        bonds: list[Bond | None] = [b for i, j, b in self.bonds if (i, j) == pair]
        people = self.sleepers[one], self.sleepers[other]
        return any(may_share(*people, bond, standard) for bond in bonds or [None])


def _sleeper(person: Person, day: date) -> Sleeper:
    return Sleeper(person.age_on(day), person.gender)


def beds_for(
    sleeping: Sleeping, rooms: Sequence[Room], standard: RoomStandard
) -> tuple[int, ...] | None:
    """A room for each sleeper (positions into `rooms`), or None when there is no way.

    Exact: tries every way, rooms alike only once. Cost: exponential in the size of
    the party in the worst case; a party of eleven in six rooms takes milliseconds,
    because whoever may not share is placed first.
    """
    if standard is RoomStandard.HOUSING_ACT_1985 and persons_counted(
        sleeping.sleepers
    ) > persons_permitted(rooms):
        return None
    if sum(room.beds for room in rooms) < len(sleeping.sleepers):
        return None
    shares = _shares(sleeping, standard)
    order = sorted(range(len(shares)), key=lambda who: shares[who].bit_count())
    filled: list[list[int]] = [[] for _ in rooms]

    def fits(who: int, room: int) -> bool:
        beside = filled[room]
        return len(beside) < rooms[room].beds and all(shares[who] >> other & 1 for other in beside)

    if not _fill(order, filled, rooms, fits):
        return None
    where = {who: room for room, guests in enumerate(filled) for who in guests}
    return tuple(where[who] for who in range(len(sleeping.sleepers)))


def rooms_kept(
    sleeping: Sleeping, rooms: Sequence[Room], taken: frozenset[int], standard: RoomStandard
) -> frozenset[int] | None:
    """Which rooms to keep for a party: positions of as few of the first free ones as will do.

    None where all that are not `taken` do not. Cost: one `beds_for` for each free room at most.
    """
    free = [at for at in range(len(rooms)) if at not in taken]
    for few in range(1, len(free) + 1):
        way = beds_for(sleeping, [rooms[at] for at in free[:few]], standard)
        if way is not None:
            return frozenset(free[room] for room in way)
    return None


@lru_cache(maxsize=1 << 15)
def can_sleep(sleeping: Sleeping, rooms: tuple[Room, ...], standard: RoomStandard) -> bool:
    """Whether there is a way at all. Cost: as `beds_for`; kept for the next who ask the same."""
    return beds_for(sleeping, rooms, standard) is not None


@lru_cache(maxsize=4096)
def _shares(sleeping: Sleeping, standard: RoomStandard) -> tuple[int, ...]:
    """For each sleeper, the others they may share with, as bits."""
    everybody = range(len(sleeping.sleepers))
    return tuple(
        sum(1 << other for other in everybody if sleeping.may_share(who, other, standard))
        for who in everybody
    )


def _fill(
    left: Sequence[int],
    filled: list[list[int]],
    rooms: Sequence[Room],
    fits: Callable[[int, int], bool],
) -> bool:
    if not left:
        return True
    who, tried = left[0], set()
    for room, guests in enumerate(filled):
        alike = (rooms[room].beds, tuple(guests))
        if alike in tried or not fits(who, room):
            continue
        tried.add(alike)
        guests.append(who)
        if _fill(left[1:], filled, rooms, fits):
            return True
        guests.pop()
    return False


def rooms_needed(sleeping: Sleeping, rooms: Sequence[Room], standard: RoomStandard) -> int | None:
    """How many rooms to keep for this party so that any so many of `rooms` will do.

    None where even all of them do not. When rooms are alike it is the fewest the
    party fits into; when they are not it may be more, and is never too few: a plan
    that gives several parties so many rooms each can always be carried out.
    Cost: one `beds_for` for each way to choose rooms, rooms alike counted once; kept for the
    next who ask the same.
    """
    return _rooms_needed(sleeping, tuple(rooms), standard)


@lru_cache(maxsize=4096)
def _rooms_needed(
    sleeping: Sleeping, rooms: tuple[Room, ...], standard: RoomStandard
) -> int | None:
    if beds_for(sleeping, rooms, standard) is None:
        return None
    return next(
        count
        for count in range(1, len(rooms) + 1)
        if all(beds_for(sleeping, some, standard) for some in _choices(rooms, count))
    )


def _choices(rooms: Sequence[Room], count: int) -> Iterator[tuple[Room, ...]]:
    """Every way to choose `count` of the rooms, those alike told apart only by how many."""
    kinds = Counter(rooms)
    for numbers in product(*(range(min(there, count) + 1) for there in kinds.values())):
        if sum(numbers) == count:
            chosen = zip(kinds, numbers, strict=True)
            yield tuple(room for room, number in chosen for _ in range(number))
