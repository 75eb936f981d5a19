"""What speaks against every home of a register for one party, as counts: by which code, how often.

A page that says why no more homes fit needs nothing else of three thousand decisions.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np

from hearth.core.ids import HomeId
from hearth.core.shortlist import Judged
from hearth.engine.tables import Int16s, Int64s


@dataclass(frozen=True, slots=True, eq=False)
class Against:
    """How often each reason speaks against each home.

    homes : m of them, in the order of whoever asked. times : int16 (m) by the code of a reason;
    a code that speaks against none of them is not there. total : int64 (m), reasons of any code.
    """

    homes: Sequence[HomeId]
    times: Mapping[str, Int16s]
    total: Int64s

    @classmethod
    def of(cls, homes: Sequence[HomeId], times: Mapping[str, Int16s]) -> Self:
        """With the total made, and without the codes that speak against no home."""
        there = {code: here for code, here in times.items() if here.any()}
        total = np.zeros(len(homes), np.int64)
        for here in there.values():
            total += here
        return cls(homes, there, total)

    @property
    def fitting(self) -> int:
        """How many homes nothing speaks against."""
        return int((self.total == 0).sum())

    def fits(self) -> frozenset[HomeId]:
        """The homes that nothing speaks against. Cost: a look at each of these."""
        return frozenset(self.homes[at] for at in np.flatnonzero(self.total == 0).tolist())

    def often(self, code: str) -> int:
        """How often a reason speaks against a home, over all of them."""
        return int(self.times[code].sum(dtype=np.int64))

    def with_most_of(self, codes: Collection[str]) -> int:
        """The first row that most of these reasons speak against. Cost: a pass for each."""
        speaks = np.zeros(len(self.homes), np.int16)
        for code in codes:
            speaks += self.times[code] > 0
        return int(speaks.argmax())

    def codes_at(self, row: int) -> frozenset[str]:
        """The reasons that speak against the home of this row."""
        return frozenset(code for code, here in self.times.items() if here[row])

    def alone(self, code: str) -> tuple[HomeId, ...]:
        """The homes that this one reason keeps from the party, and nothing else, in order."""
        if code not in self.times:
            return ()
        rows = np.flatnonzero((self.times[code] == 1) & (self.total == 1))
        return tuple(self.homes[at] for at in rows.tolist())


def against_plain(judged: Iterable[Judged]) -> Against:
    """The same from what the plain rules said of every home. Tests hold the other to it."""
    told = list(judged)
    times: dict[str, Int16s] = {}
    for at, one in enumerate(told):
        for reason in one.decision.against:
            here = times.setdefault(reason.code, np.zeros(len(told), np.int16))
            here[at] += 1
    return Against.of([one.home for one in told], times)
