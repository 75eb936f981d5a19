"""How far a long command is."""

import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import TextIO

MOVING_EVERY, LOGGED_EVERY = 0.1, 30.0  # seconds
LOOKED_AT_EVERY = 0.2  # seconds between two looks whether another process is done
MAKING = "making the engine ready, once on this machine: about a minute"
ROOT = Path(__file__).resolve().parents[2]


def engine_ready(progress: "Progress") -> None:
    """Compile the engine where that has not been done on this machine yet, and say so."""
    from hearth.engine.kernels.compiled import is_kept
    from hearth.engine.ready import make_ready

    if not is_kept():
        progress.show(MAKING)
        make_ready()


def engine_beside(progress: "Progress", stop: threading.Event) -> bool:
    """As `engine_ready`, in a process beside this one, which people are waiting for; False when
    told to stop.

    A compiler in our own would keep Python's lock from their pages. Where machine code cannot be
    kept, or no process can be started, it is made here all the same.
    """
    from hearth.engine.kernels.compiled import is_kept

    if not is_kept():
        progress.show(MAKING)
        child = _made_beside()
        while child is not None and child.poll() is None:
            if stop.wait(LOOKED_AT_EVERY):
                child.kill()
                child.wait()
                return False
        engine_ready(progress)
    return not stop.is_set()


def _made_beside() -> subprocess.Popen[bytes] | None:
    """The process that compiles the engine, after everybody else who wants a core."""
    return beside("from hearth.engine.ready import make_ready; make_ready(alone=True)")


def beside(code: str) -> subprocess.Popen[bytes] | None:
    """A process of its own for this code, which gives way to others; None where none can start."""
    first = f"import os, sys; sys.path.insert(0, {str(ROOT)!r}); getattr(os, 'nice', int)(10); "
    nothing = subprocess.DEVNULL
    command = [sys.executable, "-P", "-c", first + code]
    try:
        return subprocess.Popen(command, stdin=nothing, stdout=nothing, stderr=nothing)
    except OSError:
        return None


class Progress:
    """A moving line on a terminal; elsewhere one line when it begins and at most one in 30 s."""

    def __init__(
        self, *, out: TextIO | None = None, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._out = out or sys.stderr
        self._clock = clock
        self._began = clock()
        self._next = 0.0
        self._width = 0

    def show(self, what: str) -> None:
        """Say what is being done now."""
        moving, now = self._out.isatty(), self._clock()
        if now < self._next:
            return
        self._next = now + (MOVING_EVERY if moving else LOGGED_EVERY)
        line = f"{now - self._began:5.1f} s  {what}"
        self._width = max(self._width, len(line))
        # In one piece: another thread may have something to say on the same terminal.
        self._out.write(line.ljust(self._width) + "\r" if moving else f"{line}\n")
        self._out.flush()

    def end(self) -> None:
        """Take the moving line away."""
        if self._out.isatty() and self._width:
            print(" " * self._width, end="\r", file=self._out, flush=True)
