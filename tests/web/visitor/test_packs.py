"""The pages of a pack: told once to its visitor, and an answer to whoever brings a parcel."""

import json
from base64 import b64decode, b64encode
from datetime import UTC, datetime, time, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from hearth.core.audience import Audience
from hearth.core.checks import State, With
from hearth.core.packs import MOST_BYTES
from hearth.queries.visiting.checks import waiting
from hearth.seal import parcel as seal
from hearth.store import programmes
from hearth.store.models import CheckRow, PackRow, ParcelRow, TalkRow
from hearth.web.visitor import wording
from tests.service import Service, a_service
from tests.web.doors import comes_in, open_doors, shown

pytestmark = pytest.mark.django_db

NEVER = "0" * 32


@pytest.fixture
def service() -> Service:
    return a_service()


class Round:
    """A visitor with one visit taken on, in a browser."""

    def __init__(self, service: Service) -> None:
        self.opened = service.open_case()
        self.check = waiting(service.live(self.opened), by=service.visitor)[0]
        self.now = datetime.combine(self.check.due_on, time(16), tzinfo=UTC)
        open_doors(service, self.now)
        self.client = comes_in(service.visitor, self.now)
        self.client.post(reverse("visitor:take", args=[self.check.id]))

    def pack(self) -> dict[str, Any]:
        told: dict[str, Any] = self.client.post(reverse("visitor:prepare")).json()
        return told

    def parcel(self, pack: dict[str, Any], **other: Any) -> dict[str, Any]:
        return self.closed(pack, talks=[self.talk()]) | other

    def talk(self) -> dict[str, Any]:
        at = self.now - timedelta(hours=2)
        return {
            "with_": "resident",
            "began_at": at.isoformat(),
            "ended_at": (at + timedelta(minutes=9)).isoformat(),
            "where": "a walk",
            "heard": False,
            "met": "home",
            "said": "Quillfeather",
            "answers": {"feels-safe": "yes"},
        }

    def closed(self, pack: dict[str, Any], **told: Any) -> dict[str, Any]:
        words = {"token": pack["token"], "visit": pack["visits"][0]["visit"]} | told
        content = json.dumps(words | {"sealed_at": self.now.isoformat()}).encode()
        id = uuid4()
        pack_id = PackRow.objects.get().id
        closed = seal.close(content, b64decode(pack["key"]), pack_id, id)
        brought = {"pack": pack["id"], "parcel": id.hex, "sealed": b64encode(closed).decode()}
        return brought | {"clock": self.now.isoformat()}


def brings(told: Any) -> Any:
    """A phone without any session hands this in."""
    body = told if isinstance(told, (str, bytes)) else json.dumps(told)
    client = Client(enforce_csrf_checks=True)
    return client.post(reverse("visitor:come_in"), body, content_type="application/json")


ONLY_THERE = "Do they live and sleep here, every night that they want to?"


def test_the_questions_of_a_service_stand_on_page_sheet_and_phone(service: Service) -> None:
    round_ = Round(service)
    used = programmes.use("hosting-refugees-uk", round_.now.date(), now=round_.now)
    here = [round_.check.id]
    CheckRow.objects.filter(id__in=here).update(programme=used.ref)

    page = shown(round_.client.get(reverse("visitor:talk", args=[*here, With.RESIDENT])))
    sheet = shown(round_.client.get(reverse("visitor:pack", args=here)))
    forms = round_.pack()["visits"][0]["forms"]

    assert ONLY_THERE in page
    assert ONLY_THERE in sheet
    assert "On which day was the gas last checked?" in sheet
    assert ONLY_THERE in [item["text"] for item in forms["resident"]["item"]]
    assert {item["linkId"] for item in forms["host"]["item"]} >= {"gas-on", "alarms"}


def test_a_pack_is_told_to_the_visitor_who_took_the_visits_on(service: Service) -> None:
    told = Round(service).pack()

    assert [one["host"] for one in told["visits"]] == ["Ada Lind"]
    assert told["visits"][0]["where"] == "9 Alder Row, Thornby"
    names = [item["field"] for item in told["visits"][0]["forms"]["resident"]["item"]]
    assert names[0] == "q-feels-safe"


def test_a_phone_hands_in_without_a_session_and_is_told_what_became_of_it(
    service: Service,
) -> None:
    visit = Round(service)
    parcel = visit.parcel(visit.pack())

    first, again = brings(parcel), brings(parcel)

    assert first.status_code == 200
    assert first.json()["outcome"] == again.json()["outcome"] == "not_counted"
    assert first.json()["over"] is False
    assert TalkRow.objects.count() == 1
    assert CheckRow.objects.get(id=visit.check.id).state == State.NOT_COUNTED
    assert "Quillfeather" not in first.content.decode()


def test_a_no_from_a_phone_is_taken_without_a_session_and_shown_on_the_leads_board(
    service: Service,
) -> None:
    visit = Round(service)
    pack = visit.pack()
    parcel = visit.closed(pack, refused=True)

    first, again = brings(parcel), brings(parcel)

    assert pack["visits"][0]["may_refuse"] is True
    assert first.json()["outcome"] == again.json()["outcome"] == "settled"
    assert CheckRow.objects.get(id=visit.check.id).state == State.REFUSED
    assert visit.client.get(reverse("visitor:visit", args=[visit.check.id])).status_code == 404
    board = comes_in(service.lead, visit.now).get(reverse("lead:board"))
    assert "the person did not want to be seen" in shown(board)


