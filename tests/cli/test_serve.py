"""The service opens in a browser with one command, and one signal closes all of it."""

import re
import signal
import socket
import sqlite3
import subprocess
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import closing, suppress
from itertools import count
from pathlib import Path

import pytest

from tests.cli.commands import COMMAND, ROOT, Hearth, a_hearth

MOST_ASKED = 1200  # two minutes, in which an engine is made where none is kept


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Hearth:
    """A demo that was opened once and closed again."""
    hearth = a_hearth(tmp_path_factory.mktemp("demo") / "home")
    with Opened(hearth, "demo", "--homes", "6", "--parties", "2") as first:
        first.address()
        assert first.close() == 0
    return hearth


class Opened:
    """A service that serves, until it is closed."""

    def __init__(
        self, hearth: Hearth, *words: str, environ: Mapping[str, str] | None = None
    ) -> None:
        options = () if words[0] == "serve" else ("--no-browser",)
        self.process = subprocess.Popen(
            [*COMMAND, *words, "--port", "0", *options],
            cwd=ROOT,
            env={**hearth.environ, **(environ or {})},
            stderr=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            text=True,
        )
        self.said: list[str] = []

    def __enter__(self) -> "Opened":
        return self

    def __exit__(self, *_: object) -> None:
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        if self.process.stderr is not None:
            self.process.stderr.close()

    def address(self) -> str:
        """Where it is, once it says so."""
        for line in self._lines():
            if line.startswith("http"):
                return line.split()[0]
        raise AssertionError("".join(self.said))

    def _lines(self) -> Iterator[str]:
        for line in self.process.stderr or ():
            self.said.append(line)
            yield line

    def is_open(self) -> bool:
        """Whether it serves on, asked at most ten times a second."""
        with suppress(subprocess.TimeoutExpired):
            self.process.wait(0.1)
        return self.process.poll() is None

    def close(self, by: signal.Signals = signal.SIGTERM) -> int:
        """Ask it to stop; its status."""
        self.process.send_signal(by)
        return self.process.wait(30)


def acts_in(hearth: Hearth, act: str) -> int:
    """How often this act was written down."""
    with closing(sqlite3.connect(hearth.home / "hearth.sqlite3")) as file:
        found = file.execute("SELECT count(*) FROM store_entryrow WHERE act = ?", [act])
        return int(found.fetchone()[0])


def people_in(hearth: Hearth) -> list[str]:
    """Who is there, and where: a hash of each such table. Time goes on in the others."""
    tables = hearth.rows()
    return [tables[f"store_{what}row"] for what in ("host", "home", "person", "party", "case")]


def read(address: str) -> str:
    with urllib.request.urlopen(address) as answer:
        page: str = answer.read().decode()
        return page


@pytest.mark.parametrize("by", [signal.SIGTERM, signal.SIGINT])
def test_one_signal_closes_everything(demo: Hearth, by: signal.Signals) -> None:
    with Opened(demo, "demo") as service:
        address = service.address()
        assert "Lena" in read(address)

        assert service.close(by) == 0

        with socket.socket() as knock, pytest.raises(ConnectionRefusedError):
            knock.connect(("127.0.0.1", int(address.rsplit(":", 1)[1].strip("/"))))


def test_the_town_is_made_once(demo: Hearth) -> None:
    people = people_in(demo)

    with Opened(demo, "demo") as service:
        service.address()

        assert "The invented town is there already." in "".join(service.said)
        service.close()
    assert people_in(demo) == people


def test_a_demo_works_the_figures_of_its_manager_out_beside_the_pages(demo: Hearth) -> None:
    with Opened(demo, "demo") as service:
        service.address()
        asked = count()
        while not acts_in(demo, "figures.worked_out") and next(asked) < MOST_ASKED:
            assert service.is_open(), "it closed before there were figures"
        service.close()

    assert acts_in(demo, "figures.worked_out") == 1


def test_a_service_says_in_one_sentence_that_its_port_is_taken(demo: Hearth) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]

        said = demo.run("demo", "--no-browser", "--port", port)

    assert said.status != 0
    assert said.sentence == f"hearth: port {port} is taken: choose another with --port"


def test_a_demo_is_never_put_beside_other_people(town: Hearth, tmp_path: Path) -> None:
    said = town.run("demo", "--no-browser", "--port", 0)

    assert said.status != 0
    assert said.sentence.endswith("a demo wants one of its own")


def test_outside_a_demo_nobody_is_entered_as(town: Hearth) -> None:
    with Opened(town, "serve") as service:
        page = read(service.address())

        assert "Lena" not in page
        assert "/trial" not in page
        service.close()


@pytest.mark.parametrize(
    ("words", "address", "says"),
    [
        (("serve", "--listen", "0.0.0.0"), "", "others could read what is typed"),
        (("serve", "--listen", "0.0.0.0"), "http://hearth.example", "others could read"),
    ],
)
def test_beyond_this_machine_it_speaks_only_behind_something_that_encrypts(
    demo: Hearth, words: tuple[str, ...], address: str, says: str
) -> None:
    said = demo.run(*words, "--port", "0", environ={"HEARTH_ADDRESS": address})

    assert said.status != 0
    assert says in said.sentence


def test_who_watches_the_machine_learns_numbers_and_nothing_else(demo: Hearth) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with Opened(demo, "serve", "--metrics", str(port)) as opened:
        address = opened.address()
        assert read(f"{address}health") == "open\n"
        with pytest.raises(urllib.error.HTTPError):
            read(f"{address}office/nobody-is-here")

        told = read(f"http://127.0.0.1:{port}/metrics")

        assert opened.close() == 0
    values = [line for line in told.splitlines() if not line.startswith("#")]
    assert 'hearth_requests_total{status="2xx"} 1' in values
    assert 'hearth_requests_total{status="4xx"} 1' in values
    labels = {label for line in values for label in re.findall(r"{(\w+)=", line)}
    assert labels == {"status", "le"}
    assert "office" not in told
