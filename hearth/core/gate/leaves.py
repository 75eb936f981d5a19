"""What leaves into somebody's hand, in one table, and the one function that lets it out.

A print, a file, a calendar, a pack, an export, an answer to a program: each is a row of `TERMS`,
and whatever is handed out was let out here, as `Let`. Messages have their own moment and channel:
`hearth.core.gate.may_leave`.
"""

import json
import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from io import BytesIO
from zipfile import BadZipFile, ZipFile

from hearth.core.errors import RuleBroken
from hearth.core.gate import FactKind, Message, may_be_told
from hearth.core.gate.protected import Protected, search
from hearth.core.identity import Unsaid
from hearth.core.result import Release

ANY, NO_NAME = frozenset(FactKind), ""


class Leaves(StrEnum):
    """One sort of thing that leaves."""

    CARD = "card"
    SHEET = "sheet"
    LETTER = "letter"
    ROWS = "rows"
    PROOF = "proof"
    CHECKPOINT = "checkpoint"
    PAPER = "paper"
    CALENDAR = "calendar"
    PACK = "pack"
    EXPORT = "export"
    ANSWER = "answer"
    CALL = "call"


@dataclass(frozen=True, slots=True, repr=False)
class Told(Unsaid):
    """The facts that stand in it, and the releases that let them."""

    message: Message
    releases: Collection[Release]


@dataclass(frozen=True, slots=True, repr=False, kw_only=True)
class Asked(Unsaid):
    """What is to leave. `texts`: all that people wrote in it, also its title and its author.

    protected : what must not be read in `texts`, nor in the content where that is text.
    """

    what: Leaves
    content: bytes
    name: str = NO_NAME
    on: date
    told: Told | None = None
    texts: Collection[str] = ()
    protected: Collection[Protected] = ()


@dataclass(frozen=True, slots=True, repr=False)
class Let(Unsaid):
    """What has passed. `hearth.entry.leaving` and the exports hand out nothing else."""

    what: Leaves
    kind: str
    name: str
    content: bytes
    _by: object = field(compare=False)

    def __post_init__(self) -> None:
        if self._by is not _THE_GATE:
            raise RuleBroken("what leaves is let out by the gate")


_THE_GATE = object()
Form = Callable[[Asked], str]  # what is wrong with the content; empty: nothing


def _no_wrong(_: Asked) -> str:
    return ""


# --- what the content of each sort may look like ---

_DAYS = re.compile(
    r"BEGIN:(VCALENDAR|VEVENT)|END:(VCALENDAR|VEVENT)|VERSION:2\.0|PRODID:-//Calendar//EN"
    r"|METHOD:PUBLISH|SUMMARY:Appointment|UID:[0-9a-f]{40}|CLASS:PRIVATE|TRANSP:TRANSPARENT"
    r"|DTSTAMP:\d{8}T\d{6}Z|DT(START|END):\d{8}T\d{6}Z|DT(START|END);VALUE=DATE:\d{8}"
)
_HEAD_OF_LOG = re.compile(r"[\w.:+/= \-\u2014]*")  # what a checkpoint is written in; no sentence
_IN_A_PDF = re.compile(rb"/(Author|Subject|Keywords|Title)\s*\(([^)]*)\)|<rdf:li[^>]*>([^<]*)<")
_SAID_IN_A_PDF = frozenset({b"My page"}) | {code.encode() for code in ("en", "uk", "ar", "es")}
_CHANGED = re.compile(
    rb'\{"id":"[0-9a-f]{32}","at":"[-0-9T:.+]{19,40}","what":"(case|host|home)"'
    rb',"number":"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"\}'
)
_MEMBER = re.compile(r"[A-Z][A-Za-z0-9]*\.csv")

# What a field of an answer is called, and what it then tells.
TELLING: Mapping[str, FactKind] = {
    **dict.fromkeys(("where", "address", "street", "town", "way", "directions"), FactKind.PLACE),
    **dict.fromkeys(("phone", "telephone", "mobile", "mail", "email"), FactKind.PHONE),
    **dict.fromkeys(("host", "host_name"), FactKind.HOST_NAME),
    **dict.fromkeys(("name", "known_as", "person", "first_name"), FactKind.PERSON_NAME),
    "school": FactKind.SCHOOL,
}


