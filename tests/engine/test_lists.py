"""Candidate lists are brought into order without losing or doubling anything."""

from collections.abc import Callable
from itertools import pairwise
from typing import Any
from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from hearth.engine.assign import _finer, auction
from hearth.engine.kernels.assign import KEPT, TIRED, Memory, Queue, crowd, reopen, take
from hearth.engine.kernels.lists import (
    ALL,
    HEAD,
    HEAD_ALONE,
    MORE,
    NEXT,
    sort_next,
    sort_row,
    sorted_to,
)
from hearth.engine.kernels.lists_check import first_repeat
from hearth.engine.kernels.repair import State
from hearth.engine.kernels.turned import DRAWER
from hearth.engine.plain.assign import assign_plain
from hearth.engine.plan import _first_repeat
from hearth.engine.repair import Lists, packed, turned
from tests.engine.worlds import random_lists, unhurried, wider_lists

Job = tuple[Any, Any, Any, Any]
Row = list[tuple[int, int]]


def before_and_after(
    sort: Callable[..., None], size: int, most: int, seed: int
) -> tuple[Row, Row, int, int]:
    """A row by lot, as pairs (-value, home); the same once `sort` has been at it; low and high."""
    rng = np.random.default_rng(seed)
    home, value = rng.permutation(size).astype(np.int32), rng.integers(0, most + 1, size)
    low, high = sorted(rng.integers(0, size + 1, 2).tolist())
    rows = list(zip((-value).tolist(), home.tolist(), strict=True))
    sort(home, value, low, high)
    return rows, list(zip((-value).tolist(), home.tolist(), strict=True)), low, high


@settings(unhurried)
@given(st.integers(0, 300), st.sampled_from([1, 3, 10**9]), st.integers(0, 2**32))
def test_a_row_is_sorted_by_value_then_home_and_nothing_beside_it_moves(
    size: int, most: int, seed: int
) -> None:
    rows, after, low, high = before_and_after(sort_row, size, most, seed)
    assert after == rows[:low] + sorted(rows[low:high]) + rows[high:]


@settings(unhurried)
@given(st.integers(0, 200), st.sampled_from([1, 3, 10**9]), st.integers(0, 2**32))
def test_the_next_best_of_a_row_come_to_the_front_and_nothing_beside_them_moves(
    size: int, most: int, seed: int
) -> None:
    rows, after, low, high = before_and_after(sort_next, size, most, seed)
    first = min(high, low + NEXT)
    assert after[:first] == rows[:low] + sorted(rows[low:high])[: first - low]
    assert sorted(after[first:high]) == sorted(rows[low:high])[first - low :]
    assert after[high:] == rows[high:]


@settings(unhurried)
@given(wider_lists())
def test_packing_keeps_what_matters_with_the_best_of_each_row_first(job: Job) -> None:
    indptr, home, value, places = job
    given_lists = Lists.of(*job)
    with patch("hearth.engine.repair.BLOCK", 16):
        made = packed(given_lists)
    s = turned(made.state, np.zeros(made.state.held.size, np.int64))
    by_home: set[tuple[int, int, int]] = set()
    apart = []
    for i, (a, b) in enumerate(pairwise(indptr.tolist())):
        wanted = sorted(
            (-int(value[e]), int(home[e])) for e in range(a, b) if value[e] > 0 and places[home[e]]
        )
        row = range(s.start[i], s.stop[i])
        packed_row = [(-int(s.value[e]), int(s.home[e])) for e in row]
        assert packed_row[:HEAD] == wanted[:HEAD]
        assert sorted(packed_row) == wanted
        by_home |= {(h, i, -minus) for minus, h in wanted}
        apart += [wanted[-1][0] - wanted[0][0]] if wanted else []
    assert made.most == max((worth for *_, worth in by_home), default=0)
    assert made.spread == sum(apart) // max(1, indptr.size - 1)
    entries = [
        (h, int(s.party[q]), int(s.worth[q]))
        for h in range(places.size)
        for q in range(s.since[h], s.until[h])
    ]
    assert sorted(entries) == sorted(by_home)


