"""A list of hosts that came in through a page: its columns, and what is wrong in which row."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from hearth.core.errors import BadInput
from hearth.exchange.hosts import fields_of, hosts_of
from hearth.exchange.sheets import CellProblem, is_text, marked
from hearth.store import uploads
from hearth.store.access import SignedIn

SHOWN = 100  # problems


@dataclass(frozen=True, slots=True)
class Waiting:
    """A list that is neither entered whole nor thrown away."""

    id: UUID
    name: str
    sent_at: datetime
    rows: int


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its heading, the first thing written in it, and what it is taken for."""

    heading: str
    example: str
    field: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """A list as it would be entered. `against`: why it cannot be read row by row, or nothing.

    entered : hosts new, changed and the same, where its right rows are in already.
    """

    id: UUID
    name: str
    register: str
    columns: tuple[Column, ...]
    against: str
    rows: int
    right: int
    problems: tuple[CellProblem, ...]
    found: int
    unused: tuple[str, ...]
    entered: tuple[int, int, int] | None


@transaction.atomic
def waiting(*, by: SignedIn, now: datetime) -> tuple[Waiting, ...]:
    """Lists that somebody began to bring in, the last first. Raises Sealed for others."""
    found = uploads.all_of(by=by, now=now).items()
    lists = [Waiting(id, one.name, one.sent_at, len(one.sheet.rows)) for id, one in found]
    return tuple(sorted(lists, key=lambda one: one.sent_at, reverse=True))


@transaction.atomic
def look(upload: UUID, *, by: SignedIn, now: datetime) -> Look:
    """A list with its columns and its problems. Cost: some 20,000 rows a second.

    Raises NotFound once it is gone; Sealed for whoever is not of the office.
    """
    _, found = uploads.get(upload, by=by, now=now)
    against, report = "", None
    try:
        _, report = hosts_of(found.sheet, found.name, found.mapping, read_on=now.date())
    except BadInput as wrong:
        against = str(wrong)
    fields = fields_of(found.sheet.columns, found.mapping)
    return Look(
        id=upload,
        name=found.name,
        register=found.register,
        columns=tuple(
            Column(heading, _example(found, at), fields[at])
            for at, heading in enumerate(found.sheet.columns)
            if heading
        ),
        against=against,
        rows=len(found.sheet.rows),
        right=report.right if report else 0,
        problems=report.problems[:SHOWN] if report else (),
        found=len(report.problems) if report else 0,
        unused=report.unused_columns if report else (),
        entered=found.entered,
    )


def _example(found: uploads.Upload, at: int) -> str:
    cells = (row.cells[at] for row in found.sheet.rows if at < len(row.cells))
    return next((cell for cell in cells if cell), "")[:60]


def to_mend(upload: UUID, *, by: SignedIn, now: datetime) -> tuple[bool, bytes]:
    """The refused rows with what is wrong, as a file; whether it is text, else a spreadsheet."""
    with transaction.atomic():  # that it was read stays on record where no file comes of it
        _, found = uploads.get(upload, by=by, now=now)
    _, report = hosts_of(found.sheet, found.name, found.mapping, read_on=now.date())
    return is_text(found.name), marked(found.name, report)
