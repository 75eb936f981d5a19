"""How far a long command is."""

import sys
import time
from collections.abc import Callable
from typing import TextIO

MOVING_EVERY, LOGGED_EVERY = 0.1, 30.0  # seconds


def engine_ready(progress: "Progress") -> None:
    """Compile the engine where that has not been done on this machine yet, and say so."""
    from hearth.engine.kernels.compiled import is_kept
    from hearth.engine.ready import make_ready

    if not is_kept():
        progress.show("making the engine ready, once on this machine: about half a minute")
        make_ready()


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
        print(
            line.ljust(self._width) if moving else line,
            end="\r" if moving else "\n",
            file=self._out,
            flush=True,
        )

    def end(self) -> None:
        """Take the moving line away."""
        if self._out.isatty() and self._width:
            print(" " * self._width, end="\r", file=self._out, flush=True)
