"""What was said about a host, and who raised a concern, leaves no trace on the host's pages."""

import re
from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta
from uuid import UUID

import pytest
from django.db import transaction
from django.urls import reverse

from hearth.actions import checks, concerns
from hearth.core import checks as rules
from hearth.core.checks import With
from hearth.core.concerns import Kind
from hearth.queries.visiting.checks import waiting
from hearth.store.models import CheckRow, ConcernRow, HostRow
from tests.service import PROGRAMME, Service, a_service, a_talk, two_talks
from tests.web.doors import comes_in, open_doors, shown

pytestmark = pytest.mark.django_db
PAGES = ("begin", "steps", "homes", "limits", "asked", "guests", "diary")
FEAR = "He comes into my room at night. I am afraid of him. " * 40


def lived(service: Service) -> tuple[UUID, CheckRow]:
    """A stay, and its first check."""
    stay = service.live(service.open_case())
    return stay, CheckRow.objects.get(id=waiting(stay, by=service.visitor)[0].id)


def pages_of(service: Service, check: CheckRow) -> dict[str, str]:
    """Every page of the host on the day after the check, without ids and tokens."""
    now = at_of(check) + timedelta(days=1)
    open_doors(service, now)
    home = service.homes[0]
    host = comes_in(service.hosts[home], now)
    urls = {name: reverse(f"host:{name}") for name in PAGES}
    urls |= {name: reverse(f"host:{name}", args=[home]) for name in ("home", "days")}
    found = {name: shown(host.get(url)) for name, url in urls.items()}
    return {name: re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}", "id", html) for name, html in found.items()}


def at_of(check: CheckRow) -> datetime:
    """A moment on the day the check is due."""
    return datetime.combine(check.due_on, time(16), tzinfo=UTC)


def hold(service: Service, check: CheckRow, talks: Sequence[rules.Testimony]) -> None:
    checks.hold(check_id=check.id, talks=talks, by=service.visitor, now=at_of(check))


def raise_concern(stay: UUID, check: CheckRow) -> None:
    concerns.raise_one(
        kind=Kind.COMPLAINT,
        words=FEAR,
        placement_id=stay,
        programme=f"{PROGRAMME}.1",
        by=None,
        now=at_of(check),
    )


def test_two_services_that_differ_in_what_was_said_show_a_host_the_same_bytes() -> None:
    found = []
    for afraid in (False, True):
        with transaction.atomic():
            service = a_service()
            stay, check = lived(service)
            now = at_of(check)
            hold(service, check, two_talks(now, FEAR) if afraid else two_talks(now))
            if afraid:
                raise_concern(stay, check)
                assert ConcernRow.objects.count() == 1
            found.append(pages_of(service, check))
            transaction.set_rollback(True)

    assert "Visits at which we talked with you" in found[0]["guests"]
    assert found[0] == found[1]


def test_a_talk_with_the_guest_alone_is_no_visit_that_the_host_hears_of() -> None:
    service = a_service()
    _, check = lived(service)
    before = pages_of(service, check)
    at_their_school = a_talk(With.RESIDENT, at_of(check) - timedelta(hours=2), FEAR)

    hold(service, check, [at_their_school])

    assert pages_of(service, check) == before


def test_a_host_whom_the_service_has_set_aside_finds_the_pages_as_before() -> None:
    service = a_service()
    _, check = lived(service)
    before = pages_of(service, check)

    HostRow.objects.update(active=False)

    assert pages_of(service, check) == before
