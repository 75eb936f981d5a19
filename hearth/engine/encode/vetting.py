"""How the vetting of every host stands on a day, worked out once and kept up as hosts change."""

from dataclasses import dataclass
from datetime import date

import numpy as np

from hearth.core.host import Host, asked_before, missing_on, vetting_holds_until
from hearth.core.programme import Before, Programme
from hearth.engine.tables import Bools, Int16s, Int32s

WHYS = ("never", "lapsed", "failed")
"""Why a step of vetting lacks, see `missing_on`; the columns of what is counted here."""
_NEVER_AGAIN = np.iinfo(np.int32).max


@dataclass(slots=True)
class _Day:
    """counts : int16 (rows, 3), steps lacking. lacks : bool (rows). stale : rows not known."""

    counts: Int16s
    lacks: Bools
    stale: set[int]


class VettingKept:
    """The steps that each home's host lacks before an offer, by the row of the home.

    What is found for a day holds until the first day on which something about that host's
    vetting turns, so another day costs only the hosts of whom something turns between.
    """

    def __init__(self, programme: Programme) -> None:
        self._asked = asked_before(Before.OFFER, programme.requirements)
        self._hosts: list[Host | None] = []
        self._counts: Int16s = np.zeros((0, len(WHYS)), np.int16)
        self._from: Int32s = np.zeros(0, np.int32)  # the days, by their ordinals, on which
        self._until: Int32s = np.zeros(0, np.int32)  # the counts of a row hold
        self._days: dict[date, _Day] = {}

    def put(self, at: int, host: Host | None) -> None:
        """Enter the host of the home at this row; None where no home is there any more."""
        self._hosts += [None] * (at + 1 - len(self._hosts))
        self._hosts[at] = host
        if at < len(self._until):
            self._until[at] = 0
        for day in self._days.values():
            day.stale.add(at)

    def lacking(self, day: date) -> Bools:
        """Whether a step lacks on this day, bool (rows); False where no home is."""
        return self._on(day).lacks

    def steps_lacking(self, day: date) -> Int16s:
        """How many steps lack on this day by each of `WHYS`, int16 (rows, 3).

        Cost: for a day not asked for before some 70 microseconds for each host of whom
        something turned since another day that was; else a look at those that changed.
        """
        return self._on(day).counts

    def _on(self, day: date) -> _Day:
        found = self._days.get(day)
        if found is None:
            rows = len(self._hosts)
            counts = np.zeros((rows, len(WHYS)), np.int16)
            found = _Day(counts, np.zeros(rows, np.bool_), set(range(rows)))
            self._days[day] = found
        if found.stale:
            self._bring_up(found, day)
        return found

    def _bring_up(self, found: _Day, day: date) -> None:
        self._grow()
        found.counts = np.pad(found.counts, ((0, len(self._hosts) - found.lacks.size), (0, 0)))
        number, stale = day.toordinal(), np.array(sorted(found.stale))
        holds = (self._from[stale] <= number) & (number < self._until[stale])
        for at in stale[~holds].tolist():
            self._work_out(at, day)
        found.counts[stale] = self._counts[stale]
        found.lacks = np.array(found.counts.any(axis=1))
        found.stale.clear()

    def _work_out(self, at: int, day: date) -> None:
        host, until, whys = self._hosts[at], None, list[str]()
        if host is not None:
            whys = [lack.why for lack in missing_on(host, self._asked, day)]
            until = vetting_holds_until(host, self._asked, day)
        self._counts[at] = [whys.count(why) for why in WHYS]
        self._from[at] = day.toordinal()
        self._until[at] = _NEVER_AGAIN if until is None else until.toordinal()

    def _grow(self) -> None:
        more = len(self._hosts) - self._until.size
        if more > 0:
            self._counts = np.pad(self._counts, ((0, more), (0, 0)))
            self._from, self._until = np.pad(self._from, (0, more)), np.pad(self._until, (0, more))
