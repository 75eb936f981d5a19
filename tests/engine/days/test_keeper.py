"""Asked again after a change, a kept plan is worth what one from nothing is worth, and proven."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hearth.core.errors import InvalidValue
from hearth.engine.assign import assign
from hearth.engine.certify import certify
from hearth.engine.keeper import Keeper
from hearth.engine.tiers import with_tiers
from hearth.engine.tomorrow import Before, tomorrow
from tests.engine.worlds import random_lists, unhurried


class Town:
    """Parties and homes that come and go, each pair with points of its own as long as it lasts."""

    def __init__(self, seed: int, parties: int, homes: int) -> None:
        self.chance = np.random.default_rng(seed)
        self.parties, self.homes = list(range(parties)), list(range(homes))
        self.points: dict[tuple[int, int], int] = {}
        self.places: dict[int, int] = {}
        self.next = max(parties, homes)
        for home in self.homes:
            self.places[home] = int(self.chance.integers(0, 3))
        for party in self.parties:
            self.meet([party], self.homes)

    def meet(self, parties: list[int], homes: list[int]) -> None:
        for pair in [(a, b) for a in parties for b in homes]:
            self.points.pop(pair, None)
            if self.chance.random() < 0.4:
                self.points[pair] = int(self.chance.integers(0, 9))

    def change(self, what: str) -> None:
        """One thing happens; nothing does where there is nobody for it."""
        if what == "comes":
            self.next += 1
            self.parties.append(self.next)
            self.meet([self.next], self.homes)
        elif what == "opens":
            self.next += 1
            self.homes.insert(int(self.chance.integers(0, len(self.homes) + 1)), self.next)
            self.places[self.next] = int(self.chance.integers(0, 3))
            self.meet(self.parties, [self.next])
        elif what == "leaves" and self.parties:
            self.parties.pop(int(self.chance.integers(0, len(self.parties))))
        elif what == "closes" and self.homes:
            self.homes.pop(int(self.chance.integers(0, len(self.homes))))
        elif what == "resized" and self.homes:
            self.places[int(self.chance.choice(self.homes))] = int(self.chance.integers(0, 4))
        elif what == "wishes" and self.parties:
            self.meet([int(self.chance.choice(self.parties))], self.homes)
        elif what == "turns":
            self.chance.shuffle(self.parties)
            self.chance.shuffle(self.homes)

    def job(self) -> tuple[Any, Any, Any, Any]:
        rows = [[b for b in self.homes if (a, b) in self.points] for a in self.parties]
        at = {home: row for row, home in enumerate(self.homes)}
        indptr = np.cumsum([0, *map(len, rows)]).astype(np.int64)
        home = np.array([at[b] for row in rows for b in row], np.int32)
        value = [self.points[a, b] for a, row in zip(self.parties, rows, strict=True) for b in row]
        places = np.array([self.places[b] for b in self.homes], np.int32)
        return indptr, home, np.array(value, np.int64), places


events = st.lists(
    st.sampled_from(["comes", "opens", "leaves", "closes", "resized", "wishes", "turns"]),
    max_size=3,
)


@unhurried
@given(st.integers(0, 2**32), st.integers(0, 30), st.integers(0, 20), st.lists(events, max_size=8))
def test_after_any_changes_the_plan_is_worth_what_one_from_nothing_is_worth(
    seed: int, parties: int, homes: int, days: list[list[str]]
) -> None:
    town, keeper = Town(seed, parties, homes), Keeper()
    for day in [[], *days]:
        for what in day:
            town.change(what)
        job = town.job()
        plan = keeper.plan(town.parties, town.homes, job)
        assert plan.value == plan.bound == assign(*job).value
        assert certify(*job, plan).problems == ()


@unhurried
@given(st.integers(0, 2**32), st.lists(events, min_size=1, max_size=5))
def test_offers_already_made_stay_and_as_few_as_can_be_are_moved(
    seed: int, days: list[list[str]]
) -> None:
    town, keeper = Town(seed, 20, 12), Keeper()
    parties, homes = list(town.parties), list(town.homes)
    plan = keeper.plan(parties, homes, town.job())
    for day in days:
        for what in day:
            if what not in {"closes", "resized", "wishes"}:  # nobody who knows a home loses it
                town.change(what)
        before = Before(plan, _rows(parties, town.parties), _rows(homes, town.homes))
        frozen = (before.wanted() >= 0) & (town.chance.random(len(town.parties)) < 0.5)
        job = town.job()
        solve = keeper.solver(town.parties, town.homes)
        found = tomorrow(*job, before, frozen, solve=solve)
        alone = tomorrow(*job, before, frozen)
        assert found.plan.value == alone.plan.value
        assert found.moved.size == alone.moved.size
        assert (found.plan.home[frozen] == before.wanted()[frozen]).all()
        assert certify(*found.rest, found.rest_plan).problems == ()
        plan, parties, homes = found.plan, list(town.parties), list(town.homes)


def _rows(then: list[int], now: list[int]) -> Any:
    return np.array([then.index(one) if one in then else -1 for one in now], np.int32)


def test_one_who_comes_is_mended_in_also_where_urgency_counts() -> None:
    rng = np.random.default_rng(5)
    indptr, home, points, places = random_lists(rng, 300, 200, 1000)
    tier = rng.integers(0, 3, 300).astype(np.int16)
    keeper = Keeper()
    for parties in (298, 299, 300):
        end = indptr[parties]
        value = with_tiers(points[:end], indptr[: parties + 1], tier[:parties])
        job = (indptr[: parties + 1], home[:end], value, places)
        plan = keeper.plan(range(parties), range(200), job)
        assert plan.value == assign(*job).value
    assert keeper.mended == 2


def test_a_job_that_has_little_to_do_with_the_last_is_planned_from_nothing() -> None:
    rng, keeper = np.random.default_rng(6), Keeper()
    for first in (0, 1000):
        job = random_lists(rng, 50, 30, 100)
        plan = keeper.plan(range(first, first + 50), range(30), job)
        assert plan.value == assign(*job).value
        assert keeper.mended == 0


def test_whoever_comes_and_goes_for_long_leaves_no_rows_behind_for_ever(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("hearth.engine.keeper.SPARE", 5)
    keeper, most = Keeper(), 0
    job = random_lists(np.random.default_rng(7), 10, 6, 100)
    for day in range(60):
        plan = keeper.plan([*range(9), 100 + day], range(6), job)
        assert plan.value == assign(*job).value
        most = max(most, keeper._parties.given)
    assert 20 < most <= 2 * 10 + 5 + 1


def test_a_question_that_is_refused_does_no_harm() -> None:
    rng, keeper = np.random.default_rng(8), Keeper()
    job = random_lists(rng, 10, 6, 100)
    keeper.plan(range(10), range(6), job)
    with pytest.raises(InvalidValue, match="one party id for each of 10 rows"):
        keeper.plan([0] * 10, range(6), job)
    with pytest.raises(InvalidValue, match="one home id for each of 6 rows"):
        keeper.plan(range(10), range(5), job)
    with pytest.raises(InvalidValue, match="column value, row"):
        keeper.plan(range(10), range(6), (job[0], job[1], -1 - job[2], job[3]))
    assert keeper.plan(range(10), range(6), job).value == assign(*job).value
