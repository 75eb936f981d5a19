"""An invented town in the middle of its work: parties at every stage, and people to enter as.

Every party is taken as far as it has come by the acts that pages call, at moments in the past;
nothing is written past them.
"""

import heapq
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from itertools import count
from typing import NamedTuple, TypeVar
from uuid import UUID

from hearth.actions import (
    checks,
    concerns,
    consent,
    intake,
    introduction,
    offer,
    permanence,
    placement,
    shortlist,
)
from hearth.actions.exchange.town import enter_town
from hearth.actions.keys import service
from hearth.actions.matching.desk import Desk
from hearth.actions.raised import findings
from hearth.actions.visiting import duties
from hearth.actions.visiting.rounds.told import tell_visitor
from hearth.cli.clock import now
from hearth.cli.station import DUTY, LEAD, Station
from hearth.cli.trial_today import up_to_date
from hearth.core.audience import Audience
from hearth.core.checks import State as CheckState
from hearth.core.checks import Talk, Testimony, With
from hearth.core.concerns import Kind, Weight
from hearth.core.duties import State as DutyState
from hearth.core.errors import RuleBroken
from hearth.core.findings import Finding
from hearth.core.person import Gender
from hearth.core.placement import MovePlan
from hearth.core.programme import Programme
from hearth.core.rounds.visitor import Visitor
from hearth.core.ties import Tie
from hearth.core.units import Period
from hearth.core.where import Met
from hearth.entry.trial import Invented, keep
from hearth.sim.invented import InventedParty
from hearth.sim.names import LOCALES, OFFICE_LANGUAGE
from hearth.sim.town import Town, town
from hearth.store import values
from hearth.store.access import SignedIn
from hearth.store.hosts import add_ties
from hearth.store.models import CheckRow, DueRow, HomeRow

DUE = CheckState.DUE
DAYS = 100  # how long the town has been at work
STAFF_SAYS = {
    Audience.CASEWORKER: ("Lena, a caseworker", "Somebody is here; who waits, what is due today."),
    Audience.LEAD: (
        "Marta, the safeguarding lead",
        "What was said apart, and what must be decided.",
    ),
    Audience.VISITOR: ("Ilse, a visitor", "Today's visits, and what to ask."),
    Audience.MANAGER: ("Peter, the manager", "How long people wait, and which homes to look for."),
    Audience.CLINICIAN: ("Dr. Amsel, who assesses", "A result is told to the person first."),
    Audience.AUDITOR: ("Rahel, the auditor", "What was done, and whether the record still stands."),
    Audience.ADMINISTRATOR: ("Jonas, the administrator", "Accounts and circles, and no case."),
}


HOUR, DAY = timedelta(hours=1), timedelta(days=1)
Progress = Callable[[str], None]
Way = Iterator[timedelta]


@dataclass
class Trial:
    """The town's staff, and its hosts who have a sign-in."""

    programme: Programme
    begun: service.Begun
    staff: Mapping[Audience, SignedIn]
    ties: Sequence[tuple[Tie, bytes]]  # each with its text
    desk: Desk
    hosts: dict[UUID, SignedIn] = field(default_factory=dict)

    def host_of(self, home: UUID, now: datetime) -> SignedIn:
        """The host of a home, with a sign-in of their own from the first time they are asked."""
        host = HomeRow.objects.get(id=home).host_id
        if host not in self.hosts:
            self.hosts[host] = service.welcome_host(
                host=host, secret=None, by=self.begun.duty, now=now
            )
        return self.hosts[host]


