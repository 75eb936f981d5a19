"""A request straight to the service's own WSGI program: no client between, nothing of it kept."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from io import BytesIO

from django.core.handlers.wsgi import WSGIHandler, WSGIRequest
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, transaction

SLOWEST_S = 2.0  # of a core: how busy others keep the machine is no matter of the page
LONGEST_S = 30.0  # by the clock, so that what only waits is found as well


@dataclass(frozen=True, slots=True)
class Answered:
    """What came back, and how long it took: of a core, and by the clock."""

    status: int
    body: bytes = field(repr=False)
    core_s: float
    clock_s: float

    @property
    def is_slow(self) -> bool:
        """Whether it keeps the service busy, or somebody waiting."""
        return self.core_s > SLOWEST_S or self.clock_s > LONGEST_S


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
def _connection_kept() -> Iterator[None]:
    """The world lies in a transaction that nobody may close, as the test client sees to as well."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    try:
        yield
    finally:
        for signal in (request_started, request_finished):
            signal.connect(close_old_connections)


def send(
    method: str, path: str, query: str, body: bytes, kind: str, headers: dict[str, str]
) -> Answered:
    """Send it and take everything back that it changed. `headers` as WSGI names them."""
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
    began, busy = time.perf_counter(), time.process_time()
    with _connection_kept(), transaction.atomic():
        answer = _program()(environ, lambda status, _headers, _more=None: said.append(status))
        told = b"" if getattr(answer, "streaming", False) else b"".join(answer)
        answer.close()
        transaction.set_rollback(True)
    took = time.process_time() - busy, time.perf_counter() - began
    return Answered(int(said[0].split()[0]), told, *took)
