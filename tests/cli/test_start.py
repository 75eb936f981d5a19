"""A start loads what its first page needs; what weighs much waits until somebody uses it."""

import subprocess
import sys
import threading
from pathlib import Path

import pytest

from hearth.cli import progress
from hearth.cli.progress import Progress, engine_beside
from hearth.engine.kernels import compiled
from tests.cli.commands import ROOT, a_hearth

HEAVY = ("icalendar", "matplotlib", "numba", "pyvrp", "qrcode", "rich", "scipy", "typst")
EVERY_ADDRESS = (
    "import sys; from hearth.cli import serve; from hearth.cli.station import prepare_django; "
    "prepare_django(); from django.urls import reverse; reverse('front:begin'); "
    "from hearth.actions import daily; from hearth.actions.matching import desk; "
    "from hearth.entry import running; "
    "print(*sorted({name.split('.')[0] for name in sys.modules}))"
)


def loaded(code: str) -> set[str]:
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    return set(done.stdout.split())


def test_a_server_that_knows_every_address_has_loaded_nothing_that_few_pages_use() -> None:
    there = loaded(EVERY_ADDRESS)

    assert "django" in there
    assert not there & {*HEAVY, "xlsxwriter"}


def test_visits_are_planned_without_what_draws_pictures_of_plans() -> None:
    """The runtime's lock leaves Matplotlib out, which PyVRP names and does not need here."""
    code = (
        "import sys; sys.modules['matplotlib'] = None; "
        "from hearth.engine.rounds.plan import planned; from tests.engine.rounds.weeks import "
        "a_week; print(planned(a_week(7, 2), seconds=0.02).rounds.planned, 'pyvrp' in sys.modules)"
    )

    assert loaded(code) == {"7", "True"}


def test_a_service_that_is_told_to_stop_stops_what_compiles_beside_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    beside = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    monkeypatch.setattr(compiled, "is_kept", lambda: False)
    monkeypatch.setattr(progress, "_made_beside", lambda: beside)
    stop = threading.Event()
    stop.set()

    assert not engine_beside(Progress(), stop)
    assert beside.returncode is not None


NAMES = """
from hearth.cli.clock import now
from hearth.cli.station import open_station
from hearth.core.commands import Command
station = open_station(Command.DEMO, quiet=True)
from hearth.actions.keys import sign_in
"""


def test_who_is_given_a_code_by_the_process_that_makes_the_folder_comes_in_at_the_next_start(
    tmp_path: Path,
) -> None:
    hearth = a_hearth(tmp_path / "home")

    def said(code: str) -> str:
        done = subprocess.run(
            [sys.executable, "-c", NAMES + code],
            check=True,
            cwd=ROOT,
            env=hearth.environ,
            capture_output=True,
            text=True,
        )
        return done.stdout.strip()

    first = said("print(sign_in.name_staff(who=station.duty, name='anna.desk', now=now()))")

    come = f"sign_in.come_in(name='anna.desk', secret={first!r}, address='', now=now())"
    assert said(f"print({come}.stage)") == "first"
