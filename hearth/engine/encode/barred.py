"""Homes that are out for reasons between a party and a home, which no column can hold.

Hostility, fear, refused areas, kinds and hosts, vetting on the first day of the stay, a
paused host, a calendar with gaps, and languages past the last bit.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date

import numpy as np

from hearth.core.home import Home
from hearth.core.host import Host, asked_before, missing_on, vetting_holds_until
from hearth.core.person import Party
from hearth.core.place import area_key
from hearth.core.programme import Before, HostilityRule, LanguageRule, Programme, VettingRule
from hearth.core.ties import Ties
from hearth.engine.tables import Barred


class BarredHomes:
    """An index of homes, by their rows, over whatever may bar them; kept up as they change."""

    def __init__(self, ties: Ties, programme: Programme, on: date) -> None:
        self._ties, self._programme, self._on = ties, programme, on
        self._degrees = programme.rule(HostilityRule).degrees
        self._asked = asked_before(Before.OFFER, programme.requirements)
        self._known: dict[int, tuple[Home, Host]] = {}
        self._by: defaultdict[tuple[str, object], set[int]] = defaultdict(set)
        self._not_vetted: dict[date, set[int]] = {}
        self._vetting: dict[int, tuple[date, date | None, bool]] = {}

    def put(self, at: int, home: Home, host: Host) -> None:
        """Enter the home at this row, instead of what was there."""
        self.drop(at)
        self._known[at] = (home, host)
        for key in _keys(home, host):
            self._by[key].add(at)
        for day, rows in self._not_vetted.items():
            if self._lacks_vetting(at, day):
                rows.add(at)

    def drop(self, at: int) -> None:
        """Forget the home at this row, if there is one."""
        if at not in self._known:
            return
        for key in _keys(*self._known.pop(at)):
            self._by[key].discard(at)
        for rows in self._not_vetted.values():
            rows.discard(at)
        self._vetting.pop(at, None)

    def of(self, parties: Sequence[Party], *, crowded: bool) -> Barred:
        """The barred homes of each party, rising. `crowded`: some languages share a bit."""
        rows = [self._for(party, crowded) for party in parties]
        start = np.cumsum([0, *(len(row) for row in rows)]).astype(np.int64)
        return Barred(start, np.array([at for row in rows for at in row], np.int32))

    def _for(self, party: Party, crowded: bool) -> list[int]:
        found: set[int] = set()
        found.update(*(self._by.get(key, ()) for key in self._against(party)))
        found.update(at for at in self._by[GAPS] if not self._known[at][0].free_for(party.stay))
        if self._programme.has_rule(VettingRule.name):
            found |= self._not_vetted_on(max(self._on, party.stay.first))
            found.update(at for at in self._by[PAUSES] if self._is_paused(at, party))
        if crowded:
            found.update(self._not_understood(party))
        return sorted(found)

    def _against(self, party: Party) -> Iterator[tuple[str, object]]:
        near = self._ties.within(party.hostile, self._degrees)
        yield from (("member", who) for who in near | party.fears)
        yield from (("enemy", who) for who in party.circle)
        for person in party.people:
            refusals = person.refusals
            yield from (("area", area_key(area)) for area in refusals.areas)
            yield from (("kind", str(kind)) for kind in refusals.kinds)
            yield from (("host", host) for host in refusals.hosts)
            yield from (("home", home) for home in refusals.homes)

    def _not_vetted_on(self, day: date) -> set[int]:
        if day not in self._not_vetted:
            self._not_vetted[day] = {at for at in self._known if self._lacks_vetting(at, day)}
        return self._not_vetted[day]

    def _lacks_vetting(self, at: int, day: date) -> bool:
        """Worked out once for all the days until something about this host's vetting turns."""
        first, until, lacks = self._vetting.get(at, (date.max, None, False))
        if not first <= day or (until is not None and until <= day):
            host = self._known[at][1]
            lacks = bool(missing_on(host, self._asked, day))
            self._vetting[at] = (day, vetting_holds_until(host, self._asked, day), lacks)
        return lacks

    def _is_paused(self, at: int, party: Party) -> bool:
        return any(period.meets(party.stay) for period in self._known[at][1].paused)

    def _not_understood(self, party: Party) -> Iterable[int]:
        if not party.languages or not self._programme.has_rule(LanguageRule.name):
            return
        for at, (_, host) in self._known.items():
            if host.languages and not host.languages & party.languages:
                yield at


GAPS: tuple[str, object] = ("gaps", "")
PAUSES: tuple[str, object] = ("pauses", "")


def _keys(home: Home, host: Host) -> Iterator[tuple[str, object]]:
    """Whatever a party may be at odds with in this home."""
    yield from (("member", who) for who in host.circle)
    yield from (("enemy", who) for who in host.hostile_to)
    yield from (("area", area_key(home.area)), ("kind", str(home.kind)))
    yield from (("host", home.host), ("home", home.id))
    if len(home.free) > 1:
        yield GAPS
    if host.paused:
        yield PAUSES
