"""A database that is not there never costs the keys of the one that was."""

from pathlib import Path

from tests.cli.commands import Hearth


def test_a_missing_database_is_said_and_the_keys_stay(tmp_path: Path) -> None:
    service = Hearth(tmp_path / "home")
    assert service.run("town", "--homes", 1).status == 0
    keys = _all_of(service.home / "keys")
    database = service.home / "hearth.sqlite3"
    kept = database.rename(tmp_path / "kept.sqlite3")

    refused = service.run("doctor")

    assert refused.status == 1
    assert "put the database back" in refused.sentence
    assert not database.exists()
    assert _all_of(service.home / "keys") == keys
    kept.rename(database)
    assert service.run("doctor").status == 0


def _all_of(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}
