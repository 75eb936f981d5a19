"""A person and the party they are placed with: needs, fears, refusals, kin, wishes."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum

from hearth.core.errors import InvalidValue
from hearth.core.ids import HomeId, HostId, PartyId, PersonId
from hearth.core.place import Danger, Place
from hearth.core.sensitive import SensitivePeriod
from hearth.core.units import Period, years_between


class Gender(StrEnum):
    """As the person says it. UNKNOWN is an answer: rules then take the careful side."""

    WOMAN = "woman"
    MAN = "man"
    NON_BINARY = "non_binary"
    UNKNOWN = "unknown"


class Feature(StrEnum):
    """What a home may have. A party may need it, wish for it, or refuse it."""

    STEP_FREE = "step_free"
    GROUND_FLOOR_BATH = "ground_floor_bath"
    SMOKE_FREE = "smoke_free"
    PETS = "pets"
    KITCHEN = "kitchen"
    LOCKED_ROOM = "locked_room"
    MEN = "men"
    WOMEN = "women"
    CHILDREN = "children"
    OTHER_GUESTS = "other_guests"
    AFFIRMING = "affirming"
    TRAINED_FOR_PERIODS = "trained_for_periods"
    MEDICINE_STORE = "medicine_store"
    SHARED_BATH = "shared_bath"


class Trait(StrEnum):
    """What a party brings along. A host may say that they cannot take it."""

    CHILDREN = "children"
    INFANT = "infant"
    PETS = "pets"
    SMOKER = "smoker"
    PREGNANT = "pregnant"
    VETERAN = "veteran"
    FLEEING = "fleeing"
    DISABILITY = "disability"


class Bond(StrEnum):
    """How two people of one party belong together, as far as rooms are concerned."""

    COUPLE = "couple"
    PARENT_CHILD = "parent_child"
    SIBLINGS = "siblings"


@dataclass(frozen=True, slots=True)
class Relation:
    """`one` and `other` belong together; for PARENT_CHILD `one` is the parent."""

    one: PersonId
    other: PersonId
    bond: Bond


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusals:
    """What the person refuses. A refusal binds; nobody may ask for its reason."""

    features: frozenset[Feature] = frozenset()
    areas: frozenset[str] = frozenset()
    kinds: frozenset[str] = frozenset()
    hosts: frozenset[HostId] = frozenset()
    homes: frozenset[HomeId] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """One who needs a place, as far as the rules may know them. No name is ever here."""

    id: PersonId
    born_on: date | None = None
    gender: Gender = Gender.UNKNOWN
    needs: frozenset[Feature] = frozenset()
    traits: frozenset[Trait] = frozenset()
    fears: frozenset[PersonId] = frozenset()
    hostile: frozenset[PersonId] = frozenset()  # people hostile to this person or their kin
    kin: frozenset[PersonId] = frozenset()
    refusals: Refusals = field(default_factory=Refusals)
    dangers: tuple[Danger, ...] = ()
    languages: frozenset[str] = frozenset()
    sensitive: tuple[SensitivePeriod, ...] = ()

    def age_on(self, day: date) -> int | None:
        """Whole years on `day`, or None where the birth date is not known."""
        return None if self.born_on is None else years_between(self.born_on, day)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """What would be good. Only `within_km` of `near` binds; the rest is weighed."""

    near: Place | None = None
    within_km: float | None = None
    features: frozenset[Feature] = frozenset()

    def __post_init__(self) -> None:
        if self.within_km is not None and (self.within_km < 0 or self.near is None):
            raise InvalidValue(
                "a radius must be 0 km or more and needs a place to be measured from"
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """People placed together, the stay they need, and how urgent it is.

    `tier` 0 is the most urgent.
    """

    id: PartyId
    people: tuple[Person, ...]
    stay: Period
    relations: frozenset[Relation] = frozenset()
    wishes: Wishes = field(default_factory=Wishes)
    tier: int = 1

    def __post_init__(self) -> None:
        if not self.people:
            raise InvalidValue("a party has at least one person")
        ids = {person.id for person in self.people}
        if len(ids) != len(self.people):
            raise InvalidValue("a person is twice in one party")
        if any({r.one, r.other} - ids or r.one == r.other for r in self.relations):
            raise InvalidValue("a relation of the party names somebody who is not in it")
        if _is_circular([(r.one, r.other) for r in self.relations if r.bond is Bond.PARENT_CHILD]):
            raise InvalidValue("somebody of the party would be their own parent's parent")
        if self.tier < 0:
            raise InvalidValue(f"a tier is 0 or more, got {self.tier}")

    @property
    def needs(self) -> frozenset[Feature]:
        return frozenset().union(*(person.needs for person in self.people))

    @property
    def traits(self) -> frozenset[Trait]:
        return frozenset().union(*(person.traits for person in self.people))

    @property
    def fears(self) -> frozenset[PersonId]:
        return frozenset().union(*(person.fears for person in self.people))

    @property
    def hostile(self) -> frozenset[PersonId]:
        return frozenset().union(*(person.hostile for person in self.people))

    @property
    def circle(self) -> frozenset[PersonId]:
        """Everybody whose enemies count: the people of the party and their kin."""
        return frozenset().union(*({person.id} | person.kin for person in self.people))

    @property
    def languages(self) -> frozenset[str]:
        return frozenset().union(*(person.languages for person in self.people))

    @property
    def dangers(self) -> tuple[Danger, ...]:
        return tuple(danger for person in self.people for danger in person.dangers)

    def from_day(self, day: date) -> "Party":
        """The party with its stay moved to begin on `day`, where it should have begun earlier."""
        if self.stay.first >= day:
            return self
        end = None if self.stay.end is None else day + (self.stay.end - self.stay.first)
        return replace(self, stay=Period(day, end))

    def ages_on(self, day: date) -> tuple[int | None, ...]:
        return tuple(person.age_on(day) for person in self.people)


def _is_circular(lines: Sequence[tuple[PersonId, PersonId]]) -> bool:
    """Whether some line of parents and children comes back to where it began."""
    while lines:
        children = {child for _, child in lines}
        below = [line for line in lines if line[0] in children]
        if len(below) == len(lines):
            return True
        lines = below
    return False
