"""A home described so that it can be looked for, and so that it points at nobody who waits.

The rule, for everything a description says:

- No place finer than an area of the register.
- An area, a need, a thing kept away, a language, a trait and a number of rooms is named only
  when at least `SHARED_BY` of the parties who wait ask for it, or for more.
- A description is told only when at least `SHARED_BY` of the parties who wait could live in
  such a home; how many is told in steps of `SHARED_BY`.
- Danger, fear, hostility, hosts and areas refused, periods, urgency and days are never named,
  nor is a trait that a host is not told of before an introduction (`core/card.py`).

A party that asks for something which fewer share is counted, and described by nothing.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from statistics import median
from uuid import NAMESPACE_URL, uuid5

from hearth.core.card import TOLD_TRAITS
from hearth.core.home import Home, Room
from hearth.core.host import Acceptance, Evidence, Host
from hearth.core.ids import HomeId, HostId
from hearth.core.offer import FITS_AT_LEAST
from hearth.core.person import Feature, Party, Trait
from hearth.core.place import Place, km_between
from hearth.core.programme import (
    AcceptanceRule,
    AccessRule,
    DistanceRule,
    LanguageRule,
    Programme,
    Requirement,
    RoomRule,
)
from hearth.core.rooms import Sleeping, beds_for
from hearth.core.rules.sensitive_period import barred_features
from hearth.core.units import Period

SHARED_BY = FITS_AT_LEAST
NOBODYS_LANGUAGE = "none of those asked for"  # a host of whom nobody said what they speak
SHAPES: tuple[tuple[int, ...], ...] = (
    (1,),
    (2,),
    (1, 1),
    (2, 1),
    (2, 2),
    (2, 2, 1),
    (2, 2, 2),
    (2, 2, 2, 1),
    (2, 2, 2, 2),
)
"""Rooms of a home that can be described, by beds in each; from few to many."""


@dataclass(frozen=True, slots=True, order=True)
class Description:
    """A home to look for. It takes one party at a time, and everything not said of it may be
    either way: `without` are features it must not have, `has` those it must.

    area : of the register, or "" for anywhere. rooms : beds in each. languages : the host
    speaks all of them. accepts : traits of a party that the host must be able to take.
    """

    area: str
    rooms: tuple[int, ...]
    has: tuple[Feature, ...] = ()
    without: tuple[Feature, ...] = ()
    languages: tuple[str, ...] = ()
    accepts: tuple[Trait, ...] = ()

    @property
    def words(self) -> tuple[str, ...]:
        """The description, as it may be read aloud to people who might offer a home."""
        said = (
            f"in {self.area}" if self.area else "anywhere",
            f"{_count(len(self.rooms), 'room')} with {_count(sum(self.rooms), 'bed')}",
            *(_plain(feature) for feature in self.has),
            *(f"without {_plain(feature)}" for feature in self.without),
            f"speaks {' and '.join(self.languages)}" if self.languages else "",
            f"takes {', '.join(map(_plain, self.accepts))}" if self.accepts else "",
        )
        return tuple(word for word in said if word)

    def with_(self, other: "Description") -> "Description":
        """A home in the same area that is both."""
        return Description(
            self.area,
            max(self.rooms, other.rooms, key=SHAPES.index),
            tuple(sorted({*self.has, *other.has})),
            tuple(sorted({*self.without, *other.without})),
            tuple(sorted({*self.languages, *other.languages})),
            tuple(sorted({*self.accepts, *other.accepts})),
        )

    @property
    def is_possible(self) -> bool:
        """Whether a home can be all of it."""
        return not set(self.has) & set(self.without)


def _plain(word: str) -> str:
    return str(word).replace("_", " ")


def _count(number: int, what: str) -> str:
    return f"{number} {what}" + ("" if number == 1 else "s")


def centres(homes: Iterable[Home]) -> dict[str, Place]:
    """The middle of the homes that each area has: the place a described home is judged at."""
    found: dict[str, list[Place]] = {}
    for home in homes:
        if home.area and home.place is not None:
            found.setdefault(home.area, []).append(home.place)
    return {
        area: Place(median(p.latitude for p in there), median(p.longitude for p in there))
        for area, there in sorted(found.items())
    }


def asked_of(
    party: Party, programme: Programme, at: Mapping[str, Place], common: Sequence[str]
) -> list[Description]:
    """The barest homes that would do for a party: one for each area it can live in.

    None where no shape of rooms does. Of several languages the one that most hosts speak,
    by `common`, is taken, else the first by name.
    """
    rooms = _rooms(party, programme)
    if rooms is None:
        return []
    needs = party.needs if programme.has_rule(AccessRule.name) else frozenset()
    takes = party.traits & TOLD_TRAITS if programme.has_rule(AcceptanceRule.name) else ()
    spoken = sorted(party.languages) if programme.has_rule(LanguageRule.name) else []
    language = next((one for one in common if one in spoken), spoken[0] if spoken else None)
    return [
        Description(
            area,
            rooms,
            tuple(sorted(needs)),
            tuple(sorted(kept_away(party, programme))),
            () if language is None else (language,),
            tuple(sorted(takes)),
        )
        for area in _areas(party, programme, at)
    ]


def kept_away(party: Party, programme: Programme) -> frozenset[Feature]:
    """Features that bar a home for this party: refused, or barred by a period in the stay."""
    refused = frozenset().union(*(person.refusals.features for person in party.people))
    barred = barred_features(party, programme.sensitive_kinds_by_id)
    return refused | {feature for feature in Feature if feature in barred}


def _rooms(party: Party, programme: Programme) -> tuple[int, ...] | None:
    standard = programme.rule(RoomRule).standard
    sleeping = Sleeping.of(party, party.stay.first)
    found = (s for s in SHAPES if beds_for(sleeping, [Room(beds) for beds in s], standard))
    return next(found, None)


def _areas(party: Party, programme: Programme, at: Mapping[str, Place]) -> list[str]:
    """The areas within the party's radius; anywhere where it set none and fled no place."""
    wishes = party.wishes
    if not programme.has_rule(DistanceRule.name):
        return [""]
    if wishes.near is None or wishes.within_km is None:
        return [""] if not party.dangers else list(at)
    return [
        area for area, place in at.items() if km_between(wishes.near, place) <= wishes.within_km
    ]


