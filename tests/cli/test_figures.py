"""`hearth figures`: what the manager may see, and nothing that a page of theirs would not show."""

import json
from pathlib import Path

import pytest

from tests.cli.commands import a_hearth

pytestmark = pytest.mark.database


def test_figures_are_worked_out_and_told_without_a_small_number(tmp_path: Path) -> None:
    hearth = a_hearth(tmp_path / "home")
    assert hearth.run("town", "--homes", 6, "--parties", 3).status == 0

    before = hearth.run("figures")
    worked = hearth.run("figures", "--work-out", "--json")
    told = json.loads(worked.out)

    assert "Nothing has been worked out yet" in before.out
    assert worked.status == 0
    assert told["outcomes"]["waiting"]["began"]["value"] is None
    assert told["records"] is None
    assert "go on after day 30: not shown" in hearth.run("figures").out
