"""A plan kept by a process that goes on: asked again, it is mended, not made anew.

Whoever asks brings the whole job of the moment, parties and homes by their ids. What is
different from the last job is worked out here, told to an `Upkeep`, and the mended plan is
handed out in the rows of the job. So nothing has to be told of between two questions, and a
job that nobody expected does no harm: it is solved from nothing.
"""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field
from types import NoneType
from typing import NamedTuple, cast

import numpy as np

from hearth.core.errors import InvalidValue
from hearth.engine.assign import Solve, Start
from hearth.engine.plan import Plan, Values, must_be_lists
from hearth.engine.tables import Bools, Int32s, Int64s, must_be
from hearth.engine.upkeep import Changes, Newcomers, Upkeep

MUCH = 4  # where one party in so many has another list, a new plan is as quick
SPARE = 1024  # empty rows of whoever left, up to which the plan is kept up in any case
NONE = -1

Job = tuple[Int64s, Int32s, Values, Int32s]


class _Pairs(NamedTuple):
    """Candidates in rows of the upkeep: party, home and value int64 each, sorted by the first two.

    key : int64, party and home as one number.
    """

    key: Int64s
    party: Int64s
    home: Int64s
    value: Int64s

    @classmethod
    def of(cls, party: Int64s, home: Int64s, value: Values) -> "_Pairs":
        key = party << 32 | home
        order = np.argsort(key, kind="stable")
        return cls(*(each[order] for each in (key, party, home, value.astype(np.int64))))

    def only(self, kept: Bools) -> "_Pairs":
        return _Pairs(*(each[kept] for each in self))


@dataclass(slots=True, eq=False)
class _Rows:
    """Which row of the upkeep an id has; rows are never given twice."""

    row: dict[Hashable, int] = field(default_factory=dict)
    given: int = 0

    def of(self, ids: Sequence[Hashable]) -> tuple[Int64s, Int32s]:
        """A row for each of these ids, int64, new ones after all given; rows of all others.

        Changes nothing: `take` does.
        """
        new, rows = self.given, np.empty(len(ids), np.int64)
        for at, id in enumerate(ids):
            row = self.row.get(id, NONE)
            rows[at], new = (row, new) if row != NONE else (new, new + 1)
        left = self.row.keys() - set(ids)
        return rows, np.array(sorted(self.row[id] for id in left), np.int32)

    def take(self, ids: Sequence[Hashable], rows: Int64s, given: int) -> None:
        self.row = dict(zip(ids, rows.tolist(), strict=True))
        self.given = given


