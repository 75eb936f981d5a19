"""The two forms in which a command answers: JSON for programs, plain lines for people."""

import json
import os
import sys
from collections.abc import Iterable, Sequence

PROGRAM = os.environ.get("HEARTH_PROGRAM", "hearth")
"""What the reader types before a command: `python3 run.py` from a clone, else `hearth`."""

DONE, FAILED, USAGE, NOT_ALL = 0, 1, 2, 3
"""Exit statuses: done; refused or failed, with one sentence; misused; done, but not all is well."""


def answer(value: object, *, as_json: bool, lines: Iterable[str]) -> None:
    """Print the value as JSON, or the lines."""
    if as_json:
        json.dump(value, sys.stdout, ensure_ascii=False, indent=1, default=str)
        print()
        return
    for line in lines:
        print(line)


def table(heads: Sequence[str], rows: Iterable[Sequence[object]]) -> list[str]:
    """Columns of text, numbers to the right."""
    cells = [[str(cell) for cell in row] for row in rows]
    widths = [max(map(len, column)) for column in zip(heads, *cells, strict=True)]
    return [
        "  ".join(_set(cell, width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in [list(heads), *cells]
    ]


def _set(cell: str, width: int) -> str:
    is_number = cell.replace(",", "").replace(".", "").isdigit()
    return cell.rjust(width) if is_number else cell.ljust(width)
