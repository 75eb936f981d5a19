"""No page without a trace: what it opens at the cipher is what the log counts by its end."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest

from hearth.store import events
from tests.length import LONG
from tests.promised import SoFar, Tried
from tests.properties.cipher import Cipher, watched
from tests.properties.matrix.addresses import Address
from tests.properties.matrix.test_authorised import MAIN, guarded, people
from tests.properties.matrix.things import Things
from tests.properties.matrix.walk import Asked, Walk
from tests.properties.matrix.world import World

pytestmark = [pytest.mark.django_db, pytest.mark.promise(number="P9")]
MOST, SHARES = (6, 4) if LONG else (1, 1)
REFUSED = 400
WORDS = re.compile(rb':\s*"([^"\\]{6,})"')  # what a field of a fact holds
ONE_OF_EACH = {
    "duty", "lead", "visitor", "manager", "clinician", "auditor", "administrator",
    "resident-0", "resident-8", "host-8",
}  # fmt: skip


@pytest.fixture
def cipher(monkeypatch: pytest.MonkeyPatch) -> Cipher:
    return watched(monkeypatch)


@dataclass
class Traced(Walk):
    """A walk that holds each answer's openings to the log."""

    cipher: Cipher = field(default_factory=Cipher)
    counted: int = 0
    _before: int = 0

    def traces(self, one: Asked) -> None:
        """Ask, and complain where something was opened past the log."""
        self.cipher.ended(well=False)  # what came before, such as the making of a world
        self._before = events.openings()
        self.answer(one.who, one.method, one.path)

    def seen(self, answer: Any) -> None:
        """All of it is read, for some of an answer may be opened only then."""
        read = b"".join(answer.streaming_content) if answer.streaming else answer.content
        logged, opened = events.openings() - self._before, self.cipher.now
        refused = answer.status_code >= REFUSED
        # A refused act is taken back with its entry. What it opened was shown to nobody.
        if logged > opened or (logged < opened and not refused):
            self._complains(answer, f"opens {opened}, and the log counts {logged}")
        if refused and not logged and any(word in read for word in self._words()):
            self._complains(answer, "shows what it opened, and the log does not know it")
        self.counted += logged
        self.cipher.ended(well=not refused)

    def _complains(self, answer: Any, what: str) -> None:
        asked = answer.wsgi_request
        self.complaints.append(f"{asked.method} {asked.path} ({answer.status_code}) {what}")

    def _words(self) -> Iterator[bytes]:
        for body in self.cipher.bodies:
            yield from WORDS.findall(body)


def asked(walk: Traced, address: Address) -> Iterator[Asked]:
    """What is asked of an address: in the short form by one of each role, of what they may."""
    for who in people(walk.world, address):
        if walk.world.role(who) not in address.audiences or not (LONG or who in ONE_OF_EACH):
            continue
        yield from (one for one in walk.asked(address, who, MAIN) if LONG or walk.may(one))


@pytest.mark.parametrize("share", range(SHARES))
def test_what_a_page_opens_at_the_cipher_is_what_the_log_counts(
    world: World, cipher: Cipher, tried: Tried, so_far: SoFar, share: int
) -> None:
    walk, mine = Traced(world, Things(MOST), cipher=cipher), guarded()[share::SHARES]
    so_far(0, len(mine), "addresses")

    for address in mine:
        for one in asked(walk, address):
            walk.traces(one)
        so_far(1, 0, "addresses")

    assert not walk.complaints, "\n".join(walk.complaints)
    assert cipher.shown > len(mine), "where little is opened little was put to the test"
    tried(walk.count, "answers of pages and of the API: what each opened, against the log")
    tried(walk.counted, "facts opened by pages: each counted in the log")


@pytest.mark.parametrize(("refused", "says"), [(400, "the log counts 0"), (200, "shows what")])
def test_a_page_that_reads_past_the_log_would_be_noticed(
    world: World, cipher: Cipher, monkeypatch: pytest.MonkeyPatch, refused: int, says: str
) -> None:
    walk = Traced(world, Things(1), cipher=cipher)
    case = next(one for one in guarded() if one.route == "office/case/<uuid:case>")
    mine = next(one for one in walk.asked(case, "duty", ("GET",)) if walk.may(one))
    monkeypatch.setattr(events, "openings", lambda: 0)
    monkeypatch.setattr(f"{__name__}.REFUSED", refused)

    walk.traces(mine)

    (complaint,) = walk.complaints
    assert says in complaint
