"""What falls due in stays, worked out and written down; for one stay and for all of them.

What was due by today is never rewritten. Of what lay ahead, days that were merely expected make
way; one that was open to be done, had been announced, or came from another version stays, marked
as replaced, with the reason. Rules are those of the version that holds today.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from operator import attrgetter
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet

from hearth.actions.visiting.due_plan import AHEAD_DAYS, Plan, Stay, heightened
from hearth.actions.visiting.due_tables import CHECKS, DUTIES
from hearth.core import duties
from hearth.core.duties import Because
from hearth.core.person import Party
from hearth.core.placement import LIVES_THERE
from hearth.core.programme import Programme
from hearth.core.steps import after
from hearth.store import database, events, people, programmes, rows
from hearth.store.access import SignedIn
from hearth.store.models import DueRow, PlacementRow, ScheduleRow

__all__ = ["AHEAD_DAYS", "Counted", "Stay", "count", "count_all", "drop", "heightened"]
AT_ONCE = 5000  # stays in one transaction: a second or so, in which others who write wait


@dataclass(frozen=True, slots=True)
class Counted:
    """How many stays were counted, and windows written and replaced."""

    stays: int = 0
    written: int = 0
    replaced: int = 0

    def __add__(self, other: "Counted") -> "Counted":
        return Counted(
            self.stays + other.stays,
            self.written + other.written,
            self.replaced + other.replaced,
        )


def count_all(
    *,
    by: SignedIn,
    now: datetime,
    on_step: Callable[[int, int], object] = lambda done, of: None,
    at_once: int = AT_ONCE,
) -> Counted:
    """Count every stay that goes on and was not counted today by the version that holds.

    Each part, of `at_once` stays, is a transaction of its own with one entry in the log: stopped
    at any moment, what is done is done, and the rest is counted the next time. On a clock that
    went back nothing is counted again. `by` must be able to read the parties, as the running
    program is.
    Cost: `run.py bench due`; a new version opens nothing, any other count opens each party.
    """
    found = _to_count(now.date()).order_by().values_list("id", flat=True)
    todo = sorted(found, key=attrgetter("int"))
    done = Counted()
    with database.with_room():
        for at in range(0, len(todo), at_once):
            done += _part(todo[at : at + at_once], by=by, now=now)
            on_step(done.stays, len(todo))
    return done


def _to_count(today: date) -> QuerySet[PlacementRow]:
    """Stays that live somewhere and whose days are not of today by the version that holds."""
    living = PlacementRow.objects.filter(state__in=LIVES_THERE, moved_on__isnull=False)
    refs = living.order_by().values_list("case__programme", flat=True).distinct()
    fresh = Q()
    for ref in refs:
        holds = programmes.following(ref, today).ref
        fresh |= Q(case__programme=ref, schedule__programme=holds, schedule__counted_on__gte=today)
    return living.exclude(fresh) if fresh else living


@transaction.atomic
def _part(ids: Sequence[UUID], *, by: SignedIn, now: datetime) -> Counted:
    events.begin_write()
    groups: dict[tuple[str, bool], list[Stay]] = defaultdict(list)
    must_open = cache(_must_open)
    fields = ("id", rows.said("moved_on"), "case__party_id", "case__programme")
    lately = ("schedule__programme", rows.said("schedule__counted_on"))
    living = PlacementRow.objects.filter(
        id__in=rows.any_of(ids), state__in=LIVES_THERE, moved_on__isnull=False
    )
    whole = dict(zip(rows.kept_as(ids), ids, strict=True))
    yesterday = now.date() - timedelta(1)
    for id, moved_on, party, ref, under, on in rows.bare(living.values_list(*fields, *lately)):
        before = under if on is not None and rows.day_of(on) >= yesterday else ""
        opens = must_open(ref, before, now.date())
        stay = Stay(whole[id], rows.day_of(moved_on), UUID(str(party)) if opens else None)
        groups[ref, opens].append(stay)
    done = Counted()
    for (ref, opens), some in groups.items():
        wanted = {stay.party for stay in some if stay.party}
        parties = people.parties(wanted, by=by, now=now, purpose="checks") if opens else None
        programme = programmes.following(ref, now.date(), used_at=now)
        done += count(some, parties, programme, by=by, now=now)
    return done


def _must_open(ref: str, counted_under: str, today: date) -> bool:
    """Whether the parties' periods must be read: not where only the version changed, and not in
    what it says of periods. Then their days are known from what was written the day before."""
    if not counted_under:
        return True
    holds = programmes.following(ref, today)
    if counted_under == holds.ref:
        return True
    before, after = (one.sensitive_kinds for one in (programmes.of(counted_under), holds))
    return {one.id: one.check_every_days for one in before} != {
        one.id: one.check_every_days for one in after
    }


def count(
    stays: Sequence[Stay],
    parties: Mapping[Any, Party] | None,
    programme: Programme,
    *,
    by: SignedIn,
    now: datetime,
    because: Because = Because.FACTS,
) -> Counted:
    """Work out what falls due in these stays by this version, and write what changed.

    Without `parties` nobody's facts are opened: a quicker rhythm goes on as it was written.
    Must run inside a transaction that has begun to write. Raises WrongHands for whoever may not.
    """
    today = now.date()
    plan = Plan(list(stays), parties, programme, today)
    done = Counted(len(stays))
    for table in (CHECKS, DUTIES):
        wanted = table.wanted(plan)
        replaced = table.make_way(plan, wanted, by=by, because=because)
        new = table.new(plan, wanted)
        done += Counted(0, rows.insert_many(table.model, new), replaced)
    plan.of(ScheduleRow).update(programme=programme.ref, counted_on=today)
    ScheduleRow.objects.bulk_create(
        ScheduleRow(placement_id=plan.ids[at], programme=programme.ref, counted_on=today)
        for at in sorted(plan.never_counted)
    )
    said = f"{done.written} new, {done.replaced} replaced, {plan.digest()}"
    about: UUID | str = plan.ids[0] if len(plan.ids) == 1 else programme.ref
    events.record("due.counted", by=by, about=about, now=now, purpose=said)
    return done


def drop(stays: Iterable[UUID], *, by: SignedIn) -> int:
    """The stays have ended: what was still due in them and is no check is due no more."""
    to = after(duties.STEPS, duties.State.DUE, duties.Act.DROP, by.audience)
    due = DueRow.objects.filter(placement__in=list(stays), state=duties.State.DUE)
    return due.update(state=str(to))
