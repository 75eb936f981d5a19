"""Rows of pairs grow, move and are cleared, and lose nothing of what is in them."""

from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from hearth.engine.kernels.lists import HEAD
from hearth.engine.kernels.shelf import Shelf, Sight, first_wrong, join, lay, move_rows, needed
from hearth.engine.plain import upkeep as plain
from tests.engine.worlds import unhurried


def int32(*rows: int) -> Any:
    return np.array(rows, np.int32)


def a_shelf(rows: list[list[tuple[int, int]]], room: int = 0) -> Shelf:
    """These rows of pairs, each with so much room to grow."""
    end = np.cumsum([len(row) + room for row in rows]).astype(np.int64)
    first = end - np.array([len(row) + room for row in rows], np.int64)
    size = int(end[-1]) if rows else 0
    shelf = Shelf(
        *(first, end - room, end, np.zeros(size, np.int32), np.zeros(size, np.int64)),
        np.array([size]),
    )
    for a, row in zip(first.tolist(), rows, strict=True):
        for x, (who, worth) in enumerate(row):
            shelf.who[a + x], shelf.worth[a + x] = who, worth
    return shelf


def rows_of(shelf: Shelf) -> list[list[tuple[int, int]]]:
    pairs = list(zip(shelf.who.tolist(), shelf.worth.tolist(), strict=True))
    return [pairs[a:b] for a, b in zip(shelf.first, shelf.end, strict=True)]


pairs_of_a_row = st.lists(
    st.tuples(st.integers(0, 7), st.integers(1, 4)), unique_by=lambda pair: pair[0]
)


@settings(unhurried)
@given(st.lists(pairs_of_a_row, max_size=4), st.sets(st.integers(0, 7)))
def test_a_row_that_loses_somebody_is_ordered_whole(
    rows: list[list[tuple[int, int]]], gone: set[int]
) -> None:
    old, new = a_shelf(rows), a_shelf([[(0, 0)] * len(row) for row in rows], room=1)
    others = a_shelf([[] if who in gone else [(0, 1)] for who in range(8)])
    ready = np.zeros(len(rows), np.uint8)

    move_rows(old, new, others, ready)

    left = [[pair for pair in row if pair[0] not in gone] for row in rows]
    lost = [len(a) < len(b) for a, b in zip(left, rows, strict=True)]
    in_order = [sorted(row, key=lambda pair: (-pair[1], pair[0])) for row in left]
    assert ready.tolist() == lost
    assert rows_of(new) == [
        a if some else b for a, b, some in zip(in_order, left, lost, strict=True)
    ]


def best_first(row: list[tuple[int, int]]) -> list[tuple[int, int]]:
    return sorted(row, key=lambda pair: (-pair[1], pair[0]))


def in_columns(rows: list[list[tuple[int, int]]]) -> tuple[Any, Any, Any]:
    start = np.cumsum([0, *(len(row) for row in rows)]).astype(np.int64)
    pairs = [pair for row in rows for pair in row]
    who, worth = int32(*(who for who, _ in pairs)), np.array([w for _, w in pairs], np.int64)
    return start, who, worth


longer_rows = st.lists(
    st.tuples(st.integers(0, 30), st.integers(1, 4)), max_size=2 * HEAD, unique_by=lambda p: p[0]
)


@settings(unhurried)
@given(st.data(), st.integers(0, 3), st.booleans())
def test_newcomers_are_written_into_all_rows_within_the_room_that_was_asked_for(
    data: st.DataObject, room: int, ordered: bool
) -> None:
    rows = data.draw(st.lists(longer_rows, min_size=1, max_size=4))
    listed = st.tuples(st.integers(0, len(rows) - 1), st.integers(1, 4))
    one = st.lists(listed, unique_by=lambda pair: pair[0])
    come = {31 + k: pairs for k, pairs in enumerate(data.draw(st.lists(one, max_size=12)))}
    own = data.draw(longer_rows)  # of a row that is new on this side
    rows = [best_first(row) if ordered else row for row in rows]
    start, who, worth = in_columns([*come.values()])
    shelf = a_shelf([*rows, []], room)
    more = np.full(len(rows) + 1, 7, np.int32)
    own_start, *own_pairs = in_columns([own])
    now, wide = needed(shelf, own_start, who, more)
    longer = [np.concatenate([column, np.full(now, -7, column.dtype)]) for column in shelf[3:5]]
    shelf = shelf._replace(who=longer[0], worth=longer[1])
    ready = np.ones(len(rows) + 1 if ordered else 0, np.uint8)

    lay(shelf, int32(len(rows)), own_start, *own_pairs)
    join(shelf, np.array([*come], np.int32), start, who, worth, ready)

    assert now <= wide
    assert shelf.tail[0] <= shelf.who.size
    wanted = plain.joined([*rows, own], come)
    found = rows_of(shelf)
    if not ordered:
        assert found == wanted
        return
    assert found[-1] == wanted[-1] == own
    for r, before in enumerate(rows):
        assert found[r][:HEAD] == best_first(wanted[r])[:HEAD]
        assert best_first(found[r]) == best_first(wanted[r])
        assert ready[r] == (len(found[r]) == len(before))


@settings(unhurried)
@given(
    st.lists(st.booleans(), max_size=6),
    st.integers(0, 2),
    st.sets(st.integers(0, 5)),
    st.lists(st.lists(st.integers(-1, 8), max_size=4), max_size=3),
)
def test_the_first_row_that_cannot_be_is_found_and_told_why(
    there: list[bool], coming: int, gone: set[int], rows: list[list[int]]
) -> None:
    leave = {r for r in gone if r < len(there) and there[r]}
    seen = np.zeros(len(there) + coming, np.int64)
    column = np.array([*there, *[False] * coming], np.bool_)
    sight = Sight(column, len(there), seen, np.zeros(1, np.int64), int32(*leave))
    start = np.cumsum([0, *(len(row) for row in rows)]).astype(np.int64)
    flat = [r for row in rows for r in row]

    for _ in range(2):  # what was noted the first time does not matter the second time
        row, why = first_wrong(sight, seen.size, start, int32(*flat))

        assert why == plain.first_wrong(there, coming, leave, rows)
        if row >= 0:
            k = int(np.searchsorted(start, row, "right")) - 1
            before = [*rows[:k], rows[k][: row - start[k]]]
            assert plain.first_wrong(there, coming, leave, before) == 0