@dataclass
class Case:
    """A party on its way. `now` is the moment of its next act; steps are taken in order."""

    trial: Trial
    invented: InventedParty
    now: datetime
    opened: intake.Opened | None = None
    home: UUID | None = None
    offered: UUID | None = None
    meeting: UUID | None = None
    stay: UUID | None = None
    worried: concerns.Raised | None = None

    @property
    def person(self) -> intake.Opened:
        """The case as it was opened."""
        return found(self.opened)

    @property
    def duty(self) -> SignedIn:
        """The caseworker."""
        return self.trial.begun.duty

    def come(self) -> Way:
        """Somebody is here, and says what they need."""
        stay = Period.of_days(self.now.date() + 2 * DAY, 180)
        self.opened = opened = intake.open_case(
            identity=self.invented.people[0],
            programme=self.trial.programme.name,
            stay=stay,
            secret=None,
            by=self.duty,
            now=self.now,
        )
        told = self.invented.party
        known = {told.id.hex: opened.party.hex, told.people[0].id.hex: opened.person.hex}
        party = replace(_renamed(told, known), stay=stay)
        intake.tell(case=opened.case, party=party, by=self.duty, now=self.now)
        about = [
            _renamed(tie, known)
            for tie, text in self.trial.ties
            if any(was.encode() in text for was in known)
        ]
        if about:
            add_ties(about, by=self.duty, now=self.now)
        yield HOUR

    def confirm(self) -> Way:
        """They say that it is written down right, and wait."""
        intake.confirm(case=self.person.case, by=self.person.resident, now=self.now)
        yield HOUR

    def offer(self) -> Way:
        """The best home is described to them, where there is one that may be."""
        made = shortlist.make(
            case=self.person.case, by=self.duty, now=self.now, desk=self.trial.desk
        )
        for one in made.shortlist.ranked:
            try:
                self.offered = offer.put(
                    case=self.person.case,
                    home=one.home,
                    by=self.duty,
                    now=self.now,
                    desk=self.trial.desk,
                )
            except RuleBroken:
                continue  # too few homes fit its description
            self.home = one.home
            break
        yield HOUR

    def decline(self) -> Way:
        """They say no, and need not say why."""
        if self.offered is not None:
            by = self.person.resident
            consent.decline(offer_id=self.offered, consequence=None, by=by, now=self.now)
        yield HOUR

    def agree(self) -> Way:
        """They say yes, and learn whose home it is."""
        if self.offered is not None:
            by, program = self.person.resident, self.trial.begun.service
            consent.agree(offer_id=self.offered, by=by, service=program, now=self.now)
        yield HOUR

    def invite(self) -> Way:
        """The host is asked to meet them."""
        if self.offered is not None:
            self.trial.host_of(found(self.home), self.now)
            self.meeting = introduction.arrange(offer_id=self.offered, by=self.duty, now=self.now)
        yield DAY

    def meet(self) -> Way:
        """They have met."""
        if self.meeting is not None:
            introduction.hold(introduction_id=self.meeting, by=self.duty, now=self.now)
        yield HOUR

    def go_on(self) -> Way:
        """Both say yes, apart, and are told at one moment; the move is planned."""
        if self.meeting is None:
            return
        for side in (self.person.resident, self.trial.host_of(found(self.home), self.now)):
            introduction.answer(introduction_id=self.meeting, willing=True, by=side, now=self.now)
        yield 2 * DAY
        introduction.tell(introduction_id=self.meeting, by=self.trial.begun.service, now=self.now)
        move = MovePlan(
            transport="by car",
            escort="the caseworker",
            arrive_at=self.now.replace(hour=15, minute=0) + 2 * DAY,
            first_night=("a call at nine in the evening",),
            to_bring=("a charger", "medicine for a week"),
        )
        self.stay = placement.plan(
            offer_id=found(self.offered), move=move, by=self.duty, now=self.now
        )
        yield 2 * DAY

    def move_in(self) -> Way:
        """They have moved in."""
        if self.stay is not None:
            placement.move(placement_id=self.stay, on=self.now.date(), by=self.duty, now=self.now)
            checks.schedule(placement_id=self.stay, by=self.duty, now=self.now)
            yield 2 * DAY

    def worry(self) -> Way:
        """Something is not right, and they say so to the lead alone."""
        if self.stay is not None:
            self.worried = concerns.raise_one(
                kind=Kind.WORRY,
                words="Somebody comes into my room without knocking. I do not like to say it.",
                placement_id=self.stay,
                programme=self.trial.programme.ref,
                by=self.person.resident,
                now=self.now,
            )
            yield HOUR

    def looked_into(self) -> Way:
        """The lead weighs what was said, finds it to be true, acts, and says what was done."""
        if self.worried is not None:
            by, about = self.trial.begun.lead, self.worried.id
            yield DAY
            concerns.acknowledge(concern_id=about, by=by, now=self.now)
            concerns.weigh(concern_id=about, weight=Weight.SERIOUS, by=by, now=self.now)
            yield 2 * DAY
            findings.find(concern_id=about, finding=Finding.UPHELD, by=by, now=self.now)
            service = self.trial.begun.service
            concerns.act_on(concern_id=about, by=by, service=service, now=self.now)
            told = "Your host now knocks and waits. We ask you again soon, alone."
            concerns.answer(concern_id=about, words=told, by=by, service=service, now=self.now)
            yield HOUR

    def wish(self) -> Way:
        """Both wish it to be for good, each by themselves."""
        if self.stay is not None and self.trial.programme.permanence.offered:
            for side in (self.person.resident, self.trial.host_of(found(self.home), self.now)):
                permanence.wish(placement_id=self.stay, wanted=True, by=side, now=self.now)
            yield HOUR

    def live(self) -> Way:
        """They are visited whenever a check is open."""
        while self.stay is not None:
            yield 2 * DAY
            today = self.now.date()
            open_now = CheckRow.objects.filter(
                placement=self.stay, state=DUE, opens_on__lte=today, closes_on__gt=today
            )
            for check in open_now[:1]:
                by = self.trial.staff[Audience.VISITOR]
                checks.hold(check_id=check.id, talks=_talks(self.now), by=by, now=self.now)
            for duty in open_duties(self.stay, today):
                duties.do(duty=duty, by=self.duty, now=self.now, met=Met.HOME)


