"""What falls due in stays, worked out and written down; for one stay and for all of them.

What was due by today is never rewritten. Of what lay ahead, days that were merely expected make
way; one that was open to be done, had been announced, or came from another version stays, marked
as replaced, with the reason. Rules are those of the version that holds today.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cache
from hashlib import sha256
from typing import Any, NamedTuple
from uuid import UUID

import numpy as np
from django.db import transaction
from django.db.models import Max, Q, QuerySet

from hearth.core import checks, duties
from hearth.core.audience import Audience
from hearth.core.due import EARLY_PART, Heightened, Window
from hearth.core.duties import Because
from hearth.core.pauses import put_off
from hearth.core.person import Party
from hearth.core.placement import LIVES_THERE
from hearth.core.programme import Programme, Recurrence, Trigger, What
from hearth.core.rules.sensitive_period import forecast
from hearth.core.steps import after
from hearth.core.units import Period
from hearth.engine.due import Found, Held, due_windows
from hearth.engine.tables import Bools, Int32s
from hearth.store import events, people, programmes, rows
from hearth.store.access import SignedIn
from hearth.store.checks import EXTRA
from hearth.store.models import CheckRow, DueRow, PauseRow, PlacementRow, ScheduleRow

AHEAD_DAYS = 366  # how far it is worked out
WRITTEN_DAYS = 100  # how far it is written down, and of every rule at least the next
TOLD_DAYS = 14  # an announced visit so near is kept as replaced when it makes way
AT_ONCE = 2000  # stays in one transaction
PURPOSE = "what falls due"
_SHARED = ("recurrence", "programme", "opens_on", "due_on", "closes_on", "counted_from")
Key = tuple[UUID, str, date, date, date]


class Stay(NamedTuple):
    """What is read of a stay to work out what falls due in it."""

    id: UUID
    moved_on: date
    party: UUID


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
    *, by: SignedIn, now: datetime, on_step: Callable[[int, int], None] = lambda done, of: None
) -> Counted:
    """Count every stay that goes on and was not counted today by the version that holds.

    Each part is a transaction of its own with one entry in the log: stopped at any moment, what
    is done is done, and the rest is counted the next time. On a clock that went back nothing is
    counted again. `by` must be able to read the parties, as the running program is.
    Cost: some 10,000 stays a second and core, most of it for opening the parties.
    """
    todo = sorted(_to_count(now.date()).order_by().values_list("id", flat=True))
    done = Counted()
    for at in range(0, len(todo), AT_ONCE):
        done += _part(todo[at : at + AT_ONCE], by=by, now=now)
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
    fields = ("id", "moved_on", "case__party_id", "case__programme")
    lately = ("schedule__programme", "schedule__counted_on")
    living = PlacementRow.objects.filter(id__in=ids, state__in=LIVES_THERE, moved_on__isnull=False)
    for id, moved_on, party, ref, under, on in living.values_list(*fields, *lately):
        before = under if on is not None and on >= now.date() - timedelta(1) else ""
        if moved_on is not None:
            opens = must_open(ref, before, now.date())
            groups[ref, opens].append(Stay(id, moved_on, party))
    done = Counted()
    for (ref, opens), some in groups.items():
        wanted = {stay.party for stay in some}
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
    plan = _Plan(list(stays), parties, programme, today)
    done = Counted(len(stays))
    for table in (_CHECKS, _DUTIES):
        wanted = plan.wanted(table)
        replaced = table.make_way(plan, wanted, by=by, because=because)
        new = table.new(plan, wanted)
        done += Counted(0, rows.insert_many(table.model, table.names, new), replaced)
    ScheduleRow.objects.bulk_create(
        [
            ScheduleRow(placement_id=id, programme=programme.ref, counted_on=today)
            for id in plan.ids
        ],
        update_conflicts=True,
        unique_fields=["placement"],
        update_fields=["programme", "counted_on"],
        batch_size=500,
    )
    said = f"{done.written} new, {done.replaced} replaced, {plan.digest()}"
    about: UUID | str = plan.ids[0] if len(plan.ids) == 1 else programme.ref
    events.record("due.counted", by=by, about=about, now=now, purpose=said)
    return done


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
class _Plan:
    """The facts of some stays, read once."""

    stays: list[Stay]
    parties: Mapping[Any, Party] | None
    programme: Programme
    today: date
    until: date = field(init=False)
    ids: list[UUID] = field(init=False)
    pauses: dict[UUID, list[Period]] = field(init=False)
    last: dict[UUID, date] = field(init=False)
    sensitive: list[tuple[int, Heightened]] = field(init=False)
    changed: list[UUID] = field(init=False)
    floor: Int32s = field(init=False)
    hashed: Any = field(init=False, default_factory=sha256)

    def __post_init__(self) -> None:
        self.until = self.today + timedelta(AHEAD_DAYS)
        self.ids = [row.id for row in self.stays]
        self.pauses = defaultdict(list)
        for one in PauseRow.objects.filter(placement__in=self.ids):
            self.pauses[one.placement_id].append(Period(one.first_on, one.end_on))
        written = CheckRow.objects.filter(placement__in=self.ids).exclude(recurrence=EXTRA)
        self.last = dict(written.order_by().values_list("placement").annotate(last=Max("due_on")))
        known = dict(
            ScheduleRow.objects.filter(placement__in=self.ids).values_list(
                "placement_id", "programme"
            )
        )
        self.changed = [id for id in self.ids if known.get(id) != self.programme.ref]
        self.floor = np.array([self._floor(row.id) for row in self.stays], np.int32)
        self.sensitive = [
            (at, one) for at, row in enumerate(self.stays) for one in self._heightened(row)
        ]

    def _floor(self, id: UUID) -> int:
        """Up to which day nothing is written any more; 0 where a pause may yet put it off.

        After the last that was ever written and since these rules hold, what fell due is
        written too, so that it can be overdue.
        """
        if id in self.pauses:
            return 0
        written = self.last.get(id, date.min).toordinal()
        holds = self.programme.effective_from.toordinal() - 1
        return min(self.today.toordinal(), max(written, holds))

    def digest(self) -> str:
        """Of the days that were worked out, so that the log says what was counted."""
        return str(self.hashed.hexdigest()[:32])

    def _heightened(self, row: Stay) -> Sequence[Heightened]:
        party = self.parties.get(row.party) if self.parties else None
        if party is None or not any(person.sensitive for person in party.people):
            return ()
        return heightened(party, self.programme, Period(row.moved_on, self.until))

    def wanted(self, table: "_Table") -> dict[Key, tuple[Window, bool]]:
        """The windows that should be written, and whether each is of a raised rhythm."""
        found: dict[Key, tuple[Window, bool]] = {}
        late = table.late(self)
        for rule in self.programme.recurrences:
            if (rule.what is What.CHECK) is not table.is_checks:
                continue
            held = Held.of(table.done(self, rule))
            for at, window in self._windows(rule, held, table.is_checks):
                id = self.ids[at]
                if (id, rule.id) in late:
                    continue
                if not table.is_checks and window.due_on <= self.today:
                    late.add((id, rule.id))
                if window.due_on > self.today or self._missed(id, window):
                    key = (id, rule.id, window.opens_on, window.due_on, window.closes_on)
                    found.setdefault(key, (window, window.stage == 0))
        return found

    def _missed(self, id: UUID, window: Window) -> bool:
        """Fell due after the last that was ever written, and since these rules hold."""
        last = self.last.get(id, date.min)
        return last < window.due_on and window.due_on >= self.programme.effective_from

    def _windows(self, rule: Recurrence, held: Held, checked: bool) -> Iterator[tuple[int, Window]]:
        """What the rule asks for, stay by stay; pauses put it off."""
        if rule.trigger is Trigger.REPORT:
            return  # counted from a report, which no act of the service makes yet
        found = self._base(rule, held)
        if checked and rule.trigger is not Trigger.SENSITIVE_PERIOD:
            found = [*found, *self._raised(rule, held)]
        paused: dict[int, list[Window]] = defaultdict(list)
        for at, window in found:
            if self.ids[at] in self.pauses:
                paused[at].append(window)
            else:
                yield at, window
        for at, some in paused.items():
            in_order = sorted(some, key=lambda one: (one.due_on, one.stage))
            yield from ((at, one) for one in put_off(in_order, self.pauses[self.ids[at]]))

    def _base(self, rule: Recurrence, held: Held) -> list[tuple[int, Window]]:
        if rule.trigger is Trigger.SENSITIVE_PERIOD:
            lanes = [
                (at, one.period.first, _last(one.period, self.until)) for at, one in self.sensitive
            ]
        else:
            lanes = [(at, row.moved_on, self.until) for at, row in enumerate(self.stays)]
        return list(self._run(rule, held, lanes, None))

    def _as_written(self, rule: Recurrence) -> Iterator[tuple[int, Window]]:
        """The raised rhythm by the days on which it was written, with this version's windows."""
        rows_ = CheckRow.objects.filter(
            placement__in=self.ids,
            recurrence=rule.id,
            raised=True,
            state=checks.State.DUE,
            due_on__gt=self.today,
            counted_from__isnull=False,
        )
        at = {id: place for place, id in enumerate(self.ids)}
        fields = ("placement_id", "due_on", "counted_from")
        for id, due, counted in rows_.values_list(*fields).distinct():
            every = (due - counted).days
            early = every // EARLY_PART if rule.early_days is None else rule.early_days
            opens = max(counted + timedelta(1), due - timedelta(early))
            closes = due + timedelta(min(rule.tolerance_days, every - 1))
            yield at[id], Window(opens, due, closes, rule.id, 0, rule.of, None, counted)

    def _raised(self, rule: Recurrence, held: Held) -> Iterator[tuple[int, Window]]:
        if self.parties is None:
            yield from self._as_written(rule)
            return
        by_rhythm: dict[int, list[tuple[int, date, date]]] = defaultdict(list)
        for at, one in self.sensitive:
            first = max(self.stays[at].moved_on, one.period.first - timedelta(1))
            by_rhythm[one.every_days].append((at, first, _last(one.period, self.until)))
        for every, lanes in by_rhythm.items():
            yield from self._run(rule, held, lanes, every)

    def _run(
        self,
        rule: Recurrence,
        held: Held,
        lanes: Sequence[tuple[int, date, date]],
        every: int | None,
    ) -> Iterator[tuple[int, Window]]:
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
        there = (found.due > self.floor[stay[found.lane]]) & self._near(found)
        columns = tuple(
            one[there]
            for one in (stay[found.lane], found.opens, found.due, found.closes, found.counted_from)
        )
        for one in columns:
            self.hashed.update(one.tobytes())
        days = _DAYS
        for at, opens, due, closes, counted in zip(*(one.tolist() for one in columns), strict=True):
            yield (
                at,
                Window(
                    days[opens],
                    days[due],
                    days[closes],
                    rule.id,
                    0 if every else 1,
                    rule.of,
                    None,
                    days[counted],
                ),
            )

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


