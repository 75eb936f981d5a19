"""What was told is told again, as it was, until eight more or fewer are behind it.

For tables that are worked out from people and told as shares: whoever keeps every table that was
ever told learns nothing by laying two of them side by side.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from hearth.stats.small_numbers import FEWEST, Told, column, waited_for

ToldT = TypeVar("ToldT")
Counts = Mapping[str, int]
Behind = Mapping[str, Counts]
"""By what is told, the counts that stood behind it when it was. Small ones are among them."""


@dataclass(slots=True)
class Again:
    """One working-out after another. `before`: what stood behind the last one; None at the first.

    behind : what stands behind this one, filled in as its parts are asked for.
    """

    before: Behind | None = None
    behind: dict[str, Counts] = field(default_factory=dict)

    def counts(self, name: str, now: Counts) -> Counts:
        """The counts to tell: each as it was until `FEWEST` more or fewer are in it.

        One that was never there counts as 0 until then, so that a new line shows late as well.
        """
        kept = dict(now) if self.before is None else self._waited(name, now)
        self.behind[name] = kept
        return kept

    def table(self, name: str, cells: Counts) -> Told:
        """A column of these cells in their order, with their total: counted, and hidden, as told.

        The total waits for itself: seven changes in each of several cells are many in all.
        """
        kept = self.counts(name, cells)
        total = self.counts(f"{name} in all", {"": sum(cells.values())})[""]
        return column([kept[cell] for cell in cells], total)

    def same(self, name: str, now: Counts, was: ToldT, worked_out: Callable[[], ToldT]) -> ToldT:
        """What was told of these counts, while none of them has changed by `FEWEST`; else anew.

        was : what was told; of no use where nothing was.
        """
        old = None if self.before is None else self.before.get(name)
        if old is not None and not _moved(old, now):
            self.behind[name] = old
            return was
        self.behind[name] = dict(now)
        return worked_out()

    def _waited(self, name: str, now: Counts) -> Counts:
        old = (self.before or {}).get(name, {})
        return waited_for({**dict.fromkeys(now, 0), **old}, now)


def _moved(old: Counts, now: Counts) -> bool:
    return any(abs(now.get(name, 0) - old.get(name, 0)) >= FEWEST for name in {*old, *now})
