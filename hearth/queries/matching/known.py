"""Every host as the rules see them today, before any name is opened.

How the vetting of three thousand stands is a tenth of a second's work, and pages ask for it again
and again. What was worked out is kept for the register it was worked out from: it holds what the
desk holds (no name), and whoever has that register may know it.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import cached_property
from typing import TypeVar
from uuid import UUID

from hearth.core.home import Home
from hearth.core.host import Host, Standing, Step, asked_before, steps_on
from hearth.core.ids import HomeId, HostId
from hearth.core.programme import Before, Programme
from hearth.store import facts
from hearth.store.access import SignedIn
from hearth.store.hosts import Register
from hearth.store.models import HomeRow, HostRow

PURPOSE = "register"
STANDS = (Standing.MET, Standing.EXCUSED)
ValueT = TypeVar("ValueT")


class May(StrEnum):
    """Whether a host can be offered to somebody today."""

    READY = "ready"
    UNVETTED = "unvetted"  # a step that comes before an offer lacks
    PAUSED = "paused"  # the office's own pause
    STOPPED = "stopped"  # by a concern or a failed check; the lead's to lift


class Group(StrEnum):
    """Why a host is on the vetting board, the most pressing first."""

    FAILED = "failed"
    LAPSED = "lapsed"
    DAYS_30 = "30"
    DAYS_60 = "60"
    DAYS_90 = "90"
    OFFER = "offer"  # a step was never done that comes before an offer
    PLACEMENT = "placement"  # one that comes before a move


WITHIN = {Group.DAYS_30: 30, Group.DAYS_60: 60, Group.DAYS_90: 90}
InGroup = tuple[Group, tuple[Step, ...]]


@dataclass(frozen=True)
class Known:
    """A host as the rules see them, with their homes.

    How the vetting stands is found out where it is asked for, and once.
    """

    host: Host
    homes: tuple[Home, ...]
    programme: Programme
    today: date
    stopped: bool

    @cached_property
    def steps(self) -> tuple[Step, ...]:
        """Every step of vetting as it stands today."""
        return steps_on(self.host, self.programme.requirements, self.today)

    @cached_property
    def may(self) -> May:
        """Whether they can be offered to somebody today."""
        if self.stopped:
            return May.STOPPED
        if self.host.is_paused(self.today):
            return May.PAUSED
        before = asked_before(Before.OFFER, self.programme.requirements)
        whole = all(one.requirement not in before for one in self.lacking)
        return May.READY if whole else May.UNVETTED

    @property
    def tonight(self) -> bool:
        """Whether somebody could come tonight."""
        return any(one.free_tonight(self.today) for one in self.homes) and self.may is May.READY

    def is_of(
        self, host: Host, homes: tuple[Home, ...], programme: Programme, today: date, stopped: bool
    ) -> bool:
        """Whether it was worked out from these very values, and today."""
        return (
            self.host is host
            and len(self.homes) == len(homes)
            and all(mine is other for mine, other in zip(self.homes, homes, strict=True))
            and self.programme == programme
            and (self.today, self.stopped) == (today, stopped)
        )

    @cached_property
    def lapses_on(self) -> date | None:
        """When the first step that holds now lapses."""
        ends = (one.until for one in self.steps if one.standing in STANDS and one.until)
        return min(ends, default=None)

    @cached_property
    def lacking(self) -> tuple[Step, ...]:
        """The steps that do not hold today."""
        return tuple(one for one in self.steps if one.standing not in STANDS)

    @cached_property
    def areas(self) -> tuple[str, ...]:
        """Where their homes are, coarsely."""
        return tuple(sorted({home.area for home in self.homes if home.area}))

    @cached_property
    def place(self) -> tuple[tuple[str, ...], bytes]:
        """Where they stand in the list of all."""
        return self.areas, self.host.id.bytes

    @cached_property
    def groups(self) -> tuple[InGroup, ...]:
        """The groups of the vetting board they are in, each with the steps that put them there."""
        return tuple(_groups(self))


def _groups(one: Known) -> Iterator[InGroup]:
    for group, standing in ((Group.FAILED, Standing.FAILED), (Group.LAPSED, Standing.LAPSED)):
        yield from _some(group, (step for step in one.steps if step.standing is standing))
    held = [step for step in one.steps if step.standing in STANDS and step.until]
    after = one.today
    for group, within in WITHIN.items():
        end = one.today + timedelta(days=within)
        yield from _some(group, (step for step in held if step.until and after < step.until <= end))
        after = end
    never = [step for step in one.steps if step.standing is Standing.NEVER]
    for group, before in ((Group.OFFER, Before.OFFER), (Group.PLACEMENT, Before.PLACEMENT)):
        yield from _some(group, (step for step in never if step.requirement.before is before))


def _some(group: Group, steps: Iterator[Step]) -> Iterator[InGroup]:
    found = tuple(steps)
    if found:
        yield group, found


def known(register: Register, programme: Programme, *, by: SignedIn, now: datetime) -> list[Known]:
    """Every host, with how their vetting stands today by the rules of one programme.

    Cost: three queries, and an opening of what the register leaves out; a look at each host where
    the register, as the very same value, was not asked of before.
    """
    today = now.date()
    found = dict(_whole_of(register, programme, today))
    shut = _stopped_homes(register, by=by, now=now)
    stopped = {
        HostId(id) for id in HostRow.objects.filter(active=False).values_list("id", flat=True)
    }
    apart = {home.host for home in shut.values()} | (stopped & found.keys())
    hosts = _hosts(register, apart, by=by, now=now)
    homes_of = {id: list(found[id].homes) if id in found else [] for id in apart}
    for home in shut.values():
        homes_of[home.host].append(home)
    for id, homes in homes_of.items():
        found[id] = _known(hosts[id], tuple(homes), programme, today, id in stopped)
    return list(found.values())


@dataclass(frozen=True, slots=True, eq=False)
class _Whole:
    """The hosts of one register by the rules of one programme on a day, as if none was stopped."""

    register: Register
    programme: Programme
    today: date
    hosts: Mapping[HostId, Known]


_wholes: dict[str, _Whole] = {}  # by the name and version of the programme; the last of each


def _whole_of(register: Register, programme: Programme, today: date) -> Mapping[HostId, Known]:
    kept = _wholes.get(programme.ref)
    if (
        kept is None
        or kept.register is not register
        or kept.today != today
        or kept.programme != programme
    ):
        homes_of: dict[HostId, list[Home]] = {}
        for home in register.homes.values():
            homes_of.setdefault(home.host, []).append(home)
        hosts = {
            id: _known(register.hosts[id], tuple(homes), programme, today, stopped=False)
            for id, homes in homes_of.items()
        }
        kept = _wholes[programme.ref] = _Whole(register, programme, today, hosts)
    return kept.hosts


# How the vetting of a host stood when it was last worked out; it is used again only for the very
# values it was worked out from.
_worked_out: dict[tuple[HostId, str], Known] = {}


def _known(
    host: Host, homes: tuple[Home, ...], programme: Programme, today: date, stopped: bool
) -> Known:
    """The host as the rules see them; as it was worked out before, where nothing is different."""
    key = (host.id, programme.ref)
    kept = _worked_out.get(key)
    if kept is None or not kept.is_of(host, homes, programme, today, stopped):
        _worked_out[key] = kept = Known(host, homes, programme, today, stopped)
    return kept


def _hosts(
    register: Register, wanted: Iterable[HostId], *, by: SignedIn, now: datetime
) -> dict[HostId, Host]:
    """These hosts: from the register, and of those it leaves out as they are opened now."""
    there = {id: register.hosts[id] for id in wanted if id in register.hosts}
    left = [id for id in wanted if id not in there]
    items = dict(HostRow.objects.filter(id__in=left).values_list("id", "profile_id"))
    opened = open_all(Host, items.values(), by=by, now=now)
    return there | {HostId(id): opened[item] for id, item in items.items()}


def _stopped_homes(register: Register, *, by: SignedIn, now: datetime) -> dict[HomeId, Home]:
    """Homes that nobody may be offered for now, and that the register therefore leaves out."""
    out = HomeRow.objects.exclude(active=True, host__active=True)
    items = {HomeId(id): item for id, item in out.values_list("id", "attributes_id")}
    items = {id: item for id, item in items.items() if id not in register.homes}
    opened = open_all(Home, items.values(), by=by, now=now)
    return {id: opened[item] for id, item in items.items()}


def open_all(
    kind: type[ValueT], items: Iterable[UUID], *, by: SignedIn, now: datetime
) -> dict[UUID, ValueT]:
    """These facts of the register as one opening; no opening where there are none."""
    wanted = list(items)
    return facts.open_many(kind, wanted, by=by, now=now, purpose=PURPOSE) if wanted else {}
