"""Windows as columns: what waits is asked for once, and nothing is mixed up on the way."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from hearth.actions.visiting.due_columns import Columns, by_day, until_late

DAY = st.integers(1, 3_000_000)
LINES = st.lists(
    st.tuples(st.integers(0, 5000), st.integers(0, 40), DAY, DAY, DAY, DAY, st.booleans())
)


def one_by_one(windows: list[tuple[int, bool]], late: set[int]) -> list[bool]:
    """Whether each window is asked for: of a lane in which nothing waits yet."""
    waits, asked = set(late), []
    for lane, is_past in windows:
        asked.append(lane not in waits)
        if is_past:
            waits.add(lane)
    return asked


@given(st.lists(st.tuples(st.integers(0, 4), st.booleans())), st.sets(st.integers(0, 4)))
def test_what_waits_is_asked_for_once_as_if_one_by_one(
    windows: list[tuple[int, bool]], late: set[int]
) -> None:
    lane = np.array([one for one, _ in windows], np.int64)
    is_past = np.array([past for _, past in windows], np.bool_)

    found = until_late(lane, np.array(sorted(late), np.int64), is_past)

    assert found.tolist() == one_by_one(windows, late)


@given(LINES, LINES)
def test_windows_put_in_columns_come_out_as_they_were(
    some: list[tuple[int, int, int, int, int, int, bool]],
    more: list[tuple[int, int, int, int, int, int, bool]],
) -> None:
    found = Columns.joined([Columns.of(some), Columns.of(more)])

    assert list(zip(*(one.tolist() for one in found), strict=True)) == [*some, *more]


@given(LINES)
def test_two_windows_have_one_number_only_where_stay_rule_and_day_are_the_same(
    lines: list[tuple[int, int, int, int, int, int, bool]],
) -> None:
    found = Columns.of(lines)

    keys = by_day(found.lane(41), found.due).tolist()

    assert len(set(keys)) == len({(at, rule, due) for at, rule, _, due, *_ in lines})
