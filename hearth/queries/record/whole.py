"""The records of all hosts, areas, offices and kinds of home, worked out with the lead's own keys.

Where a home is and of which kind is read by the running service; what was upheld, by the lead.
Neither key opens both.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.db import transaction

from hearth.core import findings
from hearth.core.compartments import Compartment
from hearth.core.errors import NotFound
from hearth.core.findings import Found
from hearth.core.home import Home
from hearth.core.ids import HomeId
from hearth.queries.deciding.board import must_be_lead
from hearth.queries.numbers import number
from hearth.queries.record.past import Past, past
from hearth.queries.record.units import Place, all_of, joined, places
from hearth.stats.records import Records, together
from hearth.stats.unseen import Range, unseen
from hearth.store import facts, hosts, near, offices
from hearth.store.access import SignedIn
from hearth.store.models import ConcernRow, HomeRow, HostRow, ItemRow

KIND, PURPOSE = "records", "records"
HEARD_FROM = ("resident", "visitor", "caseworker", "receipt")  # ways a wrong comes to ears
OVERLAP = 8  # stays known in two ways: with fewer, no range is worked out


@transaction.atomic
def latest(*, by: SignedIn, now: datetime) -> Records | None:
    """The records as they were last worked out, without the lines of hosts whom the reader is near;
    None where they never were.

    Raises NotFound for all but the lead. Cost: one opening.
    """
    must_be_lead(by)
    kept = ItemRow.objects.filter(compartment=Compartment.TESTIMONY, kind=KIND)
    item = kept.values_list("id", flat=True).first()
    if item is None:
        return None
    found = facts.open_(Records, item, by=by, now=now, purpose=PURPOSE)
    if found.hosts is None:
        return found
    not_theirs = {number(id) for id in near.hosts_of(by.id)}
    lines = tuple(line for line in found.hosts.first if line.name not in not_theirs)
    return replace(found, hosts=replace(found.hosts, first=lines))


def work_out(*, by: SignedIn, service: SignedIn, now: datetime) -> Records:
    """The records of this moment. Raises NotFound for all but the lead.

    Cost: eight queries, one opening of all findings and one of all homes, in one transaction; the
    sums then keep nobody from writing.
    """
    must_be_lead(by)
    found, known, heard_of = _read(by, service, now)
    units = places(found)
    sorts = {sort: joined(units, names) for sort, names in known.names(units).items()}
    return together(sorts, all_of(units), elsewhere=found.elsewhere, unseen=heard_of, at=now)


@dataclass(frozen=True, slots=True)
class _Known:
    """By what the places of each sort of table are called. offices : empty where there is one."""

    whose: Mapping[UUID, UUID]
    homes: Mapping[HomeId, Home]
    offices: Mapping[UUID, str]

    def names(self, units: Iterable[Place]) -> dict[str, dict[Place, str]]:
        there = list(units)
        homes = {one: self.homes.get(HomeId(one.home)) for one in there}
        found = {
            "hosts": {one: number(self.whose[one.home]) for one in there},
            "areas": {one: home.area if home else "" for one, home in homes.items()},
            "kinds": {one: home.kind if home else "" for one, home in homes.items()},
        }
        if self.offices:
            found["offices"] = {one: self.offices[one.office] for one in there}
        return found


@transaction.atomic
def _read(by: SignedIn, service: SignedIn, now: datetime) -> tuple[Past, _Known, Range | None]:
    """What happened, what each home and office is called, and how it was heard of."""
    found = past(by=by, now=now, purpose=PURPOSE)
    whose = dict(HomeRow.objects.values_list("id", "host"))
    homes = hosts.register(by=service, now=now, purpose=PURPOSE).homes
    return found, _Known(whose, homes, offices.names()), heard()


def heard() -> Range | None:
    """How many stays something may be wrong in, from the ways in which it was heard of.

    Each stay about which anybody raised anything stands on the lists of those who did. None
    while fewer than `OVERLAP` stays are known in two ways, or only one way ever led anywhere.
    """
    rows = ConcernRow.objects.filter(placement__isnull=False)
    ways: dict[UUID, set[str]] = defaultdict(set)
    for stay, role in rows.values_list("placement", "raised_by__role").iterator(2000):
        way = role or "receipt"
        if stay is not None and way in HEARD_FROM:
            ways[stay].add(way)
    used = sorted({way for some in ways.values() for way in some})
    if len(used) < 2 or sum(len(some) > 1 for some in ways.values()) < OVERLAP:
        return None
    counts = Counter(tuple(way in some for way in used) for some in ways.values())
    return unseen(counts)


@transaction.atomic
def host_of_number(said: str, *, by: SignedIn) -> UUID:
    """The host that is called by this number. Raises NotFound where there is none, or several."""
    must_be_lead(by)
    low = UUID(said.ljust(32, "0"))
    high = UUID(said.ljust(32, "f"))
    found = list(HostRow.objects.filter(id__gte=low, id__lte=high).values_list("id", flat=True)[:2])
    if len(found) != 1:
        raise NotFound("no such record")
    return found[0]


@transaction.atomic
def finding_of(concern: UUID, *, by: SignedIn, now: datetime) -> Found | None:
    """What was found about a concern; None where nothing was yet. For the lead."""
    must_be_lead(by)
    item = ItemRow.objects.filter(subject=concern, kind=findings.KIND).first()
    if item is None:
        return None
    return facts.open_(Found, item.id, by=by, now=now, purpose=PURPOSE)
