"""Filling homes, pricing beds and walking towards a plan: compiled, and in plain words."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.optimize import milp

from hearth.engine.assign import assign_beds
from hearth.engine.beds import bound as beds_bound
from hearth.engine.beds import highs as beds_highs
from hearth.engine.beds import search as beds_search
from hearth.engine.beds.bound import heads_counted, priced, refined
from hearth.engine.beds.search import NONE, Search, only, runs, worth_of
from hearth.engine.certify import certify_beds
from hearth.engine.kernels.beds import Market, ask, knapsacks, settle
from hearth.engine.kernels.ways import Ways, ways_to_fill
from hearth.engine.plain.beds import ask_plain, earned_plain, settle_plain, ways_plain
from hearth.engine.tables import Int64s
from tests.engine.worlds import lists, random_lists, unhurried

MANY = settings().max_examples
ROUNDED = 10**8  # from here on what HiGHS says may be rounded up by one


def market_of(columns: Any, needed: Any, heads: Any, exact: int = 256) -> Market:
    """Candidates that fit alone, as `assign_beds` prepares them, at scale 1."""
    indptr, home, value, beds = columns
    n = indptr.size - 1
    owner = np.repeat(np.arange(n), np.diff(indptr))
    kept = (needed <= beds[home]) & (heads[home] > 0)
    owner, home, value, needed = owner[kept], home[kept].astype(np.int64), value[kept], needed[kept]
    limits = beds.astype(np.int64), heads.astype(np.int64)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(beds_bound, "FILLED_EXACTLY", exact)
        wide = heads_counted(*limits, n, bool((needed == 0).any()))
    by_home = np.argsort(home, kind="stable").astype(np.int64)
    starts = runs(owner, n), runs(home, beds.size)
    needs = needed.astype(np.int64)
    return Market(starts[0], home, owner, value, needs, starts[1], by_home, *limits, wide)


@st.composite
def markets(draw: st.DrawFn) -> Market:
    """Small ones, with homes filled exactly and homes too large for it, at least one candidate."""
    columns = draw(lists().filter(lambda one: one[1].size > 0))
    e, m, n = columns[1].size, columns[3].size, columns[0].size - 1
    beds = draw(arrays(np.int32, m, elements=st.integers(1, 6)))
    needed = draw(arrays(np.int32, e, elements=st.integers(0, 3)))
    needed[0] = min(needed[0], 1)
    heads = draw(st.just(np.full(m, n)) | arrays(np.int64, m, elements=st.integers(1, 3)))
    return market_of((*columns[:3], beds), needed, heads, draw(st.sampled_from([4, 256])))


@settings(unhurried, max_examples=MANY * 5)
@given(markets(), st.data())
def test_homes_earn_what_trying_all_sets_says(market: Market, data: st.DataObject) -> None:
    n, m = market.start.size - 1, market.beds.size
    top = int(market.value.max())
    margin = data.draw(arrays(np.int64, n, elements=st.integers(0, top + 1)))
    price, party_price = (
        data.draw(arrays(np.int64, m, elements=st.integers(0, top + 1))) for _ in range(2)
    )
    best, cover = np.zeros((m, 256), np.int64), np.empty(n, np.int64)
    earned = knapsacks(market, margin, price, party_price, best, cover)
    plain = [earned_plain(market, h, margin, int(price[h]), int(party_price[h])) for h in range(m)]
    assert earned == sum(plain)
    assert ((cover >= 0) & (cover <= np.diff(market.start))).all()


@settings(unhurried, max_examples=MANY * 5)
@given(markets(), st.floats(0.01, 10), st.data())
def test_homes_are_asked_for_what_plain_words_say(
    market: Market, heat: float, data: st.DataObject
) -> None:
    m, top = market.beds.size, float(market.value.max())
    price, party_price = (
        data.draw(arrays(np.float64, m, elements=st.floats(0, top + 1))) for _ in range(2)
    )
    asked = np.full((2, m), 7.0)
    ask(market, price, party_price, heat * (top + 1), asked)
    plain = ask_plain(market, price, party_price, heat * (top + 1))
    # Shares below e**-20 are left out by the compiled one.
    assert np.allclose(asked.T, plain, atol=1e-7)


@settings(unhurried, max_examples=MANY * 2)
@given(markets(), st.integers(0, 2**31))
def test_a_calm_walk_of_homes_filled_exactly_never_falls_and_ends_where_none_can_better_it(
    market: Market, seed: int
) -> None:
    n = market.start.size - 1
    margin, chosen = np.zeros(n, np.int64), np.full(n, NONE, np.int64)
    left = np.stack([market.beds, market.heads])
    settle(market, margin, chosen, left, 0.9, float(market.value.max()), seed)
    before = -1
    while (worth := worth_of(market, chosen)) > before:
        before = worth
        settle(market, margin, chosen, left, 0.0, 0.0, seed)
    used = chosen[chosen != NONE]
    beds, heads = market.beds.copy(), market.heads.copy()
    np.subtract.at(beds, market.home[used], market.needed[used])
    np.subtract.at(heads, market.home[used], 1)
    assert np.array_equal(left, np.stack([beds, heads]))
    assert (left >= 0).all()
    if (market.wide >= 0).all():  # a home too large for it is filled greedily, and may lose
        assert worth == before
        assert settle_plain(market, chosen) == 0


@settings(unhurried, max_examples=MANY * 2)
@given(markets(), st.sampled_from([0, beds_bound.SMALL]))
def test_margins_never_raise_the_bound_and_every_candidate_has_its_own(
    market: Market, small: int
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(beds_bound, "SMALL", small)
        bound = priced(market, 1)
    search = Search(market, float("inf"), lambda worth: False)
    search.walk(bound.hope, bound.left, 30, 0.05)
    finer = refined(market, bound, search.worth, float("inf"))
    assert search.worth <= finer.worth <= bound.worth
    used = search.chosen[search.chosen != NONE]
    assert (bound.left[used] >= search.worth).all()
    assert (finer.left[used] >= search.worth).all()
    assert (finer.left <= finer.worth).all()


@settings(unhurried, max_examples=MANY * 5)
@given(markets(), st.integers(0, 12), st.data())
def test_the_ways_to_fill_a_home_are_those_that_trying_all_sets_finds(
    market: Market, loss: int, data: st.DataObject
) -> None:
    market = market._replace(wide=np.where(market.wide < 0, market.heads, market.wide))
    n, top = market.start.size - 1, int(market.value.max())
    margin = data.draw(arrays(np.int64, n, elements=st.integers(0, top + 1)))
    plain = ways_plain(market, margin, loss)
    room = len(plain) + data.draw(st.integers(-1, 3))
    ways = Ways(*(np.empty(max(0, size), np.int64) for size in (room, room + 1, 6 * room)))
    if room < 0:
        return
    count = ways_to_fill(market, margin, loss, ways)
    assert count == (len(plain) if room >= len(plain) else -1)
    edges = [ways.edge[ways.start[k] : ways.start[k + 1]].tolist() for k in range(max(0, count))]
    if count >= 0:
        assert {(int(h), frozenset(e)) for h, e in zip(ways.home, edges, strict=False)} == plain
        assert sum(map(len, edges)) == sum(len(way) for _, way in plain)


@pytest.mark.parametrize("few", [(1,), (1, 4), (4, 16)])
@settings(unhurried, max_examples=MANY)
@given(market=markets())
def test_what_is_said_of_ways_to_fill_homes_is_true(market: Market, few: tuple[int, ...]) -> None:
    search, _ = searched(market)
    before = search.worth
    bound = refined(market, priced(market, 1), search.worth, float("inf"))
    with changed(WAYS=few, TOO_FEW=10**9):
        said = search.fill(bound, 1, 0.0)
    best = best_of_all(market)
    assert before <= search.worth <= best
    if said is not None:
        assert search.worth == best <= said <= best + 1 + best // ROUNDED
    if (market.wide < 0).any():
        assert said is None


@pytest.mark.parametrize("seed", range(12))
def test_a_few_ways_find_a_plan_and_claim_nothing_of_the_others(seed: int) -> None:
    indptr, home, value, beds = random_lists(np.random.default_rng(seed), 30, 8, 1000)
    needed = np.random.default_rng([seed, 1]).integers(1, 4, home.size)
    market = market_of((indptr, home, value, beds + 2), needed, np.full(8, 30))
    bound = refined(market, priced(market, 1), 0, float("inf"))
    search = Search(market, float("inf"), lambda worth: False)
    with changed(WAYS=(2,), TOO_FEW=10**9):
        said = search.fill(bound, 1, 0.0)
    assert 0 < search.worth <= best_of_all(market)
    assert said is None or said == search.worth == best_of_all(market)


def test_a_part_of_a_market_keeps_homes_and_parties_in_order() -> None:
    columns = (np.array([0, 2, 3]), np.array([1, 0, 1]), np.array([5, 6, 7]), np.array([1, 2]))
    market = market_of(columns, np.ones(3, np.int64), np.full(2, 2))
    part = only(market, np.array([0, 2]))
    assert part.start.tolist() == [0, 1, 2]
    assert part.home_start.tolist() == [0, 0, 2]
    assert part.value[part.by_home].tolist() == [5, 7]


def test_the_same_lists_give_the_same_plan() -> None:
    indptr, home, value, _ = random_lists(np.random.default_rng(5), 80, 20, 1000)
    rng = np.random.default_rng(6)
    needed, beds = rng.integers(1, 6, 80).astype(np.int32), np.full(20, 7, np.int32)
    one, two = (assign_beds(indptr, home, value, needed, beds, gap=0.05) for _ in range(2))
    assert np.array_equal(one.home, two.home)
    assert np.array_equal(one.price, two.price)
    assert (one.value, one.bound) == (two.value, two.bound)


@pytest.mark.parametrize("beds", [7, 2**31 - 1])
@pytest.mark.parametrize("worth", [1, 2**31, 2**53])
def test_values_and_homes_of_any_size_are_planned_and_proven(beds: int, worth: int) -> None:
    indptr, home, value, _ = random_lists(np.random.default_rng(7), 40, 10, 9)
    columns = indptr, home, value * worth, np.full(40, 3, np.int32), np.full(10, beds, np.int32)
    plan = assign_beds(*columns, seconds=5.0)
    assert certify_beds(*columns, plan).problems == ()
    assert plan.value <= plan.bound


@contextmanager
def changed(**constants: Any) -> Iterator[pytest.MonkeyPatch]:
    """The search with other constants of its module, or another solver, for a while."""
    with pytest.MonkeyPatch.context() as patch:
        for name, value in constants.items():
            patch.setattr(beds_highs if name == "milp" else beds_search, name, value)
        yield patch


def searched(market: Market) -> tuple[Search, Int64s]:
    """A search after a short walk, and what no plan with each candidate exceeds."""
    bound = priced(market, 1)
    search = Search(market, float("inf"), lambda worth: False)
    search.walk(bound.hope, bound.left, 20, 0.05)
    return search, bound.left


def best_of_all(market: Market) -> int:
    search, left = searched(market)
    search.exactly(left, 1, 0.0)
    return search.worth


@settings(unhurried, max_examples=MANY)
@given(markets())
def test_a_core_that_holds_every_candidate_is_the_best_plan_and_settles_it(market: Market) -> None:
    search, left = searched(market)
    before = search.worth
    with changed(SOON=-1, CORE=1_000_000):
        search.mend(left, 1)
    assert before <= search.worth == best_of_all(market)
    if 0 < before <= search.worth < ROUNDED:
        with changed(milp=None):  # nothing is searched again
            assert search.exactly(left, 1, 0.0) == search.worth


@settings(unhurried, max_examples=MANY)
@given(markets())
def test_a_small_core_settles_only_itself(market: Market) -> None:
    search, left = searched(market)
    with changed(SOON=-1, CORE=1):
        search.mend(left, 1)
    said = search.exactly(left, 1, 0.0)
    assert said is not None
    assert search.worth == best_of_all(market) <= said <= search.worth + 1 + search.worth // ROUNDED


@settings(unhurried, max_examples=MANY)
@given(markets())
def test_mending_homes_with_their_neighbours_keeps_a_plan_and_never_lowers_it(
    market: Market,
) -> None:
    search, left = searched(market)
    before = search.worth
    with changed(SOON=-1, CORE_PARTIES=-1, HOPELESS=1e9):
        search.mend(left, 1)
    used = search.chosen[search.chosen != NONE]
    taken = np.bincount(market.home[used], market.needed[used], market.beds.size)
    assert (taken <= market.beds).all()
    assert before <= search.worth == worth_of(market, search.chosen) <= best_of_all(market)


def test_a_neighbourhood_ends_after_so_many_branches_and_not_by_the_clock() -> None:
    indptr, home, value, beds = random_lists(np.random.default_rng(8), 40, 10, 1000)
    market = market_of((indptr, home, value, beds + 3), np.full(home.size, 2), np.full(10, 40))
    search, left = searched(market)
    limits = []

    def watched(*columns: Any, options: Any, **more: Any) -> Any:
        limits.append((options["node_limit"], options["time_limit"]))
        return milp(*columns, options=options | {"time_limit": 60.0}, **more)

    with changed(SOON=-1, CORE_PARTIES=-1, milp=watched):
        search.mend(left, 1)
    assert limits
    assert set(limits) == {(beds_search.NODES, float("inf"))}
