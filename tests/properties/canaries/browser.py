"""A browser without a screen: it keeps cookies, follows links and sends the forms of pages."""

import http.client
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from urllib.parse import urlencode, urljoin, urlsplit
from uuid import uuid4

from tests.web.crawl import pattern
from tests.web.forms_read import Form, Read

FORM = "application/x-www-form-urlencoded"
# What ends the visit, another's work, or only changes how a page looks.
LEFT_ALONE = {"/leave", "/out", "/lock", "/language", "/looks", "/back", "/trial", "/secret"}


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back."""

    status: int
    text: str
    to: str = ""


@dataclass
class Browser:
    """Somebody's, at the service on this port."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)

    def get(self, path: str) -> Answer:
        """A page."""
        return self.ask("GET", path)

    def post(self, path: str, sent: Mapping[str, str | list[str]]) -> Answer:
        """A form."""
        return self.ask("POST", path, urlencode(sent, doseq=True).encode(), FORM)

    def hand_in(self, path: str, sent: Mapping[str, str], name: str, content: bytes) -> Answer:
        """A form with a file."""
        line = uuid4().hex
        parts = [
            f'--{line}\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n'
            for key, value in sent.items()
        ]
        parts.append(
            f'--{line}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n'
            "Content-Type: application/octet-stream\r\n\r\n"
        )
        body = "".join(parts).encode() + content + f"\r\n--{line}--\r\n".encode()
        return self.ask("POST", path, body, f"multipart/form-data; boundary={line}")

    def ask(
        self,
        method: str,
        path: str,
        body: bytes = b"",
        kind: str = "",
        more: Mapping[str, str] | None = None,
    ) -> Answer:
        """Whatever is asked; a redirect is not followed."""
        at = http.client.HTTPConnection("localhost", self.port, timeout=60)
        at.request(method, path, body or None, self.headers(path, kind) | dict(more or {}))
        answer = at.getresponse()
        for handed in answer.headers.get_all("Set-Cookie") or ():
            for name, one in SimpleCookie(handed).items():
                self.cookies[name] = one.value
        text = answer.read().decode(errors="replace")
        at.close()
        return Answer(answer.status, text, answer.headers.get("Location", ""))

    def headers(self, path: str, kind: str) -> dict[str, str]:
        """What is sent with every request."""
        known = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        said = {"Cookie": known, "Referer": f"http://localhost:{self.port}{path}"}
        return said | ({"Content-Type": kind} if kind else {})

    def token(self, path: str) -> str:
        """The token against forged forms of a page that has a form."""
        sent = (form.sent for form in Read(self.get(path).text).forms)
        return next(one["csrfmiddlewaretoken"] for one in sent if "csrfmiddlewaretoken" in one)

    def form(self, path: str, action: str = "") -> Form:
        """The form of a page that is sent to this address, or to the page's own."""
        return next(one for one in self.forms(path, most=1) if one.action == (action or path))

    def forms(self, first: str, *, most: int) -> Iterator[Form]:
        """The forms to send of pages that can be come to from here; of pages of one kind, of one.

        A form's `action` is a whole path.
        """
        ahead, seen = [first], set[str]()
        while ahead and len(seen) < most:
            path = ahead.pop(0)
            kind = pattern(path)
            if kind is None or kind in seen:
                continue
            seen.add(kind)
            answer = self.get(path)
            read = Read(answer.text)
            ahead += [answer.to, *(urljoin(path, link) for link in read.links if link[:1] == "/")]
            for form in read.forms:
                form.action = urljoin(path, form.action or path)
                if form.method == "post" and urlsplit(form.action).path not in LEFT_ALONE:
                    yield form
