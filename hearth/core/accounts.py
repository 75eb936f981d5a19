"""Who may have an account, and which offices there are: the administrator proposes, a member of the
circle confirms."""

from collections.abc import Mapping
from enum import StrEnum

from hearth.core.audience import STAFF, Audience
from hearth.core.errors import InvalidValue, RuleBroken
from hearth.core.ids import PrincipalId
from hearth.core.steps import Step, step

CASEWORKER, LEAD = Audience.CASEWORKER, Audience.LEAD
ROLES = tuple(
    one for one in Audience if one not in {Audience.RESIDENT, Audience.HOST, Audience.CLOCK}
)


class What(StrEnum):
    """What is proposed."""

    HIRE = "hire"
    END = "end"
    OFFICE = "office"


class State(StrEnum):
    PROPOSED = "proposed"
    FOUNDED = "founded"  # an office: it is there, and the register is on its way to it
    CONFIRMED = "confirmed"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


class Act(StrEnum):
    CONFIRM = "confirm"
    FOUND = "found"
    FILL = "fill"
    DECLINE = "decline"
    WITHDRAW = "withdraw"


STEPS: Mapping[tuple[State, Act], Step[State]] = {
    (State.PROPOSED, Act.CONFIRM): step(State.CONFIRMED, CASEWORKER, LEAD),
    (State.PROPOSED, Act.FOUND): step(State.FOUNDED, CASEWORKER),
    (State.FOUNDED, Act.FILL): step(State.CONFIRMED, CASEWORKER),
    (State.PROPOSED, Act.DECLINE): step(State.DECLINED, CASEWORKER, LEAD),
    (State.PROPOSED, Act.WITHDRAW): step(State.WITHDRAWN, Audience.ADMINISTRATOR),
}
START = State.PROPOSED


def decided_by(role: Audience) -> frozenset[Audience]:
    """Whose word an account of this role needs: somebody of its circle, who holds the key.

    A role of no circle opens nothing by it, so either of the two may say so.
    """
    return frozenset({role}) if role in STAFF else STAFF


def must_be_staff(role: Audience) -> None:
    """Raises InvalidValue for a role that is no staff's."""
    if role not in ROLES:
        raise InvalidValue(f"staff is no {role}")


def must_be_another(who: PrincipalId, by: PrincipalId) -> None:
    """Nobody ends their own account: somebody of the circle stays. Raises RuleBroken."""
    if who == by:
        raise RuleBroken("nobody ends their own account; let another member of the circle do it")
