"""A process is killed in the middle of its work: what it confirmed before is there."""

import os
import select
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from random import Random

import pytest

from tests import databases
from tests.cli.commands import ROOT, Hearth, a_hearth
from tests.length import LONG
from tests.promised import SoFar, Tried
from tools.promises import ELSEWHERE

pytestmark = pytest.mark.database
CRASHES = 200 if LONG else 5  # of a whole server, every other one by SIGKILL of all its processes
KILLS = 1_000 if LONG else 10
ACTS = 4  # at most, confirmed before the kill
LONGEST_S = 0.03  # about as long as the longest act, so that a kill falls anywhere in it


class Writer:
    """The program that writes, and copies of it to kill."""

    def __init__(self, hearth: Hearth) -> None:
        self._program = subprocess.Popen(
            [sys.executable, "-m", "tests.properties.durability.writer"],
            cwd=ROOT,
            env=hearth.environ,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        assert self._line() == "ready", self._complaint()

    def killed(self, chance: Random) -> int:
        """Let a copy write, and kill it at some moment. The last entry that it confirmed."""
        with self._copy() as confirmed:
            confirmed += [self._line() for _ in range(chance.randint(1, ACTS))]
            # Until the next word or a moment in between, whichever comes first.
            select.select([self._program.stdout], [], [], chance.random() * LONGEST_S)
        return int(confirmed[-1])

    @contextmanager
    def _copy(self) -> Iterator[list[str]]:
        """A copy that writes, until it is killed; and what it confirmed."""
        assert self._program.stdin is not None
        self._program.stdin.write(b"\n")
        self._program.stdin.flush()
        began = self._line()
        assert began.startswith("began "), self._complaint()
        confirmed: list[str] = []
        try:
            yield confirmed
        finally:
            with suppress(ProcessLookupError):  # it ended by itself when its server did
                os.kill(int(began.removeprefix("began ")), signal.SIGKILL)
            while (line := self._line()) != "ended":
                confirmed.append(line)

    def until(self, chance: Random, end: Callable[[], None]) -> int:
        """Let a copy write until this ended its server. The last entry that it confirmed."""
        with self._copy() as confirmed:
            confirmed += [self._line() for _ in range(chance.randint(1, ACTS))]
            select.select([self._program.stdout], [], [], chance.random() * LONGEST_S)
            end()
        return int(confirmed[-1])

    @contextmanager
    def at_work(self) -> Iterator[None]:
        """A copy writes all the while."""
        with self._copy() as confirmed:
            confirmed.append(self._line())
            yield

    def _line(self) -> str:
        assert self._program.stdout is not None
        return _read_line(self._program.stdout.fileno())

    def _complaint(self) -> str:
        assert self._program.stderr is not None
        return self._program.stderr.read().decode()

    def close(self) -> None:
        """End the program that was begun here."""
        self._program.communicate()


def _read_line(file: int) -> str:
    """One line, read byte by byte: nothing waits in a buffer that `select` does not see."""
    said = b""
    while not said.endswith(b"\n"):
        byte = os.read(file, 1)
        if not byte:
            return said.decode()
        said += byte
    return said.decode().strip()


@contextmanager
def writing(hearth: Hearth) -> Iterator[Writer]:
    with closing(Writer(hearth)) as writer:
        yield writer


@pytest.mark.promise(number="P1")
@pytest.mark.skipif(sys.platform == "win32", reason="that system has neither fork nor SIGKILL")
def test_a_kill_loses_nothing_that_was_acknowledged(
    tmp_path: Path, tried: Tried, so_far: SoFar
) -> None:
    hearth, chance = a_hearth(tmp_path / "home"), Random(9)
    so_far(0, KILLS, "kills")
    lost, before = 0, 0

    with writing(hearth) as writer:
        for _ in range(KILLS):
            confirmed = writer.killed(chance)
            there = hearth.log_length()
            assert confirmed > before, "what nobody wrote was never put to the test"
            lost += there < confirmed
            before = there
            so_far(1, 0, "kills")

    assert lost == 0
    said = hearth.run("audit", "verify", "--json")
    assert said.value["problems"] == []
    tried(KILLS, "kill -9 in the middle of an act: no confirmed act lost, the log whole")


@pytest.fixture
def server() -> Iterator[databases.Cluster]:
    """A database server of this test's own, to be crashed."""
    if not os.environ.get("HEARTH_DATABASE"):
        pytest.skip(f"{ELSEWHERE}: the database of this run is the embedded one")
    try:
        made = databases.Cluster(databases.find_server(os.environ))
    except databases.NoServer as reason:
        pytest.skip(str(reason))
    yield made
    made.stop()


@pytest.mark.promise(number="P1")
def test_a_server_that_crashes_loses_nothing_that_was_acknowledged(
    server: databases.Cluster, tmp_path: Path, tried: Tried, so_far: SoFar
) -> None:
    dsn = f"{server.dsn.replace('/hearth?', '/postgres?')}"
    hearth, chance = Hearth(tmp_path / "home", dsn), Random(9)

    so_far(0, CRASHES, "crashes of a server")

    for at in range(CRASHES):
        with writing(hearth) as writer:
            confirmed = writer.until(chance, server.kill if at % 2 else server.crash)
        server.start_again()
        assert hearth.log_length() >= confirmed
        so_far(1, 0, "crashes of a server")

    assert hearth.run("audit", "verify", "--json").value["problems"] == []
    tried(
        CRASHES,
        "crashes of the database server in the middle of an act, half of them a SIGKILL of all its "
        "processes: no confirmed act lost",
    )
