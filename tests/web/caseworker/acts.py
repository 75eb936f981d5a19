"""What a caseworker does and reads on the pages of a case."""

import re
from datetime import datetime
from typing import Any
from uuid import UUID

from django.test import Client
from django.urls import reverse

from hearth.actions.intake import Opened
from hearth.store.models import IntroductionRow, OfferRow, PlacementRow
from tests.service import DAY, LATER, STAY, Service
from tests.web.doors import comes_in, open_doors

HOST, STREET = "Ada Lind", "9 Alder Row"  # of every home of the test service
ARRIVAL = {
    "transport": "by train",
    "escort": "the caseworker",
    "on": str(STAY.first),
    "at": "15:00",
    "first_night": "a call at nine\n\n  supper at seven ",
    "to_bring": "a charger",
}
TOLD = LATER + DAY  # both hear by then what came of a meeting held LATER


def at(page: str, *where: UUID) -> str:
    """The address of a caseworker's page."""
    return reverse(f"caseworker:{page}", args=where)


def text_of(answer: Any) -> str:
    """A page in one line."""
    page: str = answer.content.decode()
    return re.sub(r"\s+", " ", page)


def reads(client: Client, page: str, *where: UUID, **asked: Any) -> str:
    """A page that is there."""
    answer = client.get(at(page, *where), asked)
    assert answer.status_code == 200, text_of(answer)
    return text_of(answer)


def does(client: Client, page: str, *where: UUID, **entered: Any) -> str:
    """Post, and follow to the page that says what was done."""
    answer = client.post(at(page, *where), entered)
    assert answer.status_code == 302, text_of(answer)
    return text_of(client.get(answer.headers["Location"]))


def refused(client: Client, page: str, *where: UUID, **entered: Any) -> str:
    """Post what a rule forbids or cannot be read; a calm page says so."""
    answer = client.post(at(page, *where), entered)
    said = text_of(answer)
    shown_again = answer.status_code == 422 and "govuk-error-summary" in said
    assert shown_again or answer.status_code == 409, answer.status_code
    return said


def is_missing(client: Client, page: str, *where: UUID, post: bool = False, **asked: Any) -> bool:
    """Whether the page is there for nobody, as far as this client can tell."""
    answer = (client.post if post else client.get)(at(page, *where), asked)
    return answer.status_code == 404


def a_while_later(service: Service, now: datetime) -> Client:
    """The caseworker, signed in again at a later moment."""
    open_doors(service, now)
    return comes_in(service.duty, now)


def make_list(lena: Client, opened: Opened) -> None:
    """A shortlist is made."""
    does(lena, "shortlist", opened.case, leave_homes="no")


def put(lena: Client, service: Service, opened: Opened) -> UUID:
    """The first home is put to the person. The offer."""
    make_list(lena, opened)
    does(lena, "offer", opened.case, service.homes[0])
    return OfferRow.objects.get(case=opened.case).id


def meet(lena: Client, service: Service, opened: Opened) -> UUID:
    """They agree and meet the host. The introduction."""
    service.agree(put(lena, service, opened), opened, LATER)
    does(lena, "introduction", opened.case)
    meeting = IntroductionRow.objects.get(offer__case=opened.case).id
    does(lena, "hold", opened.case, meeting)
    return meeting


def plan(lena: Client, service: Service, opened: Opened) -> tuple[Client, UUID]:
    """Both say yes, and the move is planned a day later. The caseworker by then, and the stay."""
    meeting = meet(lena, service, opened)
    service.both_willing(meeting, opened, service.homes[0], LATER)
    lena = a_while_later(service, TOLD)
    does(lena, "move", opened.case, **ARRIVAL)
    return lena, PlacementRow.objects.get(case=opened.case).id


def live(lena: Client, service: Service, opened: Opened) -> tuple[Client, UUID]:
    """They have moved in. The caseworker by then, and the stay."""
    lena, stay = plan(lena, service, opened)
    does(lena, "arrived", opened.case, stay, on=str(STAY.first))
    return lena, stay
