"""Who knows whom in a pretend town, and who is hostile to somebody who needs a home."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from hearth.core.host import Host, Member
from hearth.core.ids import HostId, PersonId
from hearth.core.ties import Tie, TieKind
from hearth.sim.chance import Chance
from hearth.sim.invented import InventedHost

NEIGHBOURS_PER_HOST = 0.4
WHERE_HOSTILE = {"in a household": 0.45, "tied to one": 0.4, "elsewhere": 0.15}
DEGREES = {1: 0.4, 2: 0.35, 3: 0.25}
TIES = {TieKind.KIN: 0.25, TieKind.HOUSEHOLD: 0.15, TieKind.ACQUAINTANCE: 0.6}


class Acquaintance:
    """The people of all households and the ties among them, gathered while a town is made."""

    def __init__(self, chance: Chance, hosts: Sequence[InventedHost]) -> None:
        self._chance = chance
        self._hosts = [invented.host for invented in hosts if invented.host.members]
        self._hostile_to: defaultdict[HostId, set[PersonId]] = defaultdict(set)
        self.ties: list[Tie] = []
        for _ in range(round(NEIGHBOURS_PER_HOST * len(self._hosts))):
            one, other = self._somebody()[1].id, self._somebody()[1].id
            if one != other:
                self.ties.append(Tie(one, other, TieKind.ACQUAINTANCE))

    def hostile(self) -> PersonId:
        """Somebody hostile: of a host's household, one to three ties away, or unknown to all."""
        where = self._chance.weighted(WHERE_HOSTILE)
        if where == "elsewhere" or not self._hosts:
            return PersonId(self._chance.id())
        host, member = self._somebody()
        if where == "tied to one":
            return self._tied(member.id, self._chance.weighted(DEGREES))
        for other in host.members:
            if other.id != member.id and other.lives_in and member.lives_in:
                self.ties.append(Tie(member.id, other.id, TieKind.HOUSEHOLD))
        return member.id

    def feared(self) -> PersonId:
        """Somebody who is feared: as often as not of a host's household or a visitor there."""
        if not self._hosts or self._chance.happens(0.5):
            return PersonId(self._chance.id())
        return self._somebody()[1].id

    def turn_against(self, somebody: PersonId) -> None:
        """Make one of the households hostile to this person."""
        if self._hosts:
            self._hostile_to[self._chance.one_of(self._hosts).id].add(somebody)

    def hosts(self, hosts: Sequence[InventedHost]) -> tuple[InventedHost, ...]:
        """The hosts, with whom they turned out to be hostile to."""
        return tuple(self._with_hostility(invented) for invented in hosts)

    def _with_hostility(self, invented: InventedHost) -> InventedHost:
        to = self._hostile_to.get(invented.host.id)
        if to is None:
            return invented
        return replace(invented, host=replace(invented.host, hostile_to=frozenset(to)))

    def _somebody(self) -> tuple[Host, Member]:
        host = self._chance.one_of(self._hosts)
        return host, self._chance.one_of(host.members)

    def _tied(self, start: PersonId, degrees: int) -> PersonId:
        """A new person, so many ties from `start`."""
        last = start
        for _ in range(degrees):
            following = PersonId(self._chance.id())
            self.ties.append(Tie(last, following, self._chance.weighted(TIES)))
            last = following
        return last