ValueT = TypeVar("ValueT")


def open_duties(stay: UUID, today: date) -> list[UUID]:
    """Contacts and reviews of a stay whose days have begun and that nobody has done yet."""
    waiting = DueRow.objects.filter(placement=stay, state=DutyState.DUE, opens_on__lte=today)
    return list(waiting.order_by("due_on", "id").values_list("id", flat=True))


def _renamed(value: ValueT, ids: Mapping[str, str]) -> ValueT:
    """The same with other ids: somebody invented under the id that their case gave them."""
    text = values.to_json(value)
    for was, now_is in ids.items():
        text = text.replace(was.encode(), now_is.encode())
    return values.from_json(type(value), text)


def found(value: ValueT | None) -> ValueT:
    """What an earlier step made."""
    if value is None:
        raise LookupError("an earlier step made nothing")
    return value


def _talks(now: datetime) -> tuple[Testimony, ...]:
    return tuple(
        Testimony(
            Talk(
                with_=with_,
                began_at=now - timedelta(hours=before),
                ended_at=now - timedelta(hours=before) + timedelta(minutes=30),
                where="on a walk",
                met=Met.HOME,
            ),
            said,
        )
        for with_, before, said in (
            (With.RESIDENT, 2, "I sleep. I would like a lamp for reading."),
            (With.HOST, 1, "Quiet, and good company at supper."),
        )
    )


class How(NamedTuple):
    """How far a party has come, when it came, and what to say of its person."""

    says: str
    days: int
    steps: tuple[Callable[[Case], Way], ...]


_WAITS = (Case.come, Case.confirm)
_OFFERED = (*_WAITS, Case.offer)
_MET = (*_OFFERED, Case.agree, Case.invite, Case.meet)
_LIVES = (*_MET, Case.go_on, Case.move_in)
WAYS = (
    How("has just come, and reads what was written down", 0, (Case.come,)),
    How("waits for a home", 6, _WAITS),
    How("has been offered a home, and has not answered", 1, _OFFERED),
    How("waits for a home", 20, _WAITS),
    How("has said no to a first home", 9, (*_OFFERED, Case.decline)),
    How("has said yes to a home", 2, (*_OFFERED, Case.agree)),
    How("has met a host; each is asked apart", 2, _MET),
    How("moves in soon", 5, (*_MET, Case.go_on)),
    How("lives with a host", 30, (*_LIVES, Case.worry, Case.live)),
    How("lives with a host", 80, (*_LIVES, Case.wish, Case.live)),
)


