"""Sources that go wrong on purpose, as a function of files: they are pickled by name."""

import os
import signal
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from hearth.batch.jobs import Source, Work
from hearth.core.errors import InvalidValue


@dataclass(frozen=True, slots=True, eq=False)
class DiesOnce:
    """Kills its own process the first time it is asked, as a machine that falls over would."""

    source: Source
    marker: Path

    def __call__(self) -> Work:
        """The work, from the second time on."""
        try:
            self.marker.touch(exist_ok=False)
        except FileExistsError:
            return self.source()
        os.kill(os.getpid(), signal.SIGKILL)
        raise AssertionError("nobody is here any more")


@dataclass(frozen=True, slots=True, eq=False)
class DiesAlways:
    """Kills its process whenever it is asked."""

    def __call__(self) -> Work:
        """Nothing, ever."""
        os.kill(os.getpid(), signal.SIGKILL)
        raise AssertionError("nobody is here any more")


@dataclass(frozen=True, slots=True, eq=False)
class Refuses:
    """Has work that cannot be."""

    def __call__(self) -> Work:
        """Nothing; says why."""
        raise InvalidValue("column size, row 3: must be 1 person or more")


@dataclass(frozen=True, slots=True, eq=False)
class RefusesAfter:
    """Has work that cannot be, and finds out when another has begun to write."""

    begun: Path

    def __call__(self) -> Work:
        """Nothing; says why, once somebody has opened the other end of the pipe."""
        self.begun.read_bytes()
        raise InvalidValue("column size, row 3: must be 1 person or more")


@dataclass(frozen=True, slots=True, eq=False)
class WritesOn:
    """Writes one file after another into the folder of its plan for as long as there is one."""

    source: Source
    shared: Path
    begun: Path

    def __call__(self) -> Work:
        """The work, when nobody waits for it any more."""
        (folder,) = self.shared.glob("tmp*")
        self.begun.write_bytes(b"")
        for number in count():
            try:
                (folder / f"late-{number}").touch()
            except FileNotFoundError:
                break
        return self.source()


@dataclass(frozen=True, slots=True, eq=False)
class Waits:
    """Says that it has begun, and then waits for a word that never comes."""

    begun: Path

    def __call__(self) -> Work:
        """Nothing; ends with its process."""
        self.begun.write_text(str(os.getpid()))
        signal.pause()
        raise AssertionError("nobody waits any more")
