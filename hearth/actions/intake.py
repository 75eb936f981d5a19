"""A case is opened with somebody, in their own words."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction

from hearth.actions import checks
from hearth.core import intake
from hearth.core.audience import Audience
from hearth.core.compartments import ENGINE, SAFEGUARDING, Compartment
from hearth.core.errors import InvalidValue, NotFound
from hearth.core.identity import PersonIdentity
from hearth.core.ids import PartyId, PersonId
from hearth.core.intake import UNNAMED, Act, OwnWords, with_period
from hearth.core.person import Party, Person
from hearth.core.placement import LIVES_THERE
from hearth.core.programme import Programme
from hearth.core.sensitive import SensitivePeriod
from hearth.core.units import Period
from hearth.store import events, facts, offices, people, principals, programmes, rows, walls
from hearth.store.access import SignedIn
from hearth.store.models import CaseRow, PartyMemberRow, PartyRow, PersonRow
from hearth.store.principals import circle

NO_NAMES: Mapping[PersonId, PersonIdentity] = {}


@dataclass(frozen=True, slots=True)
class Opened:
    """A new case, and the person signed in with the secret that is theirs alone."""

    case: UUID
    party: PartyId
    person: PersonId
    resident: SignedIn = field(repr=False)


@transaction.atomic
def open_case(
    *,
    identity: PersonIdentity,
    programme: str,
    stay: Period,
    secret: str | None,
    by: SignedIn,
    now: datetime,
    case: UUID | None = None,
) -> Opened:
    """Somebody is here. They get a sign-in of their own, and the only other key is the office's:
    that of whoever takes them in.

    `secret` is what the person chose; the office never learns it again. `case`: the id that the
    case is to have. Raises NotFound for a programme that is not there, WrongHands for anybody
    but a caseworker.
    """
    events.begin_write()
    rows.only(by, Audience.CASEWORKER)
    used = programmes.use(programme, now.date(), now=now)
    resident = principals.make_user(Audience.RESIDENT, secret, by=by, now=now)
    person, party_id = PersonId(uuid4()), PartyId(uuid4())
    party = Party(id=party_id, people=(Person(id=person, born_on=identity.born_on),), stay=stay)
    office = offices.own(by)
    who = people.identity_fact(person, identity, (office, resident.id))
    what = people.attributes_fact(party, (office, circle(ENGINE), resident.id))
    who_item, what_item = facts.put_many(
        [who, what], by=by, now=now, about=party_id, purpose="intake"
    )
    PersonRow.objects.create(id=person, principal_id=resident.id, identity_id=who_item)
    PartyRow.objects.create(id=party_id, attributes_id=what_item)
    PartyMemberRow.objects.create(party_id=party_id, person_id=person)
    row = CaseRow.objects.create(
        id=case or uuid4(),
        party_id=party_id,
        office_id=office,
        programme=used.ref,
        opened_on=now.date(),
        state=intake.START,
    )
    events.record("intake.opened", by=by, about=row.id, now=now)
    return Opened(row.id, party_id, person, resident)


@transaction.atomic
def tell(
    *,
    case: UUID,
    party: Party,
    by: SignedIn,
    now: datetime,
    names: Mapping[PersonId, PersonIdentity] = NO_NAMES,
) -> None:
    """Needs, fears and refusals as the person told them; by the person, or read back to them.

    `names`: of those who are told of for the first time. Told again later, they wait for the
    person's word on them again. How urgent it is and for which days is the office's to write;
    told by the person, both stay as they were.
    Raises RuleBroken for a sensitive period that the programme lets somebody else enter, and
    InvalidValue where the party is another than the case's, names somebody of
    another, or a kind of sensitive period that the programme does not have.
    """
    events.begin_write()
    walls.must_be_theirs(CaseRow, case, by)
    row = rows.get(CaseRow, case)
    if party.id != row.party_id:
        raise InvalidValue("this is another party than the one of the case")
    _must_be_known(party, programmes.of(row.programme))
    again = row.state == intake.State.WAITING
    rows.step(row, intake.STEPS, Act.CORRECT if again else Act.TELL, by)
    before = people.party(party.id, by=by, now=now, purpose="intake")
    if by.audience is Audience.RESIDENT:
        party = replace(party, tier=before.tier, stay=before.stay)
    _enter_new(party, before, names, by=by, now=now)
    _must_be_theirs_to_enter(party, before, programmes.of(row.programme), by=by)
    people.change(party, by=by, now=now, purpose="intake")
    events.record("intake.told", by=by, about=row.id, now=now)


def _enter_new(
    party: Party,
    before: Party,
    names: Mapping[PersonId, PersonIdentity],
    *,
    by: SignedIn,
    now: datetime,
) -> None:
    """Whoever is told of for the first time is known from here on, by name where one is given."""
    known = {person.id for person in before.people}
    new = [person for person in party.people if person.id not in known]
    if PersonRow.objects.filter(id__in=[person.id for person in new]).exists():
        raise InvalidValue("somebody of another party is told of here; give each their own id")
    if new:
        unnamed = {one.id: PersonIdentity(name=UNNAMED, born_on=one.born_on) for one in new}
        given = {id: names.get(id, identity) for id, identity in unnamed.items()}
        own = PersonRow.objects.filter(parties__party=party.id, principal__isnull=False)
        to = (*offices.of_party(party.id), *own.values_list("principal_id", flat=True))
        people.enter_alone(given, by=by, now=now, purpose="intake", to=to)


def _must_be_known(party: Party, programme: Programme) -> None:
    """A period that no rule knows would be heeded by none."""
    known = programme.sensitive_kinds_by_id
    unknown = {one.kind for person in party.people for one in person.sensitive} - known.keys()
    if unknown:
        there = ", ".join(sorted(known)) or "none"
        raise InvalidValue(f"the programme's kinds of sensitive period are: {there}")


def _must_be_theirs_to_enter(
    party: Party, before: Party, programme: Programme, *, by: SignedIn
) -> None:
    known = {one for person in before.people for one in person.sensitive}
    told = {one.kind for person in party.people for one in person.sensitive if one not in known}
    kinds = [programme.sensitive_kinds_by_id[kind] for kind in sorted(told)]
    intake.must_be_theirs_to_enter(kinds, by=by.audience)


@transaction.atomic
def say(*, case: UUID, words: OwnWords, by: SignedIn, now: datetime) -> None:
    """The person's own words, for themselves and the lead; never for the office or a host."""
    events.begin_write()
    row = rows.get(CaseRow, case, party__members__person__principal=by.id)
    if row.words_id is not None:
        facts.change(row.words_id, words, by=by, now=now, purpose="intake")
    else:
        fact = facts.NewFact(
            subject=row.id,
            compartment=Compartment.TESTIMONY,
            kind="own words",
            value=words,
            to=(circle(SAFEGUARDING), by.id),
        )
        item = facts.put(fact, by=by, now=now, purpose="intake")
        CaseRow.objects.filter(id=row.id).update(words_id=item)
    events.record("intake.said", by=by, about=row.id, now=now)


