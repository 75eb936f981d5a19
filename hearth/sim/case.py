"""One invented case: a person, the family who heard first and left, and the homes around.

Every home but the kind one and those like it is barred by one thing, so that each can be
shown for what it is.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from itertools import pairwise

from hearth.core.home import Home, Kind, Room
from hearth.core.host import Host, Member
from hearth.core.identity import PersonIdentity
from hearth.core.ids import HomeId, HostId, PartyId, PersonId
from hearth.core.person import Feature, Gender, Party, Person, Refusals, Trait, Wishes
from hearth.core.place import Danger, Place
from hearth.core.programme import EligibilityRule, HostilityRule, Programme, SensitiveKind, What
from hearth.core.sensitive import SensitivePeriod
from hearth.core.ties import Tie, TieKind
from hearth.core.units import Period
from hearth.sim.chance import Chance
from hearth.sim.hosts import born, household_features, member
from hearth.sim.invented import InventedHome, InventedHost, InventedParty
from hearth.sim.land import OUT_AT_SEA, moved
from hearth.sim.names import OFFICE_LANGUAGE, Names
from hearth.sim.story import Said, story
from hearth.sim.vetting import fully_vetted, vetting_lapsed

AGE = 19
ALIKE = 5  # homes beside the kind one that fit the same description
NEEDED = frozenset({Feature.LOCKED_ROOM, Feature.TRAINED_FOR_PERIODS})
ORDINARY = NEEDED | {Feature.SMOKE_FREE, Feature.KITCHEN, Feature.AFFIRMING}
CROWDED = {Feature.SHARED_BATH, Feature.OTHER_GUESTS}
REFUSED = Feature.PETS
OPEN_FOR = timedelta(days=60)
DANGER_AWAY_KM, DANGER_KM, WITHIN_KM, AROUND_KM = 60.0, 10.0, 25.0, 6.0
DAYS_BEFORE_CHECK = 2  # a sensitive period begins so long before the first check falls due
ROUND_A_BIRTHDAY: Mapping[str, int] = {"coming-of-age": 18}
"""Kinds of sensitive period that stand around a birthday, and which one."""


class Role(StrEnum):
    """What a home is in the case."""

    KIND = "kind"
    ALIKE = "alike"
    HOSTILE_INSIDE = "hostile_inside"  # somebody hostile lives there
    HOSTILE_TIED = "hostile_tied"  # the sibling is an acquaintance of the household
    HOSTILE_NEAR = "hostile_near"  # as many ties away as the programme still bars
    FEARED_VISITOR = "feared_visitor"
    CONGREGATE = "congregate"
    VETTING_LAPSED = "vetting_lapsed"
    TOO_SMALL = "too_small"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Relative:
    """Somebody of the family. All of them heard the result before the person did, and left."""

    id: PersonId
    identity: PersonIdentity
    relation: str
    hostile: bool = False


@dataclass(frozen=True, slots=True)
class CaseHost:
    """A host of the case, with one home, and what it is there."""

    role: Role
    invented: InventedHost

    @property
    def home(self) -> InventedHome:
        return self.invented.homes[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class InventedCase:
    """Everything that is true on day `on`. `outcome` is the result of `assessment`."""

    on: date
    assessment: str
    outcome: str
    party: InventedParty
    said: Said
    family: tuple[Relative, ...]
    hosts: tuple[CaseHost, ...]
    ties: tuple[Tie, ...]

    @property
    def person(self) -> Person:
        return self.party.party.people[0]

    @property
    def sibling(self) -> Relative:
        """The one of the family who is hostile."""
        return next(relative for relative in self.family if relative.hostile)

    def host(self, role: Role) -> CaseHost:
        """The first host of this role."""
        return next(host for host in self.hosts if host.role is role)


@dataclass(frozen=True, slots=True)
class _Setting:
    """What all homes of the case share, and who is to be kept away from."""

    chance: Chance
    names: Names
    programme: Programme
    on: date
    centre: Place
    town: str
    area: str
    sibling: PersonId
    hostile: PersonId  # no kin: somebody of the street
    feared: PersonId


def one_case(programme: Programme, seed: int, on: date) -> InventedCase:
    """The invented case of a programme on a day. The same arguments give the same case.

    The person is 19, or as near to it as the programme serves. Where the programme knows a
    sensitive period that stands around a birthday, they are about to have it. The period
    begins after the move and holds the day on which the first check falls due.

    Cost: some milliseconds.
    """
    setting = _setting(programme, seed, on)
    family = _family(setting)
    told = story(programme.name)
    assessment = programme.assessments[0]
    hosts = tuple(CaseHost(role, _host(setting, role)) for role in _roles())
    return InventedCase(
        on=on,
        assessment=assessment.id,
        outcome=told.outcome or assessment.outcomes[0],
        party=_party(setting, family),
        said=told.said,
        family=family,
        hosts=hosts,
        ties=_ties(setting, hosts),
    )


def _roles() -> tuple[Role, ...]:
    alike = (Role.ALIKE,) * ALIKE
    return (Role.KIND, *alike, *(r for r in Role if r not in (Role.KIND, Role.ALIKE)))


def _setting(programme: Programme, seed: int, on: date) -> _Setting:
    chance = Chance(seed, f"case {programme.name}")
    names = Names(Chance(seed, f"case names {programme.name}"), seed)
    town, area = names.new_word(), names.new_word()
    sibling, hostile, feared = (PersonId(chance.id()) for _ in range(3))
    centre = chance.one_of(OUT_AT_SEA)
    return _Setting(chance, names, programme, on, centre, town, area, sibling, hostile, feared)


def _family(setting: _Setting) -> tuple[Relative, ...]:
    """A parent, another, and the sibling."""
    parts = {"mother": Gender.WOMAN, "father": Gender.MAN, "sibling": Gender.MAN}
    return tuple(_relative(setting, relation, gender) for relation, gender in parts.items())


def _relative(setting: _Setting, relation: str, gender: Gender) -> Relative:
    hostile = relation == "sibling"
    first, name = setting.names.person(OFFICE_LANGUAGE, gender)
    identity = PersonIdentity(name=name, known_as=first, phone=setting.names.phone())
    who = setting.sibling if hostile else PersonId(setting.chance.id())
    return Relative(who, identity, relation, hostile)


def _party(setting: _Setting, family: tuple[Relative, ...]) -> InventedParty:
    stay = _stay(setting)
    period = _sensitive(setting.programme, stay.first)
    person = Person(
        id=PersonId(setting.chance.id()),
        born_on=_born_on(setting, period),
        gender=setting.chance.one_of((Gender.WOMAN, Gender.MAN)),
        needs=NEEDED,
        traits=frozenset({Trait.FLEEING}),
        fears=frozenset({setting.feared}),
        hostile=frozenset({setting.sibling, setting.hostile}),
        kin=frozenset(relative.id for relative in family),
        refusals=Refusals(features=frozenset({REFUSED}), kinds=frozenset({Kind.CONGREGATE})),
        dangers=(Danger(moved(setting.centre, DANGER_AWAY_KM, 0.0), DANGER_KM),),
        languages=frozenset({OFFICE_LANGUAGE}),
        sensitive=(period,) if period else (),
    )
    first, name = setting.names.person(OFFICE_LANGUAGE, person.gender)
    identity = PersonIdentity(
        name=name, known_as=first, born_on=person.born_on, phone=setting.names.phone()
    )
    wishes = Wishes(near=setting.centre, within_km=WITHIN_KM)
    party = Party(
        id=PartyId(setting.chance.id()), people=(person,), stay=stay, wishes=wishes, tier=0
    )
    return InventedParty((identity,), party)


def _stay(setting: _Setting) -> Period:
    """From the first day by which both can have answered, for as long as may be planned."""
    delay = math.ceil(setting.programme.introduction.answer_delay_hours / 24)
    longest = setting.programme.placement.planned_days_max
    first = setting.on if longest == 1 else setting.on + timedelta(days=delay)
    return Period(first) if longest is None else Period.of_days(first, longest)


def _sensitive(programme: Programme, moved_on: date) -> SensitivePeriod | None:
    if not programme.sensitive_kinds:
        return None
    kind = programme.sensitive_kinds[0]
    due = next(r for r in programme.recurrences if r.what is What.CHECK).stages[0].days
    return SensitivePeriod(
        kind=kind.id,
        first=moved_on + timedelta(days=max(1, due - DAYS_BEFORE_CHECK)),
        days=kind.length_days,
        every_days=_returns(kind),
    )


def _returns(kind: SensitiveKind) -> int | None:
    return kind.every_days if kind.recurring else None


def _born_on(setting: _Setting, period: SensitivePeriod | None) -> date:
    if period is not None and period.kind in ROUND_A_BIRTHDAY:
        birthday = period.first + timedelta(days=period.days // 2)
        day = min(birthday.day, 28)
        return date(birthday.year - ROUND_A_BIRTHDAY[period.kind], birthday.month, day)
    years = AGE
    if setting.programme.has_rule(EligibilityRule.name):
        rule = setting.programme.rule(EligibilityRule)
        years = min(max(AGE, rule.age_min), rule.age_max or max(AGE, rule.age_min))
    return born(setting.chance, setting.on, years, years)


def _host(setting: _Setting, role: Role) -> InventedHost:
    members = _members(setting, role)
    host = Host(
        id=HostId(setting.chance.id()),
        members=members,
        languages=frozenset({OFFICE_LANGUAGE}),
        stays_before=7 if role is Role.KIND else setting.chance.whole(0, 3),
    )
    vet = vetting_lapsed if role is Role.VETTING_LAPSED else fully_vetted
    host = vet(host, setting.programme, setting.on, setting.chance)
    home = InventedHome(setting.names.address(setting.town), _home(setting, host, role))
    name = setting.names.person(OFFICE_LANGUAGE, members[0].gender)[1]
    if role is Role.CONGREGATE:
        name = story(setting.programme.name).congregate
    return InventedHost(setting.names.host(name), host, (home,))


def _members(setting: _Setting, role: Role) -> tuple[Member, ...]:
    """A man and a woman, so that no home is told from another by who lives there."""
    one, other = (Gender.MAN, Gender.WOMAN)
    if setting.chance.happens(0.5):
        one, other = other, one
    chance, on = setting.chance, setting.on
    household = [member(chance, on, (38, 66), gender) for gender in (one, other)]
    if role is Role.CONGREGATE:
        household += [member(chance, on, (24, 60)) for _ in range(6)]
    if role is Role.HOSTILE_INSIDE:
        household[1] = replace(household[1], id=setting.hostile)
    if role is Role.FEARED_VISITOR:
        visitor = member(chance, on, (20, 50), lives_in=False)
        household.append(replace(visitor, id=setting.feared))
    return tuple(household)


def _home(setting: _Setting, host: Host, role: Role) -> Home:
    chance = setting.chance
    home = Home(
        id=HomeId(chance.id()),
        host=host.id,
        area=setting.area,
        place=moved(setting.centre, *(chance.between(-AROUND_KM, AROUND_KM) for _ in range(2))),
        rooms=(Room(1, 11.0),),
        features=ORDINARY | household_features(host.members, setting.on),
        free=(Period(setting.on - OPEN_FOR),),
    )
    if role is Role.CONGREGATE:
        many = replace(home, kind=Kind.CONGREGATE, rooms=(Room(4, 24.0),) * 6, parties_max=24)
        return replace(many, features=home.features | CROWDED)
    if role is Role.TOO_SMALL:
        return replace(home, rooms=(Room(0, 4.0),))
    if role is Role.REFUSED:
        return replace(home, features=home.features | {REFUSED})
    return home


def _ties(setting: _Setting, hosts: tuple[CaseHost, ...]) -> tuple[Tie, ...]:
    """The sibling knows one household; the other hostile one is some ties from a second."""
    heads = {host.role: host.invented.host.members[0].id for host in hosts}
    degrees = 1
    if setting.programme.has_rule(HostilityRule.name):
        degrees = max(1, setting.programme.rule(HostilityRule).degrees)
    between = (PersonId(setting.chance.id()) for _ in range(degrees - 1))
    chain = (heads[Role.HOSTILE_NEAR], *between, setting.hostile)
    neighbours = (Tie(one, other, TieKind.ACQUAINTANCE) for one, other in pairwise(chain))
    return (Tie(setting.sibling, heads[Role.HOSTILE_TIED], TieKind.ACQUAINTANCE), *neighbours)
