"""What each desk of the staff asks is answered to that desk alone."""

from collections.abc import Callable
from uuid import UUID

import pytest

from hearth.core.audience import Audience
from hearth.core.errors import NotFound
from hearth.queries import figures, results
from hearth.queries.deciding import board, concern, stay
from hearth.queries.kept import audit
from hearth.queries.kept.audit import Asked
from hearth.queries.keys import accounts
from hearth.store.access import SignedIn
from tests.builders import an_id
from tests.refused import refused
from tests.service import LATER, Service, a_service, hired

pytestmark = pytest.mark.django_db
ASKS: dict[str, Callable[[SignedIn, Service, UUID], object]] = {
    "board": lambda by, _, id: board.to_decide(by=by, now=LATER),
    "concern": lambda by, _, id: concern.whole(id, by=by, now=LATER),
    "stay": lambda by, _, id: stay.stay(id, by=by, now=LATER),
    "figures": lambda by, service, _: figures.work_out(by=by, service=service.program, now=LATER),
    "latest": lambda by, service, _: figures.latest(by=by, service=service.program, now=LATER),
    "entries": lambda by, _, id: audit.entries(Asked(), by=by),
    "acts": lambda by, _, id: audit.acts(by=by),
    "history": lambda by, _, id: audit.history(id.hex, None, by=by),
    "openings": lambda by, _, id: audit.openings_by_purpose(by=by, now=LATER),
    "verifying": lambda by, _, id: list(audit.verifying(by=by)),
    "accounts": lambda by, _, id: accounts.accounts(by=by),
    "circles": lambda by, _, id: accounts.circles(by=by),
    "recovery": lambda by, _, id: accounts.recovery(by=by),
    "own": lambda by, _, id: results.own(by=by),
    "case_of": lambda by, _, id: results.case_of(id.hex, by=by),
    "assessed": lambda by, _, id: results.assessed(id, by=by),
}


@pytest.mark.parametrize("asks", ASKS)
def test_a_visitor_and_a_host_are_told_nothing_of_other_desks(asks: str) -> None:
    service = a_service()

    for who in (service.visitor, service.hosts[service.homes[0]]):
        with refused(NotFound):
            ASKS[asks](who, service, an_id())


def test_what_waits_for_a_word_is_empty_for_who_has_none() -> None:
    service = a_service(homes=1)

    assert accounts.to_decide(by=hired(Audience.MANAGER, service.duty)) == ()
