"""A service with many cases behind it: a trial in the middle of its work, and years of work before.

What is told of the cases behind is sealed like everybody's and bound by the log; their states and
days are written as the acts of those years left them, in bulk. Shares and days are chosen.
"""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import count
from uuid import UUID, uuid4

from django.db import transaction

from hearth.actions.exchange.town import enter_town
from hearth.cli.clock import now
from hearth.cli.progress import Progress
from hearth.cli.station import Station
from hearth.cli.trial import enter as trial
from hearth.core import checks, concerns, consent, intake, offer, placement
from hearth.core.checks import Talk, Testimony, With
from hearth.core.compartments import OFFICE, SAFEGUARDING, Compartment
from hearth.core.concerns import Concern, Kind
from hearth.core.offer import Described
from hearth.core.placement import MovePlan, Planned
from hearth.core.programme import Programme
from hearth.core.programme_file import in_force
from hearth.core.where import Met
from hearth.sim.invented import InventedParty
from hearth.sim.town import town
from hearth.store import database, facts, folder, people
from hearth.store.facts import NewFact
from hearth.store.models import (
    CaseRow,
    CheckRow,
    ConcernRow,
    ConsentRow,
    HomeRow,
    OfferRow,
    PartyMemberRow,
    PlacementRow,
    TalkRow,
)
from hearth.store.people import NewParty
from hearth.store.principals import circle

AT_ONCE = 5_000  # cases written in one transaction
HOMES, PARTIES = 200, 60  # of the trial in front
SECOND = 10_000  # the seed of the other homes comes so much later
YEARS = 5  # that the service has been at work
DAY = timedelta(days=1)
PURPOSE = "invented town"

# Of a thousand cases behind: where they are today. The rest had a stay that ended.
TOLD, WAITING, PLANNED, LIVING, LEFT = 3, 17, 3, 40, 120
ENDS = (
    (TOLD, intake.State.TOLD, None),
    (TOLD + WAITING, intake.State.WAITING, None),
    (TOLD + WAITING + PLANNED, intake.State.WAITING, placement.State.PLANNED),
    (TOLD + WAITING + PLANNED + LIVING, intake.State.PLACED, placement.State.LIVING),
    (TOLD + WAITING + PLANNED + LIVING + LEFT, intake.State.CLOSED, None),
    (1000, intake.State.CLOSED, placement.State.ENDED),
)
CONCERN_SHARE, OPEN_SHARE, LATE_SHARE = 0.02, 0.03, 0.02


@dataclass
class Rows:
    """What is to be written of one portion of cases, with the facts that go with it."""

    offers: list[OfferRow] = field(default_factory=list)
    consents: list[ConsentRow] = field(default_factory=list)
    stays: list[PlacementRow] = field(default_factory=list)
    checks: list[CheckRow] = field(default_factory=list)
    talks: list[TalkRow] = field(default_factory=list)
    concerns: list[ConcernRow] = field(default_factory=list)
    facts: list[NewFact] = field(default_factory=list)
    places: list[tuple[object, str]] = field(default_factory=list)  # whose item each fact is

    def seal(self, row: object, name: str, fact: NewFact) -> None:
        """This fact is to be what `row` calls `name`."""
        self.facts.append(fact)
        self.places.append((row, f"{name}_id"))


