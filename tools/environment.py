"""The project's own environment: made once from hashed locks, then only looked at.

Everything lives in `.venv` beside this repository. A stamp says for which locks, which Python
and which folder it was made; while it is true, starting costs a few milliseconds.
"""

import errno
import hashlib
import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
import sysconfig
import tempfile
import venv
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

LOCKS = {
    "runtime": "requirements.lock",
    "dev": "requirements-dev.lock",
    "bench": "requirements-bench.lock",
}
HOLDS = {"runtime": ("runtime",), "dev": ("runtime", "dev"), "bench": ("runtime", "dev", "bench")}
BARE = ("--require-hashes", "--only-binary", ":all:", "--no-deps")  # the locks name all there is
PIPS = 3  # at most, side by side: one alone spends most of its time unpacking on one core
LARGE = {"llvmlite": 175, "scipy": 115, "typst": 82, "numpy": 59, "django": 40, "babel": 33}
USUAL = 4
"""Megabytes of a package when unpacked, roughly: used to share them out, and for nothing else."""


class NotPossible(Exception):
    """The environment cannot be made; the text is the one sentence to show."""


class Environment:
    """The environment of the repository at `root`."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.folder = root / ".venv"
        scripts = sysconfig.get_path("scripts", "venv", self._bases())
        self.python = Path(scripts) / ("python.exe" if os.name == "nt" else "python")
        self.compiled = self.folder / "compiled"

    def make_ready(self, kind: str) -> None:
        """Install the locked set `kind` ("runtime", "dev" or "bench"), unless it already stands.

        Raises NotPossible with one sentence: no installer, no network, no room, no right to write.
        """
        if self.is_ready(kind):
            return
        try:
            with self._alone():
                if not self.is_ready(kind):
                    self._make(kind)
        except OSError as error:
            raise NotPossible(_in_plain_words(error, self.root)) from error

    def is_ready(self, kind: str) -> bool:
        """Whether the stamp fits the locks, this Python and this folder."""
        try:
            stamps = json.loads(self._stamp.read_text("utf-8"))
        except (OSError, ValueError):
            return False
        return self.python.exists() and stamps.get(kind) == self._fingerprint(kind)

    def for_commands(self, environ: Mapping[str, str]) -> dict[str, str]:
        """What a command finds in its environment: where Python keeps what it has translated.

        In our own folder, so that none appears in anybody else's. Somebody who wants none written
        would wait for thousands of files to be translated at every start.
        """
        named = {"PYTHONPYCACHEPREFIX": str(self.compiled), **environ}
        named.pop("PYTHONDONTWRITEBYTECODE", None)
        return {**named, "HEARTH_PROGRAM": "python3 run.py"}

    @property
    def _stamp(self) -> Path:
        return self.folder / "ready.json"

    @property
    def _unfinished(self) -> Path:
        return self.folder / "unfinished"

    def _bases(self) -> dict[str, str]:
        return {"base": str(self.folder), "platbase": str(self.folder)}

    def _fingerprint(self, kind: str) -> str:
        lock = self.root / LOCKS[kind]
        try:
            text = lock.read_bytes()
        except OSError as error:
            raise NotPossible(
                f"{lock.name} is missing from {self.root}: fetch it again."
            ) from error
        for_whom = f"{sys.version_info[0]}.{sys.version_info[1]} {self.root}".encode()
        return hashlib.sha256(text + for_whom).hexdigest()

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Wait for any other run.py that is making the same environment."""
        self.folder.mkdir(exist_ok=True)
        with (self.folder / "making.lock").open("a+b") as file:
            # An installer that outlives us goes on holding the lock, so nobody clears under it.
            os.set_inheritable(file.fileno(), True)
            if not lock(file.fileno(), wait=False):
                _tell("Another run.py is making the environment; waiting for it.")
                lock(file.fileno(), wait=True)
            yield

    def _make(self, kind: str) -> None:
        _tell("Making Hearth's own environment in .venv; the first time takes half a minute.")
        if self._unfinished.exists() or not self._fits():
            self._clear()
        venv.EnvBuilder(symlinks=os.name != "nt", with_pip=False).create(self.folder)
        self._unfinished.touch()
        shutil.rmtree(self.compiled, ignore_errors=True)
        self._stamp.unlink(missing_ok=True)
        self._install(self.root / LOCKS[kind])
        self._put_repository_on_path()
        stamps = {each: self._fingerprint(each) for each in HOLDS[kind]}
        self._stamp.write_text(json.dumps(stamps), "utf-8")
        self._unfinished.unlink()

    def _fits(self) -> bool:
        """Whether what stands there was made for this minor version of Python."""
        packages = Path(sysconfig.get_path("purelib", "venv", self._bases()))
        return self.python.exists() and packages.is_dir()

    def _clear(self) -> None:
        """Empty the folder, all but the lock that we hold in it."""
        entries = [entry for entry in self.folder.iterdir() if entry.name != "making.lock"]
        # Moved first: an installer that was left running must not write into the new one.
        aside = Path(tempfile.mkdtemp(prefix="old-", dir=self.folder))
        for entry in entries:
            entry.rename(aside / entry.name)
        shutil.rmtree(aside, ignore_errors=True)

    def _install(self, lock: Path) -> None:
        said = ""
        for way, at_once in self._ways():
            with tempfile.TemporaryDirectory(dir=self.folder, prefix="install-") as folder:
                said = _side_by_side(way, shares(lock.read_text("utf-8"), at_once), Path(folder))
            if not said:
                return
        if not said:
            raise NotPossible(
                "Neither uv nor pip is here to install with: "
                "on Debian or Ubuntu, sudo apt install python3-pip, then try again."
            )
        raise NotPossible(_why_not(said, lock.name))

    def _ways(self) -> Iterator[tuple[list[str], int]]:
        """The installers of this machine, quickest first, and how many of each may run at once."""
        uv = shutil.which("uv")
        if uv:
            yield [uv, "pip", "install", "--quiet", "--python", str(self.python)], 1
        options = ["install", "--quiet", "--no-input", "--no-compile"]
        if importlib.util.find_spec("pip"):
            yield [sys.executable, "-m", "pip", "--python", str(self.python), *options], _cores()
        elif importlib.util.find_spec("ensurepip"):
            own = subprocess.run(
                [str(self.python), "-m", "ensurepip"], check=False, capture_output=True
            )
            if own.returncode == 0:
                yield [str(self.python), "-m", "pip", *options], _cores()

    def _put_repository_on_path(self) -> None:
        packages = Path(sysconfig.get_path("purelib", "venv", self._bases()))
        (packages / "hearth.pth").write_bytes(os.fsencode(f"{self.root}\n"))


