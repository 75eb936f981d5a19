"""Draws made again: the auditor sees that nobody chose."""

import pytest

from hearth.actions.visiting import announce
from hearth.core.audience import Audience
from hearth.core.errors import NotFound
from hearth.queries.visiting import draws as ask
from hearth.store.access import SignedIn
from hearth.store.models import CheckRow, DrawRow
from tests.service import DAY, LATER, Service, hired
from tests.web.doors import comes_in, open_doors, shown

pytestmark = pytest.mark.django_db


@pytest.fixture
def auditor(service: Service) -> SignedIn:
    return hired(Audience.AUDITOR, service.duty)


def some_drawn(service: Service) -> None:
    """Visits of which one in four is unannounced, announced day by day, and the seeds told."""
    for home in service.homes:
        service.live(service.open_case(), home)
    CheckRow.objects.update(programme="healers-office.1", recurrence="check", announced_on=None)
    at = LATER
    while at < LATER + 100 * DAY:
        announce.announce(by=service.program, now=at)
        at += 2 * DAY
    announce.reveal(by=service.program, now=LATER + 300 * DAY)


def test_a_draw_that_was_kept_to_holds_and_one_that_was_not_is_seen(
    service: Service, auditor: SignedIn
) -> None:
    some_drawn(service)
    (first, *_) = [one for one in ask.quarters(by=auditor) if one.seed]
    assert first.holds
    assert 0 < first.drawn < first.of

    quarter = DrawRow.objects.get(first_on=first.first_on)
    due = CheckRow.objects.filter(due_on__gte=quarter.first_on, due_on__lt=quarter.end_on)
    spared = next(row for row in due if row.announced_on is None)
    CheckRow.objects.filter(id=spared.id).update(announced_on=spared.opens_on)

    (again, *_) = [one for one in ask.quarters(by=auditor) if one.seed]
    assert (again.holds, again.broken) == (False, 1)


def test_another_seed_than_the_one_promised_does_not_hold(
    service: Service, auditor: SignedIn
) -> None:
    some_drawn(service)
    DrawRow.objects.exclude(seed="").update(seed=(b"x" * 32).hex())

    assert not any(one.holds for one in ask.quarters(by=auditor))


def test_nobody_but_lead_and_auditor_reads_the_draws(service: Service) -> None:
    for nobody in (service.duty, service.visitor, *service.hosts.values()):
        with pytest.raises(NotFound):
            ask.quarters(by=nobody)
        with pytest.raises(NotFound):
            ask.plans(by=nobody)


def test_the_auditor_reads_on_one_page_which_draws_hold(
    service: Service, auditor: SignedIn
) -> None:
    some_drawn(service)
    open_doors(service)

    page = shown(comes_in(auditor).get("/record/draws/"))

    assert "holds" in page
    assert DrawRow.objects.exclude(seed="")[0].seed in page
