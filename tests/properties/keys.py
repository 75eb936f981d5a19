"""Who can really open what: found out by decrypting, never by asking for a permission.

Everybody is taken at their worst: they keep every key they ever had, and have the whole
database before them.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from uuid import UUID

from hearth.core.errors import Sealed
from hearth.seal import grant as seal_grant
from hearth.seal import item as seal_item
from hearth.seal import principal
from hearth.store.access import SignedIn
from hearth.store.facts import where
from hearth.store.models import EntryRow, GrantRow, MemberRow


@dataclass(frozen=True, slots=True)
class Change:
    """What a look found: items with another set of grants, and those that are new."""

    items: frozenset[UUID]
    new: frozenset[UUID]


class Keys:
    """The keys of everybody, and who opens which item with them."""

    def __init__(self) -> None:
        self._own: dict[UUID, bytes] = {}
        self._holders: defaultdict[bytes, set[UUID]] = defaultdict(set)
        self._unwrap = cache(seal_grant.unwrapper)  # a key is read once, not at each try
        self._seq = 0
        self._grants: dict[UUID, tuple[UUID, frozenset[bytes]]] = {}
        self._by_item: defaultdict[UUID, set[UUID]] = defaultdict(set)

    def meet(self, who: SignedIn) -> None:
        """Somebody new, with the key that is their own. All else is found in the rows."""
        self._own[who.id] = who.keys[who.id]

    def openers(self, item: UUID) -> frozenset[UUID]:
        """Everybody who opens this item today."""
        opening = (key for grant in self._by_item[item] for key in self._grants[grant][1])
        return frozenset(who for key in opening for who in self._holders[key])

    def look(self) -> Change:
        """Read what was written since the last look, and try every key on it."""
        names = list(self._names_since())
        if any(name.startswith(("member:", "principal:")) for name in names):
            self._try_new_keys()
        grants = {UUID(name[6:]) for name in names if name.startswith("grant:")}
        new = frozenset(UUID(name[5:]) for name in names if name.startswith("item:"))
        return Change(self._try(grants), new)

    def look_at_everything(self) -> Change:
        """Try every key on every row, whatever the log says was written."""
        list(self._names_since())
        before = frozenset(self._by_item)
        self._enter_circles()
        self._grants.clear()
        self._by_item.clear()
        items = self._try(GrantRow.objects.values_list("id", flat=True))
        return Change(items | before, items - before)

    def _try_new_keys(self) -> None:
        known = set(self._holders)
        self._enter_circles()
        new = self._holders.keys() - known
        if not new:
            return
        for row in GrantRow.objects.filter(id__in=self._grants).select_related("item"):
            item, keys = self._grants[row.id]
            self._grants[row.id] = item, keys | frozenset(self._keys_to(row, new))

    def _names_since(self) -> Iterator[str]:
        rows = EntryRow.objects.filter(seq__gt=self._seq).order_by("seq")
        for seq, bindings in rows.values_list("seq", "bindings"):
            self._seq = seq
            yield from json.loads(bindings)

    def _enter_circles(self) -> None:
        for who, private in self._own.items():
            self._holders[private].add(who)
            for row in MemberRow.objects.all():
                try:
                    key = principal.enter(bytes(row.sealed), private, row.circle_id, row.member_id)
                except Sealed:
                    continue
                self._holders[key].add(who)

    def _try(self, grants: Iterable[UUID]) -> frozenset[UUID]:
        """The items that these grants belong to, once every key was tried on each."""
        wanted = set(grants)
        if not wanted:
            return frozenset()
        items = {self._forget(gone) for gone in wanted}
        for row in GrantRow.objects.filter(id__in=wanted).select_related("item"):
            self._grants[row.id] = row.item_id, frozenset(self._keys_to(row, self._holders))
            self._by_item[row.item_id].add(row.id)
            items.add(row.item_id)
        return frozenset(item for item in items if item is not None)

    def _forget(self, grant: UUID) -> UUID | None:
        item, _ = self._grants.pop(grant, (None, None))
        if item is not None:
            self._by_item[item].discard(grant)
        return item

    def _keys_to(self, row: GrantRow, keys: Iterable[bytes]) -> Iterator[bytes]:
        place, wrapped = where(row.item), bytes(row.wrapped)
        for key in keys:
            try:
                inside = self._unwrap(key)(wrapped, place, row.to_id)
            except Sealed:
                continue
            seal_item.open_body(bytes(row.item.body), inside, place)
            yield key
