"""A PostgreSQL server for the length of a test run, made from the programs of this machine.

It listens on a socket in a private temporary folder and nowhere else, runs as an account without
rights, and is stopped by the number of the process that was started. Standard library only.
"""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

WHICH = "HEARTH_TEST_DATABASE"
PLACES = (
    "/usr/lib/postgresql/*/bin",
    "/usr/pgsql-*/bin",
    "/opt/homebrew/opt/postgresql*/bin",
    "/usr/local/opt/postgresql*/bin",
    "/Applications/Postgres.app/Contents/Versions/*/bin",
)
ACCOUNTS = ("postgres", "nobody")
OLDEST = 14
SECONDS_TO_START = "30"
LONGEST_SOCKET = 85
BEGIN = ("-U", "hearth", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync")


class NoServer(Exception):
    """Why no PostgreSQL can be started here."""


@dataclass(frozen=True, slots=True)
class Server:
    """The programs of one PostgreSQL, and the account to run them as (None: our own)."""

    programs: Path
    version: str
    account: str | None

    def __str__(self) -> str:
        return self.version

    def run_as(self) -> dict[str, Any]:
        """What `subprocess` needs to give our rights away first."""
        if self.account is None:
            return {}
        import pwd

        entry = pwd.getpwnam(self.account)
        return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}


def find_server(environ: Mapping[str, str]) -> Server:
    """The newest PostgreSQL of this machine. Raises NoServer with the reason when there is none."""
    if sys.platform == "win32":
        raise NoServer("on Windows it is not started by itself")
    found = sorted(_versions(environ), reverse=True)
    if not found:
        raise NoServer("initdb is not on this machine (Debian: sudo apt install postgresql)")
    (number, version, programs) = found[0]
    if number < OLDEST:
        raise NoServer(f"{version} is too old, {OLDEST} is the oldest we serve")
    return Server(programs, version, _account())


def _versions(environ: Mapping[str, str]) -> set[tuple[int, str, Path]]:
    on_path = shutil.which("initdb", path=environ.get("PATH"))
    folders = [Path(on_path).resolve().parent] if on_path else []
    for place in PLACES:
        folders += Path("/").glob(place.removeprefix("/"))
    return {_version(each) for each in folders if _is_whole(each)}


def _is_whole(folder: Path) -> bool:
    return all((folder / program).is_file() for program in ("initdb", "postgres", "pg_ctl"))


def _version(folder: Path) -> tuple[int, str, Path]:
    said = subprocess.run(
        [folder / "postgres", "--version"], check=True, capture_output=True, text=True
    )
    number = said.stdout.split()[2]
    return int(number.split(".")[0]), f"PostgreSQL {number}", folder


def _account() -> str | None:
    if os.geteuid() != 0:
        return None
    import pwd

    known = {entry.pw_name for entry in pwd.getpwall()}
    for name in ACCOUNTS:
        if name in known:
            return name
    raise NoServer("we run as root, PostgreSQL refuses that, and no lesser account is here")


def _children(of: int) -> list[int]:
    """The processes that this one began."""
    said = subprocess.run(
        ["ps", "-A", "-o", "pid=,ppid="], check=True, capture_output=True, text=True
    ).stdout
    pairs = (map(int, line.split()) for line in said.splitlines())
    return [pid for pid, parent in pairs if parent == of]


class Cluster:
    """One running server; `dsn` says how to reach it."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self._folder = Path(tempfile.mkdtemp(prefix="hearth-pg-"))
        try:
            self._start()
        except BaseException:
            shutil.rmtree(self._folder, ignore_errors=True)
            raise

    @property
    def dsn(self) -> str:
        """The address of the server, by its socket."""
        return f"postgresql://hearth@/hearth?host={self._folder}"

    def stop(self) -> None:
        """End the server that we started, by the number in its own folder; take the folder away."""
        self._run("pg_ctl", "-D", self._data, "-m", "fast", "-w", "stop")
        shutil.rmtree(self._folder, ignore_errors=True)

    def crash(self) -> None:
        """End the server as a crash would: nothing is written any more, nobody is told."""
        self._run("pg_ctl", "-D", self._data, "-m", "immediate", "-w", "stop")

    def kill(self) -> None:
        """End every process of the server in one moment, as when its machine goes."""
        pid_file = Path(self._data, "postmaster.pid")
        first = int(pid_file.read_text().split()[0])
        for pid in (first, *_children(first)):  # the first one first: it mends nothing any more
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        # What says who runs may name a process that nobody has taken notice of yet.
        for left in (pid_file, *self._folder.glob(".s.PGSQL.*")):
            left.unlink()

    def start_again(self) -> None:
        """Start the server that ended; it mends itself from its journal."""
        log = str(self._folder / "log")
        self._run("pg_ctl", "-D", self._data, "-l", log, "-w", "-t", SECONDS_TO_START, "start")

    @property
    def files(self) -> Iterator[Path]:
        """Every file that the server writes: tables, journal, what it says."""
        return (path for path in self._folder.rglob("*") if path.is_file())

    @property
    def _data(self) -> str:
        return str(self._folder / "data")

    def _start(self) -> None:
        if len(str(self._folder)) > LONGEST_SOCKET:
            raise NoServer(f"the temporary folder {self._folder} has too long a name for a socket")
        if self._server.account:
            shutil.chown(self._folder, self._server.account)
        self._run("initdb", "-D", self._data, *BEGIN)
        with Path(self._data, "postgresql.conf").open("a") as conf:
            conf.write(f"listen_addresses = ''\nunix_socket_directories = '{self._folder}'\n")
        self.start_again()

    def _run(self, program: str, *words: str) -> None:
        # Files, not pipes: the server would keep a pipe open for as long as it lives.
        with (self._folder / f"{program}.said").open("w+") as said:
            done = subprocess.run(
                [self._server.programs / program, *words],
                check=False,
                cwd=self._folder,
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=said,
                start_new_session=True,
                **self._server.run_as(),
            )
            said.seek(0)
            if done.returncode:
                raise NoServer(f"{program} did not work: {said.read().strip()}")
