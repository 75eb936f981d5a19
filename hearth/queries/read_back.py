"""What was written down of a person, for themselves: to read, to put right, to confirm."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from hearth.core import intake
from hearth.core.audience import Audience
from hearth.core.errors import NotFound
from hearth.core.identity import PersonIdentity
from hearth.core.intake import TONIGHT, OwnWords
from hearth.core.person import Feature
from hearth.core.sensitive import SensitivePeriod
from hearth.core.units import Period
from hearth.store import facts, people, rows
from hearth.store.access import SignedIn
from hearth.store.models import CaseRow, ItemRow, PersonRow

PURPOSE = "own"


@dataclass(frozen=True, slots=True, repr=False, kw_only=True)
class ReadBack:
    """One's own case as it is written down. `words`: in one's own words."""

    case: UUID
    state: intake.State
    name: str
    known_as: str
    born_on: date | None
    others: tuple[str, ...]
    tonight: str
    stay: Period
    needs: frozenset[Feature]
    refused: frozenset[Feature]
    refused_kinds: frozenset[str]
    languages: frozenset[str]
    kept_away: tuple[str, ...]
    sensitive: tuple[SensitivePeriod, ...]
    words: OwnWords


@transaction.atomic
def read_back(*, by: SignedIn, now: datetime) -> ReadBack:
    """One's own case, through one's own keys. Raises NotFound where there is none."""
    rows.only(by, Audience.RESIDENT)
    case = CaseRow.objects.filter(party__members__person__principal=by.id).first()
    me = PersonRow.objects.filter(principal=by.id).first()
    if case is None or me is None:
        raise NotFound("no such record")
    party = people.party(case.party_id, by=by, now=now, purpose=PURPOSE)
    mine = next(one for one in party.people if one.id == me.id)
    others = [one.id for one in party.people if one.id != me.id]
    known = PersonRow.objects.filter(
        id__in=[me.id, *others, *mine.hostile], identity__grants__to=by.id
    )
    items = dict(known.values_list("id", "identity_id"))
    named = facts.open_many(PersonIdentity, items.values(), by=by, now=now, purpose=PURPOSE)
    who = named[items[me.id]]
    return ReadBack(
        case=case.id,
        state=intake.State(case.state),
        name=who.name,
        known_as=who.known_as,
        born_on=who.born_on,
        others=tuple(named[items[id]].name if id in items else "" for id in others),
        tonight=_tonight(case, by=by, now=now),
        stay=party.stay,
        needs=mine.needs,
        refused=mine.refusals.features,
        refused_kinds=mine.refusals.kinds,
        languages=mine.languages,
        kept_away=tuple(sorted(named[items[id]].name for id in mine.hostile if id in items)),
        sensitive=mine.sensitive,
        words=_words(case, by=by, now=now),
    )


def _tonight(case: CaseRow, *, by: SignedIn, now: datetime) -> str:
    told = ItemRow.objects.filter(subject=case.id, kind=TONIGHT, grants__to=by.id)
    item = told.values_list("id", flat=True).first()
    return facts.open_(str, item, by=by, now=now, purpose=PURPOSE) if item else ""


def _words(case: CaseRow, *, by: SignedIn, now: datetime) -> OwnWords:
    if case.words_id is None:
        return OwnWords((), (), ())
    return facts.open_(OwnWords, case.words_id, by=by, now=now, purpose=PURPOSE)
