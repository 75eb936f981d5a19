"""Homes that are out for reasons between a party and a home, which no column can hold.

Hostility, fear, refused areas, kinds and hosts, vetting on the first day of the stay, a
paused host, a calendar with gaps, and languages past the last bit.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date

import numpy as np

from hearth.core.home import Home
from hearth.core.host import Host
from hearth.core.person import Party, Refusals
from hearth.core.place import area_key
from hearth.core.programme import HostilityRule, LanguageRule, Programme, VettingRule
from hearth.core.ties import Ties
from hearth.engine.encode.bits import day_number
from hearth.engine.encode.vetting import WHYS, VettingKept
from hearth.engine.tables import Barred, Bools, Int16s, Int32s, Int64s

Key = tuple[str, object]


class BarredHomes:
    """An index of homes, by their rows, over whatever may bar them; kept up as they change."""

    def __init__(self, ties: Ties, programme: Programme, on: date) -> None:
        self._ties, self._programme, self._on = ties, programme, on
        self._degrees = programme.rule(HostilityRule).degrees
        self._known: dict[int, tuple[Home, Host]] = {}
        self._by: defaultdict[Key, set[int]] = defaultdict(set)
        self._vetting = VettingKept(programme)
        self._rows = 0
        self._calendars: Int64s | None = None  # row, first, end of each period of GAPS

    def put(self, at: int, home: Home, host: Host) -> None:
        """Enter the home at this row, instead of what was there."""
        self.drop(at)
        self._known[at] = (home, host)
        self._rows = max(self._rows, at + 1)
        for key in _keys(home, host):
            self._by[key].add(at)
        self._vetting.put(at, host)
        self._calendars = None

    def drop(self, at: int) -> None:
        """Forget the home at this row, if there is one."""
        if at not in self._known:
            return
        for key in _keys(*self._known.pop(at)):
            self._by[key].discard(at)
        self._vetting.put(at, None)
        self._calendars = None

    def make_ready(self) -> None:
        """Find out how every host's vetting stands today, before anybody waits for it."""
        if self._programme.has_rule(VettingRule.name):
            self._vetting.lacking(self._on)

    def of(self, parties: Sequence[Party], *, crowded: bool) -> Barred:
        """The barred homes of each party, rising. `crowded`: some languages share a bit."""
        rows = [self._for(party, crowded) for party in parties]
        start = np.cumsum([0, *(row.size for row in rows)]).astype(np.int64)
        return Barred(start, np.concatenate([np.empty(0, np.int32), *rows]))

    def reasons(self, party: Party) -> Iterator[tuple[str, Bools | Int16s]]:
        """How many reasons of a code each row has, (rows); of those that no column holds a part of.

        A code may come more than once: once for each person who says so.
        """
        yield "hostility", self._at(self._hostile(party))
        yield "fear", self._at(_feared(party))
        for person in party.people:
            for code, keys in _refused(person.refusals):
                yield code, self._at(keys)
        if self._programme.has_rule(VettingRule.name):
            counts = self._vetting.steps_lacking(self._first_day(party))
            yield from ((f"vetting_{why}", counts[:, at]) for at, why in enumerate(WHYS))
            yield "host_paused", self._marked(self._paused(party))

    def in_a_gap(self, party: Party) -> Bools:
        """Homes with gaps in their calendar that are not free for the whole stay, bool (rows)."""
        return self._marked(self._gaps(party))

    def not_understood(self, party: Party, *, crowded: bool) -> Bools:
        """Homes that only look as if there were a common language, bool (rows)."""
        return self._marked(self._not_understood(party) if crowded else ())

    def _for(self, party: Party, crowded: bool) -> Int32s:
        found: set[int] = set()
        found.update(*(self._by.get(key, ()) for key in self._against(party)))
        vetted = self._programme.has_rule(VettingRule.name)
        if vetted:
            found.update(self._paused(party))
        if crowded:
            found.update(self._not_understood(party))
        out = self._marked(found)
        out[self._gaps(party)] = True
        if vetted:
            out |= self._vetting.lacking(self._first_day(party))
        return np.flatnonzero(out).astype(np.int32)

    def _against(self, party: Party) -> Iterator[Key]:
        yield from self._hostile(party)
        yield from _feared(party)
        for person in party.people:
            for _, keys in _refused(person.refusals):
                yield from keys

    def _hostile(self, party: Party) -> Iterator[Key]:
        near = self._ties.within(party.hostile, self._degrees)
        yield from (("member", who) for who in near)
        yield from (("enemy", who) for who in party.circle)

    def _first_day(self, party: Party) -> date:
        return max(self._on, party.stay.first)

    def _gaps(self, party: Party) -> Int64s:
        """Rows of homes with gaps in their calendar, one of which falls into the stay."""
        if self._calendars is None:
            self._calendars = np.array(list(self._periods()), np.int64).reshape(-1, 3)
        row, first, end = self._calendars.T
        stay = party.stay
        holds = (first <= day_number(stay.first)) & (end >= day_number(stay.end))
        return np.setdiff1d(row, row[holds])

    def _periods(self) -> Iterator[tuple[int, int, int]]:
        for at in self._by[GAPS]:
            for free in self._known[at][0].free:
                yield at, day_number(free.first), day_number(free.end)

    def _paused(self, party: Party) -> Iterator[int]:
        for at in self._by[PAUSES]:
            if any(period.meets(party.stay) for period in self._known[at][1].paused):
                yield at

    def _not_understood(self, party: Party) -> Iterator[int]:
        if not party.languages or not self._programme.has_rule(LanguageRule.name):
            return
        for at, (_, host) in self._known.items():
            if host.languages and not host.languages & party.languages:
                yield at

    def _at(self, keys: Iterable[Key]) -> Bools:
        return self._marked(at for key in keys for at in self._by.get(key, ()))

    def _marked(self, rows: Iterable[int] | Int64s) -> Bools:
        found = np.zeros(self._rows, np.bool_)
        found[rows if isinstance(rows, np.ndarray) else np.fromiter(rows, np.int64)] = True
        return found


def _feared(party: Party) -> Iterator[Key]:
    return (("member", who) for who in party.fears)


def _refused(refusals: Refusals) -> Iterator[tuple[str, list[Key]]]:
    """What one person refused, by the code of the reason; features are bits of the tables."""
    yield "refused_area", [("area", area_key(area)) for area in refusals.areas]
    yield "refused_kind", [("kind", str(kind)) for kind in refusals.kinds]
    homes: list[Key] = [("home", home) for home in refusals.homes]
    yield "refused_home", [*homes, *(("host", host) for host in refusals.hosts)]


GAPS: Key = ("gaps", "")
PAUSES: Key = ("pauses", "")


def _keys(home: Home, host: Host) -> Iterator[Key]:
    """Whatever a party may be at odds with in this home."""
    yield from (("member", who) for who in host.circle)
    yield from (("enemy", who) for who in host.hostile_to)
    yield from (("area", area_key(home.area)), ("kind", str(home.kind)))
    yield from (("host", home.host), ("home", home.id))
    if len(home.free) > 1:
        yield GAPS
    if host.paused:
        yield PAUSES