def shares(lock: str, most: int) -> list[str]:
    """The lock cut into at most `most` parts that take about as long, each a lock by itself."""
    entries = re.findall(r"^[^#\s].*(?:\n[ \t]+.*)*", lock, flags=re.MULTILINE)
    sized = [(LARGE.get(entry.split("==")[0], USUAL), entry) for entry in entries]
    parts: list[list[str]] = [[] for _ in range(max(1, min(most, len(entries))))]
    weights = [0] * len(parts)
    for size, entry in sorted(sized, key=lambda each: -each[0]):
        lightest = weights.index(min(weights))
        parts[lightest].append(entry)
        weights[lightest] += size
    return ["\n".join([*part, ""]) for part in parts]


def _side_by_side(way: list[str], parts: list[str], folder: Path) -> str:
    """Install all parts at once; what an installer said that failed, or nothing."""
    running = []
    for number, part in enumerate(parts):
        named = folder / f"{number}.lock"
        named.write_text(part, "utf-8")
        process = subprocess.Popen(
            [*way, *BARE, "-r", str(named)],
            text=True,
            errors="replace",
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            close_fds=False,
            env={**os.environ, "PIP_DISABLE_PIP_VERSION_CHECK": "1"},
        )
        running.append(process)
    said = [(process.communicate()[0], process.returncode) for process in running]
    return next((text or f"status {status}" for text, status in said if status), "")


def _cores() -> int:
    """Of this machine, as far as this process may use them; `PIPS` at most."""
    mine = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return min(PIPS, mine or 1)


def lock(file: int, *, wait: bool) -> bool:
    """Take the lock on an open file; it goes when the file is closed. False when it is taken."""
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(file, msvcrt.LK_LOCK if wait else msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
    except OSError as error:
        if error.errno not in (errno.EACCES, errno.EAGAIN, errno.EDEADLK):
            raise
        return False
    return True


def _tell(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


def _why_not(said: str, lock: str) -> str:
    """What an installer said, without its asides, and what it means."""
    if os.strerror(errno.ENOSPC) in said:
        return f"The packages of {lock} could not be installed: the disk is full."
    lines = [line for line in said.strip().splitlines() if not line.startswith("WARNING")]
    told = "\n".join(lines[-6:])
    return f"{told}\nThe packages of {lock} could not be installed, for the reason above."


def _in_plain_words(error: OSError, root: Path) -> str:
    why = {
        errno.ENOSPC: "the disk is full",
        errno.EDQUOT: "the disk is full for this account",
        errno.EROFS: "the disk is read-only",
        errno.EACCES: "this account may not write there",
        errno.EPERM: "this account may not write there",
    }.get(error.errno or 0, error.strerror or str(error))
    return (
        f"The environment cannot be made in {root / '.venv'}: {why}. "
        "Make room or copy the repository to a folder of your own, then try again."
    )