@settings(unhurried)
@given(wider_lists(), st.data(), st.booleans())
def test_lists_by_home_hold_what_is_worth_more_than_was_said_and_nothing_else(
    job: Job, data: st.DataObject, is_read: bool
) -> None:
    s = packed(Lists.of(*job)).state
    n, highest = s.held.size, int(s.value.max(initial=0))
    above = data.draw(arrays(np.int64, n, elements=st.integers(0, highest)))
    if is_read:
        for a, b in zip(s.start, s.stop, strict=True):
            sort_row(s.home, s.value, a, b)
        s.ready[:] = ALL
    wanted = [
        (int(s.home[e]), i, int(s.value[e]))
        for i in range(n)
        for e in range(s.start[i], s.stop[i])
        if s.value[e] > above[i]
    ]
    s = turned(s, above)
    assert sorted(wanted) == [
        (h, int(s.party[q]), int(s.worth[q]))
        for h in range(s.price.size)
        for q in range(s.since[h], s.until[h])
    ]


@pytest.mark.parametrize("most_places", [1, 10**6])
def test_homes_with_more_places_than_anybody_could_take_cost_no_memory(most_places: int) -> None:
    indptr, home, value, _ = random_lists(np.random.default_rng(1), 30, 10, 9)
    s = packed(Lists.of(indptr, home, value, np.full(10, most_places, np.int32))).state
    assert s.slot.size <= home.size + 10
    assert (s.places >= np.minimum(np.bincount(home, minlength=10), most_places)).all()


