"""Candidate lists: every pair that passes, however they are cut and whoever finds them."""

from typing import Any
from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hearth.core.errors import InvalidValue
from hearth.engine import candidates as module
from hearth.engine.candidates import Candidates, candidates, stream
from hearth.engine.kernels.pairs import FEW
from hearth.engine.plain.pairs import candidates_plain
from hearth.engine.register import Register
from hearth.engine.tables import Homes, Parties
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
    with patch.object(module, "CHUNK", 2):
        blocks = list(stream(parties, homes, entries=entries, threads=threads))
    joined = [one for block in blocks for one in of_each(block)]
    assert joined == of_each(candidates(parties, homes))
    for block in blocks:
        assert block.home.size <= entries or block.indptr.size == 2


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
