"""An HMIS export becomes people, parties and cases; importing it again changes nothing."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID, uuid4

from django.db import transaction

from hearth.actions.exchange.hmis_words import identity_of, merged, party_of
from hearth.actions.exchange.out import as_told
from hearth.core import intake
from hearth.core.errors import BadInput
from hearth.core.ids import PersonId
from hearth.core.person import Party
from hearth.exchange.hmis.needs import PartyInNeed, parties_in_need
from hearth.exchange.hmis.values import Export, Household, Stay
from hearth.store import events, facts, keeping, offices, people, programmes, records, rows
from hearth.store.access import SignedIn
from hearth.store.models import CaseRow, PartyRow, PersonRow, StayRow
from hearth.store.people import NewParty
from hearth.store.records import HMIS_PERSON, HMIS_SOURCE, HmisPerson, HmisSource

PURPOSE = "import"


@dataclass(slots=True)
class Tally:
    """How many were new, changed, and the same as before."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0


@dataclass(slots=True)
class Imported:
    """What an import did. Cases are for the parties that need a home."""

    people: Tally = field(default_factory=Tally)
    stays: Tally = field(default_factory=Tally)
    parties: Tally = field(default_factory=Tally)
    in_need: int = 0
    cases_opened: int = 0
    cases_closed: int = 0

    @property
    def changed_anything(self) -> bool:
        tallies = (self.people, self.stays, self.parties)
        acts = self.cases_opened + self.cases_closed
        return any(tally.new or tally.changed for tally in tallies) or acts > 0


@transaction.atomic
def import_hmis(export: Export, *, programme: str, by: SignedIn, now: datetime) -> Imported:
    """Enter everybody of an export, whole or not at all.

    Parties in need get a case under `programme`, told and not yet confirmed: nothing is
    offered before the person has read their own needs back. Whoever a victim service
    knows is private from the first moment.
    """
    return _Import(export, by, now).run(programme)


