"""A thief with every file of a service that people use by its pages: not one word is in them."""

import json
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

import pytest

from tests.cli.commands import COMMAND, ROOT, Hearth, a_hearth
from tests.length import LONG
from tests.once import made_once
from tests.promised import Tried
from tests.properties.canaries.leaks import PACKED, files_of, leaking, leaks
from tests.properties.canaries.served import Doors, Sent, fill
from tests.properties.canaries.spool import LINUX, while_a_file_comes
from tools.promises import ELSEWHERE

PLANTED_AT_LEAST = 10_000 if LONG else 250
pytestmark = pytest.mark.database


class Served(NamedTuple):
    """A service that serves: how people come in, and its process."""

    doors: Doors
    pid: int


class Stolen:
    """What a thief found of a served town at two moments, and what it had said."""

    def __init__(self, folder: Path) -> None:
        hearth = a_hearth(folder / "home")
        for name in ("tmp", "said", "outside"):
            (folder / name).mkdir()
        environ = {**hearth.environ, "TMPDIR": str(folder / "tmp")}
        self.sent = Sent()
        with serving(hearth, folder / "said", environ) as served:
            fill(served.doors, self.sent)
            self.spooled = leaking(while_a_file_comes(served.doors, served.pid))
            self.while_open = _written(folder)
            copy = ("backup", folder / "copy", "--new-key", folder / "outside" / "key.txt")
            said = hearth.run(*copy, "--drill", environ=environ)
            assert said.status == 0, said.err
            (folder / "said" / "backup").write_text(said.out + said.err)
        self.afterwards = _written(folder)
        self.rows = list(hearth.content())


def _written(folder: Path) -> dict[str, bytes]:
    """Whatever the service wrote anywhere: its folder, its TMPDIR, a copy, what it said."""
    return {
        name: content
        for part in ("home", "tmp", "copy", "said")
        for name, content in files_of(folder / part).items()
    }


@contextmanager
def serving(hearth: Hearth, said: Path, environ: dict[str, str]) -> Iterator[Served]:
    """A town, and `hearth serve` over it; afterwards what it said lies in `said`."""
    made = subprocess.run(
        [sys.executable, "-m", "tests.properties.canaries.town"],
        check=True,
        cwd=ROOT,
        env=environ,
        capture_output=True,
    )
    told = json.loads(made.stdout)
    process = subprocess.Popen(
        [*COMMAND, "serve", "--port", "0"],
        cwd=ROOT,
        env=environ,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    lines: list[str] = []
    listens = threading.Thread(target=lambda: lines.extend(process.stdout or ()), daemon=True)
    try:
        port = _port(process, lines)
        listens.start()
        yield Served(Doors(port, **told), process.pid)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait()
        listens.join()
        if process.stdout is not None:
            process.stdout.close()
        (said / "served").write_text("".join(lines))


def _port(process: "subprocess.Popen[str]", lines: list[str]) -> int:
    """Where it is open. What it says until then is added to `lines`."""
    for line in process.stdout or ():
        lines.append(line)
        if line.startswith("http"):
            return urlsplit(line.split()[0]).port or 0
    raise AssertionError("the service did not open")


@pytest.fixture(scope="module")
def stolen(tmp_path_factory: pytest.TempPathFactory) -> Stolen:
    return made_once(tmp_path_factory, "served", Stolen)


def test_enough_was_sent_and_whoever_may_read_it_does(stolen: Stolen) -> None:
    assert stolen.sent.planted.made >= PLANTED_AT_LEAST
    assert len(stolen.rows) > PLANTED_AT_LEAST
    assert all(stolen.sent.shown_again.values()), stolen.sent.shown_again
    assert stolen.sent.broken == []


@pytest.mark.promise(number="P4")
def test_nothing_is_in_any_file_of_a_service_that_serves(stolen: Stolen, tried: Tried) -> None:
    assert leaking(stolen.while_open) == {}
    tried(stolen.sent.planted.made, "words sent by pages, looked for in every file that it wrote")


@pytest.mark.promise(number="P4")
def test_nor_in_one_or_in_a_copy_after_it_was_told_to_stop(stolen: Stolen, tried: Tried) -> None:
    assert leaking(stolen.afterwards) == {}
    assert leaks(b"\n".join(stolen.rows), deep=0) == []
    assert not [row for row in stolen.rows if PACKED.match(row) and leaks(row)]
    tried(stolen.sent.planted.made, "words sent by pages, looked for after the service has stopped")


@pytest.mark.promise(number="P4")
def test_a_file_that_is_too_big_is_not_laid_on_a_disk_while_it_comes(
    stolen: Stolen, tried: Tried
) -> None:
    if not LINUX:
        pytest.skip(f"{ELSEWHERE}: only Linux tells which files a process has open")
    assert stolen.spooled == {}
    tried(1, "a file too big to be kept: in no open file of the service while it comes")


def test_it_said_something_and_no_word_of_anybody(stolen: Stolen) -> None:
    said = [one for name, one in stolen.afterwards.items() if "/said/" in name]
    assert any(b"closes it" in one for one in said)
    assert not [one for one in said if leaks(one)]
