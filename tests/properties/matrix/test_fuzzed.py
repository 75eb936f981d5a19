"""Everything that anybody can send to any address: none of it breaks a page, or keeps it busy.

HEARTH_FUZZED says how many; they are sent in blocks, each determined by HEARTH_SEED and its number
alone. HEARTH_FUZZED_DONE names a file of the blocks that are over, so that a long run goes on where
it was stopped. Several processes share the blocks, each with a database of its own.
"""

import gc
import json
import os
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from uuid import UUID

import pytest
from django.conf import settings

from hearth.core.errors import HearthError
from hearth.engine.ready import make_ready
from hearth.entry.bearer import AREA
from hearth.entry.pace import PACE
from tests.length import LONG
from tests.promised import SoFar, Tried
from tests.properties.matrix import wire
from tests.properties.matrix.addresses import Address, addresses
from tests.properties.matrix.hostile import (
    OF_PROGRAMS,
    TO_BE_DONE,
    WAYS,
    Hostile,
    one_of,
)
from tests.properties.matrix.things import Things
from tests.properties.matrix.walk import SENT_BY_PROGRAM, Walk
from tests.properties.matrix.world import World
from tests.web.forms_read import Read

pytestmark = [pytest.mark.django_db, pytest.mark.promise(number="P13")]
COUNT = int(os.environ.get("HEARTH_FUZZED", "1000000" if LONG else "1500"))
SEED = os.environ.get("HEARTH_SEED", "13")
DONE = os.environ.get("HEARTH_FUZZED_DONE", "")
BLOCK, IN_AGAIN = 500, 100
FOR_GOOD = max(1, COUNT // BLOCK // 20)  # blocks whose acts are done: see `test_fuzzed_for_good`
SHARES = 40 if COUNT >= 80 * BLOCK else 1  # so many that all processes end at about one time
TRACE = (b"Traceback (most recent", b"hearth/web/", b"hearth/api/", b"site-packages", b"NotExist")
FIELDS = sorted({name for sent in SENT_BY_PROGRAM.values() for name in sent} | {"leave_homes"})


@dataclass(slots=True)
class Target:
    """An address as somebody comes to it, and the fields that its forms have."""

    who: str
    path: str
    names: list[str] = field(default_factory=list)
    right: dict[str, str] = field(default_factory=dict)

    @property
    def of_programs(self) -> bool:
        """Whether it speaks JSON."""
        return self.path.startswith(AREA)


def targets(world: World) -> list[Target]:
    """Each address with ids that exist, by somebody of each of its audiences; and by nobody."""
    walk, found = Walk(world, Things(2)), list[Target]()
    forms: dict[str, Read] = {}
    for address in addresses():
        for who in _people(world, address):
            for one in list(walk.asked(address, who or "duty", ("GET",)))[:3]:
                target = Target(who, one.path)
                _learn(walk, target, forms)
                found.append(target)
    for target in found:  # what a page's form sends elsewhere is learned there
        for form in (one for read in forms.values() for one in read.forms):
            if form.action == target.path:
                target.right |= form.sent | form.typed
        target.names = FIELDS if target.of_programs else sorted({*target.names, *target.right})
    return found


def _people(world: World, address: Address) -> Iterator[str]:
    yield ""
    for role in sorted(address.audiences):
        some = [one for one in world.people if world.role(one) == role]
        yield some[-1]
        if role in ("resident", "host"):
            yield some[0]


def _learn(walk: Walk, target: Target, forms: dict[str, Read]) -> None:
    answer = walk.answer(target.who, "GET", target.path)
    if answer.streaming or "html" not in answer.headers.get("Content-Type", ""):
        return
    read = forms[f"{target.who} {target.path}"] = Read(answer.content.decode())
    for form in read.forms:
        if form.action in ("", target.path):
            target.right |= form.sent | form.typed


def headers(world: World, target: Target, chance: Random) -> dict[str, str]:
    """Who sends it: by a token, by a cookie, or nobody."""
    if not target.who:
        return {}
    if not target.of_programs:
        return {"HTTP_COOKIE": f"{settings.SESSION_COOKIE}={world.cookies[target.who]}"}
    key = UUID(int=chance.getrandbits(128)).hex if chance.random() < 0.9 else "\x7f"
    token = world.tokens.get(target.who, "1.none")
    return {"HTTP_AUTHORIZATION": f"Bearer {token}", "HTTP_IDEMPOTENCY_KEY": key}


def wrong_with(target: Target, sent: Hostile, carried: dict[str, str], *, for_good: bool) -> str:
    """What is wrong with the answer; empty where nothing is.

    What was slow is sent once more: the first of a process may have had to load what is kept from
    then on, and what hangs does so each time.
    """
    for _ in range(2):
        how = sent.method, target.path, sent.query, sent.body, sent.kind, carried
        answer = wire.send(*how, for_good=for_good)
        if answer.status >= 500:
            return f"{answer.status}"
        if any(word in answer.body for word in TRACE):
            return "shows where it broke"
        if not answer.is_slow:
            return ""
    return f"takes {answer.took_s:.1f} s by the clock"


def block(
    world: World, all_: list[Target], number: int, *, for_good: bool = False
) -> Iterator[str]:
    """What is wrong with the answers to one block of requests.

    `for_good`: what they do is done, and whoever was signed out by it comes in again.
    """
    chance = Random(f"{SEED} {number}")
    PACE.forget()
    for at in range(BLOCK):
        target = all_[(number * BLOCK + at) % len(all_)]
        if for_good and at % IN_AGAIN == 0:
            _lets_in_again(world)
        ways = OF_PROGRAMS if target.of_programs else TO_BE_DONE if for_good else WAYS
        sent = one_of(ways, chance, target.names, target.right)
        said = wrong_with(target, sent, headers(world, target, chance), for_good=for_good)
        if said:
            start = f"{target.who or 'nobody'} {sent.method} {target.path} {sent.kind}"
            yield f"{start}: {said}; {sent.query[:120]} {sent.body[:300]!r}"


def _lets_in_again(world: World) -> None:
    """Whoever is still there; an account may have been ended."""
    for name in world.people:
        with suppress(HearthError):
            world.lets_in(name)


def _over() -> dict[int, list[str]]:
    """The blocks that are over, each with what was wrong in it."""
    if not DONE or not Path(DONE).exists():
        return {}
    lines = (json.loads(line) for line in Path(DONE).read_text("utf-8").splitlines())
    return {line["block"]: line["wrong"] for line in lines if line["seed"] == SEED}


def _note(number: int, wrong: list[str]) -> None:
    if DONE:
        with Path(DONE).open("a", encoding="utf-8") as file:
            file.write(json.dumps({"seed": SEED, "block": number, "wrong": wrong}) + "\n")


@pytest.fixture(scope="module")
def all_(world: World) -> list[Target]:
    """Every address, once for all that one process takes of the requests."""
    if SHARES > 1:
        make_ready(alone=True)  # as a service does before it answers
    found = targets(world)
    gc.freeze()  # what stays for good is not looked through again with each request
    return found


@pytest.mark.parametrize("share", range(SHARES))
def test_nothing_that_is_sent_breaks_a_page_or_keeps_it_busy(
    world: World, all_: list[Target], tried: Tried, so_far: SoFar, share: int
) -> None:
    wrong, over = Counter[str](), _over()
    mine = range(FOR_GOOD + share, max(FOR_GOOD + 1, COUNT // BLOCK), SHARES)
    so_far(0, len(mine) * BLOCK, "requests")

    for number in mine:
        said = over[number] if number in over else list(block(world, all_, number))
        if number not in over:
            _note(number, said)
        wrong.update(said)
        so_far(BLOCK, 0, "requests")

    assert not wrong, "\n".join(list(wrong)[:40])
    tried(
        len(mine) * BLOCK,
        "hostile requests to every address: 0 broke it, 0 showed a trace, 0 over 2 s",
    )
