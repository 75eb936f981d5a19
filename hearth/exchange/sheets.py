"""Tables that people keep: CSV, XLSX, XLS and ODS, read as text and written back marked."""

import csv
import io
import os
import re
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path

from python_calamine import CalamineError, CalamineWorkbook

from hearth.core.errors import BadInput, NotReady
from hearth.core.later import when_needed
from hearth.exchange.zips import refuse_traps

xlsxwriter = when_needed("xlsxwriter")

MOST_BYTES = 64 * 1024**2
"""Largest file that is read; a register of 100,000 hosts takes about 20 MB."""

MOST_UNPACKED = 1024**3
"""Most bytes that a spreadsheet may have when unpacked; all of it is in memory at once."""

PROBLEM_COLUMN = "problem"
_DELIMITERS = ",;\t|"
_BOOKS = frozenset({".xlsx", ".xlsm", ".xls", ".ods"})
_TEXTS = frozenset({".csv", ".tsv", ".txt"})
_FORMULA = re.compile(r"[=+\-@\t\r]")
_GUARDED = re.compile(r"'[=+\-@\t\r]")


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One row of text. `number` is the line of a CSV or the row of a sheet, from 1."""

    number: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table: its heading, and every row that is not empty."""

    columns: tuple[str, ...]
    rows: tuple[SheetRow, ...]


@dataclass(frozen=True, slots=True)
class CellProblem:
    """What is wrong in one row, in which column, and what would be right; never the value."""

    row: int
    column: str
    problem: str
    right: str


@dataclass(frozen=True, slots=True)
class SheetReport:
    """What became of every row. `failed` holds the refused rows as they were, for marking."""

    rows: int
    right: int
    problems: tuple[CellProblem, ...]
    unused_columns: tuple[str, ...]
    columns: tuple[str, ...] = field(repr=False)
    failed: tuple[SheetRow, ...] = field(repr=False)


def read_sheet(path: Path) -> Sheet:
    """The first filled sheet of the file, as text, with spaces around cells taken off.

    CSV may be UTF-8, UTF-16 or Windows-1252, with commas, semicolons, tabs or bars between
    cells. Raises BadInput when the file is missing, too large, of another kind, damaged or
    empty. Cost: the whole file in memory.
    """
    if not path.is_file():
        raise BadInput(f"There is no file at {path}.")
    if path.stat().st_size > MOST_BYTES:
        raise BadInput(f"{path.name} is larger than {MOST_BYTES // 1024**2} MB; split it.")
    return sheet_of(path.name, path.read_bytes())


def sheet_of(name: str, content: bytes) -> Sheet:
    """The same from the content of a file that is called `name`. Nothing is written anywhere."""
    suffix = Path(name).suffix.lower()
    if suffix in _TEXTS:
        rows = _text_rows(name, content)
    elif suffix in _BOOKS:
        rows = _book_rows(name, content)
    else:
        raise BadInput(f"{name} is neither CSV nor XLSX, XLS or ODS.")
    filled = [row for row in rows if any(row.cells)]
    if not filled:
        raise BadInput(f"{name} is empty; its first row should name the columns.")
    return Sheet(filled[0].cells, tuple(filled[1:]))


