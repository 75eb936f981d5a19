"""What is there and another's costs what is not there costs: the same questions, the same time.

That it looks the same, byte for byte, is held by `test_authorised.py`, at every address.
"""

import re
import time
from collections.abc import Iterator
from typing import NamedTuple

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from hearth.core.policy import Relation
from hearth.site import settings as module
from tests.length import LONG
from tests.promised import SoFar, Tried
from tests.properties.matrix.addresses import Address
from tests.properties.matrix.test_authorised import MAIN, guarded, people
from tests.properties.matrix.things import Things
from tests.properties.matrix.walk import Asked, Walk
from tests.properties.matrix.world import NORTH, World
from tests.web.front.test_nobody_is_known import TIMINGS, WORST, likelier
from tools.promises import ELSEWHERE

pytestmark = [pytest.mark.django_db, pytest.mark.promise(number="P14")]
KINDS = {
    "another office's case": (NORTH, "office/case/<uuid:case>"),
    "another office's case, by a program": (NORTH, "api/cases/<uuidstr:case>"),
    "another office's paper": (NORTH, "office/papers/<uuid:paper>"),
    "a host's page, by a resident": ("resident-0", "office/hosts/<uuid:host>"),
    "another's offer": ("resident-0", "me/places/<uuid:offer>"),
    "another's result": ("resident-8", "me/own/<uuid:result>"),
    "another's concern": ("resident-0", "me/say/<uuid:concern>/more"),
    "a page of another's paper": ("resident-8", "me/papers/<uuid:paper>/<int:at>"),
    "a stay with another host": ("host-8", "home/people/<uuid:stay>/wish"),
    "another's home": ("host-8", "home/rooms/<uuid:home>"),
}
IN_SERVICE_S = module.REFUSED_EVERY_S
FIRST = 50  # of each kind: they fill what is kept


class Pair(NamedTuple):
    """Two requests that are to be one to whoever asks: of what is another's, and of nothing."""

    anothers: Asked
    nothing: Asked


def pairs(walk: Walk, address: Address, who: str, methods: tuple[str, ...]) -> Iterator[Pair]:
    """All that this person is denied at this address, each beside an id of nothing."""
    for method in methods:
        asked = list(walk.asked(address, who, (method,)))
        nothing = [one for one in asked if one.relation is Relation.NONE]
        denied = [one for one in asked if one not in nothing and not walk.may(one)]
        yield from (Pair(one, nothing[0]) for one in denied if nothing)


def asks(walk: Walk, one: Asked) -> list[str]:
    """What a request asks the database, without the values."""
    connection.queries_log.clear()
    with CaptureQueriesContext(connection) as asked:
        walk.answer(one.who, one.method, one.path)
    told = (re.sub(r"'[^']*'|\b\d+\b|%s", "?", query["sql"]) for query in asked.captured_queries)
    return [re.sub(r"\((\?, )+\?\)", "(?)", sql) for sql in told if "SAVEPOINT" not in sql]


def test_what_is_anothers_asks_the_database_what_nothing_asks(
    world: World, tried: Tried, so_far: SoFar
) -> None:
    walk, complaints, count = Walk(world, Things(6 if LONG else 1)), list[str](), 0
    addresses = [one for one in guarded() if one.things]
    so_far(0, len(addresses), "addresses of things")

    for address in addresses:
        for who in people(world, address):
            known: dict[Asked, list[str]] = {}
            for pair in pairs(walk, address, who, MAIN):
                if pair.nothing not in known:
                    asks(walk, pair.nothing)  # the first one fills what is kept
                    known[pair.nothing] = asks(walk, pair.nothing)
                count += 1
                if asks(walk, pair.anothers) != known[pair.nothing]:
                    complaints.append(f"{pair.anothers}: asks more, or less, than of nothing")
        so_far(1, 0, "addresses of things")

    assert not complaints, "\n".join(complaints)
    tried(count, "answers about what is another's: the same questions asked as of nothing")


def test_every_kind_has_something_of_anothers_to_be_asked_for(world: World) -> None:
    walk = Walk(world, Things(12))

    for kind, (who, route) in KINDS.items():
        assert _pair(walk, who, route), kind


def _pair(walk: Walk, who: str, route: str) -> Pair:
    [address] = [one for one in guarded() if one.route == route]
    return next(pairs(walk, address, who, ("GET",)))


def took(walk: Walk, pair: Pair, count: int) -> tuple[list[float], list[float]]:
    """How long so many answers of each take, in seconds, in turn."""
    times: tuple[list[float], list[float]] = ([], [])
    for at in range(count + FIRST):
        for which in (0, 1) if at % 2 else (1, 0):
            began = time.perf_counter()
            walk.answer(pair[which].who, "GET", pair[which].path)
            if at >= FIRST:
                times[which].append(time.perf_counter() - began)
    return times


@pytest.mark.skipif(not LONG, reason=f"{ELSEWHERE}: time is measured in the long form alone")
@pytest.mark.parametrize("kind", KINDS)
def test_how_long_a_refusal_takes_tells_nothing(
    world: World, tried: Tried, so_far: SoFar, settings: Settings, kind: str
) -> None:
    settings.REFUSED_EVERY_S = IN_SERVICE_S
    walk = Walk(world, Things(12))
    who, route = KINDS[kind]
    so_far(0, TIMINGS, "timings")

    right = likelier(*took(walk, _pair(walk, who, route), TIMINGS // 2))

    so_far(TIMINGS, 0, "timings")
    assert right <= WORST
    tried(TIMINGS, f"timings of {kind} and of nothing; told apart by them with AUC {right:.3f}")
