"""A server of roads asked for ways, in the shapes that OSRM and Valhalla document."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from hearth.core.errors import BadInput, NotReady
from hearth.core.place import Place, km_between
from hearth.exchange.roads import BLOCK, NO_WAY_M, Server

Answer = Callable[[BaseHTTPRequestHandler], Any]
SOME = [Place(51 + at / 1000, -at / 500) for at in range(BLOCK + 3)]


@contextmanager
def answering(answer: Answer) -> Iterator[str]:
    """A server on this machine that answers so; its address."""

    class Handler(BaseHTTPRequestHandler):
        def _answer(self) -> None:
            told = answer(self)
            body = told if isinstance(told, bytes) else json.dumps(told).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_GET = do_POST = _answer  # noqa: N815  # the names that the server looks for

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def osrm(request: BaseHTTPRequestHandler) -> Any:
    """The table service: longitude first, metres and seconds as decimals."""
    asked = urlsplit(request.path)
    assert asked.path.startswith("/table/v1/driving/")
    points = [one.split(",") for one in asked.path.rsplit("/", 1)[1].split(";")]
    places = [Place(float(lat), float(lon)) for lon, lat in points]
    said = parse_qs(asked.query)
    rows, columns = (
        [int(at) for at in said[name][0].split(";")] for name in ("sources", "destinations")
    )
    km = [[km_between(places[a], places[b]) for b in columns] for a in rows]
    return {
        "code": "Ok",
        "distances": [[1000 * one for one in line] for line in km],
        "durations": [[80 * one for one in line] for line in km],
    }


def valhalla(request: BaseHTTPRequestHandler) -> Any:
    """The matrix service: kilometres and seconds, one object for each pair."""
    assert request.path == "/sources_to_targets"
    asked = json.loads(request.rfile.read(int(request.headers["Content-Length"])))
    ends = [
        [Place(one["lat"], one["lon"]) for one in asked[name]] for name in ("sources", "targets")
    ]
    return {
        "sources_to_targets": [
            [
                {
                    "distance": km_between(a, b),
                    "time": 80 * km_between(a, b),
                    "from_index": i,
                    "to_index": j,
                }
                for j, b in enumerate(ends[1])
            ]
            for i, a in enumerate(ends[0])
        ]
    }


@pytest.mark.parametrize(("kind", "answer"), [("osrm", osrm), ("valhalla", valhalla)])
def test_ways_come_back_for_every_pair_block_after_block(kind: str, answer: Answer) -> None:
    with answering(answer) as address:
        metres, seconds = Server.named(f"{kind} {address}").table(SOME)

    assert len(metres) == len(SOME)
    for a, b in ((0, 1), (1, 0), (2, BLOCK + 1), (BLOCK + 2, 3)):
        far = 1000 * km_between(SOME[a], SOME[b])
        assert metres[a][b] == pytest.approx(far, abs=4)
        assert seconds[a][b] == pytest.approx(0.08 * far, abs=2)
    assert all(metres[at][at] == 0 for at in range(len(SOME)))


def test_a_pair_without_a_way_is_very_far_and_not_near() -> None:
    none = {"code": "Ok", "distances": [[0, None], [None, 0]], "durations": [[0, None], [None, 0]]}
    with answering(lambda _: none) as address:
        metres, _ = Server.named(f"osrm {address}").table(SOME[:2])

    assert metres[0][1] == NO_WAY_M


@pytest.mark.parametrize(
    "told",
    [
        b"<html>",
        {"code": "NoTable"},
        {"code": "Ok", "distances": [[0]], "durations": [[0]]},
        {"code": "Ok", "distances": [[0, -1], [1, 0]], "durations": [[0, 1], [1, 0]]},
        {"code": "Ok", "distances": [[0, "far"], [1, 0]], "durations": [[0, 1], [1, 0]]},
        [],
    ],
)
def test_an_answer_that_is_none_is_one_clear_sentence(told: Any) -> None:
    with answering(lambda _: told) as address, pytest.raises(NotReady, match="did not answer"):
        Server.named(f"osrm {address}").table(SOME[:2])


def test_a_server_that_is_not_there_is_one_clear_sentence() -> None:
    with pytest.raises(NotReady):
        Server.named("osrm http://127.0.0.1:9").table(SOME[:2])


@pytest.mark.parametrize(
    "named",
    [
        "osrm",
        "google http://127.0.0.1:5000",
        "osrm ftp://127.0.0.1",
        "osrm http://8.8.8.8:5000",
        "valhalla https://[2001:4860:4860::8888]",
        "osrm http://",
    ],
)
def test_a_strangers_server_is_refused_before_a_byte_leaves(named: str) -> None:
    with pytest.raises(BadInput):
        Server.named(named)
