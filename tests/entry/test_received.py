"""Nothing that somebody sends or is sent comes to lie on a disk on its way."""

import http.client
import socket
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager, suppress
from typing import Any

import pytest
import waitress.buffers

from hearth.cli import serve
from hearth.entry.received import CONNECTIONS, listening
from hearth.entry.uploads import KEPT_BYTES

LARGE = KEPT_BYTES + 1_000_000
PIECES, PIECE = 4, bytes(2_000_000)  # of an answer; waitress would lay one of 1 MB on a disk


@pytest.fixture
def laid(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """Every buffer that a server began on a disk."""
    made: list[object] = []
    real = waitress.buffers.TempfileBasedBuffer.newfile

    def noted(self: object) -> Any:
        made.append(self)
        return real(self)

    monkeypatch.setattr(waitress.buffers.TempfileBasedBuffer, "newfile", noted)
    return made


@contextmanager
def open_for(
    program: Callable[..., Any], behind: Mapping[str, object] | None = None
) -> Iterator[int]:
    """A server of this program, and its port."""
    server = listening(program, host="127.0.0.1", port=0, threads=2, behind=behind)
    serves = threading.Thread(target=server.run)
    serves.start()
    try:
        yield server.effective_port
    finally:
        server.task_dispatcher.shutdown()  # nobody works any more who would wake it
        with suppress(OSError):  # it may look before it is woken, and close what wakes it
            server.trigger.pull_trigger(server.close)  # by its own thread, between two looks
        serves.join()


@contextmanager
def asking(
    program: Callable[..., Any], behind: Mapping[str, object] | None = None
) -> Iterator[http.client.HTTPConnection]:
    """A connection to such a server, closed however it ends: the server waits for that."""
    with (
        open_for(program, behind) as port,
        closing(http.client.HTTPConnection("127.0.0.1", port)) as at,
    ):
        yield at


def counts(environ: dict[str, Any], start: Callable[..., Any]) -> list[bytes]:
    """Answers how much it was sent."""
    start("200 OK", [("Content-Type", "text/plain")])
    return [str(len(environ["wsgi.input"].read())).encode()]


def is_much(environ: dict[str, Any], start: Callable[..., Any]) -> list[bytes]:
    """Answers with more than anybody reads at once."""
    start("200 OK", [("Content-Type", "text/plain")])
    return [PIECE] * PIECES


@pytest.mark.parametrize("chunked", [False, True])
def test_of_a_large_request_is_kept_what_may_be_and_in_memory(
    laid: list[object], *, chunked: bool
) -> None:
    with asking(counts) as at:
        body = iter([bytes(LARGE)]) if chunked else bytes(LARGE)
        at.request("POST", "/", body, encode_chunked=chunked)
        assert at.getresponse().read() == str(KEPT_BYTES).encode()

    assert laid == []


def test_whoever_comes_to_an_office_full_of_open_browsers_is_answered() -> None:
    with open_for(counts) as port, ExitStack() as left_open:
        for _ in range(CONNECTIONS - 20):
            one = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
            at = left_open.enter_context(closing(one))
            at.request("POST", "/", b"abc")
            assert at.getresponse().read() == b"3"


def test_of_two_requests_by_one_connection_each_is_whole(laid: list[object]) -> None:
    with asking(counts) as at:
        for size in (LARGE, 3, 0):
            at.request("POST", "/", bytes(size))
            assert at.getresponse().read() == str(min(size, KEPT_BYTES)).encode()

    assert laid == []


def test_a_large_answer_waits_in_memory_for_a_slow_reader(laid: list[object]) -> None:
    with open_for(is_much) as port, socket.create_connection(("127.0.0.1", port)) as reader:
        reader.sendall(b"GET / HTTP/1.0\r\n\r\n")
        read = sum(iter(lambda: len(reader.recv(1 << 16)), 0))

    assert read > PIECES * len(PIECE)
    assert laid == []


def is_from(environ: dict[str, Any], start: Callable[..., Any]) -> list[bytes]:
    """Answers where it takes somebody to come from."""
    start("200 OK", [("Content-Type", "text/plain")])
    return [environ["REMOTE_ADDR"].encode()]


@pytest.mark.parametrize(
    ("address", "found"), [("https://hearth.example", b"192.0.2.7"), ("", b"127.0.0.1")]
)
def test_the_word_of_the_encrypting_server_is_taken_and_nobody_elses(
    monkeypatch: pytest.MonkeyPatch, address: str, found: bytes
) -> None:
    monkeypatch.setenv("HEARTH_ADDRESS", address)

    with asking(is_from, serve._behind("127.0.0.1")) as at:
        at.request("GET", "/", headers={"X-Forwarded-For": "192.0.2.7"})
        assert at.getresponse().read() == found
