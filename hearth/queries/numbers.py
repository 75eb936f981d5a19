"""What a case, a stay or a host is called by whoever may not know a name."""

from uuid import UUID

DIGITS = 8  # 4 thousand million numbers: two cases of one service hardly share one


def number(id: UUID) -> str:
    """The first digits of an id, as they are read out on the telephone."""
    return id.hex[:DIGITS]