def _text_rows(name: str, content: bytes) -> list[SheetRow]:
    text = _decoded(content).replace("\0", "")
    first = next((line for line in text.splitlines() if line.strip()), "")
    bare = re.sub(r'"[^"]*"', "", first)
    delimiter = max(_DELIMITERS, key=bare.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    rows, line = [], 1
    try:
        for cells in reader:
            rows.append(SheetRow(line, tuple([_unguarded(cell.strip()) for cell in cells])))
            line = reader.line_num + 1
    except csv.Error as wrong:
        raise BadInput(f"{name} has a quote mark out of place in or after line {line}.") from wrong
    return rows


def _decoded(raw: bytes) -> str:
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return raw.decode("utf-16", errors="replace")
    for coding in ("utf-8-sig", "cp1252"):
        try:
            return raw.decode(coding)
        except UnicodeDecodeError:
            continue
    return raw.decode("latin-1")


def _book_rows(name: str, content: bytes) -> list[SheetRow]:
    damaged = f"{name} is damaged or not a spreadsheet."
    try:
        if not name.lower().endswith(".xls"):
            with zipfile.ZipFile(io.BytesIO(content)) as archive:
                refuse_traps(name, archive.infolist(), most=MOST_UNPACKED)
        with CalamineWorkbook.from_filelike(io.BytesIO(content)) as book:
            sheets = [book.get_sheet_by_index(i) for i in range(len(book.sheet_names))]
            tables = (sheet.to_python(skip_empty_area=False) for sheet in sheets)
            table = next((table for table in tables if table), [])
    except (zipfile.BadZipFile, CalamineError, OSError, ValueError) as wrong:
        if isinstance(wrong, BadInput):
            raise
        raise BadInput(damaged) from wrong
    return [
        SheetRow(number, tuple([_unguarded(_as_text(cell)) for cell in cells]))
        for number, cells in enumerate(table, 1)
    ]


def _as_text(cell: float | str | bool | time | date | datetime | timedelta) -> str:
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    if isinstance(cell, datetime):
        return cell.isoformat(" ") if cell.time() != time() else cell.date().isoformat()
    return str(cell).strip()


def _unguarded(cell: str) -> str:
    """A cell of a file marked by us, without the sign that kept it from being a formula."""
    return cell[1:] if _GUARDED.match(cell) else cell


def guarded(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula.

    Source: OWASP, "CSV injection": cells that begin with = + - @, tab or return.
    """
    return f"'{cell}" if _FORMULA.match(cell) else cell


def write_marked(path_in: Path, report: SheetReport, path_out: Path) -> None:
    """Write the refused rows with what is wrong in a last column, to be mended and read again.

    CSV when `path_in` is CSV, XLSX otherwise. Nothing is left half-written. Raises NotReady
    when the disk refuses.
    """
    content = marked(path_in.name, report)
    part = path_out.with_name(f".{path_out.name}.part")
    try:
        part.write_bytes(content)
        os.replace(part, path_out)  # noqa: PTH105 - atomic on every system, and says so
    except OSError as wrong:
        part.unlink(missing_ok=True)
        raise NotReady(f"{path_out.name} could not be written: {wrong.strerror}.") from wrong


def marked(name: str, report: SheetReport) -> bytes:
    """The refused rows of a file called `name` as a file, with what is wrong in a last column."""
    width = max([len(report.columns), *(len(row.cells) for row in report.failed)])
    heading = [*_filled(report.columns, width), PROBLEM_COLUMN]
    rows = [heading, *_marked(report, width)]
    return _csv_of(rows) if is_text(name) else _xlsx_of(rows)


def is_text(name: str) -> bool:
    """Whether a file of this name is text; a spreadsheet otherwise."""
    return Path(name).suffix.lower() in _TEXTS


def _filled(cells: Sequence[str], width: int) -> list[str]:
    return [*cells, *[""] * (width - len(cells))]


def _marked(report: SheetReport, width: int) -> Iterable[list[str]]:
    said: dict[int, list[str]] = {}
    for each in report.problems:
        where = f"{each.column}: " if each.column else ""
        said.setdefault(each.row, []).append(f"{where}{each.problem}; {each.right}")
    for row in report.failed:
        problem = f"row {row.number}: " + " / ".join(said[row.number])
        yield [*_filled(row.cells, width), problem]


def _csv_of(rows: Iterable[Sequence[str]]) -> bytes:
    out = io.StringIO()
    csv.writer(out).writerows([guarded(cell) for cell in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def _xlsx_of(rows: Iterable[Sequence[str]]) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet("to mend")
        for number, row in enumerate(rows):
            for column, cell in enumerate(row):
                sheet.write_string(number, column, guarded(cell))
    return out.getvalue()