@transaction.atomic
def confirm(*, case: UUID, by: SignedIn, now: datetime) -> None:
    """The person has read it back and says that it is right. Nobody can say it for them."""
    events.begin_write()
    row = rows.get(CaseRow, case, party__members__person__principal=by.id)
    rows.step(row, intake.STEPS, Act.CONFIRM, by, must_reassess=False)
    events.record("intake.confirmed", by=by, about=row.id, now=now)


@transaction.atomic
def heed(
    *, case: UUID, person: PersonId, period: SensitivePeriod, by: SignedIn, now: datetime
) -> None:
    """A time of more care that somebody told the office in a stay; they are visited by it at once.

    Nothing else that they told changes, and they can drop it on their own page. Told twice, it is
    there once. Raises StepNotAllowed before and after a stay, NotFound for somebody of another
    party, InvalidValue for a kind that the programme does not have, RuleBroken for too many.
    """
    events.begin_write()
    row = rows.get(CaseRow, case)
    rows.step(row, intake.STEPS, Act.HEED, by)
    party = people.party(row.party_id, by=by, now=now, purpose="intake")
    if person not in {one.id for one in party.people}:
        raise NotFound("no such record")
    told = tuple(with_period(one, period) if one.id == person else one for one in party.people)
    if told == party.people:
        return
    party = replace(party, people=told)
    _must_be_known(party, programmes.of(row.programme))
    people.change(party, by=by, now=now, purpose="intake")
    events.record("intake.heeded", by=by, about=row.id, now=now)
    visited_anew(row, by=by, now=now)


def visited_anew(row: CaseRow, *, by: SignedIn, now: datetime) -> None:
    """Whoever lives somewhere is visited by what was told now, at once."""
    for stay in row.placements.filter(state__in=LIVES_THERE, moved_on__isnull=False):
        checks.schedule(placement_id=stay.id, by=by, now=now)


@transaction.atomic
def set_stay(*, case: UUID, stay: Period, tier: int, by: SignedIn, now: datetime) -> None:
    """Other days, or more or less urgent: the office's to write, so nobody is asked again.

    Raises StepNotAllowed once they have a home or the case is closed, WrongHands for anybody but
    a caseworker.
    """
    events.begin_write()
    row = rows.get(CaseRow, case)
    rows.step(row, intake.STEPS, Act.SET_DAYS, by)
    party = people.party(row.party_id, by=by, now=now, purpose="intake")
    people.change(replace(party, stay=stay, tier=tier), by=by, now=now, purpose="intake")
    events.record("intake.stay_set", by=by, about=row.id, now=now)
