"""What falls due when, and by which rule.

Due days are worked out from a recurrence and the facts of a stay, never stored as the truth:

- A check held on or before its due day moves the next one: its interval counts from that check.
- One held late, within the tolerance, settles its window and does not push the next one back.
- One not held at all is missed: the next counts from the day it was due, so a silence never
  makes the following one later, and the stage does not move on to a slower rhythm.
- The first day and every move are no checks. A move starts a recurrence triggered by moves
  again, and never puts off what was due before.
- Sensitive periods add windows of their own and leave the others as they were.

So what was due up to a day follows from what had happened up to that day; a later fact cannot
rewrite it. `hearth/engine/due.py` works the same out for many stays at once.
"""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from hearth.core.errors import InvalidValue
from hearth.core.programme import Recurrence, Stage, Trigger
from hearth.core.units import Period

EARLY_PART = 4  # a window opens this part of the interval before its day, unless the rule says


@dataclass(frozen=True, slots=True)
class Window:
    """One thing due: days on which it may be held, ends included, and the rule that asks for it.

    `stage` counts from 1; 0 is the raised rhythm of a sensitive period. `held_on` is the check
    that settled it, None when none has. `rule_version` is the programme's, `healers-office.1`.
    `counted_from` is the day its interval runs from.
    """

    opens_on: date
    due_on: date
    closes_on: date
    recurrence: str
    stage: int
    rule_version: str
    held_on: date | None = None
    counted_from: date | None = None


def why(title: str, rule: str, version: str, *, counted_from: date | None, due_on: date) -> str:
    """One sentence: which rule asks for it, in which version, and how the day came about.

    It never says that a quicker rhythm is one of a sensitive period: whoever reads when a
    visit is due need not know that there is one.
    """
    says = f"{title}: asked for by the rule {rule} of {version}"
    if counted_from is None:
        return f"{says}."
    days = (due_on - counted_from).days
    plural = "" if days == 1 else "s"
    return f"{says}, at most {days} day{plural} after {counted_from:%-d %B %Y}."


@dataclass(frozen=True, slots=True)
class Heightened:
    """A sensitive period in which at most `every_days` days pass between two checks."""

    period: Period
    every_days: int

    def __post_init__(self) -> None:
        if self.every_days < 1:
            raise InvalidValue(f"a rhythm is 1 day or more, got {self.every_days}")


def windows(
    recurrence: Recurrence,
    start: date,
    until: date,
    *,
    today: date | None = None,
    held: Sequence[date] = (),
    sensitive: Sequence[Heightened] = (),
    moved_on: Sequence[date] = (),
) -> list[Window]:
    """Everything due from `start` (the day of the trigger) to `until`, in order of due day.

    Parameters
    ----------
    today
        Windows that closed before it with nothing held were missed. Those still open and those
        ahead are planned as if each will be held on its due day; without `today` all are.
    held
        Days of the checks that count, in any order. Days of a move are left out.
    sensitive
        Periods that raise the rhythm.
    moved_on
        Moves after `start`. Only a recurrence triggered by moves starts again.

    Notes
    -----
    Cost: O(n log n) in windows and facts together.
    """
    no_checks = {start, *moved_on}
    counting = sorted({day for day in held if day > start and day not in no_checks})
    moves = sorted({day for day in moved_on if day > start})
    again = moves if recurrence.trigger is Trigger.MOVE else []
    plan = _Plan(recurrence, today, counting)
    due = [*plan.base(start, until, again), *plan.raised(start, until, sensitive)]
    return sorted(due, key=lambda window: (window.due_on, window.stage))


@dataclass(frozen=True, slots=True)
class _At:
    """How far the rhythm has come: counting from `anchor`, in a stage that began at `origin`."""

    anchor: date
    origin: date
    stage: int = 0
    done: int = 0
    used: date = date.min  # the last check that settled a window
    no_later: date | None = None  # what was due before a move stays due


@dataclass(frozen=True, slots=True)
class _Plan:
    recurrence: Recurrence
    today: date | None
    held: list[date]

    def base(self, start: date, until: date, moves: list[date]) -> Iterator[Window]:
        """The rhythm of the stages, started again by each of `moves`."""
        at, left = _At(start, start), list(moves)
        while (now := self._in_stage(at)) is not None:
            window = self._window(now, seen_until=left[0] if left else date.max)
            if left and self._comes_first(left[0], window):
                at = _At(left[0], left.pop(0), used=now.used, no_later=window.due_on)
                continue
            if window.due_on <= until:
                yield window
            elif window.held_on is None:
                return
            at = self._after(now, window)
        if left and left[0] <= until:
            yield from self.base(left[0], until, left[1:])

    def raised(self, start: date, until: date, sensitive: Sequence[Heightened]) -> Iterator[Window]:
        """The windows that sensitive periods add."""
        for one in sensitive:
            end = until if one.period.end is None else one.period.end - timedelta(1)
            at = _At(max(start, one.period.first - timedelta(1)), start, stage=-1)
            window = self._window(at, one.every_days)
            while window.due_on <= min(end, until):
                yield window
                at = self._after(at, window)
                window = self._window(at, one.every_days)

    def _in_stage(self, at: _At) -> _At | None:
        """`at`, moved on past stages that are over; None when there is none left."""
        while at.stage < len(self._stages):
            stage = self._stages[at.stage]
            by_count = stage.times is not None and at.done >= stage.times
            by_day = stage.until_days is not None and (
                at.anchor - at.origin >= timedelta(stage.until_days)
            )
            if not (by_count or by_day):
                return at
            at = replace(at, stage=at.stage + 1, done=0)
        return None

    @property
    def _stages(self) -> tuple[Stage, ...]:
        return self.recurrence.stages

    def _window(
        self, at: _At, every_days: int | None = None, *, seen_until: date = date.max
    ) -> Window:
        """The window counted from `at`, with the check up to `seen_until` that settled it."""
        days = every_days or self._stages[at.stage].days
        first = every_days is None and self._stages[at.stage].first
        due = min(at.anchor + timedelta(days), at.no_later or date.max)
        closes = due + timedelta(min(self.recurrence.tolerance_days, days - 1))
        early = days if first else self._early(days)
        return Window(
            opens_on=max(at.anchor + timedelta(1), due - timedelta(early)),
            due_on=due,
            closes_on=closes,
            recurrence=self.recurrence.id,
            stage=at.stage + 1,
            rule_version=self.recurrence.of,
            counted_from=at.anchor,
            held_on=self._held_between(max(at.anchor, at.used), min(closes, seen_until)),
        )

    def _early(self, days: int) -> int:
        given = self.recurrence.early_days
        return days // EARLY_PART if given is None else given

    def _held_between(self, after: date, last: date) -> date | None:
        at = bisect_right(self.held, after)
        return self.held[at] if at < len(self.held) and self.held[at] <= last else None

    def _comes_first(self, move: date, window: Window) -> bool:
        """Whether the move happened before the window was settled or fell due."""
        return move < min(window.held_on or window.due_on, window.due_on)

    def _after(self, at: _At, window: Window) -> _At:
        """Where the rhythm stands once `window` is settled, missed, or planned."""
        held = window.held_on
        planned = self.today is None or window.closes_on >= self.today
        counts = held >= window.opens_on if held else planned
        return _At(
            anchor=min(held or window.due_on, window.due_on),
            origin=at.origin,
            stage=at.stage,
            done=at.done + counts,
            used=held or at.used,
        )