LOOKED_INTO = How("lives with a host", 60, (*_LIVES, Case.worry, Case.looked_into, Case.live))
FIRST_LOOKED_INTO = 18  # one such stay, beside those whose worry waits to be read


def _way(at: int) -> How:
    return LOOKED_INTO if at == FIRST_LOOKED_INTO else WAYS[at % len(WAYS)]


def enter(
    station: Station,
    *,
    homes: int,
    parties: int,
    seed: int,
    programme: Programme,
    progress: Progress,
) -> Town:
    """Invent the town, live through its days up to now, and write down whom to enter as."""
    until = now()
    began = until - timedelta(days=DAYS)
    begun = service.Begun(station.duty, station.lead, station.service)
    made = town(homes=homes, parties=parties, seed=seed, on=began.date(), programme=programme)
    progress("sealing and writing the register")
    enter_town(
        replace(made, parties=(), ties=()), programme=programme.name, by=begun.duty, now=began
    )
    staff: dict[Audience, SignedIn] = {
        role: service.hire(role=role, secret=None, circles=(), by=begun.duty, now=began)
        for role in STAFF_SAYS
        if role not in {Audience.CASEWORKER, Audience.LEAD}
    }
    _tell_visitors(begun, staff[Audience.VISITOR], began)
    ties = [(tie, values.to_json(tie)) for tie in made.ties]
    trial = Trial(programme, begun, staff, ties, Desk(begun.service))
    cases = [
        (
            _way(at),
            Case(trial, one, until - timedelta(days=_way(at).days, hours=5)),
        )
        for at, one in enumerate(made.parties)
    ]
    _live(cases, until, progress)
    progress("planning the next week")
    up_to_date(begun, until)
    keep(station.folder, list(_whom(trial, cases)))
    return made


def _tell_visitors(begun: service.Begun, ilse: SignedIn, now: datetime) -> None:
    """What is known of Ilse, and of a colleague whom nobody enters as."""
    colleague = service.hire(role=Audience.VISITOR, secret=None, circles=(), by=begun.duty, now=now)
    for who, gender, spoken in (
        (ilse, Gender.WOMAN, tuple(LOCALES)),
        (colleague, Gender.MAN, tuple(LOCALES)[:2]),
    ):
        known = Visitor(languages=frozenset({OFFICE_LANGUAGE, *spoken}), gender=gender)
        tell_visitor(who=who.id, told=known, by=begun.lead, now=now)


def _live(cases: Sequence[tuple[How, Case]], until: datetime, progress: Progress) -> None:
    """Take every case step by step, all in the order of time."""
    number = count()
    ahead = [(case.now, next(number), case, _steps(how, case)) for how, case in cases]
    heapq.heapify(ahead)
    while ahead:
        moment, _, case, steps = heapq.heappop(ahead)
        progress(f"living through {moment.date()}")
        case.now = moment
        try:
            later = moment + next(steps)
        except (StopIteration, RuleBroken):
            continue  # it has come as far as it can
        if later < until:
            heapq.heappush(ahead, (later, next(number), case, steps))


def _steps(how: How, case: Case) -> Way:
    for step in how.steps:
        yield from step(case)


def _whom(
    trial: Trial, cases: Sequence[tuple[How, Case]]
) -> Iterator[tuple[Invented, SignedIn | None]]:
    for role, (name, says) in STAFF_SAYS.items():
        key = {Audience.CASEWORKER: DUTY, Audience.LEAD: LEAD}.get(role, role.value)
        yield Invented(key, name, says), trial.staff.get(role)
    for at, (how, case) in enumerate(cases[: len(WAYS)]):
        if case.opened is not None:
            name = case.invented.people[0].name
            yield Invented(f"resident-{at}", name, how.says), case.opened.resident
    for at, (how, case) in enumerate(cases[: len(WAYS)]):
        if case.meeting is not None:
            host = trial.host_of(found(case.home), case.now)
            yield Invented(f"host-{at}", "A host", f"their guest {how.says}"), host
