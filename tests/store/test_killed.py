"""A sweep to a new key is killed at random moments: nothing is lost, nothing opens to who left.

The long form tries the whole bar: 50 kills, 20,000 testimonies. Else a small trial is run.
HEARTH_KILLS and HEARTH_SAID ask for other numbers.
"""

import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from tests.length import LONG
from tests.promised import Tried

ROOT = Path(__file__).parents[2]
KILLS = int(os.environ.get("HEARTH_KILLS", "50" if LONG else "3"))
SAID = int(os.environ.get("HEARTH_SAID", "20000" if LONG else "1500"))
LONGEST_S = 0.25  # of one life: about one batch, so that the sweep outlives many

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="kill -9 is not known there")


def process(*words: str) -> "subprocess.Popen[str]":
    command = [sys.executable, "-m", "tests.store.leaver", *words]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)


def run(*words: str) -> str:
    with process(*words) as running:
        said, _ = running.communicate(timeout=600)
    assert running.returncode == 0, words
    return said


def look(folder: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(run("look", str(folder)))
    return found


def killed_after(folder: Path, seconds: float) -> None:
    with process("move", str(folder)) as running:
        assert running.stdout is not None
        assert running.stdout.readline() == "ready\n"
        time.sleep(seconds)  # the moment of the kill is the trial; nothing is waited for
        running.send_signal(signal.SIGKILL)


@pytest.mark.promise(number="P11")
def test_a_sweep_killed_at_random_moments_loses_nothing_and_opens_nothing(
    tmp_path: Path, tried: Tried
) -> None:
    folder = tmp_path / "home"
    run("make", str(folder), str(SAID))
    chance = random.Random(20310504)
    lefts = []

    for _ in range(KILLS):
        killed_after(folder, chance.uniform(0, LONGEST_S))
        found = look(folder)
        lefts.append(found["left"])
        assert found["whole"]
        assert found["items"] == SAID
        assert not found["leaver_signs_in"]
        assert found["leaver_opens"] == 0
        assert found["problems"] == []
    assert lefts == sorted(lefts, reverse=True)
    run("move", str(folder))

    found = look(folder)
    assert (found["left"], found["retired"]) == (0, 0)
    assert found["whole"]
    assert found["by_copied_key"] == 0
    print(f"{KILLS} kills over {SAID} testimonies; left after each: {lefts}")
    tried(KILLS, "kill -9 while a circle's grants are moved")
