"""Counts told so that no small number is given away, not even by subtracting from a total."""

from collections.abc import Sequence
from dataclasses import dataclass

FEWEST = 8  # a count below is not told


@dataclass(frozen=True, slots=True)
class Count:
    """A count as it may be told. `value` None: fewer than `FEWEST` where `few`, else held back
    so that a small number beside it stays hidden."""

    value: int | None
    few: bool = False


FEW, HELD_BACK = Count(None, few=True), Count(None)


@dataclass(frozen=True, slots=True)
class Told:
    """The cells of one column in their order, and their total."""

    cells: tuple[Count, ...]
    total: Count


def told(count: int) -> Count:
    """A count that stands alone."""
    return Count(count) if count >= FEWEST else FEW


def column(counts: Sequence[int]) -> Told:
    """Counts that add up to a total which is told as well.

    Each small one is hidden; then the smallest others are held back until every hidden small
    one could still be anything from 0 to `FEWEST` - 1 for a reader who knows the total, the
    other cells, and this rule. Where that cannot be, the total is held back.

    Notes
    -----
    Somebody who compares the figures of two days may still learn what changed between them.
    Cost: O(n log n) for n cells. Source: docs/sources.md, "small numbers".
    """
    small = [at for at, count in enumerate(counts) if count < FEWEST]
    others = sorted((count, at) for at, count in enumerate(counts) if count >= FEWEST)
    held = 0
    while held < len(others) and not _stays_hidden(counts, small, others, held):
        held += 1
    safe = _stays_hidden(counts, small, others, held)
    back = {at for _, at in others[:held]} if safe else set()
    cells = tuple(
        FEW if at in small else HELD_BACK if at in back else Count(count)
        for at, count in enumerate(counts)
    )
    return Told(cells, told(sum(counts)) if safe else HELD_BACK)


def _stays_hidden(
    counts: Sequence[int], small: Sequence[int], others: Sequence[tuple[int, int]], held: int
) -> bool:
    """Whether each small one could be 0 and could be `FEWEST` - 1, for all that is told."""
    if not small:
        return True
    hidden = sum(counts[at] for at in small) + sum(count for count, _ in others[:held])
    most = FEWEST - 1
    if hidden < held * FEWEST + most:
        return False
    if held and held == len(others):
        return True  # nothing that is told bounds those held back from above
    highest = others[held][0] if held else 0
    return hidden <= most * (len(small) - 1) + held * highest
