"""What usually is wrong with a machine is found, and what is right is left alone."""

import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from hearth.cli import machine, serve
from hearth.cli.machine import Found, Level
from hearth.entry.measured import Measured
from hearth.exchange import apart
from hearth.store.folder import Folder
from tests.builders import MOMENT

SWAP = "Filename Type Size Used Priority\n{} partition 8 0 -2\n"


def levels(found: Iterator[Found]) -> list[Level]:
    told = list(found)
    assert all(one.mend or one.level is Level.GOOD for one in told)
    return [one.level for one in told]


@pytest.mark.parametrize("name", machine.SECRETS)
def test_a_secret_that_others_can_read_is_wrong(tmp_path: Path, name: str) -> None:
    file = tmp_path / "secret"
    file.write_text("opensesame")

    for mode, expected in ((0o600, []), (0o640, [Level.BAD]), (0o604, [Level.BAD])):
        file.chmod(mode)
        found = list(machine.secrets({name: str(file)}))
        assert [one.level for one in found] == expected
        assert not any("opensesame" in one.says for one in found)


def test_a_password_in_an_address_is_told_and_not_repeated() -> None:
    [found] = machine.secrets({"HEARTH_DATABASE": "postgresql://a:opensesame@db/hearth"})

    assert found.level is Level.LOOK
    assert "opensesame" not in found.says + found.mend
    assert levels(machine.secrets({"HEARTH_DATABASE": "postgresql://a@db/hearth"})) == []


@pytest.mark.parametrize(
    ("named", "expected"),
    [
        ("", []),
        ("https://hearth.example", []),
        ("https://hearth.example/", []),
        ("https://example.org/hearth", [Level.BAD]),
        ("https://hearth.example/?a=b", [Level.BAD]),
        ("https://", [Level.BAD]),
    ],
)
def test_an_address_at_which_no_page_would_be_found_is_wrong(
    named: str, expected: list[Level]
) -> None:
    assert levels(machine.address({"HEARTH_ADDRESS": named})) == expected


@pytest.mark.parametrize(
    ("server", "expected"),
    [
        ("", []),
        ("smtps://post@mail.example", []),
        ("smtp://mail.example:587", []),
        ("smtp://localhost:25", []),
        ("smtp://mail.example:25", [Level.LOOK]),
    ],
)
def test_mail_that_may_go_in_the_clear_is_told(server: str, expected: list[Level]) -> None:
    assert levels(machine.mail({"HEARTH_SMTP": server})) == expected


@pytest.mark.parametrize(
    ("device", "expected"),
    [
        ("/dev/sda2", [Level.LOOK]),
        ("/dev/dm-1", []),
        ("/dev/zram0", []),
        ("/swapfile", [Level.LOOK]),
    ],
)
def test_memory_that_is_written_to_a_disk_is_told(
    tmp_path: Path, device: str, expected: list[Level]
) -> None:
    swaps = tmp_path / "swaps"
    swaps.write_text(SWAP.format(device))

    assert levels(machine.swap(swaps)) == expected


def test_a_machine_without_swap_or_without_the_file_is_well(tmp_path: Path) -> None:
    swaps = tmp_path / "swaps"
    swaps.write_text(SWAP.splitlines()[0])

    assert levels(machine.swap(swaps)) == levels(machine.swap(tmp_path / "none")) == []


def test_too_few_files_are_told() -> None:
    assert [levels(machine.files(limit)) for limit in (-1, 256, 1_024)] == [[], [Level.LOOK], []]


def test_a_reader_with_a_network_is_told() -> None:
    assert levels(machine.readers(offline=True, linux=True)) == [Level.GOOD]
    for linux in (True, False):
        assert levels(machine.readers(offline=False, linux=linux)) == [Level.LOOK]


@pytest.mark.parametrize(("offline", "level"), [(False, Level.LOOK), (True, Level.GOOD)])
def test_the_service_says_whether_its_own_reader_has_a_network(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, offline: bool, level: Level
) -> None:
    folder, measured = Folder(tmp_path), Measured()
    monkeypatch.setattr(apart, "is_offline", lambda: offline)
    monkeypatch.setattr("hearth.entry.measured.MEASURED", measured)
    monkeypatch.setattr("hearth.cli.serve.FIRST_PAGE_S", 0)
    machine.mark_reader(folder, offline=not offline)

    serve._reader(folder)(threading.Event())

    assert f"hearth_uploads_offline {int(offline)}" in measured.lines(tmp_path)
    monkeypatch.setattr(apart, "is_offline", lambda: True)  # whoever types the command may
    assert [one.level for one in machine.looks(folder) if one.what == "uploads"] == [level]


def test_two_clocks_that_do_not_agree_are_wrong() -> None:
    for seconds, expected in ((5, []), (-30, []), (61, [Level.BAD]), (-3_600, [Level.BAD])):
        there = MOMENT + timedelta(seconds=seconds)
        assert levels(machine.clocks(MOMENT, there)) == expected


def test_more_connections_than_a_server_gives_are_told() -> None:
    assert levels(machine.connections(20, 100)) == []
    assert levels(machine.connections(95, 100)) == [Level.LOOK]
