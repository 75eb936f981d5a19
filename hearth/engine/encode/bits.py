"""Which bit of a mask stands for what. Never stored: made anew with every table."""

from collections.abc import Iterable, Sequence
from datetime import date

import numpy as np
from numpy.typing import NDArray

from hearth.core.person import Feature, Gender, Party, Trait
from hearth.core.programme import LanguageRule, Programme

FOR_EVER = 2_000_000  # days since 1970-01-01; no calendar of ours reaches so far
ANY_AGE, ANY_SIZE = 32_000, 1_000_000
NONE = np.uint64(0)
ALL = np.uint64(0xFFFF_FFFF_FFFF_FFFF)
LAST_RESORT = np.uint64(1 << 40)
NEVER = np.uint64(1 << 63)  # a feature that no home has
FEATURE = {str(feature): np.uint64(1 << at) for at, feature in enumerate(Feature)}
IS = {kind: np.uint64(1 << at) for at, kind in enumerate((*Trait, *Gender))}
MOST_LANGUAGES = 63


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


def languages(parties: Sequence[Party], programme: Programme) -> dict[str, np.uint64]:
    """A bit for each language that a party speaks; none where the programme has no such rule.

    The languages from the 63rd on share the last bit and are told apart by the lists of
    barred homes.
    """
    if not programme.has_rule(LanguageRule.name):
        return {}
    spoken = sorted({language for party in parties for language in party.languages})
    return {name: np.uint64(1 << min(at, MOST_LANGUAGES)) for at, name in enumerate(spoken)}


def column(numbers: Iterable[float | np.uint64], dtype: type) -> NDArray[np.generic]:
    """A column of numbers."""
    return np.array(list(numbers), dtype)
