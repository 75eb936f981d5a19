"""Papers and pictures that somebody hands in: what is taken, how much of it, what each is.

What is shown to anybody is a picture of the paper, made anew; the file itself is opened nowhere
but in a process that holds no key (`hearth/exchange/apart.py`).
"""

from dataclasses import dataclass
from enum import StrEnum

from hearth.core.errors import InvalidValue
from hearth.core.identity import Unsaid

MOST_PAGES = 40  # of one paper: a certificate has two, a tenancy twenty
MOST_PIXELS = 50_000_000  # of one picture as it came: what telephones make, and not a bomb
LONGEST_SIDE = 1_800  # pixels of a page as it is shown: small print can be read
PIECE = 786_000  # bytes of a file in one sealed piece: as text just under a power of two
MOST_WORDS = 200  # characters
MOST_HELD = 60  # papers of one host, or of one case


class What(StrEnum):
    """What a paper is, in the words of the form."""

    CERTIFICATE = "certificate"
    IDENTITY = "identity"
    HOME = "home"
    LETTER = "letter"
    OTHER = "other"


@dataclass(frozen=True, slots=True, repr=False)
class Paper(Unsaid):
    """A paper that was handed in: what it is, a word on it, how many pages. Sealed.

    Raises InvalidValue for a paper without pages, or with more than may be.
    """

    what: What
    words: str
    pages: int

    def __post_init__(self) -> None:
        if not 1 <= self.pages <= MOST_PAGES:
            raise InvalidValue(f"a paper has 1 to {MOST_PAGES} pages, got {self.pages}")
        if len(self.words) > MOST_WORDS:
            raise InvalidValue(f"a word on a paper has at most {MOST_WORDS} characters")
