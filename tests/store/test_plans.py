"""What many people wait for is found by an index, by a database that has not counted its rows."""

from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hearth.core import checks
from hearth.queries.casework import asked_again
from hearth.store import facts, rows
from hearth.store.models import CheckRow, ConsentRow
from tests.builders import MOMENT
from tests.service import Service, a_service

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL counts and chooses"),
]

SMALL = {"store_headrow", "store_officerow"}  # the log's end; a row for each office


@pytest.fixture
def service() -> Service:
    return a_service()


def plans(asked: CaptureQueriesContext) -> str:
    """How the database goes about what it was asked."""
    texts = [str(one["sql"]) for one in asked.captured_queries]
    of_rows = [text for text in texts if text.startswith(("SELECT", "DELETE", "UPDATE"))]
    with connection.cursor() as cursor:
        steps = [cursor.execute(f"EXPLAIN QUERY PLAN {text}").fetchall() for text in of_rows]
    return "\n".join(step for some in steps for *_, step in some if not SMALL & {*step.split()})


def test_what_is_due_in_some_stays_is_not_looked_for_through_all_that_is_due() -> None:
    due = CheckRow.objects.filter(placement__in=rows.any_of([uuid4()]), state=checks.State.DUE)

    plan = rows.after_day(due, "due_on", MOMENT.date()).explain()

    assert "checks_by_stay (placement_id=? AND state=?)" in plan


def test_a_yes_is_taken_back_without_a_look_at_every_key_there_is(service: Service) -> None:
    opened = service.open_case()
    offer = service.put_offer(opened)
    service.agree(offer, opened)
    given = ConsentRow.objects.get(offer=offer).id

    with CaptureQueriesContext(connection) as asked:
        facts.revoke(given, by=opened.resident, now=MOMENT, purpose="consent taken back")

    plan = plans(asked)
    assert "store_grantrow USING INDEX grants_by_reason (because=?)" in plan
    assert "SCAN" not in plan


def test_what_a_copy_brought_back_is_not_looked_for_through_every_yes(service: Service) -> None:
    with CaptureQueriesContext(connection) as asked:
        asked_again.how_many(by=service.duty)
        asked_again.put_back_on()

    plan = plans(asked)
    assert plan.count("consents_of_a_copy") == plan.count("releases_of_a_copy") == 2
    assert "consents_by_state" not in plan
    assert "SCAN" not in plan
    assert "store_releaserow_recipient_id" not in plan
