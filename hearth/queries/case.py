"""One case as its caseworker may see it: where it stands, what comes next, and what was told.

Of results only those that were released to the office; of checks, concerns and wishes nothing.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from django.db import transaction

from hearth.core import consent, intake, introduction, offer, placement
from hearth.core.audience import Audience
from hearth.core.identity import HostIdentity, PersonIdentity
from hearth.core.intake import TONIGHT
from hearth.core.journey import Stage, next_stage
from hearth.core.offer import Described
from hearth.core.person import Feature, Party
from hearth.core.place import Danger
from hearth.core.programme import DistanceRule
from hearth.core.reach import Reach
from hearth.core.units import Period
from hearth.queries.telling import reach
from hearth.store import facts, people, programmes, rows, walls
from hearth.store.access import SignedIn
from hearth.store.models import (
    CaseRow,
    GrantRow,
    ItemRow,
    OfferRow,
    PartyMemberRow,
    PersonRow,
    PlacementRow,
    ResultRow,
)

PURPOSE = "casework"
SHOWN = 20  # names of one kind
UNDER_WAY = {"arranged": "meet", "waiting": "told"}  # a meeting, as everybody sees it
LEADS_TO = {
    Stage.SHORTLIST: "shortlist",
    Stage.INTRODUCTION: "introduce",
    Stage.PLACEMENT: "plan",
}


class Step(NamedTuple):
    """A stage of the journey. `how`: done, now, ahead, or theirs, which the office is not told."""

    stage: Stage
    how: str
    on: date | None = None


@dataclass(frozen=True, slots=True, repr=False)
class Member:
    """Somebody of the party. `id`: of the person. signs_in: they have a key of their own.

    reach : what they said of how they may be reached; None where they have said nothing.
    """

    id: UUID
    name: str
    known_as: str
    age: int | None
    signs_in: bool
    reach: Reach | None


@dataclass(frozen=True, slots=True, repr=False, kw_only=True)
class TheirOffer:
    """The latest offer. `home`: as described, or whose it is once the person agreed."""

    home: str
    consent: consent.State
    state: offer.State
    put_at: datetime | None


@dataclass(frozen=True, slots=True, repr=False, kw_only=True)
class Seen:
    """A case, for its caseworker. `next`: the one thing to do or to wait for; see `_next`."""

    id: UUID
    members: tuple[Member, ...]
    state: intake.State
    programme: str
    opened_on: date
    parked_until: date | None
    next: str
    steps: tuple[Step, ...]
    stay: Period
    tier: int
    needs: frozenset[Feature]
    refused: frozenset[Feature]
    refused_kinds: frozenset[str]
    refused_areas: frozenset[str]
    dangers: tuple[Danger, ...]
    keeps_distance: bool
    languages: frozenset[str]
    tonight: str
    kept_away: tuple[str, ...]
    kept_away_count: int
    released: tuple[tuple[str, str], ...]
    listed_at: datetime | None
    offer: TheirOffer | None
    meeting: str
    tell_at: datetime | None
    placed: placement.State | None
    planned_on: date | None
    moved_on: date | None
    ended_on: date | None


@dataclass(frozen=True, slots=True)
class _Rows:
    """The rows of a case, as they lie in the clear."""

    case: CaseRow
    offer: OfferRow | None
    stay: PlacementRow | None
    listed_at: datetime | None
    today: date

    @property
    def consent(self) -> consent.State | None:
        return consent.State(self.offer.consent.state) if self.offer else None

    @property
    def meeting(self) -> str:
        """How the introduction of the latest offer is seen by everybody; empty without one."""
        found = getattr(self.offer, "introduction", None)
        return introduction.seen_as(introduction.State(found.state)) if found else ""

    @property
    def open_offer(self) -> bool:
        """Whether the latest offer still leads anywhere: a no leaves it answered."""
        ended = self.offer is None or self.offer.state == offer.State.ENDED
        return not ended and self.consent in (consent.State.ASKED, consent.State.AGREED)

    @property
    def placed(self) -> placement.State | None:
        return placement.State(self.stay.state) if self.stay else None


@transaction.atomic
def seen(case: UUID, *, by: SignedIn, now: datetime) -> Seen:
    """The case page. Raises NotFound; Sealed for whoever holds no key of the office.

    Cost: as many queries whatever the case holds, and one opening of each kind of fact.
    """
    rows.only(by, Audience.CASEWORKER)
    walls.must_be_theirs(CaseRow, case, by)
    found = _rows(rows.get(CaseRow, case), now.date())
    party = people.party(found.case.party_id, by=by, now=now, purpose=PURPOSE)
    members, away = _named(case, party, by=by, now=now)
    first, programme = party.people[0].refusals, programmes.of(found.case.programme)
    meeting = getattr(found.offer, "introduction", None)
    return Seen(
        id=case,
        members=members,
        state=intake.State(found.case.state),
        programme=programme.title,
        opened_on=found.case.opened_on,
        parked_until=found.case.parked_until,
        next=_next(found),
        steps=tuple(_steps(found)),
        stay=party.stay,
        tier=party.tier,
        needs=party.needs,
        refused=frozenset[Feature]().union(*(one.refusals.features for one in party.people)),
        refused_kinds=first.kinds,
        refused_areas=first.areas,
        dangers=party.people[0].dangers,
        keeps_distance=programme.has_rule(DistanceRule.name),
        languages=party.languages,
        tonight=_tonight(case, by=by, now=now),
        kept_away=away,
        kept_away_count=len(party.hostile | party.fears),
        released=tuple(_released(found.case, by=by, now=now)),
        listed_at=found.listed_at,
        offer=_offer(found.offer, by=by, now=now),
        meeting=found.meeting,
        tell_at=meeting.tell_at if meeting else None,
        placed=found.placed,
        planned_on=found.stay.planned_on if found.stay else None,
        moved_on=found.stay.moved_on if found.stay else None,
        ended_on=found.stay.ended_on if found.stay else None,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Where a case stands, from rows in clear. `people`: how many are of the party."""

    id: UUID
    state: intake.State
    programme: str
    opened_on: date
    parked_until: date | None
    next: str
    steps: tuple[Step, ...]
    people: int
    placed: placement.State | None
    planned_on: date | None
    moved_on: date | None
    ended_on: date | None


