"""Every figure about imports that is known for the given exports."""

import itertools
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from hearth.core.errors import BadInput
from hearth.core.units import years_between
from hearth.exchange import hmis
from hearth.exchange.hmis import Answer, Export
from tests.exchange.given import data_folder, expected, unpacked

READ_ON = date(2026, 11, 22)
EVA, OLD, NEW = "eva_demo_fy2026.zip", "migrate_in_fy2024.zip", "migrate_out_fy2026.zip"
both = pytest.mark.parametrize("name", [EVA, OLD])


@pytest.fixture(scope="module")
def given() -> Callable[[str], Export]:
    read: dict[str, Export] = {}

    def get(name: str) -> Export:
        if name not in read:
            read[name] = hmis.read(data_folder() / "hmis" / name, read_on=READ_ON)
        return read[name]

    return get


def counts(name: str) -> Any:
    return expected(f"hmis/{name}")["counts"]


def types(export: Export) -> Iterator[tuple[hmis.Stay, int | None]]:
    return ((stay, export.projects[stay.project].kind) for stay in export.stays.values())


@both
def test_every_row_of_every_file_is_counted(given: Callable[[str], Export], name: str) -> None:
    report = given(name).report

    assert {f: report.files[f"{f}.csv"].rows for f in counts(name)["rows"]} == counts(name)["rows"]
    for count in report.files.values():
        assert count.rows == count.kept + count.mended + count.refused + count.not_used


@both
def test_no_row_is_refused_where_every_key_is_whole(
    given: Callable[[str], Export], name: str
) -> None:
    keys = [key for key, value in counts(name).items() if value == 0]

    assert {"EnrollmentID dup", "enrol person not in Client", "exit before entry"} <= set(keys)
    assert given(name).report.total.refused == 0


@both
def test_households_have_their_known_sizes(given: Callable[[str], Export], name: str) -> None:
    households = given(name).households.values()

    sizes = Counter(str(len(household.members)) for household in households)

    assert len(households) == counts(name)["households"]
    assert sizes == counts(name)["household size dist"]
    assert sum(bool(h.problem) for h in households) == counts(name)["HH without exactly 1 HoH"]


@both
def test_stays_by_project_type(given: Callable[[str], Export], name: str) -> None:
    export = given(name)

    projects = Counter(str(project.kind) for project in export.projects.values())
    stays = Counter(str(kind) for _, kind in types(export))

    assert projects == counts(name)["ProjectType"]
    assert stays == counts(name)["enrolments by type"]


@both
def test_when_stays_began_and_ended(given: Callable[[str], Export], name: str) -> None:
    stays = given(name).stays.values()
    first, last = min(s.entered_on for s in stays), max(s.entered_on for s in stays)

    assert [first.isoformat(), last.isoformat()] == counts(name)["entry min max"]
    assert sum(s.left_on is None for s in stays) == counts(name)["open enrolments"]
    assert sum(s.left_on == s.entered_on for s in stays) == counts(name)["exit==entry"]


@both
def test_where_people_came_from_and_went(given: Callable[[str], Export], name: str) -> None:
    stays = given(name).stays.values()
    came = Counter(stay.living_situation for stay in stays)
    went = Counter(stay.destination for stay in stays if stay.left_on)

    situations, destinations = (332, 101, 215, 329), (332, 101, 215, 422, 423, 410)

    known = counts(name)
    assert [came[code] for code in situations] == known["LivingSituation 332/101/215/329"]
    assert [went[c] for c in destinations] == known["Destination 332/101/215/422/423/410"]


@both
def test_what_people_told(given: Callable[[str], Export], name: str) -> None:
    stays = given(name).stays.values()
    known = counts(name)

    def said_yes(fact: str) -> int:
        return len({s.person for s in stays if getattr(s.health, fact) is Answer.YES})

    assert said_yes("survivor") == known["DV survivor yes distinct persons"]
    assert said_yes("fleeing") == known["currently fleeing distinct persons"]
    assert said_yes("pregnant") == known["pregnant persons"]


@both
def test_people_who_stay_in_two_places_at_once(given: Callable[[str], Export], name: str) -> None:
    slept = [stay for stay, kind in types(given(name)) if kind in (0, 2, 8)]
    slept.sort(key=lambda stay: (stay.person, stay.entered_on))

    pairs = [
        (one, other)
        for _, own in itertools.groupby(slept, key=lambda stay: stay.person)
        for one, other in itertools.combinations(own, 2)
        if one.left_on is None or other.entered_on < one.left_on
    ]

    known = counts(name)["overlapping residential stay pairs (types 0,2,8)"]
    assert [len(pairs), len({one.person for one, _ in pairs})] == known


@both
def test_ages_of_heads(given: Callable[[str], Export], name: str) -> None:
    export = given(name)
    heads = [stay for stay in export.stays.values() if stay.relation == 1]
    ages = [
        years_between(born, stay.entered_on)
        for stay in heads
        if (born := export.people[stay.person].born_on) is not None
    ]

    under_18, under_25 = sum(age < 18 for age in ages), sum(18 <= age < 25 for age in ages)

    assert [under_18, under_25] == counts(name)["HoH age at entry <18 / 18-24"]


@both
def test_beds_and_units(given: Callable[[str], Export], name: str) -> None:
    inventory = given(name).inventory.values()

    assert sum(item.beds for item in inventory) == counts(name)["sum BedInventory"]
    assert sum(item.units for item in inventory) == counts(name)["sum UnitInventory"]


