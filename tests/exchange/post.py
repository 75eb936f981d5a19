"""A real mail server and a real provider of text messages, on this machine, that keep all bytes."""

import json
import select
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from hearth.exchange.ways.mail import Server

SENDER = "post@example.org"


@dataclass
class PostOffice:
    """What came in. `answer` is what the next ones are told; empty: taken."""

    mails: list[tuple[str, bytes]] = field(default_factory=list)
    texts: list[dict[str, str]] = field(default_factory=list)
    hellos: list[str] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    answer: str = ""
    status: int = 200

    async def handle_HELO(self, *_: Any) -> str:  # noqa: N802  # aiosmtpd's own name
        return "250 ok"

    async def handle_EHLO(  # noqa: N802  # aiosmtpd's own name
        self, _server: SMTP, session: Session, _: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        self.hellos.append(hostname)
        session.host_name = hostname
        return responses

    async def handle_DATA(self, _: SMTP, __: Session, envelope: Envelope) -> str:  # noqa: N802
        if self.answer:
            return self.answer
        content = envelope.content
        assert isinstance(content, bytes)
        self.mails += [(to, content) for to in envelope.rcpt_tos]
        return "250 taken"


class _OnAFreePort(Controller):
    def _trigger_server(self) -> None:
        self.port = _port(self)
        super()._trigger_server()


def _port(controller: Controller) -> int:
    assert controller.server is not None
    return int(controller.server.sockets[0].getsockname()[1])


@contextmanager
def a_mail_server(post: PostOffice, **options: Any) -> Iterator[Server]:
    """A server on a free port; its `Server` for us."""
    controller = _OnAFreePort(post, hostname="127.0.0.1", port=0, **options)
    controller.start()
    try:
        yield Server(host="127.0.0.1", port=_port(controller), sender=SENDER, tls="")
    finally:
        controller.stop()


@contextmanager
def a_provider(post: PostOffice) -> Iterator[str]:
    """A provider of text messages; its address."""

    class Door(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            told = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            post.headers.append(dict(self.headers))
            if post.status < 300:
                post.texts.append(told)
            self.send_response(post.status)
            if post.status in (301, 302, 307):
                self.send_header("Location", self.path + "other")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Silent."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Door)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/send"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


MOST_DRIPS = 400  # a few seconds of them; whoever still listens then would listen for ever
LINES = {
    b"EHLO": b"250 ok\r\n",
    b"MAIL": b"250 ok\r\n",
    b"RCPT": b"250 ok\r\n",
    b"DATA": b"354 go\r\n",
}


@dataclass
class Dripping:
    """A server of mail or text that never ends an answer: a byte, and another while one listens.

    after : the word at which it begins to drip; what comes before is answered as it should be.
    """

    after: bytes
    server: Server
    was_left: bool = False

    def serve(self, door: socket.socket) -> None:
        link, _ = door.accept()
        with link, link.makefile("rb") as said:
            if self.after in LINES or self.after == b".":
                link.sendall(b"220 ready\r\n")
            for line in said:
                if line.upper().startswith(self.after):
                    self._drip(link)
                    return
                link.sendall(LINES.get(line[:4].upper(), b""))

    def _drip(self, link: socket.socket) -> None:
        try:
            link.sendall(b"2")
            for _ in range(MOST_DRIPS):
                if select.select([link], [], [], 0.01)[0] and not link.recv(4_096):
                    self.was_left = True
                    return
                link.sendall(b"5")
        except ConnectionError:
            self.was_left = True


@contextmanager
def a_dripping_server(after: bytes) -> Iterator[Dripping]:
    """A server on a free port that drips from this word on; it has ended when this ends."""
    with socket.create_server(("127.0.0.1", 0)) as door:
        drips = Dripping(after, Server(host="127.0.0.1", port=_bound(door), sender=SENDER, tls=""))
        thread = threading.Thread(target=drips.serve, args=(door,), daemon=True)
        thread.start()
        try:
            yield drips
        finally:
            thread.join()


def _bound(door: socket.socket) -> int:
    return int(door.getsockname()[1])
