"""A program at the door of the test service: it signs in by a token and speaks JSON."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import uuid4

from django.http import HttpResponse
from django.test import Client

from hearth.actions.keys import tokens
from hearth.store.access import SignedIn
from tests.service import LATER


@dataclass(slots=True)
class Program:
    """Asks in somebody's name. `key`: by what the next act is known again; new each time if empty.

    No cookie is ever sent.
    """

    token: str = field(repr=False)
    client: Client = field(default_factory=lambda: Client(enforce_csrf_checks=True))

    def headers(self, key: str = "") -> dict[str, str]:
        """What every request carries."""
        return {"Authorization": f"Bearer {self.token}", "Idempotency-Key": key or uuid4().hex}

    def get(self, path: str, **asked: Any) -> Any:
        """What is answered to a question."""
        return self.client.get(f"/api/{path}", asked, headers=self.headers())

    def post(self, path: str, sent: Mapping[str, Any] | None = None, key: str = "") -> Any:
        """What is answered to an act."""
        return self.client.generic(
            "POST",
            f"/api/{path}",
            json.dumps(sent or {}, default=str),
            content_type="application/json",
            headers=self.headers(key),
        )


def a_program(who: SignedIn, *, acts: bool = True, now: datetime = LATER) -> Program:
    """A program of somebody."""
    return Program(tokens.make(acts=acts, days=7, by=who, now=now))


def told(answer: HttpResponse) -> Any:
    """What an answer says."""
    return json.loads(answer.content)
