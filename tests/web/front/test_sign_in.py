"""Coming in by the first page: the same answer for whatever is not right, and nobody locked out."""

from typing import Any

import pytest
from django.test import Client

from hearth.seal import principal
from hearth.store.models import SignInRow
from tests.web.front.people import BOARD, NAME, OWN, Door


def test_a_name_and_an_own_secret_open_the_first_page_of_their_work(door: Door) -> None:
    client = Client()

    answer = door.tries(client, f" {NAME.upper()} ", OWN)

    assert (answer.status_code, answer.headers["Location"]) == (302, BOARD)
    assert client.get(BOARD).status_code == 200


def test_they_come_back_to_the_page_they_wanted_and_to_no_other_site(door: Door) -> None:
    wanted = Client().post("/", {"name": NAME, "secret": OWN, "next": f"{BOARD}?page=2"})
    foreign = Client().post("/", {"name": NAME, "secret": OWN, "next": "https://evil.example/"})

    assert wanted.headers["Location"] == f"{BOARD}?page=2"
    assert foreign.headers["Location"] == BOARD


@pytest.fixture
def work(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Each secret that was stretched, in order."""
    done: list[str] = []
    stretched = principal.unlock

    def counted(locked: bytes, secret: str) -> bytes:
        done.append(secret)
        return stretched(locked, secret)

    monkeypatch.setattr(principal, "unlock", counted)
    return done


@pytest.mark.parametrize("name", [NAME, "nobody.here", "ABCD-EFGH-JKMN-PQRS"])
def test_somebody_unknown_costs_the_same_work_and_gets_the_same_page(
    door: Door, work: list[str], name: str
) -> None:
    answer = door.tries(Client(), name, "not the right one")

    assert answer.status_code == 422
    assert len(work) == 1
    assert "do not go together" in answer.content.decode()


def test_a_name_that_is_known_is_answered_byte_for_byte_like_one_that_is_not(door: Door) -> None:
    known = _without_tokens(door.tries(Client(), NAME, "not the right one"), NAME)
    unknown = _without_tokens(
        door.tries(Client(), "nobody.here", "not the right one"), "nobody.here"
    )

    assert known == unknown


def _without_tokens(answer: Any, name: str) -> str:
    lines = answer.content.decode().replace(name, "").splitlines()
    return "\n".join(line for line in lines if "csrfmiddlewaretoken" not in line)


def test_no_name_lies_in_the_database(door: Door) -> None:
    row = SignInRow.objects.get()

    assert NAME.encode() not in bytes(row.name_hash)
    assert len(bytes(row.name_hash)) == 32


def test_a_secret_is_not_sent_back_and_the_name_is(door: Door) -> None:
    page = door.tries(Client(), "nobody.here", "not the right one").content.decode()

    assert "nobody.here" in page
    assert "not the right one" not in page


def test_guessing_at_a_name_waits_longer_each_time_and_never_more_than_a_minute(
    door: Door,
) -> None:
    for _ in range(5):
        assert door.tries(Client(), NAME, "wrong").status_code == 422
    assert door.tries(Client(), NAME, OWN).status_code == 429  # refused unlooked-at

    door.later(seconds=3)
    for _ in range(9):
        door.tries(Client(), NAME, "wrong")
        door.later(seconds=60)
    assert door.tries(Client(), NAME, OWN).status_code == 302


def test_others_at_the_same_address_wait_some_seconds_at_most(door: Door) -> None:
    for number in range(30):
        door.tries(Client(), f"nobody.{number}", "wrong")
        door.later(seconds=3)
    door.tries(Client(), "nobody.last", "wrong")

    assert door.tries(Client(), NAME, OWN).status_code == 429
    door.later(seconds=3)
    assert door.tries(Client(), NAME, OWN).status_code == 302


def test_a_wait_is_said_in_seconds(door: Door) -> None:
    for _ in range(5):
        door.tries(Client(), NAME, "wrong")

    assert "Wait 1 seconds" in door.tries(Client(), NAME, OWN).content.decode()


def test_an_own_secret_is_chosen_before_anything_else_is_seen(door: Door) -> None:
    from hearth.actions.keys import sign_in
    from hearth.core.audience import Audience

    made = sign_in.hire(
        role=Audience.CASEWORKER, name="new.desk", by=door.service.duty, now=door.now
    )
    first = made.first_secret
    client = door.comes_in("new.desk", first.lower())

    before = client.get(BOARD)
    chosen = door.chooses(client, "four green umbrellas")

    assert (before.status_code, before.headers["Location"]) == (302, "/secret")
    assert chosen.headers["Location"] == BOARD
    assert client.get(BOARD).status_code == 200
    assert door.tries(Client(), "new.desk", first).status_code == 422


@pytest.mark.parametrize(
    "weak", ["short", "aaaaaaaaaaaaaaaaaa", "passwordpassword", "abcdefghijklmnop"]
)
def test_a_secret_that_anybody_would_try_is_refused_with_what_would_be_right(
    door: Door, weak: str
) -> None:
    client = door.comes_in()

    answer = client.post("/secret", {"old": OWN, "secret": weak, "again": weak})

    assert answer.status_code == 422
    assert "govuk-error-summary" in answer.content.decode()


def test_changing_the_secret_asks_for_the_one_before_and_ends_every_other_session(
    door: Door,
) -> None:
    here, elsewhere = door.comes_in(), door.comes_in()
    new = "eleven slow rivers"

    wrong = here.post("/secret", {"old": "not mine at all", "secret": new, "again": new})
    assert wrong.status_code == 422
    assert elsewhere.get(BOARD).status_code == 200

    assert here.post("/secret", {"old": OWN, "secret": new, "again": new}).status_code == 302
    assert here.get(BOARD).status_code == 200
    assert elsewhere.get(BOARD).status_code == 302
    assert door.tries(Client(), NAME, OWN).status_code == 422
    assert door.tries(Client(), NAME, new).status_code == 302


def test_nobody_is_entered_as_anybody_outside_a_trial(door: Door) -> None:
    assert Client().post("/trial", {"as": "duty"}).status_code == 404
    assert "Enter as" not in Client().get("/").content.decode()