def standing(row: CaseRow, *, now: datetime) -> Standing:
    """The same of a case that opens nothing. The caller has asked whether it is theirs."""
    found = _rows(row, now.date())
    return Standing(
        id=row.id,
        state=intake.State(row.state),
        programme=row.programme,
        opened_on=row.opened_on,
        parked_until=row.parked_until,
        next=_next(found),
        steps=tuple(_steps(found)),
        people=PartyMemberRow.objects.filter(party=row.party_id).count(),
        placed=found.placed,
        planned_on=found.stay.planned_on if found.stay else None,
        moved_on=found.stay.moved_on if found.stay else None,
        ended_on=found.stay.ended_on if found.stay else None,
    )


def _rows(case: CaseRow, today: date) -> _Rows:
    offers = case.offers.select_related("consent", "introduction", "home__host")
    listed = case.shortlists.order_by("-made_at").values_list("made_at", flat=True)
    return _Rows(
        case,
        offers.order_by("-drafted_at").first(),
        case.placements.order_by("-planned_on").first(),
        listed.first(),
        today,
    )


def _next(found: _Rows) -> str:
    """A stable word for what comes next: of the person, of the office, or of a day."""
    case = found.case
    if case.state == intake.State.CLOSED:
        return "closed"
    if found.placed in placement.HOLDS_A_HOME:
        return "move" if found.placed is placement.State.PLANNED else "stay"
    if case.must_reassess:
        return "reassess"
    if case.state != intake.State.WAITING:
        return "confirm"
    if case.parked_until is not None and found.today < case.parked_until:
        return "parked"
    return _after(found)


def _after(found: _Rows) -> str:
    """Where somebody goes who waits for a home, after what came last: as the journey says."""
    if found.offer is None:
        return "shortlist"
    if found.offer.state == offer.State.ENDED:
        return LEADS_TO[next_stage(Stage.OFFER, offer.State.ENDED)]
    if found.consent is consent.State.ASKED:
        return "answer"
    if found.consent is not consent.State.AGREED or not found.meeting:
        return LEADS_TO[next_stage(Stage.CONSENT, consent.State(found.offer.consent.state))]
    if found.meeting in UNDER_WAY:
        return UNDER_WAY[found.meeting]
    met = introduction.State(found.offer.introduction.state)
    return LEADS_TO[next_stage(Stage.INTRODUCTION, met)]


