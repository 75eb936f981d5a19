"""The shortlist of a case as a page shows it, and the register to ask "why not that one" of."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from hearth.core import offer, shortlist
from hearth.core.audience import Audience
from hearth.core.decision import Decision, Reason
from hearth.core.home import Home
from hearth.core.person import Party
from hearth.core.programme import Programme
from hearth.core.rules import InForce, judged_by, rules_of
from hearth.core.shortlist import Ranked, Shortlist, openings_of
from hearth.engine.against import Against
from hearth.engine.explain import why_not
from hearth.queries.casework.head import PURPOSE, Head, case_of, head_of
from hearth.queries.casework.homes import NO_AREA, ToldHome, number_of, told_home
from hearth.queries.casework.region import Region, ground_of, region
from hearth.store import facts, people, programmes
from hearth.store.access import SignedIn
from hearth.store.database.worded import Worded
from hearth.store.hosts import Register
from hearth.store.models import OfferRow, ShortlistRow

PER_PAGE, RESORTS = 20, 10
LAST_RESORT = "last_resort"
READER = Audience.CASEWORKER


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A home on the shortlist: its points, of which `share` is the part of the best in percent.

    against : why it can no longer be offered, as things stand now. offered : it is put to this
    person already.
    """

    home: ToldHome
    points: int
    share: int
    because: tuple[str, ...]
    against: tuple[str, ...]
    offered: bool


@dataclass(frozen=True, slots=True)
class Counted:
    """A sentence, and for how many homes it is true."""

    says: str
    homes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A page about the shortlist. `made_on` None: none has been made, or facts moved on.

    out : what speaks against the other homes, as things stand now, most first; a home may be
    counted more than once. opens : single changes that would open homes. left : homes on the
    list that are no longer in the register. resorts : where no home fits, the first places of
    last resort that nothing else speaks against.
    """

    head: Head
    made_on: date | None
    register: int
    listed: tuple[Listed, ...]
    left: int
    fitting: int
    resorts: tuple[ToldHome, ...]
    out: tuple[Counted, ...]
    opens: tuple[Counted, ...]
    region: Region


@dataclass(frozen=True, slots=True)
class _Read:
    """What a page about the shortlist rests on, as of one moment."""

    head: Head
    made: Shortlist | None
    party: Party
    programme: Programme
    offered: frozenset[UUID]


@dataclass(frozen=True, slots=True)
class _World:
    """Of one moment: what was asked, the register, and what speaks against its homes."""

    read: _Read
    register: Register
    against: Against
    on: date
    in_force: InForce

    def decision(self, home: UUID) -> Decision:
        """What the plain rules say of one home."""
        pair = self.register.pair(self.read.party, home, self.read.programme, self.on)
        return judged_by(pair, self.in_force)


Asking = Callable[[Party, Programme, datetime], tuple[Register, Against]]
"""The register as it stands, and what speaks against each home for a party: a desk's."""


def shown(*, case: UUID, against: Asking, by: SignedIn, now: datetime) -> Shown:
    """The latest shortlist of a case, and what rules out the other homes today.

    against : of the desk, asked when the party is known. Cost: some milliseconds and a
    microsecond a home; the number of SQL queries does not depend on them. Raises NotFound;
    Sealed for whoever is not of the office.
    """
    read = _read(case, by=by, now=now)
    register, found = against(read.party, read.programme, now)
    world = _World(read, register, found, now.date(), rules_of(read.programme))
    ranked = read.made.ranked if read.made else ()
    there = [one for one in ranked if one.home in register.homes]
    return Shown(
        head=read.head,
        made_on=read.made.on if read.made else None,
        register=len(register.homes),
        listed=tuple(_listed(world, there)),
        left=len(ranked) - len(there),
        fitting=found.fitting,
        resorts=_resorts(world),
        out=_out(world),
        opens=_opens(found),
        region=region(ground_of(register), {one.home for one in there}),
    )


