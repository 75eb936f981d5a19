"""Homes that are out for reasons between a party and a home, which no column can hold.

Hostility, fear, refused areas, kinds and hosts, vetting on the first day of the stay, a
paused host, a calendar with gaps, and languages past the last bit.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from functools import cache

import numpy as np

from hearth.core.home import Home
from hearth.core.host import Host, asked_before, missing_on
from hearth.core.ids import HostId
from hearth.core.person import Party
from hearth.core.programme import Before, HostilityRule, LanguageRule, Programme, VettingRule
from hearth.core.ties import Ties
from hearth.engine.encode.bits import MOST_LANGUAGES, languages
from hearth.engine.tables import Barred


class BarredHomes:
    """An index of homes by whatever may bar them, made once for all parties."""

    def __init__(
        self,
        homes: Sequence[Home],
        hosts: Mapping[HostId, Host],
        ties: Ties,
        programme: Programme,
        on: date,
    ) -> None:
        self._homes, self._hosts, self._ties = homes, hosts, ties
        self._programme, self._on = programme, on
        self._degrees = programme.rule(HostilityRule).degrees
        self._by_member = _index(homes, lambda home: hosts[home.host].circle)
        self._by_enemy = _index(homes, lambda home: hosts[home.host].hostile_to)
        self._by_area = _index(homes, lambda home: (home.area,))
        self._by_kind = _index(homes, lambda home: (str(home.kind),))
        self._by_host = _index(homes, lambda home: (home.host,))
        self._by_id = _index(homes, lambda home: (home.id,))
        self._gaps = [at for at, home in enumerate(homes) if len(home.free) > 1]
        self._pauses = [at for at, home in enumerate(homes) if hosts[home.host].paused]
        self._not_vetted = cache(self._not_vetted_on)

    def of(self, parties: Sequence[Party]) -> Barred:
        """The barred homes of each party, rising."""
        many_tongues = len(languages(parties, self._programme)) > MOST_LANGUAGES
        rows = [self._for(party, many_tongues) for party in parties]
        start = np.cumsum([0, *(len(row) for row in rows)]).astype(np.int64)
        return Barred(start, np.array([at for row in rows for at in row], np.int32))

    def _for(self, party: Party, many_tongues: bool) -> list[int]:
        found: set[int] = set()
        found.update(*self._between_people(party), *self._refused(party))
        found.update(at for at in self._gaps if not self._homes[at].free_for(party.stay))
        if self._programme.has_rule(VettingRule.name):
            found |= self._not_vetted(max(self._on, party.stay.first))
            found.update(at for at in self._pauses if self._is_paused(at, party))
        if many_tongues:
            found.update(self._not_understood(party))
        return sorted(found)

    def _between_people(self, party: Party) -> Iterable[Iterable[int]]:
        near = self._ties.within(party.hostile, self._degrees)
        for who in near | party.fears:
            yield self._by_member.get(who, ())
        for who in party.circle:
            yield self._by_enemy.get(who, ())

    def _refused(self, party: Party) -> Iterable[Iterable[int]]:
        for person in party.people:
            refusals = person.refusals
            yield from (self._by_area.get(area, ()) for area in refusals.areas)
            yield from (self._by_kind.get(kind, ()) for kind in refusals.kinds)
            yield from (self._by_host.get(host, ()) for host in refusals.hosts)
            yield from (self._by_id.get(home, ()) for home in refusals.homes)

    def _not_vetted_on(self, day: date) -> frozenset[int]:
        asked = asked_before(Before.OFFER, self._programme.requirements)
        bad = {id for id, host in self._hosts.items() if missing_on(host, asked, day)}
        return frozenset(at for at, home in enumerate(self._homes) if home.host in bad)

    def _is_paused(self, at: int, party: Party) -> bool:
        paused = self._hosts[self._homes[at].host].paused
        return any(period.meets(party.stay) for period in paused)

    def _not_understood(self, party: Party) -> Iterable[int]:
        if not party.languages or not self._programme.has_rule(LanguageRule.name):
            return
        for at, home in enumerate(self._homes):
            theirs = self._hosts[home.host].languages
            if theirs and not theirs & party.languages:
                yield at


def _index(
    homes: Sequence[Home], keys: Callable[[Home], Iterable[object]]
) -> Mapping[object, list[int]]:
    found: defaultdict[object, list[int]] = defaultdict(list)
    for at, home in enumerate(homes):
        for key in keys(home):
            found[key].append(at)
    return found
