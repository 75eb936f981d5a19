"""`hearth serve`: the pages, and beside them the work that falls due by itself."""

import logging
import signal
import sys
import threading
import webbrowser
from collections.abc import Callable
from functools import partial
from types import FrameType
from typing import TYPE_CHECKING

from hearth.cli.clock import now
from hearth.cli.progress import Progress, engine_ready
from hearth.cli.station import Station, open_station
from hearth.core.errors import HearthError, NotReady

if TYPE_CHECKING:
    from hearth.entry.running import Running

HOST = "127.0.0.1"
THREADS = 8
STOPS_S = 1.0  # to finish an act; one that does not is taken back whole
REST_S = 0.01  # between two acts of what falls due: pages come first
DAILY_S = 600  # between two looks at what has fallen due
log = logging.getLogger("hearth.serve")


def run(port: int, *, browser: bool) -> int:
    """Serve until told to stop."""
    return serve(open_station(), port, browser=browser, demo=False)


def serve(station: Station, port: int, *, browser: bool, demo: bool) -> int:
    """Serve the pages of an open service on this machine alone; one signal stops everything.

    Raises NotReady where the port is taken.
    """
    from django.core.wsgi import get_wsgi_application
    from django.urls import reverse
    from waitress import create_server

    from hearth.entry import running, uploads

    begun = running.begin(station.folder, station.service, demo=demo)
    try:
        server = create_server(
            get_wsgi_application(),
            host=HOST,
            port=port,
            threads=THREADS,
            ident=None,
            inbuf_overflow=uploads.KEPT_BYTES,  # a file that may be kept is never spooled to a disk
        )
    except OSError:
        raise NotReady(f"port {port} is taken: choose another with --port") from None
    _open_register(begun)
    stop = threading.Event()
    helpers = [
        threading.Thread(target=work, args=(stop,), name=work.__name__, daemon=True)
        for work in (_daily(station), _desk_ready(begun))
    ]
    # Asking for an address loads every page's code: now, and not within the first answer.
    address = f"http://localhost:{server.effective_port}{reverse('front:begin')}"
    for which in (signal.SIGTERM, signal.SIGINT):
        signal.signal(which, _ends)
    for helper in helpers:
        helper.start()
    print(f"{address} is open; Ctrl+C closes it.", file=sys.stderr, flush=True)
    if browser:
        webbrowser.open(address)
    try:
        server.run()
    except (KeyboardInterrupt, SystemExit):
        pass
    finally:
        stop.set()
        server.close()
        for helper in helpers:
            helper.join(timeout=STOPS_S)
    return 0


def _open_register(begun: "Running") -> None:
    """Before anybody is let in: a second for 3,000 homes, in which nobody else could write."""
    try:
        begun.desk.register(begun.clock())
    except HearthError:
        log.exception("the register could not be opened ahead; the first shortlist does it")


def _ends(_signal: int, _frame: FrameType | None) -> None:
    raise SystemExit(0)


Work = Callable[[threading.Event], None]


def _daily(station: Station) -> Work:
    from django.db import close_old_connections

    from hearth.actions.daily import daily

    def what_falls_due(stop: threading.Event) -> None:
        while not stop.is_set():
            try:
                daily(by=station.service, now=now(), between=partial(stop.wait, REST_S))
            except HearthError:
                log.exception("what falls due could not be done; it is tried again")
            finally:
                close_old_connections()
            stop.wait(DAILY_S)

    return what_falls_due


def _desk_ready(begun: "Running") -> Work:
    from django.db import close_old_connections

    from hearth.store import programmes

    def desk_ready(_stop: threading.Event) -> None:
        """So that nobody who sits across a desk waits for a compiler or a register."""
        engine_ready(Progress())
        try:
            used = [programmes.of(ref) for ref in programmes.used()]
            begun.desk.make_ready(used, begun.clock())
        except HearthError:
            log.exception("the register could not be opened ahead; the first shortlist does it")
        finally:
            close_old_connections()

    return desk_ready
