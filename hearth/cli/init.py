"""`hearth init`: a passphrase, recovery holders with their sheets, and a drill that proves them."""

import os
import sys
from getpass import getpass
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from hearth.cli import say
from hearth.cli.clock import now
from hearth.cli.station import Station, open_station, passphrase
from hearth.core.commands import Command
from hearth.core.errors import BadInput, NotReady, RuleBroken

if TYPE_CHECKING:
    from hearth.actions.keys.service import Holder

COPIES_KEY = "backup-key.txt"
SHORTEST = 15  # characters; NIST SP 800-63B-4, a password that is the only factor


def run(sheets: Path, holders: int, *, as_json: bool) -> int:
    """Put a service into use. Nothing changes until the drill has been held."""
    secret = _new_passphrase()
    station = open_station(Command.INIT, quiet=True)
    from django.db import transaction

    from hearth.actions.kept import copies
    from hearth.actions.keys import installation, service
    from hearth.queries import register
    from hearth.store import folder

    if service.is_in_use():
        raise RuleBroken("this service is in use already; its holders and keys stay as they are")
    if register.holds_invented():
        raise RuleBroken("an invented town is in this service; begin in an empty folder instead")
    _must_be_outside(sheets, station)
    with (
        folder.only_writer(station.folder, doing="putting the service into use"),
        transaction.atomic(),
    ):
        trial = service.Begun(station.duty, station.lead, station.service)
        begun = service.renew(begun=trial, now=now())
        made = service.appoint_holders(count=holders, begun=begun, now=now())
        _write_sheets(sheets, made)
        _drill(sheets, made)
        installation.lock_keys(station.folder, begun, secret)
        folder.write_whole(sheets / COPIES_KEY, copies.new_key(station.folder).encode())
    value = {"holders": [str(one.id) for one in made], "drill": "held", "sheets": len(made)}
    say.answer(
        value,
        as_json=as_json,
        lines=[
            f"{len(made)} recovery sheets are in {sheets}, and two of them opened every circle.",
            "Print each, give it to its holder in person, and delete the files.",
            f"Beside them is {COPIES_KEY}, which opens backups: keep it where neither they nor the "
            "service are.",
            "The key files are locked with the passphrase from now on.",
            f"Give the first people their sign-in: {say.PROGRAM} staff add caseworker --name NAME",
            f"Then open the pages, {say.PROGRAM} serve, and sign in there with what it tells you.",
        ],
    )
    return say.DONE


def recover(sheets: "tuple[Path, Path]", *, as_json: bool) -> int:
    """Two holders with their sheets open a service whose keys or passphrase are lost."""
    secret = _new_passphrase()
    station = open_station(Command.RECOVER, quiet=True)
    from django.db import transaction

    from hearth.actions.keys import installation, service
    from hearth.store import folder

    keys = dict(_read_sheet(path) for path in sheets)
    if len(keys) < len(sheets):
        raise BadInput("these are two sheets of one holder; recovery needs two holders")
    with (
        folder.only_writer(station.folder, doing="recovering the service"),
        transaction.atomic(),
    ):
        begun = service.recover(holders=keys, now=now())
        installation.lock_keys(station.folder, begun, secret)
    say.answer(
        {"recovered": True},
        as_json=as_json,
        lines=[
            "The service is open again, with new keys under the new passphrase.",
            "Everybody who worked here before is signed out; let them in again one by one:",
            f"{say.PROGRAM} staff add caseworker --name NAME",
        ],
    )
    return say.DONE


def _new_passphrase() -> str:
    secret = passphrase(os.environ)
    if secret is None and sys.stdin.isatty():
        secret = getpass(f"A passphrase of {SHORTEST} characters or more: ")
        if getpass("Once more: ") != secret:
            raise BadInput("the two passphrases differ; nothing was changed")
    if secret is None:
        raise NotReady(
            "init needs a passphrase: type it on a terminal, or name a file that holds it in "
            "HEARTH_PASSPHRASE_FILE"
        )
    if len(secret) < SHORTEST:
        raise BadInput(f"the passphrase should have {SHORTEST} characters or more")
    return secret


def _must_be_outside(sheets: Path, station: Station) -> None:
    if sheets.resolve().is_relative_to(station.folder.path.resolve()):
        raise BadInput("the sheets belong outside the service's folder: who has one has the other")


def _write_sheets(sheets: Path, holders: "list[Holder]") -> None:
    from hearth.store.folder import write_whole

    try:
        sheets.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise NotReady(f"the folder for the sheets cannot be made: {error.strerror}") from error
    for number, holder in enumerate(holders, start=1):
        text = (
            f"Recovery sheet {number} of {len(holders)}\n\n{holder.id}\n{holder.sheet}\n\n"
            "Two holders together can open what this service keeps. One alone cannot.\n"
            "Keep it where nobody else looks, and never beside another sheet.\n"
        )
        write_whole(_sheet(sheets, number), text.encode())


def _sheet(sheets: Path, number: int) -> Path:
    return sheets / f"recovery-sheet-{number}.txt"


def _drill(sheets: Path, holders: "list[Holder]") -> None:
    """Read the first and the last sheet back from the files, and open every circle with them."""
    from hearth.actions.keys import service

    keys = dict(_read_sheet(_sheet(sheets, number)) for number in (1, len(holders)))
    if not service.drill(holders=keys, now=now()):
        raise NotReady("the drill failed: the sheets do not open every circle; nothing was changed")


def _read_sheet(path: Path) -> tuple[UUID, bytes]:
    """The holder and the key in a sheet's file."""
    from hearth.actions.keys import service

    try:
        return service.read_sheet(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(f"{path.name} cannot be read as a recovery sheet") from error
