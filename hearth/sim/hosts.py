"""Pretend hosts: a household, one home or two, what they can take, and how they were vetted.

All shares in this file are chosen, so that every hard rule bars some homes and none bars most.
"""

from dataclasses import dataclass, replace
from datetime import date
from typing import cast

from hearth.core.home import Home, Kind, Room
from hearth.core.host import Acceptance, Host, Member
from hearth.core.ids import HomeId, HostId, PersonId
from hearth.core.person import Feature, Gender, Trait
from hearth.core.programme import Programme
from hearth.core.units import Period
from hearth.sim.chance import Chance
from hearth.sim.invented import InventedHome, InventedHost
from hearth.sim.land import Area, Land
from hearth.sim.names import LOCALES, OFFICE_LANGUAGE, Names
from hearth.sim.vetting import somehow_vetted

KINDS = {Kind.HOST_HOME: 0.86, Kind.SUPPORTED: 0.08, Kind.FAMILY: 0.06}
CONGREGATE_SHARE, CONGREGATE_MIN = 0.015, 5  # fewer than five could not be described
TWO_HOMES_SHARE = 0.03

COUNTS_AS_MAN_FROM = 16  # years; somebody who wants no men at home may mean the eldest son too
ROOMS = {1: 0.36, 2: 0.33, 3: 0.18, 4: 0.08, 5: 0.03, 6: 0.02}
PARTIES = {1: 0.62, 2: 0.2, 3: 0.12, 4: 0.06}
BEDS_IN_FEW = {1: 0.6, 2: 0.33, 3: 0.07}
BEDS_IN_MANY = {1: 0.2, 2: 0.5, 3: 0.3}
FLOOR_M2 = {1: (6.6, 12.0), 2: (10.3, 16.0), 3: (12.0, 20.0), 4: (16.0, 26.0)}
MANY_ROOMS = 4
FEATURES = {
    Feature.SMOKE_FREE: 0.7,
    Feature.PETS: 0.34,
    Feature.KITCHEN: 0.85,
    Feature.LOCKED_ROOM: 0.65,
    Feature.AFFIRMING: 0.7,
    Feature.TRAINED_FOR_PERIODS: 0.45,
    Feature.MEDICINE_STORE: 0.45,
    Feature.SHARED_BATH: 0.55,
    Feature.STEP_FREE: 0.25,
    Feature.OTHER_GUESTS: 0.08,
}
BATH_BELOW_WHERE_STEP_FREE, BATH_BELOW_ELSEWHERE = 0.7, 0.12
GUESTS_BESIDE_EACH_OTHER = 0.5  # of the homes that take several parties
LANGUAGES = {language: 0.05 for language in LOCALES if language != OFFICE_LANGUAGE}

HEAD_GENDERS = {Gender.WOMAN: 0.58, Gender.MAN: 0.38, Gender.NON_BINARY: 0.04}
PARTNER_SHARE, SAME_GENDER_SHARE = 0.5, 0.1
GENDERS = {Gender.WOMAN: 0.49, Gender.MAN: 0.48, Gender.NON_BINARY: 0.03}
OWN_CHILDREN = {0: 0.68, 1: 0.14, 2: 0.13, 3: 0.05}
VISITORS = {0: 0.74, 1: 0.18, 2: 0.08}

EVERYBODY = frozenset(Gender)
GENDERS_TAKEN = {
    EVERYBODY: 0.76,
    frozenset({Gender.WOMAN}): 0.08,
    frozenset({Gender.WOMAN, Gender.NON_BINARY, Gender.UNKNOWN}): 0.09,
    frozenset({Gender.MAN}): 0.03,
    EVERYBODY - {Gender.UNKNOWN}: 0.04,
}
AGES_TAKEN: dict[tuple[int, int | None], float] = {
    (0, None): 0.74,
    (16, 25): 0.09,
    (18, None): 0.1,
    (0, 60): 0.04,
    (16, None): 0.03,
}
SIZES_TAKEN: dict[int | None, float] = {None: 0.6, 1: 0.14, 2: 0.12, 3: 0.08, 4: 0.06}
MANY_BEDS = 6  # who has so many sets no number of guests
TRAITS_NOT_TAKEN = {
    Trait.CHILDREN: 0.12,
    Trait.INFANT: 0.1,
    Trait.PETS: 0.35,
    Trait.SMOKER: 0.35,
    Trait.PREGNANT: 0.04,
    Trait.VETERAN: 0.01,
    Trait.FLEEING: 0.03,
    Trait.DISABILITY: 0.05,
}
CALENDARS = {"open": 0.72, "in parts": 0.14, "later": 0.1, "closed": 0.04}


