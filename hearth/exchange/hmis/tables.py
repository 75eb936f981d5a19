"""Rows of one file with named columns, and what each file must and may hold.

Source: HMIS CSV Format Specifications FY2024 and FY2026, one table per file.
CustomGender and CustomEnrollmentFY26Deprecations are what the Open Path warehouse adds
when it turns a 2024 export into a 2026 one, so that nothing is lost.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from hearth.core.errors import BadInput
from hearth.exchange.hmis.records import Lines, Record, records
from hearth.exchange.hmis.report import GRAVITY, Finding, Journal, Verdict
from hearth.exchange.hmis.source import Member


@dataclass(frozen=True, slots=True)
class Shape:
    """Columns of a file: those it must have and those that are read if there."""

    key: str
    must: tuple[str, ...]
    may: tuple[str, ...]


def _shape(key: str, must: str, may: str = "") -> Shape:
    return Shape(key, (key, *must.split()), (*may.split(), "DateDeleted"))


GENDER_COLUMNS = "Woman Man NonBinary CulturallySpecific Transgender Questioning DifferentIdentity"

SHAPES: Mapping[str, Shape] = {
    "Export.csv": _shape(
        "ExportID",
        "CSVVersion",
        "SourceID SourceName SoftwareName ExportDate ExportStartDate ExportEndDate HashStatus",
    ),
    "Organization.csv": _shape("OrganizationID", "VictimServiceProvider", "OrganizationName"),
    "Project.csv": _shape(
        "ProjectID",
        "OrganizationID ProjectType",
        "ProjectName OperatingStartDate OperatingEndDate",
    ),
    "Inventory.csv": _shape("InventoryID", "ProjectID", "BedInventory UnitInventory"),
    "Client.csv": _shape(
        "PersonalID",
        "DOB VeteranStatus",
        "FirstName MiddleName LastName NameSuffix DOBDataQuality Sex DateUpdated " + GENDER_COLUMNS,
    ),
    "CustomGender.csv": _shape("PersonalID", "", GENDER_COLUMNS),
    "Enrollment.csv": _shape(
        "EnrollmentID",
        "PersonalID ProjectID EntryDate HouseholdID RelationshipToHoH",
        "EnrollmentCoC LivingSituation DisablingCondition MoveInDate TranslationNeeded "
        "PreferredLanguage",
    ),
    "CustomEnrollmentFY26Deprecations.csv": _shape(
        "EnrollmentID", "", "TranslationNeeded PreferredLanguage"
    ),
    "Exit.csv": _shape("ExitID", "EnrollmentID ExitDate", "PersonalID Destination"),
    "HealthAndDV.csv": _shape(
        "HealthAndDVID",
        "EnrollmentID DomesticViolenceSurvivor CurrentlyFleeing PregnancyStatus",
        "PersonalID DueDate",
    ),
    "Disabilities.csv": _shape(
        "DisabilitiesID", "EnrollmentID DisabilityType DisabilityResponse", "PersonalID"
    ),
}


class Row:
    """One row under judgement: its cells by column name, and the gravest verdict so far."""

    __slots__ = ("_cells", "_columns", "_journal", "file", "key", "line", "verdict")

    def __init__(
        self,
        *,
        file: str,
        line: int,
        cells: tuple[str, ...],
        columns: Mapping[str, int],
        journal: Journal,
        key: str,
    ) -> None:
        self.file = file
        self.line = line
        self.verdict = Verdict.KEPT
        self._cells = cells
        self._columns = columns
        self._journal = journal
        self.key = key

    def __getitem__(self, column: str) -> str:
        at = self._columns.get(column)
        return "" if at is None else self._cells[at]

    def told(self) -> tuple[str, ...]:
        """Every cell, for a row so broken that no cell can be trusted to be in its place."""
        return self._cells

    @property
    def lives(self) -> bool:
        """Whether the row is kept, as it was or mended."""
        return GRAVITY[self.verdict] <= GRAVITY[Verdict.MENDED]

    def keep(self, column: str, problem: str, mend: str = "") -> None:
        """Worth knowing, and no reason to change anything."""
        self._note(Verdict.KEPT, column, problem, mend)

    def mend(self, column: str, problem: str, mend: str) -> None:
        """Something was put right; `mend` says what was done."""
        self._note(Verdict.MENDED, column, problem, mend)

    def refuse(self, column: str, problem: str) -> None:
        """The row cannot be used."""
        self._note(Verdict.REFUSED, column, problem, "")

    def leave(self, column: str, problem: str) -> None:
        """The row is sound, and Hearth has no use for it."""
        self._note(Verdict.NOT_USED, column, problem, "")

    def _note(self, verdict: Verdict, column: str, problem: str, mend: str) -> None:
        self._journal.note(Finding(self.file, self.line, column, self.key, verdict, problem, mend))
        if GRAVITY[verdict] > GRAVITY[self.verdict]:
            self.verdict = verdict


def read_table(member: Member, file: str, journal: Journal) -> list[Row]:
    """Every row of a file that Hearth uses; raises BadInput when a needed column is missing.

    Rows with the wrong number of cells, without a key, with a key seen before, or
    deleted at the source come back judged.
    """
    shape = SHAPES[file]
    with member.open() as stream:
        lines = Lines(stream)
        rows = list(_rows(lines, file, shape, journal))
    _note_lines(file, lines, journal)
    _refuse_doubles(rows, shape.key)
    return rows


def count_table(member: Member, journal: Journal) -> int:
    """Count the rows of a file that Hearth has no use for, and check their structure; how many."""
    file = member.name
    good = bad = 0
    with member.open() as stream:
        lines = Lines(stream)
        for record in _body(lines):
            if record.problem:
                journal.note(Finding(file, record.line, "", "", Verdict.REFUSED, record.problem))
                bad += 1
            else:
                good += 1
    journal.count_many(file, Verdict.NOT_USED, good)
    journal.count_many(file, Verdict.REFUSED, bad)
    _note_lines(file, lines, journal)
    return good + bad


def _body(lines: Lines) -> Iterator[Record]:
    rows = records(lines)
    next(rows, None)
    return rows


def _rows(lines: Lines, file: str, shape: Shape, journal: Journal) -> Iterator[Row]:
    stream = records(lines)
    heading = next(stream, None)
    if heading is None:
        raise BadInput(f"{file} is empty; its first line should name the columns.")
    places = _places(file, shape, heading.cells)
    columns = {name: at for at, name in enumerate(places)}
    picks = tuple(places.values())
    for record in stream:
        yield _row(record, file, picks, columns, journal)


def _places(file: str, shape: Shape, heading: list[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for at, told in enumerate(heading):
        name = told.strip().strip('"').lower()
        if name in found and name in {wanted.lower() for wanted in shape.must}:
            raise BadInput(f"{file} names the column {told} twice in its first line.")
        found[name] = at
    missing = [name for name in shape.must if name.lower() not in found]
    if missing:
        raise BadInput(f"{file} lacks the column {missing[0]}, which its first line should name.")
    return {
        name: found[name.lower()] for name in (*shape.must, *shape.may) if name.lower() in found
    }


def _row(
    record: Record,
    file: str,
    picks: tuple[int, ...],
    columns: Mapping[str, int],
    journal: Journal,
) -> Row:
    raw = record.cells
    if record.problem:
        raw = raw + [""] * (max(picks) + 1 - len(raw))
    cells = tuple([raw[at] for at in picks])
    trimmed = tuple([cell.strip() for cell in cells])
    # A row out of shape may hold anything in the place of its key, even a name.
    key = "" if record.problem else trimmed[0]
    row = Row(file=file, line=record.line, cells=trimmed, columns=columns, journal=journal, key=key)
    if record.problem:
        row.refuse("", record.problem)
        return row
    if record.mend:
        row.mend("", "was not written as CSV in UTF-8 asks", record.mend)
    if trimmed != cells:
        row.mend("", "has spaces around a value", "the spaces were taken off")
    _judge(row)
    return row


def _judge(row: Row) -> None:
    shape = SHAPES[row.file]
    if not any(row[name] for name in shape.must):
        row.leave("", "is empty")
    elif not row.key:
        row.refuse(shape.key, "has no key")
    elif row["DateDeleted"]:
        row.leave("DateDeleted", "was deleted at the source")


def _refuse_doubles(rows: list[Row], key: str) -> None:
    seen: dict[str, int] = {}
    for row in rows:
        if row.lives:
            first = seen.setdefault(row.key, row.line)
            if first != row.line:
                row.refuse(key, f"has the same key as line {first}")


def _note_lines(file: str, lines: Lines, journal: Journal) -> None:
    if lines.bom:
        journal.about_file(file, Verdict.MENDED, "starts with a byte-order mark", "it was left off")
    if lines.odd_ending:
        journal.note(
            Finding(
                file,
                lines.odd_ending,
                "",
                "",
                Verdict.MENDED,
                "ends differently from the first line",
                "every kind of line ending was read as one",
            )
        )
