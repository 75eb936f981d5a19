"""A deadline for the whole of what is said over a connection, not for each of its bytes.

A socket's own timeout begins anew with every byte that comes: whoever answers one byte at a time
is never late by it.
"""

import contextlib
import socket
import threading
from collections.abc import Callable, Iterator

WITHIN_S = 10.0  # one message; nobody else writes meanwhile
AGAIN_S = 0.1


Link = Callable[[], socket.socket | None]


@contextlib.contextmanager
def hung_up_after(seconds: float, link: Link) -> Iterator[threading.Event]:
    """Shut the connection after so many seconds, whoever is reading: they find its end.

    Gives what is set when that was done: half an answer is none. `link` is asked then, and again
    until this is over: encryption, or a connection that comes late, makes it another one.
    """
    over, late = threading.Event(), threading.Event()
    watch = threading.Thread(target=_watch, args=(over, late, seconds, link), daemon=True)
    watch.start()
    try:
        yield late
    finally:
        over.set()
        watch.join()


def _watch(over: threading.Event, late: threading.Event, seconds: float, link: Link) -> None:
    wait = seconds
    while not over.wait(wait):
        late.set()
        wait = AGAIN_S
        found = link()
        if found is not None:
            with contextlib.suppress(OSError):  # it is shut already, or handed to its encryption
                socket.socket.shutdown(found, socket.SHUT_RDWR)
