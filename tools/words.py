"""Keeps the words of the pages in every language: python3 -m tools.words [--check].

Reads every text that residents, hosts and anybody may see, from templates and from Python, and
brings hearth/web/locale/*.po up to date with them: new texts stand there empty, and what is no
longer said is kept below, so that it is there when somebody says it again. `--check` changes
nothing, and says what is missing or wrong.
"""

import io
import re
import sys
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tools import inside

if TYPE_CHECKING:
    from babel.messages.catalog import Catalog, Message

ROOT = Path(__file__).resolve().parent.parent
WEB = Path("hearth/web")
LOCALE = WEB / "locale"
LANGUAGES = ("ar", "es", "uk")
READ = ("components", "front", "resident", "host")  # and what lies in hearth/web itself
NOT_READ = {"looks.html", "looks.py"}  # examples, in a trial alone
ONE = ("_", "say", "later", "gettext")
MANY = ("say_many", "ngettext")
PLACE = re.compile(r"%\((\w+)\)s|%%|%")
NEVER = datetime(2026, 1, 1, tzinfo=UTC)  # a fixed day, so that nothing changes without a reason

Words = str | tuple[str, ...]


def template(root: Path = ROOT) -> "Catalog":
    """Every text that is said, with the files that say it."""
    from babel.messages.catalog import Catalog

    made = Catalog(project="Hearth", creation_date=NEVER, charset="utf-8")
    for path in _files(root):
        for text in _texts(path):
            made.add(text, locations=[(path.relative_to(root).as_posix(), 1)])
    return made


def updated(language: str, root: Path = ROOT) -> "Catalog":
    """The catalogue of a language with exactly the texts of today, keeping all that it knew."""
    from babel.messages.catalog import Catalog

    knew = _known(language, root)
    made = Catalog(
        language, project="Hearth", creation_date=NEVER, revision_date=NEVER, charset="utf-8"
    )
    for message in template(root):
        if message.id:
            made.add(message.id, knew.pop(message.id, None), locations=message.locations)
    for text, words in sorted(knew.items(), key=str):
        if _some(words):
            made.obsolete[text] = _old(made, text, words)
    return made


def problems(language: str, root: Path = ROOT) -> Iterator[str]:
    """What is missing or wrong in the catalogue of a language, one line each."""
    catalogue = updated(language, root)
    path = root / LOCALE / f"{language}.po"
    if not path.exists() or path.read_bytes() != written(catalogue):
        yield f"{language}: not up to date; python3 -m tools.words"
    for message in catalogue:
        if message.id:
            for line in _wrong(message, catalogue.num_plurals):
                yield f"{language}: {line}: {message.id}"


def written(catalogue: "Catalog") -> bytes:
    """The file of a catalogue."""
    from babel.messages.pofile import write_po

    file = io.BytesIO()
    write_po(file, catalogue, width=100, sort_output=True, include_lineno=False)
    return file.getvalue()


def _files(root: Path) -> Iterator[Path]:
    folders = [root / WEB / name for name in READ]
    found = [*(root / WEB).glob("*.py"), *(one for each in folders for one in each.rglob("*"))]
    return (
        path
        for path in sorted(found)
        if path.suffix in {".html", ".py"} and path.name not in NOT_READ
    )


def _texts(path: Path) -> Iterator[Words]:
    from babel.messages.extract import extract, extract_python
    from jinja2.ext import babel_extract

    method: Any = extract_python if path.suffix == ".py" else babel_extract
    keywords: dict[str, Any] = {**dict.fromkeys(ONE), **dict.fromkeys(MANY, (1, 2))}
    options = {"silent": "false", "trim_blocks": "true"}
    with path.open("rb") as file:
        for _, text, *_ in extract(method, file, keywords, options=options):
            if text:
                yield text


def _known(language: str, root: Path) -> dict[Words, Words]:
    """Every translation that the file holds, of texts of today and of earlier ones."""
    from babel.messages.pofile import read_po

    path = root / LOCALE / f"{language}.po"
    if not path.exists():
        return {}
    with path.open("rb") as file:
        read = read_po(file, locale=language)
    return {one.id: one.string for one in (*read.obsolete.values(), *read) if one.id}


def _old(made: "Catalog", text: Words, words: Words) -> "Message":
    from babel.messages.catalog import Message

    return Message(text, words)


def _some(words: Words) -> bool:
    return bool(words) if isinstance(words, str) else any(words)


def _wrong(message: "Message", plurals: int) -> Iterator[str]:
    """What is wrong with one translation."""
    one = isinstance(message.id, str)
    said = (message.string,) if one else tuple(message.string)
    if not all(said) or (not one and len(said) != plurals):
        yield "not translated"
        return
    ids = (message.id,) if one else tuple(message.id)
    wanted, free = places(ids[-1]), {"num"} if not one else set()
    for words in said:
        found = places(words)
        if found - wanted or (wanted - found) - free:
            yield f"does not keep {', '.join(sorted(wanted)) or 'its words alone'}"


def places(text: str) -> set[str]:
    """The places in a text that are filled in; a bare percent sign is one that cannot be."""
    return {found.group(1) or found.group() for found in PLACE.finditer(text)} - {"%%"}


def main(words: Sequence[str]) -> int:
    """Bring the catalogues up to date, or only say what is wrong; 1 where something is."""
    status = inside.go_on("words", words, needs="babel", kind="runtime")
    return _brought_up_to_date(check="--check" in words) if status is None else status


def _brought_up_to_date(*, check: bool) -> int:
    if not check:
        (ROOT / LOCALE).mkdir(exist_ok=True)
        for language in LANGUAGES:
            (ROOT / LOCALE / f"{language}.po").write_bytes(written(updated(language)))
    found = [line for language in LANGUAGES for line in problems(language)]
    print("\n".join(found) or "Every text is there in every language.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
