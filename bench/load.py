"""Fifty people at once: how long pages take, what fails, and what the server's memory does.

[--database postgres] [--people 50] [--minutes 10] [--cases N] [--homes N] [--home FOLDER].
`hearth serve` has two cores, the people the others. Then twice as many people for a fifth of the
time, and then as many as before: it may become slow, must not fail, and must be quick again.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from time import sleep
from typing import TYPE_CHECKING, Any

from bench.pages import PROGRAMME, opened, serving
from bench.report import at_least_one, positive
from tools import loaded
from tools.promises import WRITTEN_TO

if TYPE_CHECKING:
    from hearth.cli.station import Station
    from hearth.core.audience import Audience
    from hearth.store.access import SignedIn

PEOPLE, MINUTES = 50, 10.0
BAR_MS, LONGEST_MS = 400.0, 10_000.0  # for 99 of 100; for anybody
SECRET = "a lamp for reading at night"
LEAK_MB = 50.0  # more at the end than in the middle is no longer flat
LOOKED_EVERY_S = 5.0

# Of a hundred people: who they are. The rest are caseworkers.
SHARES = {"resident": 24, "host": 16, "visitor": 10, "lead": 4, "manager": 2, "auditor": 2}


def main(words: Sequence[str] | None = None) -> int:
    """Print a table for each stage; 1 where the bar is missed, anything failed, or memory grew."""
    say = argparse.ArgumentParser(prog="run.py bench load")
    say.add_argument("--database", choices=("sqlite", "postgres"), default="sqlite")
    say.add_argument("--people", type=at_least_one, default=PEOPLE)
    say.add_argument("--minutes", type=positive, default=MINUTES)
    say.add_argument("--cases", type=at_least_one, default=2_000)
    say.add_argument("--homes", type=at_least_one, default=500)
    say.add_argument("--port", type=int, default=8124)
    say.add_argument("--home", help="a trial that is there already")
    asked = say.parse_args(words)
    with ExitStack() as kept:
        folder = kept.enter_context(tempfile.TemporaryDirectory(prefix="hearth-load-"))
        os.environ["HEARTH_HOME"] = asked.home or str(Path(folder) / "home")
        if asked.database == "postgres" and "HEARTH_DATABASE" not in os.environ:
            os.environ["HEARTH_DATABASE"] = kept.enter_context(_cluster())
        station = opened(asked.cases, asked.homes)
        people = Path(folder) / "people.json"
        people.write_text(json.dumps(come_to_work(station, 2 * asked.people)), "utf-8")
        cases = _cases()
        print(f"{cases:,} cases", flush=True)
        server = kept.enter_context(serving(asked.port))
        seconds = int(60 * asked.minutes)
        short = max(30, seconds // 5)
        twice = 2 * asked.people
        stages = f"{asked.people}:{seconds},{twice}:{short},{asked.people}:{short}"
        _apart(server.pid)
        memory = Memory(server.pid)
        told = list(memory.beside(_crowd(asked.port, people, stages)))
    loaded.write_down(os.environ.get(WRITTEN_TO, ""), told, cases=cases)
    return judged(told, memory)


def _cases() -> int:
    """How many there are: a trial that was there already has its own number."""
    from hearth.store.models import CaseRow

    return CaseRow.objects.count()


@contextmanager
def _cluster() -> Iterator[str]:
    """A PostgreSQL of our own for as long as this takes."""
    from tests.databases import Cluster, find_server

    cluster = Cluster(find_server(os.environ))
    try:
        import psycopg

        beside = cluster.dsn.replace("/hearth?", "/postgres?")
        with psycopg.connect(beside, autocommit=True) as at:
            at.execute("CREATE DATABASE hearth")
        yield cluster.dsn
    finally:
        cluster.stop()


def _apart(server: int) -> None:
    """The server on the last two cores, everybody else on the others, where there are four."""
    cores = sorted(os.sched_getaffinity(0))
    if len(cores) >= 4:
        for task in Path(f"/proc/{server}/task").iterdir():
            os.sched_setaffinity(int(task.name), cores[-2:])
        os.sched_setaffinity(0, cores[:-2])
    print(f"cores: {len(cores)}; load before: {os.getloadavg()[0]:.1f}")


def _crowd(port: int, people: Path, stages: str) -> Iterator[dict[str, Any]]:
    """Each stage as it ends."""
    command = [sys.executable, "-m", "bench.crowd", "--host", f"http://localhost:{port}"]
    command += ["--people", str(people), "--stages", stages]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as crowd:
        try:
            for line in crowd.stdout or ():
                yield json.loads(line)
        finally:
            crowd.terminate()  # whoever stops the measurement stops its people as well


class Memory:
    """What the server holds, looked at every few seconds: megabytes."""

    def __init__(self, server: int) -> None:
        self._status = Path(f"/proc/{server}/status")
        self.seen: list[float] = []
        self.by_stage: list[tuple[float, float, float]] = []

    def beside(self, stages: Iterator[dict[str, Any]]) -> Iterator[dict[str, Any]]:
        """The same stages, each printed with what was held meanwhile."""
        ended = threading.Event()
        watcher = threading.Thread(target=self._watch, args=(ended,), daemon=True)
        watcher.start()
        try:
            for stage in stages:
                held, self.seen = self.seen or [self._now()], []
                self.by_stage.append((held[0], held[len(held) // 2], held[-1]))
                show(stage, self.by_stage[-1])
                yield stage
        finally:
            ended.set()

    def _watch(self, ended: threading.Event) -> None:
        while not ended.is_set():
            self.seen.append(self._now())
            sleep(LOOKED_EVERY_S)

    def _now(self) -> float:
        for line in self._status.read_text().splitlines():
            if line.startswith("VmRSS:"):
                return int(line.split()[1]) / 1024
        return 0.0


def show(stage: Mapping[str, Any], held: tuple[float, float, float]) -> None:
    """One stage as a table."""
    every = stage["all"]
    print(f"\n{stage['people']} people for {stage['seconds']} s")
    for name, one in sorted(stage["pages"].items(), key=lambda page: -page[1]["p99"]):
        print(
            f"  {name:56} {one['count']:6}   p50 {one['p50']:7.0f} ms   p95 {one['p95']:7.0f} ms"
            f"   p99 {one['p99']:7.0f} ms"
        )
    print(
        f"  all: {every['count']} answers, {every['count'] / stage['seconds']:.1f} a second; "
        f"p50 {every['p50']:.0f} ms, p95 {every['p95']:.0f} ms, p99 {every['p99']:.0f} ms, "
        f"slowest {every['max']:.0f} ms"
    )
    late = ", ".join(f"{one['p99']:.0f}" for one in stage["minutes"])
    print(f"  p99 minute by minute: {late} ms")
    failed = sum(stage["failed"].values())
    print(f"  failed: {failed} {dict(stage['failed']) or ''}")
    print("  memory at start, middle, end: {:.0f}, {:.0f}, {:.0f} MB".format(*held))
    print(f"  load of the machine: {os.getloadavg()[0]:.1f}", flush=True)


def judged(told: Sequence[Mapping[str, Any]], memory: Memory) -> int:
    """The stages against the bar: the first and the last by time, all by failures."""
    missed = [f"{sum(one['failed'].values())} failed" for one in told if one["failed"]]
    missed += ["somebody was kept waiting" for one in told if one["all"]["max"] > LONGEST_MS]
    for one in (told[0], told[-1]):
        late = one["all"]["p99"]
        print(f"p99 of {one['people']}: {late:.0f} ms, {late / BAR_MS:.2f} of the bar of 400 ms")
        if late > BAR_MS:
            missed.append("too slow")
    _, middle, end = memory.by_stage[0]
    if end - middle > LEAK_MB:
        missed.append(f"memory grew by {end - middle:.0f} MB")
    print(f"bar: {'met' if not missed else 'NOT MET: ' + '; '.join(missed)}")
    return 1 if missed else 0


def come_to_work(station: "Station", count: int) -> list[dict[str, str]]:
    """So many people with a name or a code and a secret, by what they do here."""
    from hearth.core.audience import Audience

    roles = [Audience(role) for role, share in SHARES.items() for _ in range(count * share // 100)]
    roles += [Audience.CASEWORKER] * (count - len(roles))
    made = {Audience.RESIDENT: _residents, Audience.HOST: _hosts}
    found: list[dict[str, str]] = []
    for role in dict.fromkeys(roles):
        some = made.get(role, _staff)(station, role, roles.count(role))
        found += [_named(station, role, who, f"{role} {at}") for at, who in enumerate(some)]
    # The first half of the list is at work first: everybody's share in both halves.
    return found[::2] + found[1::2]


def _named(station: "Station", role: "Audience", who: "SignedIn", name: str) -> dict[str, str]:
    import secrets

    from django.db import transaction

    from hearth.actions.keys.sign_in import BY_CODE, CODE_BITS
    from hearth.cli.clock import now
    from hearth.core import sign_in
    from hearth.store import principals, sign_ins

    by_code = role in BY_CODE
    name = sign_in.to_code(secrets.randbits(CODE_BITS)) if by_code else f"{name} {who.id.hex[:6]}"
    with transaction.atomic():
        sign_ins.name(who.id, name, by_code=by_code)
        code = sign_in.read_code(name) if by_code else None
        principals.relock(who, sign_in.locked_with(SECRET, code), now=now())
        sign_ins.chosen(who.id)
    return {"role": str(role), "name": name, "secret": SECRET}


def _staff(station: "Station", role: "Audience", count: int) -> list["SignedIn"]:
    from hearth.actions.keys import service
    from hearth.cli.clock import now
    from hearth.core.audience import Audience
    from hearth.store import principals

    by = station.lead if role is Audience.LEAD else station.duty
    circles = tuple(name for name, roles in principals.CIRCLES.items() if role in roles)
    return [
        service.hire(role=role, secret=None, circles=circles, by=by, now=now())
        for _ in range(count)
    ]


def _hosts(station: "Station", _role: "Audience", count: int) -> list["SignedIn"]:
    from hearth.actions.keys import service
    from hearth.cli.clock import now
    from hearth.store.models import HostRow

    free = HostRow.objects.filter(principal=None, active=True).order_by("id")
    return [
        service.welcome_host(host=id, secret=None, by=station.duty, now=now())
        for id in list(free.values_list("id", flat=True)[:count])
    ]


def _residents(station: "Station", _role: "Audience", count: int) -> list["SignedIn"]:
    """People who have come, have been heard, and wait."""
    from hearth.actions.keys import service
    from hearth.actions.matching.desk import Desk
    from hearth.cli.clock import now
    from hearth.cli.trial import case as trial
    from hearth.core.programme_file import in_force
    from hearth.sim.town import town

    moment = now() - timedelta(days=2)
    used = in_force(PROGRAMME, moment.date())
    seed = int(moment.timestamp())  # other people at every run over the same folder
    made = town(homes=20, parties=count, seed=seed, on=moment.date(), programme=used)
    begun = service.Begun(station.duty, station.lead, station.service)
    world = trial.Trial(used, begun, {}, (), Desk(station.service))
    found = []
    for one in made.parties:
        case = trial.Case(world, replace(one), moment, begun.duty)
        for step in (case.come, case.confirm):
            list(step())
        found.append(case.person.resident)
    return found


if __name__ == "__main__":
    sys.exit(main())