@dataclass(frozen=True)
class Behind:
    """The years before, for one service."""

    station: Station
    programme: Programme
    homes: Sequence[UUID]
    chance: random.Random
    office: UUID
    lead: UUID
    today: date

    def write(self, parties: Sequence[InventedParty], moment: datetime) -> None:
        """One portion of cases, with all that became of them."""
        by = self.station.duty
        new = [NewParty(party=one.party, identities=one.people) for one in parties]
        people.enter_many(new, office=self.office, by=by, now=moment, purpose=PURPOSE)
        ids = [one.party.id for one in parties]
        members = PartyMemberRow.objects.filter(party__in=ids).order_by("id")
        person_of = dict(members.values_list("party_id", "person_id"))
        made, cases = Rows(), []
        for id in ids:
            row = CaseRow(
                id=uuid4(), party_id=id, programme=self.programme.ref, office_id=self.office
            )
            self._live(row, person_of[id], made)
            cases.append(row)
        items = facts.put_many(made.facts, by=by, now=moment, about=self.office, purpose=PURPOSE)
        for (of, name), item in zip(made.places, items, strict=True):
            setattr(of, name, item)
        CaseRow.objects.bulk_create(cases, batch_size=facts.AT_ONCE)
        for rows in (made.offers, made.consents, made.stays, made.checks):
            type(rows[0]).objects.bulk_create(rows, batch_size=facts.AT_ONCE) if rows else None
        TalkRow.objects.bulk_create(made.talks, batch_size=facts.AT_ONCE)
        ConcernRow.objects.bulk_create(made.concerns, batch_size=facts.AT_ONCE)

    def _live(self, case: CaseRow, person: UUID, made: Rows) -> None:
        """How far a case has come, drawn by chance."""
        at = self.chance.randrange(1000)
        recent = at < TOLD + WAITING + PLANNED
        back = self.chance.randrange(1, 120 if recent else 365 * YEARS)
        case.opened_on = self.today - back * DAY
        state, stay = next(end for below, *end in ENDS if at < below)
        case.state = state
        if stay is not None:
            self._offered(case, person, made)
            self._stay(case, stay, made)

    def _offered(self, case: CaseRow, person: UUID, made: Rows) -> None:
        put = datetime.combine(case.opened_on, datetime.min.time(), now().tzinfo) + 9 * DAY / 24
        row = OfferRow(
            id=uuid4(),
            case=case,
            home_id=self.chance.choice(self.homes),
            drafted_at=put,
            put_at=put,
            state=offer.State.ENDED,
        )
        words = Described(("a home for families", "one room"), 7)
        made.seal(row, "described", self._office(case.id, Compartment.OFFER, "described", words))
        made.offers.append(row)
        answered = put + DAY
        agreed = consent.State.AGREED
        made.consents.append(
            ConsentRow(offer=row, person_id=person, state=agreed, answered_at=answered)
        )

    def _office(self, subject: UUID, kept: Compartment, kind: str, value: object) -> NewFact:
        return NewFact(subject=subject, compartment=kept, kind=kind, value=value, to=(self.office,))

    def _stay(self, case: CaseRow, state: placement.State, made: Rows) -> None:
        first = min(case.opened_on + self.chance.randrange(3, 30) * DAY, self.today - DAY)
        long = self.chance.randrange(20, 300) * DAY
        late = self.chance.random() < LATE_SHARE
        row = PlacementRow(id=uuid4(), case=case, home_id=made.offers[-1].home_id, state=state)
        if state is placement.State.PLANNED:
            first = self.today + self.chance.randrange(-1 if late else 0, 20) * DAY
            row.planned_until = first + long
        elif state is placement.State.LIVING:
            row.moved_on = first
            ahead = self.chance.randrange(1, 200)
            row.planned_until = self.today + (-ahead if late else ahead) * DAY
        else:
            row.moved_on = first
            row.planned_until = row.ended_on = min(first + long, self.today - DAY)
        row.planned_on = first
        arrive = datetime.combine(first, datetime.min.time(), now().tzinfo) + 15 * DAY / 24
        move = Planned(
            MovePlan(transport="by car", escort="the caseworker", arrive_at=arrive), frozenset({0})
        )
        made.seal(row, "plan", self._office(case.id, Compartment.CASEWORK, "move", move))
        made.stays.append(row)
        if row.moved_on is not None:
            self._watched(row, made)

    def _watched(self, stay: PlacementRow, made: Rows) -> None:
        """One check that was held, for those who live there two more, and sometimes a concern."""
        first = stay.planned_on
        self._check(stay, checks.State.HELD, first + 3 * DAY, made)
        if stay.state == placement.State.LIVING:
            late = self.chance.random() < LATE_SHARE
            overdue = checks.State.OVERDUE if late else checks.State.HELD
            self._check(stay, overdue, max(first + 4 * DAY, self.today - 20 * DAY), made)
            ahead = self.today + self.chance.randrange(0, 60) * DAY
            self._check(stay, checks.State.DUE, ahead, made)
        if self.chance.random() < CONCERN_SHARE:
            self._concern(stay, made)

    def _check(self, stay: PlacementRow, state: checks.State, due: date, made: Rows) -> None:
        row = CheckRow(
            id=uuid4(),
            placement=stay,
            recurrence="check",
            programme=self.programme.ref,
            opens_on=due - 3 * DAY,
            due_on=due,
            closes_on=due + 7 * DAY,
            state=state,
            held_on=due if state is checks.State.HELD else None,
        )
        made.checks.append(row)
        if state is not checks.State.HELD:
            return
        began = datetime.combine(due, datetime.min.time(), now().tzinfo) + 15 * DAY / 24
        for with_ in With:
            talk = TalkRow(check_held=row, with_host=with_ is With.HOST)
            ended = began + DAY / 48
            held = Talk(
                with_=with_, began_at=began, ended_at=ended, where="on a walk", met=Met.HOME
            )
            self._lead(made, talk, stay.id, "talk", Testimony(held, "All is well."))
            made.talks.append(talk)
            began += DAY / 24

    def _lead(self, made: Rows, row: object, subject: UUID, kind: str, value: object) -> None:
        fact = NewFact(
            subject=subject,
            compartment=Compartment.TESTIMONY,
            kind=kind,
            value=value,
            to=(self.lead,),
        )
        made.seal(row, "item", fact)

    def _concern(self, stay: PlacementRow, made: Rows) -> None:
        raised = stay.planned_on + 2 * DAY
        unanswered = self.chance.random() < OPEN_SHARE
        row = ConcernRow(
            placement=stay,
            receipt_hash=uuid4().hex,
            raised_on=raised,
            acknowledge_by=raised + 2 * DAY,
            answer_by=raised + 20 * DAY,
            state=concerns.START if unanswered else concerns.State.ANSWERED,
        )
        said = Concern(Kind.WORRY, "Somebody comes into my room without knocking.")
        self._lead(made, row, self.lead, "concern", said)
        made.concerns.append(row)


