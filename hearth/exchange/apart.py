"""Files that somebody sent are opened in a process of their own, which holds no key.

Whoever breaks the reader of spreadsheets or of pictures from inside a file finds an empty folder,
no environment, no file that it may open by any path, no network where the system can take it away,
and a few seconds. Where Linux has no Landlock it could still delete or rename by path what the
service's account may (`shut.py`).
"""

import base64
import json
import subprocess
import sys
import tempfile
from typing import Any

from hearth.core.errors import BadInput
from hearth.exchange.child import NETWORK, PAPER, SHEET
from hearth.exchange.sheets import Sheet, SheetRow

LONGEST_S = 30
_START = "import sys; sys.path[:] = sys.argv[3:]; from hearth.exchange.child import main; main()"


def sheet_of(name: str, content: bytes) -> Sheet:
    """The first filled sheet of a file called `name`, read by a limited child.

    Raises BadInput as `sheets.sheet_of` does, and for a file on which the child gave up: it took
    more than LONGEST_S seconds, or more memory than a table needs. Cost: about 0.4 s to begin.
    """
    said = _asked(SHEET, name, content)
    rows = (SheetRow(number, tuple(cells)) for number, cells in said["rows"])
    return Sheet(tuple(said["columns"]), tuple(rows))


def pages_of(content: bytes) -> list[bytes]:
    """Pictures of the pages of a paper, made anew by a limited child, as `papers.pages_of`.

    Raises BadInput for whatever it cannot, or should not, be made of. Cost: about 0.4 s to begin,
    and some 0.2 s a page.
    """
    found = _asked(PAPER, "the file", content)["pages"]
    return [base64.b64decode(page, validate=True) for page in found]


def is_offline() -> bool:
    """Whether the child can be taken off the network on this machine."""
    return bool(_asked(NETWORK, "", b"")["offline"])


def _asked(task: str, name: str, content: bytes) -> dict[str, Any]:
    gave_up = BadInput(f"{name} could not be read: it asks for more than any {_NEEDS[task]} needs.")
    command = [sys.executable, "-I", "-c", _START, task, name, *filter(None, sys.path)]
    with tempfile.TemporaryDirectory(prefix="hearth-apart-") as empty:
        try:
            done = subprocess.run(
                command,
                check=False,
                cwd=empty,
                env={},
                input=content,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                timeout=LONGEST_S,
            )
        except subprocess.TimeoutExpired:
            raise gave_up from None
    if done.returncode:
        raise gave_up
    said: dict[str, Any] = json.loads(done.stdout)
    if "wrong" in said:
        raise BadInput(str(said["wrong"]))
    return said


_NEEDS = {SHEET: "list", PAPER: "paper", NETWORK: "question"}
