"""The invented town in the database of the test, and what else it needs so that nothing is missing.

Everybody who can sign in is here, signed in; so is a thing of every kind, of several owners.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple
from unittest import mock

from hearth.actions import intake, result, transfer
from hearth.actions.exchange import uploads
from hearth.actions.homes import application
from hearth.actions.kept import papers, requests
from hearth.actions.keys import accounts, emergency, service
from hearth.actions.keys import offices as founding
from hearth.cli.clock import now
from hearth.cli.trial import enter as trial
from hearth.core import intake as intake_steps
from hearth.core.application import Application
from hearth.core.audience import Audience
from hearth.core.identity import PersonIdentity
from hearth.core.papers import What
from hearth.core.programme_file import in_force
from hearth.core.tokens import LONGEST_DAYS, ROLES
from hearth.core.units import Period
from hearth.entry import running
from hearth.entry import trial as invented
from hearth.store import keyring, offices, principals, sessions, tokens
from hearth.store.access import SignedIn
from hearth.store.folder import Folder, prepare
from hearth.store.models import CaseRow, ConcernRow, HostRow, PartyMemberRow
from tests.exchange.test_papers import jpeg
from tests.service import signed_in_again

HOMES, PARTIES = 90, 30
PROGRAMME = "healers-office"
NORTH = "north"  # the caseworker of another office
DAY = timedelta(days=1)


class AtStation(NamedTuple):
    """What an open station is to whoever enters a town."""

    folder: Folder
    duty: SignedIn
    lead: SignedIn
    service: SignedIn


@dataclass(slots=True)
class World:
    """A town with everybody's keys. `cookies`: an open session of each, by name; `tokens`: of
    those who may have one.

    everybody : whoever was ever made, also those without a name here.
    """

    at: datetime
    begun: service.Begun
    people: dict[str, SignedIn] = field(repr=False)
    everybody: list[SignedIn] = field(repr=False)
    cookies: dict[str, str] = field(default_factory=dict, repr=False)
    tokens: dict[str, str] = field(default_factory=dict, repr=False)

    def role(self, name: str) -> Audience:
        """The audience of somebody."""
        return self.people[name].audience

    def lets_in(self, name: str) -> None:
        """An open session for somebody."""
        self.cookies[name] = sessions.begin(self.people[name], now=self.at)
        if self.role(name) in ROLES:
            self.tokens[name] = tokens.make(
                by=self.people[name], acts=True, days=LONGEST_DAYS, now=self.at
            )


def a_world(folder: Path) -> World:
    """Make it. Cost: some ten seconds."""
    made: list[SignedIn] = []
    real = principals.make_user

    def heard(*words: Any, **named: Any) -> SignedIn:
        made.append(real(*words, **named))
        return made[-1]

    with mock.patch.object(principals, "make_user", heard):
        return _a_world(folder, made)


def _a_world(folder: Path, made: list[SignedIn]) -> World:
    at, place = now(), Folder(folder)
    prepare(place)
    begun = service.begin(now=at - timedelta(days=trial.DAYS))
    for key, who in (("duty", begun.duty), ("lead", begun.lead), ("service", begun.service)):
        keyring.write(place, key, who, None)
    keyring.new_signer_key(place)
    programme = in_force(PROGRAMME, at.date())
    trial.enter(
        AtStation(place, begun.duty, begun.lead, begun.service),  # type: ignore[arg-type]
        homes=HOMES,
        parties=PARTIES,
        seed=1,
        programme=programme,
        progress=lambda _said: None,
    )
    running.begin(place, begun.service, demo=True, clock=lambda: at)
    people = {one.key: keyring.sign_in(place, one.key, None) for one in invented.people(place)}
    again = {one.id: one for one in people.values()}  # whoever came with a sheet has a new key
    made[:] = [again.get(one.id, one) for one in made]
    world = World(at, begun, people, made)
    _staff_of_two(world)
    _what_is_missing(world)
    _another_office(world)
    world.people = {name: signed_in_again(who) for name, who in people.items()}
    for name in world.people:
        world.lets_in(name)
    return world


def _staff_of_two(world: World) -> None:
    """A second one of each, for what belongs to a colleague."""
    at, people, begun = world.at, world.people, world.begun
    for role, by, circles in (
        (Audience.CASEWORKER, begun.duty, ("office",)),
        (Audience.LEAD, begun.lead, ("safeguarding",)),
        (Audience.VISITOR, begun.duty, ()),
        (Audience.CLINICIAN, begun.duty, ()),
    ):
        name = f"{role}-2"
        people[name] = service.hire(role=role, secret=None, circles=circles, by=by, now=at)


def _another_office(world: World) -> None:
    """One with a caseworker and a case of its own, which is asked to take a case of the first.

    Nobody else is of it: whoever founded it has left it to them.
    """
    at, people = world.at, world.people
    duty = founding.found(name="North", by=signed_in_again(people["duty"]), now=at)
    office = offices.called("North").id
    founding.share_all(office, by=duty, clock=lambda: at, told=lambda _left: None)
    north = service.hire(
        role=Audience.CASEWORKER, secret=None, circles=("office",), by=duty, now=at, office=office
    )
    people[NORTH] = signed_in_again(north)
    who = PersonIdentity(name="Nour Haddad")
    stay = Period.of_days(at.date() + DAY, 90)
    intake.open_case(
        identity=who, programme=PROGRAMME, stay=stay, secret=None, by=people[NORTH], now=at
    )
    case = CaseRow.objects.exclude(office=office).exclude(transfers__state="proposed")
    last = case.exclude(state="closed").order_by("-id").first()
    assert last is not None
    transfer.propose_to_office(
        case=last.id, office=office, note="Please.", by=people["duty"], now=at
    )


def _what_is_missing(world: World) -> None:
    """What no party of a town has come to by itself."""
    at, people = world.at, world.people
    for name in ("Ida Noor", "Per Holm"):
        told = Application(
            name=name, phone="0700 900111", town="Thornby", household="I", room="one"
        )
        application.send(told=told, address="192.0.2.7", now=at)
    uploads.send(
        name="hosts.csv",
        content=b"host,name,area\n1,Ada Lind,north\n",
        register="hosts",
        programme=PROGRAMME,
        by=people["duty"],
        now=at,
    )
    _papers_and_a_request(world)
    admin = people["administrator"]
    for role in (Audience.VISITOR, Audience.LEAD, Audience.CASEWORKER):
        accounts.propose_hire(role=role, by=admin, now=at)
    accounts.propose_office(name="Quay", by=admin, now=at)
    second = people["caseworker-2"].id
    ours = CaseRow.objects.filter(office=offices.own(people["duty"]), transfers=None)
    case = ours.exclude(state=intake_steps.State.CLOSED).order_by("id").first()
    assert case is not None
    transfer.propose(case=case.id, to=second, note="Please.", by=people["duty"], now=at)
    stay = ConcernRow.objects.exclude(placement=None).values_list("placement", flat=True)[0]
    program = world.begun.service
    emergency.ask(
        placement_id=stay, purpose="an accident", by=people["lead"], service=program, now=at
    )
    for name, clinician in (("resident-0", "clinician"), ("resident-1", "clinician-2")):
        _a_result(world, people[name], people[clinician])


def _papers_and_a_request(world: World) -> None:
    at, duty = world.at, world.people["duty"]
    host = HostRow.objects.exclude(principal=None).order_by("id").first()
    mine = CaseRow.objects.get(party__members__person__principal=world.people["resident-0"].id)
    assert host is not None
    hand_in = partial(papers.hand_in, what=What.OTHER, words="", content=jpeg(), by=duty, now=at)
    hand_in(host=host.id)
    hand_in(case=mine.id)
    for name in ("resident-0", "resident-1"):
        asked = requests.ask(by=world.people[name], now=at)
    requests.take_up(request=asked, by=world.people["lead"], now=at)
    lead, program = world.people["lead"], world.begun.service
    requests.refuse(request=asked, reason="Not today.", by=lead, service=program, now=at)


def _a_result(world: World, who: SignedIn, by: SignedIn) -> None:
    member = PartyMemberRow.objects.select_related("person").get(person__principal=who.id)
    case = CaseRow.objects.get(party=member.party_id)
    entered = result.enter(
        case=case.id,
        person=member.person_id,
        assessment="designation",
        outcome="omega",
        by=by,
        now=world.at,
    )
    result.tell(result_id=entered, by=by, now=world.at)
    result.release(
        result_id=entered,
        to=world.people["visitor"].id,
        purpose="care",
        until=world.at.date() + 30 * DAY,
        by=who,
        now=world.at,
    )
