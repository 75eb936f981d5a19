"""A real mail server and a real provider of text messages, on this machine, that keep all bytes."""

import json
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