def shared(asked: Iterable[Sequence[Description]]) -> Callable[[Description], bool]:
    """Whether a description names nothing that fewer than SHARED_BY parties ask for.

    asked : for each party that waits, what `asked_of` says of it.
    """
    counts: Counter[object] = Counter()
    for descriptions in asked:
        counts.update({part for one in descriptions for part in _parts(one)})

    def is_shared(one: Description) -> bool:
        rooms = [("rooms", one.rooms)]
        named = [part for part in _parts(one) if part[0] != "rooms"]
        return all(counts[part] >= SHARED_BY for part in (*named, *rooms))

    return is_shared


def _parts(one: Description) -> set[tuple[str, object]]:
    """Everything a description names. Whoever needs many rooms counts for fewer as well."""
    return {
        *(("area", area) for area in (one.area,) if area),
        *(("rooms", shape) for shape in SHAPES[: SHAPES.index(one.rooms) + 1]),
        *(("has", feature) for feature in one.has),
        *(("without", feature) for feature in one.without),
        *(("language", language) for language in one.languages),
        *(("accepts", trait) for trait in one.accepts),
    }


def home_of(
    one: Description, at: Mapping[str, Place], requirements: Iterable[Requirement], on: date
) -> tuple[Home, Host]:
    """Such a home with its host: vetted, free from `on`, and bare of all that is not said.

    A home "anywhere" has no place, so it does for nobody to whom a place matters. Whoever
    minds something that is not said of it (`kept_away`) is for the caller to leave out.
    """
    host, home = (uuid5(NAMESPACE_URL, f"{kind} {one!r}") for kind in ("host", "home"))
    evidence = tuple(Evidence(requirement=asked.id, on=on) for asked in requirements)
    return Home(
        id=HomeId(home),
        host=HostId(host),
        area=one.area,
        place=at.get(one.area),
        rooms=tuple(Room(beds) for beds in one.rooms),
        features=frozenset(one.has),
        free=(Period(on),),
    ), Host(
        id=HostId(host),
        evidence=evidence,
        accepts=Acceptance(not_traits=TOLD_TRAITS - set(one.accepts)),
        languages=frozenset(one.languages) or frozenset({NOBODYS_LANGUAGE}),
    )
