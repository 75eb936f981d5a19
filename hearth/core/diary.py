"""What a host writes down, and what they changed of their home: theirs and the office's."""

from dataclasses import dataclass
from enum import StrEnum

from hearth.core.errors import InvalidValue
from hearth.core.identity import Unsaid


class Kind(StrEnum):
    """Who made an entry: the host wrote it, or it says what they changed."""

    WRITTEN = "written"
    CHANGED = "changed"
    WELL = "well"  # one press: all is well


@dataclass(frozen=True, slots=True, repr=False)
class Note(Unsaid):
    """One entry. No guest ever sees it."""

    words: str

    def __post_init__(self) -> None:
        if not self.words.strip():
            raise InvalidValue("an entry of the diary has words")
