"""How soon every page answers with many cases behind it: its first byte, and how often it asks.

[--cases N] [--homes N] [--runs N] [--home FOLDER] [--only KEY]. A trial with years of work behind
it is made, or the one in FOLDER is taken; `hearth serve` opens it. Each of its people follows
every link from their first page; each kind of page is asked for again and again.
"""

import argparse
import http.client
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING
from urllib.parse import urlencode, urlsplit

import numpy as np

from bench.report import at_least_one
from hearth.core.commands import Command

if TYPE_CHECKING:
    from django.test import Client

    from hearth.cli.station import Station

RUNS, WARM = 40, 3
BAR_MS = 150.0
PROGRAMME = "host-home-us"
LINK = re.compile(r'href="(/[^"#]*)"')

# What is asked for beside the links: whom, where, and what is sent with it.
ASKED: Mapping[str, Sequence[tuple[str, Mapping[str, str]]]] = {
    "duty": (("/office/find", {"name": "ann"}),),
}


@dataclass(frozen=True, slots=True)
class Page:
    """One kind of page, as somebody comes to it. `sent`: a form's words, or nothing."""

    key: str
    path: str
    route: str
    queries: int
    sent: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Timed:
    """A page and how long its first byte took."""

    page: Page
    middle_ms: float
    late_ms: float

    @property
    def ratio(self) -> float:
        """Of the bar; 1 or less is well."""
        return self.late_ms / BAR_MS


class Reader:
    """Somebody signed in, who reads pages one after the other over one connection."""

    def __init__(self, port: int, cookie: str) -> None:
        self._cookies = {"s": cookie}
        self._open = http.client.HTTPConnection("127.0.0.1", port)

    def read(self, page: Page) -> float:
        """Seconds to the first byte. Raises RuntimeError where no page is answered."""
        if page.sent is None:
            return self._ask("GET", page.path, "")
        if "c" not in self._cookies:
            self._ask("GET", page.path, "")
        return self._ask("POST", page.path, urlencode({**page.sent, **self._token}))

    def _ask(self, method: str, path: str, body: str) -> float:
        headers = {"Cookie": "; ".join(f"{key}={value}" for key, value in self._cookies.items())}
        if body:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        began = perf_counter()
        self._open.request(method, path, body=body or None, headers=headers)
        answer = self._open.getresponse()
        first = answer.read(1)
        seconds = perf_counter() - began
        text = (first + answer.read()).decode(errors="replace")
        if answer.status != http.HTTPStatus.OK:
            raise RuntimeError(f"{method} {path} answered {answer.status}")
        self._keep(answer.getheader("Set-Cookie") or "", text)
        return seconds

    def _keep(self, handed: str, text: str) -> None:
        if handed.startswith("c="):
            self._cookies["c"] = handed[2:].split(";", maxsplit=1)[0]
        if found := re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', text):
            self._token = {"csrfmiddlewaretoken": found[1]}


@contextmanager
def serving(port: int) -> Iterator["subprocess.Popen[str]"]:
    """`hearth serve` over HEARTH_HOME."""
    command = [sys.executable, "-m", "hearth", "serve", "--port", str(port)]
    with subprocess.Popen([*command, "--no-browser"], stderr=subprocess.PIPE, text=True) as process:
        for line in process.stderr or ():
            if line.startswith("http"):
                break
        try:
            yield process
        finally:
            process.terminate()


def keys(station: "Station") -> list[str]:
    """Whom to look through the service as: everybody invented."""
    from hearth.entry import trial

    return [one.key for one in trial.people(station.folder)]


def cookie_of(station: "Station", key: str) -> str:
    """A session of somebody invented."""
    from hearth.cli.clock import now
    from hearth.store import keyring, sessions

    return sessions.begin(keyring.sign_in(station.folder, key, None), now=now())


def walk(station: "Station", key: str) -> list[Page]:
    """One page of each kind that somebody comes to by links, and how many queries it takes."""
    from django.conf import settings
    from django.test import Client

    client = Client(headers={"host": "localhost"})
    client.cookies[settings.SESSION_COOKIE] = cookie_of(station, key)
    ahead, seen, found = ["/"], set[str](), list[Page]()
    while ahead:
        path = ahead.pop(0)
        route = route_of(path)
        if route is None or route in seen:
            continue
        seen.add(route)
        page, text = _looked_at(client, key, path, route)
        ahead += LINK.findall(text)
        found += [page] if page else []
    for path, sent in ASKED.get(key, ()):
        count = _queries(client, path, sent)
        found.append(Page(key, path, f"{route_of(path)} (asked)", count, sent))
    return found


def heaviest(pages: Iterable[Page]) -> list[Page]:
    """Of each audience's pages of one kind the one that asks the database most often."""
    found: dict[tuple[str, str], Page] = {}
    for page in pages:
        kind = page.key.partition("-")[0], page.route
        if kind not in found or page.queries > found[kind].queries:
            found[kind] = page
    return list(found.values())


