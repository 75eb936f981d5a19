"""P15, P11: whatever a clock does, nobody waits longer than anybody does, and no session stays open
because of it."""

from datetime import timedelta
from random import Random

import pytest
from django.db import transaction

from hearth.actions.raised.turns import Door
from hearth.core.audience import Audience
from hearth.core.errors import Sealed
from hearth.core.sign_in import LONGEST_WAIT_HERE_S, LONGEST_WAIT_S, MOST, Standing
from hearth.store import principals, sessions, sign_ins
from tests.builders import MOMENT
from tests.length import LONG
from tests.promised import Tried

pytestmark = pytest.mark.django_db
TRIES = 2_000 if LONG else 100
SECOND = timedelta(seconds=1)
FURTHEST_S = 10 * 365 * 86_400


def a_jump(chance: Random) -> timedelta:
    """Back or forth, by seconds as often as by years."""
    return chance.choice((-1, 1)) * SECOND * int(FURTHEST_S ** chance.random())


@pytest.mark.promise(number="P15")
def test_no_clock_makes_anybody_wait_longer_than_the_longest_wait(tried: Tried) -> None:
    chance = Random(15)
    for at in range(TRIES):
        longest = chance.choice((LONGEST_WAIT_HERE_S, LONGEST_WAIT_S))
        counted = {"an address": (f"machine {at}", longest)}
        for _ in range(chance.randint(1, 12)):
            with transaction.atomic():
                sign_ins.was_wrong(counted, now=MOMENT)
        now = MOMENT + a_jump(chance)

        wait = sign_ins.must_wait_s(counted, now=now)

        assert 0 <= wait <= longest
        assert sign_ins.must_wait_s(counted, now=now + wait * SECOND) == 0
    tried(TRIES, "clocks that jump after mistakes: who waits as long as is said comes in")


@pytest.mark.promise(number="P15")
def test_no_clock_keeps_a_ticket_from_its_turn(tried: Tried) -> None:
    chance, door = Random(16), Door("a door")
    for at in range(TRIES):
        said = {"words": f"words {at}", "address": f"machine {at}"}
        with transaction.atomic():
            for _ in range(chance.randint(5, 15)):
                door.came_in(address=said["address"], now=MOMENT)
        first = door.waits(**said, ticket="", now=MOMENT)
        assert first is not None
        now = MOMENT + a_jump(chance)

        again = door.waits(**said, ticket=first.ticket, now=now)

        if again is not None:
            assert again.wait_s <= door.longest_wait_s
            later = now + again.wait_s * SECOND
            assert door.waits(**said, ticket=again.ticket, now=later) is None
    tried(TRIES, "clocks that jump while somebody waits for a turn: it comes within a minute")


@pytest.mark.promise(number="P11")
def test_a_session_is_open_at_no_moment_before_it_was_last_seen(tried: Tried) -> None:
    chance = Random(17)
    with transaction.atomic():
        visitor = principals.make_user(
            Audience.VISITOR, "a secret that is long", by=None, now=MOMENT
        )
    for _ in range(TRIES):
        cookie, seen = sessions.begin(visitor, now=MOMENT), MOMENT
        for _ in range(chance.randint(0, 20)):
            seen += chance.randint(30, 14 * 60) * SECOND
            sessions.resume(cookie, now=seen)
        now = seen + a_jump(chance)

        standing = sessions.standing(cookie, now=now)

        in_time = seen - sessions.SKEW <= now < seen + sessions.IDLE
        assert (standing is Standing.OPEN) == in_time
        if standing is Standing.IDLE:  # the secret opens it, and it goes on from now
            sessions.unlock(cookie, now=now)
            assert sessions.standing(cookie, now=now) is Standing.OPEN
            assert MOMENT - sessions.SKEW <= now < MOMENT + sessions.LASTS
    tried(TRIES, "clocks that jump under a session: open only within its time since it was seen")


@pytest.mark.promise(number="P11")
def test_nobody_wakes_a_paused_session_by_a_clock_that_went_back(tried: Tried) -> None:
    with transaction.atomic():
        visitor = principals.make_user(Audience.VISITOR, None, by=None, now=MOMENT)
    cookie = sessions.begin(visitor, now=MOMENT)
    sessions.pause(cookie, now=MOMENT)

    assert sessions.paused(cookie, now=MOMENT) == visitor.id
    with pytest.raises(Sealed):
        sessions.paused(cookie, now=MOMENT - timedelta(hours=4))
    tried(1, "paused sessions under a clock that went back: ended")


def test_of_one_name_a_hundred_mistakes_stay_enough_whatever_the_clock() -> None:
    of_name = {sign_ins.OF_NAME: ("ada", LONGEST_WAIT_S)}
    with transaction.atomic():
        for _ in range(MOST):
            sign_ins.was_wrong(of_name, now=MOMENT)

    for jump in (-400, -1, 1, 400):
        assert sign_ins.must_wait_s(of_name, now=MOMENT + timedelta(days=jump)) > LONGEST_WAIT_S
