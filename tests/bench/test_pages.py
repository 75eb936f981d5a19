"""How often every page asks the database: as often with many cases behind it as with few."""

from pathlib import Path

import pytest

from bench import behind, pages
from hearth.cli.progress import Progress
from hearth.cli.station import Station, set_up
from hearth.core.commands import Command
from hearth.core.programme_file import in_force
from hearth.entry import running
from hearth.store.folder import Folder, prepare
from hearth.store.models import CaseRow, CheckRow

pytestmark = pytest.mark.django_db

FEW, MANY = 200, 800
A_FEW_MORE = 3  # a list that was empty asks for its rules and for what they want of each


@pytest.fixture
def station(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Station:
    monkeypatch.setattr(behind, "HOMES", 60)
    monkeypatch.setattr(behind, "PARTIES", 20)
    folder = Folder(tmp_path)
    prepare(folder)
    set_up(folder, None)
    made = Station(folder, Command.DEMO)
    running.begin(folder, made.service, demo=False, beside=lambda work: work())
    return made


def asked(station: Station) -> dict[tuple[str, str], int]:
    """Queries by audience and kind of page, of all that anybody comes to along links."""
    found = (page for key in pages.keys(station) for page in pages.walk(station, key))
    return {
        (page.key.partition("-")[0], page.route): page.queries for page in pages.heaviest(found)
    }


def test_no_page_asks_oftener_with_eight_hundred_cases_than_with_two_hundred(
    station: Station,
) -> None:
    used = in_force(pages.PROGRAMME, behind.now().date())
    quiet = Progress()
    behind.make(station, cases=FEW, homes=80, seed=1, programme=pages.PROGRAMME, progress=quiet)
    CheckRow.objects.update(opens_on=behind.now().date())  # somebody is to be visited today
    few = asked(station)

    behind.write_cases(station, cases=MANY - FEW, seed=900, programme=used, progress=quiet)
    many = asked(station)

    assert CaseRow.objects.count() > MANY
    assert len(few) > 60
    assert few.keys() <= many.keys()
    more = {kind: (few[kind], many[kind]) for kind in few if many[kind] > few[kind] + A_FEW_MORE}
    assert more == {}
