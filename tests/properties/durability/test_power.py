"""The power goes while people work: whatever was confirmed to them is there afterwards."""

from pathlib import Path
from random import Random

import pytest
from pytest_django import DjangoDbBlocker

from hearth.store import database
from tests.length import LONG
from tests.once import made_once
from tests.promised import SoFar, Tried
from tests.properties.durability import power
from tests.properties.durability.power import Keep, Run
from tests.properties.durability.story import Story, told

CASES = 4 if LONG else 2
PARTS = 8  # of the points, so that workers share them
POINTS = 12_800 if LONG else 800
NORMAL = "PRAGMA synchronous=normal"


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory, django_db_blocker: DjangoDbBlocker) -> Story:
    def make(folder: Path) -> Story:
        with django_db_blocker.unblock():
            return told(folder / "home", CASES)

    return made_once(tmp_path_factory, "story", make)


def pragmas() -> list[str]:
    """What every connection of Hearth asks of SQLite when it opens."""
    asked = database.connection_settings("", database.Folder(Path("/anywhere")))
    return str(asked["OPTIONS"]["init_command"]).split("; ")


def points(run: Run, count: int) -> list[tuple[int, Keep]]:
    """So many moments, spread over the whole run, each with every way of keeping."""
    chance, each = Random(8), len(Keep)
    moments = [chance.randint(1, len(run.events)) for _ in range(count // each)]
    return [(at, keep) for at in moments for keep in Keep]


@pytest.mark.promise(number="P1")
@pytest.mark.parametrize("part", range(PARTS))
@pytest.mark.parametrize("checkpoint", ["seldom", "often"])
def test_a_power_cut_loses_nothing_that_was_acknowledged(
    story: Story, checkpoint: str, part: int, tmp_path: Path, tried: Tried, so_far: SoFar
) -> None:
    asked = [*pragmas(), *(["PRAGMA wal_autocheckpoint=20"] if checkpoint == "often" else [])]
    run = power.replayed(story.start, story.script, asked, tmp_path)
    assert run.count > 20

    asked_for = points(run, POINTS // 2)[part::PARTS]
    so_far(0, len(asked_for), "power cuts")
    found = power.cut_everywhere(run, tmp_path, asked_for)
    so_far(len(asked_for), 0, "power cuts")

    assert (found.lost, found.torn, found.corrupt) == (0, 0, 0)
    tried(
        found.points,
        "embedded database: power cuts, unsynced writes dropped, reordered or torn: none lost",
    )


@pytest.mark.promise(number="P1")
def test_a_database_that_does_not_wait_for_the_disk_would_be_caught(
    story: Story, tmp_path: Path, tried: Tried
) -> None:
    run = power.replayed(story.start, story.script, [*pragmas(), NORMAL], tmp_path)

    found = power.cut_everywhere(run, tmp_path, points(run, 400))

    assert found.lost > found.points // 10
    tried(
        found.lost,
        "embedded database: losses found where it does not wait for the disk (as it must)",
    )
