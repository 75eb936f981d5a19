"""A program of the tests: `hearth`, with regions of which the first ends the worker that takes it.

The path of a file comes first, then the words of the command. The file is there once the worker
has died.
"""

import sys
from pathlib import Path

import pytest

from hearth.batch.jobs import Job
from hearth.cli.main import main
from hearth.engine.regions.cut import Regions
from hearth.engine.regions.shards import Lists
from tests.batch.work import DiesOnce


def shaken(marker: Path) -> None:
    """From now on the first region that is begun kills its worker."""
    sound = Job.of_lists

    def of_lists(lists: Lists, regions: Regions) -> Job:
        job = sound(lists, regions)
        return Job(
            job.regions,
            lambda region: DiesOnce(job.source(region), marker),
            job.places,
            job.lists,
        )

    pytest.MonkeyPatch().setattr(Job, "of_lists", of_lists)


if __name__ == "__main__":
    shaken(Path(sys.argv.pop(1)))
    raise SystemExit(main())
