"""Everybody of a small service doing whatever comes to their mind, rightly or wrongly.

Each act is one of the real actions, by somebody who is mostly the right one. Beside it
stands what the people themselves would say: whose yes stands, whose release holds.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Protocol, TypeVar
from uuid import UUID

from django.db import transaction

from hearth.actions import (
    checks,
    concerns,
    consent,
    intake,
    introduction,
    offer,
    permanence,
    placement,
    result,
    shortlist,
)
from hearth.actions.intake import Opened
from hearth.actions.keys import rotation
from hearth.core.audience import Audience
from hearth.core.compartments import ENGINE, OFFICE, RELEASE, SAFEGUARDING
from hearth.core.concerns import Kind, Weight
from hearth.core.ids import HomeId
from hearth.core.introduction import State as Meeting
from hearth.core.placement import Ending
from hearth.core.programme import DeclineConsequence, ForcedAct
from hearth.core.result import Breach
from hearth.core.units import Period
from hearth.store import facts, principals
from hearth.store.access import SignedIn
from hearth.store.models import CheckRow, HomeRow, ResultRow
from tests.builders import MOMENT
from tests.service import (
    PROGRAMME,
    a_move,
    a_service,
    hired,
    open_case,
    signed_in_again,
    two_talks,
)

OneT = TypeVar("OneT")
PEOPLE, STAFF = 4, 5
WRONG_HANDS, WRONG_TIME = 12, 12  # of a hundred
NOBODY = UUID(int=0)
RELEASED_FOR = timedelta(days=20)
CIRCLES = (OFFICE, SAFEGUARDING, ENGINE, RELEASE)
NEVER_REFUSED = {"leave", "rotate", "wait"}  # whoever does these is always the right one


class Pick(Protocol):
    """Where choices come from: a seed, or a property test that can make them smaller."""

    def one_of(self, pool: Sequence[OneT]) -> OneT:
        """One of a pool that is not empty."""

    def happens(self, percent: int) -> bool:
        """True in about so many of a hundred."""


class NothingToDo(Exception):
    """The act needs something that is not there yet."""


@dataclass(slots=True)
class Offered:
    """An offer that was put, and how far it came, by the name of the last act on it.

    `stands` from the person's yes until they take it back.
    """

    id: UUID
    case: Opened
    home: HomeId
    came_to: str = "put"
    meeting: UUID = NOBODY
    stay: UUID = NOBODY
    answered: set[UUID] = field(default_factory=set)
    stands: bool = False
    kept: bool = False  # the yes stands, and nothing else has ended it: the key is there


@dataclass(slots=True)
class Released:
    """A release that holds: of which result, to whom, and until when."""

    id: UUID
    item: UUID
    to: UUID
    by: Opened
    until: datetime


class Acts:
    """A service of a few people. Every public method is one act; see `WEIGHTS`."""

    def __init__(self, pick: Pick) -> None:
        self.pick = pick
        self.now = MOMENT
        self.service = a_service(two_homes=True)
        self.office = [self.service.duty]
        self.leads = [self.service.lead]
        self.left: list[SignedIn] = []
        self.cases: list[Opened] = [self.service.open_case() for _ in range(2)]
        self.offers: list[Offered] = []
        self.concerns: list[tuple[UUID, Opened | None, HomeId | None]] = []
        self.results: list[tuple[UUID, Opened]] = []
        self.releases: list[Released] = []
        self.speaker: UUID | None = None  # who may open the testimony of the act just done

    # Who acts.

    @property
    def everybody(self) -> list[SignedIn]:
        """All who have a key: those who left too, for they may have kept it."""
        staff = [self.service.program, self.service.visitor, self.service.clinician]
        residents = [case.resident for case in self.cases]
        return [
            *self.office,
            *self.leads,
            *staff,
            *residents,
            *self.service.hosts.values(),
            *self.left,
        ]

    def _rightly(self, *right: SignedIn) -> SignedIn:
        return self.pick.one_of(self.everybody if self.pick.happens(WRONG_HANDS) else right)

    def _one(self, pool: Sequence[OneT]) -> OneT:
        if not pool:
            raise NothingToDo
        return self.pick.one_of(pool)

    def _last(self, pool: Sequence[OneT]) -> OneT:
        return self._one(pool[-3:])

    def _offer(self, *came_to: str) -> Offered:
        """An offer that came so far; now and then any other."""
        if self.pick.happens(WRONG_TIME):
            return self._one(self.offers)
        return self._one([one for one in self.offers if one.came_to in came_to])

    def _at_the_office(self) -> Any:
        return {"by": self._caseworker(), "service": self.service.program, "now": self.now}

    def _caseworker(self) -> SignedIn:
        return self._rightly(*self.office)

    # The journey.

    def open_case(self) -> None:
        if len(self.cases) >= PEOPLE:
            raise NothingToDo
        self.cases.append(open_case(self._caseworker(), self.now))

    def tell(self) -> None:
        case = self._one(self.cases)
        by = self._rightly(case.resident, *self.office)
        party = self.service.party(case, self.now)
        intake.tell(case=case.case, party=party, by=by, now=self.now)

    def confirm(self) -> None:
        case = self._one(self.cases)
        intake.confirm(case=case.case, by=self._rightly(case.resident), now=self.now)

    def set_stay(self) -> None:
        case, stay = self._one(self.cases), Period.of_days(self.now.date() + timedelta(days=2), 30)
        intake.set_stay(case=case.case, stay=stay, tier=1, by=self._caseworker(), now=self.now)

    def make_shortlist(self) -> None:
        shortlist.make(case=self._one(self.cases).case, by=self._caseworker(), now=self.now)

    def put_offer(self) -> None:
        case, home = self._one(self.cases), self._one(self.service.homes)
        by = self._caseworker()
        made = offer.put(case=case.case, home=home, by=by, now=self.now)
        self.offers.append(Offered(made, case, home))

    def agree(self) -> None:
        one = self._offer("put")
        service = self._rightly(self.service.program)
        by = self._rightly(one.case.resident)
        consent.agree(offer_id=one.id, by=by, service=service, now=self.now)
        one.came_to = "agreed"
        one.stands = one.kept = True

    def decline(self) -> None:
        one = self._offer("put")
        chosen = self._one([None, *DeclineConsequence])
        by = self._rightly(one.case.resident)
        consent.decline(offer_id=one.id, consequence=chosen, by=by, now=self.now)
        one.came_to = "over"

    def withdraw(self) -> None:
        one = self._offer("agreed", "arranged", "met", "answered", "goes_on", "living")
        consent.withdraw(offer_id=one.id, by=self._rightly(one.case.resident), now=self.now)
        one.stands = one.kept = False

    def lapse(self) -> None:
        consent.lapse(by=self._rightly(self.service.program), now=self.now)

    def end_offer(self) -> None:
        one = self._offer("put", "agreed", "arranged", "met")
        offer.end(offer_id=one.id, by=self._rightly(*self.office, *self.leads), now=self.now)
        one.kept = False

    def arrange(self) -> None:
        one = self._offer("agreed")
        made = introduction.arrange(offer_id=one.id, by=self._caseworker(), now=self.now)
        one.meeting, one.came_to = made, "arranged"

    def meet(self) -> None:
        one = self._offer("arranged")
        introduction.hold(introduction_id=one.meeting, by=self._caseworker(), now=self.now)
        one.came_to = "met"

    def answer(self) -> None:
        one = self._offer("met")
        by = self._rightly(one.case.resident, self.service.hosts[one.home])
        willing = self.pick.happens(90)
        introduction.answer(introduction_id=one.meeting, willing=willing, by=by, now=self.now)
        one.answered.add(by.id)
        one.came_to = "answered" if len(one.answered) == 2 else "met"

    def tell_answers(self) -> None:
        one = self._offer("answered")
        by = self._rightly(self.service.program)
        told = introduction.tell(introduction_id=one.meeting, by=by, now=self.now)
        one.came_to = str(told)
        one.kept = one.kept and told is not Meeting.ENDED

    def plan(self) -> None:
        one = self._offer("goes_on")
        at = self.now.replace(hour=15) + timedelta(days=2)
        one.stay = placement.plan(offer_id=one.id, move=a_move(at), **self._at_the_office())
        one.came_to = "planned"

    def move(self) -> None:
        one = self._offer("planned")
        placement.move(placement_id=one.stay, on=self.now.date(), **self._at_the_office())
        one.came_to = "living"

    def end_stay(self) -> None:
        one = self._offer("living")
        by, office = self._rightly(one.case.resident), self._caseworker()
        why, day = self._one(list(Ending)), self.now.date()
        placement.end(placement_id=one.stay, why=why, on=day, by=by, office=office, now=self.now)
        one.came_to, one.kept = "over", False

    def wish(self) -> None:
        one = self._offer("living")
        by = self._rightly(one.case.resident, self.service.hosts[one.home])
        wanted = self.pick.happens(85)
        permanence.wish(placement_id=one.stay, wanted=wanted, by=by, now=self.now)

    def keep(self) -> None:
        one = self._offer("living")
        by, program = self._rightly(*self.leads), self.service.program
        permanence.confirm(placement_id=one.stay, by=by, service=program, now=self.now)

    def reopen(self) -> None:
        one = self._offer("living")
        by = self._rightly(one.case.resident, self.service.hosts[one.home], *self.leads)
        permanence.reverse(placement_id=one.stay, by=by, now=self.now)

    # What is said apart.

    def schedule(self) -> None:
        one = self._offer("living")
        checks.schedule(placement_id=one.stay, by=self._caseworker(), now=self.now)

    def visit(self) -> None:
        one = self._offer("living")
        due = CheckRow.objects.filter(placement=one.stay, held_on=None).order_by("due_on")
        check = self._one(list(due[:1]))
        by = self._rightly(self.service.visitor)
        self.speaker = one.case.resident.id
        checks.hold(check_id=check.id, talks=two_talks(self.now), by=by, now=self.now)

    def pass_due(self) -> None:
        checks.pass_due(by=self._rightly(self.service.program), now=self.now)

    def raise_concern(self) -> None:
        one = self._one([None, *(one for one in self.offers if one.stay != NOBODY)])
        by = self._one([None, *self.everybody])
        self.speaker = by.id if by else None
        made = concerns.raise_one(
            kind=self._one(list(Kind)),
            words="something is not right",
            placement_id=one.stay if one else None,
            programme=f"{PROGRAMME}.1",
            by=by,
            now=self.now,
        )
        raised_by = next((case for case in self.cases if by and case.resident.id == by.id), None)
        self.concerns.append((made.id, raised_by, one.home if one else None))

    def acknowledge(self) -> None:
        concern, _, _ = self._last(self.concerns)
        concerns.acknowledge(concern_id=concern, by=self._rightly(*self.leads), now=self.now)

    def weigh(self) -> None:
        concern, _, _ = self._last(self.concerns)
        weight = Weight.GRAVE if self.pick.happens(10) else Weight.LIGHT
        by = self._rightly(*self.leads)
        concerns.weigh(concern_id=concern, weight=weight, by=by, now=self.now)

    def act_on(self) -> None:
        concern, _, home = self._last(self.concerns)
        by, program = self._rightly(*self.leads), self.service.program
        acts = concerns.act_on(concern_id=concern, by=by, service=program, now=self.now)
        if ForcedAct.PAUSE_OFFERS in acts and home is not None:
            hosts = self.service.hosts
            for one in (each for each in self.offers if hosts[each.home].id == hosts[home].id):
                one.kept, one.came_to = False, {"planned": "over"}.get(one.came_to, one.came_to)

    def answer_concern(self) -> None:
        concern, raised_by, _ = self._last(self.concerns)
        self.speaker = raised_by.resident.id if raised_by else None
        said = {"words": "We came by.", "service": self.service.program, "now": self.now}
        concerns.answer(concern_id=concern, by=self._rightly(*self.leads), **said)

    # Results.

    def enter_result(self) -> None:
        case = self._one(self.cases)
        made = result.enter(
            case=case.case,
            person=case.person,
            assessment="assessment",
            outcome="yes",
            by=self._rightly(self.service.clinician),
            now=self.now,
        )
        self.results.append((made, case))

    def tell_result(self) -> None:
        one, _ = self._last(self.results)
        result.tell(result_id=one, by=self._rightly(self.service.clinician), now=self.now)

    def release(self) -> None:
        one, case = self._last(self.results)
        circles = [principals.circle(OFFICE), principals.circle(SAFEGUARDING)]
        to = self._one([*circles, *(who.id for who in self.everybody)])
        until = self.now + RELEASED_FOR
        by = self._rightly(case.resident)
        made = result.release(
            result_id=one, to=to, purpose="care", until=until.date(), by=by, now=self.now
        )
        item = ResultRow.objects.get(id=one).item_id
        self.releases.append(Released(made, item, to, case, until))

    def take_back(self) -> None:
        one = self._last(self.releases)
        result.withdraw(release_id=one.id, by=self._rightly(one.by.resident), now=self.now)
        self.releases.remove(one)

    def record_breach(self) -> None:
        breach = Breach(
            fact="result", known_to="a parent", on=self.now.date(), told_before_person=True
        )
        case, by = self._one(self.cases), self._rightly(*self.office)
        result.record_breach(person=case.person, breach=breach, by=by, now=self.now)

    # Staff, circles, time.

    @transaction.atomic
    def hire(self) -> None:
        if len(self.office) + len(self.leads) >= STAFF + 2:
            raise NothingToDo
        role, circle, team = self._one(
            [
                (Audience.CASEWORKER, OFFICE, self.office),
                (Audience.LEAD, SAFEGUARDING, self.leads),
            ]
        )
        made = hired(role, self._rightly(*team), (circle,))
        team.append(made)

    @transaction.atomic
    def leave(self) -> None:
        """Somebody of the staff leaves, and their circle gets a new key."""
        name, team = self._one([(OFFICE, self.office), (SAFEGUARDING, self.leads)])
        if len(team) < 2:
            raise NothingToDo
        gone = self._one(team[:])
        team.remove(gone)
        principals.end(gone.id, by=team[0], now=self.now)
        self.left.append(gone)
        self._rotate(name, team[0])

    @transaction.atomic
    def rotate(self) -> None:
        name = self._one(CIRCLES)
        members = {OFFICE: self.office, SAFEGUARDING: self.leads}
        self._rotate(name, self._one(members.get(name, [self.service.program])))

    def _rotate(self, name: str, by: SignedIn) -> None:
        rotation.rotate(name, by=by, now=self.now)
        for team in (self.office, self.leads):
            team[:] = [signed_in_again(one) for one in team]
        self.service.program = signed_in_again(self.service.program)

    def help_oneself(self) -> None:
        """Somebody gives themselves, or a friend, a key to a home, past every action.

        Not those who know the home by right: what they tell others is out of our hands.
        """
        home = HomeRow.objects.select_related("host").get(id=self._one(self.service.homes))
        knowing = {one.case.resident.id for one in self.offers if one.stands}
        knowing |= {self.service.program.id, *(one.id for one in self.office)}
        outside = [one for one in self.everybody if one.id not in knowing]
        by, to = self._one(outside), self._one(outside)
        items = [home.host.identity_id, home.address_id]
        with transaction.atomic():
            facts.grant(items, to.id, by=by, now=self.now, purpose="curiosity")

    def wait(self) -> None:
        """Time passes, and the clock takes back what was given until today."""
        self.now += timedelta(hours=self._one([1, 25, 25, 49, 200]))
        result.end_releases(by=self.service.program, now=self.now)
        self.releases = [one for one in self.releases if one.until.date() > self.now.date()]


WEIGHTS = {
    "open_case": 2,
    "tell": 1,
    "confirm": 5,
    "set_stay": 4,
    "make_shortlist": 5,
    "put_offer": 10,
    "agree": 9,
    "decline": 1,
    "withdraw": 2,
    "lapse": 2,
    "end_offer": 1,
    "arrange": 9,
    "meet": 9,
    "answer": 14,
    "tell_answers": 9,
    "plan": 8,
    "move": 8,
    "end_stay": 4,
    "wish": 6,
    "keep": 4,
    "reopen": 1,
    "schedule": 4,
    "visit": 5,
    "pass_due": 1,
    "raise_concern": 3,
    "acknowledge": 4,
    "weigh": 4,
    "act_on": 4,
    "answer_concern": 4,
    "enter_result": 2,
    "tell_result": 3,
    "release": 4,
    "take_back": 3,
    "record_breach": 1,
    "hire": 1,
    "leave": 1,
    "rotate": 1,
    "help_oneself": 4,
    "wait": 6,
}
