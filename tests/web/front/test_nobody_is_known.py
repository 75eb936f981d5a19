"""Whether somebody is known here cannot be told from outside: not by bytes, work or time."""

import time
from collections.abc import Callable
from typing import Any, NamedTuple
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django import Settings

from hearth.actions.keys import sign_in
from hearth.actions.telling import feeds
from hearth.entry import middleware
from hearth.entry.pace import PACE
from hearth.seal import principal, session
from hearth.site import settings as module
from hearth.store import tokens
from hearth.store.models import HostRow, MistakeRow
from tests.length import LONG
from tests.promised import Tried
from tests.web.doors import shown
from tests.web.front.people import NAME, Door
from tools.promises import ELSEWHERE

pytestmark = pytest.mark.promise(number="P14")
TIMINGS = 10_000
WORST = 0.55
NOBODY = "ann0.desk"  # as long as the name of somebody who is here
NO_CODE = "ABCD-EFGH-JKMN-PQRS"
WRONG = "not the right one"
TOLD = {"town": "Thornby", "phone": "0123 456", "household": "I live alone.", "room": "A room."}


def _same(known: Any, unknown: Any, *typed: str) -> bool:
    """Whether two answers are one, but for what was typed and tokens that are always fresh."""
    one, other = shown(known), shown(unknown)
    heads = [dict(known.items()), dict(unknown.items())]
    for word in typed:
        one, other = one.replace(word, ""), other.replace(word, "")
        heads = [{k: v.replace(word, "") for k, v in head.items()} for head in heads]
    return one == other and heads[0] == heads[1] and known.status_code == unknown.status_code


def test_no_open_page_tells_whom_it_knows(door: Door, tried: Tried) -> None:
    host = HostRow.objects.values_list("id", flat=True)[0]
    code = sign_in.give_code(to=host, by=door.service.duty, now=door.now)
    token = a_programs_token(door)
    name, stranger = "Ada Lind", "Eva Lund"
    calendars = [feeds.make(by=door.service.duty, now=door.now) for _ in range(2)]
    never = calendars[0][::-1]
    join, said = reverse("join:join"), reverse("front:say")
    pairs: list[tuple[Callable[[str], Any], str, str]] = [
        (lambda who: door.tries(Client(), who, WRONG), NAME, NOBODY),
        (lambda who: door.tries(Client(), who, ""), NAME, NOBODY),
        (lambda who: door.tries(Client(), who, WRONG), code, NO_CODE),
        (lambda who: _by_token(Client(), who), token.known, token.unknown),
        (lambda who: Client().post(join, TOLD | {"name": who}), name, stranger),
        (lambda who: Client().post(said, {"words": f"{who} hurt me", "once": ""}), name, stranger),
        (lambda token: Client().get(f"/c/{token}.ics"), calendars[0], never),
        (lambda who: Client().get(f"/office/code/{who}"), str(host), str(uuid4())),
    ]

    differ = []
    for at, (ask, known, unknown) in enumerate(pairs):
        answers = []
        for who in (known, unknown):
            door.later(seconds=61)  # or what was asked before is what slows this one
            answers.append(ask(who))
        if not _same(*answers, known, unknown):
            differ.append(at)

    assert differ == []
    tried(len(pairs), "open pages asked about somebody known and somebody not: byte for byte")


def test_somebody_known_costs_the_same_work_as_nobody(
    door: Door, monkeypatch: pytest.MonkeyPatch, tried: Tried
) -> None:
    stretched: list[str] = []
    real = principal.unlock

    def counted(locked: bytes, secret: str) -> bytes:
        stretched.append(secret)
        return real(locked, secret)

    monkeypatch.setattr(principal, "unlock", counted)
    work: list[tuple[int, list[str]]] = []

    for who in (NAME, NOBODY):
        door.tries(Client(), who, WRONG)  # the first mistake of a name makes a row for it
        stretched.clear()
        with CaptureQueriesContext(connection) as asked:
            door.tries(Client(), who, WRONG)
        kinds = [one["sql"].split("WHERE")[0] for one in asked.captured_queries]
        work.append((len(stretched), [one for one in kinds if "SAVEPOINT" not in one][1:]))
        door.later(seconds=61)

    assert _without_values(work[0]) == _without_values(work[1])
    tried(2, "sign-ins, of somebody and of nobody: the same queries and the same stretching")