def route_of(path: str) -> str | None:
    """The kind of page an address is; None for what is no page."""
    from django.urls import Resolver404, resolve

    try:
        return str(resolve(urlsplit(path).path).route) or "(front)"
    except Resolver404:
        return None


def _looked_at(client: "Client", key: str, path: str, route: str) -> tuple[Page | None, str]:
    """A page, and its text to follow; of a way on only where it leads to."""
    from django.db import connection, reset_queries
    from django.test.utils import CaptureQueriesContext

    reset_queries()  # the list of a connection has an end, and a walk asks more than it holds
    with CaptureQueriesContext(connection) as asked:
        answer = client.get(path.replace("&amp;", "&"))
        if answer.streaming:
            return Page(key, path, route, len(asked)), ""
    if answer.status_code in {301, 302}:
        return None, f'href="{answer["Location"]}"'
    if answer.status_code != http.HTTPStatus.OK:
        return None, ""
    return Page(key, path.replace("&amp;", "&"), route, len(asked)), answer.content.decode(
        errors="replace"
    )


def _queries(client: "Client", path: str, sent: Mapping[str, str]) -> int:
    from django.db import connection, reset_queries
    from django.test.utils import CaptureQueriesContext

    reset_queries()  # the list of a connection has an end, and a walk asks more than it holds
    with CaptureQueriesContext(connection) as asked:
        client.post(path, sent)
    return len(asked)


def main(words: Sequence[str] | None = None) -> int:
    """Print a line per page; 1 where the 95th of 100 is over the bar."""
    say = argparse.ArgumentParser(prog="run.py bench pages")
    say.add_argument("--cases", type=at_least_one, default=2_000)
    say.add_argument("--homes", type=at_least_one, default=500)
    say.add_argument("--runs", type=at_least_one, default=RUNS)
    say.add_argument("--port", type=int, default=8123)
    say.add_argument("--home", help="a trial that is there already")
    say.add_argument("--only", help="one of its people")
    asked = say.parse_args(words)
    with tempfile.TemporaryDirectory(prefix="hearth-bench-") as folder:
        os.environ["HEARTH_HOME"] = asked.home or str(Path(folder) / "home")
        station = opened(asked.cases, asked.homes)
        wanted = [asked.only] if asked.only else keys(station)
        found = heaviest(page for key in wanted for page in walk(station, key))
        cookies = {key: cookie_of(station, key) for key in wanted}
        with serving(asked.port):
            return measure(asked.port, cookies, found, asked.runs)


def opened(cases: int, homes: int) -> "Station":
    """The service that HEARTH_HOME holds, made where there is none; its pages can be asked for."""
    from hearth.cli.progress import Progress
    from hearth.cli.station import open_station

    station = open_station(Command.DEMO, quiet=True)
    from hearth.entry import running, trial

    if not trial.is_one(station.folder):
        from bench import behind

        began = perf_counter()
        behind.make(
            station, cases=cases, homes=homes, seed=1, programme=PROGRAMME, progress=Progress()
        )
        print(f"made in {perf_counter() - began:.0f} s", file=sys.stderr)
    running.begin(station.folder, station.service, demo=False)
    return station


def measure(port: int, cookies: Mapping[str, str], found: Sequence[Page], runs: int) -> int:
    """Ask for every page `runs` times; a line for each, and at last the slowest against the bar."""
    readers = {key: Reader(port, cookie) for key, cookie in cookies.items()}
    late = []
    for page in found:
        one = timed(readers[page.key], page, runs)
        late.append(one)
        print(
            f"{page.key:14} {page.route:52} {page.queries:4} queries   "
            f"p50 {one.middle_ms:7.1f} ms   p95 {one.late_ms:7.1f} ms   {one.ratio:5.2f} of bar",
            flush=True,
        )
    return told(late)


def timed(reader: Reader, page: Page, runs: int) -> Timed:
    """One page, asked for again and again."""
    for _ in range(WARM):
        reader.read(page)
    seconds = [reader.read(page) for _ in range(runs)]
    middle, late = 1000 * np.quantile(seconds, [0.5, 0.95])
    return Timed(page, float(middle), float(late))


def told(late: Sequence[Timed]) -> int:
    """The slowest page against the bar. 1 where any is over it."""
    worst = max(late, key=lambda one: one.late_ms)
    over = sum(one.ratio > 1 for one in late)
    print(
        f"{len(late)} pages; slowest p95 {worst.late_ms:.0f} ms, {worst.ratio:.2f} of the bar of "
        f"{BAR_MS:.0f} ms ({worst.page.key} {worst.page.route}); {over} over it"
    )
    return 1 if over else 0


if __name__ == "__main__":
    sys.exit(main())
