"""The one place where commands read the clock. Everything below is given the moment."""

from datetime import UTC, datetime


def now() -> datetime:
    """This moment, in UTC."""
    return datetime.now(UTC)
