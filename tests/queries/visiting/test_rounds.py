"""Who may ask about plans of visits."""

from collections.abc import Callable
from uuid import uuid4

import pytest

from hearth.core.audience import Audience
from hearth.core.errors import NotFound
from hearth.queries.visiting import rounds as ask
from hearth.store.access import SignedIn
from tests.service import LATER, a_service, hired

pytestmark = pytest.mark.django_db

ASKED: dict[str, Callable[[SignedIn], object]] = {
    "plans": lambda by: ask.plans(by=by),
    "plan": lambda by: ask.plan(uuid4(), by=by, now=LATER),
    "visitors": lambda by: ask.visitors(by=by, now=LATER),
    "terms": lambda by: ask.terms(uuid4(), by=by, now=LATER),
    "hosts": lambda by: ask.hosts_called(["00000000"], by=by),
    "stays": lambda by: ask.stays_called(["00000000"], by=by),
    "numbers": lambda by: ask.numbers_of_stays([], by=by),
}


@pytest.mark.parametrize("question", list(ASKED))
def test_for_everybody_but_the_lead_there_is_nothing_to_find(question: str) -> None:
    service = a_service()
    host = next(iter(service.hosts.values()))
    for by in (service.duty, service.visitor, service.clinician, service.program, host):
        with pytest.raises(NotFound):
            ASKED[question](by)


def test_a_lead_without_plans_finds_none_and_every_visitor() -> None:
    service = a_service()

    assert ask.plans(by=service.lead) == ()
    assert [one.id for one in ask.visitors(by=service.lead, now=LATER)] == [service.visitor.id]


def test_own_days_are_a_visitors_alone_and_their_profile_is_no_colleagues() -> None:
    service = a_service()
    colleague = hired(Audience.VISITOR, service.duty)

    assert ask.own(by=service.visitor, now=LATER) == ()
    for by in (service.lead, service.duty, service.clinician):
        with pytest.raises(NotFound):
            ask.own(by=by, now=LATER)
    with pytest.raises(NotFound):
        ask.visitor(service.visitor.id, by=colleague, now=LATER)