@dataclass(frozen=True, slots=True)
class Ground:
    """What every host of one world stands on."""

    names: Names
    land: Land
    programme: Programme
    on: date


def hosts(chance: Chance, ground: Ground, homes: int) -> tuple[InventedHost, ...]:
    """Hosts with `homes` homes between them, some of which are congregate places."""
    congregate = min(homes // 2, max(CONGREGATE_MIN, round(homes * CONGREGATE_SHARE)))
    made = [_institution(chance, ground) for _ in range(congregate)]
    left = homes - congregate
    while left > 0:
        count = 2 if left > 1 and chance.happens(TWO_HOMES_SHARE) else 1
        made.append(_private(chance, ground, count))
        left -= count
    return tuple(made)


def _private(chance: Chance, ground: Ground, homes: int) -> InventedHost:
    languages = frozenset({OFFICE_LANGUAGE}) | chance.those(LANGUAGES)
    members = _household(chance, ground.on)
    host = Host(
        id=HostId(chance.id()),
        members=members,
        languages=languages,
        stays_before=max(0, chance.whole(-4, 12)),
    )
    offered = tuple(_home(chance, ground, host) for _ in range(homes))
    most_beds = max(sum(room.beds for room in each.home.rooms) for each in offered)
    host = replace(host, accepts=_acceptance(chance, most_beds), paused=_paused(chance, ground.on))
    vetted = somehow_vetted(host, ground.programme, ground.on, chance)
    spoken = chance.one_of(sorted(languages))
    name = ground.names.person(spoken, members[0].gender)[1]
    return InventedHost(ground.names.host(name), vetted, offered)


def _institution(chance: Chance, ground: Ground) -> InventedHost:
    staff = tuple(member(chance, ground.on, (22, 64)) for _ in range(chance.whole(5, 12)))
    host = Host(id=HostId(chance.id()), members=staff, languages=frozenset({OFFICE_LANGUAGE}))
    vetted = somehow_vetted(host, ground.programme, ground.on, chance)
    area = ground.land.area(chance)
    offered = InventedHome(
        ground.names.address(area.town), congregate_home(chance, host.id, area, ground)
    )
    return InventedHost(ground.names.host(f"{ground.names.word()} House"), vetted, (offered,))


def congregate_home(chance: Chance, host: HostId, area: Area, ground: Ground) -> Home:
    """A place with room for many, where guests live beside strangers."""
    rooms = tuple(_room(chance, BEDS_IN_MANY) for _ in range(chance.whole(6, 14)))
    shared = {Feature.SHARED_BATH, Feature.OTHER_GUESTS, Feature.MEN, Feature.WOMEN}
    access = {Feature.STEP_FREE, Feature.GROUND_FLOOR_BATH, Feature.KITCHEN}
    return Home(
        id=HomeId(chance.id()),
        host=host,
        kind=Kind.CONGREGATE,
        area=area.name,
        place=ground.land.place_in(area, chance),
        rooms=rooms,
        features=frozenset(shared | access),
        free=(Period(chance.day(ground.on, -400, -200)),),
        parties_max=chance.whole(8, 30),
    )


def member(
    chance: Chance,
    on: date,
    ages: tuple[int, int],
    gender: Gender | None = None,
    *,
    lives_in: bool = True,
) -> Member:
    """Somebody of a household, or a visitor, of an age within `ages`, both included."""
    return Member(
        id=PersonId(chance.id()),
        born_on=born(chance, on, *ages),
        gender=gender or chance.weighted(GENDERS),
        lives_in=lives_in,
    )


def born(chance: Chance, on: date, least: int, most: int) -> date:
    """A birthday of somebody who is `least` to `most` years old on a day."""
    years = chance.whole(least, most)
    birthday = date(on.year - years, chance.whole(1, 12), chance.whole(1, 28))
    if (birthday.month, birthday.day) > (on.month, on.day):
        return birthday.replace(year=birthday.year - 1)
    return birthday


def _household(chance: Chance, on: date) -> tuple[Member, ...]:
    head = member(chance, on, (26, 78), chance.weighted(HEAD_GENDERS))
    home = [head]
    if chance.happens(PARTNER_SHARE):
        home.append(member(chance, on, (26, 78), _partner(chance, head.gender)))
    home += [member(chance, on, (0, 19)) for _ in range(chance.weighted(OWN_CHILDREN))]
    visitors = range(chance.weighted(VISITORS))
    return (*home, *(member(chance, on, (18, 80), lives_in=False) for _ in visitors))


def _partner(chance: Chance, gender: Gender) -> Gender:
    if chance.happens(SAME_GENDER_SHARE):
        return gender
    return Gender.WOMAN if gender is Gender.MAN else Gender.MAN


def _home(chance: Chance, ground: Ground, host: Host) -> InventedHome:
    area = ground.land.area(chance)
    count = chance.weighted(ROOMS)
    beds = BEDS_IN_MANY if count >= MANY_ROOMS else BEDS_IN_FEW
    parties = min(count, chance.weighted(PARTIES))
    home = Home(
        id=HomeId(chance.id()),
        host=host.id,
        kind=_kind(chance, ground.programme),
        area=area.name,
        place=ground.land.place_in(area, chance),
        rooms=tuple(_room(chance, beds) for _ in range(count)),
        features=_features(chance, parties) | household_features(host.members, ground.on),
        free=_free(chance, ground.on),
        parties_max=parties,
    )
    return InventedHome(ground.names.address(area.town), home)


def _kind(chance: Chance, programme: Programme) -> Kind:
    known = {kind: share for kind, share in KINDS.items() if kind in programme.placement.kinds}
    return chance.weighted(known or KINDS)


def _room(chance: Chance, beds: dict[int, float]) -> Room:
    count = chance.weighted(beds)
    if chance.happens(0.1):
        return Room(count)
    least, most = FLOOR_M2[count]
    return Room(count, round(chance.between(least, most), 1))


def _features(chance: Chance, parties: int) -> frozenset[Feature]:
    drawn = chance.those(FEATURES)
    below = BATH_BELOW_WHERE_STEP_FREE if Feature.STEP_FREE in drawn else BATH_BELOW_ELSEWHERE
    shared = GUESTS_BESIDE_EACH_OTHER if parties > 1 else 0.0
    more = chance.those({Feature.GROUND_FLOOR_BATH: below, Feature.OTHER_GUESTS: shared})
    return drawn | more


def household_features(members: tuple[Member, ...], on: date) -> frozenset[Feature]:
    """What a home has because of who lives in it: men, women, children."""
    home = [each for each in members if each.lives_in]
    found = set()
    if any(m.gender is Gender.MAN and m.is_over(COUNTS_AS_MAN_FROM, on) for m in home):
        found.add(Feature.MEN)
    if any(m.gender is Gender.WOMAN for m in home):
        found.add(Feature.WOMEN)
    if any(not m.is_over(18, on) for m in home):
        found.add(Feature.CHILDREN)
    return frozenset(found)


def _acceptance(chance: Chance, beds: int) -> Acceptance:
    least, most = chance.weighted(AGES_TAKEN)
    return Acceptance(
        age_min=least,
        age_max=most,
        size_max=None if beds >= MANY_BEDS else chance.weighted(SIZES_TAKEN),
        genders=chance.weighted(GENDERS_TAKEN),
        not_traits=chance.those(TRAITS_NOT_TAKEN),
    )


def _free(chance: Chance, on: date) -> tuple[Period, ...]:
    calendar = chance.weighted(CALENDARS)
    if calendar == "closed":
        return ()
    if calendar == "open":
        return (Period(chance.day(on, -200, 0)),)
    if calendar == "later":
        return (Period(chance.day(on, 25, 120)),)
    return _in_parts(chance, on)


def _in_parts(chance: Chance, on: date) -> tuple[Period, ...]:
    """Two or three free periods of months, weeks apart."""
    parts, first = [], chance.day(on, -90, 10)
    for _ in range(chance.whole(2, 3)):
        part = Period.of_days(first, chance.whole(60, 240))
        parts.append(part)
        first = chance.day(cast(date, part.end), 14, 60)
    return tuple(parts)


def _paused(chance: Chance, on: date) -> tuple[Period, ...]:
    if not chance.happens(0.015):
        return ()
    return (Period.of_days(chance.day(on, -20, 20), chance.whole(20, 90)),)
