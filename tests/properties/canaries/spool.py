"""What a service lays on a disk of a request while it comes: open files without a name."""

import socket
import stat
import sys
from contextlib import suppress
from pathlib import Path

from hearth.entry.uploads import KEPT_BYTES
from tests.properties.canaries.browser import Browser
from tests.properties.canaries.plant import Planted
from tests.properties.canaries.served import Doors

LINUX = sys.platform == "linux"
TOO_BIG = KEPT_BYTES + (1 << 20)
ENOUGH = 1 << 12


def while_a_file_comes(doors: Doors, pid: int) -> dict[str, bytes]:
    """All but the last byte of a file is there: the files that the service has open, by number.

    Those that have a name are its database and its log, which are looked at by their names.
    """
    if not LINUX:
        return {}
    word = Planted().key().encode()
    content = word * (TOO_BIG // len(word))
    head = (
        f"POST /office/hosts/lists HTTP/1.1\r\nHost: localhost\r\nCookie: s={doors.cookies['lead']}"
        f"\r\nContent-Type: multipart/form-data; boundary=x\r\nContent-Length: {len(content) + 1}"
    )
    with socket.create_connection(("127.0.0.1", doors.port)) as out:
        out.sendall(head.encode() + b"\r\n\r\n" + content)
        ours = out.getsockname()[1]
        somebody = Browser(doors.port)
        while _on_the_way(doors.port, ours):
            somebody.get("/health")  # the same loop reads both
        somebody.get("/health")
        return dict(_without_a_name(pid))


def _on_the_way(port: int, ours: int) -> bool:
    """Whether any of what we sent was not read yet."""
    ends = {(f"{port:04X}", f"{ours:04X}"), (f"{ours:04X}", f"{port:04X}")}
    for line in Path("/proc/net/tcp").read_text().splitlines()[1:]:
        _, here, there, _, queues, *_ = line.split()
        between = (here.rpartition(":")[2], there.rpartition(":")[2])
        if between in ends and queues != "00000000:00000000":
            return True
    return False


def _without_a_name(pid: int) -> list[tuple[str, bytes]]:
    """Of each file that is open and lies in no folder, its number and its content."""
    found = []
    for one in Path(f"/proc/{pid}/fd").iterdir():
        with suppress(FileNotFoundError):  # closed meanwhile: what waits for a byte is not
            told = one.stat()
            if stat.S_ISREG(told.st_mode) and told.st_nlink == 0:
                found.append((one.name, one.read_bytes()[:ENOUGH]))
    return found
