"""Cells of a register of hosts into values, and the headings they may stand under.

Every parser takes the text of one filled cell and raises `Wrong` with what is wrong and what
would be right. Neither sentence ever repeats the cell.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from hearth.core.errors import InvalidValue


class Wrong(InvalidValue):
    """A cell that cannot be read: what is wrong, and what would be right."""

    def __init__(self, problem: str, right: str) -> None:
        super().__init__(f"{problem}; {right}")
        self.problem = problem
        self.right = right


@dataclass(frozen=True, slots=True)
class RoomOffered:
    """A room for guests; its floor in square metres, or None where nobody measured."""

    floor_m2: float | None = None


@dataclass(frozen=True, slots=True)
class LivesThere:
    """Somebody of the host's household; None where the register does not say."""

    age: int | None = None
    gender: str | None = None


MOST_ROOMS = 20
FLOOR_M2 = (3.0, 200.0)
"""Smallest and largest floor of one room that is believed, in square metres."""

OLDEST = 120

_YES = frozenset({"yes", "y", "true", "t", "1", "x", "\u2713", "\u2714"})
_NO = frozenset({"no", "n", "false", "f", "0", "none", "\u2717"})

_GENDERS: Mapping[str, str] = {
    "f": "woman", "female": "woman", "females": "woman", "woman": "woman", "women": "woman",
    "girl": "woman", "girls": "woman", "w": "woman",
    "m": "man", "male": "man", "males": "man", "man": "man", "men": "man", "boy": "man",
    "boys": "man",
    "x": "non_binary", "other": "non_binary", "others": "non_binary", "non-binary": "non_binary",
    "nonbinary": "non_binary", "nb": "non_binary", "d": "non_binary",
}  # fmt: skip
_ANY = frozenset({"any", "all", "anyone", "everyone", "everybody", "no preference", "both"})

_SPOKEN = (
    "sq:albanian am:amharic ar:arabic hy:armenian bn:bengali bg:bulgarian my:burmese "
    "zh:chinese hr:croatian cs:czech da:danish nl:dutch en:english et:estonian fa:farsi "
    "fa:persian fa:dari fi:finnish fr:french ka:georgian de:german el:greek he:hebrew "
    "hi:hindi hu:hungarian id:indonesian ga:irish it:italian ja:japanese ko:korean "
    "ku:kurdish lv:latvian lt:lithuanian ne:nepali no:norwegian ps:pashto pl:polish "
    "pt:portuguese pa:punjabi ro:romanian ru:russian sr:serbian sk:slovak sl:slovenian "
    "so:somali es:spanish sw:swahili sv:swedish tl:tagalog ta:tamil te:telugu th:thai "
    "ti:tigrinya tr:turkish uk:ukrainian ur:urdu vi:vietnamese cy:welsh"
)
_LANGUAGES: Mapping[str, str] = {
    name: code for code, _, name in (pair.partition(":") for pair in _SPOKEN.split())
}
"""Languages by their English name, as two-letter codes. Source: ISO 639-1."""

_LIST = re.compile(r"\s*[,;/|+&]\s*|\s+and\s+")
_FLOOR = re.compile(r"(\d{1,3}(?:[.,]\d{1,2})?)\s*(?:m2|m\u00b2|sqm|sq m|square metres?)$")
_MEMBER = re.compile(r"(?:(\d{1,3})\s*([a-z-]*)|([a-z-]+)\s*(\d{1,3})?)$")


def text(cell: str) -> str:
    """Any text of at most 500 characters."""
    if len(cell) > 500:
        raise Wrong("is longer than 500 characters", "write it shorter")
    return cell


def email(cell: str) -> str:
    """Something with one @ and no spaces."""
    if not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s.]+", cell):
        raise Wrong("is not an e-mail address", "write it like name@example.org")
    return cell


def phone(cell: str) -> str:
    """Five to 15 digits, with the usual signs between them. Source: ITU-T E.164 (15 digits)."""
    digits = sum(sign.isdigit() for sign in cell)
    if not 5 <= digits <= 15 or not re.fullmatch(r"\+?[\d\s()./-]+(?:x\d+)?", cell):
        raise Wrong("is not a telephone number", "write it like +44 1632 960123")
    return cell


def yes_or_no(cell: str) -> bool:
    """Yes or no, in the ways that people tick a box."""
    word = cell.lower()
    if word in _YES or word in _NO:
        return word in _YES
    raise Wrong("is neither yes nor no", "write yes or no, or leave it empty")


def _decimal(cell: str) -> float:
    if not re.fullmatch(r"[+-]?\d{1,3}(?:[.,]\d{1,15})?", cell, re.ASCII):
        raise Wrong("is not a number of degrees", "write it like 51.507")
    return float(cell.replace(",", "."))


def latitude(cell: str) -> float:
    """Degrees north, -90 to 90."""
    degrees = _decimal(cell)
    if not -90 <= degrees <= 90:
        raise Wrong("is no latitude", "write degrees north between -90 and 90")
    return degrees


def longitude(cell: str) -> float:
    """Degrees east, -180 to 180."""
    degrees = _decimal(cell)
    if not -180 <= degrees <= 180:
        raise Wrong("is no longitude", "write degrees east between -180 and 180")
    return degrees


def _whole(cell: str, least: int, most: int) -> int:
    if re.fullmatch(r"\d{1,3}", cell, re.ASCII) and least <= int(cell) <= most:
        return int(cell)
    raise Wrong("is not a whole number in range", f"write a number from {least} to {most}")


def age(cell: str) -> int:
    """Years, 0 to 120."""
    return _whole(cell, 0, OLDEST)


