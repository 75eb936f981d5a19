"""A part of what is sent to every address is done, in a service of its own: nothing breaks by it.

What is taken back never comes to its end: a row that is bound to one that is gone, and what is done
once all is written, show as the transaction ends or not at all.
"""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.commands import ROOT, Hearth
from tests.promised import SoFar, Tried
from tests.properties.matrix.test_fuzzed import BLOCK, FOR_GOOD

AT_ONCE = 4  # blocks of one service, which is changed by all before
ACTS = 12  # kinds of act that were done by what was sent, at least
SERVICES = -(-FOR_GOOD // AT_ONCE)


@pytest.mark.promise(number="P13")
@pytest.mark.parametrize("which", range(SERVICES))
def test_nothing_that_is_sent_and_done_breaks_a_page_or_what_is_left(
    tmp_path: Path, tried: Tried, so_far: SoFar, which: int
) -> None:
    home = tmp_path / "home"
    blocks = range(which * AT_ONCE, min(FOR_GOOD, (which + 1) * AT_ONCE))
    so_far(0, len(blocks) * BLOCK, "requests that are done")
    program = [sys.executable, "-m", "tests.properties.matrix.for_good", str(home)]

    with (
        (tmp_path / "said").open("w+") as complaints,
        subprocess.Popen(
            [*program, *map(str, blocks)],
            cwd=ROOT,
            env=Hearth(home).environ,
            stdout=subprocess.PIPE,
            stderr=complaints,
            text=True,
        ) as child,
    ):
        said = []
        for line in child.stdout or ():
            said.append(json.loads(line))
            so_far(BLOCK if len(said) <= len(blocks) else 0, 0, "requests that are done")
    complained = (tmp_path / "said").read_text()

    assert child.returncode == 0, complained[-2_000:]
    *broken, acts, left = said
    assert len(broken) == len(blocks)
    assert not any((*broken, left)), "\n".join(one for some in (*broken, left) for one in some[:40])
    assert len(acts) >= ACTS, "hardly anything was done, so hardly anything was put to the test"
    tried(
        len(blocks) * BLOCK,
        "hostile requests that are done: 0 broke as they ended, log and rows whole after them",
    )
