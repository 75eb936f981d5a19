"""`hearth serve`: the pages, and beside them the work that falls due by itself."""

import gc
import logging
import os
import signal
import sys
import threading
import time
import webbrowser
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from types import FrameType
from typing import TYPE_CHECKING, cast

from hearth.cli import machine
from hearth.cli.clock import now
from hearth.cli.daily import mark
from hearth.cli.progress import LOOKED_AT_EVERY, Progress, engine_beside
from hearth.cli.station import Station, open_station, passphrase
from hearth.core.commands import Command
from hearth.core.errors import HearthError, NotReady

if TYPE_CHECKING:
    from wsgiref.simple_server import WSGIServer
    from wsgiref.types import StartResponse

    from hearth.entry.running import Running
    from hearth.store.folder import Folder

HOST = "127.0.0.1"
LOOPBACK = frozenset({HOST, "::1", "localhost"})
THREADS = 8
# How long one thread may keep Python's lock while another waits for it. A page lets go of it some
# hundred times, at every question to the database; at Python's own 5 ms each of these waits cost it
# 5 ms beside one sum, and a page of 250 ms took 860 (at 0.2 ms: 400).
TURN_S = 0.0002
STOPS_S = 1.0  # to finish an act; one that does not is taken back whole
REST_S = 0.01  # between two acts of what falls due: pages come first
RESTS = 5  # at most, however many pages are asked for
DAILY_S = 600  # between two looks at what has fallen due
WITNESS_S = 30  # between two looks whether a witness must hear how the log stands
FIRST_PAGE_S = (
    2.0  # what nobody looks at first waits so long, and does not make the first page late
)
LAID_OUT_S = 0.4  # for templates before the door opens: all of them where they are kept
log = logging.getLogger("hearth.serve")


@dataclass(frozen=True, slots=True)
class Asked:
    """Where to listen. `metrics` is a port on this machine alone; 0 is none."""

    port: int
    host: str = HOST
    metrics: int = 0
    browser: bool = False


def run(asked: Asked) -> int:
    """Serve until told to stop."""
    return serve(open_station(Command.SERVE), asked, demo=False)


def serve(station: Station, asked: Asked, *, demo: bool) -> int:
    """Serve the pages of an open service; one signal stops everything.

    Raises NotReady where a port is taken, or where others could listen to what is typed.
    """
    from django.urls import reverse

    from hearth.engine.kernels.compiled import is_kept
    from hearth.entry import received, running
    from hearth.exchange.ways import chosen

    _must_not_be_overheard(asked.host, demo=demo)
    sys.setswitchinterval(TURN_S)
    zone = chosen.zone(os.environ)
    begun = running.begin(station.folder, station.service, demo=demo, zone=zone)
    try:
        server = received.listening(
            host=asked.host, port=asked.port, threads=THREADS, behind=_behind(asked.host)
        )
    except OSError:
        raise NotReady(f"port {asked.port} is taken: choose another with --port") from None
    metrics = _metrics(station, asked.metrics)
    _open_register(begun)
    stop = threading.Event()
    works = [_daily(station, demo=demo), _witness(station), _reader(station.folder)]
    if is_kept():
        _desk_ready(begun)(stop)  # a moment: the first shortlist is as quick as those after it
    else:
        works.append(_desk_ready(begun))  # it compiles for a minute: nobody waits outside for that
    works += [_templates_begun(), *([_first_figures(station)] if demo else [])]
    helpers = [
        threading.Thread(target=work, args=(stop,), name=work.__name__, daemon=True)
        for work in works
    ]
    # Asking for an address loads every page's code: now, and not within the first answer.
    address = f"http://localhost:{server.effective_port}{reverse('front:begin')}"
    _settled()
    for which in (signal.SIGTERM, signal.SIGINT):
        signal.signal(which, _ends)
    print(f"{address} is open; Ctrl+C closes it.", file=sys.stderr, flush=True)
    for helper in helpers:
        helper.start()
    if asked.browser:
        webbrowser.open(address)
    try:
        server.run()
    except (KeyboardInterrupt, SystemExit):
        pass  # being told to stop is how it ends
    finally:
        stop.set()
        server.close()
        if metrics is not None:
            metrics.shutdown()
            metrics.server_close()
        for helper in helpers:
            helper.join(timeout=STOPS_S)
    return 0


