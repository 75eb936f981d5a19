"""`hearth audit`."""

from dataclasses import asdict
from pathlib import Path

from hearth.cli import say
from hearth.cli.clock import now
from hearth.cli.station import open_station
from hearth.core.errors import BadInput

UNHELD = "Not held against a checkpoint: a log rewritten as a whole would look the same."


def verify(checkpoint: Path | None, *, as_json: bool) -> int:
    """Hold the log to itself, to what it binds, and to a checkpoint kept outside."""
    text = None if checkpoint is None else _read(checkpoint)
    station = open_station()
    from hearth.queries import audit
    from hearth.store import keyring

    public = None if text is None else keyring.signer(station.folder).public
    problems = audit.verify(text, public)
    extent = audit.extent()
    lines = [
        f"{extent.entries:,} entries, {extent.openings:,} openings of facts written down",
        *(problems or ["All of it is what was written."]),
        *([UNHELD] if text is None else []),
    ]
    value = {**asdict(extent), "problems": problems, "checkpoint": text is not None}
    say.answer(value, as_json=as_json, lines=lines)
    return say.FAILED if problems else say.DONE


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(f"the checkpoint {path.name} cannot be read") from error


def checkpoint(out: Path | None, *, as_json: bool) -> int:
    """Sign how the log stands."""
    station = open_station()
    from hearth.actions import audit
    from hearth.store.folder import write_whole

    text = audit.sign_checkpoint(folder=station.folder, now=now())
    if out is not None:
        write_whole(out, text.encode())
    lines = text.splitlines() if out is None else [f"{out.name}: give it to somebody outside"]
    say.answer({"checkpoint": text}, as_json=as_json, lines=lines)
    return say.DONE
