"""Programmes from TOML: read, refused with file, line and key, and found by day.

A file is called `name.version.toml`. A version is never edited: `fingerprint` says whether one
was, and `check_history` refuses it.
"""

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from difflib import get_close_matches
from functools import lru_cache
from hashlib import sha256
from itertools import pairwise
from pathlib import Path

from hearth.core.errors import BadInput, NotFound, Tampered
from hearth.core.programme import Programme
from hearth.core.programme_file.lines import key_lines
from hearth.core.programme_file.reader import Problem, Report, Table
from hearth.core.programme_file.tables import programme

__all__ = [
    "FOLDER",
    "Problem",
    "bundled",
    "check_history",
    "fingerprint",
    "in_force",
    "known_keys",
    "load",
    "problems",
]

FOLDER = Path(__file__).resolve().parents[2] / "programmes"
"""The programmes that ship with the product."""

_AT_LINE = re.compile(r"\(at line (\d+), column \d+\)")


def fingerprint(text: str) -> str:
    """SHA-256 of a programme's text, in hex; line ends of another system do not change it."""
    return sha256(text.replace("\r\n", "\n").removeprefix("\ufeff").encode()).hexdigest()


def load(source: Path | str, *, name: str | None = None) -> Programme:
    """A programme from a file, or from TOML text that errors call `name`.

    Raises
    ------
    BadInput
        The file cannot be read, or something in it is wrong. The sentence names file, line and
        key of the first problem and counts the others; `problems` gives them all.
    """
    read, report = _read(source, name)
    if read is None or report.problems:
        first, more = report.problems[0], len(report.problems) - 1
        others = f" ({more} more problem{'s' if more > 1 else ''})" if more else ""
        raise BadInput(f"{first}{others}")
    return read


def problems(source: Path | str, *, name: str | None = None) -> list[Problem]:
    """Everything wrong with a programme, in the order of its lines; empty when it is good.

    Raises BadInput when the file cannot be read at all.
    """
    return _read(source, name)[1].problems


def known_keys(source: Path | str) -> frozenset[str]:
    """Every key that was looked for while the programme was read."""
    return frozenset(_read(source, None)[1].keys)


def _read(source: Path | str, name: str | None) -> tuple[Programme | None, Report]:
    called = name or (source.name if isinstance(source, Path) else "programme")
    text = _text(source, called) if isinstance(source, Path) else source
    text = text.replace("\r\n", "\n").removeprefix("\ufeff")
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        return None, Report(called, {}, [_syntax(called, text, str(error))])
    report = Report(called, key_lines(text))
    read = programme(Table(raw, (), report), fingerprint(text))
    if isinstance(source, Path) and not report.problems and f"{read.ref}.toml" != source.name:
        report.add(("programme", "name"), f"and version make {read.ref}.toml, not {source.name}")
    report.problems.sort(key=lambda problem: problem.line)
    return read, report


def _text(path: Path, called: str) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise BadInput(f"{called} cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise BadInput(f"{called} is not UTF-8 at byte {error.start + 1}; save it so") from error


def _syntax(called: str, text: str, said: str) -> Problem:
    """The standard reader's own words, with the line taken out of them."""
    found = _AT_LINE.search(said)
    line = int(found[1]) if found else text.rstrip("\n").count("\n") + 1
    plain = _AT_LINE.sub("", said).removesuffix("(at end of document)").strip()
    return Problem(called, line, "", f"this is not valid TOML: {plain[:1].lower()}{plain[1:]}")


@lru_cache(maxsize=1)
def bundled() -> tuple[Programme, ...]:
    """Every programme that ships with the product, by name and version."""
    found = (load(path) for path in sorted(FOLDER.glob("*.toml")))
    return tuple(sorted(found, key=lambda read: (read.name, read.version)))


def in_force(name: str, on: date, *, programmes: Sequence[Programme] | None = None) -> Programme:
    """The version of a programme that holds on a day: the latest to have taken effect.

    Raises
    ------
    NotFound
        No programme has the name, or none of its versions is in effect yet.
    BadInput
        Two of its versions contradict one another, see `check_history`.
    """
    known = bundled() if programmes is None else programmes
    versions = [one for one in known if one.name == name]
    if not versions:
        raise NotFound(f"no programme is called {name!r}; {_nearest(name, known)}")
    check_history(versions)
    begun = [one for one in versions if one.effective_from <= on]
    if not begun:
        first = min(one.effective_from for one in versions)
        raise NotFound(f"programme {name} takes effect on {first}, after {on}")
    return max(begun, key=lambda one: one.effective_from)


def _nearest(name: str, known: Iterable[Programme]) -> str:
    names = sorted({one.name for one in known})
    near = get_close_matches(name, names, n=1)
    return f"did you mean {near[0]!r}?" if near else f"there are {', '.join(names)}"


def check_history(
    programmes: Iterable[Programme], *, recorded: Mapping[str, str] | None = None
) -> None:
    """Refuse versions that rewrite one another. `recorded`: ref to the fingerprint once seen.

    Raises
    ------
    BadInput
        Two files claim one version, or a later version does not take effect on a later day.
    Tampered
        A version is no longer the text that was recorded.
    """
    ordered = sorted(programmes, key=lambda one: (one.name, one.version))
    for one, after in pairwise(ordered):
        if one.name == after.name and one.effective_from >= after.effective_from:
            raise BadInput(
                f"programme {after.ref} takes effect on {after.effective_from}; it should be "
                f"after {one.effective_from}, when {one.ref} does"
            )
    for one in ordered:
        if (recorded or {}).get(one.ref, one.fingerprint) != one.fingerprint:
            raise Tampered(f"programme {one.ref} was edited; write its change as a new version")
