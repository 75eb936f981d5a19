"""`hearth audit`."""

import os
from dataclasses import asdict
from pathlib import Path

from hearth.cli import say
from hearth.cli.clock import now
from hearth.cli.station import open_station
from hearth.core.commands import Command
from hearth.core.errors import BadInput, NotReady

UNHELD = "Not held against a checkpoint: a log rewritten as a whole would look the same."


def verify(checkpoint: Path | None, public_key: str | None, *, as_json: bool) -> int:
    """Hold the log to itself, to what it binds, and to a checkpoint kept outside.

    `public_key` is the one that was noted outside when the checkpoint was given; without
    it the folder's own is believed.
    """
    text = None if checkpoint is None else _read(checkpoint)
    station = open_station(Command.AUDIT_VERIFY)
    from hearth.queries.kept import audit
    from hearth.store import keyring

    public = None
    if text is not None:
        public = _key(public_key) if public_key else keyring.signer_public(station.folder)
    problems = audit.verify(text, public)
    extent = audit.extent()
    lines = [
        f"{extent.entries:,} entries, {extent.openings:,} openings of facts written down",
        *(problems or ["All that is sealed is what was written."]),
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


def _key(text: str) -> bytes:
    try:
        return bytes.fromhex(text)
    except ValueError:
        raise BadInput("a public key is 64 hexadecimal digits") from None


def checkpoint(out: Path | None, *, as_json: bool) -> int:
    """Sign how the log stands."""
    station = open_station(Command.AUDIT_CHECKPOINT)
    from hearth.actions.kept import audit, witness
    from hearth.store.folder import write_whole

    pair = witness.signer(station.folder, station.passphrase_of_signer)
    text = audit.sign_checkpoint(signer=pair, now=now())
    if out is not None:
        write_whole(out, text.encode())
    lines = text.splitlines() if out is None else [f"{out.name}: give it to somebody outside"]
    if out is not None:
        lines.append(f"Let them note the public key as well: {pair.public.hex()}")
    value = {"checkpoint": text, "public_key": pair.public.hex()}
    say.answer(value, as_json=as_json, lines=lines)
    return say.DONE


def tell_witness(*, as_json: bool) -> int:
    """Give the witness a checkpoint now."""
    station = open_station(Command.AUDIT_WITNESS)
    from hearth.actions.kept import witness

    to = witness.named(os.environ)
    if not to.is_named:
        raise NotReady(
            "no witness is named: name a file in HEARTH_WITNESS_FILE, or a command in "
            "HEARTH_WITNESS_COMMAND"
        )
    signer = witness.signer(station.folder, station.passphrase_of_signer)
    text = witness.tell(station.folder, to, signer, now=now())
    value = {"checkpoint": text, "told": True}
    say.answer(value, as_json=as_json, lines=[*text.splitlines(), "The witness has it."])
    return say.DONE
