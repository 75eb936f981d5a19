"""`hearth walk`: one invented case, acted through all ten stages on a database of its own."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from shutil import rmtree

from hearth.core.errors import NotReady

SET_ASIDE = ("HEARTH_HOME", "HEARTH_DATABASE")


def run(programme: str, *, as_json: bool, seed: int = 1) -> int:
    """Walk one invented case and print it; 0 when all went as told and the log holds.

    Everything happens in a private folder of its own, which is gone afterwards; no
    service that is in use is touched. Raises NotFound for a programme that is not there,
    NotReady where another service is open in this process already.
    """
    with _folder_of_its_own() as home:
        _must_be_ours(home)
        from hearth.cli.walk.show import walk

        return walk(programme, seed, as_json=as_json)


@contextmanager
def _folder_of_its_own() -> Iterator[Path]:
    """A fresh HEARTH_HOME with the embedded database, and the environment put back after."""
    before = {name: os.environ.pop(name, None) for name in SET_ASIDE}
    home = Path(tempfile.mkdtemp(prefix="hearth-walk-"))
    os.environ["HEARTH_HOME"] = str(home)
    try:
        yield home
    finally:
        _close()
        rmtree(home, ignore_errors=True)
        os.environ.pop("HEARTH_HOME")
        os.environ.update({name: said for name, said in before.items() if said is not None})


def _must_be_ours(home: Path) -> None:
    """Settings are read once in a process; if they were, they are somebody else's."""
    from django.conf import settings

    from hearth.cli.station import prepare_django

    prepare_django()
    if settings.HEARTH_FOLDER.path != home:
        raise NotReady("the walk is told in a process of its own: start it as a command by itself")


def _close() -> None:
    """Let go of the database file. Where Django never started there is nothing to close."""
    from django.conf import settings
    from django.db import connections

    if settings.configured:
        connections.close_all()
