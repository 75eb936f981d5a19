"""The child process that opens a file somebody sent: no keys, no environment, little of anything.

Run by `apart.py` alone. It reads the file from stdin and writes the table to stdout, as JSON; it
has limits on time, memory, files and processes before it looks at the first byte.
"""

import json
import sys

from hearth.core.errors import BadInput
from hearth.exchange.sheets import sheet_of

if sys.platform != "win32":
    import resource

CPU_S = 20
MEMORY = 3 * 1024**3  # address space: a table of 10 MB unpacked, and the reader's own code
FILES = 16


def main() -> None:
    """Limit this process for good, then read one file and say what is in it, or what is wrong."""
    _limit()
    try:
        sheet = sheet_of(sys.argv[1], sys.stdin.buffer.read())
    except BadInput as wrong:
        said: dict[str, object] = {"wrong": str(wrong)}
    else:
        rows = [[row.number, row.cells] for row in sheet.rows]
        said = {"columns": sheet.columns, "rows": rows}
    sys.stdout.write(json.dumps(said))


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
