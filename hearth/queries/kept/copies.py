"""Whether somebody has lately seen that a copy of the service can be restored."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from hearth.store.folder import PROVED, Folder, last

A_WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Drill:
    """When a copy was last restored and held, if ever, and whether that is too long ago."""

    proved_at: datetime | None
    is_due: bool


def drill(folder: Folder, *, now: datetime) -> Drill:
    """How it stands. Due after a week, by the sign that `hearth backup --drill` leaves."""
    proved = last(folder.path, PROVED)
    return Drill(proved, proved is None or now - proved > A_WEEK)
