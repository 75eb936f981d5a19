"""A small service, set up through the real actions: staff, hosts, a person and their case.

Secrets are left out where nobody signs in by one, so that no test waits for Argon2.
"""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, time, timedelta
from uuid import UUID, uuid4

from django.db import transaction

from hearth.actions import (
    checks,
    consent,
    intake,
    introduction,
    offer,
    placement,
    result,
    shortlist,
)
from hearth.actions.intake import Opened
from hearth.actions.keys import offices as founding
from hearth.actions.keys import service
from hearth.core.audience import Audience
from hearth.core.checks import Talk, Testimony, With
from hearth.core.home import Home, Room
from hearth.core.host import Host
from hearth.core.identity import Address, HostIdentity, PersonIdentity
from hearth.core.ids import HomeId, HostId, PersonId
from hearth.core.person import Party
from hearth.core.placement import MovePlan
from hearth.core.programme_file import in_force
from hearth.core.units import Period
from hearth.core.where import Met
from hearth.seal import principal
from hearth.sim.chance import Chance
from hearth.sim.vetting import fully_vetted
from hearth.store import hosts, offices, people, principals
from hearth.store.access import SignedIn
from hearth.store.hosts import NewHost
from hearth.store.models import HomeRow
from tests.builders import LONG_AGO, MOMENT, TODAY, a_member, a_person, aged

CHEAP = principal.Cost(memory_kib=8, passes=1, lanes=1)
PROGRAMME = "blank"
STAY = Period.of_days(TODAY + timedelta(days=2), 90)
ALIKE = 6  # homes that fit one description, one more than the programmes ask for


@dataclass(slots=True)
class Service:
    """Everybody of a service, signed in. `hosts` signs in by the id of the home."""

    duty: SignedIn
    lead: SignedIn
    program: SignedIn
    visitor: SignedIn
    clinician: SignedIn
    homes: tuple[HomeId, ...]
    hosts: dict[HomeId, SignedIn] = field(repr=False)

    def open_case(self, now: datetime = MOMENT) -> Opened:
        """A case with a person who has said what they need and confirmed it."""
        opened = open_case(self.duty, now)
        party = self.party(opened, now)
        intake.tell(case=opened.case, party=party, by=opened.resident, now=now)
        intake.confirm(case=opened.case, by=opened.resident, now=now)
        return opened

    def party(self, opened: Opened, now: datetime = MOMENT) -> Party:
        """The party of a case as it stands."""
        return people.party(opened.party, by=opened.resident, now=now, purpose="test")

    def grow(self, opened: Opened, size: int) -> None:
        """The party of a case, with so many people in it."""
        party = self.party(opened)
        more = [a_person(id=PersonId(uuid4())) for _ in range(size - len(party.people))]
        names = {one.id: PersonIdentity(name="Wren Vale") for one in more}
        to = offices.of_case(opened.case)
        people.enter_alone(names, by=self.duty, now=MOMENT, purpose="test", to=to)
        family = replace(party, people=(*party.people, *more))
        people.change(family, by=self.duty, now=MOMENT, purpose="test")

    def put_offer(self, opened: Opened, home: HomeId | None = None, now: datetime = MOMENT) -> UUID:
        """An offer of the first home, or of this one, put to the person."""
        shortlist.make(case=opened.case, by=self.duty, now=now)
        chosen = home or self.homes[0]
        return offer.put(case=opened.case, home=chosen, by=self.duty, now=now)

    def agree(self, offer_id: UUID, opened: Opened, now: datetime = MOMENT) -> None:
        """The person's yes."""
        consent.agree(offer_id=offer_id, by=opened.resident, service=self.program, now=now)

    def meet(self, offer_id: UUID, now: datetime = MOMENT) -> UUID:
        """An introduction arranged and held."""
        meeting = introduction.arrange(offer_id=offer_id, by=self.duty, now=now)
        introduction.hold(introduction_id=meeting, by=self.duty, now=now)
        return meeting

    def both_willing(self, meeting: UUID, opened: Opened, home: HomeId, now: datetime) -> None:
        """Two times yes, given apart, and told a day later."""
        for side in (opened.resident, self.hosts[home]):
            introduction.answer(introduction_id=meeting, willing=True, by=side, now=now)
        introduction.tell(introduction_id=meeting, by=self.program, now=now + DAY)

    def plan(self, opened: Opened, home: HomeId | None = None) -> tuple[UUID, UUID]:
        """A case taken as far as a planned move: the offer and the placement."""
        chosen = home or self.homes[0]
        offered = self.put_offer(opened, chosen)
        self.agree(offered, opened)
        self.both_willing(self.meet(offered), opened, chosen, MOMENT)
        return offered, placement.plan(
            offer_id=offered, move=a_move(), by=self.duty, service=self.program, now=LATER
        )

    def live(self, opened: Opened, home: HomeId | None = None) -> UUID:
        """A case taken as far as living in the home. The placement, its checks scheduled."""
        _, stay = self.plan(opened, home)
        placement.move(
            placement_id=stay, on=STAY.first, by=self.duty, service=self.program, now=LATER
        )
        checks.schedule(placement_id=stay, by=self.duty, now=LATER)
        return stay

    def enter_result(self, opened: Opened, outcome: str = "yes") -> UUID:
        """A result entered by the clinician, of which the person has not been told."""
        return result.enter(
            case=opened.case,
            person=opened.person,
            assessment="assessment",
            outcome=outcome,
            by=self.clinician,
            now=MOMENT,
        )

    def host_identity(self, home: HomeId | None = None) -> UUID:
        """The item of the name of a home's host."""
        row = HomeRow.objects.select_related("host").get(id=home or self.homes[0])
        return row.host.identity_id

    def address(self, home: HomeId | None = None) -> UUID:
        """The item of a home's address."""
        return HomeRow.objects.get(id=home or self.homes[0]).address_id


