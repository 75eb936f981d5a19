"""People who come in by the first page, in a service whose locks are cheap."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from hearth.actions.keys import sign_in
from hearth.core.audience import Audience
from hearth.seal import principal
from hearth.store import principals
from tests.service import CHEAP, LATER, Service, a_service
from tests.web.doors import open_doors

BOARD = reverse("caseworker:board")
OWN = "seven quiet lanterns"
NAME = "anna.desk"


@dataclass(slots=True)
class Door:
    """A service in use whose first page is open. `now` can be moved on."""

    service: Service
    first: str
    now: datetime = LATER
    clients: list[Client] = field(default_factory=list)

    def later(self, **time: float) -> None:
        """Some time passes."""
        self.now += timedelta(**time)
        open_doors(self.service, self.now)

    def tries(self, client: Client, name: str, secret: str, **more: Any) -> Any:
        """What the first page answers to a name and a secret."""
        return client.post("/", {"name": name, "secret": secret}, **more)

    def comes_in(self, name: str = NAME, secret: str = OWN) -> Client:
        """A browser in which somebody has signed in."""
        client = Client()
        answer = self.tries(client, name, secret)
        assert answer.status_code == 302, answer.content.decode()
        return client

    def chooses(self, client: Client, secret: str) -> Any:
        """What the page for the first secret answers."""
        return client.post("/secret", {"secret": secret, "again": secret})


def cookie_of(client: Client) -> str:
    return client.cookies[settings.SESSION_COOKIE].value


def opened(monkeypatch: pytest.MonkeyPatch) -> Iterator[Door]:
    """Somebody named at the desk, who has chosen a secret of their own."""
    dear = principal.lock
    monkeypatch.setattr(principal, "lock", lambda key, said, cost=None: dear(key, said, cost=CHEAP))
    principals._nobodys_lock.cache_clear()
    service = a_service(homes=1)
    made = sign_in.hire(role=Audience.CASEWORKER, name=NAME, by=service.duty, now=LATER)
    first = made.first_secret
    open_doors(service, LATER)
    here = Door(service, first)
    client = here.comes_in(secret=first)
    chosen = here.chooses(client, OWN)
    assert chosen.status_code == 302, chosen.content.decode()
    yield here
    principals._nobodys_lock.cache_clear()
