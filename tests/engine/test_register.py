"""The register: what is put in is found, what is taken away is not, whatever came between."""

from dataclasses import fields
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hearth.core.errors import InvalidValue
from hearth.engine.allowed import broken_pair
from hearth.engine.asking import Questions
from hearth.engine.candidates import candidates
from hearth.engine.plain.pairs import allowed_plain, candidates_plain
from hearth.engine.register import Register
from hearth.engine.shortlist import shortlist
from hearth.engine.tables import Barred, Homes, Parties, Wishes
from tests.engine.worlds import some_homes, some_parties, unhurried, worlds

COLUMNS = [field.name for field in fields(Homes) if field.name != "room_fit"]


def only(homes: Homes, rows: Any) -> Homes:
    """The table of some rows."""
    columns = {name: getattr(homes, name)[rows] for name in COLUMNS}
    return Homes(**columns, room_fit=homes.room_fit)


def found(parties: Parties, register: Register) -> list[list[tuple[int, int]]]:
    """Home rows and points of every party's candidates."""
    lists = candidates(parties, register)
    pairs = list(zip(lists.home.tolist(), lists.value.tolist(), strict=True))
    return [pairs[a:b] for a, b in zip(lists.indptr[:-1], lists.indptr[1:], strict=True)]


def listed(parties: Parties, register: Register, i: int, k: int) -> list[tuple[int, int]]:
    """Home rows and points of a shortlist."""
    short = shortlist(parties, register, i, k)
    return list(zip(short.home.tolist(), short.points.tolist(), strict=True))


steps = st.lists(st.tuples(st.integers(0, 2), st.integers(0, 2**30)), max_size=25)


@unhurried
@given(worlds(), worlds(), steps)
def test_after_any_coming_and_going_all_searches_find_what_is_there(
    world: tuple[Parties, Homes], other: tuple[Parties, Homes], acts: list[tuple[int, int]]
) -> None:
    parties, homes = world
    spare = Homes(**{name: getattr(other[1], name) for name in COLUMNS}, room_fit=homes.room_fit)
    register, there = Register.of(homes), {row: only(homes, [row]) for row in range(len(homes))}
    for act, number in acts:
        row = number % (register.rows + 1)
        if act == 0 and row in there:
            register.take_away(row)
            del there[row]
        elif act > 0:
            there[row] = only(spare, [number % len(spare)])
            register.put(row, there[row])
    assert len(register) == len(there)
    for i, of_party in enumerate(found(parties, register)):
        plain = [
            (row, points)
            for row, home in sorted(there.items())
            for _, points in candidates_plain(_without_barred(parties), home, i)
            if not _is_barred(parties, i, row)
        ]
        best = sorted(plain, key=lambda one: (-one[1], one[0]))
        assert of_party == plain
        assert listed(parties, register, i, 3) == best[:3]


def _is_barred(parties: Parties, i: int, row: int) -> bool:
    start = parties.barred.start
    return row in parties.barred.home[start[i] : start[i + 1]].tolist()


def _without_barred(parties: Parties) -> Parties:
    columns = {field.name: getattr(parties, field.name) for field in fields(Parties)}
    return Parties(**{**columns, "barred": Barred.none(len(parties))})


@unhurried
@given(worlds())
def test_the_reasons_against_one_home_are_the_plain_ones(world: tuple[Parties, Homes]) -> None:
    parties, homes = world
    register = Register.of(homes)
    for i in range(len(parties)):
        for j in range(len(homes)):
            plain = tuple(allowed_plain(parties, homes, i, j))
            assert register.broken(parties, i, j) == broken_pair(parties, homes, i, j) == plain


def test_a_home_read_back_is_the_home_put_in() -> None:
    homes = some_homes(3, places=np.array([0, 5, 2], np.int32), experience=np.full(3, 77, np.int16))
    register = Register.of(homes)
    back = register.home(1)
    for name in COLUMNS:
        assert getattr(back, name).tobytes() == getattr(homes, name)[1:2].tobytes()


def test_a_register_grown_from_nothing_in_one_town_finds_every_home() -> None:
    rng = np.random.default_rng(5)
    where = {"lat": 50 + rng.normal(0, 0.02, 700), "lon": 8 + rng.normal(0, 0.02, 700)}
    homes = some_homes(700, **where)
    register = Register.of(some_homes(0))
    for row in range(700):
        register.put(row, only(homes, [row]))
    party = some_parties(1, lat=np.full(1, 50.0), lon=np.full(1, 8.0), radius_km=np.full(1, 1.5))
    assert found(party, register) == [candidates_plain(party, homes, 0)]
    assert 0 < len(found(party, register)[0]) < 700


def test_a_change_is_seen_by_the_next_shortlist() -> None:
    register = Register.of(some_homes(2))
    register.put(0, some_homes(1, places=np.zeros(1, np.int32)))
    assert listed(some_parties(), register, 0, 9) == [(1, 0)]
    register.put(0, some_homes())
    register.take_away(1)
    assert listed(some_parties(), register, 0, 9) == [(0, 0)]
    register.put(2, some_homes())
    register.put(1, some_homes())
    assert listed(some_parties(), register, 0, 9) == [(0, 0), (1, 0), (2, 0)]


