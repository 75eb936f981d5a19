"""The register kept open in memory by the process that matches, and kept up by the log.

Opening three thousand homes takes most of a second, and nobody should wait for that who has
somebody crying across the desk. What is open here is what the engine may know of homes, and of
those to whom one is offered who sleeps beside whom: no name, no address. It is never written
anywhere.
"""

import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar
from uuid import UUID

from django.db.models import Q

from hearth.core.compartments import Compartment
from hearth.core.home import Home
from hearth.core.host import Host
from hearth.core.ids import HomeId, HostId
from hearth.core.ties import NO_TIES, Tie, Ties
from hearth.store import events, facts
from hearth.store.access import SignedIn
from hearth.store.database.worded import Worded, in_ids
from hearth.store.hosts import TIES, Claim, Claims, held_by_offers, with_offers
from hearth.store.models import EntryRow, HomeRow, HostRow, ItemRow

ValueT = TypeVar("ValueT")
WRITES = ("facts.sealed", "fact.changed", "fact.shredded")  # the acts that touch a sealed value

# What is in the log and left the register as it was; whether a sealed fact did, its kind tells.
QUIET = (events.OPENED, "facts.sealed", "shortlist.made")
APART = ("shortlist",)


@dataclass(frozen=True, slots=True)
class Changed:
    """What is different since the last look. `anew`: everything, or who is tied to whom."""

    put: tuple[HomeId, ...]
    gone: tuple[HomeId, ...]
    anew: bool


class LiveRegister:
    """Every active home with its host, and who is tied to whom, as of the last look."""

    def __init__(self) -> None:
        self.homes: dict[HomeId, Home] = {}  # active ones, with open offers counted as held
        self.hosts: dict[HostId, Host] = {}
        self.ties: Ties = NO_TIES
        self.version = 0  # how often any of it, or a host of homes that are shut, was different
        self._seen = (0, "")  # the last entry of the log that is known here, and its hash
        self._all: dict[HomeId, Home] = {}
        self._homes_of: dict[HostId, set[HomeId]] = {}
        self._held: Claims = {}
        self._shut: set[UUID] = set()

    def catch_up(self, *, by: SignedIn, now: datetime) -> Changed:
        """Open what was written since the last look, and nothing else.

        Must run inside a transaction; nobody writes until it ends. Cost: everything at the
        first look, then some milliseconds. Raises Sealed for whoever may not read the register.
        """
        head = events.begin_write()
        last = (head.seq, head.hash)
        if last == self._seen:
            return Changed((), (), anew=False)
        items = self._written_since()
        if items is not None and not self._acted_since() and not _is_of_the_register(items):
            self._seen = last
            return Changed((), (), anew=False)
        known = () if items is None else self._as_they_were(items)
        held = held_by_offers(known, by=by, now=now, purpose="desk")
        homes, anew = self._open(items, by=by, now=now)
        homes |= self._shut_or_held(held)
        self._seen = last
        self.version += bool(homes or anew or items is None)
        return self._show(homes, anew=anew or items is None)

    def _written_since(self) -> set[UUID] | None:
        """Items written since the last look. None where everything must be read again.

        That is so at first, after a large import, and when an act that was looked at here
        was taken back: then the log no longer has the entry that we remember.
        """
        seq, hash = self._seen
        if _is_there.first(seq, hash) is None:
            return None
        names = (name for text in _written(seq) for name in json.loads(text))
        items = {UUID(name.removeprefix("item:")) for name in names if name.startswith("item:")}
        return None if len(items) > facts.AT_ONCE else items

    def _acted_since(self) -> bool:
        """Whether anything but what leaves homes, hosts and offers as they are was written down
        since the last look. Making a shortlist does, and its page asks us a moment later."""
        return _acted.first(self._seen[0]) is not None

    def _open(
        self, items: set[UUID] | None, *, by: SignedIn, now: datetime
    ) -> tuple[set[HomeId], bool]:
        """Read these items (None: all) where they are of the register. The homes they concern."""
        homes, hosts, item_of_ties = _rows(items)
        opened_homes = _opened(Home, homes, by=by, now=now)
        opened_hosts = _opened(Host, hosts, by=by, now=now)
        ties = _opened(tuple[Tie, ...], item_of_ties, by=by, now=now)
        # From here on nothing fails: what is known is never half of the old and half of the new.
        if items is None:
            self._all, self.hosts, self._homes_of, self.ties = {}, {}, {}, NO_TIES
        touched: set[HomeId] = set()
        for item, (home, host) in homes.items():
            self._all[home] = opened_homes[item]
            self._homes_of.setdefault(host, set()).add(home)
            touched.add(home)
        for item, host in hosts.items():
            self.hosts[host] = opened_hosts[item]
            touched |= self._homes_of.get(host, set())
        for found in ties.values():
            self.ties = Ties.of(found)
        return touched, bool(ties)

    def _as_they_were(self, items: set[UUID]) -> list[Claim]:
        """What offers hold, of those whose party is not among what was written."""
        known = (claim for claims in self._held.values() for claim in claims)
        return [claim for claim in known if claim.party not in items]

    def _shut_or_held(self, held: Claims) -> set[HomeId]:
        """Homes that are active or not, or held by offers, otherwise than at the last look."""
        shut = set(_inactive())
        every = {*held, *self._held}
        offered = {home for home in every if held.get(home) != self._held.get(home)}
        touched = {HomeId(home) for home in (shut ^ self._shut) | offered}
        self._shut, self._held = shut, held
        return touched

    def _show(self, homes: Iterable[HomeId], *, anew: bool) -> Changed:
        put, gone = [], []
        left = self.homes.keys() - self._all.keys() if anew else ()
        for id in sorted({*homes, *left}):
            if id in self._shut or id not in self._all:
                if self.homes.pop(id, None) is not None:
                    gone.append(id)
            else:
                self.homes[id] = with_offers(self._all[id], self._held.get(id, ()))
                put.append(id)
        return Changed(tuple(put), tuple(gone), anew)


