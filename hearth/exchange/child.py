"""The child process that opens a file somebody sent: no keys, no environment, little of anything.

Run by `apart.py` alone. It reads the file from stdin and writes what it found to stdout, as JSON.
Before it looks at the first byte it has no network (where Linux lets it go), limits on time and
memory, and a door that is shut: it opens no file at all (`shut.py`), so what it needs is loaded
before. Fonts of the system are among what it does not find.
"""

import base64
import codecs
import ctypes
import json
import sys
from collections.abc import Callable, Mapping

from hearth.core.errors import BadInput
from hearth.exchange.shut import shut

if sys.platform != "win32":
    import resource

CPU_S = 20
MEMORY = 3 * 1024**3  # address space: a table of 10 MB unpacked, and the reader's own code
# Of text, of names inside a zip and of what pictures say; Python loads each at its first use.
CODINGS = ("utf-8-sig", "utf-16", "cp1252", "latin-1", "cp437", "ascii")
NEW_USER, NEW_NETWORK = 0x10000000, 0x40000000  # CLONE_NEWUSER, CLONE_NEWNET of Linux
SHEET, PAPER, NETWORK = "sheet", "paper", "network"
Said = dict[str, object]
Reader = Callable[[str, bytes], Said]


def main() -> None:
    """Limit this process for good, then read one file and say what is in it, or what is wrong."""
    offline = _leave_the_network()
    _limit()
    task, name = sys.argv[1:3]
    said: Said = {"offline": offline}
    if task != NETWORK:
        read = _LOADED[task]()
        shut()
        try:
            said = read(name, _sent())
        except BadInput as wrong:
            said = {"wrong": str(wrong)}
    sys.stdout.write(json.dumps(said))


def _sent() -> bytes:
    return sys.stdin.buffer.read()


def _sheets() -> Reader:
    # Each reader is loaded once its limits stand, and never the other's.
    from hearth.exchange.sheets import sheet_of

    for coding in CODINGS:
        codecs.lookup(coding)

    def read(name: str, content: bytes) -> Said:
        sheet = sheet_of(name, content)
        return {"columns": sheet.columns, "rows": [[row.number, row.cells] for row in sheet.rows]}

    return read


def _papers() -> Reader:
    from hearth.exchange import papers

    papers.load()
    for coding in CODINGS:
        codecs.lookup(coding)

    def read(_name: str, content: bytes) -> Said:
        pages = papers.pages_of(content)
        return {"pages": [base64.b64encode(page).decode("ascii") for page in pages]}

    return read


_LOADED: Mapping[str, Callable[[], Reader]] = {SHEET: _sheets, PAPER: _papers}


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
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(which, (most, most))
