"""A party of the trial on its way, taken as far as it comes by the acts that pages call."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import TypeVar
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
from hearth.actions.keys import service
from hearth.actions.matching.desk import Desk
from hearth.actions.raised import findings
from hearth.actions.visiting import duties
from hearth.cli.trial.people import NO_SHEET, Sheet, take_sheet
from hearth.core.audience import Audience
from hearth.core.checks import State as CheckState
from hearth.core.checks import Talk, Testimony, With
from hearth.core.concerns import Kind, Weight
from hearth.core.duties import State as DutyState
from hearth.core.errors import RuleBroken
from hearth.core.findings import Finding
from hearth.core.placement import MovePlan
from hearth.core.programme import Programme
from hearth.core.ties import Tie
from hearth.core.units import Period
from hearth.core.where import Met
from hearth.sim.invented import InventedParty
from hearth.store import values
from hearth.store.access import SignedIn
from hearth.store.hosts import add_ties
from hearth.store.models import CheckRow, DueRow, HomeRow

DUE = CheckState.DUE
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
KNOCKS = "Somebody comes into my room without knocking. I do not like to say it."
Way = Iterator[timedelta]


@dataclass
class Trial:
    """The town's staff, and its hosts who have a sign-in."""

    programme: Programme
    begun: service.Begun
    staff: Mapping[str, SignedIn]  # by the key that each is entered as
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
    """A party on its way. `now` is the moment of its next act; steps are taken in order.

    duty : the caseworker who takes them in and cares for the case.
    """

    trial: Trial
    invented: InventedParty
    now: datetime
    duty: SignedIn
    sheet: Sheet = NO_SHEET
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

    def take_sheet(self) -> Way:
        """They are given a printed code, and choose a secret of their own to go with it."""
        self.sheet, who = take_sheet(self.person.person, by=self.duty, now=self.now)
        self.opened = replace(self.person, resident=who)
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
        program = self.trial.begun.service
        introduction.tell(introduction_id=self.meeting, by=program, now=self.now)
        move = MovePlan(
            transport="by car",
            escort="the caseworker",
            arrive_at=self.now.replace(hour=15, minute=0) + 2 * DAY,
            first_night=("a call at nine in the evening",),
            to_bring=("a charger", "medicine for a week"),
        )
        self.stay = placement.plan(
            offer_id=found(self.offered), move=move, by=self.duty, service=program, now=self.now
        )
        yield 2 * DAY

    def move_in(self) -> Way:
        """They have moved in."""
        if self.stay is not None:
            day, program = self.now.date(), self.trial.begun.service
            placement.move(
                placement_id=self.stay, on=day, by=self.duty, service=program, now=self.now
            )
            checks.schedule(placement_id=self.stay, by=self.duty, now=self.now)
            yield 2 * DAY

    def worry(self, words: str = KNOCKS) -> Way:
        """Something is not right, and they say so to the leads alone."""
        if self.stay is not None:
            self.worried = concerns.raise_one(
                kind=Kind.WORRY,
                words=words,
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
