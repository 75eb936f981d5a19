"""The running service of this process: its own sign-in, and the register that it keeps open."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from hearth.actions.matching.desk import Desk
from hearth.core.errors import NotReady
from hearth.entry.searches import Beside, Searches, in_a_thread
from hearth.store.access import SignedIn
from hearth.store.folder import Folder

Clock = Callable[[], datetime]
BY_UTC = ZoneInfo("UTC")


def this_moment() -> datetime:
    """The moment by the machine's clock, in UTC."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Running:
    """What every request may lean on. `service` makes the grant that a consent is.

    demo : whether everybody here is invented, and anybody may enter as any of them. zone : the
    service's clock, by which somebody's hours are who named no clock of their own.
    """

    folder: Folder
    service: SignedIn
    desk: Desk
    clock: Clock
    demo: bool
    searches: Searches
    zone: ZoneInfo


_running: list[Running] = []


def begin(
    folder: Folder,
    service: SignedIn,
    *,
    demo: bool,
    clock: Clock = this_moment,
    beside: Beside = in_a_thread,
    zone: ZoneInfo = BY_UTC,
) -> Running:
    """Make this process the running service, in place of whatever ran before.

    beside : how what takes long is done while pages are answered.
    """
    searches = Searches(clock, beside)
    _running[:] = [Running(folder, service, Desk(service), clock, demo, searches, zone)]
    return _running[0]


def current() -> Running:
    """The running service. Raises NotReady where none was begun."""
    if not _running:
        raise NotReady("this process does not serve: start it with `hearth serve`")
    return _running[0]
