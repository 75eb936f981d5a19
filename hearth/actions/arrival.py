"""Somebody is here: everything that was said at the desk becomes a case in one act."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from uuid import UUID, uuid4

from django.db import transaction

from hearth.actions import intake
from hearth.actions.intake import Opened
from hearth.core.audience import Audience
from hearth.core.compartments import Compartment
from hearth.core.errors import RuleBroken, Stale
from hearth.core.host import Host
from hearth.core.identity import HostIdentity, PersonIdentity, Unsaid, name_words
from hearth.core.ids import HostId, PersonId
from hearth.core.intake import TONIGHT, OwnWords
from hearth.core.person import Bond, Feature, Gender, Party, Person, Refusals, Relation
from hearth.core.place import Danger
from hearth.core.programme import DistanceRule
from hearth.core.sensitive import SensitivePeriod
from hearth.core.units import Period
from hearth.store import drafts, events, facts, offices, people, programmes, rows, walls
from hearth.store.access import SignedIn
from hearth.store.models import CaseRow, HostRow

PURPOSE = "intake"
NO_DISTANCE = "this service keeps no distance from a place; name the area instead"
NAMES_AT_LEAST = 2  # words of a name that is looked for in the register


@dataclass(frozen=True, slots=True, repr=False, kw_only=True)
class Other(Unsaid):
    """Somebody who is with them. `bond` from the person to them, where rooms depend on it."""

    name: str = ""
    born_on: date | None = None
    bond: Bond | None = None


@dataclass(frozen=True, slots=True, repr=False, kw_only=True)
class Told(Unsaid):
    """What the person needs, fears and refuses, as the rules read it and in their own words."""

    needs: frozenset[Feature] = frozenset()
    languages: frozenset[str] = frozenset()
    refusals: Refusals = field(default_factory=Refusals)
    keep_away: tuple[str, ...] = ()
    dangers: tuple[Danger, ...] = ()
    words: OwnWords = field(default_factory=lambda: OwnWords((), (), ()))


@dataclass(frozen=True, slots=True, repr=False, kw_only=True)
class Arrival(Unsaid):
    """Everything that was said at the desk. `tonight`: where they are now, for the office."""

    identity: PersonIdentity
    programme: str
    stay: Period
    tier: int
    told: Told
    gender: Gender = Gender.UNKNOWN
    tonight: str = ""
    others: tuple[Other, ...] = ()
    sensitive: tuple[SensitivePeriod, ...] = ()


@transaction.atomic
def arrive(
    *, case: UUID, said: Arrival, secret: str | None, by: SignedIn, now: datetime, typed: str = ""
) -> Opened:
    """Open the case under the id it was begun with; the drafts under `typed` are used up.

    Raises Stale where that was done already, and whatever `open_case` and `tell` raise.
    """
    events.begin_write()
    if CaseRow.objects.filter(id=case).exists():
        raise Stale("this was sent already")
    opened = intake.open_case(
        identity=said.identity,
        programme=said.programme,
        stay=said.stay,
        secret=secret,
        by=by,
        now=now,
        case=case,
    )
    _must_be_kept(said.told, opened.case)
    names: dict[PersonId, PersonIdentity] = {}
    party = _party(opened, said, names, by=by, now=now)
    intake.tell(case=case, party=party, by=by, now=now, names=names)
    if any((said.told.words.needs, said.told.words.fears, said.told.words.refusals)):
        intake.say(case=case, words=said.told.words, by=opened.resident, now=now)
    if said.tonight:
        _put_tonight(opened, said.tonight, by=by, now=now)
    if typed:
        drafts.drop(typed, by=by)
    return opened


def _must_be_kept(told: Told, case: UUID) -> None:
    """A place that no rule keeps them away from would be believed to be heeded."""
    programme = programmes.of(rows.get(CaseRow, case).programme)
    if told.dangers and not programme.has_rule(DistanceRule.name):
        raise RuleBroken(NO_DISTANCE)


def _party(
    opened: Opened,
    said: Arrival,
    names: dict[PersonId, PersonIdentity],
    *,
    by: SignedIn,
    now: datetime,
) -> Party:
    """The party as the rules read it; `names` is filled with whom it tells of."""
    to = (*offices.of_case(opened.case), opened.resident.id)
    away, refused = kept_away(said.told.keep_away, to, by=by, now=now)
    refusals = replace(said.told.refusals, hosts=refused)
    first = Person(
        id=opened.person,
        born_on=said.identity.born_on,
        gender=said.gender,
        needs=said.told.needs,
        hostile=away,
        refusals=refusals,
        dangers=said.told.dangers,
        languages=said.told.languages,
        sensitive=said.sensitive,
    )
    members, relations = [first], []
    for other in said.others:
        id = PersonId(uuid4())
        members.append(Person(id=id, born_on=other.born_on, languages=said.told.languages))
        if other.name:
            names[id] = PersonIdentity(name=other.name, born_on=other.born_on)
        if other.bond is not None:
            relations.append(Relation(opened.person, id, other.bond))
    return Party(
        id=opened.party,
        people=tuple(members),
        stay=said.stay,
        relations=frozenset(relations),
        tier=said.tier,
    )


def kept_away(
    names: Sequence[str], to: tuple[UUID, ...], *, by: SignedIn, now: datetime
) -> tuple[frozenset[PersonId], frozenset[HostId]]:
    """Whoever is named is known from here on, and hosts of that name with their households.

    to : who may know those names: the office of the case, and the person.
    A host of whose household nobody is known is refused whole.
    """
    if not names:
        return frozenset(), frozenset()
    new = {PersonId(uuid4()): PersonIdentity(name=name) for name in names}
    people.enter_alone(new, by=by, now=now, purpose=PURPOSE, to=to)
    hosts = _hosts_called(names, by=by, now=now)
    households = frozenset[PersonId]().union(*(host.circle for host in hosts))
    return frozenset(new) | households, frozenset(host.id for host in hosts if not host.members)


def _hosts_called(names: Sequence[str], *, by: SignedIn, now: datetime) -> list[Host]:
    """Hosts of the register whose name holds every word of one of these."""
    asked = [words for name in names if len(words := name_words(name)) >= NAMES_AT_LEAST]
    if not asked:
        return []
    profiles = dict(HostRow.objects.values_list("identity_id", "profile_id"))
    known = facts.open_many(HostIdentity, profiles, by=by, now=now, purpose=PURPOSE)
    found = [
        profiles[item]
        for item, host in known.items()
        if any(words <= name_words(host.name) for words in asked)
    ]
    return list(facts.open_many(Host, found, by=by, now=now, purpose=PURPOSE).values())


def _put_tonight(opened: Opened, where: str, *, by: SignedIn, now: datetime) -> None:
    fact = facts.NewFact(
        subject=opened.case,
        compartment=Compartment.CASEWORK,
        kind=TONIGHT,
        value=where,
        to=(*offices.of_case(opened.case), opened.resident.id),
    )
    facts.put(fact, by=by, now=now, purpose=PURPOSE)


@dataclass(frozen=True, slots=True, repr=False, kw_only=True)
class Change(Unsaid):
    """What the office writes anew: what was told, how urgent it is, and for which days."""

    told: Told
    tier: int
    stay: Period


@transaction.atomic
def change(*, case: UUID, change: Change, by: SignedIn, now: datetime) -> bool:
    """The person told more, or something else; they are asked whether it is right again.

    Whether they are: where only the days changed, or how urgent it is, nothing of theirs did.

    Their own words stay as they are: those are theirs to change. Raises StepNotAllowed once they
    have a home or the case is closed, WrongHands for anybody but a caseworker, RuleBroken for a
    place that no rule of the programme keeps them away from.
    """
    events.begin_write()
    rows.only(by, Audience.CASEWORKER)
    walls.must_be_theirs(CaseRow, case, by)
    row = rows.get(CaseRow, case)
    _must_be_kept(change.told, case)
    party = people.party(row.party_id, by=by, now=now, purpose=PURPOSE)
    own = row.party.members.filter(person__principal__isnull=False).first()
    first = next((one for one in party.people if own and one.id == own.person_id), party.people[0])
    person = own.person.principal_id if own else None
    to = (*offices.of_case(row.id), *((person,) if person else ()))
    away, refused = kept_away(change.told.keep_away, to, by=by, now=now)
    changed = _retold(first, change.told, away, refused)
    others = tuple(changed if one.id == first.id else one for one in party.people)
    if others == party.people:
        intake.set_stay(case=case, stay=change.stay, tier=change.tier, by=by, now=now)
        return False
    told = replace(party, people=others, tier=change.tier, stay=change.stay)
    intake.tell(case=case, party=told, by=by, now=now)
    return True


def _retold(
    before: Person, told: Told, away: frozenset[PersonId], refused: frozenset[HostId]
) -> Person:
    """The person as told now. People who were kept away stay so."""
    return replace(
        before,
        needs=told.needs,
        languages=told.languages,
        hostile=before.hostile | away,
        dangers=told.dangers,
        refusals=replace(
            before.refusals,
            features=told.refusals.features,
            areas=told.refusals.areas,
            kinds=told.refusals.kinds,
            hosts=before.refusals.hosts | refused,
        ),
    )
