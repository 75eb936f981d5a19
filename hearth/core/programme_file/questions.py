"""The forms of the talks from TOML: read, refused with file, line and key, found by day.

A file is called `name.version.toml` and lies beside the programmes. A version is never edited.
"""

import tomllib
from collections.abc import Iterator, Mapping
from datetime import date
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from hearth.core.errors import BadInput, NotFound
from hearth.core.programme import Programme
from hearth.core.programme_file.head import Head
from hearth.core.programme_file.lines import key_lines
from hearth.core.programme_file.reader import Problem, Report, Table
from hearth.core.questions import NO, YES, Condition, Kind, Option, Question, Questionnaire

FOLDER = Path(__file__).resolve().parents[2] / "programmes" / "questions"
"""The forms that ship with the product."""


def read(text: str, called: str) -> Questionnaire:
    """A form from TOML text. Raises BadInput with the first problem and the count of others."""
    text = text.replace("\r\n", "\n").removeprefix("\ufeff")
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BadInput(f"{called}: this is not valid TOML: {error}") from error
    report = Report(called, key_lines(text))
    form = _form(Table(raw, (), report), sha256(text.encode()).hexdigest())
    if not report.problems and called != f"{form.ref}.toml":
        report.add(("questionnaire", "name"), f"and version make {form.ref}.toml, not {called}")
    if report.problems:
        raise BadInput(_told(report.problems))
    return form


def _told(problems: list[Problem]) -> str:
    first, more = min(problems, key=lambda one: one.line), len(problems) - 1
    return f"{first} ({more} more problem{'s' if more > 1 else ''})" if more else str(first)


def _form(root: Table, fingerprint: str) -> Questionnaire:
    top = root.table("questionnaire")
    name, version = top.id(key="name"), top.whole("version", least=1)
    day = top.day("read_on") if top.has("read_on") else None
    head = Head(f"{name}.{version}", top.text("jurisdiction"), day)
    begins, title = top.day("effective_from"), top.text("title")
    questions = tuple(_questions(root, head))
    top.finish()
    root.finish()
    return Questionnaire(
        name=name,
        version=version,
        effective_from=begins,
        title=title,
        questions=questions,
        fingerprint=fingerprint,
    )


def _questions(root: Table, head: Head) -> Iterator[Question]:
    before: dict[str, Question] = {}
    for table in root.tables("item"):
        question = _question(table, head)
        if question.link_id in before:
            table.wrong("linkId", f'is "{question.link_id}", as an earlier item already is')
        for condition in question.enable_when:
            _must_be_an_answer(table, condition, before)
        before[question.link_id] = question
        yield question
        table.finish()
    if not before:
        root.wrong("item", "should hold at least one question, under [[item]]")


def _question(table: Table, head: Head) -> Question:
    kind = table.choice("type", Kind)
    options = tuple(_options(table))
    if (kind is Kind.CHOICE) != bool(options):
        table.wrong("answerOption", 'goes with type = "choice", and that needs it')
    return Question(
        link_id=table.id(key="linkId"),
        text=table.text("text"),
        kind=kind,
        required=table.yes("required", False),
        enable_when=tuple(_conditions(table)),
        options=options,
        origin=head.origin(table),
    )


def _options(table: Table) -> Iterator[Option]:
    for inner in table.tables("answerOption"):
        yield Option(inner.id(key="code"), inner.text("display"))
        inner.finish()


def _conditions(table: Table) -> Iterator[Condition]:
    for inner in table.tables("enableWhen"):
        operator = inner.text("operator", "=")
        if operator not in ("=", "!="):
            inner.wrong("operator", f'is "{operator}"; it should be "=" or "!="')
        yield Condition(inner.id(key="question"), inner.text("answer"), operator == "!=")
        inner.finish()


def _must_be_an_answer(table: Table, one: Condition, before: Mapping[str, Question]) -> None:
    asked = before.get(one.question)
    if asked is None:
        table.wrong("enableWhen", f'names "{one.question}", which no earlier item asks')
        return
    codes = {option.code for option in asked.options}
    known = {Kind.CHOICE: codes, Kind.BOOLEAN: {YES, NO}}.get(asked.kind, {one.answer})
    if one.answer not in known:
        table.wrong("enableWhen", f'waits for "{one.answer}", which is no answer to it')


@lru_cache(maxsize=1)
def bundled() -> tuple[Questionnaire, ...]:
    """Every form that ships with the product, by name and version."""
    found = (read(path.read_text("utf-8"), path.name) for path in sorted(FOLDER.glob("*.toml")))
    return tuple(sorted(found, key=lambda form: (form.name, form.version)))


def of(ref: str) -> Questionnaire:
    """The form of this name and version. Raises NotFound."""
    found = next((form for form in bundled() if form.ref == ref), None)
    if found is None:
        raise NotFound(f"the form {ref} is no longer here; put its file back")
    return found


def in_force(name: str, on: date) -> Questionnaire:
    """The version of a form that holds on a day. Raises NotFound where there is none."""
    begun = [form for form in bundled() if form.name == name and form.effective_from <= on]
    if not begun:
        raise NotFound(f"no form is called {name!r} on {on}; there must be one for the talk")
    return max(begun, key=lambda form: form.effective_from)


GENERAL = {"resident": "talk-resident", "host": "talk-host"}


def for_talk(programme: Programme, with_: str, on: date) -> Questionnaire:
    """The form that a programme asks one talk by on a day: its own, or the general one."""
    chosen = programme.talks
    name = getattr(chosen, with_) if chosen is not None else GENERAL[with_]
    return in_force(name, on)
