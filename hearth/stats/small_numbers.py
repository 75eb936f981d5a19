"""Counts told so that no small number is given away: not by itself, not by subtracting from a
total, and not by comparing with what was told before."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

FEWEST = 8  # a count below is not told
TO = 5  # what is told is rounded to fives


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
    """A count that stands alone, to the nearest five."""
    return Count(TO * round(count / TO)) if count >= FEWEST else FEW


def at_least(count: int) -> Count:
    """A count of which is said "at least": rounded down, to fives from ten on."""
    return Count(max(FEWEST, count - count % TO)) if count >= FEWEST else FEW


def waited_for(before: Mapping[str, int], now: Mapping[str, int]) -> dict[str, int]:
    """The counts to tell from now on: a new one only where it covers `FEWEST` more or fewer.

    before : the counts that stand behind what was told last, by name; now : as they are. A smaller
    change waits, so that no two publications differ by what a few people did. What has no name
    now is counted as 0. The first time of all, everything is told as it is.

    Notes
    -----
    Source: docs/sources.md, "small numbers". Cost: O(n).
    """
    if not before:
        return dict(now)
    counts = {name: (before.get(name, 0), now.get(name, 0)) for name in {*before, *now}}
    return {name: new if abs(new - old) >= FEWEST else old for name, (old, new) in counts.items()}


def column(counts: Sequence[int], total: int | None = None) -> Told:
    """Counts with their total, which is told as well; it is their sum where none is given.

    Each small one is hidden; then the smallest others are held back until every hidden small
    one could still be anything from 0 to `FEWEST` - 1 for a reader who knows the total, the
    other cells, and this rule. Where that cannot be, the total is held back.

    Notes
    -----
    What is told is rounded to fives, which only widens what a reader must think possible.
    Cost: O(n log n) for n cells. Source: docs/sources.md, "small numbers".
    """
    small = [at for at, count in enumerate(counts) if count < FEWEST]
    others = sorted((count, at) for at, count in enumerate(counts) if count >= FEWEST)
    whole = sum(counts) if total is None else total
    held = 0
    while held < len(others) and not _stays_hidden(whole, small, others, held):
        held += 1
    safe = _stays_hidden(whole, small, others, held)
    back = {at for _, at in others[:held]} if safe else set()
    cells = tuple(
        FEW if at in small else HELD_BACK if at in back else told(count)
        for at, count in enumerate(counts)
    )
    return Told(cells, told(whole) if safe else HELD_BACK)


def _stays_hidden(
    whole: int, small: Sequence[int], others: Sequence[tuple[int, int]], held: int
) -> bool:
    """Whether each small one could be 0 and could be `FEWEST` - 1, for all that is told."""
    if not small:
        return True
    hidden = whole - sum(count for count, _ in others[held:])
    most = FEWEST - 1
    if hidden < held * FEWEST + most:
        return False
    if held and held == len(others):
        return True  # nothing that is told bounds those held back from above
    highest = others[held][0] if held else 0
    return hidden <= most * (len(small) - 1) + held * highest
