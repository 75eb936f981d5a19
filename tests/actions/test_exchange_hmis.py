"""An export from another service becomes people and cases; told again, it changes nothing."""

import zipfile
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from hearth.actions import intake
from hearth.actions.exchange.hmis import Imported, import_hmis
from hearth.actions.exchange.out import export_hmis
from hearth.core.errors import BadInput
from hearth.core.ids import PartyId
from hearth.core.intake import State
from hearth.core.person import Feature, Party, Refusals
from hearth.core.units import Period
from hearth.exchange import hmis
from hearth.store import events, people
from hearth.store.models import CaseRow, GrantRow, ItemRow, PartyRow, PersonRow, StayRow
from tests.exchange.hmis.exports import TODAY, files, folder
from tests.service import Service, a_service

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 5, 4, 10, tzinfo=UTC)
A_LONER = {"Client": "c,Cid,Elm,1990-01-02,1,0,2026-01-01 10:00:00,\n"}
IN_SHELTER = {**A_LONER, "Enrollment": "3,c,p,2026-02-01,h2,1,116,\n"}
BY_A_VICTIM_SERVICE = {
    **A_LONER,
    "Organization": "v,Quiet Door,1\n",
    "Project": "q,v,Quiet House,0,2020-01-01,\n",
    "Enrollment": "3,c,q,2026-02-01,h2,1,116,\n",
}


@pytest.fixture
def service() -> Service:
    return a_service(homes=1)


def read(at: Path, **more: str) -> hmis.Export:
    """The ordinary export, a mother and her child in a shelter, and some rows more."""
    return hmis.read(folder(at / "export", files(**more)), read_on=TODAY)


def entered(service: Service, export: hmis.Export) -> Imported:
    return import_hmis(export, programme="blank", by=service.duty, now=NOW)


def sealed() -> set[tuple[str, bytes]]:
    """Every sealed row as it lies in the database."""
    items = {(f"item {row.id}", bytes(row.body)) for row in ItemRow.objects.all()}
    return items | {(f"grant {row.id}", bytes(row.wrapped)) for row in GrantRow.objects.all()}


def counts() -> Mapping[str, int]:
    models = (PersonRow, PartyRow, StayRow, CaseRow, ItemRow, GrantRow)
    return {model.__name__: model.objects.count() for model in models}


def party_of(service: Service, case: CaseRow) -> Party:
    return people.party(PartyId(case.party_id), by=service.duty, now=NOW, purpose="test")


def the_case(size: int = 2) -> CaseRow:
    """The case of the party with so many people."""
    return next(case for case in CaseRow.objects.all() if case.party.members.count() == size)


def test_people_stays_and_a_case_for_who_is_in_need(service: Service, tmp_path: Path) -> None:
    done = entered(service, read(tmp_path, **IN_SHELTER))

    assert (done.people.new, done.stays.new, done.parties.new) == (3, 3, 2)
    assert (done.in_need, done.cases_opened) == (2, 2)
    assert {case.state for case in CaseRow.objects.all()} == {State.TOLD}


def test_importing_again_changes_nothing(service: Service, tmp_path: Path) -> None:
    entered(service, read(tmp_path))
    before, rows = sealed(), counts()

    done = entered(service, read(tmp_path))

    assert not done.changed_anything
    assert (done.people.unchanged, done.stays.unchanged, done.parties.unchanged) == (2, 2, 1)
    assert sealed() == before
    assert counts() == rows


def test_two_sources_may_use_the_same_keys(service: Service, tmp_path: Path) -> None:
    first = read(tmp_path)
    entered(service, first)

    done = entered(service, replace(first, source=replace(first.source, source_id="other")))

    assert (done.people.new, done.stays.new) == (2, 2)


def test_one_corrected_birth_date_changes_one_person(service: Service, tmp_path: Path) -> None:
    export = read(tmp_path, **IN_SHELTER)
    entered(service, export)
    before = sealed()
    corrected = replace(export.people["c"], born_on=date(1991, 1, 2))

    done = entered(service, replace(export, people={**export.people, "c": corrected}))

    assert (done.people.changed, done.people.unchanged) == (1, 2)
    assert (done.stays.changed, done.stays.unchanged) == (0, 3)
    assert (done.parties.changed, done.parties.unchanged) == (1, 1)
    assert party_of(service, the_case(1)).people[0].born_on == date(1991, 1, 2)
    changed = {name for name, _ in sealed() - before if name.startswith("item")}
    assert len(changed) == 3  # the record, the name and birth date, and what the rules read


