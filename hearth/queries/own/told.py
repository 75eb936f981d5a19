"""What a person has told of themselves, to read back and to change."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from hearth.core import intake
from hearth.core.intake import Act, OwnWords
from hearth.core.person import Feature
from hearth.core.programme import SensitiveKind
from hearth.core.sensitive import SensitivePeriod
from hearth.queries.own.case import PURPOSE, case_of, person_of
from hearth.store import facts, people, programmes
from hearth.store.access import SignedIn

NO_WORDS = OwnWords((), (), ())


@dataclass(frozen=True, slots=True)
class Told:
    """Everything of their own. `kept_away`: how many people and places were named to stay away.

    `may_change`, `may_confirm`: what the case lets them do now.
    """

    case: UUID
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
    named: Sequence[object] = (*person.fears, *person.hostile, *refusals.hosts, *refusals.homes)
    return Told(
        case.id,
        tuple(sorted(person.needs)),
        tuple(sorted(refusals.features)),
        tuple(sorted(refusals.kinds)),
        tuple(sorted(refusals.areas)),
        len(set(named)) + len(person.dangers),
        person.sensitive,
        _words(case.words_id, by, now),
        programme.sensitive_kinds,
        programme.placement.kinds,
        any((state, act) in intake.STEPS for act in (Act.TELL, Act.CORRECT)),
        (state, Act.CONFIRM) in intake.STEPS,
    )


def _words(item: UUID | None, by: SignedIn, now: datetime) -> OwnWords:
    """Their own words; none where another of the party said them, for those are not theirs."""
    if item is None or not facts.can_open(item, by):
        return NO_WORDS
    return facts.open_(OwnWords, item, by=by, now=now, purpose=PURPOSE)
