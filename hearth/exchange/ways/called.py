"""One request to the address of a program, which says that it should look.

A name is looked up once, and what it leads to is called by its number: of the range alone in which
it was named. Nobody sends us on to another address, and of the answer only the status is read.
"""

import http.client
import socket
import ssl
import threading
from collections.abc import Callable, Mapping
from contextlib import closing

from hearth.core.webhooks import Address, may_be_at
from hearth.exchange.ways import NotDelivered
from hearth.exchange.ways.within import WITHIN_S, hung_up_after

TAKEN = range(200, 300)
Caller = Callable[[Address, bytes, Mapping[str, str]], None]


def post(
    to: Address,
    body: bytes,
    headers: Mapping[str, str],
    *,
    within_s: float = WITHIN_S,
    trust: ssl.SSLContext | None = None,
) -> None:
    """Call it. Raises NotDelivered where it did not take the call within the time."""
    number = _number_of(to, within_s)
    if to.is_encrypted:
        context = trust or ssl.create_default_context()
        link: http.client.HTTPConnection = http.client.HTTPSConnection(
            to.host, to.port, timeout=within_s, context=context
        )
    else:
        link = http.client.HTTPConnection(to.host, to.port, timeout=within_s)
    # By the number that was looked at, whatever the name leads to by now; the certificate is still
    # held to the name.
    link._create_connection = lambda _to, *how: socket.create_connection(  # type: ignore[attr-defined]  # its stubs leave it out
        (number, to.port), *how
    )
    with closing(link), hung_up_after(within_s, lambda: link.sock) as late:
        try:
            link.request("POST", to.target, body, dict(headers))
            status = link.getresponse().status
        except (OSError, http.client.HTTPException, ValueError):
            raise NotDelivered(may_retry=True) from None
    if late.is_set() or status not in TAKEN:
        raise NotDelivered(may_retry=True)


def _number_of(to: Address, within_s: float) -> str:
    """The first number that its name leads to; all of them must be of its range."""
    found: list[str] = []

    def look() -> None:
        try:
            told = socket.getaddrinfo(to.host, to.port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError):
            return
        found.extend(str(one[4][0]) for one in told)

    looking = threading.Thread(target=look, daemon=True)  # nothing can stop it but its own end
    looking.start()
    looking.join(within_s)
    numbers = tuple(found)
    if not numbers or not all(may_be_at(one, inside=to.is_inside) for one in numbers):
        raise NotDelivered(may_retry=True)
    return numbers[0]
