"""Nobody opens a home's name or address without a yes that stands: found out by decrypting.

Two ways: a machine that looks for the shortest way to break the promise, and a long walk.
"""

from collections import Counter
from collections.abc import Sequence
from random import Random
from typing import TypeVar

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule, run_state_machine_as_test

from tests.length import LONG
from tests.promised import Tried
from tests.properties.acts import WEIGHTS
from tests.properties.promise import Promise
from tools.promises import ELSEWHERE

OneT = TypeVar("OneT")
STEPS = 2_500
SEEDS = 40 if LONG else 3  # 100,000 or 7,500 steps
EPISODE = 500  # steps before everybody begins anew, in a service without a past
MUST_HAPPEN = {
    "agree",
    "withdraw",
    "raise_concern",
    "release",
    "take_back",
    "leave",
    "rotate",
}
DECK = [name for name, weight in WEIGHTS.items() for _ in range(weight)]
ON_A_SERVER = 2  # seeds of the walk on a database with a server; the acts are the same
STORIES_ON_A_SERVER = 20  # and of the machine's examples


class Seeded:
    """Choices from a seed."""

    def __init__(self, seed: int) -> None:
        self._random = Random(seed)

    def one_of(self, pool: Sequence[OneT]) -> OneT:
        """One of a pool that is not empty."""
        return pool[int(self._random.random() * len(pool))]

    def happens(self, percent: int) -> bool:
        """True in about so many of a hundred."""
        return self._random.random() * 100 < percent


class Drawn:
    """Choices that a failing test makes smaller."""

    def __init__(self) -> None:
        self.data: st.DataObject | None = None

    def one_of(self, pool: Sequence[OneT]) -> OneT:
        """One of a pool that is not empty; the first while nothing is drawn."""
        if self.data is None:
            return pool[0]
        return pool[self.data.draw(st.integers(0, len(pool) - 1))]

    def happens(self, percent: int) -> bool:
        """True in about so many of a hundred; False is the simpler choice."""
        return self.data is not None and self.data.draw(st.integers(0, 99)) >= 100 - percent


class ConsentMachine(RuleBasedStateMachine):
    """Any acts of anybody, in any order."""

    def __init__(self) -> None:
        super().__init__()
        self._world = transaction.atomic()
        self._world.__enter__()
        self._pick = Drawn()
        self._promise = Promise(self._pick)
        for name in ("make_shortlist", "put_offer"):
            self._promise.step(name)

    @rule(name=st.sampled_from(DECK), data=st.data())
    def anybody_acts(self, name: str, data: st.DataObject) -> None:
        """One act; the promise is checked after it, from keys."""
        self._pick.data = data
        self._promise.step(name)

    def teardown(self) -> None:
        """Look at everything once more, then undo the whole world."""
        try:
            self._promise.look_at_everything()
        finally:
            transaction.set_rollback(True)
            self._world.__exit__(None, None, None)


@pytest.mark.promise(number="P5")
@pytest.mark.django_db
def test_no_order_of_acts_opens_a_home_without_consent(tried: Tried) -> None:
    stories = max(20, settings().max_examples // 2)
    at_most = 40  # steps of a story
    steps = settings(
        stateful_step_count=at_most,
        suppress_health_check=list(HealthCheck),
        max_examples=stories if connection.vendor == "sqlite" else STORIES_ON_A_SERVER,
    )

    run_state_machine_as_test(ConsentMachine, settings=steps)
    tried(steps.max_examples, f"stories of up to {at_most} acts, looked for by a machine")


@pytest.mark.promise(number="P5")
@pytest.mark.django_db
@pytest.mark.parametrize("seed", range(SEEDS))
def test_a_long_walk_opens_no_home_without_consent(seed: int, tried: Tried) -> None:
    if connection.vendor != "sqlite" and seed >= ON_A_SERVER:
        pytest.skip(f"{ELSEWHERE}: the whole walk is done on the embedded database")
    done: Counter[str] = Counter()

    for episode in range(STEPS // EPISODE):
        done += walked(seed * 1_000 + episode)

    assert not MUST_HAPPEN - set(done), "what never happened was never put to the test"
    tried(STEPS, "steps of a long walk; after each, who can open what is found out from keys")


def walked(seed: int) -> Counter[str]:
    """One service for one episode. The acts that were done, not counting those refused."""
    pick = Seeded(seed)
    with transaction.atomic():
        promise = Promise(pick)
        for _ in range(EPISODE):
            promise.step(pick.one_of(DECK))
        promise.look_at_everything()
        transaction.set_rollback(True)
    return promise.done
