"""A service of one test, its pages served from a thread of it, with a clock that the test moves on.

Nobody sleeps: a day passes when the test says so. Whatever the running program does by itself as
time has come is done at each such moment.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from playwright.sync_api import BrowserContext
from waitress import create_server

from hearth.actions import daily
from hearth.actions.keys import service
from hearth.cli.progress import Progress, engine_ready
from hearth.cli.walk.world import Spoken, World, begin
from hearth.core.audience import Audience
from hearth.entry import running
from hearth.sim.case import Role
from hearth.store import sessions
from hearth.store.access import SignedIn
from hearth.store.folder import Folder

SECRET = "a lamp beside the window"
WELCOMED = (Role.KIND, Role.ALIKE)


@dataclass
class Served:
    """An invented service whose pages are open at `address`. Hosts sign in by their names."""

    address: str
    world: World
    caseworker: SignedIn
    hosts: dict[str, SignedIn]

    def at(self, day: date, hour: int, minute: int = 0) -> None:
        """It is this day, and this hour; what has fallen due by itself is done."""
        self.world.now = max(self.world.now, datetime.combine(day, time(hour, minute), tzinfo=UTC))
        daily.daily(by=self.world.service, now=self.world.now)

    def later(self, **time: float) -> None:
        """Some time passes."""
        then = self.world.now + timedelta(**time)
        self.at(then.date(), then.hour, then.minute)

    def signs_in(self, who: SignedIn, context: BrowserContext) -> None:
        """Somebody of the service comes in; their way through the first page is another test's."""
        cookie = sessions.begin(who, now=self.world.now)
        name = settings.SESSION_COOKIE
        context.add_cookies([{"name": name, "value": cookie, "url": self.address}])


@contextmanager
def served(programme: str, folder: Path) -> Iterator[Served]:
    """The invented case of a programme before anybody has come, served until the end."""
    engine_ready(Progress())  # as `hearth serve` does, so that no press waits for a compiler
    world = begin(programme, 1, Spoken())
    running.begin(Folder(folder), world.service, demo=False, clock=lambda: world.now)
    server = create_server(get_wsgi_application(), host="127.0.0.1", port=0, threads=4, ident=None)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    try:
        address = f"http://localhost:{server.effective_port}/"
        yield Served(address, world, _lender(world), _hosts(world))
    finally:
        server.close()
        thread.join(10)
        server.task_dispatcher.shutdown(timeout=10)


def _lender(world: World) -> SignedIn:
    """A caseworker with a secret of their own, who lends a device and takes it back by it."""
    return service.hire(
        role=Audience.CASEWORKER,
        secret=SECRET,
        circles=("office",),
        by=world.duty,
        now=world.now,
    )


def _hosts(world: World) -> dict[str, SignedIn]:
    """Hosts who can be invited. The first of each kind has a sign-in already."""
    known = {world.home(Role.KIND): world.host, world.home(Role.ALIKE): world.other_host}
    found = {}
    for one in world.invented.hosts:
        if one.role not in WELCOMED:
            continue
        who = known.get(one.home.home.id) or service.welcome_host(
            host=one.invented.host.id, secret=None, by=world.duty, now=world.now
        )
        found[one.invented.identity.name] = who
    return found
