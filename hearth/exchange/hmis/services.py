"""Export.csv, Organization.csv, Project.csv, Inventory.csv: who sent it, who runs what."""

import re
from collections.abc import Container, Mapping, Sequence
from datetime import date

from hearth.core.errors import BadInput
from hearth.core.units import Period
from hearth.exchange.hmis.cells import NO_CODE, Days, number
from hearth.exchange.hmis.tables import Row
from hearth.exchange.hmis.values import Inventory, Organisation, Project, SourceInfo

YEARS = (2024, 2026)
"""Versions that are read. In 2022 and before, project type 1 and the living situations mean
other things, so reading them as if they were new would misplace people."""

PROJECT_TYPES = frozenset({0, 1, 2, 3, 4, 6, 7, 8, 9, 10, 11, 12, 13, 14})


def source_info(rows: Sequence[Row], *, read_on: date) -> SourceInfo:
    """What Export.csv says. Raises BadInput when it says nothing, or another version."""
    row = next((row for row in rows if row.lives), None)
    if row is None:
        raise BadInput("Export.csv has no row that says who sent it and in which version.")
    for spare in rows:
        if spare.lives and spare is not row:
            spare.refuse("", "is a second row; an export describes itself once")
    days = Days(rows, ("ExportDate", "ExportStartDate", "ExportEndDate"), read_on=read_on)
    start, end = (days.optional(row, c) for c in ("ExportStartDate", "ExportEndDate"))
    return SourceInfo(
        source_id=row["SourceID"],
        source_name=row["SourceName"],
        software=row["SoftwareName"],
        csv_version=row["CSVVersion"],
        year=_year(row["CSVVersion"]),
        exported_at=days.optional(row, "ExportDate"),
        period_start=start.date() if start else None,
        period_end=end.date() if end else None,
        hash_status=number(row, "HashStatus"),
    )


def _year(version: str) -> int:
    found = re.search(r"20\d\d", version)
    year = int(found[0]) if found else 0
    if year not in YEARS:
        told = f"version {year}" if year else "no version that Hearth knows"
        raise BadInput(
            f"Export.csv says {told} in the column CSVVersion; Hearth reads HMIS CSV 2024 and "
            "2026, so ask for the export in one of these."
        )
    return year


def organisations(rows: Sequence[Row]) -> dict[str, Organisation]:
    """Organisations by key. Unless told that one serves no victims, it counts as if it did."""
    found: dict[str, Organisation] = {}
    for row in rows:
        if row.lives:
            if row["VictimServiceProvider"] not in ("0", "1"):
                row.mend(
                    "VictimServiceProvider",
                    "does not say whether this is a victim service",
                    "it counts as one, so its people stay out of the shared view",
                )
            served = row["VictimServiceProvider"] != "0"
            found[row.key] = Organisation(row.key, row["OrganizationName"], served)
    return found


def projects(rows: Sequence[Row], known: Container[str], *, read_on: date) -> dict[str, Project]:
    """Projects by key; one whose organisation is not known is kept with a finding."""
    days = Days(rows, ("OperatingStartDate", "OperatingEndDate"), read_on=read_on)
    found: dict[str, Project] = {}
    for row in rows:
        if row.lives:
            if row["OrganizationID"] not in known:
                row.keep(
                    "OrganizationID",
                    "is of an organisation that is not in Organization.csv",
                    "it counts as a victim service, so its people stay out of the shared view",
                )
            found[row.key] = Project(
                key=row.key,
                name=row["ProjectName"],
                kind=_kind(row),
                organisation=row["OrganizationID"],
                operating=_operating(row, days, read_on),
            )
    return found


def _kind(row: Row) -> int | None:
    kind = number(row, "ProjectType")
    if kind is None:
        row.keep("ProjectType", "is not given, so nobody in it counts as needing a home")
    elif kind not in PROJECT_TYPES:
        row.mend("ProjectType", NO_CODE, "it was left out")
        return None
    return kind


def _operating(row: Row, days: Days, read_on: date) -> Period | None:
    start = days.optional(row, "OperatingStartDate")
    # "Open without an end" is often written as a year like 2099.
    end = days.optional(
        row, "OperatingEndDate", latest=read_on.replace(day=1, year=read_on.year + 50)
    )
    if start is None:
        return None
    if end is not None and end < start:
        row.mend("OperatingEndDate", "lies before the start", "it was left out")
        end = None
    return Period(start.date(), end.date() if end else None)


def guarded(
    projects: Mapping[str, Project], organisations: Mapping[str, Organisation]
) -> frozenset[str]:
    """Keys of the projects of victim services, and of organisations nobody told about."""
    return frozenset(
        key
        for key, project in projects.items()
        if (run_by := organisations.get(project.organisation)) is None or run_by.victim_service
    )


def inventory(rows: Sequence[Row], known: Mapping[str, Project]) -> dict[str, Inventory]:
    """Beds and units by key."""
    found: dict[str, Inventory] = {}
    for row in rows:
        if row.lives and row["ProjectID"] not in known:
            row.refuse("ProjectID", "is of a project that is not in Project.csv")
        if row.lives:
            beds, units = number(row, "BedInventory"), number(row, "UnitInventory")
            found[row.key] = Inventory(row.key, row["ProjectID"], beds or 0, units or 0)
    return found