def only_days(asked: Asked) -> str:
    """A calendar holds days, hours, one title and drawn ids: every line of it is known."""
    lines = asked.content.decode("utf-8", "replace").replace("\r\n ", "").split("\r\n")
    wrong = any(line and not _DAYS.fullmatch(line) for line in lines)
    return "a line of a calendar tells more than a day" if wrong else ""


def says_nothing_of_itself(asked: Asked) -> str:
    """A PDF has no author, and no title but the one that every page has."""
    told = {hit[1] or hit[2] for hit in _IN_A_PDF.findall(asked.content)}
    return "a print says in itself what it is of" if told - _SAID_IN_A_PDF else ""


def only_a_checkpoint(asked: Asked) -> str:
    """Name, size, hash, moment and signature of the log: no line that people write."""
    lines = asked.content.decode("utf-8", "replace").splitlines()
    wrong = any(not _HEAD_OF_LOG.fullmatch(line) for line in lines)
    return "a checkpoint tells more than how long the log is" if wrong else ""


def only_tables(asked: Asked) -> str:
    """An export holds tables of known names, and no word beside them."""
    try:
        with ZipFile(BytesIO(asked.content)) as archive:
            said = bool(archive.comment) or any(one.comment for one in archive.infolist())
            wrong = said or not all(_MEMBER.fullmatch(one) for one in archive.namelist())
    except BadZipFile:
        wrong = True
    return "an export holds something beside its tables" if wrong else ""


def only_what_is_told(asked: Asked) -> str:
    """Where a field of an answer is called by what it tells, it tells a fact that was let."""
    told = asked.told.message.facts if asked.told else ()
    known = {(fact.kind, fact.text) for fact in told}
    try:
        fields = set(_telling(json.loads(asked.content)))
    except ValueError:
        return "an answer is written in JSON"
    for name, text in sorted(fields):
        if (TELLING[name], text) not in known:
            return f"the field {name} of an answer tells something that nobody let"
    return ""


def only_that_something_changed(asked: Asked) -> str:
    """A call has four fields: drawn ids, a moment, and a word out of a list; no state, no name."""
    return "" if _CHANGED.fullmatch(asked.content) else "a call tells more than where to look"


def _telling(value: object) -> Iterator[tuple[str, str]]:
    if isinstance(value, list):
        for one in value:
            yield from _telling(one)
    if isinstance(value, dict):
        is_form = value.get("resourceType") == "Questionnaire"  # FHIR: its name is the form's
        for name, held in value.items():
            if (
                name in TELLING
                and not (is_form and name == "name")
                and isinstance(held, str)
                and held
            ):
                yield name, held
            yield from _telling(held)


@dataclass(frozen=True, slots=True)
class Terms:
    """What one sort of thing is: its kind, its names, which facts may ever stand in it, its form.

    why : whom it is for, and why it may tell what it may.
    """

    kind: str
    names: frozenset[str]
    may_tell: frozenset[FactKind]
    why: str
    form: Form = _no_wrong


PDF, JSON = "application/pdf", "application/json"
BOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = "text/csv; charset=utf-8"
_DOOR = frozenset({FactKind.HOST_NAME, FactKind.PHONE, FactKind.PLACE})
_NOTHING: frozenset[FactKind] = frozenset()

