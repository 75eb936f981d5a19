"""Invented names of people, streets and towns, and numbers that ring nowhere.

Given names and surnames come from mimesis and are put together by chance; nobody is meant.
Streets and towns are made of syllables that are no words. Telephone numbers lie in the
ranges kept for fiction: 01632 960000 to 960999 (Ofcom) and 555-0100 to 555-0199 (North
American Numbering Plan). E-mail is at example.org (RFC 2606).
"""

from collections.abc import Mapping
from functools import lru_cache

import mimesis
from mimesis import Locale

from hearth.core.identity import Address, HostIdentity
from hearth.core.person import Gender
from hearth.sim.chance import Chance

OFFICE_LANGUAGE = "en"
LOCALES: Mapping[str, Locale] = {
    "en": Locale.EN_GB,
    "ar": Locale.AR_SY,
    "es": Locale.ES,
    "fa": Locale.FA,
    "fr": Locale.FR,
    "pl": Locale.PL,
    "tr": Locale.TR,
    "uk": Locale.UK,
}
"""Languages spoken in pretend towns, and where the names of their speakers come from."""

POOL = 150  # names drawn of each sort and language

_HEADS = ("bra", "cal", "dro", "elm", "fen", "gor", "hul", "kes", "lor", "mav", "nim", "oss")
_MIDDLES = ("an", "be", "ido", "ul", "ey", "oma", "ri", "un", "atho", "ive")
_TAILS = ("brik", "dun", "fex", "gard", "lith", "mor", "quel", "rost", "stow", "vane", "wyx")
_WAYS = ("Lane", "Row", "Rise", "Walk", "Steps", "Side")
_DOORS = ("blue", "green", "red", "white", "yellow", "brown")
_MARKS = ("the pump", "the old mill", "the bakery", "the footbridge", "the tall hedge")


@lru_cache(maxsize=256)
def _pool(language: str, gender: Gender, seed: int) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Given names and surnames of a language. Drawn once; mimesis reads a file for each."""
    drawn = mimesis.Person(LOCALES[language], seed=seed)
    sex = mimesis.Gender.MALE if gender is Gender.MAN else mimesis.Gender.FEMALE
    given = (drawn.first_name(sex) for _ in range(POOL))
    surnames = (drawn.last_name(sex) for _ in range(POOL))
    return tuple(given), tuple(surnames)


class Names:
    """Names for one pretend world."""

    def __init__(self, chance: Chance, seed: int) -> None:
        self._chance = chance
        self._seed = seed
        self._taken: set[str] = set()

    def person(self, language: str, gender: Gender) -> tuple[str, str]:
        """A given name, and the full name it belongs to."""
        told = gender
        if gender not in (Gender.MAN, Gender.WOMAN):
            told = self._chance.one_of((Gender.MAN, Gender.WOMAN))
        given, surnames = _pool(language, told, self._seed)
        first = self._chance.one_of(given)
        return first, f"{first} {self._chance.one_of(surnames)}"

    def word(self) -> str:
        """A word that is none, with a capital letter."""
        parts = (self._chance.one_of(pool) for pool in (_HEADS, _MIDDLES, _TAILS))
        return "".join(parts).capitalize()

    def new_word(self) -> str:
        """A word that this world has not had yet. There are about 1,300."""
        word = self.word()
        while word in self._taken:
            word = self.word()
        self._taken.add(word)
        return word

    def phone(self) -> str:
        """A number kept for fiction."""
        if self._chance.happens(0.5):
            return f"01632 960{self._chance.whole(0, 999):03}"
        return f"555-01{self._chance.whole(0, 99):02}"

    def host(self, name: str) -> HostIdentity:
        """A host of this name, with a telephone and an e-mail address."""
        local = f"{self.word()}.{self.word()}{self._chance.whole(1, 99)}".lower()
        return HostIdentity(name=name, phone=self.phone(), email=f"{local}@example.org")

    def address(self, town: str) -> Address:
        """A house in a street of `town`."""
        way = f"{self.word()} {self._chance.one_of(_WAYS)}"
        door, mark = self._chance.one_of(_DOORS), self._chance.one_of(_MARKS)
        return Address(
            street=f"{self._chance.whole(1, 180)} {way}",
            town=town,
            directions=f"From {mark} into {way}, the {door} door.",
            phone=self.phone(),
        )
