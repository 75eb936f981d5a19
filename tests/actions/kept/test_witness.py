"""Somebody outside is told how the log stands, and can hold us to it."""

import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import transaction

from hearth.actions.kept import witness
from hearth.actions.kept.witness import Witness
from hearth.core.errors import NotReady
from hearth.seal import log
from hearth.seal import witness as kept
from hearth.store import events
from hearth.store.folder import Folder, prepare
from hearth.store.models import EntryRow
from tests.builders import MOMENT
from tests.promised import Tried
from tests.service import Service, a_service

pytestmark = pytest.mark.django_db
SIGNER = log.new_signer()
PROGRAM = "import pathlib, sys; pathlib.Path(sys.argv[1]).write_text(sys.stdin.read())"


@pytest.fixture
def service() -> Iterator[Service]:
    with transaction.atomic():
        yield a_service(homes=1)


@pytest.fixture
def folder(home: Path) -> Folder:
    return prepare(Folder(home))


def act(service: Service, times: int = 1) -> None:
    for _ in range(times):
        events.record("test.done", by=service.duty, about="", now=MOMENT)


def test_each_telling_is_added_to_the_file_and_all_of_them_hold(
    service: Service, folder: Folder, tmp_path: Path
) -> None:
    file = tmp_path / "witness"
    for _ in range(3):
        act(service)
        witness.tell(folder, Witness(file), SIGNER, now=MOMENT)

    checkpoints = kept.read(file.read_text("utf-8"), SIGNER.public)

    assert [one.size for one in checkpoints] == [events.head()[0] - 2 + at for at in range(3)]
    assert events.problems(file.read_text("utf-8"), SIGNER.public) == []


@pytest.mark.promise(number="P8")
def test_a_witness_hears_at_the_latest_after_ten_minutes_or_a_thousand_acts(
    service: Service, folder: Folder, tmp_path: Path, tried: Tried
) -> None:
    def due(**later: float) -> bool:
        return witness.is_due(folder, now=MOMENT + timedelta(**later))

    assert due()
    witness.tell(folder, Witness(tmp_path / "witness"), SIGNER, now=MOMENT)
    assert not due(days=1), "nothing was done since"
    act(service)
    assert not due(minutes=9)
    assert due(minutes=10)
    act(service, witness.ENTRIES - 2)
    assert not due()
    act(service)
    assert due()
    tried(1, "windows of at most ten minutes or a thousand acts, between two tellings")


def test_a_log_that_became_shorter_is_told_at_once(
    service: Service, folder: Folder, tmp_path: Path
) -> None:
    witness.tell(folder, Witness(tmp_path / "witness"), SIGNER, now=MOMENT)
    (folder.path / witness.MARK).write_text(f"{events.head()[0] + 5} {MOMENT.isoformat()}")

    assert witness.is_due(folder, now=MOMENT)


def test_a_command_is_given_the_checkpoint(
    service: Service, folder: Folder, tmp_path: Path
) -> None:
    said = tmp_path / "said"
    command = f"{sys.executable} -c '{PROGRAM}' {said}"

    text = witness.tell(folder, Witness(command=command), SIGNER, now=MOMENT)

    assert said.read_text("utf-8") == text
    assert kept.read(text, SIGNER.public)[0].head == EntryRow.objects.latest("seq").hash


@pytest.mark.parametrize(
    ("to", "told"),
    [
        (Witness(Path("/nowhere/file")), "cannot be added to"),
        (Witness(command="/nowhere/command"), "could not be run"),
        (Witness(command="'"), "could not be run"),
        (Witness(command=f"{sys.executable} -c 'raise SystemExit(3)'"), "ended with status 3"),
    ],
)
def test_until_a_witness_takes_it_it_stays_due(
    service: Service, folder: Folder, to: Witness, told: str
) -> None:
    with pytest.raises(NotReady, match=told):
        witness.tell(folder, to, SIGNER, now=MOMENT)

    assert witness.is_due(folder, now=MOMENT)


def test_who_the_witness_is_stands_in_the_environment() -> None:
    assert not witness.named({}).is_named
    assert witness.named({"HEARTH_WITNESS_FILE": "/a"}).file == Path("/a")
    assert witness.named({"HEARTH_WITNESS_COMMAND": "mail"}).command == "mail"