def test_an_exit_ends_the_need_and_closes_the_case(service: Service, tmp_path: Path) -> None:
    entered(service, read(tmp_path, **IN_SHELTER))

    done = entered(service, read(tmp_path, **IN_SHELTER, Exit="1,3,c,2026-03-01,410\n"))

    assert (done.people.unchanged, done.stays.changed, done.cases_closed) == (3, 1, 1)
    assert the_case(1).state == State.CLOSED
    assert the_case(2).state == State.TOLD
    assert StayRow.objects.filter(left_on=date(2026, 3, 1)).count() == 1
    again = entered(service, read(tmp_path, **IN_SHELTER, Exit="1,3,c,2026-03-01,410\n"))
    assert not again.changed_anything


def test_who_is_in_need_again_has_their_case_again(service: Service, tmp_path: Path) -> None:
    entered(service, read(tmp_path, **IN_SHELTER))
    entered(service, read(tmp_path, **IN_SHELTER, Exit="1,3,c,2026-03-01,410\n"))

    done = entered(service, read(tmp_path, **IN_SHELTER))

    assert (done.cases_opened, done.cases_closed) == (1, 0)
    assert the_case(1).state == State.TOLD


def test_a_household_that_the_next_export_leaves_out_keeps_its_case(
    service: Service, tmp_path: Path
) -> None:
    entered(service, read(tmp_path, **IN_SHELTER))

    done = entered(service, read(tmp_path))

    assert done.cases_closed == 0
    assert the_case(1).state == State.TOLD


def test_an_export_without_people_or_without_their_stays_is_refused(
    service: Service, tmp_path: Path
) -> None:
    entered(service, read(tmp_path))
    before, rows, head = sealed(), counts(), events.head()
    for missing in ("Client.csv", "Enrollment.csv"):
        without = {name: text for name, text in files().items() if name != missing}
        export = hmis.read(folder(tmp_path / missing, without), read_on=TODAY)

        with pytest.raises(BadInput, match="earlier ones did"):
            entered(service, export)

    assert (sealed(), counts(), events.head()) == (before, rows, head)


def test_what_the_person_told_us_outlives_the_next_export(service: Service, tmp_path: Path) -> None:
    export = read(tmp_path)
    entered(service, export)
    case = the_case()
    party = party_of(service, case)
    afraid = replace(
        party.people[0],
        needs=frozenset({Feature.GROUND_FLOOR_BATH}),
        refusals=Refusals(areas=frozenset({"harbour"})),
    )
    told = replace(
        party,
        people=(afraid, *party.people[1:]),
        stay=Period(date(2026, 6, 1), date(2026, 7, 1)),
    )
    intake.tell(case=case.id, party=told, by=service.duty, now=NOW)

    again = entered(service, export)

    assert not again.changed_anything
    assert party_of(service, case) == told
    corrected = replace(export.people["a"], born_on=date(1981, 1, 2))
    entered(service, replace(export, people={**export.people, "a": corrected}))
    mother = next(one for one in party_of(service, case).people if one.id == afraid.id)
    assert mother == replace(afraid, born_on=date(1981, 1, 2))
    assert party_of(service, case).stay == told.stay


def test_whom_a_victim_service_knows_is_private_and_never_goes_out(
    service: Service, tmp_path: Path
) -> None:
    entered(service, read(tmp_path, **BY_A_VICTIM_SERVICE))

    assert PartyRow.objects.filter(private=True).count() == 1
    assert StayRow.objects.filter(private=True).count() == 1
    handed = export_hmis(source=None, by=service.duty, now=NOW)
    shared = handed.export
    assert set(shared.people) == {"a", "b"}
    assert set(shared.projects) == {"p"}
    (tmp_path / "out.zip").write_bytes(handed.let.content)
    with zipfile.ZipFile(tmp_path / "out.zip") as archive:
        text = b"".join(archive.read(name) for name in archive.namelist())
    assert b"Quiet" not in text
    assert b"Cid" not in text


def test_what_goes_out_is_what_came_in(service: Service, tmp_path: Path) -> None:
    export = read(tmp_path, **IN_SHELTER)
    entered(service, export)

    handed = export_hmis(source=None, by=service.duty, now=NOW)
    (tmp_path / "out.zip").write_bytes(handed.let.content)
    again = hmis.read(tmp_path / "out.zip", read_on=TODAY)

    assert hmis.same_people(again, hmis.shared_view(export))


def test_who_becomes_known_to_a_victim_service_becomes_private(
    service: Service, tmp_path: Path
) -> None:
    entered(service, read(tmp_path, **IN_SHELTER))
    later = {**BY_A_VICTIM_SERVICE, "Enrollment": "3,c,q,2026-02-01,h2,1,116,\n"}

    entered(service, read(tmp_path, **later))

    assert PartyRow.objects.filter(private=True).count() == 1
    assert set(export_hmis(source=None, by=service.duty, now=NOW).export.people) == {"a", "b"}