class Keeper:
    """The best plan for the last job, ready for the next. Not for two threads at once."""

    def __init__(self) -> None:
        self._kept: Upkeep | None = None
        self._parties, self._homes = _Rows(), _Rows()
        self.mended = 0  # questions answered so since the last plan that was made from nothing

    def solver(self, parties: Sequence[Hashable], homes: Sequence[Hashable]) -> Solve:
        """What plans a job whose rows are these parties and homes, each named once."""

        def solve(
            indptr: Int64s, home: Int32s, value: Values, places: Int32s, start: Start | None
        ) -> Plan:
            return self.plan(parties, homes, (indptr, home, value, places), start)

        return solve

    def plan(
        self,
        parties: Sequence[Hashable],
        homes: Sequence[Hashable],
        job: Job,
        start: Start | None = None,
    ) -> Plan:
        """The best plan for the job, of the same value as `assign(*job)` and proven by its prices.

        job : lists as for `assign`; rows are these parties and homes. start : where to begin
        if there is too little of the last plan to begin from.
        Cost: O(e log e) to see what is different, and that of `Upkeep.change`; in memory some
        60 bytes a candidate from one question to the next.
        Raises InvalidValue for lists that cannot be, or ids that are not one per row.
        """
        if not isinstance(job, tuple) or len(job) != 4:
            raise InvalidValue("a job must be the four columns indptr, home, value, places")
        must_be_lists(*job)
        must_be("start", start, Start, NoneType)
        for name, ids, rows in (("party", parties, job[0].size - 1), ("home", homes, job[3].size)):
            must_be(f"{name} ids", ids, Sequence)
            if len(ids) != rows or len(set(ids)) != rows:
                raise InvalidValue(f"there must be one {name} id for each of {rows} rows, no other")
        kept, self._kept = self._kept, None  # a question that fails leaves nothing half changed
        if kept is None or not self._mend(kept, parties, homes, job):
            kept = Upkeep.of(*job, start)
            self._parties, self._homes, self.mended = _Rows(), _Rows(), 0
            self._parties.take(parties, np.arange(len(parties)), len(parties))
            self._homes.take(homes, np.arange(len(homes)), len(homes))
        self._kept = kept
        return self._told(kept.plan(), parties, homes)

    def _mend(
        self, kept: Upkeep, parties: Sequence[Hashable], homes: Sequence[Hashable], job: Job
    ) -> bool:
        """Tell the upkeep what is different. False, and nothing is told, where that is too much."""
        n, m = self._parties.given, self._homes.given
        if n > 2 * len(parties) + SPARE or m > 2 * len(homes) + SPARE:
            return False
        party, left = self._parties.of(parties)
        home, closed = self._homes.of(homes)
        owner = np.repeat(party, np.diff(job[0]))
        now = _Pairs.of(owner, home[job[1]], job[2])
        now = now.only(now.value > 0)
        other = _other_rows(kept, now, closed, n, m)
        again = other[party[party < n]].nonzero()[0]
        if MUCH * (left.size + closed.size + again.size) > len(parties) + len(homes):
            return False
        anew = party[party < n][again]
        places = kept.lists()[3]
        known = np.flatnonzero(home < m)
        resized = known[places[home[known]] != job[3][known]]
        came = np.concatenate([anew, party[party >= n]])
        row_of = np.arange(n + came.size)
        row_of[came] = n + np.arange(came.size)
        opened = home[home >= m]
        new_party = row_of[now.party]
        comes = new_party >= n
        opens = ~comes & (now.home >= m)
        kept.change(
            Changes(
                left=np.concatenate([left, anew.astype(np.int32)]),
                closed=closed,
                resized=home[resized].astype(np.int32),
                places=job[3][resized],
                opened=_newcomers(now.home[opens] - m, now.party[opens], now.value[opens], opened),
                opened_places=job[3][home >= m],
                came=_newcomers(new_party[comes] - n, now.home[comes], now.value[comes], came),
            )
        )
        self._parties.take(parties, row_of[party], n + came.size)
        self._homes.take(homes, home, m + opened.size)
        self.mended += 1
        return True

    def _told(self, plan: Plan, parties: Sequence[Hashable], homes: Sequence[Hashable]) -> Plan:
        """The plan in the rows of the job."""
        party = np.array([self._parties.row[id] for id in parties], np.int64)
        home = np.array([self._homes.row[id] for id in homes], np.int64)
        at = np.full(self._homes.given + 1, NONE, np.int32)  # the last is for nowhere
        at[home] = np.arange(home.size)
        price = plan.price[home]
        return Plan(
            at[plan.home[party]],
            price,
            plan.value,
            plan.bound,
            plan.gap,
            np.zeros_like(price),
            plan.scale,
            plan.claimed,
        )


def _other_rows(kept: Upkeep, now: _Pairs, closed: Int32s, n: int, m: int) -> Bools:
    """Per row of a party, bool (n): whether its candidates among homes that stay are others."""
    indptr, home, value, _ = kept.lists()
    gone = np.zeros(m, np.bool_)
    gone[closed] = True
    owner = np.repeat(np.arange(n), np.diff(indptr))
    stays = ~gone[home]
    then = _Pairs.of(owner[stays], home[stays].astype(np.int64), value[stays])
    same = now.only((now.party < n) & (now.home < m))
    at = np.minimum(np.searchsorted(then.key, same.key), max(0, then.key.size - 1))
    found = np.zeros(same.key.size, np.bool_)
    if then.key.size:
        found = (then.key[at] == same.key) & (then.value[at] == same.value)
    known = np.bincount(then.party, minlength=n)
    agree = np.bincount(same.party[found], minlength=n)
    listed = np.bincount(same.party, minlength=n)
    return cast(Bools, (agree != known) | (agree != listed))


def _newcomers(row: Int64s, who: Int64s, value: Int64s, rows: Int64s) -> Newcomers:
    """Newcomers 0 to len(rows) - 1, with whom they could go, in any order."""
    order = np.argsort(row, kind="stable")
    start = np.concatenate(
        [np.zeros(1, np.int64), np.cumsum(np.bincount(row, minlength=rows.size))]
    )
    return Newcomers(start, who[order].astype(np.int32), value[order])
