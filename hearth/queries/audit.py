"""Whether the log, and everything it binds, is what was written. Nothing here opens a fact."""

from dataclasses import dataclass

from hearth.core.errors import InvalidValue
from hearth.store import events


@dataclass(frozen=True, slots=True)
class Extent:
    """How many acts are written down, and how many facts were opened by them."""

    entries: int
    openings: int


def verify(checkpoint_text: str | None, public: bytes | None) -> list[str]:
    """What is wrong with the log, one sentence each; empty when all is as it was written.

    With a checkpoint, and the public key of whoever signed it: also whether the log still
    holds all that the checkpoint saw. Raises InvalidValue for one without the other,
    Tampered for a checkpoint that this key did not sign. Cost: O(entries + sealed rows).
    """
    if (checkpoint_text is None) is not (public is None):
        raise InvalidValue("a checkpoint is read with the public key that signed it: give both")
    return [problem.says for problem in events.problems(checkpoint_text, public)]


def extent() -> Extent:
    """How long the log is."""
    entries, _ = events.head()
    return Extent(entries, events.openings())