DAY = timedelta(days=1)
LATER = MOMENT + DAY


@transaction.atomic
def a_service(homes: int = ALIKE, *, two_homes: bool = False) -> Service:
    """A service with one of each of its staff, and homes that look alike from outside.

    `two_homes`: the first host has another home beside.
    """
    begun = service.begin(now=MOMENT)
    visitor = hired(Audience.VISITOR, begun.duty)
    clinician = hired(Audience.CLINICIAN, begun.duty)
    new = [a_new_host(2 if two_homes else 1), *(a_new_host() for _ in range(homes - 1))]
    hosts.enter_many(new, by=begun.duty, now=MOMENT, purpose="register")
    signed: dict[HomeId, SignedIn] = {}
    for one in new:
        host = service.welcome_host(host=one.host.id, secret=None, by=begun.duty, now=MOMENT)
        signed |= {home.id: host for home, _ in one.homes}
    return Service(*begun.everybody, visitor, clinician, tuple(signed), signed)


def hired(role: Audience, by: SignedIn, circles: tuple[str, ...] = ()) -> SignedIn:
    """Somebody new of this role, admitted to these circles."""
    return service.hire(role=role, secret=None, circles=circles, by=by, now=MOMENT)


@dataclass(slots=True)
class Offices:
    """Two offices of one service, each with a caseworker who is of that one alone."""

    first: SignedIn
    other: SignedIn
    office: UUID  # the other one


@transaction.atomic
def two_offices(of: Service) -> Offices:
    """Another office beside the first. The service's caseworker on duty is of both from now on."""
    after = MOMENT + timedelta(seconds=1)
    mine = hired(Audience.CASEWORKER, of.duty, ("office",))
    of.duty = founding.found(name="North", by=of.duty, now=after)
    office = offices.called("North").id
    founding.share_all(office, by=of.duty, clock=lambda: after, told=lambda _left: None)
    theirs = service.hire(
        role=Audience.CASEWORKER,
        secret=None,
        circles=("office",),
        by=of.duty,
        now=after,
        office=office,
    )
    return Offices(mine, theirs, office)


def as_made(of: Service) -> Service:
    """The same, with the keys that its circles have now, whatever another test did to it."""
    return replace(of, duty=signed_in_again(of.duty), program=signed_in_again(of.program))


def signed_in_again(who: SignedIn) -> SignedIn:
    """The same person with the keys that their circles have now."""
    return principals.with_key(who.id, who.keys[who.id])


def a_new_host(homes: int = 1) -> NewHost:
    """A vetted host who lives alone in a home with one room."""
    member = a_member(id=PersonId(uuid4()))
    host = Host(id=HostId(uuid4()), members=(member,))
    vetted = fully_vetted(host, in_force(PROGRAMME, TODAY), TODAY, Chance(1, "vetting"))
    places = tuple((a_free_home(vetted.id), an_address()) for _ in range(homes))
    return NewHost(identity=HostIdentity(name="Ada Lind"), host=vetted, homes=places)


def a_free_home(host: HostId) -> Home:
    """A home with one room, free from long ago on."""
    return Home(
        id=HomeId(uuid4()), host=host, area="north", rooms=(Room(1),), free=(Period(LONG_AGO),)
    )


def an_address() -> Address:
    """Where a home is."""
    return Address(street="9 Alder Row", town="Thornby")


def open_case(by: SignedIn, now: datetime = MOMENT) -> Opened:
    """A case just opened, of which nothing has been told yet."""
    who = PersonIdentity(name="Robin Vale", born_on=aged(19))
    return intake.open_case(
        identity=who, programme=PROGRAMME, stay=STAY, secret=None, by=by, now=now
    )


def a_move(at: datetime | None = None) -> MovePlan:
    """A move in the afternoon, with somebody who comes along."""
    arrive = at or datetime.combine(STAY.first, time(15), tzinfo=UTC)
    return MovePlan(transport="train", escort="the caseworker", arrive_at=arrive)


def two_talks(now: datetime, said: str = "I sleep well here.") -> tuple[Testimony, ...]:
    """A talk with the person and then one with the host, apart, before `now`."""
    return a_talk(With.RESIDENT, now - timedelta(hours=2), said), a_talk(
        With.HOST, now - timedelta(hours=1), "All is well."
    )


def a_talk(with_: With, began_at: datetime, said: str = "All is well.") -> Testimony:
    """Half an hour, out of earshot."""
    ended = began_at + timedelta(minutes=30)
    talk = Talk(with_=with_, began_at=began_at, ended_at=ended, where="a walk", met=Met.HOME)
    return Testimony(talk, said)
