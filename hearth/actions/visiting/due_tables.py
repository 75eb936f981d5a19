"""Where what falls due is written, and what makes way for it: checks, and everything else."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

import numpy as np
from django.db.models import QuerySet

from hearth.actions.visiting.due_columns import Columns, by_day
from hearth.actions.visiting.due_plan import Plan
from hearth.core import checks, duties
from hearth.core.audience import Audience
from hearth.core.duties import Because
from hearth.core.programme import Recurrence, Trigger
from hearth.core.steps import after
from hearth.engine.due import Held
from hearth.store import rows
from hearth.store.access import SignedIn
from hearth.store.checks import EXTRA
from hearth.store.models import CheckRow, DueRow

TOLD_DAYS = 14  # an announced visit so near is kept as replaced when it makes way


@dataclass(frozen=True)
class Table:
    """Where windows of one sort are kept: those of checks, or those of everything else."""

    model: type[CheckRow] | type[DueRow]
    is_checks: bool

    def wanted(self, plan: Plan) -> Columns:
        """What should be written here."""
        return plan.wanted(self.done(plan), self.late(plan), is_checks=self.is_checks)

    def done(self, plan: Plan) -> Callable[[Recurrence], Held]:
        """On which days it was done, stay after stay."""
        if self.is_checks:
            # A check that a concern asked for moves no rhythm: its host would see it move.
            held = plan.of(CheckRow).filter(state=checks.State.HELD, held_on__isnull=False)
            found = held.exclude(recurrence=EXTRA).order_by()
            every = plan.held(rows.bare(found.values_list("placement_id", rows.said("held_on"))))
            return lambda rule: every
        done = plan.of(DueRow).filter(state=duties.State.DONE, done_on__isnull=False).order_by()
        days: dict[str, list[tuple[Any, ...]]] = defaultdict(list)
        for id, rule, day in rows.bare(
            done.values_list("placement_id", "recurrence", rows.said("done_on"))
        ):
            days[rule].append((id, day))
        return lambda rule: plan.held(days[rule.id])

    def late(self, plan: Plan) -> set[tuple[int, str]]:
        """Stays and rules of which something waits already: it is asked for once, until done.

        Not of checks: each that was missed is told by itself.
        """
        if self.is_checks:
            return set()
        waits = {"state__in": duties.WAITING, "due_on__lte": plan.today}
        return {(at, rule) for at, rule in plan.read(DueRow, "recurrence", **waits)}

    def make_way(self, plan: Plan, wanted: Columns, *, by: SignedIn, because: Because) -> int:
        """Take away what is no longer ahead. How many of them are marked as replaced."""
        due = self.model._default_manager.filter(state=checks.State.DUE).exclude(recurrence=EXTRA)
        ahead = rows.after_day(due, "due_on", plan.today)
        ref = plan.programme.ref
        changed = [id for id, at in plan.at.items() if at in plan.changed]
        other = ahead.filter(placement__in=rows.any_of(changed)).exclude(programme=ref)
        count = self._replace(other, Because.RULE, ref, by) if changed else 0
        same = [id for id, at in plan.at.items() if at not in plan.changed]
        if not same:
            return count
        known, gone = self._astray(plan, wanted, ahead.filter(placement__in=rows.any_of(same)))
        if self.is_checks and gone:
            told = CheckRow.objects.filter(
                id__in=rows.any_of(gone),
                announced_on__isnull=False,
                opens_on__lte=plan.today + timedelta(TOLD_DAYS),
            )
            announced = set(told.values_list("id", flat=True))
            known, gone = [*known, *announced], [id for id in gone if id not in announced]
        if gone:
            self.model._default_manager.filter(id__in=rows.any_of(gone)).delete()
        if known:
            old = self.model._default_manager.filter(id__in=rows.any_of(known))
            count += self._replace(old, because, ref, by)
        return count

    def _astray(
        self, plan: Plan, wanted: Columns, there: QuerySet[Any]
    ) -> tuple[list[UUID], list[UUID]]:
        """Of what is written, what is not wanted: what somebody may know of, and the rest."""
        days = [rows.said(name) for name in ("opens_on", "due_on", "closes_on")]
        found = there.order_by().values_list("id", "programme", "placement_id", "recurrence", *days)
        lists = (wanted.at, wanted.rule, wanted.opens, wanted.due, wanted.closes)
        kept = set(zip(*(one.tolist() for one in lists), strict=True))
        ref, today = plan.programme.ref, plan.today.toordinal()
        known: list[UUID] = []
        gone: list[UUID] = []
        for id, version, stay, rule, *said in rows.bare(found):
            opens, due, closes = map(rows.ordinal_of, said)
            if version == ref and (plan.at[stay], plan.rules.get(rule), opens, due, closes) in kept:
                continue
            (known if opens <= today or version != ref else gone).append(UUID(str(id)))
        return known, gone

    def _replace(self, found: Any, because: Because, ref: str, by: SignedIn) -> int:
        if self.is_checks:
            to = str(after(checks.STEPS, checks.State.DUE, checks.Act.REPLACE, by.audience))
        else:
            to = str(after(duties.STEPS, duties.State.DUE, duties.Act.REPLACE, by.audience))
        changed: int = found.update(state=to, replaced_because=str(because), replaced_by=ref)
        return changed

    def new(self, plan: Plan, wanted: Columns) -> dict[str, Sequence[Any]]:
        """What is not written yet, by field. One of a rule and day is enough: the first stands."""
        over = (checks.State.NOT_COUNTED, checks.State.REPLACED)
        kept = plan.of(self.model).filter(due_on__gt=plan.today).exclude(state__in=over)
        found = kept.order_by().values_list("placement_id", "recurrence", rows.said("due_on"))
        count = len(plan.rules)
        known = [
            (plan.at[id] * count + plan.rules[rule], rows.ordinal_of(due))
            for id, rule, due in rows.bare(found)
            if rule in plan.rules
        ]
        lane, due = np.array(known, np.int64).reshape(-1, 2).T
        keys, first = np.unique(by_day(wanted.lane(count), wanted.due), return_index=True)
        return self._fields(plan, wanted.where(np.sort(first[~np.isin(keys, by_day(lane, due))])))

    def _fields(self, plan: Plan, new: Columns) -> dict[str, Sequence[Any]]:
        ids, rules = list(plan.at), plan.programme.recurrences
        count, which = new.at.size, new.rule.tolist()
        fields: dict[str, Sequence[Any]] = {
            "placement": [ids[at] for at in new.at.tolist()],
            "recurrence": [rules[rule].id for rule in which],
            "programme": [rules[rule].of for rule in which],
            "opens_on": rows.days(new.opens.tolist()),
            "due_on": rows.days(new.due.tolist()),
            "closes_on": rows.days(new.closes.tolist()),
            "counted_from": rows.days(new.counted.tolist()),
            "state": [str(checks.START)] * count,
            "replaced_because": [""] * count,
            "replaced_by": [""] * count,
            "level": [0] * count,
        }
        if not self.is_checks:
            return fields | {"what": [str(rules[rule].what) for rule in which]}
        raised, told = new.raised.tolist(), [plan.today if _told(one) else None for one in rules]
        announced = [
            None if quicker else told[rule] for rule, quicker in zip(which, raised, strict=True)
        ]
        return fields | {"raised": raised, "announced_on": announced}


def _told(rule: Recurrence) -> bool:
    """Whether the host is told the days of this rule as soon as they are known."""
    return (
        rule.trigger is not Trigger.REPORT  # the host need not know of a report
        and rule.unannounced_share == 0
        and Audience.HOST in rule.private_with
    )


CHECKS = Table(CheckRow, True)
DUTIES = Table(DueRow, False)
