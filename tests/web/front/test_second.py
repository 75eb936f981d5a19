"""The second step: asked for once enrolled, and nothing is open before it is taken."""

import re
import time
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from django.core.cache import cache
from django.test import Client

from hearth.core.errors import Sealed
from hearth.store import sessions
from tests.web.front.people import BOARD, NAME, OWN, Door, cookie_of


def code_of(seed: str, steps: int = 0) -> str:
    """What an app shows now, or some steps of half a minute later."""
    value = totp.hotp_value(seed, int(time.time()) // 30 + steps)
    return totp.format_hotp_value(value)


def enrols(client: Client) -> tuple[str, list[str]]:
    """An app added through the pages: its seed, and the spare codes."""
    assert client.post("/keys", {"secret": OWN, "do": "codes"}).status_code == 302
    page = client.get("/keys/codes").content.decode()
    seed = re.search(r'id="seed">([A-Z2-7]+)<', page)
    assert seed is not None
    added = client.post("/keys/codes", {"code": code_of(seed[1])})
    assert added.status_code == 302, added.content.decode()
    spare = re.findall(r'<li class="h-code">(\d+)</li>', client.get("/keys").content.decode())
    return seed[1], spare


def halfway(door: Door) -> Client:
    client = Client()
    answer: Any = door.tries(client, NAME, OWN)
    assert answer.headers["Location"].startswith("/second")
    return client


def test_once_an_app_is_added_the_secret_alone_opens_nothing(door: Door) -> None:
    enrols(door.comes_in())

    client = halfway(door)

    assert client.get(BOARD).headers["Location"] == "/second"
    assert client.get("/keys").headers["Location"] == "/second"


def test_the_session_row_opens_no_page_before_the_second_step(door: Door) -> None:
    import pytest

    enrols(door.comes_in())
    client = halfway(door)

    with pytest.raises(Sealed):
        sessions.resume(cookie_of(client), now=door.now)


def test_the_code_of_now_opens_and_under_a_new_cookie(door: Door) -> None:
    seed, _ = enrols(door.comes_in())
    client = halfway(door)
    before = cookie_of(client)

    answer = client.post("/second", {"code": code_of(seed, 1)})

    assert answer.headers["Location"] == BOARD
    assert client.get(BOARD).status_code == 200
    assert cookie_of(client) != before


def test_a_wrong_code_opens_nothing_and_guessing_waits(door: Door) -> None:
    seed, _ = enrols(door.comes_in())
    client = halfway(door)

    for _ in range(5):
        assert client.post("/second", {"code": "000000"}).status_code == 422
    waiting = client.post("/second", {"code": code_of(seed, 1)})

    assert "Wait 1 seconds" in waiting.content.decode()
    assert client.get(BOARD).status_code == 302


def test_a_code_is_good_once(door: Door) -> None:
    seed, _ = enrols(door.comes_in())
    code = code_of(seed, 1)

    assert halfway(door).post("/second", {"code": code}).status_code == 302
    forgotten = cache.delete(f"allauth.mfa.totp.used?user={_who()}&code={code}")
    assert forgotten  # as allauth does by itself after half a minute
    assert halfway(door).post("/second", {"code": code}).status_code == 422


def _who() -> object:
    return Authenticator.objects.get(type="totp").user_id


def test_a_spare_code_opens_once(door: Door) -> None:
    _, spare = enrols(door.comes_in())

    assert len(spare) == 10
    assert halfway(door).post("/second", {"code": spare[0]}).status_code == 302
    assert halfway(door).post("/second", {"code": spare[0]}).status_code == 422


def test_no_seed_lies_in_the_clear(door: Door) -> None:
    seed, _ = enrols(door.comes_in())

    kept = [str(row.data) for row in Authenticator.objects.all()]

    assert len(kept) == 2
    assert not any(seed in text for text in kept)


def test_adding_one_asks_for_the_secret_first(door: Door) -> None:
    client = door.comes_in()

    assert client.post("/keys", {"secret": "not it", "do": "codes"}).status_code == 422
    assert client.get("/keys/codes").headers["Location"] == "/keys"


def test_with_the_last_one_taken_away_the_secret_alone_is_asked_for_again(door: Door) -> None:
    client = door.comes_in()
    enrols(client)
    number = Authenticator.objects.get(type="totp").pk

    client.post("/keys", {"secret": OWN, "do": f"remove-{number}"})

    assert not Authenticator.objects.exists()
    assert door.tries(Client(), NAME, OWN).headers["Location"] == BOARD


def test_an_answer_that_is_no_passkey_opens_nothing(door: Door) -> None:
    enrols(door.comes_in())
    client = halfway(door)

    for answer in ("", "{}", "[]", "null", '{"id": "x"}', "not json"):
        assert client.post("/second", {"credential": answer}).status_code == 422, answer
    assert client.get(BOARD).status_code == 302


def test_the_second_page_is_nothing_to_whoever_is_not_on_the_way(door: Door) -> None:
    assert Client().get("/second").headers["Location"] == "/?next=%2Fsecond"
    assert door.comes_in().get("/second").status_code == 302