def _must_not_be_overheard(host: str, *, demo: bool) -> None:
    """Beyond this machine only behind something that encrypts, and never with a trial's doors."""
    if host in LOOPBACK:
        return
    if demo:
        raise NotReady("a trial lets anybody in: it is open on this machine alone")
    if not os.environ.get("HEARTH_ADDRESS", "").startswith("https://"):
        raise NotReady(
            f"on {host} others could read what is typed: put a server that encrypts in front, and "
            "name its address in HEARTH_ADDRESS=https://..."
        )


def _behind(host: str) -> dict[str, object]:
    """Whose word is taken on how, and from where, somebody came: the encrypting server's alone."""
    if not os.environ.get("HEARTH_ADDRESS", "").startswith("https://"):
        return {}
    return {
        "trusted_proxy": HOST if host in LOOPBACK else "*",
        "trusted_proxy_count": 1,
        "trusted_proxy_headers": {"x-forwarded-proto", "x-forwarded-for"},
    }


def _metrics(station: Station, port: int) -> "WSGIServer | None":
    """A listener of its own, on this machine alone. Raises NotReady where the port is taken."""
    if not port:
        return None
    from wsgiref.simple_server import WSGIRequestHandler, make_server

    from hearth.entry.measured import MEASURED

    class Silent(WSGIRequestHandler):
        def log_message(self, format: str, *args: object) -> None:
            """Who asks how the machine is doing is written nowhere."""

    def told(_environ: object, start: "StartResponse") -> list[bytes]:
        start("200 OK", [("Content-Type", "text/plain; version=0.0.4; charset=utf-8")])
        return ["\n".join((*MEASURED.lines(station.folder.path), "")).encode()]

    try:
        server = make_server(HOST, port, told, handler_class=Silent)
    except OSError:
        raise NotReady(f"port {port} is taken: choose another with --metrics") from None
    threading.Thread(target=server.serve_forever, name="metrics", daemon=True).start()
    return server


def _open_register(begun: "Running") -> None:
    """Before anybody is let in: a second for 3,000 homes, in which nobody else could write."""
    try:
        begun.desk.register(begun.clock())
    except HearthError:
        log.exception("the register could not be opened ahead; the first shortlist does it")


def _settled() -> None:
    """Once the code of every page is loaded and the register is open, before anybody waits.

    What is asked again and again is worded, and nothing that is open now is looked through for
    waste from now on: everybody waits meanwhile, 190 ms for 3,000 homes, at one of 700 requests.
    """
    from hearth.store import database
    from hearth.store.database import worded

    with database.in_one_sentence():
        worded.make_ready()
    gc.collect()
    gc.freeze()


def _ends(_signal: int, _frame: FrameType | None) -> None:
    raise SystemExit(0)


Work = Callable[[threading.Event], None]


def _pages_first(stop: threading.Event) -> None:
    """A rest between two pieces of work; a longer one while anybody is answered."""
    from hearth.entry.measured import MEASURED

    for _ in range(RESTS):
        if stop.wait(REST_S) or not MEASURED.answering:
            return


def _daily(station: Station, *, demo: bool) -> Work:
    from django.db import close_old_connections

    from hearth.actions.daily import daily
    from hearth.entry.measured import MEASURED
    from hearth.exchange.ways import called, chosen
    from hearth.store.folder import clear_drills

    # Nobody in a trial is real, and whoever owns their number is not asked to hear from us.
    around = {} if demo else os.environ
    ways, zone = chosen.ways(around), chosen.zone(os.environ)

    def what_falls_due(stop: threading.Event) -> None:
        while not stop.is_set():
            try:
                clear_drills(station.folder)
                done = daily(
                    by=station.service,
                    now=now(),
                    between=partial(_pages_first, stop),
                    ways=ways,
                    zone=zone,
                    clock=now,
                    call=None if demo else called.post,
                )
                mark(station.folder)
                for sentence in done.refused:
                    log.warning("what falls due: %s", sentence)
                MEASURED.worked(time.time(), done=True)
            except HearthError:
                MEASURED.worked(time.time(), done=False)
                log.exception("what falls due could not be done; it is tried again")
            finally:
                close_old_connections()
            stop.wait(DAILY_S)

    return what_falls_due


