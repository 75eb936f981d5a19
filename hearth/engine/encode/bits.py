"""Which bit of a mask stands for what. Never stored: made anew with every table."""

from collections.abc import Iterable
from datetime import date

import numpy as np
from numpy.typing import NDArray

from hearth.core.person import Feature, Gender, Trait

FOR_EVER = 2_000_000  # days since 1970-01-01; no calendar of ours reaches so far
ANY_AGE, ANY_SIZE = 32_000, 1_000_000
NONE = np.uint64(0)
ALL = np.uint64(0xFFFF_FFFF_FFFF_FFFF)
LAST_RESORT = np.uint64(1 << 40)
NEVER = np.uint64(1 << 63)  # a feature that no home has
FEATURE = {str(feature): np.uint64(1 << at) for at, feature in enumerate(Feature)}
IS = {kind: np.uint64(1 << at) for at, kind in enumerate((*Trait, *Gender))}
MOST_LANGUAGES = 63  # bits for them; one more is left for those that no host speaks
NOBODYS = np.uint64(1 << 63)


def union(bits: Iterable[np.uint64]) -> np.uint64:
    """All the bits together."""
    whole = NONE
    for bit in bits:
        whole |= bit
    return whole


def day_number(day: date | None) -> int:
    """Days since 1970-01-01; `FOR_EVER` for no day."""
    return FOR_EVER if day is None else day.toordinal() - _EPOCH


_EPOCH = date(1970, 1, 1).toordinal()


class Tongues:
    """A bit for each language that a host speaks, given in the order in which they are met.

    The languages from the 63rd on share a bit, and are told apart by the lists of barred
    homes. A language that no host speaks has a bit that only a host who named none has.
    """

    def __init__(self) -> None:
        self._at: dict[str, int] = {}

    @property
    def crowded(self) -> bool:
        """Whether some languages share a bit."""
        return len(self._at) > MOST_LANGUAGES

    def spoken(self, languages: Iterable[str]) -> np.uint64:
        """What a host speaks; one who named no language passes: nothing is known against them."""
        for name in sorted(languages):
            self._at.setdefault(name, len(self._at))
        return self.asked(languages) or ALL

    def asked(self, languages: Iterable[str]) -> np.uint64:
        """What a party speaks: one in common is enough; none asked is 0."""
        return union(self._bit(name) for name in languages)

    def _bit(self, name: str) -> np.uint64:
        at = self._at.get(name)
        return NOBODYS if at is None else np.uint64(1 << min(at, MOST_LANGUAGES - 1))


def column(numbers: Iterable[float | np.uint64], dtype: type) -> NDArray[np.generic]:
    """A column of numbers."""
    return np.array(list(numbers), dtype)
