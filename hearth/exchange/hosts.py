"""A register of hosts, kept as CSV or as a spreadsheet, row by row.

A row with anything wrong is refused whole, so that no host enters with half of what was
meant; the right rows come back as values.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from hearth.core.errors import BadInput, InvalidValue
from hearth.exchange import host_words as words
from hearth.exchange.dates import Order, order_of, read_moment
from hearth.exchange.host_words import HEADINGS, LivesThere, RoomOffered, Wrong, plain_heading
from hearth.exchange.sheets import (
    PROBLEM_COLUMN,
    CellProblem,
    Sheet,
    SheetReport,
    SheetRow,
    read_sheet,
)

NEEDED = ("external_key", "name", "rooms")
"""Fields that every host must have: who it is, under which key, and where a guest would sleep."""

DATES = ("available_from", "available_until", "vetted_until")


@dataclass(frozen=True, slots=True, kw_only=True)
class HostRow:
    """One host as a register tells it; None, empty or an empty set where it does not say.

    No gender in `accepts_genders` means that all are welcome. Days until are not included.
    """

    row: int
    external_key: str
    name: str
    rooms: tuple[RoomOffered, ...]
    phone: str = ""
    email: str = ""
    address: str = ""
    area: str = ""
    latitude: float | None = None
    longitude: float | None = None
    max_parties: int | None = None
    available_from: date | None = None
    available_until: date | None = None
    step_free: bool | None = None
    ground_floor_bath: bool | None = None
    smoke_free: bool | None = None
    pets_in_home: bool | None = None
    accepts_pets: bool | None = None
    accepts_children: bool | None = None
    accepts_genders: frozenset[str] = frozenset()
    min_age: int | None = None
    max_age: int | None = None
    languages: frozenset[str] = frozenset()
    household: tuple[LivesThere, ...] = ()
    vetted_until: date | None = None


PARSERS: Mapping[str, Callable[[str], object]] = {
    "external_key": words.text,
    "name": words.text,
    "phone": words.phone,
    "email": words.email,
    "address": words.text,
    "area": words.text,
    "latitude": words.latitude,
    "longitude": words.longitude,
    "rooms": words.rooms,
    "max_parties": words.parties,
    "step_free": words.yes_or_no,
    "ground_floor_bath": words.yes_or_no,
    "smoke_free": words.yes_or_no,
    "pets_in_home": words.yes_or_no,
    "accepts_pets": words.yes_or_no,
    "accepts_children": words.yes_or_no,
    "accepts_genders": words.genders,
    "min_age": words.age,
    "max_age": words.age,
    "languages": words.languages,
    "household": words.household,
}


def read_hosts(
    path: Path, mapping: Mapping[str, str] | None = None, *, read_on: date
) -> tuple[list[HostRow], SheetReport]:
    """Read a register of hosts: the right rows, and a report on every row.

    Parameters
    ----------
    mapping
        Their heading to our field, where the heading is not known or means something else; an
        empty field leaves the column out. Other columns are matched by HEADINGS.
    read_on
        The day of reading, by which years of two figures are judged.

    Raises
    ------
    BadInput
        No readable table, a needed column missing, two columns for one field, or a mapping
        that names a heading or a field that is not there.
    """
    return hosts_of(read_sheet(path), path.name, mapping, read_on=read_on)


def hosts_of(
    sheet: Sheet, name: str, mapping: Mapping[str, str] | None = None, *, read_on: date
) -> tuple[list[HostRow], SheetReport]:
    """The same from the table of a file that is called `name`."""
    places = _places(name, sheet.columns, mapping or {})
    reader = _Reader(sheet, places, read_on)
    hosts = [host for row in sheet.rows if (host := reader.host(row)) is not None]
    return hosts, _report(sheet, places, reader.problems, len(hosts))


def _report(
    sheet: Sheet, places: Mapping[str, int], problems: Sequence[CellProblem], right: int
) -> SheetReport:
    # A file that was marked, mended and sent again still has the column of problems.
    ours = {at for at, name in enumerate(sheet.columns) if name == PROBLEM_COLUMN}
    used = ours | set(places.values())
    failed = {each.row for each in problems}
    return SheetReport(
        rows=len(sheet.rows),
        right=right,
        problems=tuple(problems),
        unused_columns=tuple(n for at, n in enumerate(sheet.columns) if n and at not in used),
        columns=_without(sheet.columns, ours),
        failed=tuple(
            SheetRow(row.number, _without(row.cells, ours))
            for row in sheet.rows
            if row.number in failed
        ),
    )


def _without(cells: Sequence[str], places: Collection[int]) -> tuple[str, ...]:
    return tuple(cell for at, cell in enumerate(cells) if at not in places)


def _places(file: str, columns: Sequence[str], mapping: Mapping[str, str]) -> dict[str, int]:
    """Our field to the place of its column."""
    told = {plain_heading(theirs): ours for theirs, ours in mapping.items()}
    headings = [plain_heading(column) for column in columns]
    for theirs, ours in mapping.items():
        if ours and ours not in HEADINGS:
            raise BadInput(f"The mapping names {ours}, which is no field of a host.")
        if plain_heading(theirs) not in headings:
            raise BadInput(f"The mapping names the column {theirs}, which {file} does not have.")
    places: dict[str, int] = {}
    for at, heading in enumerate(headings):
        ours = told[heading] if heading in told else _guess(heading, told)
        if not ours:
            continue
        if ours in places:
            raise BadInput(
                f"{file} has two columns for {ours}, {columns[places[ours]]} and {columns[at]}; "
                "say in the mapping which one counts."
            )
        places[ours] = at
    for ours in NEEDED:
        if ours not in places:
            known = ", ".join(HEADINGS[ours][:3])
            raise BadInput(f"{file} lacks a column for {ours} (headings such as {known}).")
    return places


def fields_of(columns: Sequence[str], mapping: Mapping[str, str]) -> tuple[str, ...]:
    """Per column the field that it is taken for, or nothing. Refuses nothing."""
    told = {plain_heading(theirs): ours for theirs, ours in mapping.items()}
    headings = [plain_heading(column) for column in columns]
    return tuple(told[one] if one in told else _guess(one, told) for one in headings)


def _guess(heading: str, told: Mapping[str, str]) -> str:
    """The field that a heading means, unless the mapping gives that field to another column."""
    for ours, headings in HEADINGS.items():
        if heading == plain_heading(ours) or heading in headings:
            return "" if ours in told.values() else ours
    return ""


class _Reader:
    """Reads rows one by one and keeps what was wrong."""

    def __init__(self, sheet: Sheet, places: Mapping[str, int], read_on: date) -> None:
        self.problems: list[CellProblem] = []
        self._columns = sheet.columns
        self._places = places
        self._read_on = read_on
        self._seen: dict[str, int] = {}
        self._orders: dict[str, Order | None] = {
            field: order_of(_cell(row, places[field]) for row in sheet.rows)
            for field in DATES
            if field in places
        }

    def host(self, row: SheetRow) -> HostRow | None:
        """The host of this row, or None when anything in it is wrong."""
        before = len(self.problems)
        found: dict[str, object] = {}
        for field, at in self._places.items():
            cell = _cell(row, at)
            if not cell and field in NEEDED:
                self._blame(row, field, Wrong("is empty", "write it; every host needs one"))
            elif cell:
                self._read(row, field, cell, found)
        if len(row.cells) > len(self._columns) and any(row.cells[len(self._columns) :]):
            self._blame(row, "", Wrong("has more cells than the first row", "check the separators"))
        self._judge(row, found)
        if len(self.problems) > before:
            return None
        return HostRow(row=row.number, **found)  # type: ignore[arg-type]  # read by PARSERS

    def _read(self, row: SheetRow, field: str, cell: str, found: dict[str, object]) -> None:
        try:
            found[field] = self._day(field, cell) if field in DATES else PARSERS[field](cell)
        except Wrong as wrong:
            self._blame(row, field, wrong)

    def _day(self, field: str, cell: str) -> date:
        try:
            return read_moment(cell, read_on=self._read_on, order=self._orders[field]).at.date()
        except InvalidValue as wrong:
            problem, _, right = str(wrong).partition("; ")
            raise Wrong(problem, right) from wrong

    def _judge(self, row: SheetRow, found: Mapping[str, object]) -> None:
        """What no cell can tell alone."""
        key = found.get("external_key")
        if isinstance(key, str):
            first = self._seen.setdefault(key, row.number)
            if first != row.number:
                wrong = Wrong(f"is the key of row {first} too", "give every host its own key")
                self._blame(row, "external_key", wrong)
        for low, high in (("min_age", "max_age"), ("available_from", "available_until")):
            one, other = found.get(low), found.get(high)
            if one is not None and other is not None and other < one:  # type: ignore[operator]  # of one kind
                self._blame(row, high, Wrong(f"is less than {low}", f"write one after {low}"))
        if ("latitude" in found) != ("longitude" in found) and not self._blamed(row):
            there = "latitude" if "latitude" in found else "longitude"
            self._blame(row, there, Wrong("stands alone", "write both or neither"))

    def _blamed(self, row: SheetRow) -> bool:
        return bool(self.problems) and self.problems[-1].row == row.number

    def _blame(self, row: SheetRow, field: str, wrong: Wrong) -> None:
        at = self._places.get(field)
        column = field if at is None else self._columns[at]
        self.problems.append(CellProblem(row.number, column, wrong.problem, wrong.right))


def _cell(row: SheetRow, at: int) -> str:
    return row.cells[at] if at < len(row.cells) else ""
