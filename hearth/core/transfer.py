"""A case goes from one caseworker's care into another's, who may say no.

Within an office keys stay as they are. Into another office they go with the yes, and not before.
"""

from collections.abc import Collection, Mapping
from enum import StrEnum

from hearth.core.audience import Audience
from hearth.core.errors import InvalidValue, RuleBroken, WrongHands
from hearth.core.ids import PrincipalId
from hearth.core.steps import Step, step

CASEWORKER = Audience.CASEWORKER


class State(StrEnum):
    PROPOSED = "proposed"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class Act(StrEnum):
    ACCEPT = "accept"
    REFUSE = "refuse"
    WITHDRAW = "withdraw"


STEPS: Mapping[tuple[State, Act], Step[State]] = {
    (State.PROPOSED, Act.ACCEPT): step(State.ACCEPTED, CASEWORKER),
    (State.PROPOSED, Act.REFUSE): step(State.REFUSED, CASEWORKER),
    (State.PROPOSED, Act.WITHDRAW): step(State.WITHDRAWN, CASEWORKER),
}
START = State.PROPOSED


def must_be_theirs(
    act: Act, who: PrincipalId, *, sent_by: PrincipalId, asked: Collection[PrincipalId]
) -> None:
    """Whoever was asked answers; whoever asked may take it back. Raises WrongHands.

    asked : one colleague, or everybody of the office that was asked.
    """
    if who not in ({sent_by} if act is Act.WITHDRAW else asked):
        raise WrongHands("that is for the other of the two to say")


def must_be_proposable(
    by: PrincipalId, to: PrincipalId | None, *, carer: PrincipalId | None, is_open: bool
) -> None:
    """Whether a case may be proposed to somebody now.

    to : None where it is another office that is asked, and nobody of it by themselves. carer : in
    whose care it is, None where it is in nobody's. is_open : somebody is asked
    already. Raises InvalidValue, RuleBroken, WrongHands.
    """
    if by == to:
        raise InvalidValue("choose somebody else than yourself")
    if is_open:
        raise RuleBroken("somebody is asked already; wait for their answer, or take it back")
    if carer is not None and carer != by:
        raise WrongHands("this case is in a colleague's care, so it is theirs to hand over")
