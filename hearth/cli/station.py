"""Opening the service that HEARTH_HOME holds: its folder, its database, its people's keys."""

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from getpass import getpass
from pathlib import Path
from typing import TYPE_CHECKING

from hearth.cli import say
from hearth.core.commands import TABLE, Command, Hands, KeyFile, begins
from hearth.core.errors import NotReady, RuleBroken

if TYPE_CHECKING:
    from hearth.store.access import SignedIn
    from hearth.store.folder import Folder

DUTY, LEAD, SERVICE = KeyFile.DUTY, KeyFile.LEAD, KeyFile.SERVICE

TRIAL = """\
A new service has been set up in {folder} to try things out.
Its keys lie there without a passphrase. Before real people's facts go in: {program} init"""


def prepare_django() -> None:
    """Load settings and models; once per process."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hearth.site.settings")
    import django
    from django.apps import apps

    if not apps.ready:
        django.setup()


def passphrase(environ: Mapping[str, str], *, ask: bool = False) -> str | None:
    """The passphrase of the key files, from the environment, a file, or whoever sits there.

    Raises NotReady where the named file cannot be read.
    """
    if environ.get("HEARTH_PASSPHRASE"):
        return environ["HEARTH_PASSPHRASE"]
    named = environ.get("HEARTH_PASSPHRASE_FILE")
    if named:
        try:
            return Path(named).read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError):
            raise NotReady("the file named by HEARTH_PASSPHRASE_FILE cannot be read") from None
    if ask and sys.stdin.isatty():
        return getpass("Passphrase of this service: ")
    return None


LOST = (
    "the keys of a service lie in this folder, and its database does not answer to them: put the "
    "database back, or name the right one in HEARTH_DATABASE; nothing was written"
)


NONE_YET = (
    "there is no service in {folder} yet: import a file, or begin with `{program} init` or "
    "`{program} demo`, or name another folder in HEARTH_HOME; where its key files alone are lost, "
    "put them back, or let two holders open it with `{program} recover`"
)


@dataclass(frozen=True)
class Station:
    """A service that is open to one command. Each key file is read when it is first needed, if the
    command is one that may."""

    folder: "Folder"
    command: Command

    @cached_property
    def duty(self) -> "SignedIn":
        """The caseworker on duty at this machine."""
        return self._signed_in(DUTY)

    @cached_property
    def lead(self) -> "SignedIn":
        """The safeguarding lead."""
        return self._signed_in(LEAD)

    @cached_property
    def service(self) -> "SignedIn":
        """The running program, with the circles that came after this service was set up."""
        from hearth.actions.keys.service import widen
        from hearth.cli.clock import now

        return widen(service=self._signed_in(SERVICE), now=now())

    def passphrase_of_signer(self, needed: bool) -> str | None:
        """The passphrase of the key that signs checkpoints, asked for where it is needed."""
        self._must_be_let(KeyFile.SIGNER)
        return passphrase(os.environ, ask=needed)

    def _signed_in(self, name: KeyFile) -> "SignedIn":
        from hearth.store import keyring

        self._must_be_let(name)
        locked = keyring.read(self.folder, name).locked
        return keyring.sign_in(self.folder, name, passphrase(os.environ, ask=locked))

    def _must_be_let(self, name: KeyFile) -> None:
        if name not in TABLE[self.command].keys:
            raise RuleBroken(
                f"{self.command} may not use the key file {name}: see core/commands.py"
            )


def open_station(command: Command, *, quiet: bool = False) -> Station:
    """Open the service to this command and bring its tables up to date; where there is none yet,
    make one if the command is one that begins a service.

    Raises NotReady for whatever is not safe: a folder open to others, a database that may
    lose what it was told, keys that are missing.
    """
    prepare_django()
    from django.conf import settings

    from hearth.actions.keys import service
    from hearth.store import database, keyring
    from hearth.store import folder as folders

    folder = settings.HEARTH_FOLDER
    had_keys = keyring.any_there(folder)
    if had_keys and database.is_missing():
        raise NotReady(LOST)
    none_yet = NotReady(NONE_YET.format(folder=folder.path, program=say.PROGRAM))
    by_sheets = Hands.TWO_SHEETS in TABLE[command].where and not database.is_missing()
    if not (had_keys or begins(command) or by_sheets):
        raise none_yet
    database.migrate()
    if not service.is_set_up():
        if had_keys:
            raise NotReady(LOST)
        if not begins(command):
            raise none_yet
        with folders.only_writer(folder, doing="setting up the service"):
            if not service.is_set_up():
                set_up(folder, None)
                if not quiet:
                    print(TRIAL.format(folder=folder.path, program=say.PROGRAM), file=sys.stderr)
    return Station(folder, command)


def set_up(folder: "Folder", secret: str | None) -> "object":
    """Make circles and first people, and write their key files. Whole or not at all."""
    from django.db import transaction

    from hearth.actions.keys import service
    from hearth.cli.clock import now
    from hearth.store import keyring

    try:
        with transaction.atomic():
            begun = service.begin(now=now())
            for name, who in zip((DUTY, LEAD, SERVICE), begun.everybody, strict=True):
                keyring.write(folder, name, who, secret)
            keyring.new_signer_key(folder)
    except BaseException:
        keyring.remove_all(folder)
        raise
    return begun