def make(
    station: Station, *, cases: int, homes: int, seed: int, programme: str, progress: Progress
) -> None:
    """A trial of PARTIES parties at every stage, `homes` homes, and `cases` cases behind them.

    Cost: some three milliseconds a case. Raises RuleBroken as `hearth demo` does.
    """
    moment = now()
    used = in_force(programme, moment.date())
    progress.show(f"inventing a town of {homes:,} homes")
    with folder.only_writer(station.folder, doing="entering a town"), database.in_one_sentence():
        with transaction.atomic():
            trial.enter(
                station,
                homes=HOMES,
                parties=PARTIES,
                seed=seed,
                programme=used,
                progress=progress.show,
            )
        more = town(
            homes=homes - HOMES, parties=0, seed=seed + SECOND, on=moment.date(), programme=used
        )
        enter_town(more, programme=programme, by=station.duty, now=moment)
        write_cases(station, cases=cases, seed=seed, programme=used, progress=progress)
    progress.end()


def write_cases(
    station: Station, *, cases: int, seed: int, programme: Programme, progress: Progress
) -> None:
    """So many cases, spread over the years before and over all homes there are."""
    moment = now()
    behind = Behind(
        station,
        programme,
        list(HomeRow.objects.order_by("id").values_list("id", flat=True)),
        random.Random(seed),
        circle(OFFICE),
        circle(SAFEGUARDING),
        moment.date(),
    )
    for written, some in _portions(cases, seed, programme, moment.date()):
        with transaction.atomic():
            behind.write(some, moment)
        progress.show(f"{written + len(some):,} of {cases:,} cases behind")


def _portions(
    cases: int, seed: int, programme: Programme, on: date
) -> Iterator[tuple[int, Sequence[InventedParty]]]:
    """Parties in portions, with how many came before."""
    written = 0
    for portion in count(1):
        some = min(AT_ONCE, cases - written)
        if some <= 0:
            return
        made = town(homes=50, parties=some, seed=seed + portion, on=on, programme=programme)
        yield written, made.parties
        written += some
