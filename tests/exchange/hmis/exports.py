"""Small invented exports: say what matters, the rest is ordinary."""

import zipfile
from collections.abc import Mapping
from datetime import date
from pathlib import Path

from hearth.exchange import hmis

TODAY = date(2026, 5, 4)

FILES: Mapping[str, str] = {
    "Export.csv": "ExportID,SourceID,SourceName,ExportDate,ExportStartDate,ExportEndDate,"
    "SoftwareName,CSVVersion,HashStatus\n1,s,S,2026-04-01 00:00:00,2025-01-01,2026-03-31,x,"
    "2026 v1,1\n",
    "Organization.csv": "OrganizationID,OrganizationName,VictimServiceProvider\no,Open Door,0\n",
    "Project.csv": "ProjectID,OrganizationID,ProjectName,ProjectType,OperatingStartDate,"
    "OperatingEndDate\np,o,Night Shelter,0,2020-01-01,\n",
    "Client.csv": "PersonalID,FirstName,LastName,DOB,DOBDataQuality,VeteranStatus,DateUpdated,"
    "DateDeleted\na,Ada,Ash,1980-01-02,1,0,2026-01-01 10:00:00,\n"
    "b,Ben,Ash,2015-03-04,1,0,2026-01-01 10:00:00,\n",
    "Enrollment.csv": "EnrollmentID,PersonalID,ProjectID,EntryDate,HouseholdID,RelationshipToHoH,"
    "LivingSituation,MoveInDate\n1,a,p,2026-01-05,h,1,116,\n2,b,p,2026-01-05,h,2,,\n",
    "Exit.csv": "ExitID,EnrollmentID,PersonalID,ExitDate,Destination\n",
    "HealthAndDV.csv": "HealthAndDVID,EnrollmentID,PersonalID,DomesticViolenceSurvivor,"
    "CurrentlyFleeing,PregnancyStatus,DueDate\n",
    "Disabilities.csv": "DisabilitiesID,EnrollmentID,PersonalID,DisabilityType,"
    "DisabilityResponse\n",
    "Services.csv": "ServicesID,EnrollmentID\n1,1\n",
}


def files(**more: str) -> dict[str, str]:
    """An ordinary export: a mother and a child in a shelter. `Client="c,..."` adds rows."""
    return {name: text + more.get(name.removesuffix(".csv"), "") for name, text in FILES.items()}


def folder(at: Path, contents: Mapping[str, str | bytes]) -> Path:
    """An export as a folder."""
    at.mkdir(exist_ok=True)
    for name, text in contents.items():
        (at / name).write_bytes(text if isinstance(text, bytes) else text.encode())
    return at


def zipped(at: Path, contents: Mapping[str, str | bytes]) -> Path:
    """An export as a zip."""
    with zipfile.ZipFile(at, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in contents.items():
            archive.writestr(name, text)
    return at


def read(at: Path, contents: Mapping[str, str | bytes]) -> hmis.Export:
    """Read an export with these files, today."""
    return hmis.read(folder(at / "export", contents), read_on=TODAY)
