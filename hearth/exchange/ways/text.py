"""Text messages, handed to the operator's provider by one documented request.

POST to the address in HEARTH_SMS, JSON: {"id": "...", "to": "+44...", "text": "..."}; an answer
of 2xx means that it was taken. The id is the same for the same message: a provider that sees one
twice must not send it twice. docs/how-to/send-mail.md shows an adapter.
"""

import http.client
import json
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from uuid import UUID

from hearth.core.gate.outbox import Written
from hearth.exchange.ways import NotDelivered

TIMEOUT_S = 10
TOO_MANY, FAILED = 429, 500


@dataclass(frozen=True, slots=True)
class Provider:
    """Where messages are handed over, and the word that lets us."""

    address: str
    token: str = field(default="", repr=False)


class _NoOther(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: object) -> None:
        """Nobody sends us on: what was meant for one address goes to no other."""


class Text:
    """One request for one message, past every proxy."""

    def __init__(self, provider: Provider) -> None:
        self._provider = provider
        self._opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), _NoOther())
        self._opener.addheaders = []  # not even with what it was made

    def make_ready(self) -> None:
        """A request connects by itself."""

    def send(self, words: Written, id: UUID) -> None:
        """Hand over one message. Raises NotDelivered."""
        told = {"id": id.hex, "to": words.address, "text": words.body}
        headers = {"Content-Type": "application/json", "User-Agent": "-"}
        if self._provider.token:
            headers["Authorization"] = f"Bearer {self._provider.token}"
        request = urllib.request.Request(
            self._provider.address, json.dumps(told).encode(), headers, method="POST"
        )
        try:
            with self._opener.open(request, timeout=TIMEOUT_S):
                return
        except urllib.error.HTTPError as answer:
            answer.close()
            again = answer.code == TOO_MANY or answer.code >= FAILED
            raise NotDelivered(may_retry=again) from None
        except urllib.error.URLError as lost:
            refused = isinstance(lost.reason, ConnectionRefusedError)
            raise NotDelivered(may_retry=refused, is_unsure=not refused) from None
        except (OSError, http.client.HTTPException):
            raise NotDelivered(is_unsure=True) from None

    def close(self) -> None:
        """Nothing stays open."""
