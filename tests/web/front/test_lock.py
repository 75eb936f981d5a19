"""A session left alone: locked, with what was typed kept, and opened again by the secret alone."""

from urllib.parse import quote

import pytest
from django.test import Client

from hearth.core.errors import Sealed
from hearth.store import sessions
from hearth.store.models import SessionRow
from tests.web.front.people import BOARD, OWN, Door, cookie_of

TYPED = "She said: 'not the brother'.\nSecond line, with <b> & ümlaut"


def test_after_a_quarter_of_an_hour_the_page_asks_for_the_secret_and_shows_nothing(
    door: Door,
) -> None:
    client = door.comes_in()
    door.later(minutes=16)

    page = client.get(f"{BOARD}?page=2")

    assert page.status_code == 200
    assert page.headers["X-Locked"] == "1"
    assert f'name="next" value="{BOARD}?page=2"' in page.content.decode()
    assert "Waiting for a home" not in page.content.decode()


def test_the_secret_alone_leads_back_to_the_page(door: Door) -> None:
    client = door.comes_in()
    door.later(minutes=16)

    wrong = client.post("/unlock", {"secret": "not it", "next": BOARD})
    right = client.post("/unlock", {"secret": OWN, "next": BOARD})

    assert "This is not your secret" in wrong.content.decode()
    assert right.headers["Location"] == BOARD
    assert "X-Locked" not in client.get(BOARD).headers


def test_a_locked_session_opens_no_key_without_the_secret(door: Door) -> None:
    client = door.comes_in()
    door.later(minutes=16)

    with pytest.raises(Sealed):
        sessions.resume(cookie_of(client), now=door.now)


def test_what_was_sent_to_a_locked_page_is_kept_sealed_and_sent_again_word_for_word(
    door: Door,
) -> None:
    client = door.comes_in()
    door.later(minutes=16)

    client.post("/lock?from=board", {"note": TYPED, "kind": ["a", "b"]})
    kept = bytes(SessionRow.objects.order_by("-seen_at", "ends_at").last().kept)  # type: ignore[union-attr]
    unlocked = client.post("/unlock", {"secret": OWN, "next": "/again"})
    again = client.get("/again").content.decode()

    assert b"brother" not in kept
    assert unlocked.headers["Location"] == "/again"
    assert 'action="/lock?from=board"' in again
    assert "She said: &#39;not the brother&#39;.\nSecond line, with &lt;b&gt; &amp; ümlaut" in again
    assert again.count('name="kind"') == 2


def test_a_form_that_is_let_be_is_forgotten(door: Door) -> None:
    client = door.comes_in()
    door.later(minutes=16)
    client.post("/lock", {"note": TYPED})
    client.post("/unlock", {"secret": OWN, "next": "/again"})

    client.post("/again/not")

    assert client.get("/again").status_code == 302


def test_a_script_that_sends_a_draft_is_told_that_it_was_not_taken(door: Door) -> None:
    client = door.comes_in()
    door.later(minutes=16)

    assert (
        client.post("/lock", {"note": "x"}, headers={"Sec-Fetch-Mode": "cors"}).status_code == 401
    )
    assert client.post("/lock", {"note": "x"}, headers={"HX-Request": "true"}).status_code == 401


def test_locking_takes_effect_at_once(door: Door) -> None:
    client = door.comes_in()

    client.post("/lock")

    assert client.get(BOARD).headers["X-Locked"] == "1"


def test_whoever_is_typing_is_not_locked_out(door: Door) -> None:
    client = door.comes_in()
    for _ in range(4):
        door.later(minutes=10)
        assert client.get("/here").status_code == 204

    assert "X-Locked" not in client.get(BOARD).headers


def test_twelve_hours_end_it_and_no_secret_opens_it_again(door: Door) -> None:
    client = door.comes_in()
    door.later(hours=13)

    client.post("/unlock", {"secret": OWN, "next": BOARD})

    assert client.get(BOARD).headers["Location"] == f"/?next={quote(BOARD, safe='')}"


def test_guessing_at_a_locked_page_waits_as_guessing_at_the_door_does(door: Door) -> None:
    client = door.comes_in()
    door.later(minutes=16)
    for _ in range(5):
        client.post("/unlock", {"secret": "wrong", "next": BOARD})

    answer = client.post("/unlock", {"secret": OWN, "next": BOARD})

    assert "Wait 1 seconds" in answer.content.decode()
    assert client.get(BOARD).headers["X-Locked"] == "1"


def test_the_lock_of_another_browser_is_not_opened_by_a_secret_without_the_cookie(
    door: Door,
) -> None:
    answer = Client().post("/unlock", {"secret": OWN, "next": BOARD})

    assert answer.status_code == 302
    assert Client().get(BOARD).headers["Location"] == f"/?next={quote(BOARD, safe='')}"