def _witness(station: Station) -> Work:
    from django.db import close_old_connections

    from hearth.actions.kept import witness

    def tells_a_witness(stop: threading.Event) -> None:
        """Every ten minutes, or thousand acts, if one is named; tried again until it is told."""
        to = witness.named(os.environ)
        while to.is_named and not stop.is_set():
            try:
                if witness.is_due(station.folder, now=now()):
                    signer = witness.signer(station.folder, lambda _: passphrase(os.environ))
                    witness.tell(station.folder, to, signer, now=now())
            except HearthError:
                log.exception("the witness was not told how the log stands; it is tried again")
            finally:
                close_old_connections()
            stop.wait(WITNESS_S)

    return tells_a_witness


def _reader(folder: "Folder") -> Work:
    from hearth.entry.measured import MEASURED
    from hearth.exchange import apart

    def reader_tried(stop: threading.Event) -> None:
        """Whether files are read without a network, from in here: a unit or a container may forbid
        this process what it allows whoever types `doctor`."""
        if stop.wait(FIRST_PAGE_S):
            return
        try:
            offline = apart.is_offline()
            machine.mark_reader(folder, offline=offline)
        except HearthError:
            log.exception("the reader of files that are sent could not be tried")
            return
        MEASURED.tried_reader(offline=offline)
        if not offline:
            log.warning("the process that reads uploads keeps its network; see `doctor`")

    return reader_tried


def _templates_begun() -> Work:
    """Lay out templates for as long as nobody minds; what is left to be done beside the pages."""
    from django.template import engines
    from django.template.backends.jinja2 import Jinja2

    from hearth.entry.measured import MEASURED

    pages = cast(Jinja2, engines["jinja2"]).env
    left = iter([name for name in pages.list_templates() if name.endswith(".html")])

    def templates_laid_out(stop: threading.Event) -> None:
        """So that nobody's first page waits for a template; goes on where it was stopped.

        Not while anybody is answered: a page takes twice as long beside it, and lays out its own.
        """
        while not stop.is_set() and (name := next(left, None)) is not None:
            pages.get_template(name)
            while MEASURED.answering and not stop.is_set():
                _pages_first(stop)

    templates_laid_out(_set_after(LAID_OUT_S))
    return templates_laid_out


def _set_after(seconds: float) -> threading.Event:
    event = threading.Event()
    timer = threading.Timer(seconds, event.set)
    timer.daemon = True
    timer.start()
    return event


def _desk_ready(begun: "Running") -> Work:
    from django.db import close_old_connections

    from hearth.store import programmes

    def desk_ready(stop: threading.Event) -> None:
        """So that nobody who sits across a desk waits for a compiler or a register."""
        if not engine_beside(Progress(), stop):
            return
        try:
            used = [programmes.of(ref) for ref in programmes.used()]
            begun.desk.make_ready(used, begun.clock())
        except HearthError:
            log.exception("the register could not be opened ahead; the first shortlist does it")
        finally:
            close_old_connections()

    return desk_ready


def _first_figures(station: Station) -> Work:
    from django.db import close_old_connections

    from hearth.cli.trial.today import first_figures
    from hearth.engine.kernels.compiled import is_kept

    def figures_known(stop: threading.Event) -> None:
        """So that the manager of a trial finds figures on the first look."""
        if stop.wait(FIRST_PAGE_S):
            return
        while not is_kept():  # the engine is being made beside; two makers would only be slower
            if stop.wait(LOOKED_AT_EVERY):
                return
        try:
            first_figures(station.folder, service=station.service, now=now())
        except HearthError:
            log.exception("the first figures could not be worked out; the manager's page does it")
        finally:
            close_old_connections()

    return figures_known
