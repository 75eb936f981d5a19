"""How soon each page answers with many cases behind it: the first byte of each.

[--cases N] [--homes N] [--port N]. An invented town is made, `hearth serve` opens it, and every
page that can be reached by links from the caseworker's first page is asked for many times.
"""

import argparse
import http.client
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter

import numpy as np

RUNS = 60
MOST_PAGES = 40
BAR_MS = 150.0
LINK = re.compile(r'href="(/[^"#]*)"')
NUMBER = re.compile(r"[0-9a-f-]{36}|\d+")


def pattern_of(path: str) -> str:
    """An address without the numbers of whatever it is about."""
    return NUMBER.sub("*", path.split("?", maxsplit=1)[0])


class Reader:
    """Somebody signed in, who reads pages one after the other over one connection."""

    def __init__(self, port: int, cookie: str) -> None:
        self._port, self._cookie = port, cookie
        self._open = http.client.HTTPConnection("127.0.0.1", port)

    def read(self, path: str) -> tuple[int, float, str]:
        """Status, seconds to the first byte, and the page."""
        began = perf_counter()
        self._open.request("GET", path, headers={"Cookie": f"s={self._cookie}"})
        answer = self._open.getresponse()
        first = answer.read(1)
        seconds = perf_counter() - began
        return answer.status, seconds, (first + answer.read()).decode()


def pages(reader: Reader, begin: str) -> Iterator[str]:
    """Addresses reached by links, one of each pattern."""
    ahead, seen = [begin], {pattern_of(begin)}
    while ahead and len(seen) <= MOST_PAGES:
        path = ahead.pop(0)
        status, _, text = reader.read(path)
        if status != 200:
            continue
        yield path
        for link in LINK.findall(text):
            if pattern_of(link) not in seen and not link.startswith("/static/"):
                seen.add(pattern_of(link))
                ahead.append(link)


@contextmanager
def serving(port: int) -> Iterator[None]:
    """`hearth serve` over HEARTH_HOME."""
    command = [sys.executable, "-m", "hearth", "serve", "--port", str(port)]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        for line in process.stderr or ():
            if line.startswith("http"):
                break
        try:
            yield
        finally:
            process.terminate()


def main(words: Sequence[str] | None = None) -> int:
    """Print a line per page; 1 where the 95th of 100 is over the bar."""
    say = argparse.ArgumentParser(prog="run.py bench pages")
    say.add_argument("--cases", type=int, default=2_000)
    say.add_argument("--homes", type=int, default=500)
    say.add_argument("--port", type=int, default=8123)
    asked = say.parse_args(words)
    with tempfile.TemporaryDirectory(prefix="hearth-bench-") as folder:
        os.environ["HEARTH_HOME"] = str(Path(folder) / "home")
        from hearth.cli import town
        from hearth.cli.clock import now
        from hearth.cli.station import open_station

        town.run(asked.homes, asked.cases, 1, "blank", as_json=False)
        from hearth.store import sessions

        cookie = sessions.begin(open_station().duty, now=now())
        with serving(asked.port):
            return _measure(Reader(asked.port, cookie))


def _measure(reader: Reader) -> int:
    worst = 0.0
    for path in list(pages(reader, "/office/")):
        seconds = [reader.read(path)[1] for _ in range(RUNS)]
        middle, late = 1000 * np.quantile(seconds, [0.5, 0.95])
        worst = max(worst, late)
        print(f"{pattern_of(path):44} p50 {middle:7.1f} ms   p95 {late:7.1f} ms", flush=True)
    print(f"bar {BAR_MS:.0f} ms: {'met' if worst <= BAR_MS else 'NOT MET'}")
    return 0 if worst <= BAR_MS else 1


if __name__ == "__main__":
    sys.exit(main())
