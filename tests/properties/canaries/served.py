"""Fills a service that is served with words that would be known again: by its pages alone.

What comes in by forms, as a draft, as a file, as a message, by a program, and by requests that no
door takes; then everything that the service has written is looked at, while it runs and after.
"""

import json
import socket
from collections.abc import Mapping
from dataclasses import dataclass, field

from tests.length import LONG
from tests.properties.canaries.browser import FORM, Answer, Browser
from tests.properties.canaries.leaks import ANY_NEEDLE
from tests.properties.canaries.plant import TAG, Planted
from tests.properties.canaries.town import PROGRAMME, RESIDENT
from tests.web.forms_read import Form, Read

PAGES, EACH, LISTED = (40, 3, 1_700) if LONG else (9, 1, 30)
OFFICES = "/colleagues/offices"  # an office's name is an organisation's, and stands in clear
FIRST = {"duty": "/office/", "lead": "/desk/", "resident": "/me/", "host": "/home/"}
FIRST |= {"visitor": "/round/", "clinician": "/results/"} if LONG else {}
# What a field must hold for its form to be taken.
HOLDS = {"born_on": "27 3 1999", "days": "60", "company": "alone", "tier": "0", "age": "19"}
ENDS_S = 30
UNFIT = 422
TOKEN = "csrfmiddlewaretoken"


@dataclass
class Sent:
    """What was sent, and what came of it."""

    planted: Planted = field(default_factory=Planted)
    taken: int = 0
    refused: int = 0
    shown_again: dict[str, int] = field(default_factory=dict)
    broken: list[str] = field(default_factory=list)

    def came(self, what: str, answer: Answer) -> Answer:
        """Note an answer: whether the form was taken, or came back."""
        if answer.status >= 500:
            self.broken.append(f"{what}: {answer.status}")
        self.taken += answer.status < 400
        self.refused += answer.status >= 400
        return answer

    def shown(self, what: str, answer: Answer) -> None:
        """Note how many of our words somebody who may read them finds on a page."""
        found = len(ANY_NEEDLE.findall(answer.text.encode()))
        self.shown_again[what] = self.shown_again.get(what, 0) + found


@dataclass(frozen=True, slots=True)
class Doors:
    """The served town, and how its people come in. `case`: that of RESIDENT."""

    port: int
    cookies: Mapping[str, str] = field(repr=False)
    token: str = field(repr=False)
    case: str

    def keys(self, kind: str) -> list[str]:
        """Some who are this."""
        return [key for key in self.cookies if key.partition("-")[0] == kind][:EACH]

    def of(self, key: str) -> Browser:
        """The browser of somebody who is signed in."""
        return Browser(self.port, {"s": self.cookies[key]})


def fill(doors: Doors, sent: Sent) -> None:
    """Everything that people send, by every door."""
    for kind, first in FIRST.items():
        for key in doors.keys(kind):
            _forms(doors.of(key), first, sent)
    _draft(doors.of(RESIDENT), sent)
    _contact(doors, sent)
    _by_program(doors, sent)
    _astray(doors, sent)
    _list_of_hosts(doors.of("duty"), sent)
    _arrives(doors.of("duty"), sent)  # last: it hands the device over, and ends that visit


def _forms(browser: Browser, first: str, sent: Sent) -> None:
    """Every form with our words in all its fields; and again, where some of them could not be."""
    found = {form.action: form for form in browser.forms(first, most=PAGES)}
    for form in found.values():
        if form.holds_a_file:
            word = sent.planted.word
            content = f"{word()},{word()}\n{word()},{word()}\n".encode()
            name = f"{word()}.csv"
            sent.came(form.action, browser.hand_in(form.action, form.sent, name, content))
        elif form.typed and form.action != OFFICES:
            _both_ways(browser, form, sent)


def _both_ways(browser: Browser, form: Form, sent: Sent) -> None:
    """All fields ours; then only those that were not found fault with."""
    ours = {name: sent.planted.word() for name in form.typed}
    answer = sent.came(form.action, browser.post(form.action, form.sent | ours))
    if answer.status != UNFIT:
        return
    sent.shown("a form that came back", answer)
    wrong = [link.removeprefix("#id_") for link in Read(answer.text).links if link[:1] == "#"]
    kept = {name: word for name, word in ours.items() if name not in wrong}
    right = {name: HOLDS.get(name, "2") for name in form.typed if name not in kept}
    sent.came(form.action, browser.post(form.action, form.sent | kept | right))


