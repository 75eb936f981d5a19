"""Candidate lists: every pair that passes, however they are cut and whoever finds them."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hearth.core.errors import InvalidValue
from hearth.engine import candidates as module
from hearth.engine.assign import assign, assign_beds
from hearth.engine.candidates import Candidates, candidates, candidates_by_place, stream
from hearth.engine.certify import certify, certify_beds
from hearth.engine.kernels.candidates import FEW, sort_rising
from hearth.engine.kernels.pairs import HITS, POINT_BITS
from hearth.engine.plain.pairs import candidates_plain, shortlist_plain
from hearth.engine.register import Register
from hearth.engine.shortlist import shortlist
from hearth.engine.tables import Homes, Parties, Wishes
from tests.engine.worlds import a_land, some_homes, some_parties, unhurried, worlds


def of_each(lists: Candidates) -> list[list[tuple[int, int]]]:
    """Home rows and points, party by party."""
    pairs = list(zip(lists.home.tolist(), lists.value.tolist(), strict=True))
    return [pairs[a:b] for a, b in zip(lists.indptr[:-1], lists.indptr[1:], strict=True)]


@unhurried
@given(worlds())
def test_they_are_the_plain_ones(world: tuple[Parties, Homes]) -> None:
    parties, homes = world
    plain = [candidates_plain(parties, homes, i) for i in range(len(parties))]
    assert of_each(candidates(parties, homes)) == plain
    assert of_each(candidates(parties, Register.of(homes))) == plain


@given(st.integers(0, 2**30))
def test_on_a_land_of_towns_they_are_the_plain_ones_too(seed: int) -> None:
    parties, homes = a_land(seed, parties=6, homes=120)
    plain = [candidates_plain(parties, homes, i) for i in range(len(parties))]
    assert of_each(candidates(parties, homes)) == plain


def test_a_land_has_parties_with_many_candidates_with_few_and_with_none() -> None:
    parties, homes = a_land(3, parties=60, homes=200)
    counts = np.diff(candidates(parties, homes).indptr)
    assert counts.min() == 0
    assert counts.max() > FEW  # above which they are sorted in another way


@unhurried
@given(worlds(), st.integers(1, 9), st.integers(1, 3))
def test_blocks_hold_the_same_pairs_whatever_their_size_and_however_many_threads(
    world: tuple[Parties, Homes], entries: int, threads: int
) -> None:
    parties, homes = world
    blocks = list(stream(parties, homes, entries=entries, threads=threads))
    joined = [one for block in blocks for one in of_each(block)]
    assert joined == of_each(candidates(parties, homes))
    for block in blocks:
        assert block.home.size <= entries or block.indptr.size == 2


@given(st.integers(0, 2**30), st.integers(1, 4), st.integers(1, 9), st.integers(1, 3))
def test_neither_threads_nor_the_way_along_the_grid_change_a_pair(
    seed: int, threads: int, chunk: int, band: int
) -> None:
    parties, homes = a_land(seed, parties=20, homes=60)
    whole = candidates(parties, homes)
    with pytest.MonkeyPatch.context() as other:
        for name, value in (("THREADS", threads), ("CHUNK", chunk), ("BAND", band)):
            other.setattr(module, name, value)
        again = candidates(parties, homes)
    for name in ("indptr", "home", "value"):
        np.testing.assert_array_equal(getattr(again, name), getattr(whole, name))


def with_gaps(homes: Homes, seed: int) -> Register:
    """A register from which some homes were taken, and where one place became too full."""
    register, rng = Register.of(homes), np.random.default_rng(seed)
    for row in rng.permutation(register.rows)[: register.rows // 4].tolist():
        register.take_away(row)
    crowded = Register.of(homes).home(0)
    for _ in range(12):
        register.put(register.rows, crowded)
    return register


@given(st.integers(0, 2**30))
def test_numbered_by_place_the_pairs_are_the_same(seed: int) -> None:
    parties, homes = a_land(seed, parties=25, homes=60)
    register = with_gaps(homes, seed)
    found = candidates_by_place(parties, register)
    assert sorted(found.party.tolist()) == list(range(len(parties)))
    given_rows = of_each(candidates(parties, register))
    for party, pairs in zip(found.party.tolist(), of_each(found.lists), strict=True):
        in_rows = sorted((int(found.home[slot]), points) for slot, points in pairs)
        assert in_rows == given_rows[party]


@given(st.integers(0, 2**30))
def test_a_plan_made_by_place_is_as_good_and_as_proven_in_rows(seed: int) -> None:
    parties, homes = a_land(seed, parties=25, homes=60)
    register = with_gaps(homes, seed)
    by_place, lists = candidates_by_place(parties, register), candidates(parties, register)
    places = register.places_of(np.arange(register.rows))
    columns = (lists.indptr, lists.home, lists.value, places)

    plan = by_place.in_rows(assign(*by_place.columns()))

    assert plan.value == assign(*columns).value
    found = certify(*columns, plan)
    assert not found.problems
    assert found.bound == plan.value


@given(st.integers(0, 2**30))
def test_so_is_one_whose_beds_are_shared(seed: int) -> None:
    parties, homes = a_land(seed, parties=12, homes=20)
    by_place, lists = candidates_by_place(parties, homes), candidates(parties, homes)
    needed = np.random.default_rng(seed).integers(1, 4, len(parties)).astype(np.int32)
    indptr, home, value, beds = by_place.columns()
    by_entry = np.repeat(needed[by_place.party], np.diff(indptr))
    in_rows = np.repeat(needed, np.diff(lists.indptr))

    found = assign_beds(indptr, home, value, by_entry, beds, seconds=5.0)
    plan = by_place.in_rows(found)

    rows = (lists.indptr, lists.home, lists.value, in_rows, homes.places)
    proof = certify_beds(indptr, home, value, by_entry, beds, found)
    assert certify_beds(*rows, plan) == proof


@pytest.mark.parametrize("more", [-1, 0, 1, HITS])
def test_more_homes_at_one_place_than_are_looked_at_together_are_all_found(more: int) -> None:
    count = HITS + more
    experience = (np.arange(count) % 11).astype(np.int16)
    homes = some_homes(count, experience=experience)
    parties = some_parties(wishes=Wishes.none(1))
    found = candidates(parties, homes)
    assert found.home.tolist() == list(range(count))
    register = Register.of(homes)
    register.take_away(HITS // 2)
    expected = [row for row in range(count) if row != HITS // 2]
    assert candidates(parties, register).home.tolist() == expected


def test_the_best_of_so_many_are_the_plain_ones() -> None:
    count = HITS + 100
    experience = (np.arange(count) % 11).astype(np.int16)
    homes = some_homes(count, experience=experience)
    wishes = Wishes(
        np.zeros(1, np.int32),
        np.empty((1, 0), np.uint64),
        np.empty((1, 0), np.int32),
        np.array([500], np.int32),
    )
    parties = some_parties(wishes=wishes)
    short = shortlist(parties, homes, 0, 7)
    told = list(zip(short.home.tolist(), short.points.tolist(), strict=True))
    assert told == shortlist_plain(parties, homes, 0, 7)


@given(
    st.integers(0, 2**30),
    st.sampled_from([0, 1, 2, FEW - 1, FEW, FEW + 1, 3 * FEW, 1000]),
    st.sampled_from([1, 255, 256, 257, 1 << 16, (1 << 31) - 1001]),
)
def test_keys_are_sorted_however_many_and_however_great(seed: int, count: int, most: int) -> None:
    rng = np.random.default_rng(seed)
    rows = rng.integers(0, most, 1) + rng.permutation(count)
    keys = rows << POINT_BITS | rng.integers(0, 1 << POINT_BITS, count)
    expected = sorted(keys.tolist())
    sort_rising(keys, np.empty(count, np.int64))
    assert keys.tolist() == expected


def test_memory_that_runs_out_is_taken_again_and_nothing_is_lost(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    parties, homes = a_land(8, parties=40, homes=150)
    whole = candidates(parties, homes)
    monkeypatch.setattr(module, "ROOM", 5)
    monkeypatch.setattr(module, "CHUNK", 7)
    cut = candidates(parties, homes)
    for name in ("indptr", "home", "value"):
        assert getattr(cut, name).tolist() == getattr(whole, name).tolist()
        assert getattr(cut, name).dtype == getattr(whole, name).dtype


def test_their_columns_are_of_the_promised_kinds() -> None:
    lists = candidates(some_parties(2), some_homes(3))
    kinds = [column.dtype.name for column in (lists.indptr, lists.home, lists.value)]
    assert kinds == ["int64", "int32", "int32"]


@pytest.mark.parametrize(("parties", "homes"), [(0, 0), (0, 3), (2, 0)])
def test_nobody_and_nowhere_are_fine(parties: int, homes: int) -> None:
    lists = candidates(some_parties(parties), some_homes(homes))
    assert lists.indptr.tolist() == [0] * (parties + 1)
    assert lists.home.size == lists.value.size == 0


@pytest.mark.parametrize("wrong", [{"entries": 0}, {"threads": 0}])
def test_blocks_of_nothing_are_refused_at_once(wrong: dict[str, Any]) -> None:
    with pytest.raises(InvalidValue, match="1 or more"):
        stream(some_parties(), some_homes(), **wrong)


def test_tables_that_do_not_fit_together_are_refused_at_once() -> None:
    with pytest.raises(InvalidValue, match="party_class, row 1"):
        stream(some_parties(2, party_class=np.array([0, 1], np.int32)), some_homes())
