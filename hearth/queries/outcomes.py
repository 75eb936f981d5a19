"""What became of it: waiting, stays and groups, worked out with the running service's keys.

The manager holds no key, and nothing that is read here is returned: only shares to a twentieth,
and counts that hide every small number.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TypeVar
from uuid import UUID

from django.db import transaction
from django.db.models import Min

from hearth.core.audience import Audience
from hearth.core.compartments import Compartment
from hearth.core.errors import NotFound, RuleBroken
from hearth.core.person import Feature, Party, Trait
from hearth.core.placement import Ending, State
from hearth.stats.handed_on import HandedOn
from hearth.stats.lasting import STILL
from hearth.stats.outcomes import (
    AsItIs,
    Lengths,
    Outcomes,
    OutcomesTold,
    Reasons,
    ReasonsTold,
    tell,
    tell_reasons,
)
from hearth.store import facts, people, walls
from hearth.store.access import SignedIn
from hearth.store.models import CaseRow, ItemRow, PlacementRow

KIND, PURPOSE, HANDED, REASONS = "outcomes", "outcomes", "records-told", "reasons-told"
BEHIND, REASONS_BEHIND = "outcomes-behind", "reasons-behind"
WITHIN = 28  # days in which a home is counted as found
BACK = 730  # days: cases that came, and stays that began, since then
FOR_GOOD, PLANNED, SOONER = "for_good", "as_planned", "sooner"
ENDS = (PLANNED, SOONER, FOR_GOOD)
MOVED = "moved in"  # the end of waiting
SORTS = ("age", "gender", "access", "children", "size")
MAY = frozenset({Audience.MANAGER, Audience.CLOCK})
ToldT = TypeVar("ToldT")


@dataclass(frozen=True, slots=True)
class Told:
    """Everything the manager may see of what became of it; None where it was never worked out."""

    outcomes: Outcomes | None
    records: HandedOn | None
    reasons: Reasons | None


@transaction.atomic
def latest(*, by: SignedIn, service: SignedIn, now: datetime) -> Told:
    """As it was last worked out, and as lead and office last handed it on.

    Raises NotFound for all but the manager and the running service. Cost: three openings.
    """
    _must_be_allowed(by)
    kinds = {KIND: Outcomes, HANDED: HandedOn, REASONS: Reasons}
    kept = ItemRow.objects.filter(compartment=Compartment.ATTRIBUTES, kind__in=kinds)
    items = dict(kept.values_list("kind", "id"))

    def opened(kind: str) -> object | None:
        if kind not in items:
            return None
        return facts.open_(kinds[kind], items[kind], by=service, now=now, purpose=PURPOSE)

    found = (opened(KIND), opened(HANDED), opened(REASONS))
    return Told(*found)  # type: ignore[arg-type]  # each is of the kind it was opened as


def _must_be_allowed(by: SignedIn) -> None:
    if by.audience not in MAY:
        raise NotFound("no such record")


@transaction.atomic
def work_out(*, by: SignedIn, service: SignedIn, now: datetime) -> OutcomesTold:
    """What became of it, as of this moment; what only a few people changed since the last time
    waits. Raises NotFound as `latest` does.

    Cost: four queries, and one opening of the parties that came in `BACK` days.
    """
    _must_be_allowed(by)
    today = now.date()
    since = today - timedelta(BACK)
    stays = _stays(since)
    came = _came(since)
    as_it_is = AsItIs(
        at=now,
        waiting=_waiting(came, today),
        lasting=_lengths(stays, today),
        why=_why(stays, today),
        names=ENDS,
        within=WITHIN,
        sorts=_fairness(came, service, now),
    )
    return tell(as_it_is, _last(OutcomesTold, Compartment.ATTRIBUTES, BEHIND, service, now))


def _last(
    kind: type[ToldT], compartment: Compartment, name: str, by: SignedIn, now: datetime
) -> ToldT | None:
    """What was told last with what stands behind it; None before the first."""
    kept = ItemRow.objects.filter(compartment=compartment, kind=name)
    item = kept.values_list("id", flat=True).first()
    if item is None:
        return None
    return facts.open_(kind, item, by=by, now=now, purpose=PURPOSE)


@dataclass(frozen=True, slots=True)
class _Stay:
    id: UUID
    moved: date
    end: date | None
    why: str


def _stays(since: date) -> list[_Stay]:
    rows = PlacementRow.objects.filter(moved_on__gte=since).values_list(
        "id", "state", "moved_on", "planned_until", "ended_on", "permanence__decided_on"
    )
    found = []
    for id, state, moved, until, ended, decided in rows.iterator(2000):
        if moved is None:
            continue
        if state == State.PERMANENT:
            found.append(_Stay(id, moved, decided, FOR_GOOD if decided else STILL))
        elif ended is not None:
            sooner = until is not None and ended < until
            found.append(_Stay(id, moved, ended, SOONER if sooner else PLANNED))
        else:
            found.append(_Stay(id, moved, None, STILL))
    return found


def _lengths(stays: Iterable[_Stay], today: date) -> Lengths:
    """Days in the home, and whether they ended; a stay for good goes on."""
    lived = [(one, one.end if one.why in (PLANNED, SOONER) else None) for one in stays]
    days = [((end or today) - one.moved).days for one, end in lived]
    return Lengths(days, [STILL if end is None else one.why for one, end in lived])


def _why(stays: Iterable[_Stay], today: date) -> Lengths:
    some = list(stays)
    days = [((one.end or today) - one.moved).days for one in some]
    return Lengths(days, [one.why for one in some])


@dataclass(frozen=True, slots=True)
class _Case:
    party: UUID
    opened: date
    moved: date | None


def _came(since: date) -> list[_Case]:
    rows = CaseRow.objects.filter(opened_on__gte=since).annotate(moved=Min("placements__moved_on"))
    found = rows.values_list("party_id", "opened_on", "moved")
    return [_Case(*row) for row in found.iterator(2000)]


def _waiting(came: Iterable[_Case], today: date) -> Lengths:
    some = list(came)
    return Lengths(
        [((one.moved or today) - one.opened).days for one in some],
        [MOVED if one.moved is not None else STILL for one in some],
    )


def _fairness(
    came: Iterable[_Case], service: SignedIn, now: datetime
) -> Mapping[str, Mapping[str, tuple[int, int]]]:
    """Who had a home within `WITHIN` days, of those who came at least so long ago, by group."""
    ripe = [one for one in came if (now.date() - one.opened).days >= WITHIN]
    sorts: dict[str, dict[str, list[bool]]] = {sort: defaultdict(list) for sort in SORTS}
    wanted = [one.party for one in ripe]
    opened = people.parties(wanted, by=service, now=now, purpose=PURPOSE) if ripe else {}
    for one, party in zip(ripe, opened.values(), strict=True):
        housed = one.moved is not None and (one.moved - one.opened).days <= WITHIN
        for sort, group in groups_of(party, one.opened).items():
            sorts[sort][group].append(housed)
    return {
        sort: {name: (sum(some), len(some)) for name, some in groups.items()}
        for sort, groups in sorts.items()
    }


def groups_of(party: Party, on: date) -> dict[str, str]:
    """The group of a party in each way of grouping, by its first person or anybody in it."""
    ages = [age for person in party.people if (age := person.age_on(on)) is not None]
    first = party.people[0]
    needs = {need for person in party.people for need in person.needs}
    traits = {trait for person in party.people for trait in person.traits}
    return {
        "age": _age(ages[0]) if ages else "unknown",
        "gender": str(first.gender),
        "access": "step_free" if Feature.STEP_FREE in needs else "no_need",
        "children": "children" if traits & {Trait.CHILDREN, Trait.INFANT} else "none",
        "size": "alone" if len(party.people) == 1 else "several",
    }


def _age(years: int) -> str:
    return "under_18" if years < 18 else "18_to_24" if years < 25 else "25_or_more"


@transaction.atomic
def reasons(*, by: SignedIn, now: datetime) -> ReasonsTold:
    """Why stays ended, in counts that hide every small number and every small change since it
    was handed on last. For the office.

    Raises NotFound for all but a caseworker, RuleBroken where there are offices that are not
    theirs: what the manager reads is of the whole service. Cost: three queries and one opening of
    all endings.
    """
    if by.audience is not Audience.CASEWORKER:
        raise NotFound("no such record")
    if not walls.sees_all(by):
        raise RuleBroken("why stays end is told of all offices at once, by who is of every one")
    stays = _stays(now.date() - timedelta(BACK))
    items = dict(
        PlacementRow.objects.filter(
            moved_on__gte=now.date() - timedelta(BACK), ending__isnull=False
        ).values_list("id", "ending_id")
    )
    opened = (
        facts.open_many(Ending, items.values(), by=by, now=now, purpose=PURPOSE) if items else {}
    )
    why = {stay: str(opened[item]) for stay, item in items.items() if item is not None}
    clear = _why(stays, now.date())
    told = [
        why.get(one.id, STILL) if end in (PLANNED, SOONER) else end
        for one, end in zip(stays, clear.why, strict=True)
    ]
    last = _last(ReasonsTold, Compartment.CASEWORK, REASONS_BEHIND, by, now)
    names = (*(str(one) for one in Ending), FOR_GOOD)
    return tell_reasons(now, Lengths(clear.days, told), names, last)
