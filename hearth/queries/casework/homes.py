"""A home as staff speak of it before anybody has said yes: by a number, not a name or street."""

from dataclasses import dataclass
from uuid import UUID

from babel import Locale

from hearth.core.home import Home
from hearth.core.ids import HomeId

NO_AREA = "no area named"


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldHome:
    """A home by its number, and what the register says of it. `beds` are those free now."""

    id: UUID
    number: str
    area: str
    kind: str
    rooms: int
    beds: int
    has: tuple[str, ...]


def told_home(home: Home) -> ToldHome:
    """What staff are told of a home."""
    return ToldHome(
        id=home.id,
        number=number_of(home.id),
        area=home.area or NO_AREA,
        kind=plain(home.kind),
        rooms=len(home.rooms_free),
        beds=sum(room.beds for room in home.rooms_free),
        has=tuple(plain(feature) for feature in sorted(home.features)),
    )


def number_of(home: HomeId | UUID) -> str:
    """A short number for a home, to be read aloud; it says nothing of where it is."""
    return home.hex[:6].upper()


def language(code: str) -> str:
    """A language by its name in English; its code where that names none."""
    return str(Locale("en").languages.get(code, code))


def plain(word: str) -> str:
    """A word of the register as people write it."""
    return str(word).replace("_", " ")
