"""Reading one table of a programme file, key by key, and collecting everything wrong with it."""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, time
from difflib import get_close_matches
from enum import StrEnum
from typing import TypeVar

from hearth.core.programme_file.lines import KeyPath

_CLOCK = re.compile(r"([01]\d|2[0-3]):[0-5]\d")
_SHOWN = 40  # signs of a wrong value that a sentence repeats
_ID = re.compile(r"[a-z0-9][a-z0-9_.-]*")

Kind = TypeVar("Kind")
Choice = TypeVar("Choice", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong in a programme file: where, and what would be right.

    `line` counts from 1; `key` is empty when the file as a whole cannot be read; items of an
    array are counted from 1, as in `recurrence[2].stages[1].every_days`.
    """

    file: str
    line: int
    key: str
    sentence: str

    def __str__(self) -> str:
        where = f"{self.file}, line {self.line}"
        return f"{where}, {self.key}: {self.sentence}" if self.key else f"{where}: {self.sentence}"


@dataclass(slots=True)
class Report:
    """What was found while one file was read."""

    file: str
    lines: Mapping[KeyPath, int]
    problems: list[Problem] = field(default_factory=list)
    keys: set[str] = field(default_factory=set)

    def add(self, path: KeyPath, sentence: str) -> None:
        """Write down a problem at `path`, or at the nearest table above it that is there."""
        line = next(
            (self.lines[path[:n]] for n in range(len(path), 0, -1) if path[:n] in self.lines), 1
        )
        self.problems.append(Problem(self.file, line, dotted(path), sentence))


def dotted(path: KeyPath) -> str:
    """`("stages", 0, "times")` as people write it: `stages[1].times`."""
    parts = (f"[{part + 1}]" if isinstance(part, int) else f".{part}" for part in path)
    return "".join(parts).removeprefix(".")


class Table:
    """A table of the file. Each question names a key; `finish` reports the keys nobody asked for.

    A wrong or missing value is written down, and something harmless of the right type stands in
    for it, so that one reading finds every problem. Nothing is built from a file with problems.
    """

    def __init__(
        self, raw: Mapping[str, object], path: KeyPath, report: Report, *, silent: bool = False
    ) -> None:
        self.raw = raw
        self.path = path
        self._report = report
        self._silent = silent
        self._known: set[str] = set()

    def wrong(self, key: str, sentence: str) -> None:
        """Write down what is wrong with `key`; dots lead into its tables, empty is itself."""
        if not self._silent:
            self._report.add((*self.path, *key.split(".")) if key else self.path, sentence)

    def has(self, key: str) -> bool:
        """Whether the file gives the key; asking makes it a known one."""
        self._known.add(key)
        self._report.keys.add(key)
        return key in self.raw

    def finish(self) -> None:
        """Report every key that means nothing here, with the one that was probably meant."""
        for key in self.raw:
            if key not in self._known:
                near = get_close_matches(key, sorted(self._known), n=1)
                guess = f"did you mean {near[0]!r}?" if near else f"known: {_list(self._known)}"
                self.wrong(key, f"{key!r} is not known here; {guess}")

    def text(self, key: str, default: str | None = None) -> str:
        """A text that is not empty."""
        value = self._typed(key, str, "a text in quotes", default)
        if value is not None and not value.strip():
            self.wrong(key, "is empty; it should be a text")
        return value or ""

    def id(self, default: str | None = None, *, key: str = "id") -> str:
        """The table's id: small letters, digits, and - _ . between them."""
        value = self.text(key, default)
        if value and not _ID.fullmatch(value):
            self.wrong(key, f"is {_short(value)}; an id has small letters, digits, - _ and .")
        return value

    def whole(self, key: str, *, least: int = 0, most: int | None = None, why: str = "") -> int:
        """A whole number from `least` up to `most`."""
        value = self._typed(key, int, _range("a whole number", least, most), None)
        return self._within(key, least if value is None else value, least, most, why)

    def whole_or_none(self, key: str, *, least: int = 0, most: int | None = None) -> int | None:
        """A whole number, or None when the key is absent."""
        return self.whole(key, least=least, most=most) if self.has(key) else None

    def share(self, key: str, default: float) -> float:
        """A share from 0 to 1."""
        value = self._typed(key, float, "a number from 0 to 1", default)
        return self._within(key, 0.0 if value is None else value, 0.0, 1.0, "")

    def amount(self, key: str) -> float:
        """A number, 0 or more."""
        value = self._typed(key, float, "a number of 0 or more", None)
        return self._within(key, 0.0 if value is None else value, 0.0, None, "")

    def yes(self, key: str, default: bool | None = None) -> bool:
        """true or false."""
        return bool(self._typed(key, bool, "true or false", default))

    def day(self, key: str, default: date | None = None) -> date:
        """A date without a time."""
        return self._typed(key, date, "a date such as 2026-01-31", default) or date.min

    def clock_or_none(self, key: str) -> time | None:
        """An hour of the day written as "21:00", or None when the key is absent."""
        value = self.text(key) if self.has(key) else ""
        if not value:
            return None
        if not _CLOCK.fullmatch(value):
            self.wrong(key, f'is {_short(value)}; it should be an hour such as "21:00"')
            return None
        return time.fromisoformat(value)

    def choice(self, key: str, kind: type[Choice], default: Choice | None = None) -> Choice:
        """One word of a fixed list."""
        value = self.text(key, default)
        return self._word(key, value, kind) or next(iter(kind))

    def choice_or_none(self, key: str, kind: type[Choice]) -> Choice | None:
        """One word of a fixed list, or None when the key is absent."""
        return self.choice(key, kind) if self.has(key) else None

    def choices(
        self, key: str, kind: type[Choice], default: Collection[Choice] | None = None
    ) -> tuple[Choice, ...]:
        """Words of a fixed list, none twice."""
        found = (self._word(key, word, kind) for word in self.texts(key, default))
        return tuple(word for word in found if word is not None)

    def texts(
        self, key: str, default: Collection[str] | None = None, *, least: int = 0
    ) -> tuple[str, ...]:
        """A list of texts, none twice, `least` or more of them."""
        if default is not None and not self.has(key):
            return tuple(default)
        value = self._typed(key, list, 'a list such as ["one", "two"]', None)
        return self._all_texts(key, value or [], least) if value is not None else ()

    def text_lists(self, key: str) -> tuple[tuple[str, ...], ...]:
        """A list of lists of texts."""
        value = self._typed(key, list, 'a list of lists such as [["one", "two"], ["one"]]', None)
        if value is None or all(isinstance(inner, list) for inner in value):
            return tuple(self._all_texts(key, inner, 1) for inner in value or [])
        self.wrong(key, 'should be a list of lists such as [["one", "two"], ["one"]]')
        return ()

    def table(self, key: str, *, why: str = "") -> "Table":
        """A table that must be there."""
        if not self.has(key):
            self.wrong(key, f"the table {key!r} is missing{why}")
        return self._inner(key)

    def table_or_none(self, key: str) -> "Table | None":
        """A table, or None when it is absent."""
        return self._inner(key) if self.has(key) else None

    def tables(self, key: str) -> Iterator["Table"]:
        """The tables of a list; none when the key is absent."""
        value = self._typed(key, list, f"tables, each under [[{key}]]", []) or []
        for number, raw in enumerate(value):
            if isinstance(raw, dict):
                yield Table(raw, (*self.path, key, number), self._report, silent=self._silent)
            else:
                self.wrong(key, f"should be tables, each under [[{key}]]")

    def _inner(self, key: str) -> "Table":
        raw = self.raw.get(key)
        if key in self.raw and not isinstance(raw, dict):
            self.wrong(key, f"is {_short(raw)}; it should be a table [{dotted((*self.path, key))}]")
        inner = raw if isinstance(raw, dict) else {}
        silent = self._silent or not isinstance(raw, dict)
        return Table(inner, (*self.path, key), self._report, silent=silent)

    def _typed(self, key: str, kind: type[Kind], what: str, default: Kind | None) -> Kind | None:
        if not self.has(key):
            if default is None:
                self.wrong(key, f"{key!r} is missing; it should be {what}")
            return default
        value = self.raw[key]
        if kind is float and type(value) is int:
            value = float(value)
        if type(value) is kind:
            return value
        self.wrong(key, f"is {_short(value)}; it should be {what}")
        return None

    def _within(
        self, key: str, value: "_Number", least: "_Number", most: "_Number | None", why: str
    ) -> "_Number":
        if value < least or (most is not None and value > most):
            self.wrong(key, f"is {value}; it should be {_range('a number', least, most)}{why}")
            return least
        return value

    def _word(self, key: str, value: str, kind: type[Choice]) -> Choice | None:
        known = [str(word) for word in kind]
        if not value or value in known:
            return kind(value) if value else None
        near = get_close_matches(value, known, n=1)
        guess = f"did you mean {near[0]!r}?" if near else f"it should be one of {_list(known)}"
        self.wrong(key, f"is {_short(value)}; {guess}")
        return None

    def _all_texts(self, key: str, value: Collection[object], least: int) -> tuple[str, ...]:
        texts = tuple(word for word in value if isinstance(word, str) and word.strip())
        if len(texts) < len(value):
            self.wrong(key, "should hold texts alone, none of them empty")
        elif len(set(texts)) < len(texts):
            self.wrong(key, "names something twice")
        elif len(texts) < least:
            self.wrong(key, f"should name at least {least}")
        return texts


_Number = TypeVar("_Number", int, float)


def _range(what: str, least: float, most: float | None) -> str:
    return f"{what} of {least} or more" if most is None else f"{what} from {least} to {most}"


def _short(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    said = f'"{value}"' if isinstance(value, str) else str(value)
    return said if len(said) <= _SHOWN else said[:_SHOWN] + "..."


def _list(words: Collection[str]) -> str:
    return ", ".join(sorted(words))