def _without_values(work: tuple[int, list[str]]) -> tuple[int, list[str]]:
    return work[0], [sql.split("VALUES")[0].split("SET")[0] for sql in work[1]]


def likelier(known: list[float], unknown: list[float]) -> float:
    """How often a guess by time alone is right: the area under the curve, 0.5 being chance.

    Of the ranks (Mann and Whitney, 1947); ties count half. Cost: O(n log n).
    """
    times = sorted([(one, 1) for one in known] + [(one, 0) for one in unknown])
    ranks = sum(at for at, (_, mine) in enumerate(times, 1) if mine)
    wins = ranks - len(known) * (len(known) + 1) / 2
    area = wins / (len(known) * len(unknown))
    return max(area, 1 - area)


def test_a_guess_by_time_is_told_from_chance_where_there_is_a_difference() -> None:
    assert likelier([1.0, 2.0, 3.0], [4.0, 5.0, 6.0]) == 1.0
    assert likelier([1.0, 4.0, 5.0, 8.0], [2.0, 3.0, 6.0, 7.0]) == 0.5


class Pair(NamedTuple):
    """How it is asked, of whom who is known, of whom who is not, and what both are answered."""

    ask: Callable[[Client, str], Any]
    known: str
    unknown: str
    status: int


def a_name(door: Door) -> Pair:
    return Pair(lambda client, who: door.tries(client, who, WRONG), NAME, NOBODY, 422)


def a_printed_code(door: Door) -> Pair:
    """Of a host, with a secret that is not theirs."""
    host = HostRow.objects.values_list("id", flat=True)[0]
    code = sign_in.give_code(to=host, by=door.service.duty, now=door.now)
    return Pair(lambda client, who: door.tries(client, who, WRONG), code, NO_CODE, 422)


def a_programs_token(door: Door) -> Pair:
    """One that has ended, whose row is still there: a working one is answered with what it asks."""
    token = tokens.make(by=door.service.duty, acts=True, days=1, now=door.now)
    door.later(days=2)
    never_given = session.begin(door.service.duty.keys[door.service.duty.id]).cookie
    return Pair(_by_token, token, never_given, 401)


def _by_token(client: Client, token: str) -> Any:
    return client.get("/api/board", headers={"Authorization": f"Bearer {token}"})


@pytest.mark.skipif(not LONG, reason=f"{ELSEWHERE}: time is measured in the long form alone")
@pytest.mark.parametrize("kind", [a_name, a_printed_code, a_programs_token])
def test_how_long_an_answer_takes_tells_nothing(
    door: Door, settings: Settings, tried: Tried, kind: Callable[[Door], Pair]
) -> None:
    pair, client = kind(door), Client()
    settings.REFUSED_EVERY_S = module.REFUSED_EVERY_S
    took: dict[str, list[float]] = {pair.known: [], pair.unknown: []}
    for at in range(TIMINGS // 2 + 50):
        for who in (pair.known, pair.unknown) if at % 2 else (pair.unknown, pair.known):
            door.later(seconds=61)
            PACE.forget()
            MistakeRow.objects.all().delete()  # or a name is refused for good at the hundredth
            began = time.perf_counter()
            assert pair.ask(client, who).status_code == pair.status
            if at >= 50:  # the first ones fill what is kept
                took[who].append(time.perf_counter() - began)

    right = likelier(took[pair.known], took[pair.unknown])
    assert right <= WORST
    what = kind.__name__.replace("_", " ")
    tried(TIMINGS, f"timings of {what} that is known and not; told apart with AUC {right:.3f}")


def test_a_refusal_waits_for_the_next_stroke_and_an_address_of_nothing_does_not(
    door: Door, monkeypatch: pytest.MonkeyPatch, settings: Settings, tried: Tried
) -> None:
    waited: list[float] = []
    settings.REFUSED_EVERY_S = 3600.0
    monkeypatch.setattr(middleware.time, "sleep", waited.append)
    client = Client()

    assert client.get("/nobody/has/this").status_code == 404
    assert waited == []
    assert client.get(reverse("front:calendar", args=["of-nobody"])).status_code == 404

    assert door.tries(client, NOBODY, WRONG).status_code == 422
    assert _by_token(client, a_programs_token(door).known).status_code == 401

    assert len(waited) == 3
    assert all(3000 < one < 3600 for one in waited)
    tried(1, "a refusal waits for the next stroke, whatever it took to find nothing")
