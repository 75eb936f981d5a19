"""Writing people, households, stays and exits as an HMIS CSV 2026 export."""

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime

from hearth.core.errors import InvalidValue
from hearth.exchange.hmis.columns import COLUMNS
from hearth.exchange.hmis.health import YES
from hearth.exchange.hmis.people import GENDERS, SEXES
from hearth.exchange.hmis.values import (
    Answer,
    Export,
    Health,
    Inventory,
    Organisation,
    Person,
    Project,
    Quality,
    SourceInfo,
    Stay,
)

Cells = Mapping[str, object]

_EXPORT_ID = "1"
_ANSWERS: Mapping[Answer, int] = {Answer.YES: 1, Answer.NO: 0, Answer.UNKNOWN: 99}
_QUALITIES: Mapping[Quality, int] = {Quality.FULL: 1, Quality.PARTIAL: 2, Quality.UNKNOWN: 99}
_RACES = "AmIndAKNative Asian BlackAfAmerican HispanicLatinao MidEastNAfrican NativeHIPacific White"


def packed(export: Export, *, version: int = 2026) -> bytes:
    """`export` as a zip that `read` reads back equal. The gate lets it out before it is written.

    Written twice, the same export gives the same bytes. What Hearth does not know (race,
    income, services) is left empty or marked as not asked, as HUD's list says.
    Raises InvalidValue for another version than 2026.
    """
    if version != 2026:
        raise InvalidValue(f"Hearth writes HMIS CSV 2026, not {version}.")
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for file, rows in _files(export):
            entry = zipfile.ZipInfo(file, date_time=(1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, _text(file, rows))
    return out.getvalue()


def _files(export: Export) -> Iterator[tuple[str, Iterable[Cells]]]:
    stays, people = export.stays.values(), export.people.values()
    stamp = export.source.exported_at or datetime(2000, 1, 1, tzinfo=UTC)
    always = {
        "DateCreated": _moment(stamp),
        "DateUpdated": _moment(stamp),
        "UserID": "1",
        "ExportID": _EXPORT_ID,
    }
    for file, rows in (
        ("Export.csv", [_source(export.source)]),
        ("Organization.csv", map(_organisation, export.organisations.values())),
        ("Project.csv", map(_project, export.projects.values())),
        ("Inventory.csv", map(_inventory, export.inventory.values())),
        ("Client.csv", map(_person, people)),
        ("CustomGender.csv", (_genders(p) for p in people if p.genders)),
        ("Enrollment.csv", map(_stay, stays)),
        ("CustomEnrollmentFY26Deprecations.csv", (_language(s) for s in stays if _speaks(s))),
        ("Exit.csv", (_exit(s, s.left_on) for s in stays if s.left_on is not None)),
        ("HealthAndDV.csv", (_health(s) for s in stays if s.health != Health())),
        ("Disabilities.csv", (row for s in stays for row in _disabilities(s))),
    ):
        yield file, ({**always, **cells} for cells in rows)


def _text(file: str, rows: Iterable[Cells]) -> str:
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS[file], restval="", lineterminator="\r\n")
    writer.writeheader()
    writer.writerows({k: v for k, v in row.items() if k in COLUMNS[file]} for row in rows)
    return out.getvalue()


def _day(day: date | None) -> str:
    return "" if day is None else day.isoformat()


def _moment(moment: datetime | None) -> str:
    return "" if moment is None else moment.replace(tzinfo=None, microsecond=0).isoformat(" ")


def _source(source: SourceInfo) -> Cells:
    return {
        "SourceType": 4,
        "SourceID": source.source_id,
        "SourceName": source.source_name,
        "ExportDate": _moment(source.exported_at),
        "ExportStartDate": _day(source.period_start),
        "ExportEndDate": _day(source.period_end),
        "SoftwareName": source.software,
        "CSVVersion": "2026 v1.0",
        "ExportPeriodType": 3,
        "ExportDirective": 2,
        "HashStatus": source.hash_status,
    }


def _organisation(organisation: Organisation) -> Cells:
    return {
        "OrganizationID": organisation.key,
        "OrganizationName": organisation.name,
        "VictimServiceProvider": int(organisation.victim_service),
    }