def _arrives(duty: Browser, sent: Sent) -> None:
    """Somebody new, question by question, each kept as a draft on the way."""
    word = sent.planted.word
    begun = duty.post("/office/here", duty.form("/office/", "/office/here").sent).to
    begun = begun.rpartition("/")[0]
    said: dict[str, dict[str, str]] = {
        "who": {"name": f"{word()} {word()}", "known_as": word(), **HOLDS},
        "tonight": {"where": word(), "programme": PROGRAMME, **HOLDS},
        "needs": {"languages": "English", "needs_words": word()},
        "with": {},
        "away": {"fears_words": word(), "refusals_words": word(), "areas": word()},
        "periods": {},
    }
    for question, words in said.items():
        at = f"{begun}/{question}"
        proved = {TOKEN: duty.form(at).sent[TOKEN]}
        typed = {**proved, **words, "at": at, "more": word()}
        sent.came("/drafts", duty.post("/drafts", typed))
        sent.came(at, duty.post(at, proved | words))
    check = f"{begun}/check"
    sent.shown("what an arrival said", duty.get(check))
    to = sent.came(check, duty.post(check, duty.form(check).sent)).to
    sent.shown("what they are shown", duty.get(to))  # the device is theirs now


def _draft(resident: Browser, sent: Sent) -> None:
    """What a page's script sends while somebody types, half a second after each key."""
    at = "/me/say"
    token = resident.form(at).sent[TOKEN]
    typed = {"at": at, "words": sent.planted.word(), TOKEN: token}
    sent.came("/drafts", resident.post("/drafts", typed))
    sent.shown("a draft", resident.get(f"/drafts?at={at}"))


def _contact(doors: Doors, sent: Sent) -> None:
    """Somebody says how they may be reached, and the office writes to them."""
    word, resident, duty = sent.planted.word, doors.of(RESIDENT), doors.of("duty")
    ways = "/me/reach/ways"
    said: dict[str, str | list[str]] = {
        "channels": ["text", "letter"],
        "phone": sent.planted.phone(),
        "post": f"{word()}\n{word()} Street",
        "avoid": word(),
    }
    sent.came(ways, resident.post(ways, {**resident.form(ways).sent, **said}))
    sent.shown("how to reach somebody", resident.get("/me/reach"))
    messages = f"/office/case/{doors.case}/messages"
    form = duty.form(messages)
    sent.came(messages, duty.post(messages, form.sent | {"words": word()}))
    sent.shown("a message", duty.get(messages))


def _by_program(doors: Doors, sent: Sent) -> None:
    """A program sends words where none belong: in its address, its body, its headers."""
    word, program = sent.planted.key, Browser(doors.port)
    shortlist = f"/api/cases/{doors.case}/shortlist"
    bodies = (
        json.dumps({"leave": [word()], word(): word()}).encode(),
        f'{{"{word()}": "{word()}'.encode(),
        json.dumps({}).encode(),
    )
    for body in bodies:
        said = {"Authorization": f"Bearer {doors.token}", "Idempotency-Key": word()}
        sent.came(shortlist, program.ask("POST", shortlist, body, "application/json", said))
    known = {"Authorization": f"Bearer {doors.token}", "User-Agent": word()}
    sent.came("api", program.ask("GET", f"/api/cases?state={word()}", more=known))
    sent.came("api", program.ask("GET", "/api/me", more={"Authorization": f"Bearer {word()}"}))


def _astray(doors: Doors, sent: Sent) -> None:
    """Requests that nobody takes: of no page, of no form, of no method, of no protocol."""
    word, somebody = sent.planted.key, doors.of("duty")
    said = {"User-Agent": word(), "X-Forwarded-For": word(), "X-Request-Id": word()}
    for method, path, body, kind in (
        ("GET", f"/{word()}?name={word()}", b"", ""),
        ("POST", "/office/find", f"name={word()}".encode(), FORM),  # without the token
        ("POST", "/office/hosts/lists", f"--x\r\n{word()}".encode(), "multipart/form-data"),
        ("POST", "/office/find", b"name=%00%ff" + word().encode(), f"{FORM}; charset={word()}"),
        (TAG.upper(), "/", b"", ""),
        ("GET", "/office/" + word() * 40_000, b"", ""),
    ):
        sent.came("astray", somebody.ask(method, path, body, kind, said))
    with socket.create_connection(("localhost", doors.port), timeout=ENDS_S) as raw:
        raw.sendall(f"{word()} is no request\r\nof {word()}\r\n\r\n".encode())
        raw.recv(1 << 16)


def _list_of_hosts(duty: Browser, sent: Sent) -> None:
    """A register of hosts as a file: sent, its columns named, entered."""
    planted, lists = sent.planted, "/office/hosts/lists"
    word = planted.word
    lines = ["Ref,Contact,Phone,Email,street,area,spare rooms"]
    lines += [
        f"{planted.key()},{word()} {word()},{planted.phone()},{planted.key()}@example.org,"
        f"{word()} Street,{word()},{at % 9 or 'many'}"
        for at in range(LISTED)
    ]
    content = "\n".join(lines).encode()
    form = duty.form(lists)
    words = form.sent | {"register": "hosts", "programme": PROGRAMME}
    at = sent.came(lists, duty.hand_in(lists, words, f"{word()}.csv", content)).to
    sent.shown("a list that was sent", duty.get(at))
    names = duty.form(at, f"{at}/columns")
    sent.came(names.action, duty.post(names.action, names.sent))
    sent.shown("a list with its columns named", duty.get(at))
