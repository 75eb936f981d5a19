"""What should be due in some stays: their facts, read once, and the sums over all of them."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from hashlib import sha256
from typing import Any, NamedTuple
from uuid import UUID

import numpy as np
from django.db.models import Max, QuerySet, TextField
from django.db.models.functions import Cast

from hearth.actions.visiting.due_columns import Columns, Line, until_late
from hearth.core import checks
from hearth.core.due import EARLY_PART, Heightened, Window
from hearth.core.errors import InvalidValue
from hearth.core.pauses import put_off
from hearth.core.person import Party
from hearth.core.programme import Programme, Recurrence, Trigger, What
from hearth.core.rules.sensitive_period import forecast
from hearth.core.units import Period
from hearth.engine.due import Found, Held, due_windows
from hearth.engine.tables import Bools, Int32s
from hearth.store import rows
from hearth.store.checks import EXTRA
from hearth.store.models import CheckRow, PauseRow, ReportRow, ScheduleRow

AHEAD_DAYS = 366  # how far it is worked out
WRITTEN_DAYS = 100  # how far it is written down, and of every rule at least the next


class Stay(NamedTuple):
    """What is read of a stay to work out what falls due in it."""

    id: UUID
    moved_on: date
    party: UUID | None  # not needed where nobody's facts are opened


def heightened(party: Party, programme: Programme, within: Period) -> Sequence[Heightened]:
    """The periods of the party in which the programme asks for a quicker rhythm."""
    kinds = programme.sensitive_kinds_by_id
    return [
        Heightened(time, every)
        for kind, times in forecast(party, within).items()
        if kind in kinds and (every := kinds[kind].check_every_days) is not None
        for time in times
    ]


@dataclass
class Plan:
    """The facts of some stays, read once."""

    stays: list[Stay]
    parties: Mapping[Any, Party] | None
    programme: Programme
    today: date
    until: date = field(init=False)
    ids: list[UUID] = field(init=False)
    at: dict[UUID | str, int] = field(init=False)  # where each stay is, by `rows.kept_as`
    pauses: dict[int, list[Period]] = field(init=False)
    rules: dict[str, int] = field(init=False)  # which of the version's recurrences each is
    last: Int32s = field(init=False)  # the last check that was ever written, an ordinal, or 0
    sensitive: list[tuple[int, Heightened]] = field(init=False)
    changed: set[int] = field(init=False)  # counted under another version, or never
    never_counted: set[int] = field(init=False)
    floor: Int32s = field(init=False)
    hashed: Any = field(init=False, default_factory=sha256)

    def __post_init__(self) -> None:
        self.until = self.today + timedelta(AHEAD_DAYS)
        self.ids = [row.id for row in self.stays]
        self.at = {id: at for at, id in enumerate(rows.kept_as(self.ids))}
        self.pauses = defaultdict(list)
        for id, first, end in self.read(PauseRow, "first_on", "end_on"):
            self.pauses[id].append(Period(first, end))
        written = self.of(CheckRow).exclude(recurrence=EXTRA).order_by()
        last = rows.bare(
            written.values_list("placement").annotate(last=Cast(Max("due_on"), TextField()))
        )
        self.rules = {one.id: number for number, one in enumerate(self.programme.recurrences)}
        self.last = np.zeros(len(self.ids), np.int32)
        for id, day in last:
            self.last[self.at[id]] = rows.ordinal_of(day)
        known = dict(self.read(ScheduleRow, "programme"))
        ref = self.programme.ref
        self.never_counted = set(range(len(self.ids))) - set(known)
        self.changed = {at for at in range(len(self.ids)) if known.get(at) != ref}
        self.floor = self._floor()
        self.sensitive = [
            (at, one) for at, row in enumerate(self.stays) for one in self._heightened(row)
        ]

    def of(self, model: type[Any]) -> QuerySet[Any]:
        """The rows of these stays in a table."""
        found: QuerySet[Any] = model._default_manager.filter(placement__in=rows.any_of(self.at))
        return found

    def read(self, model: type[Any], *names: str | Cast, **only: Any) -> Iterator[tuple[Any, ...]]:
        """Which of the stays each row of a table is of, and some of its fields."""
        found = self.of(model).filter(**only).order_by().values_list("placement_id", *names)
        return ((self.at[id], *fields) for id, *fields in rows.bare(found))

    def held(self, said: Sequence[tuple[Any, ...]]) -> Held:
        """Days on which something was done, by the stay's id as it is kept, in any order."""
        return Held.of_pairs(
            np.array([self.at[id] for id, _ in said], np.int64),
            np.array([rows.ordinal_of(day) for _, day in said], np.int32),
            stays=len(self.ids),
        )

    def _floor(self) -> Int32s:
        """Up to which day nothing is written any more; 0 where a pause may yet put it off.

        After the last that was ever written and since these rules hold, what fell due is
        written too, so that it can be overdue.
        """
        holds = self.programme.effective_from.toordinal() - 1
        floor = np.minimum(self.today.toordinal(), np.maximum(self.last, holds)).astype(np.int32)
        floor[list(self.pauses)] = 0
        return floor

    def digest(self) -> str:
        """Of the days that were worked out, so that the log says what was counted."""
        return str(self.hashed.hexdigest()[:32])

    def _heightened(self, row: Stay) -> Sequence[Heightened]:
        party = self.parties.get(row.party) if self.parties and row.party else None
        if party is None or not any(person.sensitive for person in party.people):
            return ()
        return heightened(party, self.programme, Period(row.moved_on, self.until))

    def wanted(
        self, done: Callable[[Recurrence], Held], late: set[tuple[int, str]], *, is_checks: bool
    ) -> Columns:
        """The windows that should be written; of two alike the first stands.

        done : the days, stay after stay, on which what a rule asks for was done. late : stays
        and rules of which nothing more is asked, since one waits already.
        """
        found = Columns.joined(
            [
                self._windows(rule, done(rule), is_checks)
                for rule in self.programme.recurrences
                if (rule.what is What.CHECK) is is_checks
            ]
        )
        today = self.today.toordinal()
        if not is_checks:
            waits = np.array([at * len(self.rules) + self.rules[one] for at, one in late], np.int64)
            lane = found.lane(len(self.rules))
            found = found.where(until_late(lane, waits, found.due <= today))
        # Fell due after the last that was ever written, and since these rules hold.
        missed = (self.last[found.at] < found.due) & (
            found.due >= self.programme.effective_from.toordinal()
        )
        return found.where((found.due > today) | missed)

    def _windows(self, rule: Recurrence, held: Held, checked: bool) -> Columns:
        """What the rule asks for, stay by stay; pauses put it off."""
        found = self._base(rule, held)
        if checked and rule.trigger not in (Trigger.SENSITIVE_PERIOD, Trigger.REPORT):
            found = Columns.joined([found, *self._raised(rule, held)])
        if not self.pauses:
            return found
        paused = np.isin(found.at, list(self.pauses))
        return Columns.joined([found.where(~paused), self._put_off(rule, found.where(paused))])

    def _put_off(self, rule: Recurrence, found: Columns) -> Columns:
        by_stay: dict[int, list[Window]] = defaultdict(list)
        for at, _, *days, raised in zip(*(one.tolist() for one in found), strict=True):
            opens, due, closes, counted = (date.fromordinal(day) for day in days)
            stage = 0 if raised else 1
            window = Window(opens, due, closes, rule.id, stage, rule.of, None, counted)
            by_stay[at].append(window)
        return Columns.of(
            self._line(at, rule, one)
            for at, some in by_stay.items()
            for one in put_off(
                sorted(some, key=lambda one: (one.due_on, one.stage)), self.pauses[at]
            )
        )

    def _line(self, at: int, rule: Recurrence, one: Window) -> Line:
        if one.counted_from is None:
            raise InvalidValue(f"a window of the rule {rule.id} does not say what it counts from")
        days = (one.opens_on, one.due_on, one.closes_on, one.counted_from)
        opens, due, closes, counted = (day.toordinal() for day in days)
        return at, self.rules[rule.id], opens, due, closes, counted, one.stage == 0

    def _base(self, rule: Recurrence, held: Held) -> Columns:
        if rule.trigger is Trigger.SENSITIVE_PERIOD:
            lanes = [
                (at, one.period.first, _last(one.period, self.until)) for at, one in self.sensitive
            ]
        elif rule.trigger is Trigger.REPORT:
            lanes = list(self._reports())
        else:
            lanes = [(at, row.moved_on, self.until) for at, row in enumerate(self.stays)]
        return self._run(rule, held, lanes, None)

    def _reports(self) -> Iterator[tuple[int, date, date]]:
        """From the day on which each return was written down."""
        at = {id: place for place, id in enumerate(self.ids)}
        known = ReportRow.objects.filter(placement__in=self.ids, counted_from__isnull=False)
        for id, day in known.order_by("counted_from", "id").values_list(
            "placement_id", "counted_from"
        ):
            if day is not None:
                yield at[id], day, self.until

    def _as_written(self, rule: Recurrence) -> Columns:
        """The raised rhythm by the days on which it was written, with this version's windows."""
        found = self.read(
            CheckRow,
            rows.said("due_on"),
            rows.said("counted_from"),
            recurrence=rule.id,
            raised=True,
            state=checks.State.DUE,
            counted_from__isnull=False,
        )
        days = {(at, rows.ordinal_of(due), rows.ordinal_of(counted)) for at, due, counted in found}
        number, today = self.rules[rule.id], self.today.toordinal()
        lines: list[Line] = []
        for at, due, counted in sorted(one for one in days if one[1] > today):
            every = due - counted
            early = every // EARLY_PART if rule.early_days is None else rule.early_days
            opens, closes = max(counted + 1, due - early), due + min(rule.tolerance_days, every - 1)
            lines.append((at, number, opens, due, closes, counted, True))
        return Columns.of(lines)

    def _raised(self, rule: Recurrence, held: Held) -> Iterator[Columns]:
        if self.parties is None:
            yield self._as_written(rule)
            return
        by_rhythm: dict[int, list[tuple[int, date, date]]] = defaultdict(list)
        for at, one in self.sensitive:
            first = max(self.stays[at].moved_on, one.period.first - timedelta(1))
            by_rhythm[one.every_days].append((at, first, _last(one.period, self.until)))
        for every, lanes in by_rhythm.items():
            yield self._run(rule, held, lanes, every)

    def _run(
        self,
        rule: Recurrence,
        held: Held,
        lanes: Sequence[tuple[int, date, date]],
        every: int | None,
    ) -> Columns:
        stay = np.array([at for at, _, _ in lanes], np.int64)
        found = due_windows(
            rule,
            stay=stay,
            start=np.array([first.toordinal() for _, first, _ in lanes], np.int32),
            until=np.array([until.toordinal() for _, _, until in lanes], np.int32),
            held=held,
            today=self.today,
            every_days=every,
        )
        at, count = stay[found.lane], found.lane.size
        number, raised = (
            np.full(count, self.rules[rule.id], np.int32),
            np.full(count, every is not None),
        )
        days = (found.opens, found.due, found.closes, found.counted_from)
        every_one = Columns(at, number, *days, raised)
        kept = every_one.where((found.due > self.floor[at]) & self._near(found))
        for one in (kept.at, kept.opens, kept.due, kept.closes, kept.counted):
            self.hashed.update(one.tobytes())
        return kept

    def _near(self, found: Found) -> Bools:
        """What is written down: the days that are near, and the next one of each lane."""
        today = self.today.toordinal()
        ahead = np.flatnonzero(found.due > today)
        in_order = ahead[np.lexsort((found.due[ahead], found.lane[ahead]))]
        lanes = found.lane[in_order]
        first = np.ones(lanes.size, np.bool_)
        first[1:] = lanes[1:] != lanes[:-1]
        kept = found.due <= today + WRITTEN_DAYS
        kept[in_order[first]] = True
        return kept


def _last(period: Period, until: date) -> date:
    return until if period.end is None else min(until, period.end - timedelta(1))
