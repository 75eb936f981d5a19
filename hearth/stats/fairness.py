"""The same figure for each group, with what chance leaves open, and no small number given away."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import sqrt

from hearth.core.later import when_needed
from hearth.stats.exact import Interval, must_be_level, must_be_share, share_between
from hearth.stats.small_numbers import Count, column

special = when_needed("scipy.special")

LEVEL = 0.95


@dataclass(frozen=True, slots=True)
class Group:
    """A group's share, where enough are on both sides of it; `all_` is how many it is of.

    share, between, less : None where the numbers are too small to be told. less : how much less
    (below 0: more) the share is than that of all other groups, with what chance leaves open.
    """

    name: str
    all_: Count
    share: float | None
    between: Interval | None
    less: Interval | None

    @property
    def differs(self) -> bool:
        """Whether chance alone hardly explains the difference: 0 is not among what is open."""
        return self.less is not None and not self.less.low <= 0 <= self.less.high


def by_group(counts: Mapping[str, tuple[int, int]], level: float = LEVEL) -> tuple[Group, ...]:
    """Shares by group, in the order given: of each, (those for whom it came true, all of them).

    Both parts of every group are cells of one column in which small numbers are hidden, and
    others with them; a share is told only where both its parts are. Intervals are exact; a
    difference is Newcombe's (1998, method 10). With many groups some differ by chance: at 0.95
    one in twenty. Raises InvalidValue for counts that are no share. Cost: O(n log n).
    """
    must_be_level(level)
    for part, whole in counts.values():
        must_be_share(part, whole)
    cells = column([n for part, whole in counts.values() for n in (part, whole - part)]).cells
    sizes = column([whole for _, whole in counts.values()]).cells
    return tuple(
        _group(name, counts, sizes[at], cells[2 * at : 2 * at + 2], level)
        for at, name in enumerate(counts)
    )


def _group(
    name: str,
    counts: Mapping[str, tuple[int, int]],
    size: Count,
    cells: Sequence[Count],
    level: float,
) -> Group:
    part, whole = counts[name]
    if size.value is None or any(cell.value is None for cell in cells):
        return Group(name, size, None, None, None)
    rest = (
        sum(n for other, (n, _) in counts.items() if other != name),
        sum(n for other, (_, n) in counts.items() if other != name),
    )
    less = difference(rest, (part, whole), level) if rest[1] else None
    return Group(name, size, part / whole, share_between(part, whole, level), less)


def difference(first: tuple[int, int], second: tuple[int, int], level: float = LEVEL) -> Interval:
    """Where the first share less the second likely lies (Newcombe 1998, method 10).

    Each is (part, whole), whole above 0. Raises InvalidValue for what is no share.
    """
    for part, whole in (first, second):
        must_be_share(part, whole)
        must_be_share(1, whole)
    one, other = first[0] / first[1], second[0] / second[1]
    a, b = wilson(*first, level), wilson(*second, level)
    return Interval(
        one - other - sqrt((one - a.low) ** 2 + (b.high - other) ** 2),
        one - other + sqrt((a.high - one) ** 2 + (other - b.low) ** 2),
    )


def wilson(part: int, whole: int, level: float = LEVEL) -> Interval:
    """The score interval of a share (Wilson, 1927). Raises InvalidValue for what is no share."""
    must_be_share(part, whole)
    must_be_level(level)
    z, share = float(special.ndtri((1 + level) / 2)), part / whole
    middle = share + z * z / (2 * whole)
    wide = z * sqrt(share * (1 - share) / whole + z * z / (4 * whole * whole))
    down = 1 + z * z / whole
    return Interval(max(0.0, (middle - wide) / down), min(1.0, (middle + wide) / down))
