"""How the service is doing, in numbers that tell of nobody: counts, seconds, bytes, ages.

They are about requests and machines alone. There is no label for a page, an audience, an office or
a case: how often a page is opened can tell who is being looked for.
"""

import os
import threading
import time
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

from django.http import HttpRequest, HttpResponse

from hearth.store.folder import PROVED, last, proof_of

Next = Callable[[HttpRequest], HttpResponse]

UNTIL_S = (0.01, 0.025, 0.05, 0.1, 0.15, 0.4, 1.0, 2.0, 10.0)  # upper ends of the histogram


class Measured:
    """Counts since this process began. Safe to call from many threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._answers: Counter[str] = Counter()
        self._within = [0] * (len(UNTIL_S) + 1)
        self._seconds = 0.0
        self._open = 0
        self._worked_at = 0.0
        self._works_failed = 0
        self._reads_offline: bool | None = None

    @property
    def answering(self) -> int:
        """How many requests are being answered now."""
        return self._open

    def begins(self) -> None:
        """A request has come in."""
        with self._lock:
            self._open += 1

    def ends(self, status: int, seconds: float) -> None:
        """It was answered with `status`, `seconds` after it came."""
        with self._lock:
            self._open -= 1
            self._answers[f"{status // 100}xx"] += 1
            self._within[bisect_left(UNTIL_S, seconds)] += 1
            self._seconds += seconds

    def worked(self, at: float, *, done: bool) -> None:
        """What falls due by itself was looked at, at `at` (seconds since 1970)."""
        with self._lock:
            if done:
                self._worked_at = at
            else:
                self._works_failed += 1

    def tried_reader(self, *, offline: bool) -> None:
        """Whether the process that reads uploads got off the network, begun from this one."""
        with self._lock:
            self._reads_offline = offline

    def lines(self, files: Path) -> Iterator[str]:
        """All of it in the text form that Prometheus reads. `files` is the service's folder."""
        with self._lock:
            answers, within = dict(self._answers), list(self._within)
            seconds, open_ = self._seconds, self._open
            worked_at, failed = self._worked_at, self._works_failed
        yield from _head("requests_total", "counter", "Requests answered, by class of status.")
        for status in ("2xx", "3xx", "4xx", "5xx"):
            yield f'hearth_requests_total{{status="{status}"}} {answers.get(status, 0)}'
        yield from _histogram(within, seconds)
        yield from _one("requests_open", "gauge", "Requests being answered now.", open_)
        yield from _one(
            "work_timestamp_seconds", "gauge", "When what falls due was last done.", worked_at
        )
        yield from _one("work_failures_total", "counter", "Times that it could not be.", failed)
        if self._reads_offline is not None:
            says = "1 where uploads are read by a process without a network, 0 where it keeps one."
            yield from _one("uploads_offline", "gauge", says, int(self._reads_offline))
        proved = last(files, PROVED)
        says = "When a copy was last restored and held; 0 for never."
        at = proved.timestamp() if proved else 0
        yield from _one("backup_proved_timestamp_seconds", "gauge", says, at)
        yield from _proved(files)
        kept = sum(file.stat().st_size for file in files.iterdir() if file.is_file())
        yield from _one("folder_bytes", "gauge", "Size of the service's own folder.", kept)
        free = os.statvfs(files)
        yield from _one(
            "disk_free_bytes", "gauge", "Room left beside it.", free.f_bavail * free.f_frsize
        )


def _proved(files: Path) -> Iterator[str]:
    """What a loss of the machine would cost, as far as it was ever tried."""
    if (seen := proof_of(files)) is None:
        return
    took = "Seconds to restore the copy that was last proved, until its facts opened."
    yield from _one("backup_restore_seconds", "gauge", took, seen.restored_s)
    copied = "The moment that this copy brings back; what came after it would be lost."
    at = seen.copied_at.timestamp()
    yield from _one("backup_copied_timestamp_seconds", "gauge", copied, at)


def _histogram(within: list[int], seconds: float) -> Iterator[str]:
    name = "request_seconds"
    yield from _head(name, "histogram", "Seconds from a request to its answer.")
    below = 0
    for until, count in zip((*map(str, UNTIL_S), "+Inf"), within, strict=True):
        below += count
        yield f'hearth_{name}_bucket{{le="{until}"}} {below}'
    yield f"hearth_{name}_sum {seconds:.6f}"
    yield f"hearth_{name}_count {below}"


def _one(name: str, kind: str, says: str, value: float) -> Iterator[str]:
    yield from _head(name, kind, says)
    yield f"hearth_{name} {value}"


def _head(name: str, kind: str, says: str) -> Iterator[str]:
    yield f"# HELP hearth_{name} {says}"
    yield f"# TYPE hearth_{name} {kind}"


MEASURED = Measured()


class MeasuredMiddleware:
    """Counts each request and how long it took; outermost, so that mistakes are counted too."""

    def __init__(self, get_response: Next) -> None:
        self._next = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        began = time.monotonic()
        MEASURED.begins()
        status = 500
        try:
            response = self._next(request)
            status = response.status_code
            return response
        finally:
            MEASURED.ends(status, time.monotonic() - began)
