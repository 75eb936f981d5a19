"""Pretend parties: who they are, what they need, fear and refuse, and how long they stay.

All shares in this file are chosen. Every party is one the programme is for.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import combinations

from hearth.core.host import ADULT_FROM
from hearth.core.identity import PersonIdentity
from hearth.core.ids import HomeId, HostId, PartyId, PersonId
from hearth.core.person import (
    Bond,
    Feature,
    Gender,
    Party,
    Person,
    Refusals,
    Relation,
    Trait,
    Wishes,
)
from hearth.core.place import Danger
from hearth.core.programme import EligibilityRule, Programme
from hearth.core.sensitive import SensitivePeriod
from hearth.core.units import Period, years_between
from hearth.sim.acquaintance import Acquaintance
from hearth.sim.chance import Chance
from hearth.sim.hosts import Ground, born
from hearth.sim.invented import InventedHost, InventedParty
from hearth.sim.names import LOCALES, OFFICE_LANGUAGE

SIZES = {1: 0.58, 2: 0.18, 3: 0.11, 4: 0.07, 5: 0.04, 6: 0.02}
COUPLE_SHARE = 0.35  # of the parties of two and more
GENDERS = {Gender.WOMAN: 0.5, Gender.MAN: 0.42, Gender.NON_BINARY: 0.05, Gender.UNKNOWN: 0.03}
HEAD_AGES = {(0, 17): 0.03, (18, 25): 0.3, (26, 45): 0.42, (46, 64): 0.2, (65, 85): 0.05}
PARENT_FROM = 17  # years between a parent and a child, at least
INFANT_BELOW, PREGNANT_AGES = 2, range(16, 46)

LANGUAGES = {OFFICE_LANGUAGE: 0.76, "": 0.08, "other": 0.16}
OTHER_LANGUAGES = tuple(language for language in LOCALES if language != OFFICE_LANGUAGE)
OFFICE_LANGUAGE_TOO = 0.4  # of those who speak another

ADULT_TRAITS = {
    Trait.VETERAN: 0.06,
    Trait.FLEEING: 0.18,
    Trait.DISABILITY: 0.14,
    Trait.SMOKER: 0.14,
    Trait.PETS: 0.07,
}
NEEDS = {
    Feature.STEP_FREE: 0.03,
    Feature.SMOKE_FREE: 0.06,
    Feature.AFFIRMING: 0.1,
    Feature.KITCHEN: 0.06,
    Feature.LOCKED_ROOM: 0.06,
    Feature.MEDICINE_STORE: 0.03,
}
DISABILITY_NEEDS = {Feature.STEP_FREE: 0.45, Feature.GROUND_FLOOR_BATH: 0.3}
TRAINED_HOST_NEEDED = 0.3  # of those who told us of a sensitive period
REFUSED_FEATURES = {  # none of them is among the needs
    Feature.MEN: 0.06,
    Feature.PETS: 0.07,
    Feature.CHILDREN: 0.03,
    Feature.OTHER_GUESTS: 0.06,
    Feature.SHARED_BATH: 0.03,
}
REFUSED_KINDS = {"congregate": 0.6, "family": 0.06, "supported": 0.03}
HOSTILE_SHARE, FEAR_SHARE, DANGER_SHARE, HOST_HOSTILE_SHARE = 0.15, 0.1, 0.07, 0.03
AREA_REFUSED, HOST_REFUSED, HOME_REFUSED, SENSITIVE_SHARE = 0.1, 0.03, 0.02, 0.2
NEAR_SHARE, RADIUS_SHARE, RADIUS_KM = 0.5, 0.6, (4.0, 60.0)
KIN_ELSEWHERE = 0.4
TIERS = {0: 0.12, 1: 0.6, 2: 0.28}
OPEN_STAY_SHARE, STARTS_WITHIN_DAYS, STAY_DAYS = 0.25, 21, (28, 365)


@dataclass(frozen=True, slots=True)
class Register:
    """The hosts of the world, as somebody looking for a home may refuse or fear them."""

    ground: Ground
    hosts: Sequence[InventedHost]
    acquaintance: Acquaintance


def party(chance: Chance, register: Register) -> InventedParty:
    """One party, whom the programme is for, with names."""
    on, programme = register.ground.on, register.ground.programme
    people, relations = _family(chance, programme, on)
    language = chance.weighted(LANGUAGES)
    spoken = chance.one_of(OTHER_LANGUAGES) if language == "other" else language
    told = _tell(chance, register, people, _languages(chance, spoken))
    placed = Party(
        id=PartyId(chance.id()),
        people=told,
        stay=_stay(chance, programme, on),
        relations=relations,
        wishes=_wishes(chance, register.ground),
        tier=chance.weighted(TIERS),
    )
    spoken = spoken or OFFICE_LANGUAGE
    named = tuple(_identity(chance, register.ground, person, spoken) for person in told)
    return InventedParty(named, placed)


def _family(
    chance: Chance, programme: Programme, on: date
) -> tuple[tuple[Person, ...], frozenset[Relation]]:
    """People of one party with their ages, and how they belong together."""
    least, most, size_max = _served(programme)
    size = min(chance.weighted(SIZES), size_max)
    head = _person(chance, on, *_head_ages(chance, least, most))
    years = head.age_on(on) or 0
    if size == 1 or years < ADULT_FROM:
        return (head,), frozenset()
    parents = [head]
    if chance.happens(COUPLE_SHARE):
        parents.append(_person(chance, on, max(least, ADULT_FROM), min(most, years + 6)))
    oldest = min(ADULT_FROM - 1, min(p.age_on(on) or 0 for p in parents) - PARENT_FROM)
    children = [_person(chance, on, 0, max(0, oldest)) for _ in range(size - len(parents))]
    return _bound(parents, children)


def _bound(
    parents: list[Person], children: list[Person]
) -> tuple[tuple[Person, ...], frozenset[Relation]]:
    pairs = [(one, other, Bond.COUPLE) for one, other in combinations(parents, 2)]
    pairs += [(parent, child, Bond.PARENT_CHILD) for parent in parents for child in children]
    pairs += [(one, other, Bond.SIBLINGS) for one, other in combinations(children, 2)]
    relations = frozenset(Relation(one.id, other.id, bond) for one, other, bond in pairs)
    everybody = frozenset(person.id for person in (*parents, *children))
    people = (replace(p, kin=everybody - {p.id}) for p in (*parents, *children))
    return tuple(people), relations


def _served(programme: Programme) -> tuple[int, int, int]:
    """Youngest, oldest and largest whom the programme is for, as far as this file draws them."""
    largest, oldest = max(SIZES), max(most for _, most in HEAD_AGES)
    if not programme.has_rule(EligibilityRule.name):
        return ADULT_FROM, oldest, largest
    rule = programme.rule(EligibilityRule)
    alone = rule.age_min if rule.unaccompanied_minors else max(rule.age_min, ADULT_FROM)
    return alone, min(oldest, rule.age_max or oldest), min(largest, rule.party_size_max or largest)


def _head_ages(chance: Chance, least: int, most: int) -> tuple[int, int]:
    fitting = {
        (max(least, low), min(most, high)): share
        for (low, high), share in HEAD_AGES.items()
        if high >= least and low <= most
    }
    return chance.weighted(fitting)


def _person(chance: Chance, on: date, least: int, most: int) -> Person:
    return Person(
        id=PersonId(chance.id()),
        born_on=born(chance, on, least, max(least, most)),
        gender=chance.weighted(GENDERS),
    )


def _tell(
    chance: Chance, register: Register, people: tuple[Person, ...], languages: frozenset[str]
) -> tuple[Person, ...]:
    """The same people with what each brings along, and what the first of them says for all."""
    on = register.ground.on
    head, *others = (
        replace(person, traits=_traits(chance, person, on, alone=not at), languages=languages)
        for at, person in enumerate(people)
    )
    sensitive = _sensitive(chance, register.ground)
    needs = _needs(chance, head, trained=bool(sensitive) and chance.happens(TRAINED_HOST_NEEDED))
    head = replace(head, sensitive=sensitive, needs=needs, dangers=_dangers(chance, register))
    head = replace(head, refusals=_refusals(chance, register))
    return (_with_enemies(chance, register, head), *others)


def _traits(chance: Chance, person: Person, on: date, *, alone: bool) -> frozenset[Trait]:
    """`alone`: the first of the party, who may be young and is no child of it."""
    age = person.age_on(on) or 0
    if age < ADULT_FROM and not alone:
        return frozenset({Trait.CHILDREN} | ({Trait.INFANT} if age < INFANT_BELOW else set()))
    expecting = 0.06 if person.gender is Gender.WOMAN and age in PREGNANT_AGES else 0.0
    shares = {**ADULT_TRAITS, Trait.PREGNANT: expecting}
    if age < ADULT_FROM:
        shares[Trait.VETERAN] = 0.0
    return chance.those(shares)


def _needs(chance: Chance, head: Person, *, trained: bool) -> frozenset[Feature]:
    needs = chance.those(NEEDS)
    if Trait.DISABILITY in head.traits:
        needs |= chance.those(DISABILITY_NEEDS)
    return needs | ({Feature.TRAINED_FOR_PERIODS} if trained else frozenset())


def _refusals(chance: Chance, register: Register) -> Refusals:
    kinds = {
        k: s for k, s in REFUSED_KINDS.items() if k in register.ground.programme.placement.kinds
    }
    return Refusals(
        features=chance.those(REFUSED_FEATURES),
        areas=_refused_areas(chance, register),
        kinds=chance.those(kinds),
        hosts=_refused_hosts(chance, register),
        homes=_refused_homes(chance, register),
    )


def _refused_areas(chance: Chance, register: Register) -> frozenset[str]:
    if not chance.happens(AREA_REFUSED):
        return frozenset()
    areas = chance.sample(register.ground.land.areas, chance.whole(1, 2))
    return frozenset(area.name for area in areas)


def _refused_hosts(chance: Chance, register: Register) -> frozenset[HostId]:
    if not register.hosts or not chance.happens(HOST_REFUSED):
        return frozenset()
    return frozenset({chance.one_of(register.hosts).host.id})


def _refused_homes(chance: Chance, register: Register) -> frozenset[HomeId]:
    if not register.hosts or not chance.happens(HOME_REFUSED):
        return frozenset()
    return frozenset({chance.one_of(chance.one_of(register.hosts).homes).home.id})


def _with_enemies(chance: Chance, register: Register, head: Person) -> Person:
    """Who is hostile to them, whom they fear, and kin who live elsewhere."""
    known, kin = register.acquaintance, set(head.kin)
    if chance.happens(KIN_ELSEWHERE):
        kin |= {PersonId(chance.id()) for _ in range(chance.whole(1, 3))}
    if chance.happens(HOST_HOSTILE_SHARE):
        known.turn_against(chance.one_of((head.id, *sorted(kin))))
    hostile = chance.whole(1, 3) if chance.happens(HOSTILE_SHARE) else 0
    feared = chance.whole(1, 2) if chance.happens(FEAR_SHARE) else 0
    return replace(
        head,
        kin=frozenset(kin),
        hostile=frozenset(known.hostile() for _ in range(hostile)),
        fears=frozenset(known.feared() for _ in range(feared)),
    )


def _sensitive(chance: Chance, ground: Ground) -> tuple[SensitivePeriod, ...]:
    kinds = ground.programme.sensitive_kinds
    if not kinds or not chance.happens(SENSITIVE_SHARE):
        return ()
    kind = chance.one_of(kinds)
    period = SensitivePeriod(
        kind=kind.id,
        first=chance.day(ground.on, -30, 90),
        days=kind.length_days,
        every_days=kind.every_days if kind.recurring else None,
        spread_days=chance.whole(0, 2),
    )
    return (period,)


def _dangers(chance: Chance, register: Register) -> tuple[Danger, ...]:
    if not chance.happens(DANGER_SHARE):
        return ()
    land = register.ground.land
    at = land.place_in(land.area(chance), chance)
    return (Danger(at, round(chance.between(1.0, 12.0), 1)),)


def _wishes(chance: Chance, ground: Ground) -> Wishes:
    liked = chance.those({Feature.PETS: 0.1, Feature.LOCKED_ROOM: 0.3, Feature.AFFIRMING: 0.2})
    if not chance.happens(NEAR_SHARE):
        return Wishes(features=liked)
    near = ground.land.place_in(ground.land.area(chance), chance)
    radius = round(chance.between(*RADIUS_KM)) if chance.happens(RADIUS_SHARE) else None
    return Wishes(near=near, within_km=radius, features=liked)


def _stay(chance: Chance, programme: Programme, on: date) -> Period:
    longest = programme.placement.planned_days_max
    if longest is None and chance.happens(OPEN_STAY_SHARE):
        return Period(chance.day(on, 0, STARTS_WITHIN_DAYS))
    least, most = STAY_DAYS
    days = min(chance.whole(least, most), longest or most)
    first = on if days == 1 else chance.day(on, 0, STARTS_WITHIN_DAYS)
    return Period(first, first + timedelta(days=days))


def _languages(chance: Chance, spoken: str) -> frozenset[str]:
    """Nothing where they named none."""
    too = {OFFICE_LANGUAGE: OFFICE_LANGUAGE_TOO if spoken else 0.0}
    return frozenset({spoken} - {""}) | chance.those(too)


def _identity(chance: Chance, ground: Ground, person: Person, language: str) -> PersonIdentity:
    first, name = ground.names.person(language, person.gender)
    old_enough = person.born_on is None or years_between(person.born_on, ground.on) >= 12
    return PersonIdentity(
        name=name,
        known_as=first,
        born_on=person.born_on,
        phone=ground.names.phone() if old_enough and chance.happens(0.8) else "",
    )
