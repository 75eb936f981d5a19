"""What a person has told of themselves, to read back and to change."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from hearth.core import intake
from hearth.core.identity import PersonIdentity
from hearth.core.ids import PersonId
from hearth.core.intake import TONIGHT, UNNAMED, Act, OwnWords
from hearth.core.person import Feature, Party, Person
from hearth.core.programme import SensitiveKind
from hearth.core.sensitive import SensitivePeriod
from hearth.core.units import Period
from hearth.queries.own.case import PURPOSE, case_of, person_of
from hearth.store import facts, people, programmes
from hearth.store.access import SignedIn
from hearth.store.models import CaseRow, ItemRow, PersonRow

NO_WORDS = OwnWords((), (), ())


@dataclass(frozen=True, slots=True, repr=False, kw_only=True)
class About:
    """Who they are and when they need a home. `others`: those with them, unnamed where unknown."""

    name: str
    known_as: str
    born_on: date | None
    others: tuple[str, ...]
    tonight: str
    stay: Period
    kept_away: tuple[str, ...]


@dataclass(frozen=True, slots=True, repr=False)
class Told:
    """Everything of their own. `kept_away`: how many people and places stay away, whom
    `about.kept_away` does not name.

    `may_change`, `may_confirm`: what the case lets them do now.
    """

    case: UUID
    about: About
    languages: tuple[str, ...]
    needs: tuple[Feature, ...]
    refused: tuple[Feature, ...]
    refused_kinds: tuple[str, ...]
    refused_areas: tuple[str, ...]
    kept_away: int
    periods: tuple[SensitivePeriod, ...]
    words: OwnWords
    kinds: tuple[SensitiveKind, ...]
    places: tuple[str, ...]
    may_change: bool
    may_confirm: bool


@transaction.atomic
def told(*, by: SignedIn, now: datetime) -> Told:
    """What the person who looks has told, of themselves and nobody else of their party."""
    case, own = case_of(by), person_of(by).id
    programme = programmes.of(case.programme)
    party = people.party(case.party_id, by=by, now=now, purpose=PURPOSE)
    person = next(one for one in party.people if one.id == own)
    refusals, state = person.refusals, intake.State(case.state)
    about = _about(case, party, person, by=by, now=now)
    kept: Sequence[object] = (*person.fears, *person.hostile, *refusals.hosts, *refusals.homes)
    return Told(
        case.id,
        about,
        tuple(sorted(person.languages)),
        tuple(sorted(person.needs)),
        tuple(sorted(refusals.features)),
        tuple(sorted(refusals.kinds)),
        tuple(sorted(refusals.areas)),
        len(set(kept)) + len(person.dangers) - len(about.kept_away),
        person.sensitive,
        _words(case.words_id, by, now),
        programme.sensitive_kinds,
        programme.placement.kinds,
        any((state, act) in intake.STEPS for act in (Act.TELL, Act.CORRECT)),
        (state, Act.CONFIRM) in intake.STEPS,
    )


def _about(case: CaseRow, party: Party, me: Person, *, by: SignedIn, now: datetime) -> About:
    others = [one.id for one in party.people if one.id != me.id]
    named = _named([me.id, *others, *me.hostile], by=by, now=now)
    mine = named[me.id]
    return About(
        name=mine.name,
        known_as=mine.known_as,
        born_on=mine.born_on,
        others=tuple(_called(named[id].name) if id in named else "" for id in others),
        tonight=_tonight(case, by=by, now=now),
        stay=party.stay,
        kept_away=tuple(sorted(named[id].name for id in me.hostile if id in named)),
    )


def _called(name: str) -> str:
    """Empty for whoever was told of by no name: the page then says so in the reader's language."""
    return "" if name == UNNAMED else name


def _named(
    ids: Sequence[PersonId], *, by: SignedIn, now: datetime
) -> Mapping[PersonId, PersonIdentity]:
    """Those of them whose names the person holds a key to, opened all at once."""
    known = PersonRow.objects.filter(id__in=ids, identity__grants__to=by.id)
    items = {PersonId(id): item for id, item in known.values_list("id", "identity_id")}
    opened = facts.open_many(PersonIdentity, items.values(), by=by, now=now, purpose=PURPOSE)
    return {id: opened[item] for id, item in items.items()}


def _tonight(case: CaseRow, *, by: SignedIn, now: datetime) -> str:
    told = ItemRow.objects.filter(subject=case.id, kind=TONIGHT, grants__to=by.id)
    item = told.values_list("id", flat=True).first()
    return facts.open_(str, item, by=by, now=now, purpose=PURPOSE) if item else ""


def _words(item: UUID | None, by: SignedIn, now: datetime) -> OwnWords:
    """Their own words; none where another of the party said them, for those are not theirs."""
    if item is None or not facts.can_open(item, by):
        return NO_WORDS
    return facts.open_(OwnWords, item, by=by, now=now, purpose=PURPOSE)
