"""A shortlist through the page and through the API, beside the engine alone; the first of a start.

[HOMES]. `hearth serve` opens an invented town; a browser and a program each ask for one party after
the other, over one connection: what is posted, and then what is read of it.
"""

import http.client
import json
import os
import re
import sys
import tempfile
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import TYPE_CHECKING
from urllib.parse import urlencode
from uuid import UUID, uuid4

import numpy as np

from bench.desk import engine_alone, quartiles
from bench.pages import serving
from bench.report import asked
from hearth.core.commands import Command

if TYPE_CHECKING:
    from hearth.cli.station import Station

RUNS, PARTIES = 60, 200
PORT = 8127
BAR_MS, FIRST_MS = 20.0, 50.0
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


class Door:
    """One connection to the service; what it sends with every request."""

    def __init__(self, headers: dict[str, str]) -> None:
        self._headers = headers
        self._open = http.client.HTTPConnection("127.0.0.1", PORT)

    def ask(self, method: str, path: str, body: str = "", **headers: str) -> tuple[int, str]:
        """Status and text of the answer."""
        self._open.request(method, path, body=body or None, headers=self._headers | headers)
        answer = self._open.getresponse()
        if handed := re.match(r"c=([^;]+)", answer.getheader("Set-Cookie") or ""):
            self._headers["Cookie"] = f"{self._headers['Cookie']}; c={handed[1]}"
        return answer.status, answer.read().decode(errors="replace")


def program(door: Door, case: UUID) -> tuple[float, float]:
    """Seconds to the answer of the act, and of reading what it made."""
    began = perf_counter()
    path, key = f"/api/cases/{case}/shortlist", {"Idempotency-Key": uuid4().hex}
    made = door.ask("POST", path, "{}", **key)[0]
    then = perf_counter()
    read, text = door.ask("GET", path)
    if (made, read) != (201, 200) or "fits" not in json.loads(text):
        raise RuntimeError(f"{path} answered {made}, then {read}")
    return then - began, perf_counter() - then


def browser(door: Door, case: UUID) -> tuple[float, float]:
    """The same of the form and of the page that follows it."""
    path = f"/office/case/{case}/shortlist"
    found = TOKEN.search(door.ask("GET", f"/office/case/{case}")[1])
    form = urlencode({"leave_homes": "no", "csrfmiddlewaretoken": found[1] if found else ""})
    began = perf_counter()
    kind = {"Content-Type": "application/x-www-form-urlencoded"}
    made = door.ask("POST", path, form, **kind)[0]
    then = perf_counter()
    read = door.ask("GET", path)[0]
    if (made, read) != (302, 200):
        raise RuntimeError(f"{path} answered {made}, then {read}")
    return then - began, perf_counter() - then


def main(homes: int) -> int:
    """Print it all; 1 where a bar is not met."""
    with tempfile.TemporaryDirectory(prefix="hearth-bench-") as folder:
        os.environ["HEARTH_HOME"] = str(Path(folder) / "home")
        from hearth.cli import town

        return town.run(homes, PARTIES, 1, "blank", as_json=False) or _measure()


def _measure() -> int:
    from hearth.actions.keys import tokens
    from hearth.cli.clock import now
    from hearth.cli.station import open_station
    from hearth.queries.matching.waiting import waiting
    from hearth.store import sessions

    station, at = open_station(Command.DEMO), now()
    cases = waiting(at.date())
    cookie = sessions.begin(station.duty, now=at)
    token = tokens.make(acts=True, days=1, by=station.duty, now=at)
    alone = engine_alone_of(station, cases)
    with serving(PORT):
        api = Door({"Authorization": f"Bearer {token}"})
        first = sum(program(api, cases[0]))
        asked = [program(api, one) for one in cases[1:RUNS]]
        page = Door({"Cookie": f"s={cookie}"})
        seen = [browser(page, one) for one in cases[RUNS : 2 * RUNS]]
    engine = 1000 * median(alone)
    print(f"the engine alone          {quartiles(alone)}")
    met = _is_met("first after the start", 1000 * first, FIRST_MS)
    for name, parts in (("through the API", asked), ("through the page", seen)):
        for what, at_ in (("made", 0), ("read", 1)):
            print(f"  {name}, {what:4}  {quartiles([one[at_] for one in parts])}")
        both = [1000 * sum(one) for one in parts]
        met &= _is_met(f"{name}, p50 more", median(both) - engine, BAR_MS)
        late = float(np.quantile(both, 0.99)) - engine
        print(f"  {name}, p99 more {late:8.1f} ms")
    return 0 if met else 1


def engine_alone_of(station: "Station", cases: list[UUID]) -> list[float]:
    """Seconds that the engine takes for these parties, in this process."""
    from hearth.actions.matching.desk import Desk
    from hearth.cli.clock import now
    from hearth.engine.ready import make_ready

    make_ready()
    return engine_alone(Desk(station.service), station, cases[1:RUNS], now())


def _is_met(what: str, found_ms: float, bar_ms: float) -> bool:
    met = found_ms <= bar_ms
    print(f"{what:26}{found_ms:8.1f} ms, bar {bar_ms:.0f}: {'met' if met else 'NOT MET'}")
    return met


if __name__ == "__main__":
    sys.exit(main(*asked("doors", __doc__, homes=3_000)))