TERMS: Mapping[Leaves, Terms] = {
    Leaves.CARD: Terms(
        PDF,
        frozenset({"card.pdf"}),
        _DOOR,
        "for the person: where they go, by the key of their own yes",
        says_nothing_of_itself,
    ),
    Leaves.SHEET: Terms(
        PDF,
        frozenset({"sheet.pdf"}),
        _NOTHING,
        "for a visitor: days, numbers and areas; the door opens to them for the day",
        says_nothing_of_itself,
    ),
    Leaves.LETTER: Terms(
        PDF,
        frozenset({"note.pdf"}),
        ANY,
        "for a person who marked letters as safe: the words of a message, and no sender",
        says_nothing_of_itself,
    ),
    Leaves.ROWS: Terms(
        CSV,
        frozenset({"rows.csv", "rows.xlsx"}),
        _NOTHING,
        "for whoever brought the list: their own rows of it, and what is wrong in them",
    ),
    Leaves.PROOF: Terms(
        "application/octet-stream",
        frozenset({"plan.npz"}),
        _NOTHING,
        "for anybody who checks a plan: sums, under numbers made for this file",
    ),
    Leaves.CHECKPOINT: Terms(
        "text/plain; charset=utf-8",
        frozenset({"checkpoint.txt"}),
        _NOTHING,
        "for a witness: how long the log is, and its hash",
        only_a_checkpoint,
    ),
    Leaves.PAPER: Terms(
        "application/octet-stream",
        frozenset({"paper.bin"}),
        ANY,
        "for the lead who holds its key and said what for: an original, which nobody has read",
    ),
    Leaves.CALENDAR: Terms(
        "text/calendar; charset=utf-8",
        frozenset({NO_NAME}),
        _NOTHING,
        "for whoever has the address: days and hours, all under one title",
        only_days,
    ),
    Leaves.PACK: Terms(
        JSON,
        frozenset({NO_NAME}),
        _DOOR,
        "for a visitor: the doors of the visits they took on, by the keys of the day",
        only_what_is_told,
    ),
    Leaves.EXPORT: Terms(
        "application/zip",
        frozenset({NO_NAME}),
        frozenset({FactKind.PERSON_NAME}),
        "for the service that told it: its own people, without whom a victim service knows",
        only_tables,
    ),
    Leaves.ANSWER: Terms(
        JSON,
        frozenset({NO_NAME}),
        ANY,
        "for a program of somebody who is signed in: what they hold a key to",
        only_what_is_told,
    ),
    Leaves.CALL: Terms(
        JSON,
        frozenset({NO_NAME}),
        _NOTHING,
        "for the address that the owner of a token named: that it should look at something",
        only_that_something_changed,
    ),
}

# --- what is asked of each ---


def name_is_neutral(asked: Asked) -> str:
    """A file's name lies in a folder of downloads: it says nothing of what it is of."""
    known = asked.name in TERMS[asked.what].names
    return "" if known else "no file leaves under this name"


def tells_only_its_kinds(asked: Asked) -> str:
    """What never stands in a sort of thing does not stand in it by mistake either."""
    facts = asked.told.message.facts if asked.told else ()
    wrong = {fact.kind for fact in facts if fact.text} - TERMS[asked.what].may_tell
    return f"a {asked.what} never tells a {min(wrong)}" if wrong else ""


def facts_are_released(asked: Asked) -> str:
    """Each place, school, telephone and name in it is released to whom it is for, today."""
    if asked.told is None:
        return ""
    decision = may_be_told(asked.told.message, asked.told.releases, asked.on)
    return "" if decision.allowed else "what stands in it is not released to whom it is for"


def words_tell_nothing(asked: Asked) -> str:
    """What people wrote in it, and what it says of itself, tells nothing that is protected."""
    found = any(search(text, asked.protected) for text in (asked.name, *asked.texts))
    return "what somebody wrote in it tells a name, a place or a number" if found else ""


def form_is_kept(asked: Asked) -> str:
    """The very bytes hold what this sort of thing holds, and nothing beside it."""
    return TERMS[asked.what].form(asked)


RULES: tuple[Form, ...] = (
    name_is_neutral,
    tells_only_its_kinds,
    facts_are_released,
    words_tell_nothing,
    form_is_kept,
)


def let_out(asked: Asked) -> Let:
    """Let something leave, asked of its very bytes in the moment in which it is handed out.

    Raises RuleBroken, with what was against it and nothing of what it says. Cost: the bytes read
    once, and each text times what is protected.
    """
    wrong = next(filter(None, (rule(asked) for rule in RULES)), "")
    if wrong:
        raise RuleBroken(f"this does not leave: {wrong}")
    kind = BOOK if asked.name == "rows.xlsx" else TERMS[asked.what].kind
    return Let(asked.what, kind, asked.name, asked.content, _THE_GATE)