def test_a_home_that_takes_nobody_now_is_read_taken_away_and_opened_again() -> None:
    shut = some_homes(3, places=np.array([1, 0, 0], np.int32))
    register, party = Register.of(shut), some_parties()
    assert (len(register), found(party, register)) == (3, [[(0, 0)]])
    assert register.home(1).places[0] == 0
    register.take_away(2)
    with pytest.raises(InvalidValue, match="no home in row 2"):
        register.home(2)
    register.put(1, some_homes())
    assert (len(register), found(party, register)) == (2, [[(0, 0), (1, 0)]])
    register.put(0, some_homes(1, places=np.zeros(1, np.int32)))
    assert (len(register), found(party, register)) == (2, [[(1, 0)]])
    assert register.home(0).places[0] == 0


def test_a_home_that_moves_far_away_is_found_there_and_not_here() -> None:
    here, there = {"lat": np.zeros(1), "lon": np.zeros(1)}, {"lat": -np.ones(1), "lon": np.ones(1)}
    register = Register.of(some_homes(1, **here))
    register.put(0, some_homes(1, **there))
    near = np.full(1, 9.0)
    assert found(some_parties(1, radius_km=near, **here), register) == [[]]
    assert found(some_parties(1, radius_km=near, **there), register) == [[(0, 0)]]


def test_a_new_class_of_rooms_comes_with_its_home() -> None:
    register = Register.of(some_homes(1))
    fit, last = np.array([[True, False], [False, True]]), np.array([1], np.int32)
    register.put(1, some_homes(1, home_class=last, room_fit=fit))
    assert found(some_parties(1, party_class=last), register) == [[(1, 0)]]
    assert found(some_parties(), register) == [[(0, 0)]]
    with pytest.raises(InvalidValue, match=r"room_fit has shape \(1, 1\)"):
        register.put(0, some_homes())


def test_a_new_table_of_rooms_holds_for_all_homes_at_once() -> None:
    register = Register.of(some_homes(2))
    register.fit_rooms(np.array([[False], [True]]))
    parties = some_parties(2, party_class=np.array([0, 1], np.int32))
    assert found(parties, register) == [[], [(0, 0), (1, 0)]]
    wrong: Any
    for wrong in (np.ones((1, 1), np.bool_), np.ones((2, 1)), np.ones(2, np.bool_)):
        with pytest.raises(InvalidValue, match="room_fit"):
            register.fit_rooms(wrong)


def test_what_is_not_there_cannot_be_taken_away_read_or_put() -> None:
    register = Register.of(some_homes(2))
    register.take_away(1)
    for row in (-1, 1, 2):
        with pytest.raises(InvalidValue, match=f"no home in row {row}"):
            register.take_away(row)
        with pytest.raises(InvalidValue, match=f"no home in row {row}"):
            register.home(row)
    for row in (-1, 3):
        with pytest.raises(InvalidValue, match=f"row from 0 to 2, got row {row}"):
            register.put(row, some_homes())
    with pytest.raises(InvalidValue, match="put one home"):
        register.put(0, some_homes(2))


@pytest.mark.parametrize("asked", [lambda parties: parties, Questions.of])
def test_a_party_that_does_not_fit_the_register_is_refused(asked: Any) -> None:
    register = Register.of(some_homes(2))
    barred = Barred(np.array([0, 0, 2]), np.array([0, 2], np.int32))
    with pytest.raises(InvalidValue, match="barred home, row 1: must be below 2"):
        shortlist(asked(some_parties(2, barred=barred)), register, 1, 1)
    assert shortlist(asked(some_parties(2, barred=barred)), register, 0, 2).home.size == 2
    with pytest.raises(InvalidValue, match="row of room_fit"):
        shortlist(asked(some_parties(1, party_class=np.ones(1, np.int32))), register, 0, 1)
    for nobody in (2, -1):
        with pytest.raises(InvalidValue, match="party"):
            shortlist(asked(some_parties(2)), register, nobody, 1)
    with pytest.raises(InvalidValue, match="row of room_fit"):
        register.broken(some_parties(1, party_class=np.ones(1, np.int32)), 0, 0)


def test_figures_at_the_ends_of_their_range_are_compared_rightly() -> None:
    days, sizes = np.iinfo(np.int32), np.array([1, 2**31 - 1], np.int32)
    homes = some_homes(
        2,
        size_max=sizes,
        age_max=np.array([0, 32767], np.int16),
        free_from=np.array([days.min, days.max], np.int32),
        free_until=np.full(2, days.max, np.int32),
        refuses=np.array([1 << 63, 0], np.uint64),
    )
    parties = some_parties(
        4,
        size=np.array([1, 2**31 - 1, 1, 1], np.int32),
        age_min=np.zeros(4, np.int16),
        age_max=np.array([0, 32767, 0, 0], np.int16),
        from_day=np.array([days.min, days.max, days.min, days.max], np.int32),
        until_day=np.full(4, days.max, np.int32),
        is_=np.array([1, 1 << 63, 1 << 63, 1 << 63], np.uint64),
    )
    plain = [candidates_plain(parties, homes, i) for i in range(4)]
    assert found(parties, Register.of(homes)) == plain == [[(0, 0)], [(1, 0)], [], [(1, 0)]]


def test_a_wish_of_a_million_points_keeps_its_last_point() -> None:
    none = np.zeros((1, 0), np.int32)
    million = np.full(1, 1_000_000, np.int32)
    wishes = Wishes(np.zeros(1, np.int32), none.astype(np.uint64), none, million)
    homes = some_homes(2, experience=np.array([10, 9], np.int16))
    parties = some_parties(1, wishes=wishes)
    assert found(parties, Register.of(homes)) == [[(0, 1_000_000), (1, 900_000)]]
