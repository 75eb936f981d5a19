"""The invented service in which the walk takes place, its people, and its calendar."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import TypeVar
from uuid import UUID

from hearth.actions import placement
from hearth.actions.exchange.town import enter_town
from hearth.actions.keys import service
from hearth.cli.walk.told import LOOKING, Decider, WalkStep, file_of
from hearth.core.audience import Audience
from hearth.core.concerns import Kind, Weight
from hearth.core.errors import HearthError, NotFound, RuleBroken
from hearth.core.journey import Stage
from hearth.core.person import Party
from hearth.core.programme import Programme
from hearth.core.programme_file import in_force
from hearth.queries import seen
from hearth.sim.case import InventedCase, Role, one_case
from hearth.sim.town import Town
from hearth.store.access import SignedIn

ValueT = TypeVar("ValueT")
BEGINS_ON = date(2031, 5, 5)  # a Monday of a calendar in which nobody lives
SHORT_STAY_DAYS = 7  # where stays are planned for less, the walk goes on from night to night


@dataclass(frozen=True, slots=True, kw_only=True)
class Spoken:
    """What the invented people say apart, and what is raised."""

    in_earshot: str = "Thank you, all is well."
    alone: str = "It is a good house. My door locks. I would like to know who else has a key."
    by_host: str = "Quiet, and no trouble. We eat together on most days."
    later: str = "The key is mine alone now. I sleep."
    concern: str = "A friend of the house was in my room while I was out."
    kind: Kind = Kind.COMPLAINT
    weight: Weight = Weight.SERIOUS
    answer: str = "We came to see you alone; the friend has given back the key."


@dataclass(slots=True, kw_only=True)
class World:
    """Everything the walk holds in its hands. `now` is moved on by `at`, never by a clock."""

    programme: Programme
    invented: InventedCase
    said: Spoken
    begun: service.Begun
    assessor: SignedIn
    visitor: SignedIn
    host: SignedIn
    other_host: SignedIn
    now: datetime
    resident: SignedIn | None = None
    party: Party | None = None
    case: UUID | None = None
    offer: UUID | None = None
    stay: UUID | None = None
    moved_on: date | None = None
    _planned_until: date | None = None

    @property
    def duty(self) -> SignedIn:
        """The caseworker."""
        return self.begun.duty

    @property
    def lead(self) -> SignedIn:
        """The safeguarding lead."""
        return self.begun.lead

    @property
    def service(self) -> SignedIn:
        """The running program."""
        return self.begun.service

    @property
    def person(self) -> SignedIn:
        """The resident, once the case is open."""
        return found(self.resident)

    def role_of(self, home: UUID) -> Role:
        """What a home of the register is in this story."""
        return next(h.role for h in self.invented.hosts if h.home.home.id == home)

    def home(self, role: Role) -> UUID:
        """The first home of a role."""
        return self.invented.host(role).home.home.id

    def at(self, day: date, hour: int, minute: int = 0) -> datetime:
        """Move the calendar on, night by night where stays are planned so."""
        if self.stay is not None:
            self._stay_on(day)
        self.now = datetime.combine(day, time(hour, minute), tzinfo=UTC)
        return self.now

    def _stay_on(self, day: date) -> None:
        longest = self.planned_days
        if longest is None or self._planned_until is None:
            return
        while (until := self._planned_until) <= day + timedelta(1):
            asked_at = datetime.combine(until - timedelta(1), time(8), tzinfo=UTC)
            self._planned_until = until + timedelta(longest)
            placement.extend(
                placement_id=found(self.stay),
                until=self._planned_until,
                by=self.duty,
                now=max(self.now, asked_at),
            )

    @property
    def planned_days(self) -> int | None:
        """For how many days a stay is planned, where that is so few that it must be extended."""
        longest = self.programme.placement.planned_days_max
        return longest if longest is not None and longest <= SHORT_STAY_DAYS else None

    def lives_there(self, stay: UUID) -> None:
        """From here on the calendar knows of the stay."""
        self.stay, self._planned_until = stay, found(self.party).stay.end

    def step(
        self, stage: Stage, act: str, by: SignedIn | Audience, decided_by: Decider, tells: str
    ) -> WalkStep:
        """The step just taken, with what everybody sees at this moment."""
        return WalkStep(
            stage=stage,
            act=act,
            by=by.audience if isinstance(by, SignedIn) else by,
            decided_in=file_of(decided_by),
            tells=tells,
            seen=self.seen(),
        )

    def seen(self) -> Mapping[Audience, list[str]]:
        """What each of them sees, through their own sign-in."""
        looking = {
            Audience.RESIDENT: self.person,
            Audience.HOST: self.host,
            Audience.CASEWORKER: self.duty,
            Audience.VISITOR: self.visitor,
            Audience.LEAD: self.lead,
        }
        return {audience: self.seen_by(looking[audience]) for audience in LOOKING}

    def seen_by(self, who: SignedIn) -> list[str]:
        """What one of them sees; nothing where there is no such case for them."""
        try:
            return seen.seen(found(self.case), by=who, now=self.now)
        except NotFound:
            return []


def found(value: ValueT | None) -> ValueT:
    """The value, where the story has come so far."""
    if value is None:
        raise RuleBroken("the walk has not come to that yet")
    return value


def refusal(act: Callable[[], object]) -> str:
    """The sentence with which an act is refused. Raises RuleBroken where it is not."""
    try:
        act()
    except HearthError as error:
        return str(error)
    raise RuleBroken("the walk came to something that should have been refused, and was not")


def begin(programme: str, seed: int, said: Spoken) -> World:
    """A service with its circles, its people, and the homes of the invented case.

    Raises NotFound for a programme that is not there.
    """
    rules = in_force(programme, BEGINS_ON)
    case = one_case(rules, seed, BEGINS_ON)
    now = datetime.combine(BEGINS_ON, time(8), tzinfo=UTC)
    begun = service.begin(now=now)
    homes = Town(hosts=tuple(host.invented for host in case.hosts), parties=(), ties=case.ties)
    enter_town(homes, programme=rules.name, by=begun.duty, now=now)
    assessor, visitor = (
        service.hire(role=role, secret=None, circles=(), by=begun.duty, now=now)
        for role in (rules.assessments[0].entered_by, Audience.VISITOR)
    )
    hosts = [
        service.welcome_host(
            host=case.host(role).invented.host.id, secret=None, by=begun.duty, now=now
        )
        for role in (Role.KIND, Role.ALIKE)
    ]
    return World(
        programme=rules,
        invented=case,
        said=said,
        begun=begun,
        assessor=assessor,
        visitor=visitor,
        host=hosts[0],
        other_host=hosts[1],
        now=now,
    )


def told_by_person(world: World) -> Party:
    """The party as the person tells it, under the ids of the case."""
    party = found(world.party)
    invented = world.invented.party.party
    head = replace(invented.people[0], id=party.people[0].id)
    return replace(invented, id=party.id, people=(head,))
