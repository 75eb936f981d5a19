"""Reading a whole export: every file, every row, in the order that they lean on one another."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path

from hearth.exchange.hmis import health, people, services, stays
from hearth.exchange.hmis.report import Journal, Verdict
from hearth.exchange.hmis.source import Member, members
from hearth.exchange.hmis.tables import SHAPES, Row, count_table, read_table
from hearth.exchange.hmis.values import (
    Export,
    Household,
    Organisation,
    Person,
    Project,
    SourceInfo,
    Stay,
)

Progress = Callable[[str, int], None]
"""Called after each file with its name and its number of rows."""

MISSED: Mapping[str, str] = {
    "Organization.csv": "every project counts as one of a victim service",
    "Project.csv": "no stay can be kept",
    "Client.csv": "no person and no stay can be kept",
    "Enrollment.csv": "no stay and no household is known",
    "Exit.csv": "every stay counts as still open",
    "HealthAndDV.csv": "domestic violence, fleeing and pregnancy are not known",
    "Disabilities.csv": "kinds of disability are not known",
}
"""What a missing file means, for the files that every export should have."""


def read(path: Path, *, read_on: date, progress: Progress | None = None) -> Export:
    """Read the HMIS CSV export (2024 or 2026) at `path`, a zip or a folder.

    Parameters
    ----------
    read_on
        The day of reading: years of two figures and far futures are judged by it.
    progress
        Told each file's name and rows once it is read.

    Returns
    -------
    Export
        What was kept, with a report in which every row of every file is accounted for.

    Raises
    ------
    BadInput
        No readable export, another version, or a file without a column that is needed.

    Notes
    -----
    Nothing is written to disk. Cost: one pass over each file, O(rows); memory for the rows of
    the files that Hearth uses, one file at a time besides the stays.
    """
    return _Reading(path, read_on, progress or (lambda name, rows: None)).export()


class _Reading:
    """One run over one export."""

    def __init__(self, path: Path, read_on: date, progress: Progress) -> None:
        self._journal = Journal()
        self._read_on = read_on
        self._progress = progress
        self._protected: set[str] = set()
        known = {name.lower(): name for name in SHAPES}
        found = members(path)
        self._used: dict[str, Member] = {
            known[m.name.lower()]: m for m in found if m.name.lower() in known
        }
        self._unused = [m for m in found if m.name.lower() not in known]

    def export(self) -> Export:
        source = self._source()
        for name, meaning in MISSED.items():
            if name not in self._used:
                problem = f"is missing, so {meaning}"
                self._journal.about_file(name, Verdict.NOT_USED, problem)
        organisations, projects = self._services()
        inventory_rows = self._rows("Inventory.csv")
        inventory = services.inventory(inventory_rows, projects)
        self._settle(inventory_rows)
        persons = self._people()
        found = self._stays(persons, organisations, projects)
        households = self._households(found, persons)
        for member in self._unused:
            rows = count_table(member, self._journal)
            self._progress(member.name, rows)
        return Export(
            source=source,
            people=persons,
            organisations=organisations,
            projects=projects,
            stays={key: stay for key, (stay, _) in found.items()},
            households=households,
            inventory=inventory,
            protected=frozenset(self._protected),
            report=self._journal.close(),
        )

    def _rows(self, file: str) -> list[Row]:
        member = self._used.get(file)
        if member is None:
            return []
        rows = read_table(member, file, self._journal)
        self._journal.count(file, ())
        self._progress(file, len(rows))
        return rows

    def _settle(self, *tables: Sequence[Row]) -> None:
        for rows in tables:
            if rows:
                self._journal.count(rows[0].file, (row.verdict for row in rows))

    def _source(self) -> SourceInfo:
        rows = self._rows("Export.csv")
        source = services.source_info(rows, read_on=self._read_on)
        self._settle(rows)
        return source

    def _services(self) -> tuple[dict[str, Organisation], dict[str, Project]]:
        rows = self._rows("Organization.csv")
        organisations = services.organisations(rows)
        self._settle(rows)
        rows = self._rows("Project.csv")
        projects = services.projects(rows, organisations, read_on=self._read_on)
        self._settle(rows)
        return organisations, projects

    def _people(self) -> dict[str, Person]:
        rows, gender_rows = self._rows("Client.csv"), self._rows("CustomGender.csv")
        found = people.people(rows, gender_rows, read_on=self._read_on)
        self._settle(rows, gender_rows)
        return found

    def _stays(
        self,
        persons: Mapping[str, Person],
        organisations: Mapping[str, Organisation],
        projects: Mapping[str, Project],
    ) -> dict[str, tuple[Stay, Row]]:
        rows, exit_rows = self._rows("Enrollment.csv"), self._rows("Exit.csv")
        drafts = stays.drafts(rows, persons, projects, read_on=self._read_on)
        stays.add_exits(exit_rows, drafts, read_on=self._read_on)
        stays.refuse_contradictions(drafts)
        self._facts(drafts)
        guarded = services.guarded(projects, organisations)
        finished = {
            key: (stays.stay(draft, victim_service=draft.row["ProjectID"] in guarded), draft.row)
            for key, draft in drafts.items()
        }
        self._protected |= stays.protected(rows, drafts, projects.keys() - guarded, persons)
        self._settle(rows, exit_rows)
        return finished

    def _facts(self, drafts: Mapping[str, stays.Draft]) -> None:
        rows = self._rows("CustomEnrollmentFY26Deprecations.csv")
        stays.add_languages(rows, drafts)
        self._settle(rows)
        rows = self._rows("HealthAndDV.csv")
        health.add_health(rows, drafts, read_on=self._read_on)
        self._settle(rows)
        rows = self._rows("Disabilities.csv")
        health.add_disabilities(rows, drafts)
        self._settle(rows)

    def _households(
        self, found: Mapping[str, tuple[Stay, Row]], persons: Mapping[str, Person]
    ) -> dict[str, Household]:
        households = stays.households([stay for stay, _ in found.values()], persons)
        for household in households.values():
            if household.problem:
                row = found[household.stays[0]][1]
                row.keep(
                    "RelationshipToHoH",
                    f"is of a household that {household.problem}",
                    "the oldest of them stands in as head",
                )
        return households