class _Days(dict[int, date]):
    """Days by ordinal, each made once."""

    def __missing__(self, ordinal: int) -> date:
        self[ordinal] = made = date.fromordinal(ordinal)
        return made


_DAYS = _Days()


def _last(period: Period, until: date) -> date:
    return until if period.end is None else min(until, period.end - timedelta(1))


@dataclass(frozen=True)
class _Table:
    """Where windows of one sort are kept: those of checks, or those of everything else."""

    model: type[CheckRow] | type[DueRow]
    is_checks: bool
    names: tuple[str, ...]

    def done(self, plan: _Plan, rule: Recurrence) -> list[list[date]]:
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

    def late(self, plan: _Plan) -> set[tuple[UUID, str]]:
        """Stays and rules of which something waits already: it is asked for once, until done.

        Not of checks: each that was missed is told by itself.
        """
        if self.is_checks:
            return set()
        waits = DueRow.objects.filter(placement__in=plan.ids, state__in=duties.WAITING)
        found = waits.filter(due_on__lte=plan.today)
        return set(found.values_list("placement_id", "recurrence"))

    def make_way(
        self, plan: _Plan, wanted: Mapping[Key, object], *, by: SignedIn, because: Because
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

    def new(self, plan: _Plan, wanted: Mapping[Key, tuple[Window, bool]]) -> list[tuple[Any, ...]]:
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
        told = not raised and rule.unannounced_share == 0 and Audience.HOST in rule.private_with
        return (*shared, raised, today if told else None)


_NAMES = ("placement", *_SHARED, "state", "replaced_because", "replaced_by", "level")
_CHECKS = _Table(CheckRow, True, (*_NAMES, "raised", "announced_on"))
_DUTIES = _Table(DueRow, False, (*_NAMES, "what"))


def drop(stays: Iterable[UUID], *, by: SignedIn) -> int:
    """The stays have ended: what was still due in them and is no check is due no more."""
    to = after(duties.STEPS, duties.State.DUE, duties.Act.DROP, by.audience)
    due = DueRow.objects.filter(placement__in=list(stays), state=duties.State.DUE)
    return due.update(state=str(to))