def _project(project: Project) -> Cells:
    operating = project.operating
    return {
        "ProjectID": project.key,
        "OrganizationID": project.organisation,
        "ProjectName": project.name,
        "ProjectType": project.kind,
        "OperatingStartDate": _day(operating.first if operating else None),
        "OperatingEndDate": _day(operating.end if operating else None),
    }


def _inventory(inventory: Inventory) -> Cells:
    return {
        "InventoryID": inventory.key,
        "ProjectID": inventory.project,
        "BedInventory": inventory.beds,
        "UnitInventory": inventory.units,
    }


def _person(person: Person) -> Cells:
    named = bool(person.first_name or person.last_name)
    sexes = {sex: code for code, sex in SEXES.items()}
    cells: dict[str, object] = {
        "PersonalID": person.key,
        "FirstName": person.first_name,
        "MiddleName": person.middle_name,
        "LastName": person.last_name,
        "NameSuffix": person.suffix,
        "NameDataQuality": 1 if named else 99,
        "SSNDataQuality": 99,
        "DOB": _day(person.born_on),
        "DOBDataQuality": _QUALITIES[person.born_quality],
        "Sex": 99 if person.sex is None else sexes[person.sex],
        "RaceNone": 99,
        "VeteranStatus": _ANSWERS[person.veteran],
        "DateUpdated": _moment(person.updated_at),
    }
    return cells | dict.fromkeys(_RACES.split(), 0)


def _genders(person: Person) -> Cells:
    said = {column: int(gender in person.genders) for column, gender in GENDERS.items()}
    return {"PersonalID": person.key, **said}


def _stay(stay: Stay) -> Cells:
    return {
        "EnrollmentID": stay.key,
        "PersonalID": stay.person,
        "ProjectID": stay.project,
        "EntryDate": _day(stay.entered_on),
        "HouseholdID": stay.household,
        "RelationshipToHoH": stay.relation,
        "EnrollmentCoC": stay.coc,
        "LivingSituation": stay.living_situation,
        "DisablingCondition": _ANSWERS[stay.disabling_condition],
        "MoveInDate": _day(stay.move_in_on),
    }


def _speaks(stay: Stay) -> bool:
    return stay.language is not None or stay.translation_needed is not Answer.UNKNOWN


def _language(stay: Stay) -> Cells:
    return {
        "EnrollmentID": stay.key,
        "PersonalID": stay.person,
        "TranslationNeeded": _ANSWERS[stay.translation_needed],
        "PreferredLanguage": stay.language,
    }


def _exit(stay: Stay, left_on: date) -> Cells:
    return {
        "ExitID": stay.key,
        "EnrollmentID": stay.key,
        "PersonalID": stay.person,
        "ExitDate": _day(left_on),
        "Destination": stay.destination,
    }


def _health(stay: Stay) -> Cells:
    return {
        "HealthAndDVID": stay.key,
        "EnrollmentID": stay.key,
        "PersonalID": stay.person,
        "InformationDate": _day(stay.entered_on),
        "DomesticViolenceSurvivor": _ANSWERS[stay.health.survivor],
        "CurrentlyFleeing": _ANSWERS[stay.health.fleeing],
        "PregnancyStatus": _ANSWERS[stay.health.pregnant],
        "DueDate": _day(stay.health.due_on),
        "DataCollectionStage": 1,
    }


def _disabilities(stay: Stay) -> Iterator[Cells]:
    # The fewest rows that say it all: "both" before "alcohol" and "drugs", 7 before 8.
    left = set(stay.health.disabilities)
    for (kind, response), said in sorted(YES.items(), key=lambda item: -len(item[1])):
        if said <= left:
            left -= said
            yield {
                "DisabilitiesID": f"{stay.key}_{kind}",
                "EnrollmentID": stay.key,
                "PersonalID": stay.person,
                "InformationDate": _day(stay.entered_on),
                "DisabilityType": kind,
                "DisabilityResponse": response,
                "DataCollectionStage": 1,
            }
