"""Everything that was said in confidence about a stay, opened by two, in an emergency.

One alone opens the talks of a stay, for a purpose. All of it at once (every talk, every concern,
the person's own words) takes two: a lead who asks, and another lead or a holder of recovery who
says yes. The person is told at the moment of the yes, whatever is then read.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum

from hearth.core.audience import Audience
from hearth.core.errors import RuleBroken
from hearth.core.ids import PrincipalId
from hearth.core.steps import Step, step

LEAD, HOLDER = Audience.LEAD, Audience.ADMINISTRATOR
ANSWER_WITHIN = timedelta(hours=4)  # the service's own choice: an emergency is of today
OPEN_FOR = timedelta(hours=1)


class State(StrEnum):
    ASKED = "asked"
    OPEN = "open"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    OVER = "over"


class Act(StrEnum):
    CONFIRM = "confirm"
    DECLINE = "decline"
    WITHDRAW = "withdraw"
    READ = "read"
    END = "end"


STEPS: Mapping[tuple[State, Act], Step[State]] = {
    (State.ASKED, Act.CONFIRM): step(State.OPEN, LEAD, HOLDER),
    (State.ASKED, Act.DECLINE): step(State.DECLINED, LEAD),
    (State.ASKED, Act.WITHDRAW): step(State.WITHDRAWN, LEAD),
    (State.ASKED, Act.END): step(State.OVER, Audience.CLOCK),
    (State.OPEN, Act.READ): step(State.OPEN, LEAD),
    (State.OPEN, Act.END): step(State.OVER, LEAD, Audience.CLOCK),
}
START = State.ASKED


def must_be_two(first: PrincipalId, second: PrincipalId) -> None:
    """Raises RuleBroken where one person would be both."""
    if first == second:
        raise RuleBroken("an emergency opening takes two: another lead, or a holder of recovery")


def must_be_one_of_them(
    reader: PrincipalId, first: PrincipalId, second: PrincipalId | None
) -> None:
    """Raises RuleBroken for a reader who is neither of the two."""
    if reader not in (first, second):
        raise RuleBroken("only the two who opened it may read it")


def must_be_in_time(
    state: State, asked_at: datetime, opened_at: datetime | None, now: datetime
) -> None:
    """Raises RuleBroken once its time is over, whether or not the clock has passed it by."""
    if is_over(state, asked_at, opened_at, now):
        raise RuleBroken("the time for this is over; ask again, and say what for")


def is_over(state: State, asked_at: datetime, opened_at: datetime | None, now: datetime) -> bool:
    """Whether nobody may say yes to it, or read by it, any more."""
    if state is State.OPEN and opened_at is not None:
        return now >= opened_at + OPEN_FOR
    return state is not State.ASKED or now >= asked_at + ANSWER_WITHIN
