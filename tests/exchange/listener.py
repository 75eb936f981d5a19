"""A program that listens, on this machine, and keeps all that it is told."""

import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class Heard:
    """What came in: path, headers, body. `status`: what is answered; 0: it hangs up."""

    port: int = 0
    status: int = 204
    calls: list[tuple[str, dict[str, str], bytes]] = field(default_factory=list)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}/changed?a=b"


class _Quiet(ThreadingHTTPServer):
    def handle_error(self, *_: object) -> None:
        """Whoever calls with a certificate that is none of ours, and such."""


@contextmanager
def a_listener(status: int = 204, tls: ssl.SSLContext | None = None) -> Iterator[Heard]:
    """A program on a free port; it has ended when this ends."""
    heard = Heard(status=status)

    class Door(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            heard.calls.append((self.path, dict(self.headers), body))
            if heard.status == 0:
                self.close_connection = True
                return
            self.send_response(heard.status)
            if heard.status in range(300, 400):
                self.send_header("Location", f"http://127.0.0.1:{heard.port}/elsewhere")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Silent."""

    server = _Quiet(("127.0.0.1", 0), Door)
    if tls is not None:
        server.socket = tls.wrap_socket(server.socket, server_side=True)
    heard.port = int(server.server_address[1])
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield heard
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