_is_there = Worded(lambda seq, hash: EntryRow.objects.filter(seq=seq, hash=hash).values_list("seq"))
_written = Worded(
    lambda seq: (
        EntryRow.objects.filter(seq__gt=seq, act__in=WRITES)
        .order_by("seq")
        .values_list("bindings", flat=True)
    )
)
_acted = Worded(
    lambda seq: EntryRow.objects.filter(seq__gt=seq).exclude(act__in=QUIET).values_list("seq")[:1]
)
_inactive = Worded(
    lambda: HomeRow.objects.filter(Q(active=False) | Q(host__active=False)).values_list(
        "id", flat=True
    )
)


def _is_of_the_register(items: set[UUID]) -> bool:
    """Whether one of these may be of a home, of a host, of ties, or of whoever has an offer."""
    return bool(items) and _of_the_register.first(list(items)) is not None


_of_the_register = Worded(
    lambda items: (
        ItemRow.objects.filter(id__in=in_ids(items)).exclude(kind__in=APART).values_list("id")[:1]
    )
)


def _opened(
    kind: type[ValueT], items: Collection[UUID], *, by: SignedIn, now: datetime
) -> dict[UUID, ValueT]:
    if not items:  # an act that opens nothing is not written down
        return {}
    return facts.open_many(kind, items, by=by, now=now, purpose="desk")


def _rows(
    items: set[UUID] | None,
) -> tuple[dict[UUID, tuple[HomeId, HostId]], dict[UUID, HostId], list[UUID]]:
    """Of these items (None: of all) those of homes, those of hosts, and the one of ties."""
    if items is None:
        homes, hosts, ties = list(_HOMES.all()), list(_HOSTS.all()), list(_TIES.all())
    elif items:
        some = list(items)
        homes, hosts, ties = _homes_of(some), _hosts_of(some), _ties_of(some)
    else:
        homes, hosts, ties = [], [], []
    return (
        {item: (HomeId(id), HostId(host)) for item, id, host in homes},
        {item: HostId(id) for item, id in hosts},
        ties,
    )


_HOMES = HomeRow.objects.order_by("id").values_list("attributes_id", "id", "host_id")
_HOSTS = HostRow.objects.order_by("id").values_list("profile_id", "id")
_TIES = ItemRow.objects.filter(compartment=Compartment.ATTRIBUTES, kind=TIES).values_list(
    "id", flat=True
)
_homes_of = Worded(lambda items: _HOMES.filter(attributes_id__in=in_ids(items)))
_hosts_of = Worded(lambda items: _HOSTS.filter(profile_id__in=in_ids(items)))
_ties_of = Worded(lambda items: _TIES.filter(id__in=in_ids(items)))
