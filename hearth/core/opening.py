"""Why somebody opened what was said in confidence: in their own words, for the person to read."""

from dataclasses import dataclass, field
from datetime import datetime

from hearth.core.audience import Audience
from hearth.core.errors import InvalidValue

WORDS_AT_LEAST, WORDS_AT_MOST = 10, 500  # characters: "to check" is no purpose


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """Who opened it (as what), when, and for what. Sealed: free words sooner or later hold a name.

    `second` is who opened it with them, in an emergency that took two. Raises InvalidValue for a
    purpose too short to be one, or too long to be read.
    """

    by: Audience
    at: datetime
    purpose: str = field(repr=False)
    second: Audience | None = None

    def __post_init__(self) -> None:
        if not WORDS_AT_LEAST <= len(self.purpose.strip()) <= WORDS_AT_MOST:
            raise InvalidValue(
                f"say in {WORDS_AT_LEAST} to {WORDS_AT_MOST} characters what you need it for"
            )
