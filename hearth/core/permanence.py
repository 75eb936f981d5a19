"""Both freely want it, asked apart, cooled off, confirmed by somebody independent, reversible."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from enum import StrEnum

from hearth.core.audience import STAFF_AND_RESIDENT, Audience
from hearth.core.decision import Decision, Margin
from hearth.core.errors import RuleBroken, WrongHands
from hearth.core.steps import Step, step

RESIDENT, HOST, LEAD = Audience.RESIDENT, Audience.HOST, Audience.LEAD
CONFIRMS = (LEAD, Audience.CASEWORKER)  # which of them, the programme says
ADULT_FROM = 18
BOTH_SEEN_DAYS = 1  # after the later wish: nobody wishes only to see, and takes it back
A_BOND_JOINS = 2  # people at least; an age that was not handed in is an age not known


class State(StrEnum):
    OPEN = "open"
    RESIDENT_WISHES = "resident_wishes"
    HOST_WISHES = "host_wishes"
    BOTH_WISH = "both_wish"  # the cooling-off runs from here
    PERMANENT = "permanent"
    REVERSED = "reversed"
    REFUSED = "refused"  # the lead's no; it lasts until the lead lets them wish again


class Act(StrEnum):
    RESIDENT_WISH = "resident_wish"
    HOST_WISH = "host_wish"
    RESIDENT_WITHDRAW = "resident_withdraw"
    HOST_WITHDRAW = "host_withdraw"
    CONFIRM = "confirm"
    REVERSE = "reverse"
    REFUSE = "refuse"
    LET_WISH = "let_wish"


STEPS: Mapping[tuple[State, Act], Step[State]] = {
    (State.OPEN, Act.RESIDENT_WISH): step(State.RESIDENT_WISHES, RESIDENT),
    (State.OPEN, Act.HOST_WISH): step(State.HOST_WISHES, HOST),
    (State.RESIDENT_WISHES, Act.HOST_WISH): step(State.BOTH_WISH, HOST),
    (State.HOST_WISHES, Act.RESIDENT_WISH): step(State.BOTH_WISH, RESIDENT),
    (State.RESIDENT_WISHES, Act.RESIDENT_WITHDRAW): step(State.OPEN, RESIDENT),
    (State.HOST_WISHES, Act.HOST_WITHDRAW): step(State.OPEN, HOST),
    (State.BOTH_WISH, Act.RESIDENT_WITHDRAW): step(State.HOST_WISHES, RESIDENT),
    (State.BOTH_WISH, Act.HOST_WITHDRAW): step(State.RESIDENT_WISHES, HOST),
    (State.BOTH_WISH, Act.CONFIRM): step(State.PERMANENT, *CONFIRMS),
    (State.PERMANENT, Act.REVERSE): step(State.REVERSED, RESIDENT, HOST, LEAD),
    (State.REVERSED, Act.RESIDENT_WISH): step(State.RESIDENT_WISHES, RESIDENT),
    (State.REVERSED, Act.HOST_WISH): step(State.HOST_WISHES, HOST),
    (State.BOTH_WISH, Act.REFUSE): step(State.REFUSED, LEAD),
    (State.REFUSED, Act.LET_WISH): step(State.OPEN, LEAD),
}
START = State.OPEN


def seen_by(
    state: State, audience: Audience, *, both_since: date | None = None, today: date | None = None
) -> str:
    """What each side is shown: its own wish and nothing of the other's until both stand.

    Given `both_since` and `today`: that both stand shows from the day after the later
    wish, so that one taken back before was never seen. After a reversal it is open
    again: another word would change when one side wishes anew. A refusal is one word
    for both, and neither's: it comes when both wishes have been seen.
    """
    if state in (State.PERMANENT, State.REFUSED) or (
        state is State.BOTH_WISH and _shows(both_since, today)
    ):
        return str(state)
    own = {RESIDENT: State.RESIDENT_WISHES, HOST: State.HOST_WISHES}.get(audience)
    return "you_wish" if own is not None and state in (own, State.BOTH_WISH) else "open"


def _shows(both_since: date | None, today: date | None) -> bool:
    if both_since is None or today is None:
        return True
    return today >= both_since + timedelta(BOTH_SEEN_DAYS)


def must_be_seen(both_since: date | None, today: date) -> None:
    """Raises RuleBroken where both do not yet see that both wish it: a no would be how each
    learns what the other wishes."""
    if both_since is None or not _shows(both_since, today):
        raise RuleBroken("a no can be said from the day after both wish it, when both see that")


def must_be_theirs_to_confirm(
    by: Audience, *, confirmed_by: Audience, cares_for_case: bool
) -> None:
    """Raises WrongHands for whoever the programme does not name, RuleBroken for one of them who
    has the case in their care: whoever confirms is independent of it."""
    if by is not confirmed_by:
        raise WrongHands(f"in this programme the {confirmed_by} confirms, not the {by}")
    if cares_for_case:
        raise RuleBroken("this case is in your care; a colleague who is independent confirms")


def may_confirm(
    *,
    personal: bool,
    ages: Sequence[int | None],
    both_wish_since: date,
    cooling_off_days: int,
    today: date,
) -> Decision:
    """Whether the stay may become permanent today.

    `ages` are those of everybody whose bond it would be, the host's own included.
    Where the form of permanence is personal, all of them must be known adults.
    """
    against = []
    adults = [age for age in ages if age is not None and age >= ADULT_FROM]
    if personal and (len(adults) < len(ages) or len(ages) < A_BOND_JOINS):
        known = [age for age in ages if age is not None]
        margin = Margin(f"all {ADULT_FROM} or older", _youngest(known, ages), "years")
        against.append(Decision.no("adults_only", STAFF_AND_RESIDENT, margin))
    ends = both_wish_since + timedelta(cooling_off_days)
    if today < ends:
        margin = Margin(f"from {ends} on", str(today))
        against.append(Decision.no("cooling_off", STAFF_AND_RESIDENT | {HOST}, margin))
    return Decision.all_of(against)


def _youngest(known: Sequence[int], ages: Sequence[int | None]) -> str:
    if len(known) < max(len(ages), A_BOND_JOINS):
        return "an age not known"
    return f"the youngest {min(known)}"
