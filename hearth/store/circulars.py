"""Who can be written to by one act that writes to several, and what became of each."""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from hearth.core.gate import could_leave
from hearth.core.gate.circulars import AT_ONCE, Circular, id_of, message, prefix
from hearth.core.gate.outbox import GRACE, State
from hearth.core.intake import State as CaseState
from hearth.store import facts
from hearth.store.access import SignedIn
from hearth.store.models import CaseRow, HostRow, OutboxRow, PersonRow
from hearth.store.reach import reaches

PURPOSE = "circular"


@dataclass(frozen=True, slots=True)
class Sorted:
    """Of those who were chosen: who is written to, and how many are not.

    to : each with how many to them were stopped before. more : for whom there was no room this
    time. before : written to already. not_reached : no way and hour is safe in time.
    """

    to: Mapping[UUID, int]
    more: int
    before: int
    not_reached: int


def hosts(wanted: Collection[UUID] | None = None) -> dict[UUID, UUID]:
    """Who of these hosts signs in and is not stopped, with the host; None: of all hosts."""
    found = HostRow.objects.filter(principal__isnull=False, active=True).order_by("id")
    return {
        who: host
        for who, host in found.values_list("principal_id", "id")
        if who is not None and (wanted is None or host in wanted)
    }


def residents(office: UUID, programme: str = "") -> dict[UUID, UUID]:
    """Who signs in and is of a case of this office that is not closed, with the case.

    programme : its name; empty: any. Whose record rests is left alone.
    """
    cases = CaseRow.objects.filter(office=office).exclude(state=CaseState.CLOSED)
    if programme:
        cases = cases.filter(programme__startswith=f"{programme}.")
    here = PersonRow.objects.filter(principal__isnull=False, parties__party__case__in=cases)
    here = here.exclude(identity__grants__rests=True).order_by("id")
    found = here.values_list("principal_id", "parties__party__case")
    ours = set(cases.values_list("id", flat=True))
    return {who: case for who, case in found if who is not None and case in ours}


def sort_out(
    kind: Circular,
    day: date,
    whom: Collection[UUID],
    *,
    by: SignedIn,
    now: datetime,
    zone: ZoneInfo,
) -> Sorted:
    """Whom the gate would let be written to, and how many it would not. Nothing is queued.

    Cost: one question of what was written before, and two openings, however many they are.
    """
    states = _states(kind, day, whom)
    left = [one for one in whom if states[one].keys() <= {State.CANCELLED}]
    said = reaches(left, by=by, now=now, purpose=PURPOSE)
    may = [
        one
        for one in left
        if could_leave(message(kind, day, one), (), said.get(one), now + GRACE, zone)
    ]
    return Sorted(
        to={one: states[one][State.CANCELLED] for one in may[:AT_ONCE]},
        more=len(may[AT_ONCE:]),
        before=len(whom) - len(left),
        not_reached=len(left) - len(may),
    )


def _states(kind: Circular, day: date, whom: Collection[UUID]) -> Mapping[UUID, Counter[State]]:
    """How those stand that were written to each of them before, by whichever office."""
    found: dict[UUID, Counter[State]] = {one: Counter() for one in whom}
    wanted, before = list(found), OutboxRow.objects.filter(key__startswith=prefix(kind, day))
    for at in range(0, len(wanted), facts.AT_ONCE):
        some = before.filter(to__in=wanted[at : at + facts.AT_ONCE])
        for who, state in some.values_list("to_id", "state"):
            found[who][State(state)] += 1
    return found


def became(kind: Circular, day: date, office: UUID) -> Mapping[State, int]:
    """What became of those that this office sent, by their states."""
    found = OutboxRow.objects.filter(because=id_of(kind, day, office))
    return Counter(State(one) for one in found.values_list("state", flat=True))