@settings(unhurried, max_examples=settings().max_examples // 5)
@given(st.integers(0, 2**32), st.sampled_from([1, 40, 10**6]), st.sampled_from([2, 2048]))
def test_however_many_bid_at_once_everybody_ends_within_a_step_of_their_best(
    seed: int, most: int, worth_a_thread: int
) -> None:
    job = random_lists(np.random.default_rng(seed), 90, 60, most)
    s = packed(Lists.of(*job)).state
    memory, bid = empty_memory(90), np.repeat(s.price, s.places)
    with patch("hearth.engine.assign.WORTH_A_THREAD", worth_a_thread):
        assert auction(s, memory, bid, 3, 1 << 62) == 0
    assert_within_a_step(s, memory, 3)
    there = s.slot[s.slot >= 0]
    assert sorted(there.tolist()) == np.flatnonzero(s.held >= 0).tolist()


@pytest.mark.parametrize("homes", [DRAWER, DRAWER + 1, 3 * DRAWER - 5])
def test_more_homes_than_fit_one_drawer_each_have_their_own_parties(homes: int) -> None:
    job = random_lists(np.random.default_rng(homes), 2000, homes, 9)
    made = Lists.of(*job)
    s = packed(made).state
    s = turned(s, np.zeros(s.held.size, np.int64))
    owner = np.repeat(np.arange(s.held.size), s.stop - s.start)
    order = np.lexsort((owner, s.home))
    entries = np.repeat(np.arange(homes), s.until - s.since)
    assert entries.tolist() == s.home[order].tolist()
    assert s.party.tolist() == owner[order].tolist()
    assert s.worth.tolist() == s.value[order].tolist()


@settings(unhurried)
@given(st.lists(st.lists(st.integers(0, 5), max_size=5), max_size=5))
def test_the_first_home_listed_twice_is_found(rows: list[list[int]]) -> None:
    home = np.array([h for row in rows for h in row], np.int32)
    indptr = np.cumsum([0, *map(len, rows)]).astype(np.int64)
    owner = [i for i, row in enumerate(rows) for _ in row]
    pairs = list(zip(owner, home.tolist(), strict=True))
    wanted = next((e for e, pair in enumerate(pairs) if pair in pairs[:e]), -1)
    assert {first_repeat(indptr, home, room) for room in (1, 2, 8)} == {wanted}
    with patch("hearth.engine.plan.SMALL", 0):  # by two at once
        assert _first_repeat(indptr, home, 6) == wanted


def empty_memory(n: int) -> Memory:
    return Memory(
        np.empty(n, np.int32),
        np.empty((n, KEPT), np.int32),
        np.empty((n, KEPT), np.int64),
        np.empty(n, np.int64),
        np.empty(n, np.int32),
        np.empty(2, np.int64),
    )


@settings(unhurried)
@given(wider_lists(), st.sampled_from([1, 7, 10**5]))
def test_after_the_auction_everybody_is_within_a_step_of_their_best(job: Job, step: int) -> None:
    s = packed(Lists.of(*job)).state
    n = s.held.size
    memory = empty_memory(n)
    assert auction(s, memory, np.repeat(s.price, s.places), step, 1 << 62) == 0
    assert_within_a_step(s, memory, step)


@settings(unhurried, max_examples=settings().max_examples // 5)
@given(st.integers(0, 2**32), st.integers(9, 20), st.sampled_from([1, 3]))
def test_a_party_that_bids_again_and_again_is_not_misled_by_what_it_remembers(
    seed: int, homes: int, step: int
) -> None:
    rng, n = np.random.default_rng(seed), 2 * homes
    value = 1000 + rng.integers(0, 40, n * homes)
    home, places = np.tile(np.arange(homes, dtype=np.int32), n), np.ones(homes, np.int32)
    s = packed(Lists.of(np.arange(0, n * homes + 1, homes), home, value, places)).state
    memory = empty_memory(n)
    assert auction(s, memory, np.repeat(s.price, s.places), step, 1 << 62) == 0
    assert (memory.at >= 0).all()
    assert_within_a_step(s, memory, step)


def test_who_was_outbid_while_all_were_asked_waits_again_and_no_price_falls() -> None:
    job = np.arange(4), np.zeros(3, np.int32), np.full(3, 20), np.ones(1, np.int32)
    s, bid = packed(Lists.of(*job)).state, np.zeros(1, np.int64)
    party, asked, worth = np.arange(3, dtype=np.int32), np.zeros(3, np.int32), np.full(3, 20)
    q = Queue(party, np.array([0, 3]), asked, worth, np.array([10, 7, 12]))
    assert take(s, q, bid, 2) == 2
    assert (s.held.tolist(), s.price.tolist(), bid.tolist()) == ([0, -1, -1], [10], [10])
    assert (q.ends.tolist(), q.party[[2, 0]].tolist()) == ([2, 2], [2, 1])


def test_a_party_outbid_at_all_its_first_homes_looks_at_the_rest_of_its_list() -> None:
    richer = np.arange(HEAD, dtype=np.int32)  # each is asked for by somebody worth far more there
    home = np.concatenate([np.arange(HEAD + 2, dtype=np.int32), richer])
    value = np.concatenate([100 - np.arange(HEAD + 2), np.full(HEAD, 1000)])
    indptr = np.concatenate([[0], np.arange(HEAD + 2, home.size + 1)])
    s = packed(Lists.of(indptr, home, value, np.ones(HEAD + 2, np.int32))).state
    memory = empty_memory(HEAD + 1)
    assert auction(s, memory, np.repeat(s.price, s.places), 1, 1 << 62) == 0
    assert s.held.tolist() == [HEAD, *richer.tolist()]
    assert s.ready.tolist() == [MORE] + [HEAD_ALONE] * HEAD


def test_a_party_outbid_far_down_its_list_looks_at_all_the_rest_which_is_in_no_order() -> None:
    far = HEAD + NEXT  # each of these is asked for by somebody worth far more there
    rest = [50, 40, 30, 60]
    home = np.concatenate([np.arange(far + len(rest)), np.arange(far)]).astype(np.int32)
    value = np.concatenate([1000 - np.arange(far), rest, np.full(far, 5000)])
    indptr = np.concatenate([[0], np.arange(far + len(rest), home.size + 1)])
    s = packed(Lists.of(indptr, home, value, np.ones(far + len(rest), np.int32))).state
    assert auction(s, empty_memory(far + 1), np.repeat(s.price, s.places), 1, 1 << 62) == 0
    assert s.held.tolist() == [far + 3, *range(far)]
    assert s.ready[0] == MORE


@pytest.mark.parametrize("ready", [HEAD_ALONE, MORE, ALL])
@pytest.mark.parametrize("size", [0, HEAD - 1, HEAD + 1, HEAD + NEXT, 99])
def test_a_row_is_in_order_as_far_as_it_says_and_never_beyond_its_end(
    ready: int, size: int
) -> None:
    wanted = {HEAD_ALONE: min(size, HEAD), MORE: min(size, HEAD + NEXT), ALL: size}
    assert sorted_to(ready, 5, 5 + size) == 5 + wanted[ready]


def assert_within_a_step(s: State, memory: Memory, step: int) -> None:
    for i, h in enumerate(s.held.tolist()):
        row = range(s.start[i], s.stop[i])
        best = max([0, *(int(s.value[e] - s.price[s.home[e]]) for e in row)])
        mine = int(s.fit[i] - s.price[h]) if h >= 0 else 0
        assert best - mine <= (step << (int(memory.bids[i]) >> TIRED))
    full = np.bincount(s.held[s.held >= 0], minlength=s.price.size) == s.places
    assert not s.price[~full].any()


@settings(unhurried)
@given(wider_lists(), st.data())
def test_the_price_of_a_crowd_proves_who_is_let_in(job: Job, data: st.DataObject) -> None:
    indptr, home, _, places = job
    n = indptr.size - 1
    weight = data.draw(arrays(np.int64, n, elements=st.integers(1, 4)))
    value = np.repeat(weight, np.diff(indptr))
    s = packed(Lists.of(indptr, home, value, places)).state
    order = np.argsort(-weight, kind="stable").astype(np.int32)
    ends = np.append(np.flatnonzero(np.diff(weight[order])) + 1, n).astype(np.int64)
    crowd(s, order, ends, np.append(weight[order], 0)[ends - 1])
    margin = [
        max([0, *(int(s.value[e] - s.price[s.home[e]]) for e in range(a, b))])
        for a, b in zip(s.start, s.stop, strict=True)
    ]
    held, _ = assign_plain(indptr, home, value, places)
    let_in = int(weight[np.array(held) >= 0].sum())
    assert sum(margin) + int((places * s.price).sum()) == let_in
    assert (s.held == -1).all()


def test_values_are_only_made_finer_as_far_as_their_sums_stay_whole() -> None:
    most = 2**62 // 5 - 1
    one = np.arange(6), np.zeros(5, np.int32), np.full(5, most), np.ones(1, np.int32)
    assert _finer(packed(Lists.of(*one))) == 1
    few = np.arange(6), np.zeros(5, np.int32), np.full(5, 3), np.ones(1, np.int32)
    assert _finer(packed(Lists.of(*few))) > 1000


def test_between_two_rounds_of_bidding_only_a_full_home_keeps_its_price() -> None:
    both = (np.arange(4), np.array([0, 0, 1], np.int32), np.full(3, 9), np.array([1, 2], np.int32))
    s = packed(Lists.of(*both)).state
    s.price[:] = [5, 7]
    s.slot[0], s.slot[1], s.held[1], s.held[2] = 1, 2, 0, 1
    bid = np.zeros(s.slot.size, np.int64)
    reopen(s, bid, 2)
    assert s.price.tolist() == [3, 0]
    assert bid.tolist() == [3, 0, 0]
    assert (s.slot.tolist(), s.held.tolist()) == ([-1] * 3, [-1] * 3)
