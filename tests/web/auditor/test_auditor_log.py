"""The log as the auditor reads it: ids and acts, no name, and whether it still stands."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from hearth.actions import concerns
from hearth.core.audience import Audience
from hearth.core.concerns import Kind
from hearth.queries.kept import audit
from hearth.seal import log
from hearth.store import keyring
from hearth.store.folder import Folder
from hearth.store.models import EntryRow, ItemRow
from tests.service import LATER, Service, a_service, hired
from tests.web.doors import comes_in, open_doors, shown

pytestmark = pytest.mark.django_db


@pytest.fixture
def service(tmp_path: Path) -> Service:
    made = a_service()
    folder = Folder(tmp_path)
    folder.keys.mkdir(parents=True, exist_ok=True)
    open_doors(made, folder=tmp_path)
    return made


@pytest.fixture
def auditor(service: Service) -> Iterator[Client]:
    return comes_in(hired(Audience.AUDITOR, service.duty))


def streamed(client: Client, to: str) -> str:
    return b"".join(client.get(to).streaming_content).decode()


def test_the_first_page_tells_how_much_was_written_and_opened(
    service: Service, auditor: Client
) -> None:
    service.live(service.open_case())

    page = shown(auditor.get("/record/"))

    assert f"{EntryRow.objects.count():,}" in page
    assert "Facts opened" in page
    assert "to describe a home to a person" in page


def test_a_log_that_stands_is_said_to_stand_part_by_part(auditor: Client) -> None:
    page = streamed(auditor, "/record/verify/")

    assert page.index("entries read") < page.index("sealed rows read")
    assert "All that is sealed is what was written" in page


@pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01"])
def test_a_day_at_the_end_of_the_calendar_is_no_day(auditor: Client, day: str) -> None:
    answer = auditor.get("/record/entries/", {"day": day})

    assert answer.status_code == 200
    assert "Give the day as 2026-11-22" in shown(answer)


def test_a_fact_changed_by_hand_is_found(service: Service, auditor: Client) -> None:
    row = ItemRow.objects.all()[0]
    ItemRow.objects.filter(id=row.id).update(body=bytes(row.body)[:-1] + b"x")

    page = streamed(auditor, "/record/verify/")

    assert "One thing is not as it was written" in page
    assert row.id.hex in page


def test_what_is_done_while_the_log_is_verified_is_no_alarm(service: Service) -> None:
    parts = audit.verifying(by=hired(Audience.AUDITOR, service.duty))
    next(parts)
    service.open_case()

    *_, problems = parts

    assert problems == ()


def test_entries_are_found_by_act_actor_and_day(service: Service, auditor: Client) -> None:
    service.open_case()

    by_act = shown(auditor.get("/record/entries/", {"act": "intake.opened"}))
    by_actor = shown(auditor.get("/record/entries/", {"by": service.duty.id.hex[:8]}))
    by_day = shown(auditor.get("/record/entries/", {"day": "1999-01-01"}))

    assert by_act.count('A case was opened<br><code class="h-code">intake.opened</code>') == 1
    assert "intake.opened" in by_actor
    assert "No entry is like that." in by_day


def test_many_entries_come_a_page_at_a_time_with_as_many_questions(
    service: Service, auditor: Client
) -> None:
    with CaptureQueriesContext(
        connection,
    ) as few:
        auditor.get("/record/entries/", {"act": "intake.opened"})
    for _ in range(4):
        service.open_case()
    with CaptureQueriesContext(connection) as many:
        page = shown(auditor.get("/record/entries/"))
    older = shown(auditor.get("/record/entries/", {"before": 10}))

    assert page.count('scope="row"') == audit.PAGE
    assert "Older entries" in page
    assert older.count('scope="row"') == 9
    assert len(many) <= len(few)


@pytest.mark.parametrize("typed", [{"by": "zzz"}, {"day": "yesterday"}, {"act": "x\0y"}])
def test_a_filter_mistyped_names_its_field(auditor: Client, typed: dict[str, str]) -> None:
    answer = auditor.get("/record/entries/", typed)

    assert answer.status_code == 200
    assert "There is a problem" in shown(answer)


def test_a_case_is_followed_by_its_number(service: Service, auditor: Client) -> None:
    opened = service.open_case()
    service.live(opened)

    page = shown(auditor.get("/record/case/", {"number": opened.case.hex[:8]}))

    assert "intake.opened" in page
    assert "placement.moved" in page


def test_the_history_of_a_case_tells_of_no_result_and_no_concern(
    service: Service, auditor: Client
) -> None:
    opened = service.open_case()
    stay = service.live(opened)
    address = f"/record/case/?number={opened.case.hex[:8]}"
    before = shown(auditor.get(address))

    service.enter_result(opened)
    concerns.raise_one(
        kind=Kind.WORRY, words="?", placement_id=stay, programme="blank.1", by=None, now=LATER
    )

    assert shown(auditor.get(address)) == before


def test_a_number_of_no_case_is_said_beside_the_field(auditor: Client) -> None:
    answer = auditor.get("/record/case/", {"number": "00000000"})

    assert answer.status_code == 200
    assert "No case has this number" in shown(answer)


def test_a_checkpoint_is_signed_and_can_be_read_again(auditor: Client, tmp_path: Path) -> None:
    pair = keyring.new_signer_key(Folder(tmp_path))

    file = auditor.post("/record/checkpoint/sign", {"file": "yes"})
    page = shown(auditor.post("/record/checkpoint/sign"))

    read = log.read_checkpoint(file.content.decode(), pair.public)
    assert read.size == EntryRow.objects.count()
    assert pair.public.hex() in page


def test_where_the_key_cannot_sign_the_page_says_where_it_can(auditor: Client) -> None:
    answer = auditor.post("/record/checkpoint/sign")

    assert answer.status_code == 503
    assert "sign there" in shown(answer)


def test_the_record_is_not_there_for_others(service: Service) -> None:
    manager = comes_in(hired(Audience.MANAGER, service.duty))

    for to in ("", "entries/", "case/", "verify/", "checkpoint/"):
        assert comes_in(service.lead).get(f"/record/{to}").status_code == 404
        assert manager.get(f"/record/{to}").status_code == 404
