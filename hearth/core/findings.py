"""What was found when a concern was looked into. What nobody has looked into counts nowhere."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

KIND = "finding"  # the sealed fact about a concern, to the lead's circle alone


class Finding(StrEnum):
    """What the lead found. Only what is upheld counts in a record."""

    UPHELD = "upheld"
    NOT_UPHELD = "not_upheld"
    CANNOT_TELL = "cannot_tell"


COUNTS = frozenset({Finding.UPHELD})


@dataclass(frozen=True, slots=True)
class Found:
    """The finding, and the day it was made on."""

    finding: Finding
    on: date
