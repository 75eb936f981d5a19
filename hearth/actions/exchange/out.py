"""What goes out: an export that leaves out whomever a victim service knows."""

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from uuid import NAMESPACE_URL, UUID, uuid5

from django.db import transaction

from hearth.core.errors import NotFound
from hearth.core.gate import GIVEN_BACK, Fact, FactKind, Message
from hearth.core.gate.leaves import Asked, Leaves, Let, Told, let_out
from hearth.core.ids import PrincipalId
from hearth.core.result import Release
from hearth.exchange.hmis.report import Report
from hearth.exchange.hmis.stays import households
from hearth.exchange.hmis.values import Export, Stay
from hearth.exchange.hmis.views import shared_view
from hearth.exchange.hmis.write import packed
from hearth.store import events, facts, records
from hearth.store.access import SignedIn
from hearth.store.models import PartyMemberRow, StayRow
from hearth.store.records import HMIS_PERSON, HMIS_SOURCE, HmisPerson, HmisSource

PURPOSE = "export"


@dataclass(frozen=True, slots=True, repr=False)
class HandedOut:
    """An export, and its bytes as the gate let them out."""

    export: Export
    let: Let


@transaction.atomic
def export_hmis(*, source: str | None, by: SignedIn, now: datetime) -> HandedOut:
    """The people of one source as an HMIS export, without anybody a victim service knows.

    It tells nobody but whom that source told, and goes back to it. What the export withholds is
    worked out from the records; what lets a name stand in it, from the rows as they are now.
    Raises NotFound where nothing was imported, or several sources were and none is named;
    RuleBroken where somebody stands in it who may not.
    """
    told = records.all_of(HmisSource, HMIS_SOURCE, by=by, now=now, purpose=PURPOSE).values()
    chosen = [one for one in told if source is None or one.source.key == source]
    if len(chosen) != 1:
        if not told:
            raise NotFound("nothing was imported here, so there is nothing to export")
        there = ", ".join(sorted(one.source.key for one in told)) or "none"
        raise NotFound(f"name one source with --source; there are: {there}")
    found = records.all_of(HmisPerson, HMIS_PERSON, by=by, now=now, purpose=PURPOSE)
    theirs = {key: one for key, one in found.items() if one.source == chosen[0].source.key}
    hidden = _hidden(person for person, _ in theirs)
    kept = [
        replace(one, protected=True) if person in hidden else one
        for (person, _), one in theirs.items()
    ]
    shared = shared_view(as_told(chosen[0], kept))
    let = let_out(
        Asked(
            what=Leaves.EXPORT,
            content=packed(shared),
            on=now.date(),
            told=_told(shared, theirs, hidden, now.date()),
        )
    )
    events.record("exchange.exported", by=by, about=str(len(shared.people)), now=now)
    return HandedOut(shared, let)


def _hidden(people: Iterable[UUID]) -> frozenset[UUID]:
    """Whom a victim service has come to know in any party or stay, by the rows of this moment."""
    among = list(people)
    hidden: set[UUID] = set()
    for at in range(0, len(among), facts.AT_ONCE):
        some = among[at : at + facts.AT_ONCE]
        in_party = PartyMemberRow.objects.filter(person__in=some, party__private=True)
        stayed = StayRow.objects.filter(person__in=some, private=True)
        hidden.update(in_party.values_list("person_id", flat=True))
        hidden.update(stayed.values_list("person_id", flat=True))
    return frozenset(hidden)


def _told(
    shared: Export, found: Mapping[tuple[UUID, UUID], HmisPerson], hidden: Container[UUID], on: date
) -> Told:
    """Everybody who stands in it; a release for each whom this source told and nobody hides."""
    to = PrincipalId(uuid5(NAMESPACE_URL, shared.source.key))  # a service has no sign-in here
    item_of = {one.person.key: (person, item) for (person, item), one in found.items()}
    free = [
        item for (person, item), one in found.items() if person not in hidden and not one.protected
    ]
    named = tuple(Fact(FactKind.PERSON_NAME, key, item_of[key][1]) for key in shared.people)
    ends = on + timedelta(days=1)
    given = tuple(
        Release(fact=one.hex, recipient=to, purpose=GIVEN_BACK, given_on=on, until=ends)
        for one in free
    )
    return Told(Message(to=to, purpose=GIVEN_BACK, facts=named), given)


def as_told(source: HmisSource, found: Sequence[HmisPerson]) -> Export:
    """The people of one source as its exports have told them so far, as one export."""
    stays: dict[str, Stay] = {stay.key: stay for one in found for stay in one.stays}
    people = {one.person.key: one.person for one in found}
    return Export(
        source=source.source,
        people=people,
        organisations=source.organisations,
        projects=source.projects,
        stays=stays,
        households=households(list(stays.values()), people),
        inventory=source.inventory,
        protected=frozenset(one.person.key for one in found if one.protected),
        report=Report({}, ()),
    )