def parties(cell: str) -> int:
    """How many parties at once, 1 to 20."""
    return _whole(cell, 1, MOST_ROOMS)


def rooms(cell: str) -> tuple[RoomOffered, ...]:
    """A number of rooms ("2"), or the floor of each in square metres ("12m2+9m2")."""
    if re.fullmatch(r"\d+", cell, re.ASCII):
        return (RoomOffered(),) * _whole(cell, 1, MOST_ROOMS)
    parts = re.split(r"\s*[+;&]\s*|\s*,\s+", cell.lower())
    found = [_FLOOR.match(part.strip()) for part in parts]
    floors = [float(match[1].replace(",", ".")) for match in found if match]
    low, high = FLOOR_M2
    if len(floors) != len(parts) or not all(low <= floor <= high for floor in floors):
        raise Wrong("does not tell rooms", "write a number such as 2, or floors such as 12m2+9m2")
    if len(floors) > MOST_ROOMS:
        raise Wrong("tells too many rooms", f"write at most {MOST_ROOMS}")
    return tuple(RoomOffered(floor) for floor in floors)


def genders(cell: str) -> frozenset[str]:
    """Which genders are welcome; empty when all are."""
    if cell.lower() in _ANY:
        return frozenset()
    words = _LIST.split(cell.lower())
    if not all(word in _GENDERS for word in words):
        raise Wrong(
            "names a gender that is not known", "write any, or some of: women, men, non-binary"
        )
    return frozenset(_GENDERS[word] for word in words)


def languages(cell: str) -> frozenset[str]:
    """Two- or three-letter codes; English names of common languages are turned into codes."""
    words = [word for word in _LIST.split(cell.lower()) if word]
    codes = frozenset(_LANGUAGES.get(word, word) for word in words)
    if not codes or not all(re.fullmatch(r"[a-z]{2,3}", code) for code in codes):
        raise Wrong("names a language that is not known", "write codes such as en, uk")
    return codes


def household(cell: str) -> tuple[LivesThere, ...]:
    """Who lives there: age and gender of each, such as "34 f, 36 m, 8 f"."""
    return tuple(
        _member(part.strip()) for part in re.split(r"[,;/+]", cell.lower()) if part.strip()
    )


def _member(part: str) -> LivesThere:
    wrong = Wrong(
        "does not tell who lives there", 'write age and gender of each, as in "34 f, 8 m"'
    )
    match = _MEMBER.match(part)
    if match is None:
        raise wrong
    years, word = match[1] or match[4], match[2] or match[3]
    if (word and word not in _GENDERS) or (years and int(years) > OLDEST):
        raise wrong
    return LivesThere(int(years) if years else None, _GENDERS[word] if word else None)


HEADINGS: Mapping[str, tuple[str, ...]] = {
    "external_key": (
        "id", "key", "ref", "reference", "host id", "host ref", "host reference", "host number",
        "case number", "record id", "sponsor id", "carer id", "uan", "no",
    ),
    "name": (
        "host", "host name", "full name", "contact name", "sponsor", "sponsor name", "carer",
        "carer name", "provider name", "volunteer", "volunteer name", "family name",
    ),
    "phone": (
        "telephone", "tel", "mobile", "phone number", "mobile number", "telephone number",
        "contact number", "cell", "cell phone",
    ),
    "email": ("e mail", "email address", "e mail address", "mail"),
    "address": ("home address", "street", "street address", "full address", "address 1"),
    "area": (
        "town", "city", "district", "borough", "neighbourhood", "neighborhood", "postcode area",
        "locality", "region", "county", "where",
    ),
    "latitude": ("lat", "y"),
    "longitude": ("lon", "lng", "long", "x"),
    "rooms": (
        "bedrooms", "spare rooms", "number of rooms", "room sizes", "rooms available",
        "available rooms", "spare bedrooms", "number of bedrooms", "rooms offered",
    ),
    "max_parties": (
        "parties", "maximum parties", "households at once", "max households", "placements at once",
        "max placements", "number of placements",
    ),
    "available_from": ("from", "start date", "available", "date available", "free from"),
    "available_until": ("until", "to", "end date", "available to", "free until"),
    "step_free": (
        "step free access", "wheelchair", "wheelchair access", "accessible", "level access",
    ),
    "ground_floor_bath": (
        "ground floor bathroom", "downstairs bathroom", "accessible bathroom", "downstairs toilet",
    ),
    "smoke_free": ("non smoking", "no smoking", "smokefree", "nonsmoking"),
    "pets_in_home": ("pets", "has pets", "own pets", "animals", "pets at home"),
    "accepts_pets": ("pets welcome", "pets accepted", "pets allowed", "takes pets"),
    "accepts_children": (
        "children welcome", "children", "children accepted", "takes children", "families welcome",
        "kids welcome",
    ),
    "accepts_genders": (
        "genders", "gender preference", "preferred gender", "guest gender", "genders accepted",
    ),
    "min_age": ("minimum age", "age from", "youngest", "age min"),
    "max_age": ("maximum age", "age to", "oldest", "age max"),
    "languages": ("language", "languages spoken", "spoken languages", "speaks"),
    "household": (
        "household members", "members", "who lives there", "people in home", "family members",
        "lives with",
    ),
    "vetted_until": (
        "vetting expires", "vetting expiry", "dbs expiry", "dbs expires", "vetted to",
        "approval ends", "approved until", "licence expires", "license expires", "check expires",
    ),
}  # fmt: skip
"""Our field, and other headings under which services keep it, without case and signs."""


def plain_heading(heading: str) -> str:
    """A heading without case, signs and doubled spaces, so that spellings meet."""
    return re.sub(r"[^a-z0-9]+", " ", heading.lower()).strip()
