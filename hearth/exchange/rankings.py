"""Three tables in which two sides rank: residents, places, and the workers responsible for them.

The form of a published instance of the student-project problem (H. Wilde and others, "Matching: A
Python library for solving matching games", Journal of Open Source Software 5, 2020): residents
name places in order, places have a worker, and every worker ranks those who named one of their
places by the residents' one common rank.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from hearth.core.errors import BadInput
from hearth.exchange.sheets import SheetRow, read_sheet

NAME, RANK, CODE, CAPACITY, WORKER = "name", "rank", "code", "capacity", "supervisor"
MOST = 2**31 - 1  # residents of a place or a worker


@dataclass(frozen=True, slots=True)
class Ranked:
    """Everybody by their row in their own table.

    residents, places, workers : names. wishes : per resident rows of places, best first.
    ranked : per worker rows of residents, best first. worker : per place its worker's row.
    capacity : per place. caseload : per worker. named_again : wishes that stood in a list
    already, and count where they stand first.
    """

    residents: tuple[str, ...]
    places: tuple[str, ...]
    workers: tuple[str, ...]
    wishes: tuple[tuple[int, ...], ...]
    ranked: tuple[tuple[int, ...], ...]
    worker: tuple[int, ...]
    capacity: tuple[int, ...]
    caseload: tuple[int, ...]
    named_again: int


@dataclass(frozen=True, slots=True)
class _Table:
    """One file, of which every row has a name that no other has."""

    name: str
    columns: tuple[str, ...]
    rows: tuple[SheetRow, ...]
    at: Mapping[str, int]

    @classmethod
    def read(cls, path: Path, first: str, *needed: str) -> "_Table":
        sheet = read_sheet(path)
        for column in (first, *needed):
            if sheet.columns.count(column) != 1:
                raise BadInput(f"{path.name} must have one column {column}")
        table = cls(path.name, sheet.columns, sheet.rows, {})
        at: dict[str, int] = {}
        for row, line in enumerate(sheet.rows):
            name = table.cell(line, first)
            if not name or name in at:
                what = "a name" if not name else "a name that no other row has"
                raise BadInput(f"{path.name}, row {line.number}, column {first}: must be {what}")
            at[name] = row
        return cls(path.name, sheet.columns, sheet.rows, at)

    def cell(self, line: SheetRow, column: str) -> str:
        at = self.columns.index(column)
        return line.cells[at] if at < len(line.cells) else ""

    def numbers(self, column: str) -> tuple[int, ...]:
        """The whole numbers of a column, 0 to MOST."""
        return tuple(self._number(line, column) for line in self.rows)

    def _number(self, line: SheetRow, column: str) -> int:
        text = self.cell(line, column)
        if not (text.isascii() and text.isdigit() and len(text) <= 10 and int(text) <= MOST):
            must = f"a whole number from 0 to {MOST}"
            raise BadInput(f"{self.name}, row {line.number}, column {column}: must be {must}")
        return int(text)

    def pointed(self, line: SheetRow, column: str, text: str, other: "_Table") -> int:
        """The row of the other table with this name."""
        if text not in other.at:
            where = f"{self.name}, row {line.number}, column {column or 'without a heading'}"
            raise BadInput(f"{where}: must be a name in {other.name}")
        return other.at[text]


def read_rankings(residents: Path, places: Path, workers: Path) -> Ranked:
    """Read the three tables.

    residents : name, rank (the smaller is ranked first; equal ones in the order of the file), and
    any more columns: names of places, best first, empty cells left out. places : code, capacity,
    supervisor. workers : name, capacity. A resident without a wish and a place nobody names stay.
    Raises BadInput naming file, row and column.
    """
    ours = _Table.read(residents, NAME, RANK)
    theirs = _Table.read(places, CODE, CAPACITY, WORKER)
    staff = _Table.read(workers, NAME, CAPACITY)
    head = tuple(
        theirs.pointed(one, WORKER, theirs.cell(one, WORKER), staff) for one in theirs.rows
    )
    named = [tuple(_named(ours, line, theirs)) for line in ours.rows]
    wishes = tuple(tuple(dict.fromkeys(one)) for one in named)
    rank = ours.numbers(RANK)
    ranked: list[list[int]] = [[] for _ in staff.rows]
    for resident in sorted(range(len(rank)), key=rank.__getitem__):
        for worker in dict.fromkeys(head[place] for place in wishes[resident]):
            ranked[worker].append(resident)
    return Ranked(
        residents=tuple(ours.at),
        places=tuple(theirs.at),
        workers=tuple(staff.at),
        wishes=wishes,
        ranked=tuple(map(tuple, ranked)),
        worker=head,
        capacity=theirs.numbers(CAPACITY),
        caseload=staff.numbers(CAPACITY),
        named_again=sum(map(len, named)) - sum(map(len, wishes)),
    )


def _named(table: _Table, line: SheetRow, places: _Table) -> Iterable[int]:
    for column, text in zip(table.columns, line.cells, strict=False):
        if column not in {NAME, RANK} and text:
            yield table.pointed(line, column, text, places)
    for text in line.cells[len(table.columns) :]:
        if text:
            yield table.pointed(line, "", text, places)
