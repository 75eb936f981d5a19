"""Where what falls due is written, and what makes way for it: checks, and everything else."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from typing import Any
from uuid import UUID

from hearth.actions.due_plan import Key, Plan
from hearth.core import checks, duties
from hearth.core.audience import Audience
from hearth.core.due import Window
from hearth.core.duties import Because
from hearth.core.programme import Programme, Recurrence, Trigger
from hearth.core.steps import after
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
        return plan.wanted(partial(self.done, plan), self.late(plan), is_checks=self.is_checks)

    def done(self, plan: Plan, rule: Recurrence) -> list[list[date]]:
        """On which days it was done, stay after stay."""
        pairs: Iterable[tuple[UUID, date | None]]
        if self.is_checks:
            # A check that a concern asked for moves no rhythm: its host would see it move.
            found = CheckRow.objects.filter(state=checks.State.HELD).exclude(recurrence=EXTRA)
            pairs = found.filter(placement__in=plan.ids).values_list("placement_id", "held_on")
        else:
            done = DueRow.objects.filter(state=duties.State.DONE, recurrence=rule.id)
            pairs = done.filter(placement__in=plan.ids).values_list("placement_id", "done_on")
        days: dict[UUID, list[date]] = defaultdict(list)
        for id, day in pairs:
            if day is not None:
                days[id].append(day)
        return [days.get(id, []) for id in plan.ids]

    def late(self, plan: Plan) -> set[tuple[UUID, str]]:
        """Stays and rules of which something waits already: it is asked for once, until done.

        Not of checks: each that was missed is told by itself.
        """
        if self.is_checks:
            return set()
        waits = DueRow.objects.filter(placement__in=plan.ids, state__in=duties.WAITING)
        found = waits.filter(due_on__lte=plan.today)
        return set(found.values_list("placement_id", "recurrence"))

    def make_way(
        self, plan: Plan, wanted: Mapping[Key, object], *, by: SignedIn, because: Because
    ) -> int:
        """Take away what is no longer ahead. How many of them are marked as replaced."""
        ahead = self.model._default_manager.filter(
            state=checks.State.DUE, due_on__gt=plan.today
        ).exclude(recurrence=EXTRA)
        ref = plan.programme.ref
        other = ahead.filter(placement__in=plan.changed).exclude(programme=ref)
        count = self._replace(other, Because.RULE, ref, by)
        same = set(plan.ids) - set(plan.changed)
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
        for id, *key, version in ahead.filter(placement__in=same).values_list(*fields):
            if version == ref and tuple(key) in wanted:
                continue
            (known if key[2] <= plan.today or version != ref else gone).append(id)
        if self.is_checks and gone:
            told = CheckRow.objects.filter(
                id__in=gone,
                announced_on__isnull=False,
                opens_on__lte=plan.today + timedelta(TOLD_DAYS),
            )
            announced = set(told.values_list("id", flat=True))
            known, gone = [*known, *announced], [id for id in gone if id not in announced]
        self.model._default_manager.filter(id__in=gone).delete()
        return count + self._replace(
            self.model._default_manager.filter(id__in=known), because, ref, by
        )

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
        kept = self.model._default_manager.filter(placement__in=plan.ids, due_on__gt=plan.today)
        written = set(
            kept.exclude(state__in=over).values_list("placement_id", "recurrence", "due_on")
        )
        lines = []
        for (id, rule, *_), (window, raised) in wanted.items():
            same = (id, rule, window.due_on)
            if same not in written:
                written.add(same)
                lines.append(self._line(plan.programme, id, window, raised, plan.today))
        return lines

    def _line(
        self, programme: Programme, id: UUID, window: Window, raised: bool, today: date
    ) -> tuple[Any, ...]:
        shared = (
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
        rule = programme.recurrence(window.recurrence)
        if not self.is_checks:
            return (*shared, str(rule.what))
        told = (
            not raised
            and rule.trigger is not Trigger.REPORT  # the host need not know of a report
            and rule.unannounced_share == 0
            and Audience.HOST in rule.private_with
        )
        return (*shared, raised, today if told else None)


_NAMES = ("placement", *_SHARED, "state", "replaced_because", "replaced_by", "level")
CHECKS = Table(CheckRow, True, (*_NAMES, "raised", "announced_on"))
DUTIES = Table(DueRow, False, (*_NAMES, "what"))
