"""A shortlist: the few homes that may be offered, with the reasons for and against."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from hearth.actions.matching.desk import Desk, register_for
from hearth.core import shortlist
from hearth.core.compartments import Compartment
from hearth.core.errors import RuleBroken
from hearth.core.ids import HomeId
from hearth.core.person import Party
from hearth.core.programme import Programme
from hearth.core.shortlist import Act, Judged, Ranked, Shortlist, State
from hearth.engine.advice.now import beside_others
from hearth.engine.advice.standing import Everybody
from hearth.engine.encode import encode
from hearth.engine.encode.kept import KeptHomes
from hearth.engine.explain import leaves, why
from hearth.engine.kernels.compiled import is_kept
from hearth.engine.plain.pairs import shortlist_plain
from hearth.store import events, facts, offices, people, programmes, rows, walls
from hearth.store.access import SignedIn
from hearth.store.database import worded
from hearth.store.hosts import Register
from hearth.store.models import CaseRow, ShortlistRow
from hearth.store.waiting import Waiting

HOMES_LISTED = 20
PLAIN_UP_TO = 20_000  # homes that the plain twin ranks in less time than compiling takes
MOST_URGENT = 0  # tier


@dataclass(frozen=True, slots=True)
class Look:
    """What a shortlist was made from, for whoever asks why another home is not on it."""

    party: Party
    register: Register
    programme: Programme
    on: date

    def judged(self) -> list[Judged]:
        """What the hard rules say of every home. Cost: some 30 microseconds a home."""
        return self.register.judged(self.party, self.programme, self.on)


@dataclass(frozen=True, slots=True)
class Made:
    """A shortlist just made, and what it was made from.

    `weighed`: the order leaves homes for those who wait and can live nowhere else.
    """

    id: UUID
    shortlist: Shortlist
    look: Look
    weighed: bool = False


@transaction.atomic
def make(
    *,
    case: UUID,
    by: SignedIn,
    now: datetime,
    leave_homes: bool = False,
    desk: Desk | None = None,
) -> Made:
    """Rank the homes that the hard rules let host this party, the best first.

    With `leave_homes`, beside what a home is worth to the party counts what it is worth to
    the others who wait; never for the most urgent, who take the best home whatever it costs.
    Cost: with a `desk`, some milliseconds more than the engine takes; without one the whole
    register is opened first, some 15,000 facts a second; and with `leave_homes` one plan for
    all. Raises NotFound; Sealed for whoever may not read the register; RuleBroken while the
    person is not ready for offers.
    """
    offices.must_be_of_one(by)  # whoever is of no office may not read what a desk holds
    walls.must_be_theirs(CaseRow, case, by)
    row, on = rows.get(CaseRow, case), now.date()
    must_be_ready(row, on)
    programme = programmes.of(row.programme)
    party = people.party(row.party_id, by=by, now=now, purpose="shortlist").from_day(on)
    weighed = leave_homes and party.tier > MOST_URGENT
    if desk is not None and is_kept() and not weighed:
        register, best = desk.listed(party, programme, HOMES_LISTED, now)
        ranked = _told(party, register, best)
    else:
        register = register_for(by, desk, now=now, purpose="shortlist")
        if weighed:
            waiting = Waiting.load(first=row, by=by, now=now, purpose="shortlist")
            ranked = rank_beside_others(party, register, waiting.over(register))
        else:
            ranked = rank(party, register, programme, on)
    made = Shortlist(programme=programme.ref, on=on, ranked=ranked, homes=len(register.homes))
    id = _write(row, made, by=by, now=now)
    return Made(id, made, Look(party, register, programme, on), weighed)


def must_be_ready(case: CaseRow, today: date) -> None:
    """Raises RuleBroken while the person has asked for no offers."""
    if case.must_reassess:
        raise RuleBroken("the person asked to go through their needs again first")
    if case.parked_until is not None and today < case.parked_until:
        raise RuleBroken(f"the person asked for no offers before {case.parked_until}")


def _write(case: CaseRow, made: Shortlist, *, by: SignedIn, now: datetime) -> UUID:
    fact = facts.NewFact(
        subject=case.id,
        compartment=Compartment.CASEWORK,
        kind="shortlist",
        value=made,
        to=offices.of_case(case.id),
    )
    item = facts.put(fact, by=by, now=now, purpose="shortlist")
    for older in _not_old(case.id):
        rows.step(older, shortlist.STEPS, Act.AGE, by)
    row = ShortlistRow(case=case, item_id=item, made_at=now, state=shortlist.START)
    worded.enter(row)
    if not made.ranked:
        rows.step(row, shortlist.STEPS, Act.FIND_NONE, by)
    events.record("shortlist.made", by=by, about=case.id, now=now)
    return row.id


_not_old = worded.Worded(
    lambda case: ShortlistRow.objects.filter(case_id=case).exclude(state=State.OLD)
)


def rank(party: Party, register: Register, programme: Programme, on: date) -> tuple[Ranked, ...]:
    """The homes that may host, best first, each with what its points are made of.

    Until the engine has been compiled on this machine a small register is ranked by its plain
    twin, so that nobody waits for a compiler: the same list, some 40 microseconds a home.
    """
    homes = list(register.homes.values())
    if len(homes) <= PLAIN_UP_TO and not is_kept():
        tables = encode([party], homes, register.hosts, register.ties, programme=programme, on=on)
        plain = shortlist_plain(tables.parties, tables.homes, 0, HOMES_LISTED)
        return _told(party, register, [(homes[row].id, points) for row, points in plain])
    kept = KeptHomes(homes, register.hosts, register.ties, programme=programme, on=on)
    return _told(party, register, kept.best(party, HOMES_LISTED))


def _told(
    party: Party, register: Register, best: Sequence[tuple[HomeId, int]]
) -> tuple[Ranked, ...]:
    return tuple(
        Ranked(id, points, why(party, home, register.host_of(home)))
        for id, points in best
        for home in (register.home(id),)
    )


def rank_beside_others(party: Party, register: Register, every: Everybody) -> tuple[Ranked, ...]:
    """The same with what each home is worth to the others; `party` is the first of `every`.

    A home put below one of fewer points says why.
    """
    homes = list(register.homes.values())
    found = beside_others(every, 0)
    ranked: list[Ranked] = []
    for at in range(min(found.home.size, HOMES_LISTED)):
        home, points = homes[found.home[at]], int(found.points[at])
        because = why(party, home, register.host_of(home))
        above = max((one.points for one in ranked if one.points < points), default=None)
        if above is not None:
            because = (*because, leaves(points, above, only=bool(found.only[at])))
        ranked.append(Ranked(home.id, points, because))
    return tuple(ranked)
