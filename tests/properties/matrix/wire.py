"""A request straight to the service's own WSGI program: no client between, nothing of it kept."""

import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from functools import cache
from io import BytesIO
from pathlib import Path

from django.core.handlers.wsgi import WSGIHandler, WSGIRequest
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, transaction

SLOWEST_S = 2.0
_QUEUED = Path("/proc/thread-self/schedstat")  # Linux: ns on a core, ns ready and without one, ...


@dataclass(frozen=True, slots=True)
class Answered:
    """What came back, and how long it took by the clock, in s.

    What it stood ready while others had the cores is taken off where the system tells it: how
    busy others keep the machine is no matter of the page. What it slept or waited for is not.
    """

    status: int
    body: bytes = field(repr=False)
    took_s: float

    @property
    def is_slow(self) -> bool:
        """Whether somebody waits too long for it."""
        return self.took_s > SLOWEST_S


class _Unforged(WSGIRequest):
    """As if its form were of our own page: what is sent is to reach the page behind the check."""

    _dont_enforce_csrf_checks = True


class _Program(WSGIHandler):
    """The service's WSGI program, but for the check of forged forms."""

    request_class = _Unforged


@cache
def _program() -> WSGIHandler:
    return _Program()


@contextmanager
def _undone() -> Iterator[None]:
    """Whatever is done in here is taken back. The world lies in a transaction that nobody may
    close, as the test client sees to as well."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    try:
        with transaction.atomic():
            yield
            transaction.set_rollback(True)
    finally:
        for signal in (request_started, request_finished):
            signal.connect(close_old_connections)


def send(
    method: str,
    path: str,
    query: str,
    body: bytes,
    kind: str,
    headers: dict[str, str],
    *,
    for_good: bool = False,
) -> Answered:
    """Send it and take everything back that it changed, if not `for_good`. `headers` as WSGI names
    them."""
    said: list[str] = []
    environ = {
        "REQUEST_METHOD": method,
        "SCRIPT_NAME": "",
        "PATH_INFO": path,
        "QUERY_STRING": query,
        "CONTENT_TYPE": kind,
        "CONTENT_LENGTH": str(len(body)),
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "192.0.2.9",
        "wsgi.input": BytesIO(body),
        "wsgi.url_scheme": "http",
        "wsgi.version": (1, 0),
        "wsgi.errors": BytesIO(),
        "wsgi.multithread": False,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
        **headers,
    }
    began, queued = time.perf_counter(), _queued_s()
    with nullcontext() if for_good else _undone():
        answer = _program()(environ, lambda status, _headers, _more=None: said.append(status))
        told = b"" if getattr(answer, "streaming", False) else b"".join(answer)
        answer.close()
    took_s = time.perf_counter() - began - (_queued_s() - queued)
    return Answered(int(said[0].split()[0]), told, took_s)


def _queued_s() -> float:
    """How long this thread has stood ready without a core; 0 where the system does not tell."""
    try:
        return int(_QUEUED.read_bytes().split()[1]) / 1e9
    except OSError:
        return 0.0
