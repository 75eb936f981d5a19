"""Coming in through the pages: somebody of the test service, in a browser of their own."""

import re
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import HttpResponse
from django.test import Client

from hearth.entry import running
from hearth.store import sessions
from hearth.store.access import SignedIn
from hearth.store.folder import Folder
from tests.service import LATER, Service


def open_doors(
    service: Service,
    now: datetime = LATER,
    *,
    folder: Path = Path("nowhere"),
    demo: bool = False,
    zone: ZoneInfo = running.BY_UTC,
) -> None:
    """Let this service serve pages, at this moment."""
    running.begin(
        Folder(folder),
        service.program,
        demo=demo,
        clock=lambda: now,
        zone=zone,
        beside=lambda work: work(),  # at once: a test is one thread in one transaction
    )


def comes_in(who: SignedIn, now: datetime = LATER) -> Client:
    """A browser in which this person is signed in."""
    client = Client()
    client.cookies[settings.SESSION_COOKIE] = sessions.begin(who, now=now)
    return client


def shown(answer: HttpResponse) -> str:
    """A page without what is another each time: tokens, where the reader was, and who that is."""
    page = answer.content.decode()
    return re.sub(r'name="(csrfmiddlewaretoken|next)" value="[^"]*"|data-whose="\w*"', "", page)
