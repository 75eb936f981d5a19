"""Services that are made once and copied for whoever changes them."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.commands import Hearth, a_hearth
from tests.once import made_once


@pytest.fixture(scope="session")
def small_town(tmp_path_factory: pytest.TempPathFactory) -> Hearth:
    """Four homes and two parties that wait. Not to be changed: see `town`."""

    def make(folder: Path) -> Hearth:
        hearth = a_hearth(folder / "home")
        said = hearth.run("town", "--homes", 4, "--parties", 2)
        assert said.status == 0, said.err
        return hearth

    return made_once(tmp_path_factory, "town", make)


@pytest.fixture
def town(small_town: Hearth, tmp_path: Path) -> Hearth:
    """A small service of one test's own."""
    return small_town.copy(tmp_path / "service")


@pytest.fixture
def unharmed(town: Hearth, tmp_path: Path) -> Callable[[], None]:
    """Call it to see that neither the database nor the folder is other than it was."""
    rows, files = town.rows(), names(town.home)

    def check() -> None:
        assert town.rows() == rows
        assert names(town.home) - files <= {"writer.lock"}
        assert not [path for path in tmp_path.rglob("*") if ".part" in path.name]

    return check


def names(folder: Path) -> set[str]:
    """Every file below, without what a database keeps beside itself while it is open."""
    found = {str(path.relative_to(folder)) for path in folder.rglob("*")}
    return {name for name in found if not name.endswith(("-wal", "-shm"))}