@transaction.atomic
def _read(case: UUID, *, by: SignedIn, now: datetime) -> _Read:
    row = case_of(case, by)
    party = people.party(row.party_id, by=by, now=now, purpose=PURPOSE)
    return _Read(
        head=head_of(row, by=by, now=now),
        made=latest_of(row.id, by=by, now=now),
        party=party.from_day(now.date()),
        programme=programmes.of(row.programme),
        offered=frozenset(_open_to(row.id)),
    )


_open_to = Worded(
    lambda case: OfferRow.objects.filter(
        case_id=case, state__in=(offer.State.PUT, offer.State.ANSWERED)
    ).values_list("home_id", flat=True)
)


def latest_of(case: UUID, *, by: SignedIn, now: datetime) -> Shortlist | None:
    """The latest shortlist of a case; None where there is none, or facts moved on since."""
    item = _latest.first(case)
    if item is None:
        return None
    return facts.open_(Shortlist, item, by=by, now=now, purpose=PURPOSE)


_latest = Worded(
    lambda case: (
        ShortlistRow.objects.filter(case_id=case)
        .exclude(state=shortlist.State.OLD)
        .order_by("-made_at")
        .values_list("item_id", flat=True)[:1]
    )
)


def _listed(world: _World, ranked: Sequence[Ranked]) -> Iterator[Listed]:
    offered = world.read.offered
    well = world.against.fits() | offered
    top = max((one.points for one in ranked), default=0)
    for one in ranked:
        yield Listed(
            home=told_home(world.register.home(one.home)),
            points=one.points,
            share=round(100 * max(0, one.points) / top) if top > 0 else 100,
            because=one.because,
            against=() if one.home in well else why_not(world.decision(one.home), READER),
            offered=one.home in offered,
        )


def _resorts(world: _World) -> tuple[ToldHome, ...]:
    if world.against.fitting:
        return ()
    homes = world.against.alone(LAST_RESORT)[:RESORTS]
    return tuple(told_home(world.register.home(home)) for home in homes)


def _out(world: _World) -> tuple[Counted, ...]:
    """By reason, the most homes first.

    What is said of a reason, and to whom, is asked of a home that it speaks against: of the fewest
    homes that have them all, or nearly.
    """
    met: dict[str, Reason] = {}
    against, left = world.against, set(world.against.times)
    while left:
        row = against.with_most_of(left)
        left -= against.codes_at(row)
        met |= {one.code: one for one in world.decision(against.homes[row]).for_(READER)}
    counted = Counter({code: against.often(code) for code in sorted(met)})
    return tuple(Counted(_says(met[code]), homes) for code, homes in counted.most_common())


def _opens(against: Against) -> tuple[Counted, ...]:
    """Single changes by what is said of them, for several reasons may ask for the same."""
    counted: Counter[str] = Counter()
    for one in openings_of({code: against.alone(code) for code in against.times}):
        counted[one.change] += len(one.homes)
    return tuple(Counted(says, homes) for says, homes in counted.most_common())


def _says(reason: Reason) -> str:
    """A reason that many homes share, without the margin that each has of its own."""
    return why_not(Decision((replace(reason, margin=None),)), READER)[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Homes to ask "why not" of: one page of those in an area, and of how many."""

    head: Head
    areas: tuple[str, ...]
    homes: tuple[ToldHome, ...]
    count: int
    page: int
    pages: int


@transaction.atomic
def homes_to_ask_of(
    *,
    case: UUID,
    area: str,
    number: str,
    page: int,
    register: Register,
    by: SignedIn,
    now: datetime,
) -> Asked:
    """Homes of the register in an area, or by their number; all where neither is given."""
    row = case_of(case, by)
    found = [home for home in register.homes.values() if _is_asked(home, area, number)]
    pages = max(1, -(-len(found) // PER_PAGE))
    at = min(max(1, page), pages)
    return Asked(
        head=head_of(row, by=by, now=now),
        areas=tuple(sorted({home.area for home in register.homes.values() if home.area})),
        homes=tuple(told_home(home) for home in found[(at - 1) * PER_PAGE : at * PER_PAGE]),
        count=len(found),
        page=at,
        pages=pages,
    )


def _is_asked(home: Home, area: str, number: str) -> bool:
    here = not area or area == (home.area or NO_AREA)
    return here and number_of(home.id).startswith(number.strip().upper())
