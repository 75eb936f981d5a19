"""Text messages, handed to the operator's provider by one documented request.

POST to the address in HEARTH_SMS, JSON: {"id": "...", "to": "+44...", "text": "..."}; an answer
of 2xx means that it was taken. The id is the same for the same message: a provider that sees one
twice must not send it twice. docs/how-to/send-mail.md shows an adapter.
"""

import http.client
import json
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass, field
from urllib.parse import urlsplit, urlunsplit
from uuid import UUID

from hearth.core.gate.outbox import Written
from hearth.exchange.ways import NotDelivered
from hearth.exchange.ways.within import WITHIN_S, hung_up_after

TAKEN, TOO_MANY, FAILED = range(200, 300), 429, 500


@dataclass(frozen=True, slots=True)
class Provider:
    """Where messages are handed over, and the word that lets us."""

    address: str
    token: str = field(default="", repr=False)


class Text:
    """One request for one message, past every proxy; nobody sends us on to another address."""

    def __init__(self, provider: Provider, within_s: float = WITHIN_S) -> None:
        self._provider, self._within_s = provider, within_s

    def make_ready(self) -> None:
        """A request connects by itself."""

    def send(self, words: Written, id: UUID) -> None:
        """Hand over one message. Raises NotDelivered.

        Until there is a connection nothing was sent. From the request on nobody knows.
        """
        told = {"id": id.hex, "to": words.address, "text": words.body}
        headers = {"Content-Type": "application/json", "User-Agent": "-", "Connection": "close"}
        if self._provider.token:
            headers["Authorization"] = f"Bearer {self._provider.token}"
        to = urlsplit(self._provider.address)
        kind = http.client.HTTPSConnection if to.scheme == "https" else http.client.HTTPConnection
        link = kind(to.hostname or "", to.port, timeout=self._within_s)
        where = urlunsplit(("", "", to.path or "/", to.query, ""))
        with closing(link), hung_up_after(self._within_s, lambda: link.sock):
            _connect(link)
            status = _asked(link, where, json.dumps(told).encode(), headers)
        if status not in TAKEN:
            raise NotDelivered(may_retry=status == TOO_MANY or status >= FAILED)

    def close(self) -> None:
        """Nothing stays open."""


def _connect(link: http.client.HTTPConnection) -> None:
    try:
        link.connect()
    except ConnectionRefusedError:
        raise NotDelivered(may_retry=True) from None
    except OSError:
        raise NotDelivered(may_retry=True, is_lost=True) from None


def _asked(
    link: http.client.HTTPConnection, where: str, content: bytes, headers: Mapping[str, str]
) -> int:
    try:
        link.request("POST", where, content, headers)
        return link.getresponse().status
    except (OSError, http.client.HTTPException):
        raise NotDelivered(is_unsure=True, is_lost=True) from None
