"""One office behind one address, and one guesser in it: nobody innocent is kept out."""

import heapq
from collections import Counter
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
from hearth.core.sign_in import MOST, REST_S
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
    """Somebody at work. `machine`, `ticket`: what their browser keeps, and their page.

    forgets : their browser keeps nothing, so that each time they are a stranger to us.
    kept_out : a hundred guesses at their name were wrong, and they are told to ask a colleague.
    """

    name: str
    secret: str
    forgets: bool = False
    who: Any = None
    machine: str = ""
    ticket: str = ""
    since: datetime | None = None
    kept_out: bool = False
    waited: list[float] = field(default_factory=list)

    def tries(self, now: datetime) -> float:
        """Seconds until the next try; they come in again after a while once they are in."""
        self.since = self.since or now
        try:
            came = _comes_in(self.name, self.secret, now, machine=self.machine, ticket=self.ticket)
        except TooSoon as error:
            self.ticket, self.kept_out = error.ticket, error.wait_s >= REST_S
            return float(error.wait_s)
        self.who, self.ticket = came.who, ""
        self.machine = "" if self.forgets else came.machine
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
    for one in people[OFFICE // 2 :]:
        one.forgets = True
    for one in people:  # each has been here before
        one.tries(door.now)
        one.waited.clear()
    ahead: list[tuple[datetime, int, Innocent | None]] = [(began, next(order), None)]
    ahead += [
        (began + timedelta(seconds=chance.uniform(60, 900)), next(order), one) for one in people
    ]
    heapq.heapify(ahead)
    guesses: Counter[str] = Counter()
    attempts = 0
    so_far(0, int(timedelta(hours=HOURS) / OFTEN), "guesses")

    while ahead[0][0] < began + timedelta(hours=HOURS):
        now, _, one = heapq.heappop(ahead)
        if one is not None:
            later = timedelta(seconds=one.tries(now))
        else:
            later, attempts = OFTEN, attempts + 1
            # One who is known and one who never is most of all, and everybody.
            two = (people[0], people[-1])
            whom = chance.choice(two if chance.random() < 0.5 else people).name
            guesses[whom] += _guesses(whom, now)
            if attempts % 1_000 == 0:
                so_far(1_000, 0, "guesses")
        heapq.heappush(ahead, (now + later, next(order), one))

    assert set(guesses) == {one.name for one in people}
    tried(attempts, f"tries of one guesser at each of {OFFICE} people behind one address")
    _those_who_are_known(people[: OFFICE // 2], guesses, tried)
    _those_who_never_are(people[OFFICE // 2 :], now, tried)


def _those_who_are_known(people: list[Innocent], guesses: Counter[str], tried: Tried) -> None:
    """Nobody else's guessing is counted against the machine that they come in by."""
    waits = [wait for one in people for wait in one.waited]
    assert all(one.waited and not one.kept_out for one in people)
    assert max(waits) <= 60
    assert max(guesses[one.name] for one in people) <= MOST
    says = f"sign-ins meanwhile of {len(people)} by a machine known before: none kept out"
    tried(len(waits), f"{says}, the longest waited {max(waits):.0f} s")


def _those_who_never_are(people: list[Innocent], now: datetime, tried: Tried) -> None:
    """They wait with the guesser; and at worst a colleague gives them a new secret, which holds."""
    waits = [wait for one in people for wait in one.waited]
    out = [one for one in people if one.kept_out]
    for one in out:
        one.secret = sign_in.name_staff(who=one.who, name=one.name, now=now)
        assert _comes_in(one.name, one.secret, now + timedelta(seconds=61)).who
    says = (
        f"sign-ins meanwhile of {len(people)} whose browser keeps nothing: they wait as the guesser"
    )
    says += f" does, the longest {max(waits):.0f} s; {len(out)} kept out until given a new secret"
    tried(len(waits), says)


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
