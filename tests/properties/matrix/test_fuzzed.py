"""Everything that anybody can send to any address: none of it breaks a page, or keeps it busy."""

import os
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from random import Random

import pytest
from django.conf import settings
from django.db import transaction
from django.test import Client

from tests.length import LONG
from tests.promised import Tried
from tests.properties.matrix.addresses import Address, addresses
from tests.properties.matrix.hostile import Hostile, requests
from tests.properties.matrix.things import Things
from tests.properties.matrix.walk import Walk
from tests.properties.matrix.world import World
from tests.web.forms_read import Read

pytestmark = [pytest.mark.django_db, pytest.mark.promise(number="P13")]
COUNT = int(os.environ.get("HEARTH_FUZZED", "1000000" if LONG else "2500"))
SLOWEST_S = 2.0
ENDS = {"leave", "out", "lock", "trial", "back"}
TRACE = (b"Traceback (most recent", b"hearth/web/", b"site-packages", b"DoesNotExist")


@dataclass(slots=True)
class Target:
    """An address as somebody comes to it, and the fields that its forms have."""

    who: str
    path: str
    names: list[str] = field(default_factory=list)
    right: dict[str, str] = field(default_factory=dict)


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
        target.names = sorted({*target.names, *target.right})
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


def wrong_with(world: World, target: Target, sent: Hostile, clients: dict[str, Client]) -> str:
    """What is wrong with the answer; empty where nothing is."""
    client = clients.setdefault(target.who, Client(raise_request_exception=False))
    client.cookies.clear()
    if target.who:
        client.cookies[settings.SESSION_COOKIE] = world.cookies[target.who]
    path = f"{target.path}?{sent.query}" if sent.query else target.path
    began = time.perf_counter()
    with transaction.atomic():
        answer = client.generic(sent.method, path, sent.body, content_type=sent.kind)
        body = b"" if answer.streaming else answer.content
        transaction.set_rollback(True)
    took = time.perf_counter() - began
    if answer.status_code >= 500:
        return f"{answer.status_code}"
    if any(word in body for word in TRACE):
        return "shows where it broke"
    return f"takes {took:.1f} s" if took > SLOWEST_S else ""


def test_nothing_that_is_sent_breaks_a_page_or_keeps_it_busy(world: World, tried: Tried) -> None:
    chance, clients, wrong = Random(os.environ.get("HEARTH_SEED", "13")), {}, Counter[str]()
    all_ = targets(world)
    streams = [requests(chance, one.names, one.right) for one in all_]

    for at in range(COUNT):
        target, stream = all_[at % len(all_)], streams[at % len(all_)]
        sent = next(stream)
        said = wrong_with(world, target, sent, clients)
        if said:
            start = f"{target.who or 'nobody'} {sent.method} {target.path} {sent.kind}"
            wrong[f"{start}: {said}; {sent.query[:120]} {sent.body[:300]!r}"] += 1

    assert not wrong, "\n".join(list(wrong)[:40])
    tried(COUNT, "hostile requests to every address: 0 broke it, 0 showed a trace, 0 over 2 s")