def test_lengths_of_stay_rest_on_the_known_number_of_stays(given: Callable[[str], Export]) -> None:
    until = date(2022, 9, 30)
    longer: Counter[str] = Counter()
    ended: Counter[str] = Counter()
    for stay, kind in types(given(EVA)):
        left = stay.left_on if stay.left_on and stay.left_on <= until else None
        if (left or until) - stay.entered_on > timedelta(0):
            longer[str(kind)] += 1
            ended[str(kind)] += left is not None

    known = expected(f"hmis/{EVA}")["length_of_stay_by_project_type"]["values"]
    assert longer == {kind: values["stays"] for kind, values in known.items()}
    assert ended == {kind: values["ended"] for kind, values in known.items()}


def test_2024_and_2026_tell_the_same_people(given: Callable[[str], Export]) -> None:
    old, new = given(OLD), given(NEW)

    assert (old.source.year, new.source.year) == (2024, 2026)
    assert any(person.genders for person in old.people.values())
    assert any(stay.language for stay in old.stays.values())
    assert hmis.same_people(old, new)
    assert not hmis.same_people(old, given(EVA))


@both
def test_an_export_written_again_reads_back_equal(
    given: Callable[[str], Export], name: str, tmp_path: Path
) -> None:
    export = given(name)

    (tmp_path / "again.zip").write_bytes(hmis.packed(export))
    again = hmis.read(tmp_path / "again.zip", read_on=READ_ON)

    assert hmis.same_people(export, again)
    assert again.projects == export.projects
    assert again.organisations == export.organisations
    assert again.inventory == export.inventory
    assert again.report.total.refused == again.report.total.mended == 0


def test_day_first_dates_are_told_from_the_whole_column(given: Callable[[str], Export]) -> None:
    export = given(EVA)

    person = export.people["2616"]

    assert str(person.updated_at) == "2019-06-13 00:00:00"
    assert export.source.names_hashed
    assert export.report.files["Client.csv"].mended == 4146


def test_a_2022_export_is_refused_by_its_version() -> None:
    with pytest.raises(BadInput, match="says version 2022"):
        hmis.read(data_folder() / "hmis/lsa_fy2022_sample_and_results.zip", read_on=READ_ON)


@pytest.fixture
def dirty(tmp_path: Path) -> Path:
    return unpacked("hmis/dirty_fy2026.zip", tmp_path)


def test_bad_data_loads_every_client(dirty: Path) -> None:
    known = expected("hmis/dirty_fy2026.zip")["bad_data"]
    export = hmis.read(dirty / "bad_data", read_on=READ_ON)
    people = export.people

    assert len(people) == known["clients_loaded"]
    assert sum(bool(p.last_name) for p in people.values()) == known["clients_with_last_name"]
    assert not any(p.last_name.startswith('"') for p in people.values())
    assert str(people["6798"].born_on) == known["PersonalID 6798 DOB"]
    for key in ("6801", "6810", "6812"):
        assert str(people[key].updated_at) == known[f"PersonalID {key} DateUpdated"]
    operating = export.projects["751"].operating
    assert operating is not None
    assert [str(operating.first), str(operating.end)] == known["project operating"]


@pytest.mark.parametrize(
    ("read_on", "said"),
    [
        (date(2020, 1, 1), "import run on 2020-01-01 or later"),
        (READ_ON, "import run on 2020-01-01 or later"),
        (date(2017, 12, 30), "import run on 2017-12-30"),
    ],
)
def test_two_figures_of_a_year_mean_what_the_day_of_reading_makes_of_them(
    dirty: Path, read_on: date, said: str
) -> None:
    known = expected("hmis/dirty_fy2026.zip")["bad_data"]

    export = hmis.read(dirty / "bad_data", read_on=read_on)

    assert str(export.people["6800"].born_on) == known[f"PersonalID 6800 DOB, {said}"]


def test_bad_data_names_the_line_of_all_else(dirty: Path) -> None:
    report = hmis.read(dirty / "bad_data", read_on=READ_ON).report

    refused = [f for f in report.findings if f.verdict is hmis.Verdict.REFUSED]

    assert [(f.file, f.line, f.column) for f in refused] == [
        ("Enrollment.csv", 4, "PersonalID"),
        ("Enrollment.csv", 5, "PersonalID"),
        ("Exit.csv", 2, "EnrollmentID"),
    ]
    mended = {f.line for f in report.about("Client.csv", hmis.Verdict.MENDED)}
    assert {3, 4, 5, 6, 7, 8, 9, 10, 11, 12} == mended


def test_byte_order_marks_are_no_obstacle(dirty: Path) -> None:
    export = hmis.read(dirty / "bom_test", read_on=READ_ON)

    marked = {f.file for f in export.report.findings if "byte-order mark" in f.problem}

    assert (len(export.people), len(export.stays)) == (3, 4)
    assert {"Inventory.csv", "User.csv", "Event.csv"} <= marked


def test_odd_last_lines_are_reported_for_both_files(dirty: Path) -> None:
    export = hmis.read(dirty / "bad_ending", read_on=READ_ON)

    corrected = [
        (f.file, f.line) for f in export.report.findings if "ends differently" in f.problem
    ]
    missing = {f.file for f in export.report.findings if "is missing" in f.problem}

    assert corrected == [("Export.csv", 2), ("Project.csv", 2)]
    assert list(export.projects) == ["751"]
    assert {"Client.csv", "Enrollment.csv"} <= missing