class _Import:
    """One export, beside what its source told before."""

    def __init__(self, export: Export, by: SignedIn, now: datetime) -> None:
        self.export, self.by, self.now = export, by, now
        self.done = Imported()
        self.day = export.source.period_end or now.date()
        found = records.all_of(HmisPerson, HMIS_PERSON, by=by, now=now, purpose=PURPOSE)
        self.before: dict[str, tuple[PersonId, UUID, HmisPerson]] = {
            record.person.key: (PersonId(person), item, record)
            for (person, item), record in found.items()
            if record.source == export.source.key
        }
        self.source_item, self.source_before = self._source_before()
        new = export.people.keys() - self.before.keys()
        self.ids = {key: id for key, (id, *_) in self.before.items()}
        self.ids |= {key: PersonId(uuid4()) for key in export.people if key in new}
        self.key_of = {id: key for key, id in self.ids.items()}
        self.party_ids = {
            key: id for *_, record in self.before.values() for key, id in record.parties.items()
        }

    def run(self, programme: str) -> Imported:
        self._refuse_half_an_export()
        in_need = {one.household: one for one in parties_in_need(self.export, self.day)}
        parties = self._parties(self.export, in_need, self.day)
        self._write_parties(parties)
        self._write_alone(parties.values())
        self._write_records({key: party.id for key, party in parties.items()})
        self._write_cases({parties[key].id for key in in_need}, programme)
        self._remember_source()
        if self.done.changed_anything:
            events.record("exchange.imported", by=self.by, about="hmis", now=self.now)
        return self.done

    def _refuse_half_an_export(self) -> None:
        """Where a file is missing, everybody would seem to have left. Raises BadInput."""
        if self.before and not self.export.people:
            raise BadInput("the export holds no people, and earlier ones did; nothing was changed")
        if not self.export.stays and any(record.stays for *_, record in self.before.values()):
            raise BadInput("the export holds no stay, and earlier ones did; nothing was changed")

    def _parties(
        self, export: Export, in_need: Mapping[str, PartyInNeed], day: date
    ) -> dict[str, Party]:
        return {
            key: self._party(household, in_need.get(key), export, day)
            for key, household in export.households.items()
        }

    def _party(
        self, household: Household, need: PartyInNeed | None, export: Export, day: date
    ) -> Party:
        """Our party for a household. Of one in need, those who still are."""
        if need is not None:
            household = Household(
                household.key, need.members, household.stays, need.head, household.problem
            )
        id = self.party_ids.setdefault(household.key, uuid4())
        return party_of(household, export, id=id, ids=self.ids, day=day)

    def _told_before(self) -> dict[str, Party]:
        """The parties as the source told them last time."""
        if self.source_before is None:
            return {}
        export = as_told(self.source_before, [record for *_, record in self.before.values()])
        day = export.source.period_end or self.day
        in_need = {one.household: one for one in parties_in_need(export, day)}
        return self._parties(export, in_need, day)

    def _write_parties(self, parties: Mapping[str, Party]) -> None:
        told = self._told_before()
        known = {key: party for key, party in parties.items() if key in told}
        ids = (party.id for party in known.values())
        before = people.parties(ids, by=self.by, now=self.now, purpose=PURPOSE)
        for key, party in known.items():
            ours = merged(before[party.id], told[key], party)
            if before[party.id] == ours:
                self.done.parties.unchanged += 1
                continue
            people.change(ours, by=self.by, now=self.now, purpose=PURPOSE)
            self.done.parties.changed += 1
        new = [party for key, party in parties.items() if key not in known]
        self.done.parties.new = len(new)
        people.enter_many(
            [self._new_party(party) for party in new],
            office=offices.own(self.by),
            by=self.by,
            now=self.now,
            purpose=PURPOSE,
        )
        self._hide(known.values())

    def _hide(self, known: Iterable[Party]) -> None:
        """Whoever a victim service has come to know is private from now on, and stays so."""
        private = [
            party.id
            for party in known
            if any(self.key_of[one.id] in self.export.protected for one in party.people)
        ]
        for at in range(0, len(private), facts.AT_ONCE):
            some = PartyRow.objects.filter(id__in=private[at : at + facts.AT_ONCE])
            some.filter(private=False).update(private=True)

    def _new_party(self, party: Party) -> NewParty:
        keys = [self.key_of[person.id] for person in party.people]
        return NewParty(
            party=party,
            identities=tuple(identity_of(self.export.people[key]) for key in keys),
            private=any(key in self.export.protected for key in keys),
        )

    def _write_alone(self, parties: Iterable[Party]) -> None:
        """Rows for new people who are in no party: without a stay, or no longer in need."""
        somewhere = {person.id for party in parties for person in party.people}
        alone = {
            id: identity_of(self.export.people[key])
            for key, id in self.ids.items()
            if key not in self.before and id not in somewhere
        }
        to = (offices.own(self.by),)
        people.enter_alone(alone, by=self.by, now=self.now, purpose=PURPOSE, to=to)

    def _write_records(self, party_ids: Mapping[str, UUID]) -> None:
        stays: defaultdict[str, list[Stay]] = defaultdict(list)
        for stay in self.export.stays.values():
            stays[stay.person].append(stay)
        fresh = {
            key: HmisPerson(
                source=self.export.source.key,
                person=person,
                stays=tuple(sorted(stays[key], key=lambda stay: stay.key)),
                parties={s.household: party_ids[s.household] for s in stays[key]},
                protected=key in self.export.protected,
            )
            for key, person in self.export.people.items()
        }
        new = {key: record for key, record in fresh.items() if key not in self.before}
        self._enter(new)
        for key in fresh.keys() & self.before.keys():
            self._compare(key, fresh[key])

    def _enter(self, new: Mapping[str, HmisPerson]) -> None:
        """New people: their record, and a row for each stay."""
        to = (offices.own(self.by),)
        sealed = [
            records.fact(self.ids[key], HMIS_PERSON, record, to) for key, record in new.items()
        ]
        facts.put_many(sealed, by=self.by, now=self.now, about="hmis", purpose=PURPOSE)
        self._add_stays((key, stay, record) for key, record in new.items() for stay in record.stays)
        self.done.people.new = len(new)

    def _add_stays(self, stays: Iterable[tuple[str, Stay, HmisPerson]]) -> None:
        made = [
            StayRow(
                person_id=self.ids[key],
                party_id=record.parties[stay.household],
                entered_on=stay.entered_on,
                left_on=stay.left_on,
                private=record.protected,
            )
            for key, stay, record in stays
        ]
        StayRow.objects.bulk_create(made, batch_size=facts.AT_ONCE)
        self.done.stays.new += len(made)

    def _compare(self, key: str, record: HmisPerson) -> None:
        id, item, before = self.before[key]
        if before == record:
            self.done.people.unchanged += 1
            self.done.stays.unchanged += len(record.stays)
            return
        facts.change(item, record, by=self.by, now=self.now, purpose=PURPOSE)
        row = PersonRow.objects.get(id=id)
        if before.person != record.person:
            identity = identity_of(record.person)
            facts.change(row.identity_id, identity, by=self.by, now=self.now, purpose=PURPOSE)
            self.done.people.changed += 1
        else:
            self.done.people.unchanged += 1
        self._replace_stays(key, before, record)

    def _replace_stays(self, key: str, before: HmisPerson, record: HmisPerson) -> None:
        """Rows of a person's stays, written anew: they hold only days, so none is lost."""
        old = {stay.key: stay for stay in before.stays}
        same = sum(old.get(stay.key) == stay for stay in record.stays)
        fresh = sum(stay.key not in old for stay in record.stays)
        PersonRow.objects.get(id=self.ids[key]).stays.all().delete()
        self._add_stays((key, stay, record) for stay in record.stays)
        self.done.stays.new += fresh - len(record.stays)
        self.done.stays.unchanged += same
        self.done.stays.changed += len(record.stays) - fresh - same

    def _write_cases(self, in_need: set[UUID], programme: str) -> None:
        """A case for everybody in need, reopened if closed; of who no longer is, none."""
        used = programmes.use(programme, self.now.date(), now=self.now)
        office = offices.own(self.by)
        self.done.in_need = len(in_need)
        have = set(CaseRow.objects.filter(party__in=in_need).values_list("party_id", flat=True))
        cases = [
            CaseRow(
                party_id=party,
                office_id=office,
                programme=used.ref,
                opened_on=self.now.date(),
                state=intake.State.TOLD,
            )
            for party in sorted(in_need - have)
        ]
        CaseRow.objects.bulk_create(cases, batch_size=facts.AT_ONCE)
        back = CaseRow.objects.filter(party__in=in_need & have, state=intake.State.CLOSED)
        for case in back:
            rows.step(case, intake.STEPS, intake.Act.REOPEN, self.by)
        self.done.cases_opened = len(cases) + len(back)
        # Only of households that this export names: of the others it says nothing.
        ours = {self.party_ids[key] for key in self.export.households} - in_need
        open_ = CaseRow.objects.filter(party__in=ours, state=intake.State.TOLD)
        for case in open_:
            rows.step(case, intake.STEPS, intake.Act.CLOSE, self.by)
            keeping.begin(case, self.now.date())
            self.done.cases_closed += 1

    def _source_before(self) -> tuple[UUID | None, HmisSource | None]:
        found = records.all_of(HmisSource, HMIS_SOURCE, by=self.by, now=self.now, purpose=PURPOSE)
        for (_, item), known in found.items():
            if known.source.key == self.export.source.key:
                return item, known
        return None, None

    def _remember_source(self) -> None:
        """Keep who sent the export and every service it has named, to send it out again."""
        export, before = self.export, self.source_before
        told = HmisSource(
            source=export.source,
            organisations={**(before.organisations if before else {}), **export.organisations},
            projects={**(before.projects if before else {}), **export.projects},
            inventory=export.inventory,
        )
        if self.source_item is None:
            fact = records.fact(uuid4(), HMIS_SOURCE, told, (offices.own(self.by),))
            facts.put(fact, by=self.by, now=self.now, purpose=PURPOSE)
        elif told != before:
            facts.change(self.source_item, told, by=self.by, now=self.now, purpose=PURPOSE)
