"""What programs ask and do: the same as on the pages, by ids, and without a name."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import transaction

from hearth.actions.keys import tokens
from hearth.core.audience import Audience
from hearth.core.tokens import LONGEST_DAYS, MOST
from hearth.entry.pace import PACE
from hearth.store import events, principals
from hearth.store.models import EntryRow, OfferRow, PostRow, TokenRow
from tests.api.programs import Program, a_program, told
from tests.service import LATER, Service, a_service
from tests.web.doors import comes_in, open_doors

pytestmark = pytest.mark.django_db
PROBLEM = "application/problem+json"


@pytest.fixture
def service() -> Iterator[Service]:
    with transaction.atomic():
        made = a_service(homes=6)
        open_doors(made)
        yield made


@pytest.fixture
def program(service: Service) -> Program:
    return a_program(service.duty)


def test_a_home_is_found_put_and_taken_back_by_a_program(
    service: Service, program: Program
) -> None:
    case = service.open_case().case

    assert program.post(f"cases/{case}/shortlist").status_code == 201
    best = told(program.get(f"cases/{case}/shortlist"))["fits"][0]["home"]["home"]
    put = program.post(f"cases/{case}/offers", {"home": best})
    (offer,) = told(program.get(f"cases/{case}/offers"))["offers"]
    ended = program.post(f"cases/{case}/offers/{offer['offer']}/end")

    assert (put.status_code, ended.status_code) == (201, 201)
    assert told(put) == {"id": offer["offer"]}
    assert (offer["home"], offer["word"], offer["ended"]) == (best, "asked", False)
    assert told(program.get(f"cases/{case}/offers"))["offers"][0]["ended"]


def test_no_name_is_opened_for_lists_of_cases_and_hosts(service: Service, program: Program) -> None:
    case = service.open_case().case
    before = EntryRow.objects.filter(act=events.OPENED).count()

    lines = told(program.get("cases", whose="all"))
    one = told(program.get(f"cases/{case}"))
    board = told(program.get("board"))

    assert [line["case"] for line in lines["cases"]] == [str(case)]
    assert (one["state"], one["next"]) == ("waiting", "shortlist")
    assert board["waiting"]["count"] == 1
    assert EntryRow.objects.filter(act=events.OPENED).count() == before
    assert told(program.get("hosts"))["count"] == 6


def test_why_a_home_is_not_the_one_is_said_in_sentences(service: Service, program: Program) -> None:
    case = service.open_case().case
    home = service.homes[0]
    program.post(f"homes/{home}/days", {"first": "2000-01-01", "end": "2100-01-01", "free": False})

    found = told(program.get(f"cases/{case}/why-not/{home}"))

    assert not found["allowed"]
    assert found["against"]


def test_free_places_are_set_and_read_again(service: Service, program: Program) -> None:
    home = service.homes[0]

    closed = {"first": "2000-01-01", "end": "2100-01-01", "free": False}
    assert program.post(f"homes/{home}/days", closed).status_code == 201
    assert program.post(f"homes/{home}/rooms/0", {"beds": 3}).status_code == 201

    found = told(program.get(f"homes/{home}"))
    assert all(one["end"] is None or one["first"] >= "2100-01-01" for one in found["free"])
    assert found["rooms"][0] == {"at": 0, "beds": 3, "taken": False}


def test_where_the_person_goes_is_told_from_their_yes_on_and_not_before(
    service: Service, program: Program
) -> None:
    opened = service.open_case()
    offer = service.put_offer(opened)
    before = told(program.get(f"cases/{opened.case}/card"))

    service.agree(offer, opened)
    after = told(program.get(f"cases/{opened.case}/card"))

    assert before == {"told": []}
    assert {one["kind"] for one in after["told"]} >= {"host_name", "place"}


def test_the_figures_are_the_managers_and_hide_every_small_number(service: Service) -> None:
    from hearth.actions.keys import service as acts

    manager = acts.hire(role=Audience.MANAGER, secret=None, circles=(), by=service.duty, now=LATER)
    theirs = a_program(manager)

    assert told(theirs.get("figures")) == {"figures": None}
    assert theirs.get("cases").status_code == 404
    assert a_program(service.duty).get("figures").status_code == 404


def test_an_act_that_is_sent_twice_is_done_once_and_answered_alike(
    service: Service, program: Program
) -> None:
    opened = service.open_case()
    program.post(f"cases/{opened.case}/shortlist")
    path, sent = f"cases/{opened.case}/offers", {"home": service.homes[0]}

    first = program.post(path, sent, key="the-offer-of-monday")
    again = program.post(path, sent, key="the-offer-of-monday")
    other = program.post(path, {"home": service.homes[1]}, key="the-offer-of-monday")

    assert (first.status_code, first.content) == (again.status_code, again.content)
    assert OfferRow.objects.count() == 1
    assert other.status_code == 422
    assert "was used for something else" in told(other)["detail"]


def test_an_act_that_was_refused_may_be_sent_again(service: Service, program: Program) -> None:
    case = service.open_case().case

    refused = program.post(
        f"cases/{case}/offers", {"home": service.homes[0]}, key="before-the-list-of-homes"
    )
    program.post(f"cases/{case}/shortlist")
    done = program.post(
        f"cases/{case}/offers", {"home": service.homes[0]}, key="before-the-list-of-homes"
    )

    assert (refused.status_code, done.status_code) == (409, 201)
    assert told(refused)["detail"].startswith("make a shortlist first")


@pytest.mark.parametrize("key", ["", "short", "x" * 101, "a key with spaces in"])
def test_an_act_without_a_key_of_its_own_is_refused(service: Service, key: str) -> None:
    program = a_program(service.duty)
    case = service.open_case().case

    answer = program.client.post(
        f"/api/cases/{case}/shortlist",
        "{}",
        content_type="application/json",
        headers={"Authorization": f"Bearer {program.token}", "Idempotency-Key": key},
    )

    assert answer.status_code == 422
    assert not PostRow.objects.exists()


def test_a_token_that_only_reads_does_nothing(service: Service) -> None:
    case = service.open_case().case
    reader = a_program(service.duty, acts=False)

    answer = reader.post(f"cases/{case}/shortlist")

    assert (answer.status_code, answer.headers["Content-Type"]) == (409, PROBLEM)
    assert told(answer)["detail"] == "this token may only read; make one that may act"
    assert reader.get(f"cases/{case}").status_code == 200


@pytest.mark.parametrize("sent", ["", "Bearer ", "Bearer 1.nothing-of-ours-at-all", "Basic x"])
def test_without_a_token_that_works_there_is_nothing(service: Service, sent: str) -> None:
    program = a_program(service.duty)

    answer = program.client.get("/api/me", headers={"Authorization": sent})

    assert (answer.status_code, answer.headers["WWW-Authenticate"]) == (401, "Bearer")
    assert told(answer) == {"status": 401, "title": "Sign in with a token that works."}


def test_a_cookie_lets_no_program_in_and_a_token_opens_no_page(service: Service) -> None:
    program = a_program(service.duty)

    assert comes_in(service.duty).get("/api/me").status_code == 401
    assert program.client.get("/office/", headers=program.headers()).status_code == 302
    as_cookie = comes_in(service.duty)
    as_cookie.cookies["s"] = program.token
    assert as_cookie.get("/office/").status_code == 302


def test_a_token_ends_by_itself_when_it_is_ended_and_when_its_owner_leaves(
    service: Service,
) -> None:
    duty = service.duty
    lasting, ended, left = (a_program(duty) for _ in range(3))
    newest = TokenRow.objects.order_by("-made_at", "id")
    mine = {one.token: _row(one) for one in (lasting, ended, left)}

    tokens.end(token=mine[ended.token], by=duty, now=LATER)
    assert ended.get("me").status_code == 401
    assert left.get("me").status_code == 200
    open_doors(service, LATER + timedelta(days=7))
    assert left.get("me").status_code == 401
    open_doors(service)
    principals.end(duty.id, by=service.lead, now=LATER)
    assert left.get("me").status_code == 401
    assert newest.exists()


def _row(program: Program) -> UUID:
    from hearth.seal import session

    return TokenRow.objects.get(token_hash=session.token_hash(program.token)).id


def test_only_whose_it_is_ends_a_token(service: Service, program: Program) -> None:
    from hearth.actions.keys import service as acts
    from hearth.core.errors import NotFound

    other = acts.hire(
        role=Audience.CASEWORKER, secret=None, circles=("office",), by=service.duty, now=LATER
    )

    with pytest.raises(NotFound):
        tokens.end(token=_row(program), by=other, now=LATER)
    assert program.get("me").status_code == 200


def test_nobody_has_a_token_whose_keys_the_api_has_no_answer_for(service: Service) -> None:
    from hearth.core.errors import InvalidValue, RuleBroken, WrongHands

    for who in (service.lead, service.visitor, service.clinician, service.open_case().resident):
        with pytest.raises(WrongHands):
            tokens.make(acts=False, days=1, by=who, now=LATER)
    with pytest.raises(InvalidValue, match="1 to 30 days"):
        tokens.make(acts=False, days=LONGEST_DAYS + 1, by=service.duty, now=LATER)
    for _ in range(MOST):
        tokens.make(acts=False, days=1, by=service.duty, now=LATER)
    with pytest.raises(RuleBroken, match="end one of them first"):
        tokens.make(acts=False, days=1, by=service.duty, now=LATER)


def test_a_database_with_a_live_token_in_it_opens_nothing(service: Service) -> None:
    program = a_program(service.duty)
    row = TokenRow.objects.get()
    held = b"".join(bytes(part) for part in (row.token_hash, row.locked))

    assert program.token.encode() not in held
    assert service.duty.keys[service.duty.id] not in held


def test_who_reads_too_much_at_once_waits(
    service: Service, program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(PACE, "most", 3)
    PACE.forget()

    answers = [program.get("me") for _ in range(4)]

    assert [one.status_code for one in answers] == [200, 200, 200, 429]
    assert answers[3].headers["Content-Type"] == PROBLEM


def problems(program: Program, case: UUID) -> dict[str, Any]:
    client, headers = program.client, program.headers()
    return {
        "an address that never was": program.get("never"),
        "a case that never was": program.get(f"cases/{uuid4()}"),
        "an offer of nothing": program.post(f"cases/{case}/offers/{uuid4()}/end"),
        "another method": client.delete(f"/api/cases/{case}", headers=headers),
        "no JSON": client.post(
            f"/api/cases/{case}/offers", "{", content_type="x/y", headers=headers
        ),
        "no object": program.client.post(
            f"/api/cases/{case}/offers",
            "[]",
            content_type="application/json",
            headers=program.headers(),
        ),
        "no end": client.post(
            f"/api/cases/{case}/offers",
            '{"a":' * 100_000,
            content_type="application/json",
            headers=program.headers(),
        ),
        "no home": program.post(f"cases/{case}/offers", {"home": "secret-words"}),
        "a field too much": program.post(f"cases/{case}/shortlist", {"secret-words": 1}),
        "another host": client.get("/api/me", headers={**headers, "Host": "evil.example"}),
    }


def test_every_mistake_is_one_problem_that_repeats_nothing(
    service: Service, program: Program
) -> None:
    found = problems(program, service.open_case().case)

    kinds = {what: one.headers["Content-Type"] for what, one in found.items()}
    assert kinds == dict.fromkeys(found, PROBLEM)
    assert [one.status_code for one in found.values()] == [
        404,
        404,
        404,
        405,
        400,
        400,
        400,
        422,
        422,
        400,
    ]
    assert all(told(one).keys() <= {"status", "title", "detail"} for one in found.values())
    assert all(told(one)["status"] == one.status_code for one in found.values())
    assert all(b"secret-words" not in one.content for one in found.values())


def test_the_health_is_told_to_anybody_and_nothing_else(service: Service) -> None:
    from django.test import Client

    assert told(Client().get("/api/health")) == {"open": True}


def test_what_is_opened_for_a_program_is_written_down_with_its_purpose(
    service: Service, program: Program
) -> None:
    case = service.open_case().case
    program.post(f"cases/{case}/shortlist")
    before = EntryRow.objects.count()

    program.get(f"cases/{case}/shortlist")
    program.get(f"homes/{service.homes[0]}")

    new = EntryRow.objects.filter(
        seq__gt=before, act=events.OPENED, by__contains=service.duty.id.hex
    )
    purposes = set(new.values_list("purpose", flat=True))
    assert purposes == {"casework", "register"}
