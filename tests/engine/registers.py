"""Invented registers from a seed: every hard rule is broken now and then, and mostly by itself."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import TypeVar
from uuid import UUID

from hearth.core import programme as p
from hearth.core.home import Home, Kind, Room
from hearth.core.host import (
    Acceptance,
    Evidence,
    Exemption,
    Host,
    Member,
    Outcome,
    asked_before,
)
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
from hearth.core.place import Danger, Place
from hearth.core.programme_file import bundled
from hearth.core.programme_file.tables import MANDATORY
from hearth.core.rules import may_host
from hearth.core.rules.pair import Pair
from hearth.core.sensitive import SensitivePeriod
from hearth.core.ties import Tie, TieKind, Ties
from hearth.core.units import Period
from hearth.sim.chance import Chance
from hearth.sim.vetting import fully_vetted
from tests.builders import TODAY, a_programme, a_requirement, a_sensitive_kind, rules_with

SELDOM, EVENLY = 0.12, 0.5
AREAS = ("north", "south", "harbour")
TONGUES = tuple(f"tongue {at:02}" for at in range(90))
ValueT = TypeVar("ValueT")
OtherT = TypeVar("OtherT")


@dataclass(frozen=True, slots=True)
class World:
    """Parties and a register, the rules, and the day of decision."""

    parties: tuple[Party, ...]
    homes: tuple[Home, ...]
    hosts: Mapping[HostId, Host]
    ties: Ties
    programme: p.Programme
    on: date

    def pair(self, party: Party, home: Home) -> Pair:
        """One party and one home, as the rules look at them."""
        return Pair(
            party=party,
            home=home,
            host=self.hosts[home.host],
            on=self.on,
            ties=self.ties,
            requirements=asked_before(p.Before.OFFER, self.programme.requirements),
            sensitive_kinds=self.programme.sensitive_kinds_by_id,
        )

    def against(self, party: Party, home: Home) -> list[str]:
        """The codes of every rule that speaks against the pair."""
        return [reason.code for reason in may_host(self.pair(party, home), self.programme).against]


def a_world(
    seed: int,
    *,
    parties: int = 3,
    homes: int = 4,
    tongues: int = 3,
    programme: p.Programme | None = None,
) -> World:
    """A world of its own for each seed. `tongues` is how many languages are spoken in it."""
    return _Maker(Random(seed), tongues, programme).world(parties, homes)


class _Maker:
    def __init__(self, chance: Random, tongues: int, programme: p.Programme | None) -> None:
        self.chance, self.tongues = chance, TONGUES[:tongues]
        self.programme = programme or self.some_programme()
        self.people = [PersonId(UUID(int=at)) for at in range(1, 60)]
        self.next = 1000

    def world(self, parties: int, homes: int) -> World:
        hosts = [self.host(6 * at) for at in range(homes)]
        places = [self.home(self.chance.choice(hosts).id) for _ in range(homes)]
        return World(
            tuple(self.party(40 + 5 * (at % 4)) for at in range(parties)),
            tuple(places),
            {host.id: host for host in hosts},
            Ties.of(self.some(self.tie, 12)),
            self.programme,
            TODAY,
        )

    def seldom(self) -> bool:
        return self.chance.random() < SELDOM

    def maybe(
        self, value: Callable[[], ValueT], otherwise: OtherT, share: float = SELDOM
    ) -> ValueT | OtherT:
        return value() if self.chance.random() < share else otherwise

    def some(self, make: Callable[[], ValueT], most: int) -> list[ValueT]:
        return [make() for _ in range(self.chance.randint(0, most))]

    def id(self) -> UUID:
        self.next += 1
        return UUID(int=self.next)

    def somebody(self) -> frozenset[PersonId]:
        return frozenset({self.chance.choice(self.people)})

    def tie(self) -> Tie:
        one, other = self.chance.sample(self.people, 2)
        return Tie(one, other, self.chance.choice(list(TieKind)))

    def some_programme(self) -> p.Programme:
        if self.chance.random() < EVENLY:
            return self.chance.choice(bundled())
        least = self.chance.choice([0, 0, 16])
        rules = rules_with(
            degrees=self.chance.choice([0, 1, 2]),
            standard=self.chance.choice(list(p.RoomStandard)),
            age_min=least,
            age_max=self.chance.choice([None, None, 30]),
            party_size_max=self.chance.choice([None, 2]),
            unaccompanied_minors=self.chance.random() < EVENLY,
            parties=self.chance.choice([1, 2]),
        )
        left_out = {rule.name for rule in rules if self.seldom()} - set(MANDATORY)
        asked = (
            a_requirement("home-visit", before=self.chance.choice(list(p.Before))),
            a_requirement("check", scope=p.Scope.EVERY_ADULT, valid_months=None),
            a_requirement("talk", scope=p.Scope.MEMBER_OVER, age=10, valid_months=24),
        )
        kinds = (
            a_sensitive_kind("heat", bars_homes=("shared_bath",)),
            a_sensitive_kind("rest", bars_moves=False, bars_homes=("pets",)),
        )
        return a_programme(
            rules=tuple(rule for rule in rules if rule.name not in left_out),
            requirements=asked[: self.chance.randint(0, 3)],
            sensitive_kinds=kinds,
        )

    def day(self, spread: int) -> date:
        return TODAY + timedelta(self.chance.randint(-spread, spread))

    def place(self) -> Place:
        return Place(50 + self.chance.randint(0, 40) / 100, self.chance.randint(0, 40) / 100)

    def born_on(self) -> date | None:
        if self.seldom():
            return self.chance.choice([None, self.day(40)])
        return self.day(200) - timedelta(
            365 * self.chance.choice([0, 3, 9, 12, 19, 19, 25, 40, 70])
        )

    def words(self, kind: Iterable[ValueT], most: int = 2) -> frozenset[ValueT]:
        return frozenset(self.chance.sample([*kind], self.chance.randint(0, most)))

    def speaks(self) -> frozenset[str]:
        return frozenset(self.some(lambda: self.chance.choice(self.tongues), 2))

    def host(self, first: int) -> Host:
        household = tuple(
            Member(
                id=self.people[first + at],
                born_on=self.maybe(lambda: None, self.day(2000) - timedelta(365 * 30)),
                gender=self.chance.choice(list(Gender)),
                lives_in=not self.seldom(),
            )
            for at in range(self.chance.randint(0, 4))
        )
        host = Host(
            id=HostId(self.id()),
            members=household,
            accepts=self.accepts(),
            languages=self.speaks(),
            hostile_to=self.maybe(self.somebody, frozenset()),
            paused=self.maybe(lambda: (self.period(),), ()),
            stays_before=self.chance.randint(0, 12),
        )
        vetted = fully_vetted(
            host, self.programme, TODAY, Chance(self.chance.randint(0, 999), "vetting")
        )
        return self.maybe(lambda: self.lapsing(vetted), vetted, 0.3)

    def lapsing(self, host: Host) -> Host:
        """The same host with some papers gone, failed, ending, or let wait."""
        kept = tuple(self.paper(one) for one in host.evidence if not self.seldom())
        waits = tuple(
            Exemption(
                requirement=one.requirement,
                period=Period(self.day(60) - timedelta(60), self.day(60) + timedelta(120)),
                approved_by="the lead",
                reason="away",
                subject=one.subject,
            )
            for one in host.evidence
            if self.chance.random() < EVENLY
        )
        return Host(
            id=host.id,
            members=host.members,
            evidence=kept,
            exemptions=waits,
            accepts=host.accepts,
            languages=host.languages,
            hostile_to=host.hostile_to,
            paused=host.paused,
            stays_before=host.stays_before,
        )

    def paper(self, one: Evidence) -> Evidence:
        return Evidence(
            requirement=one.requirement,
            on=one.on,
            outcome=self.maybe(lambda: Outcome.FAILED, one.outcome, 0.05),
            subject=one.subject,
            until=self.maybe(lambda: self.day(90), one.until),
        )

    def accepts(self) -> Acceptance:
        least = self.maybe(lambda: self.chance.choice([1, 16, 18]), 0)
        return Acceptance(
            age_min=least,
            age_max=self.maybe(lambda: least + self.chance.randint(0, 60), None),
            size_max=self.maybe(lambda: self.chance.randint(1, 3), None),
            genders=self.maybe(lambda: self.words(Gender, 3), frozenset(Gender)),
            not_traits=self.words(Trait, 1),
        )

    def period(self) -> Period:
        first = self.day(60)
        return Period(
            first, self.chance.choice([None, first + timedelta(self.chance.randint(0, 90))])
        )

    def home(self, host: HostId) -> Home:
        rooms = tuple(
            Room(self.chance.randint(0, 3), self.chance.choice([None, 4.0, 5.0, 8.0, 9.0, 12.0]))
            for _ in range(self.chance.randint(0, 5))
        )
        return Home(
            id=HomeId(self.id()),
            host=host,
            kind=self.maybe(lambda: self.chance.choice(list(Kind)), Kind.HOST_HOME),
            area=self.chance.choice(AREAS),
            place=self.maybe(lambda: None, self.place()),
            rooms=rooms,
            features=self.words(Feature, 5),
            free=self.calendar(),
            parties_max=self.chance.choice([0, 1, 1, 2, 3]),
            parties_now=self.maybe(lambda: 1, 0),
            rooms_taken=frozenset(at for at in range(len(rooms)) if self.seldom()),
        )

    def calendar(self) -> tuple[Period, ...]:
        if self.chance.random() < 0.6:
            return (Period(TODAY - timedelta(400)),)
        return tuple(self.some(self.period, 3))

    def person(self, id: PersonId) -> Person:
        return Person(
            id=id,
            born_on=self.born_on(),
            gender=self.chance.choice(list(Gender)),
            needs=self.maybe(lambda: self.words(Feature, 1), frozenset()),
            traits=self.maybe(lambda: self.words(Trait, 2), frozenset()),
            fears=self.maybe(self.somebody, frozenset()),
            hostile=self.maybe(self.somebody, frozenset()),
            kin=self.maybe(self.somebody, frozenset()),
            refusals=self.maybe(self.refusals, Refusals()),
            dangers=self.maybe(lambda: (Danger(self.place(), self.chance.choice([0, 7.3])),), ()),
            languages=self.speaks(),
            sensitive=self.maybe(lambda: (self.sensitive(),), ()),
        )

    def refusals(self) -> Refusals:
        return Refusals(
            features=self.words(Feature, 1),
            areas=frozenset(self.chance.sample(AREAS, self.chance.randint(0, 1))),
            kinds=frozenset({str(self.chance.choice(list(Kind)))}),
            hosts=frozenset({HostId(UUID(int=self.chance.randint(1000, 1008)))}),
            homes=frozenset({HomeId(UUID(int=self.chance.randint(1000, 1008)))}),
        )

    def sensitive(self) -> SensitivePeriod:
        return SensitivePeriod(
            kind=self.chance.choice(["heat", "rest", "unheard of"]),
            first=self.day(40),
            days=self.chance.randint(1, 5),
            every_days=self.chance.choice([None, 28]),
            spread_days=self.chance.choice([0, 1]),
        )

    def party(self, first: int) -> Party:
        people = tuple(
            self.person(self.people[first + at])
            for at in range(self.chance.choice([1, 1, 2, 3, 4]))
        )
        near = self.maybe(self.place, None, EVENLY)
        return Party(
            id=PartyId(self.id()),
            people=people,
            stay=self.stay(),
            relations=frozenset(self.relations(people)),
            wishes=Wishes(
                near=near,
                within_km=None if near is None else self.maybe(lambda: 17.4, None, EVENLY),
                features=self.words(Feature),
            ),
            tier=self.chance.randint(0, 3),
        )

    def stay(self) -> Period:
        first = self.day(30)
        days = self.chance.choice([0, 7, 30, 90])
        return Period(first, self.maybe(lambda: None, first + timedelta(days)))

    def relations(self, people: tuple[Person, ...]) -> list[Relation]:
        return [
            Relation(people[0].id, other.id, self.chance.choice(list(Bond)))
            for other in people[1:]
            if self.chance.random() < 0.7
        ]
