"""What the server keeps of a request while it comes, and of an answer while it goes: in memory.

Waitress lays what is large on a disk, in clear. Of a request more than KEPT_BYTES is thrown away as
it comes, and the page says that the file is too big; an answer waits in memory, where it was made.
"""

from collections.abc import Callable, Mapping
from typing import Any

from django.core.wsgi import get_wsgi_application
from waitress import create_server
from waitress.buffers import OverflowableBuffer
from waitress.channel import HTTPChannel
from waitress.parser import HTTPRequestParser

from hearth.entry.uploads import KEPT_BYTES

NEVER = 1 << 62  # bytes: no buffer comes to lie on a disk
CONNECTIONS = 400  # at most: each browser keeps some six open for a while, and an office has many
IDLE_S = 60  # after which one that asks nothing is closed; who finds no room waits for that


class KeptInMemory(OverflowableBuffer):  # type: ignore[misc]  # waitress has no types
    """Holds the first KEPT_BYTES of what is added to it, and nothing of the rest."""

    def __init__(self) -> None:
        super().__init__(NEVER)

    def append(self, s: bytes) -> None:
        """Keep as much of it as there is room for."""
        room = max(0, KEPT_BYTES - len(self))
        super().append(s[:room])


class InMemory(HTTPRequestParser):  # type: ignore[misc]
    """Reads a request without a disk."""

    def parse_header(self, header_plus: bytes) -> None:
        """As ever; the body that may follow goes into memory."""
        super().parse_header(header_plus)
        if self.body_rcv is not None:
            self.body_rcv.buf = KeptInMemory()


def listening(
    program: Callable[..., Any] | None = None,
    *,
    host: str,
    port: int,
    threads: int,
    behind: Mapping[str, object] | None = None,
) -> Any:
    """A server of the pages, or of another WSGI program. `behind`: whose word on where from counts.

    Raises OSError where the port is taken.
    """
    HTTPChannel.parser_class = InMemory
    return create_server(
        program or get_wsgi_application(),
        host=host,
        port=port,
        threads=threads,
        ident=None,
        outbuf_overflow=NEVER,
        connection_limit=CONNECTIONS,
        channel_timeout=IDLE_S,
        asyncore_use_poll=True,  # the other way of waiting knows no file beyond the thousandth
        **(behind or {}),
    )