def test_page_and_phone_say_the_same_of_a_guest_who_does_not_want_to_be_seen(
    service: Service,
) -> None:
    visit = Round(service)

    page = shown(visit.client.get(reverse("visitor:visit", args=[visit.check.id])))
    phone = shown(visit.client.get(reverse("visitor:away")))

    for code in ("refusal", "theirs", "may_refuse", "refuse"):
        assert wording.REFUSAL[code] in page
        assert wording.REFUSAL[code] in phone


def test_a_phone_that_only_asks_learns_whether_it_must_forget(service: Service) -> None:
    visit = Round(service)
    pack = visit.pack()
    asks = {"pack": pack["id"], "clock": visit.now.isoformat()}
    assert brings(asks).json()["over"] is False

    html = shown(visit.client.get(reverse("visitor:round")))
    assert "Sign that phone out" in html
    ended = visit.client.post(
        reverse("visitor:end_pack", args=[PackRow.objects.get().id]), follow=True
    )

    assert "At its next contact that phone forgets it" in shown(ended)
    assert brings(asks).json()["over"] is True


def test_a_pack_that_was_never_made_looks_like_no_page(service: Service) -> None:
    visit = Round(service)
    visit.pack()

    assert brings({"pack": uuid4().hex, "clock": visit.now.isoformat()}).status_code == 404


@pytest.mark.parametrize(
    "told",
    [
        "",
        "[]",
        "{",
        "null",
        "[" * 20_000,
        b"\xff\xfe",
        {"pack": "x"},
        {"pack": 7, "clock": "now"},
        {"pack": NEVER, "clock": "0001-01-01T00:00:00+14:00"},
        {"pack": NEVER, "clock": "2026-03-01T10:00:00"},
        {"pack": NEVER, "clock": "2026-03-01T10:00:00+00:00", "parcel": None},
        {
            "pack": NEVER,
            "clock": "2026-03-01T10:00:00+00:00",
            "parcel": NEVER,
            "sealed": "%%%",
        },
    ],
    ids=range(12),
)
def test_what_is_no_parcel_is_refused_in_one_sentence(service: Service, told: Any) -> None:
    open_doors(service)

    answer = brings(told)

    assert answer.status_code == 422
    assert "this is no parcel of a pack" in answer.content.decode() or "time zone" in shown(answer)


def test_the_fields_of_a_form_are_no_parcel(service: Service) -> None:
    open_doors(service)

    answer = Client().post(reverse("visitor:come_in"), {"pack": NEVER})

    assert answer.status_code == 422
    assert "this is no parcel of a pack" in answer.content.decode()


def test_a_parcel_of_a_megabyte_is_refused_unread_and_kept_on_the_phone(service: Service) -> None:
    visit = Round(service)
    big = visit.parcel(visit.pack(), sealed="A" * 1_000_000)

    answer = brings(big)

    assert len(json.dumps(big)) > MOST_BYTES
    assert answer.status_code == 413
    assert "keep it on the phone" in answer.json()["said"]
    assert not ParcelRow.objects.exists()


def test_garbage_in_place_of_a_parcel_is_refused_and_nothing_is_written(service: Service) -> None:
    visit = Round(service)
    garbage = visit.parcel(visit.pack(), sealed=b64encode(b"\x11" + b"g" * 400).decode())

    assert brings(garbage).json()["outcome"] == "refused"
    assert not ParcelRow.objects.exists()


def test_the_page_that_a_phone_keeps_says_nothing_of_anybody(service: Service) -> None:
    visit = Round(service)
    visit.pack()

    html = visit.client.get(reverse("visitor:away")).content.decode()

    for hidden in ("Ada", "Alder", "csrf", visit.check.id.hex, str(visit.check.id), "Sign out"):
        assert hidden not in html
    script = visit.client.get(reverse("visitor:worker"))
    assert script.headers["Content-Type"] == "text/javascript"
    assert script.headers["Cache-Control"] == "no-store"


def test_nobody_else_finds_a_pack_or_its_pages(service: Service) -> None:
    visit = Round(service)
    visit.pack()
    pack = PackRow.objects.get().id
    for who in (service.duty, service.lead, visit.opened.resident):
        client = comes_in(who, visit.now)
        assert client.get(reverse("visitor:away")).status_code == 404
        assert client.get(reverse("visitor:worker")).status_code == 404
        assert client.post(reverse("visitor:prepare")).status_code == 404
        assert client.post(reverse("visitor:end_pack", args=[pack])).status_code == 404
    assert who.audience is Audience.RESIDENT


def test_a_round_with_nothing_taken_on_makes_no_pack(service: Service) -> None:
    visit = Round(service)
    visit.client.post(reverse("visitor:lay_down", args=[visit.check.id]))

    assert visit.client.post(reverse("visitor:prepare")).status_code == 409
