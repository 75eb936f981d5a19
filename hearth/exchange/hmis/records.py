"""From bytes to rows of cells, whatever a file's line endings, quotes and encoding.

Every row comes with the number of the line it starts on, counted as a text editor
counts, because a quoted cell may span lines.
"""

import codecs
import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO

MOST_LINES = 100
"""Most lines one row may span before its opening quote is taken for a stray one."""

_CELL = re.compile(r'(?:"(?P<quoted>(?:[^"]|"(?!\s*(?:,|$)))*)"\s*|(?P<plain>[^,]*))(?:,|$)')
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)

MENDED_QUOTES = "stray quote marks were taken out"
MENDED_ENCODING = "the letters were read as Windows-1252"
MENDED_CELLS = "empty cells beyond the last column were left off"


class _TooLong(Exception):
    """One row took more lines than any real row does."""


@dataclass(frozen=True, slots=True)
class Record:
    """One row: the line it starts on, its cells, and what had to be mended, or its problem."""

    line: int
    cells: list[str]
    mend: str = ""
    problem: str = ""


class Lines:
    """The lines of a file, decoded line by line, with room to hand some back."""

    def __init__(self, raw: IO[bytes]) -> None:
        buffered = io.BufferedReader(raw, 1 << 16) if isinstance(raw, io.RawIOBase) else raw
        head = buffered.read(3)
        self.bom = next((name for mark, name in _BOMS if head.startswith(mark)), "")
        buffered.seek(3 if self.bom == "utf-8" else 0)
        # Only UTF-8 can be re-read byte by byte, line by line, where it breaks.
        errors = "replace" if self.bom == "utf-16" else "surrogateescape"
        self._text = io.TextIOWrapper(buffered, self.bom or "utf-8", errors=errors, newline="")
        self._handed_back: list[str] = []
        self._ending = ""
        self.line = 0
        self.taken: list[str] = []
        self.recoded: set[int] = set()
        self.odd_ending = 0  # first line that ends otherwise than the first one

    def __iter__(self) -> "Lines":
        return self

    def __next__(self) -> str:
        if len(self.taken) >= MOST_LINES:
            raise _TooLong
        text = self._handed_back.pop() if self._handed_back else self._fresh()
        self.line += 1
        self.taken.append(text)
        return text

    def hand_back_all_but_first(self) -> str:
        """Undo every line of the current row but its first, and return that one."""
        first, *rest = self.taken
        self._handed_back.extend(reversed(rest))
        self.line -= len(rest)
        self.taken = [first]
        return first

    def _fresh(self) -> str:
        text = next(self._text)
        number = self.line + 1
        ending = "\r\n" if text.endswith("\r\n") else text[-1] if text[-1] in "\r\n" else ""
        if number == 1:
            self._ending = ending
        elif ending and ending != self._ending and not self.odd_ending:
            self.odd_ending = number
        if text.isascii() and "\0" not in text:
            return text
        return self._mended(text, number)

    def _mended(self, text: str, number: int) -> str:
        clean = text.replace("\0", "")
        try:
            clean.encode("utf-8")
        except UnicodeEncodeError:
            raw = clean.encode("utf-8", "surrogateescape")
            clean = _windows(raw)
        if clean != text:
            self.recoded.add(number)
        return clean


def _windows(raw: bytes) -> str:
    try:
        return raw.decode("cp1252")
    except UnicodeDecodeError:
        return raw.decode("latin-1")


def records(lines: Lines) -> Iterator[Record]:
    """Every row, the heading first; its width is what later rows are held to.

    Blank lines are no rows. A row that cannot be brought to the width of the heading
    comes with a problem. Cost: one pass; a stray opening quote costs at most
    MOST_LINES lines read twice.
    """
    reader = csv.reader(lines)
    width = 0
    while True:
        lines.taken.clear()
        start = lines.line + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except (csv.Error, _TooLong):
            cells = [""] * (width + 1)
        if not cells:
            continue
        if width and (len(cells) != width or _swallowed(lines.taken, width)):
            yield _repaired(lines, start, width)
            continue
        width = width or len(cells)
        yield Record(start, cells, _recoded(lines, start))


def _swallowed(taken: list[str], width: int) -> bool:
    """Whether two stray quotes made one row of several: first and last line are rows alone."""
    if len(taken) < 2:
        return False
    return all(line.count(",") == width - 1 for line in (taken[0], taken[-1]))


def _recoded(lines: Lines, start: int) -> str:
    if lines.recoded and not lines.recoded.isdisjoint(range(start, lines.line + 1)):
        return MENDED_ENCODING
    return ""


def _repaired(lines: Lines, start: int, width: int) -> Record:
    text = lines.hand_back_all_but_first().rstrip("\r\n")
    plain = text.split(",")
    for cells, mend in (
        (next(csv.reader([text.replace("\r", " ")]), []), MENDED_CELLS),
        (_lenient(text), MENDED_QUOTES),
        (plain, MENDED_QUOTES),
    ):
        if len(cells) > width and not any(cells[width:]):
            return Record(start, cells[:width], MENDED_CELLS)
        if len(cells) == width:
            return Record(start, [_unquoted(cell) for cell in cells], mend)
    return Record(
        start,
        plain[:width],
        problem=f"has {len(plain)} cells where the first line names {width} columns",
    )


def _lenient(text: str) -> list[str]:
    cells: list[str] = []
    at = 0
    while at <= len(text):
        match = _CELL.match(text, at)
        if match is None:
            return []
        cells.append(match["quoted"] if match["quoted"] is not None else match["plain"])
        at = match.end() if match.end() > at else at + 1
        if not match[0].endswith(","):
            break
    return cells


def _unquoted(cell: str) -> str:
    return cell.strip().strip('"')
