"""A program is called by what its name led to once, in its own range; nobody sends us elsewhere."""

import contextlib
import socket
import ssl
from pathlib import Path
from typing import Any

import pytest

from hearth.core.webhooks import Address, address_of
from hearth.exchange.ways import NotDelivered, called
from hearth.exchange.ways.called import post
from tests.exchange.listener import a_listener
from tests.exchange.post import a_dripping_server
from tests.exchange.ways.test_ways import a_certificate

SOON_S = 0.3
BODY = b'{"id":"x"}'
SIGNS = {"webhook-id": "x", "User-Agent": "-"}


def test_it_is_told_with_its_headers_and_no_others() -> None:
    with a_listener() as heard:
        post(address_of(heard.address), BODY, SIGNS)

    ((path, headers, body),) = heard.calls
    assert (path, body) == ("/changed?a=b", BODY)
    assert {one.lower() for one in headers} == {
        *("host", "accept-encoding", "content-length", "webhook-id", "user-agent")
    }


@pytest.mark.parametrize("status", [500, 404, 301, 302, 307, 308])
def test_no_other_answer_is_a_taking_and_no_way_is_followed(status: int) -> None:
    with a_listener(status) as heard, pytest.raises(NotDelivered) as failed:
        post(address_of(heard.address), BODY, SIGNS)

    assert failed.value.may_retry
    assert [path for path, *_ in heard.calls] == ["/changed?a=b"]


def test_whoever_hangs_up_has_not_taken_it() -> None:
    with a_listener(0) as heard, pytest.raises(NotDelivered):
        post(address_of(heard.address), BODY, SIGNS)


def test_nobody_listens() -> None:
    with a_listener() as heard:
        address = address_of(heard.address)
    with pytest.raises(NotDelivered):
        post(address, BODY, SIGNS)


def test_whoever_drips_is_left() -> None:
    with a_dripping_server(b"POST") as drips, pytest.raises(NotDelivered):
        post(address_of(f"http://127.0.0.1:{drips.server.port}/"), BODY, SIGNS, within_s=SOON_S)

    assert drips.was_left


def leads_to(monkeypatch: pytest.MonkeyPatch, *numbers: str) -> list[str]:
    """Every name leads to these from now on. The names that were looked up."""
    asked: list[str] = []

    def found(host: str, port: int, *_: Any, **__: Any) -> list[Any]:
        asked.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (one, port)) for one in numbers]

    monkeypatch.setattr(called.socket, "getaddrinfo", found)
    return asked


@pytest.mark.parametrize("numbers", [("127.0.0.1",), ("93.184.215.14", "127.0.0.1"), ()])
def test_a_name_that_leads_inside_is_not_called(
    monkeypatch: pytest.MonkeyPatch, numbers: tuple[str, ...]
) -> None:
    with a_listener() as heard:
        leads_to(monkeypatch, *numbers)
        to = Address(
            is_encrypted=False,
            host="board.example.org",
            port=heard.port,
            target="/",
            is_inside=False,
        )
        with pytest.raises(NotDelivered):
            post(to, BODY, SIGNS)

    assert heard.calls == []


def test_a_name_is_looked_up_once_and_its_certificate_held_to_the_name(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    certificate, key = a_certificate(tmp_path, "DNS:board.example.org")
    ours = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    ours.load_cert_chain(certificate, key)
    trust = ssl.create_default_context(cafile=str(certificate))
    with a_listener(tls=ours) as heard:
        asked = leads_to(monkeypatch, "127.0.0.1")
        for name, trusted, taken in (
            ("board.example.org", trust, 1),
            ("board.example.org", None, 1),
            ("other.example.org", trust, 1),
        ):
            to = Address(is_encrypted=True, host=name, port=heard.port, target="/", is_inside=True)
            with contextlib.suppress(NotDelivered):
                post(to, BODY, SIGNS, trust=trusted)
            assert len(heard.calls) == taken
        names = [one for one in asked if one != "127.0.0.1"]  # that is where it connects to
        assert names == ["board.example.org", "board.example.org", "other.example.org"]
