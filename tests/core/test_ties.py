"""How near a household is to somebody hostile."""

from collections import deque
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hearth.core.errors import InvalidValue
from hearth.core.ids import PersonId
from hearth.core.ties import NO_TIES, Tie, TieKind, Ties

FAR = 9


def who(n: int) -> PersonId:
    return PersonId(UUID(int=n))


somebody = st.integers(1, 8)
pairs = st.lists(st.tuples(somebody, somebody).filter(lambda two: two[0] != two[1]), max_size=12)
people = st.frozensets(somebody, max_size=4)


def ties(of: list[tuple[int, int]]) -> Ties:
    return Ties.of(Tie(who(a), who(b), TieKind.ACQUAINTANCE) for a, b in of)


def ids(of: frozenset[int]) -> frozenset[PersonId]:
    return frozenset(map(who, of))


def by_search(of: list[tuple[int, int]], start: frozenset[int], goal: frozenset[int]) -> int | None:
    """The same count by breadth-first search, one person after the other."""
    far = dict.fromkeys(start, 0)
    queue = deque(start)
    while queue:
        at = queue.popleft()
        if at in goal:
            return far[at]
        for one, two in of:
            for near, other in ((one, two), (two, one)):
                if near == at and other not in far:
                    far[other] = far[at] + 1
                    queue.append(other)
    return None


@given(of=pairs, circle=people, hostile=people, at_most=st.integers(0, FAR))
def test_degrees_are_the_fewest_ties_between(
    of: list[tuple[int, int]], circle: frozenset[int], hostile: frozenset[int], at_most: int
) -> None:
    fewest = by_search(of, circle, hostile)

    found = ties(of).degrees(ids(circle), ids(hostile), at_most)

    assert found == (fewest if fewest is not None and fewest <= at_most else None)


@given(of=pairs, circle=people, hostile=people, at_most=st.integers(0, FAR))
def test_it_is_as_far_one_way_as_the_other(
    of: list[tuple[int, int]], circle: frozenset[int], hostile: frozenset[int], at_most: int
) -> None:
    there = ties(of).degrees(ids(circle), ids(hostile), at_most)

    assert there == ties(of).degrees(ids(hostile), ids(circle), at_most)


@given(of=pairs, more=pairs, circle=people, hostile=people, at_most=st.integers(0, FAR))
def test_one_more_tie_never_brings_people_farther_apart(
    of: list[tuple[int, int]],
    more: list[tuple[int, int]],
    circle: frozenset[int],
    hostile: frozenset[int],
    at_most: int,
) -> None:
    before = ties(of).degrees(ids(circle), ids(hostile), at_most)
    after = ties(of + more).degrees(ids(circle), ids(hostile), at_most)

    assert before is None or (after is not None and after <= before)


@given(of=pairs, start=people, degrees=st.integers(0, FAR))
def test_whoever_is_near_stays_near_when_more_ties_are_looked_at(
    of: list[tuple[int, int]], start: frozenset[int], degrees: int
) -> None:
    near = ties(of).within(ids(start), degrees)

    assert ids(start) <= near <= ties(of).within(ids(start), degrees + 1)
    assert near == {
        who(n)
        for n in range(1, 9)
        if (far := by_search(of, start, frozenset({n}))) is not None and far <= degrees
    }


def test_nobody_is_tied_to_themselves() -> None:
    with pytest.raises(InvalidValue, match="themselves"):
        Tie(who(1), who(1), TieKind.KIN)


def test_fewer_than_no_ties_cannot_be_asked_for() -> None:
    with pytest.raises(InvalidValue):
        NO_TIES.within(frozenset({who(1)}), -1)
    with pytest.raises(InvalidValue):
        NO_TIES.degrees(frozenset({who(1)}), frozenset({who(1)}), -1)
