"""One step of the walk: who did what, which file decided it, and what each one then saw."""

import inspect
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

import hearth
from hearth.core.audience import Audience
from hearth.core.journey import Stage

LOOKING = (
    Audience.RESIDENT,
    Audience.HOST,
    Audience.CASEWORKER,
    Audience.VISITOR,
    Audience.LEAD,
)
Decider = ModuleType | Callable[..., Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class WalkStep:
    """A step as it is told. `seen` holds, for each of LOOKING, the sentences before them.

    `decided_in` is the file, within the repository, of the rule or table that decided.
    """

    stage: Stage
    act: str
    by: Audience
    decided_in: str
    tells: str
    seen: Mapping[Audience, list[str]]

    def plain(self) -> dict[str, Any]:
        """The step for JSON."""
        return asdict(self)


def file_of(decider: Decider) -> str:
    """Where a rule or a table stands, from the top of the repository."""
    top = Path(str(hearth.__file__)).parent.parent
    return Path(inspect.getfile(decider)).relative_to(top).as_posix()
