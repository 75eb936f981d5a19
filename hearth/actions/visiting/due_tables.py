"""Where what falls due is written, and what makes way for it: checks, and everything else."""

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import cache, partial
from typing import Any
from uuid import UUID

from hearth.actions.visiting.due_plan import Key, Plan
from hearth.core import checks, duties
from hearth.core.audience import Audience
from hearth.core.due import Window
from hearth.core.duties import Because
from hearth.core.programme import Recurrence, Trigger
from hearth.core.steps import after
from hearth.engine.due import Held
from hearth.store import rows
from hearth.store.access import SignedIn
from hearth.store.checks import EXTRA
from hearth.store.models import CheckRow, DueRow

TOLD_DAYS = 14  # an announced visit so near is kept as replaced when it makes way
_SHARED = ("recurrence", "programme", "opens_on", "due_on", "closes_on", "counted_from")


@dataclass(frozen=True)
class Table:
    """Where windows of one sort are kept: those of checks, or those of everything else."""

    model: type[CheckRow] | type[DueRow]
    is_checks: bool
    names: tuple[str, ...]

    def wanted(self, plan: Plan) -> dict[Key, tuple[Window, bool]]:
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

    def make_way(
        self, plan: Plan, wanted: Mapping[Key, object], *, by: SignedIn, because: Because
    ) -> int:
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
        fields = (
            "id",
            "placement_id",
            "recurrence",
            "opens_on",
            "due_on",
            "closes_on",
            "programme",
        )
        known: list[UUID] = []
        gone: list[UUID] = []
        there = ahead.filter(placement__in=rows.any_of(same)).order_by()
        for id, stay, *days, version in rows.bare(there.values_list(*fields)):
            key = (plan.at[stay], *days)
            if version == ref and key in wanted:
                continue
            is_known = days[1] <= plan.today or version != ref
            (known if is_known else gone).append(UUID(str(id)))
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

    def _replace(self, found: Any, because: Because, ref: str, by: SignedIn) -> int:
        if self.is_checks:
            to = str(after(checks.STEPS, checks.State.DUE, checks.Act.REPLACE, by.audience))
        else:
            to = str(after(duties.STEPS, duties.State.DUE, duties.Act.REPLACE, by.audience))
        changed: int = found.update(state=to, replaced_because=str(because), replaced_by=ref)
        return changed

    def new(self, plan: Plan, wanted: Mapping[Key, tuple[Window, bool]]) -> list[tuple[Any, ...]]:
        """The lines of what is not written yet."""
        over = (checks.State.NOT_COUNTED, checks.State.REPLACED)
        kept = plan.of(self.model).filter(due_on__gt=plan.today).exclude(state__in=over)
        found = kept.order_by().values_list("placement_id", "recurrence", rows.said("due_on"))
        written = {(plan.at[id], rule, rows.day_of(due)) for id, rule, due in rows.bare(found)}
        tail, lines, ids = cache(partial(self._tail, plan)), [], list(plan.at)
        for (at, rule, *_), (window, raised) in wanted.items():
            same = (at, rule, window.due_on)
            if same not in written:
                written.add(same)
                lines.append(self._line(ids[at], window) + tail(rule, raised))
        return lines

    def _line(self, id: UUID | str, window: Window) -> tuple[Any, ...]:
        return (
            id,
            window.recurrence,
            window.rule_version,
            window.opens_on,
            window.due_on,
            window.closes_on,
            window.counted_from,
            str(checks.START),
            "",
            "",
            0,
        )

    def _tail(self, plan: Plan, name: str, raised: bool) -> tuple[Any, ...]:
        """What else a line says, which is the same for all windows of a rule."""
        rule = plan.programme.recurrence(name)
        if not self.is_checks:
            return (str(rule.what),)
        told = (
            not raised
            and rule.trigger is not Trigger.REPORT  # the host need not know of a report
            and rule.unannounced_share == 0
            and Audience.HOST in rule.private_with
        )
        return (raised, plan.today if told else None)


_NAMES = ("placement", *_SHARED, "state", "replaced_because", "replaced_by", "level")
CHECKS = Table(CheckRow, True, (*_NAMES, "raised", "announced_on"))
DUTIES = Table(DueRow, False, (*_NAMES, "what"))
