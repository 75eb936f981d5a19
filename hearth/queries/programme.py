"""What a new version of a programme would mean for those who wait and those who live with a host.

Nothing is changed: a version takes effect by its date alone, and a stay is nobody's to end
because a rule moved. What is opened on the way is written in the log.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction

from hearth.core.home import Home
from hearth.core.host import Host, asked_before
from hearth.core.ids import HomeId, PartyId
from hearth.core.person import Party
from hearth.core.placement import Planned, State
from hearth.core.programme import Before, Programme
from hearth.core.programme_diff import turned
from hearth.core.rules import may_host
from hearth.core.rules.pair import LastResort, Pair
from hearth.core.ties import Ties
from hearth.core.units import Period
from hearth.queries.matching.waiting import waiting
from hearth.store import facts, hosts, people
from hearth.store.access import SignedIn
from hearth.store.models import CaseRow, OfferRow, PlacementRow
from hearth.store.walls import only_theirs

PURPOSE = "programme diff"
PRESENT = (State.PLANNED, State.LIVING)
MADE_ALREADY = "period_bars_move"  # says nothing against a move that has been made


@dataclass(frozen=True, slots=True, kw_only=True)
class Outside:
    """A present stay that the new rules speak against.

    `codes` are all reasons under the new rules; `already` those of them that the old rules
    give today as well, so that they are no work of the new version.
    """

    stay: UUID
    case: UUID
    state: State
    codes: tuple[str, ...]
    already: tuple[str, ...]

    @property
    def by_the_change(self) -> bool:
        """Whether the stay is in order under the old rules, or is broken in more ways now."""
        return len(self.already) < len(self.codes)


@dataclass(frozen=True, slots=True, kw_only=True)
class Impact:
    """Whom a new version touches: cases that wait, by id, and present stays."""

    waiting: int
    gain: tuple[UUID, ...]
    lose: tuple[UUID, ...]
    stays: int
    outside: tuple[Outside, ...]


@transaction.atomic
def impact(old: Programme, new: Programme, *, by: SignedIn, now: datetime) -> Impact:
    """What it means that `new` takes the place of `old`, as things stand at this moment.

    Looked at are the cases, of a caseworker those of their offices, under any version of the
    programme that `old` is one of. Who waits is asked for from today on; of a stay, the days that
    are left. Raises Sealed for whoever may not read the register. Cost: some 200 stays or 4,000
    parties a second.
    """
    cases = _waiting(old.name, now.date(), by)
    stays = _present(old.name, by)
    ids = [*cases, *(row.case.party_id for row in stays)]
    parties = people.parties(ids, by=by, now=now, purpose=PURPOSE)
    asked = (_from(parties[PartyId(id)], now.date()) for id in cases)
    found = turned(old, new, asked)
    gained, lost = (tuple(cases[UUID(one)] for one in ids) for ids in (found.gained, found.lost))
    outside = tuple(_outside(stays, parties, (old, new), by=by, now=now))
    return Impact(waiting=len(cases), gain=gained, lose=lost, stays=len(stays), outside=outside)


def _waiting(name: str, today: date, by: SignedIn) -> dict[UUID, UUID]:
    """Cases by their party, those that have waited longest first. A planned move is a stay."""
    found = CaseRow.objects.filter(programme__startswith=f"{name}.").exclude(
        placements__state__in=PRESENT
    )
    known = {row.id: row for row in only_theirs(found, by) if _is_of(name, row)}
    return {known[id].party_id: id for id in waiting(today) if id in known}


def _present(name: str, by: SignedIn) -> list[PlacementRow]:
    rows = PlacementRow.objects.filter(
        state__in=PRESENT, case__programme__startswith=f"{name}."
    ).select_related("case")
    rows = only_theirs(rows, by, "case__")
    return [row for row in rows.order_by("planned_on", "id") if _is_of(name, row.case)]


def _is_of(name: str, case: CaseRow) -> bool:
    """A name may have dots, so that `young.1` is one of `young` and `young.north.1` is not."""
    return case.programme.rpartition(".")[0] == name


def _from(party: Party, today: date) -> Party:
    """The party as one that comes today, if it should have come earlier; the end is not asked."""
    return replace(party, stay=Period(max(party.stay.first, today)))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Stay:
    """A stay as the rules see it, as if this party alone were just about to come."""

    row: PlacementRow
    party: Party
    home: Home
    host: Host
    last_resort: LastResort | None


def _outside(
    stays: Sequence[PlacementRow],
    parties: Mapping[PartyId, Party],
    versions: tuple[Programme, Programme],
    *,
    by: SignedIn,
    now: datetime,
) -> Iterator[Outside]:
    if not stays:
        return
    ties = hosts.ties(by=by, now=now, purpose=PURPOSE)
    for stay in _looked_at(stays, parties, by=by, now=now):
        already, codes = (_against(stay, ties, one, by, now.date()) for one in versions)
        if codes:
            yield Outside(
                stay=stay.row.id,
                case=stay.row.case_id,
                state=State(stay.row.state),
                codes=codes,
                already=tuple(code for code in codes if code in already),
            )


def _looked_at(
    stays: Sequence[PlacementRow],
    parties: Mapping[PartyId, Party],
    *,
    by: SignedIn,
    now: datetime,
) -> Iterator[_Stay]:
    kept = _rooms_kept(stays, by=by, now=now)
    for row in stays:
        home, host = hosts.home(HomeId(row.home_id), by=by, now=now, purpose=PURPOSE)
        yield _Stay(
            row=row,
            party=replace(parties[PartyId(row.case.party_id)], stay=_left_of(row, now.date())),
            home=_without(home, kept[row.id]),
            host=host,
            last_resort=_last_resort(row, by=by, now=now),
        )


def _rooms_kept(
    stays: Sequence[PlacementRow], *, by: SignedIn, now: datetime
) -> dict[UUID, frozenset[int]]:
    """The rooms that each stay keeps; none where no plan of the move was written down."""
    plans = {row.id: row.plan_id for row in stays if row.plan_id is not None}
    opened = facts.open_many(Planned, plans.values(), by=by, now=now, purpose=PURPOSE)
    return {
        row.id: opened[plans[row.id]].rooms if row.id in plans else frozenset() for row in stays
    }


def _left_of(row: PlacementRow, today: date) -> Period:
    """The days that are left of a stay. One that has passed its end is there today all the same."""
    first, end = max(row.moved_on or row.planned_on, today), row.planned_until
    return Period(first, end if end is None else max(end, first + timedelta(1)))


def _without(home: Home, rooms: frozenset[int]) -> Home:
    """The home without one party and the rooms that are theirs."""
    return replace(
        home, rooms_taken=home.rooms_taken - rooms, parties_now=max(0, home.parties_now - 1)
    )


def _last_resort(row: PlacementRow, *, by: SignedIn, now: datetime) -> LastResort | None:
    offers = OfferRow.objects.filter(case=row.case_id, home=row.home_id)
    offer = offers.filter(last_resort__isnull=False).order_by("-drafted_at").first()
    if offer is None:
        return None
    return facts.open_(LastResort, offer.last_resort_id, by=by, now=now, purpose=PURPOSE)


def _against(
    stay: _Stay, ties: Ties, programme: Programme, by: SignedIn, on: date
) -> tuple[str, ...]:
    """Codes of the reasons that this reader may read, each once."""
    lives = stay.row.state == State.LIVING
    step = Before.PLACEMENT if lives else Before.OFFER
    pair = Pair(
        party=stay.party,
        home=stay.home,
        host=stay.host,
        on=on,
        ties=ties,
        requirements=asked_before(step, programme.requirements),
        sensitive_kinds=programme.sensitive_kinds_by_id,
        last_resort=stay.last_resort,
    )
    codes = dict.fromkeys(one.code for one in may_host(pair, programme).for_(by.audience))
    if lives:
        codes.pop(MADE_ALREADY, None)
    return tuple(codes)
