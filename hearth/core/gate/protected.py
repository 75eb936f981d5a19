"""Free text searched for a place, a name or a number that must not be in it, however it is typed.

Texts are compared without accents and case, letters of other alphabets by the Latin ones they
are commonly written with, abbreviations of streets written out, and longer words with one slip.
It finds what is protected by name; who is meant by "the blue house at the mill" it does not know.
What tells something is refused whole, never mended: a gap in a text says that something was there.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from hearth.core.gate import FactKind
from hearth.core.identity import Unsaid

FUZZY_FROM = 5  # letters; shorter words are compared whole
PHONE_TAIL = 7  # digits by which two numbers are the same, with or without a country's code
WORD = re.compile(r"[^\W_]+")

# Common transliterations; what is not here falls to its letter without accents.
_LATIN: Mapping[str, str] = {
    **{"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ł": "l", "ı": "i", "þ": "th"},
    **dict(zip("абвгґдезийіїклмнопрстуфцыэ", "abvggdezyyiiklmnoprstufcye", strict=True)),
    **{"ж": "zh", "х": "kh", "ч": "ch", "ш": "sh", "щ": "shch", "ю": "yu", "я": "ya", "є": "ye"},
    **{"ё": "e", "ь": "", "ъ": "", "'": "", "’": ""},
    **dict(zip("αβγδεζηικλμνξοπρστυφωςθχψ", "abgdeziiklmnxoprstyfostcp", strict=True)),
}
_DIGRAPHS = (("ae", "a"), ("oe", "o"), ("ue", "u"), ("ya", "ia"), ("yu", "iu"), ("ye", "ie"))

# Kinds of street: any of a row is the same word.
_STREETS: tuple[tuple[str, ...], ...] = (
    ("street", "st", "str", "strasse", "strase"),
    ("road", "rd"),
    ("avenue", "ave", "av", "avda", "avenida"),
    ("lane", "ln"),
    ("drive", "dr"),
    ("close", "cl"),
    ("court", "ct"),
    ("crescent", "cres"),
    ("gardens", "gdns"),
    ("place", "pl", "platz", "plaza"),
    ("square", "sq"),
    ("terrace", "ter"),
    ("boulevard", "blvd"),
    ("calle", "c"),
    ("row",),
    ("way",),
    ("vulytsia", "vul", "vulitsya", "ulitsa", "ul"),
)
_STREET_OF = {word: row[0] for row in _STREETS for word in row}


@dataclass(frozen=True, slots=True, repr=False)
class Protected(Unsaid):
    """Something that must not be told, as it is written down."""

    kind: FactKind
    text: str


@dataclass(frozen=True, slots=True)
class Found:
    """Where in the text it stands, first to end, and of which kind it is. Never what it is."""

    first: int
    end: int
    kind: FactKind


@dataclass(frozen=True, slots=True)
class _Word:
    plain: str
    first: int
    end: int
    is_capital: bool


def plain(text: str) -> str:
    """A text as texts are compared: lower case, Latin letters, no accents."""
    folded = unicodedata.normalize("NFKD", text.casefold().replace("й", "y").replace("ї", "i"))
    return "".join(
        _LATIN.get(letter, letter) for letter in folded if not unicodedata.combining(letter)
    )


def search(text: str, protected: Iterable[Protected]) -> tuple[Found, ...]:
    """Every place in the text that tells one of these, in order. Empty: it may be kept.

    Cost: words of the text times words of what is protected; a page of text against a hundred
    names takes some milliseconds.
    """
    words = [
        _Word(plain(one[0]), one.start(), one.end(), one[0][0].isupper() or one[0][0] > "\u02ff")
        for one in WORD.finditer(text)
    ]
    found = {hit for one in protected for hit in _hits(text, words, one)}
    return tuple(sorted(found, key=lambda hit: (hit.first, hit.end, hit.kind)))


def has_word(text: str, avoid: str) -> bool:
    """Whether a text holds one of the words to avoid, which are typed in any way, or part of it.

    A longer word that begins with it counts: who avoids "refuge" avoids "refugees".
    """
    wanted = {plain(one[0]) for one in WORD.finditer(avoid)}
    wanted = {word for word in wanted if len(word) > 2}
    return any(
        word.startswith(unsafe) for word in map(plain, WORD.findall(text)) for unsafe in wanted
    )


def _hits(text: str, words: list[_Word], one: Protected) -> Iterator[Found]:
    if one.kind is FactKind.PHONE:
        yield from _numbers(text, one)
    elif one.kind in (FactKind.HOST_NAME, FactKind.PERSON_NAME):
        yield from _names(words, one)
    else:
        yield from _places(words, one)


def _numbers(text: str, one: Protected) -> Iterator[Found]:
    tail = _digits(one.text)[-PHONE_TAIL:]
    if len(tail) < 6:
        return
    at = [at for at, sign in enumerate(text) if sign.isdecimal()]
    digits = _digits(text)
    for hit in re.finditer(f"(?={tail})", digits):
        first, end = at[hit.start()], at[hit.start() + len(tail) - 1] + 1
        if not re.search(r"[^\W\d_]", text[first:end]):  # no letter between two of its digits
            yield Found(_code_of(text, first), end, one.kind)


def _code_of(text: str, first: int) -> int:
    """Where the number begins whose last digits begin here."""
    begins = first
    while begins and (text[begins - 1].isdecimal() or text[begins - 1] in "+()./ -"):
        begins -= 1
    return begins + len(text[begins:first]) - len(text[begins:first].lstrip())


def _digits(text: str) -> str:
    return "".join(str(unicodedata.decimal(sign)) for sign in text if sign.isdecimal())


def _names(words: list[_Word], one: Protected) -> Iterator[Found]:
    """The family name in any case, with a slip; a given name where it is written as a name."""
    parts = [plain(part) for part in WORD.findall(one.text)]
    parts = [part for part in parts if len(part) > 1]
    for word in words:
        for at, part in enumerate(parts):
            is_family = at == len(parts) - 1
            if same_word(word.plain, part) and (is_family or word.is_capital):
                yield Found(word.first, word.end, one.kind)


def _places(words: list[_Word], one: Protected) -> Iterator[Found]:
    """The words of a place in their order, its kind of street written in any way or left out.

    A common word alone ("church") is no place: it needs the number before or the kind after it.
    """
    wanted = [_street(plain(part)) for part in WORD.findall(one.text)]
    core = [part for part in wanted if part not in _STREET_OF.values() and not part[0].isdigit()]
    joined = _without_endings(core)
    if not joined:
        return
    number = next((part for part in wanted if part[0].isdigit()), "-")
    kinds = {part for part in wanted if part in _STREET_OF.values()} or {"street"}
    whole = number == "-" and not any(part in _STREET_OF.values() for part in wanted)
    for at in range(len(words) - len(joined) + 1):
        run = words[at : at + len(joined)]
        bare = _without_endings([_street(word.plain) for word in run])
        if not all(same_word(*pair) for pair in zip(bare, joined, strict=True)):
            continue
        beside = _beside(words, at, len(joined), {number, *kinds})
        is_ending = any(_ending(word.plain) for word in run)
        if whole or is_ending or len(joined) > 1 or beside:
            yield Found(min([run[0], *beside], key=_first).first, _last(run, beside), one.kind)


def _beside(words: list[_Word], at: int, length: int, telling: set[str]) -> list[_Word]:
    """The words before and after that make a common word a place: its number, its kind."""
    around = words[max(0, at - 1) : at] + words[at + length : at + length + 2]
    return [word for word in around if word.plain and _street(word.plain) in telling]


def _first(word: _Word) -> int:
    return word.first


def _last(run: list[_Word], beside: list[_Word]) -> int:
    return max(word.end for word in (*run, *beside))


def _street(word: str) -> str:
    return _STREET_OF.get(word, word)


def _ending(word: str) -> str:
    """The kind of street that is written as the end of the name: "Lindenstr"."""
    ends = ("strasse", "strase", "str", "platz", "weg", "gasse")
    return next((end for end in ends if word.endswith(end) and len(word) > len(end) + 2), "")


def _without_endings(parts: list[str]) -> list[str]:
    return [part.removesuffix(_ending(part)) for part in parts]


@cache
def _spellings(word: str) -> frozenset[str]:
    """The word, and as it is written by who leaves the second letter of an umlaut out."""
    short = word
    for long, brief in _DIGRAPHS:
        short = short.replace(long, brief)
    return frozenset({word, short})


def same_word(one: str, other: str) -> bool:
    """Whether two plain words are the same, by a common spelling or with one slip.

    A slip is one letter wrong, missing, or too many, or two beside each other changed; it is
    forgiven from five letters on.
    """
    if _spellings(one) & _spellings(other):
        return True
    if min(len(one), len(other)) < FUZZY_FROM:
        return False
    return any(_one_slip(a, b) for a in _spellings(one) for b in _spellings(other))


def _one_slip(one: str, other: str) -> bool:
    if abs(len(one) - len(other)) > 1:
        return False
    first = next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), None)
    if first is None:
        return True
    rest, others = one[first:], other[first:]
    swapped = rest[:2] == others[1::-1] and rest[2:] == others[2:]
    return rest[1:] == others[1:] or rest[1:] == others or rest == others[1:] or swapped
