"""The smallest single change that would open more homes to one party. Writes nothing.

Offered are changes of the party's own wishes, needs and days, if the person wants them, and
changes of a home or of what its host takes, and changes of a rule within the bounds that its
programme names. Never offered is to give up what protects: a danger, hostility, fear, a
refusal, vetting, a period, or a need that guards somebody.

Every number is counted again over the whole register with the change made.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import cached_property
from math import ceil
from uuid import UUID

from django.db import transaction

from hearth.core.errors import InvalidValue
from hearth.core.home import Home, Room
from hearth.core.host import Host
from hearth.core.ids import HomeId, HostId
from hearth.core.person import Feature, Party, Trait
from hearth.core.place import km_between
from hearth.core.programme import PartyLimitRule, Programme
from hearth.core.units import Period
from hearth.engine.advice.changes import failing_alone
from hearth.engine.candidates import candidates
from hearth.engine.encode import Encoded, encode
from hearth.engine.encode.kept import KeptHomes
from hearth.engine.tables import Int32s
from hearth.queries.matching.remembered import Remembered
from hearth.store import hosts, offices, people, programmes, rows, walls
from hearth.store.access import SignedIn
from hearth.store.hosts import Register
from hearth.store.models import CaseRow

PURPOSE = "single changes"
MOST_URGENT = 0  # tier
TRIED = 40  # sizes of one kind of change, the smallest first
GUARDING = frozenset(
    {
        Feature.LOCKED_ROOM,
        Feature.AFFIRMING,
        Feature.TRAINED_FOR_PERIODS,
        Feature.MEDICINE_STORE,
        Feature.SMOKE_FREE,
    }
)
"""Needs that nobody is asked to do without."""


class Whose(StrEnum):
    PARTY = "party"
    HOME = "home"
    RULE = "rule"


@dataclass(frozen=True, slots=True)
class Change:
    """One change, and what it does.

    kind : stable word for it. words : for staff, and to ask the person or host by. size : how
    much, in `unit`, 0 where it has no size. opens : homes that may host with it and not
    without. closes : homes that may host without it and not with it.
    """

    whose: Whose
    kind: str
    words: str
    size: int
    unit: str
    opens: tuple[HomeId, ...]
    closes: int = 0


_opening: Remembered[tuple[Change, ...]] = Remembered()


def opening(
    *, case: UUID, more: int, by: SignedIn, now: datetime, register: Register | None = None
) -> tuple[Change, ...]:
    """The changes for the party of a case, see `changes`; worked out with nobody kept from writing.

    register : as it stands now where a desk holds it open; else it is opened first.
    Raises NotFound; Sealed for whoever may not read the register.
    """
    offices.must_be_of_one(by)  # whoever is of no office may not read what a desk holds
    party, programme, over = _read(case, register, by=by, now=now)
    on = now.date()
    return _opening.of(
        (case, programme.ref, on, more),
        party,
        over,
        lambda: changes(party, over, programme, on, more=more),
    )


@transaction.atomic
def _read(
    case: UUID, register: Register | None, *, by: SignedIn, now: datetime
) -> tuple[Party, Programme, Register]:
    walls.must_be_theirs(CaseRow, case, by)
    row = rows.get(CaseRow, case)
    party = people.party(row.party_id, by=by, now=now, purpose=PURPOSE).from_day(now.date())
    over = register or hosts.register(by=by, now=now, purpose=PURPOSE)
    return party, programmes.of(row.programme), over


def changes(
    party: Party, register: Register, programme: Programme, on: date, *, more: int
) -> tuple[Change, ...]:
    """Of each kind of change the smallest that opens at least `more` homes.

    Where no size of a kind opens so many, the smallest that opens the most. First those that
    open enough, then by how many they open; a change that opens nothing is not there.
    Raises InvalidValue for `more` below 1.
    Cost: the register laid out once, up to 130 parties beside it, and one `encode` of its near
    misses.
    """
    if more < 1:
        raise InvalidValue(f"a change should open 1 home or more, got {more}")
    world = _World(party, register, programme, on)
    found = [*_of_party(world, more), *_of_homes(world, more), *_of_rules(world, more)]
    return tuple(
        sorted(found, key=lambda one: (len(one.opens) < more, -len(one.opens), one.kind, one.words))
    )


@dataclass(frozen=True)
class _World:
    party: Party
    register: Register
    programme: Programme
    on: date

    def encoded(
        self,
        parties: Sequence[Party],
        homes: Sequence[Home],
        hosts: Mapping[HostId, Host] | None = None,
    ) -> Encoded:
        return encode(
            parties,
            homes,
            hosts or self.register.hosts,
            self.register.ties,
            programme=self.programme,
            on=self.on,
        )

    @cached_property
    def homes(self) -> list[Home]:
        return list(self.register.homes.values())

    @cached_property
    def kept(self) -> KeptHomes:
        """All homes, laid out once: to do so takes longer than all that is asked of them."""
        over = self.register
        return KeptHomes(self.homes, over.hosts, over.ties, programme=self.programme, on=self.on)

    @cached_property
    def _alone(self) -> Mapping[str, Int32s]:
        return failing_alone(*self.kept.tables([self.party]), 0)

    def near(self, test: str) -> list[Home]:
        """Homes that fail by this test of the engine alone."""
        return [self.homes[at] for at in self._alone.get(test, ())]

    @property
    def calendars(self) -> list[Home]:
        """Homes that another first or last day may open."""
        return [*self.near("stay"), *(home for home in self.homes if len(home.free) > 1)]


@dataclass(frozen=True, slots=True)
class _Try:
    """A change of one size, before it is counted."""

    kind: str
    words: str
    size: int
    unit: str
    party: Party


def _of_party(world: _World, more: int) -> Iterator[Change]:
    tried = [*_farther(world), *_later(world), *_shorter(world), *_without(world.party)]
    may = _may_host(world, [world.party, *(one.party for one in tried)])
    for kind in dict.fromkeys(one.kind for one in tried):
        sizes = [
            Change(
                Whose.PARTY,
                one.kind,
                one.words,
                one.size,
                one.unit,
                tuple(home for home in then if home not in may[0]),
                sum(home not in then for home in may[0]),
            )
            for one, then in zip(tried, may[1:], strict=True)
            if one.kind == kind
        ]
        yield from _smallest(sizes, more)


def _may_host(world: _World, parties: Sequence[Party]) -> list[dict[HomeId, None]]:
    """For each party the homes that may host it, in the order of the register."""
    lists = candidates(*world.kept.tables(parties))
    ids = list(world.register.homes)
    return [
        dict.fromkeys(ids[home] for home in lists.home[first:end].tolist())
        for first, end in zip(lists.indptr[:-1], lists.indptr[1:], strict=True)
    ]


def _smallest(sizes: Sequence[Change], more: int) -> Iterator[Change]:
    """The smallest that opens enough, else the smallest that opens the most."""
    ordered = sorted(sizes, key=lambda one: one.size)
    enough = next((one for one in ordered if len(one.opens) >= more), None)
    found = enough or max(ordered, key=lambda one: len(one.opens), default=None)
    if found is not None and found.opens:
        yield found


def _farther(world: _World) -> Iterator[_Try]:
    wishes = world.party.wishes
    if wishes.near is None or wishes.within_km is None:
        return
    places = (home.place for home in world.near("radius"))
    sizes = {ceil(km_between(wishes.near, place)) for place in places if place is not None}
    for km in sorted(sizes)[:TRIED]:
        wider = replace(world.party, wishes=replace(wishes, within_km=float(km)))
        words = f"search up to {km} km away, not {wishes.within_km:g} km, if the person wants to"
        yield _Try("farther", words, km, "km", wider)


def _later(world: _World) -> Iterator[_Try]:
    """Another first day, as long a stay; never for the most urgent, who cannot wait."""
    if world.party.tier == MOST_URGENT:
        return
    stay = world.party.stay
    days = {(free.first - stay.first).days for home in world.calendars for free in home.free}
    for later in sorted(day for day in days if day > 0)[:TRIED]:
        first = stay.first + timedelta(later)
        words = f"begin on {first}, {later} days later, if the person can wait safely"
        yield _Try("later", words, later, "days later", world.party.from_day(first))


def _shorter(world: _World) -> Iterator[_Try]:
    stay = world.party.stay
    ends = {free.end for home in world.calendars for free in home.free if free.end is not None}
    inside = (end for end in ends if end > stay.first and (stay.end is None or end < stay.end))
    for end in sorted(inside, reverse=True)[:TRIED]:
        words = f"a stay until {end}, with another home found for the time after it"
        size = ((stay.end or date.max) - end).days
        short = replace(world.party, stay=Period(stay.first, end))
        yield _Try("shorter", words, size, "days shorter", short)


def _without(party: Party) -> Iterator[_Try]:
    for need in sorted(party.needs - GUARDING):
        less = tuple(replace(one, needs=one.needs - {need}) for one in party.people)
        words = f"do without {_plain(need)}, if the person says that they can"
        yield _Try(f"without_{need}", words, 0, "", replace(party, people=less))


def _plain(word: str) -> str:
    return str(word).replace("_", " ")


Made = tuple[Home, Host, int]  # a home and its host with a change made, and its size


@dataclass(frozen=True, slots=True)
class _HomeChange:
    """A kind of change that each home would make for itself."""

    kind: str
    words: str
    unit: str
    test: str
    make: Callable[[Party, Home, Host], Made]


def _of_homes(world: _World, more: int) -> Iterator[Change]:
    for kind in _kinds(world.party):
        near = world.near(kind.test)
        made = [kind.make(world.party, home, world.register.host_of(home)) for home in near]
        opened = sorted(
            (size, home.id)
            for (home, _, size), opens in zip(made, _open(world, made), strict=True)
            if opens
        )
        sizes = [
            Change(
                Whose.HOME,
                kind.kind,
                kind.words.format(size=most),
                most,
                kind.unit,
                tuple(home for size, home in opened if size <= most),
            )
            for most in sorted({size for size, _ in opened})
        ]
        yield from _smallest(sizes, more)


def _of_rules(world: _World, more: int) -> Iterator[Change]:
    """More parties in one home, up to what the programme says that could be allowed."""
    if not world.programme.has_rule(PartyLimitRule.name):
        return
    rule, full = world.programme.rule(PartyLimitRule), world.near("places")
    sizes = []
    for parties in range(rule.parties + 1, rule.parties_most + 1):
        looser = replace(rule, parties=parties)
        rules = tuple(looser if one is rule else one for one in world.programme.rules)
        wider = replace(world, programme=replace(world.programme, rules=rules))
        may = _open(wider, [(home, world.register.host_of(home), 0) for home in full])
        opens = tuple(home.id for home, is_open in zip(full, may, strict=True) if is_open)
        words = f"the programme changed: up to {parties} parties in one home, not {rule.parties}"
        more_by = parties - rule.parties
        sizes.append(Change(Whose.RULE, "parties_in_home", words, more_by, "parties", opens))
    yield from _smallest(sizes, more)


def _open(world: _World, made: Sequence[Made]) -> list[bool]:
    """Which of the changed homes may host. What is changed of a host is so for all its homes."""
    hosts = {host.id: host for _, host, _ in made}
    tables = world.encoded([world.party], [home for home, _, _ in made], hosts)
    found = set(candidates(tables.parties, tables.homes).home.tolist())
    return [at in found for at in range(len(made))]


def _kinds(party: Party) -> Iterator[_HomeChange]:
    for need in sorted(party.needs):
        yield _HomeChange(f"put_in_{need}", f"{_plain(need)} put in", "", "needs", _put_in(need))
    for trait in sorted(party.traits):
        words = f"hosts asked whether a limit of theirs can move: {_plain(trait)}"
        yield _HomeChange(f"host_takes_{trait}", words, "", "refuses", _take(trait))
    words = "hosts asked whether a limit of theirs can move: gender"
    yield _HomeChange("host_genders", words, "", "refuses", _any_gender)
    # To an age that nobody knows, or of a child not yet born, no limit can be moved.
    if all(age is not None and age >= 0 for age in party.ages_on(party.stay.first)):
        words = "hosts asked to move an age limit by up to {size} years"
        yield _HomeChange("host_ages", words, "years", "age", _any_age)
    words = "hosts asked to take up to {size} more people than they said"
    yield _HomeChange("host_size", words, "people", "size", _any_size)
    words = "an interpreter whom both accept"
    yield _HomeChange("interpreter", words, "", "language", _understood)
    words = "one more room with up to {size} beds"
    yield _HomeChange("one_more_room", words, "beds", "rooms", _room)


def _put_in(need: Feature) -> Callable[[Party, Home, Host], Made]:
    def make(_: Party, home: Home, host: Host) -> Made:
        return replace(home, features=home.features | {need}), host, 0

    return make


def _take(trait: Trait) -> Callable[[Party, Home, Host], Made]:
    def make(_: Party, home: Home, host: Host) -> Made:
        taken = replace(host.accepts, not_traits=host.accepts.not_traits - {trait})
        return home, replace(host, accepts=taken), 0

    return make


def _any_gender(party: Party, home: Home, host: Host) -> Made:
    genders = host.accepts.genders | {person.gender for person in party.people}
    return home, replace(host, accepts=replace(host.accepts, genders=genders)), 0


def _any_age(party: Party, home: Home, host: Host) -> Made:
    ages = [age for age in party.ages_on(party.stay.first) if age is not None]
    least, most = host.accepts.age_min, host.accepts.age_max
    low = min([least, *ages])
    high = None if most is None else max([most, *ages])
    moved = max(least - low, 0 if high is None or most is None else high - most)
    return home, replace(host, accepts=replace(host.accepts, age_min=low, age_max=high)), moved


def _any_size(party: Party, home: Home, host: Host) -> Made:
    size = len(party.people)
    accepts = replace(host.accepts, size_max=size)
    return home, replace(host, accepts=accepts), size - (host.accepts.size_max or size)


def _understood(party: Party, home: Home, host: Host) -> Made:
    return home, replace(host, languages=host.languages | party.languages), 0


def _room(party: Party, home: Home, host: Host) -> Made:
    short = len(party.people) - sum(room.beds for room in home.rooms_free)
    beds = max(1, short)
    return replace(home, rooms=(*home.rooms, Room(beds))), host, beds
