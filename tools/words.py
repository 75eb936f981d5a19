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
    from babel.messages.catalog import Catalog

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

HEAD = "# The words of the pages, kept in order by python3 -m tools.words."

Words = tuple[str, ...]  # one text, or its forms for one and for many


def template(root: Path = ROOT) -> dict[Words, set[str]]:
    """Every text that is said, with the files that say it."""
    said: dict[Words, set[str]] = {}
    for path in _files(root):
        for text in _texts(path):
            said.setdefault(text, set()).add(path.relative_to(root).as_posix())
    return said


def updated(language: str, root: Path = ROOT) -> "Catalog":
    """The catalogue of a language with exactly the texts of today, keeping all that it knew."""
    from babel.messages.catalog import Message

    knew = known(language, root)
    made = _empty(language)
    for text, files in template(root).items():
        made.add(_id(text), _id(knew.pop(text, ("",))), locations=[(one, 1) for one in files])
    for text, words in sorted(knew.items()):
        if any(words):
            made.obsolete[text[0]] = Message(_id(text), _id(words))
    return made


def problems(language: str, root: Path = ROOT) -> Iterator[str]:
    """What is missing or wrong in the catalogue of a language, one line each."""
    catalogue = updated(language, root)
    path = root / LOCALE / f"{language}.po"
    if not path.exists() or path.read_bytes() != written(catalogue):
        yield f"{language}: not up to date; python3 -m tools.words"
    knew = known(language, root)
    for text in template(root):
        forms = 1 if len(text) == 1 else catalogue.num_plurals
        for line in wrong(text, knew.get(text, ()), forms):
            yield f"{language}: {line}: {text[0]}"


def written(catalogue: "Catalog") -> bytes:
    """The file of a catalogue."""
    from babel.messages.pofile import write_po

    file = io.BytesIO()
    write_po(file, catalogue, width=100, sort_output=True, include_lineno=False)
    lines = file.getvalue().splitlines(keepends=True)
    return b"".join(line for line in lines if not line.startswith(b'"Generated-By'))


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
                yield _words(text)


def known(language: str, root: Path = ROOT) -> dict[Words, Words]:
    """Every translation that the file holds, of texts of today and of earlier ones."""
    from babel.messages.pofile import read_po

    path = root / LOCALE / f"{language}.po"
    if not path.exists():
        return {}
    with path.open("rb") as file:
        read = read_po(file, locale=language)
    return {
        _words(one.id): _words(one.string) for one in (*read.obsolete.values(), *read) if one.id
    }


def _empty(language: str) -> "Catalog":
    from babel.messages.catalog import Catalog

    return Catalog(
        language,
        project="Hearth",
        version="1",
        header_comment=HEAD,
        msgid_bugs_address="the repository",
        last_translator="the repository",
        language_team=language,
        creation_date=NEVER,
        revision_date=NEVER,
        charset="utf-8",
        fuzzy=False,
    )


def _words(text: object) -> Words:
    return tuple(map(str, text)) if isinstance(text, (tuple, list)) else (str(text or ""),)


def _id(text: Words) -> Any:
    return text[0] if len(text) == 1 else text


def wrong(text: Words, said: Words, forms: int) -> Iterator[str]:
    """What is wrong with one translation: of a text, or of its forms for one and for many."""
    if len(said) != forms or not all(said):
        yield "not translated"
        return
    wanted, free = places(text[-1]), {"num"} if len(text) > 1 else set()
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
