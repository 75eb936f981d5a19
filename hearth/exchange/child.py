"""The child process that opens a file somebody sent: no keys, no environment, little of anything.

Run by `apart.py` alone. It reads the file from stdin and writes what it found to stdout, as JSON;
it has no network (where Linux lets it go), and limits on time, memory and files, before it looks
at the first byte.
"""

import base64
import ctypes
import json
import sys
from collections.abc import Callable, Mapping

from hearth.core.errors import BadInput

if sys.platform != "win32":
    import resource

CPU_S = 20
MEMORY = 3 * 1024**3  # address space: a table of 10 MB unpacked, and the reader's own code
FILES = 16
NEW_USER, NEW_NETWORK = 0x10000000, 0x40000000  # CLONE_NEWUSER, CLONE_NEWNET of Linux
SHEET, PAPER, NETWORK = "sheet", "paper", "network"
Said = dict[str, object]


def main() -> None:
    """Limit this process for good, then read one file and say what is in it, or what is wrong."""
    offline = _leave_the_network()
    _limit()
    task, name = sys.argv[1:3]
    said: Said = {"offline": offline}
    try:
        if task != NETWORK:
            said = _TASKS[task](name, _sent())
    except BadInput as wrong:
        said = {"wrong": str(wrong)}
    sys.stdout.write(json.dumps(said))


def _sent() -> bytes:
    return sys.stdin.buffer.read()


def _sheet(name: str, content: bytes) -> Said:
    # Each reader is loaded once its limits stand, and never the other's.
    from hearth.exchange.sheets import sheet_of

    sheet = sheet_of(name, content)
    return {"columns": sheet.columns, "rows": [[row.number, row.cells] for row in sheet.rows]}


def _paper(_name: str, content: bytes) -> Said:
    from hearth.exchange.papers import pages_of

    return {"pages": [base64.b64encode(page).decode("ascii") for page in pages_of(content)]}


_TASKS: Mapping[str, Callable[[str, bytes], Said]] = {SHEET: _sheet, PAPER: _paper}


def _leave_the_network() -> bool:
    """Go where there is no network, not even the machine's own. Whether the system let us.

    Linux lets an account without rights do so where user namespaces are open to it; elsewhere the
    limits stand alone, and `hearth doctor` says so.
    """
    if not sys.platform.startswith("linux"):
        return False
    unshare = getattr(ctypes.CDLL(None, use_errno=True), "unshare", None)
    return unshare is not None and unshare(NEW_USER | NEW_NETWORK) == 0


def _limit() -> None:
    if sys.platform == "win32":
        return  # it has no such limits; the parent's clock still ends it
    for which, most in (
        (resource.RLIMIT_CPU, CPU_S),
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_NOFILE, FILES),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(which, (most, most))
