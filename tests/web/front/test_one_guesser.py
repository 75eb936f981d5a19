"""One office behind one address, and one guesser in it: nobody innocent is kept out."""

import heapq
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from random import Random
from typing import Any

import pytest

from hearth.actions.homes import application
from hearth.actions.keys import sign_in
from hearth.actions.raised.turns import Waits
from hearth.core.application import Application
from hearth.core.audience import Audience
from hearth.core.errors import Sealed, TooSoon
from hearth.core.sign_in import MOST
from hearth.store.models import MistakeRow
from tests.length import LONG
from tests.promised import SoFar, Tried
from tests.web.front.people import NAME, OWN, Door

pytestmark = pytest.mark.promise(number="P15")
OFFICE = 50 if LONG else 12
HOURS = 8 if LONG else 1
OFTEN = timedelta(seconds=0.5)  # how often the guesser tries
ADDRESS = "192.0.2.1"


@dataclass(slots=True)
class Innocent:
    """Somebody at work. `machine`, `ticket`: what their browser keeps, and their page."""

    name: str
    secret: str
    machine: str = ""
    ticket: str = ""
    since: datetime | None = None
    waited: list[float] = field(default_factory=list)

    def tries(self, now: datetime) -> float:
        """Seconds until the next try; they come in again after a while once they are in."""
        self.since = self.since or now
        try:
            came = _comes_in(self.name, self.secret, now, machine=self.machine, ticket=self.ticket)
        except TooSoon as error:
            self.ticket = error.ticket
            return float(error.wait_s)
        self.machine, self.ticket = came.machine, ""
        self.waited.append((now - self.since).total_seconds())
        self.since = None
        return 1_200.0


def _comes_in(name: str, secret: str, now: datetime, **more: str) -> Any:
    return sign_in.come_in(name=name, secret=secret, address=ADDRESS, now=now, **more)


def _office(door: Door) -> list[Innocent]:
    people = [Innocent(NAME, OWN)]
    for at in range(OFFICE - 1):
        name = f"desk.{at:02}"
        by = door.service.duty
        hired = sign_in.hire(role=Audience.CASEWORKER, name=name, by=by, now=door.now)
        first = hired.first_secret
        people.append(Innocent(name, first))
    return people


def test_a_guesser_in_the_office_keeps_nobody_at_the_door_and_guesses_little(
    door: Door, tried: Tried, so_far: SoFar
) -> None:
    chance, people, order = Random(7), _office(door), count()
    began = door.now + timedelta(hours=1)
    for one in people:  # each has been here before, and some have a new machine
        one.machine = _comes_in(one.name, one.secret, door.now).machine
    for one in people[OFFICE // 2 :]:
        one.machine = ""
    ahead: list[tuple[datetime, int, Innocent | None]] = [(began, next(order), None)]
    ahead += [
        (began + timedelta(seconds=chance.uniform(60, 900)), next(order), one) for one in people
    ]
    heapq.heapify(ahead)
    guesses: dict[str, int] = {}
    attempts = 0
    so_far(0, int(timedelta(hours=HOURS) / OFTEN), "guesses")

    while ahead[0][0] < began + timedelta(hours=HOURS):
        now, _, one = heapq.heappop(ahead)
        if one is not None:
            later = timedelta(seconds=one.tries(now))
        else:
            later, attempts = OFTEN, attempts + 1
            whom = people[0].name if chance.random() < 0.5 else chance.choice(people[:3]).name
            guesses[whom] = guesses.get(whom, 0) + _guesses(whom, now)
            if attempts % 1_000 == 0:
                so_far(1_000, 0, "guesses")
        heapq.heappush(ahead, (now + later, next(order), one))

    waits = [wait for one in people for wait in one.waited]
    assert all(one.waited for one in people)
    assert max(waits) <= 60
    assert max(guesses.values()) <= MOST
    tried(attempts, f"tries of one guesser among {OFFICE} people behind one address")
    tried(len(waits), f"sign-ins of the innocent meanwhile; the longest waited {max(waits):.0f} s")


def _guesses(name: str, now: datetime) -> int:
    """1 where a secret was really looked at."""
    try:
        _comes_in(name, "a wrong guess at it", now)
    except TooSoon:
        return 0
    except Sealed:
        return 1
    raise AssertionError("it was guessed")


def test_of_one_name_strangers_guess_a_hundred_times_and_its_owner_comes_in(
    door: Door, tried: Tried
) -> None:
    machine, now = _comes_in(NAME, OWN, door.now).machine, door.now
    looked = 0
    for _ in range(MOST + 40):
        now += timedelta(seconds=61)
        looked += _guesses(NAME, now)

    assert looked == MOST
    with pytest.raises(TooSoon):
        _comes_in(NAME, OWN, now + timedelta(days=20))
    assert _comes_in(NAME, OWN, now, machine=machine).who
    tried(MOST + 40, "guesses at one name from strange machines, a minute apart")


def test_a_new_secret_from_a_colleague_ends_it(door: Door) -> None:
    now = door.now
    who = _comes_in(NAME, OWN, now).who
    for _ in range(MOST):
        now += timedelta(seconds=61)
        _guesses(NAME, now)

    fresh = sign_in.name_staff(who=who, name=NAME, now=now)

    assert _comes_in(NAME, fresh, now + timedelta(seconds=61)).who


def test_what_a_machine_keeps_is_of_one_name_and_leaves_nothing_with_a_resident(door: Door) -> None:
    machine = _comes_in(NAME, OWN, door.now).machine
    opened = door.service.open_case()
    code = sign_in.give_code(to=opened.person, by=door.service.duty, now=door.now)

    assert machine
    assert _comes_in(code, "", door.now).machine == ""
    for _ in range(5):
        _guesses("desk.other", door.now)
    with pytest.raises(TooSoon):
        _comes_in("desk.other", "anything", door.now, machine=machine)


@pytest.mark.django_db
def test_a_flood_of_applications_slows_down_and_whoever_waits_comes_in(
    door: Door, tried: Tried
) -> None:
    now, sent = door.now, 0
    told = Application(name="Ida", phone="1", town="Thornby", household="I", room="one")
    flood = [
        Application(name=f"f{at}", phone="1", town="T", household="I", room="r")
        for at in range(200)
    ]
    kept = [one for one in flood if application.send(told=one, address=ADDRESS, now=now) is None]

    waits = application.send(told=told, address=ADDRESS, now=now)
    assert isinstance(waits, Waits)
    while sent < waits.wait_s:
        application.send(told=flood[sent], address=ADDRESS, now=now + timedelta(seconds=sent))
        sent += 1
    then = now + timedelta(seconds=waits.wait_s)
    application.send(told=flood[-1], address=ADDRESS, now=then)  # somebody else is quicker

    assert len(kept) <= 8
    assert waits.wait_s <= 60
    assert application.send(told=told, address=ADDRESS, now=then, ticket=waits.ticket) is None
    assert MistakeRow.objects.count()
    tried(len(flood), "applications at once from one machine; the next one waits, and comes in")
