import os
import subprocess
import sys
from pathlib import Path

REPOSITORY = Path(__file__).parents[2]
SHOW = "from hearth.site import settings as s; print(s.DATABASES['default']['NAME'], s.DEBUG)"


def read_settings(**said: str) -> str:
    environ = {"PATH": os.environ["PATH"], "PYTHONPATH": str(REPOSITORY), **said}
    done = subprocess.run(
        [sys.executable, "-c", SHOW], check=True, capture_output=True, text=True, env=environ
    )
    return done.stdout.strip()


def test_two_services_on_one_machine_do_not_share_a_database(tmp_path: Path) -> None:
    first = read_settings(HEARTH_HOME=str(tmp_path / "north"))
    second = read_settings(HEARTH_HOME=str(tmp_path / "south"))

    assert first == f"{tmp_path}/north/hearth.sqlite3 False"
    assert second == f"{tmp_path}/south/hearth.sqlite3 False"


def test_a_dsn_takes_the_place_of_the_file(tmp_path: Path) -> None:
    said = read_settings(
        HEARTH_HOME=str(tmp_path / "home"), HEARTH_DATABASE="postgresql://db.example/north"
    )

    assert said == "north False"


def test_reading_the_settings_makes_no_folder(tmp_path: Path) -> None:
    read_settings(HEARTH_HOME=str(tmp_path / "home"))

    assert list(tmp_path.iterdir()) == []
