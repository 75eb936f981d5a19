"""Where in a TOML text each key stands, which the standard reader does not tell.

The text has already been read by `tomllib`, so it is valid TOML; this walk only needs to know
where keys begin and values end.
"""

from bisect import bisect_right
from collections.abc import Mapping

KeyPath = tuple[str | int, ...]
"""Keys from the root down; a whole number counts the items of an array, from 0."""

_BLANK = " \t\r\n"
_ENDS_A_VALUE = ",]}#\n\r"
_ESCAPES = {"b": "\b", "t": "\t", "n": "\n", "f": "\f", "r": "\r", '"': '"', "\\": "\\"}


def key_lines(text: str) -> Mapping[KeyPath, int]:
    """The line, from 1, of every key, table header and array item of a valid TOML `text`.

    Cost: one pass over the text.
    """
    return _Walk(text).lines


class _Walk:
    def __init__(self, text: str) -> None:
        self.text = text + "\n"
        self.at = 0
        self.lines: dict[KeyPath, int] = {(): 1}
        self._breaks = [i for i, sign in enumerate(self.text) if sign == "\n"]
        self._tables: dict[KeyPath, int] = {}
        here: KeyPath = ()
        while self._to_next():
            if self._sign() == "[":
                here = self._header()
            else:
                self._pair(here)

    def _sign(self, ahead: int = 0) -> str:
        return self.text[self.at + ahead : self.at + ahead + 1]

    def _mark(self, path: KeyPath) -> None:
        self.lines.setdefault(path, bisect_right(self._breaks, self.at - 1) + 1)

    def _to_next(self) -> bool:
        """Past blanks and comments; False at the end of the text."""
        while self.at < len(self.text):
            if self._sign() == "#":
                self.at = self.text.index("\n", self.at)
            elif self._sign() in _BLANK:
                self.at += 1
            else:
                return True
        return False

    def _header(self) -> KeyPath:
        """A `[table]` or `[[table]]` header; its path, with the number of its item."""
        start, many = self.at, self._sign(1) == "["
        self.at += 2 if many else 1
        self._to_next()
        *above, last = self._key()
        path: KeyPath = ()
        end, self.at = self.at, start
        for name in above:
            path = self._inside((*path, name))
        path = (*path, last)
        self._mark(path)
        if many:
            self._tables[path] = self._tables.get(path, -1) + 1
            path = self._inside(path)
        self.at = self.text.index("]", end) + (2 if many else 1)
        return path

    def _inside(self, path: KeyPath) -> KeyPath:
        """The latest item when `path` is an array of tables, else the table itself."""
        if path in self._tables:
            path = (*path, self._tables[path])
        self._mark(path)
        return path

    def _key(self) -> list[str]:
        """A key with its dots, from here to just behind it."""
        parts = []
        while True:
            parts.append(self._quoted() if self._sign() in "\"'" else self._bare())
            self._skip(" \t")
            if self._sign() != ".":
                return parts
            self.at += 1
            self._skip(" \t")

    def _skip(self, signs: str) -> None:
        while self._sign() and self._sign() in signs:
            self.at += 1

    def _bare(self) -> str:
        start = self.at
        while self._sign().isalnum() or self._sign() in ("_", "-"):
            self.at += 1
        return self.text[start : self.at]

    def _quoted(self) -> str:
        """A string of any of the four kinds, from here to just behind it; its text."""
        quote = self._sign()
        if self.text.startswith(quote * 3, self.at):
            return self._long(quote * 3)
        self.at += 1
        out = []
        while self._sign() not in ("", quote):
            out.append(self._escaped() if quote == '"' and self._sign() == "\\" else self._sign())
            self.at += 1
        self.at += 1
        return "".join(out)

    def _escaped(self) -> str:
        """What the escape here stands for; leaves us on its last sign."""
        self.at += 1
        digits = {"u": 4, "U": 8}.get(self._sign())
        if digits is None:
            return _ESCAPES.get(self._sign(), self._sign())
        code = self.text[self.at + 1 : self.at + 1 + digits]
        self.at += digits
        return chr(int(code, 16))

    def _long(self, fence: str) -> str:
        """A string of several lines; up to two quotes may stand right before its end."""
        self.at += 3
        while self._sign() and not self.text.startswith(fence, self.at):
            self.at += 2 if fence[0] == '"' and self._sign() == "\\" else 1
        self.at += 3
        self._skip(fence[0])
        return ""

    def _pair(self, table: KeyPath) -> None:
        """`key = value`, wherever it stands."""
        start = self.at
        key = self._key()
        end, self.at = self.at, start
        path = table
        for name in key:
            path = (*path, name)
            self._mark(path)
        self.at = self.text.index("=", end) + 1
        self._to_next()
        self._value(path)

    def _value(self, path: KeyPath) -> None:
        if self._sign() in ('"', "'"):
            self._quoted()
        elif self._sign() == "[":
            self._array(path)
        elif self._sign() == "{":
            self._inline_table(path)
        else:
            while self._sign() not in _ENDS_A_VALUE:
                self.at += 1

    def _array(self, path: KeyPath) -> None:
        self.at += 1
        count = 0
        while self._to_next() and self._sign() != "]":
            if self._sign() == ",":
                self.at += 1
                continue
            self._mark((*path, count))
            self._value((*path, count))
            count += 1
        self.at += 1

    def _inline_table(self, path: KeyPath) -> None:
        self.at += 1
        while self._to_next() and self._sign() != "}":
            if self._sign() == ",":
                self.at += 1
            else:
                self._pair(path)
        self.at += 1