def _steps(found: _Rows) -> Iterator[Step]:
    """The ten stages. What the office is not told stands there as theirs."""
    waits = found.case.state in (intake.State.OPENED, intake.State.TOLD)
    stay = found.stay if found.placed in placement.HOLDS_A_HOME else None
    on = found.case.opened_on
    lives = found.placed in placement.LIVES_THERE
    agreed = found.open_offer and found.consent is consent.State.AGREED
    put = found.open_offer or stay is not None
    met = (found.open_offer and found.meeting == "goes_on") or stay is not None
    yield Step(Stage.INTAKE, "now" if waits else "done", on)
    yield Step(Stage.RESULT, "theirs")
    listed = found.listed_at.date() if found.listed_at else None
    yield Step(Stage.SHORTLIST, _how(put, not waits), listed if put else None)
    offered = found.offer.put_at.date() if found.offer and found.offer.put_at and put else None
    yield Step(Stage.OFFER, _how(put, False), offered)
    yield Step(Stage.CONSENT, _how(agreed or stay is not None, put))
    yield Step(Stage.INTRODUCTION, _how(met, agreed))
    yield Step(Stage.PLACEMENT, _how(lives, met), stay.moved_on if stay and lives else None)
    yield Step(Stage.CHECKS, "theirs")
    yield Step(Stage.CONCERNS, "theirs")
    permanent = found.placed is placement.State.PERMANENT
    yield Step(Stage.PERMANENCE, "done" if permanent else "theirs")


def _how(done: bool, begun: bool) -> str:
    return "done" if done else "now" if begun else "ahead"


def _named(
    case: UUID, party: Party, *, by: SignedIn, now: datetime
) -> tuple[tuple[Member, ...], tuple[str, ...]]:
    """The people of the party, and whoever is kept away from them and has a name here."""
    wanted = [person.id for person in party.people]
    hostile = PersonRow.objects.filter(id__in=party.hostile | party.fears)
    there = PersonRow.objects.filter(id__in=wanted)
    found = {id: facts_of for id, *facts_of in there.values_list("id", "identity", "principal")}
    items = {id: identity for id, (identity, _) in found.items()}
    away = list(hostile.order_by("id").values_list("identity_id", flat=True)[:SHOWN])
    opened = facts.open_many(
        PersonIdentity, [*items.values(), *away], by=by, now=now, purpose=PURPOSE
    )
    today, said = now.date(), reach.of_case(case, by=by, now=now)
    members = tuple(
        Member(
            one.id,
            opened[items[one.id]].name,
            opened[items[one.id]].known_as,
            one.age_on(today),
            found[one.id][1] is not None,
            said.get(one.id),
        )
        for one in party.people
    )
    return members, tuple(sorted(opened[item].name for item in away))


def _tonight(case: UUID, *, by: SignedIn, now: datetime) -> str:
    item = ItemRow.objects.filter(subject=case, kind=TONIGHT).values_list("id", flat=True).first()
    return facts.open_(str, item, by=by, now=now, purpose=PURPOSE) if item else ""


def _released(case: CaseRow, *, by: SignedIn, now: datetime) -> Iterator[tuple[str, str]]:
    """What the person let the office know: the assessment, and what it found."""
    members = PartyMemberRow.objects.filter(party=case.party_id).values("person")
    entered = dict(ResultRow.objects.filter(person__in=members).values_list("item", "assessment"))
    granted = GrantRow.objects.filter(item__in=entered, to__in=list(by.keys), rests=False)
    found = {item: entered[item] for item in granted.values_list("item", flat=True)}
    if found:
        opened = facts.open_many(str, found, by=by, now=now, purpose=PURPOSE)
        yield from ((assessment, opened[item]) for item, assessment in found.items())


def _offer(row: OfferRow | None, *, by: SignedIn, now: datetime) -> TheirOffer | None:
    if row is None:
        return None
    word = consent.State(row.consent.state)
    if word in consent.NAME_MAY_BE_KNOWN:
        identity = row.home.host.identity_id
        home = facts.open_(HostIdentity, identity, by=by, now=now, purpose=PURPOSE).name
    else:
        home = str(facts.open_(Described, row.described_id, by=by, now=now, purpose=PURPOSE))
    return TheirOffer(home=home, consent=word, state=offer.State(row.state), put_at=row.put_at)
