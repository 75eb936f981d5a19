"""What follows when something due was not done: more, the longer it lasts. A table, no judgement.

What the rule itself says (`on_overdue`) happens on the first day. The later levels hold for every
rule, so that nothing is overdue for weeks with one person knowing of it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from hearth.core.errors import InvalidValue
from hearth.core.programme import ForcedAct


@dataclass(frozen=True, slots=True)
class Level:
    """From `days` overdue on, `acts` on top of what the rule says. The service's own choice."""

    number: int
    days: int
    acts: tuple[ForcedAct, ...]


LEVELS: tuple[Level, ...] = (
    Level(1, 1, ()),
    Level(2, 7, (ForcedAct.TELL_LEAD,)),
    Level(3, 14, (ForcedAct.TELL_MANAGER,)),
    Level(4, 28, (ForcedAct.INDEPENDENT_REVIEW,)),
)
# The first level of which a manager reads, by number.
TOLD_MANAGER = min(one.number for one in LEVELS if ForcedAct.TELL_MANAGER in one.acts)


def level(days: int) -> int:
    """How far something has come that is so many days overdue; 0 where it is not.

    Raises InvalidValue for days below 0.
    """
    if days < 0:
        raise InvalidValue(f"days overdue are 0 or more, got {days}")
    return max((one.number for one in LEVELS if one.days <= days), default=0)


def forced(on_overdue: Sequence[ForcedAct], *, after: int, to: int) -> tuple[ForcedAct, ...]:
    """What is to be done on the way from one level to another, each act once.

    Nothing where the level did not rise: asked twice on a day, or on a day before, it forces
    nothing again.
    """
    return tuple(dict.fromkeys(_forced(on_overdue, after, to)))


def _forced(on_overdue: Sequence[ForcedAct], after: int, to: int) -> Iterator[ForcedAct]:
    for one in LEVELS:
        if after < one.number <= to:
            yield from on_overdue if one.number == 1 else one.acts
