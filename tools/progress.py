"""How far a long run of tests is: the tests write it down as they go, and who waits reads it."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

FAR = "HEARTH_FAR"  # a file; a line of JSON for each step: promise, what, done, of
EVERY_S = 10.0


@dataclass(slots=True)
class _Way:
    since: datetime
    done: int = 0
    of: int = 0


@dataclass(slots=True)
class Progress:
    """What has been read of that file so far. Steps of several processes are added up."""

    file: Path
    _read: int = 0
    _ways: dict[tuple[str, str], _Way] = field(default_factory=dict)

    def moved(self, now: datetime) -> Iterator[str]:
        """Each promise that came further since this was asked: how far, and since when."""
        moved: dict[tuple[str, str], _Way] = {}
        for line in self._lines():
            step = json.loads(line)
            key = (step["promise"], step["what"])
            way = moved[key] = self._ways.setdefault(key, _Way(now))
            way.done += step["done"]
            way.of += step["of"]
        for (promise, what), way in moved.items():
            yield f"{promise} {way.done:,} of {way.of:,} {what} (since {way.since:%H:%M})"

    def _lines(self) -> list[str]:
        """What was written since; of a line that is still being written nothing."""
        with self.file.open("rb") as file:
            file.seek(self._read)
            new = file.read()
        whole = new[: new.rfind(b"\n") + 1]
        self._read += len(whole)
        return whole.decode().splitlines()


def wait(process: subprocess.Popen[bytes], file: Path) -> int:
    """Wait until it has ended; its status. What moves meanwhile is said on the standard error."""
    progress, status = Progress(file), None
    while status is None:
        with suppress(subprocess.TimeoutExpired):
            status = process.wait(EVERY_S)
        now = datetime.now().astimezone()
        if words := list(progress.moved(now)):
            print(f"{now:%H:%M:%S}  {' · '.join(words)}", file=sys.stderr, flush=True)
    return status
