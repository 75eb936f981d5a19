"""Every number of the advice is what the same register would place with one such home more."""

from dataclasses import replace
from itertools import product
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hearth.core.errors import InvalidValue
from hearth.engine.advice.recruit import MANY, Advice, Gain, _Job, recruit
from hearth.engine.advice.standing import Everybody, shares_rooms
from hearth.engine.candidates import Candidates
from tests.engine.worlds import unhurried


@st.composite
def jobs(draw: st.DrawFn) -> tuple[Everybody, Any]:
    """Up to five parties, up to three homes and up to three described ones, in any order."""
    n, m = draw(st.integers(0, 5)), draw(st.integers(1, 5))
    described = np.array(draw(st.lists(st.integers(0, m - 1), unique=True, max_size=3)), np.int64)
    rooms = np.array(draw(st.lists(st.integers(0, 3), min_size=m, max_size=m)), np.int32)
    can = [[j for j in range(m) if rooms[j] > 0 and draw(st.booleans())] for _ in range(n)]
    needed = [draw(st.integers(1, int(rooms[j]))) for row in can for j in row]
    whole = draw(st.booleans())
    places = np.ones(m, np.int32) if whole else rooms
    return an_everybody(
        can,
        needed=np.array(needed, np.int32),
        rooms=rooms,
        places=np.minimum(places, rooms).astype(np.int32),
        tier=np.array(draw(st.lists(st.integers(0, 2), min_size=n, max_size=n)), np.int16),
        size=np.array(draw(st.lists(st.integers(1, 4), min_size=n, max_size=n)), np.int32),
    ), described


def an_everybody(can: list[list[int]], **columns: Any) -> Everybody:
    """Parties that may go to these homes; one room and one place each unless told."""
    home = np.array([j for row in can for j in row], np.int32)
    indptr = np.cumsum([0, *map(len, can)]).astype(np.int64)
    homes = int(max(home, default=-1)) + 1 if "rooms" not in columns else columns["rooms"].size
    usual: dict[str, Any] = {
        "needed": np.ones(home.size, np.int32),
        "places": np.ones(homes, np.int32),
        "rooms": np.ones(homes, np.int32),
        "tier": np.zeros(len(can), np.int16),
        "size": np.ones(len(can), np.int32),
    }
    return Everybody(Candidates(indptr, home, np.zeros(home.size, np.int32)), **(usual | columns))


def best_by_hand(every: Everybody, open_: set[int], copies: dict[int, int] | None = None) -> Gain:
    """Parties and people of the best plan."""
    _, people, parties = most_by_hand(every, open_, copies)
    return Gain(parties, people)


def most_by_hand(
    every: Everybody, open_: set[int], copies: dict[int, int] | None = None
) -> tuple[tuple[int, ...], int, int]:
    """Parties by urgency, people, and parties of the best plan, by trying every plan there is."""
    homes = [j for j in range(every.places.size) if j in open_]
    for row, count in (copies or {}).items():
        homes += [row] * (count - 1)
    need = {
        (int(i), int(j)): int(rooms)
        for i, j, rooms in zip(every.owner, every.lists.home, every.needed, strict=True)
    }
    tiers = sorted(set(every.tier.tolist()))
    best: tuple[tuple[int, ...], int, int] = ((), 0, 0)
    ways = [
        [None, *(at for at, j in enumerate(homes) if (i, j) in need)]
        for i in range(every.tier.size)
    ]
    for plan in product(*ways):
        inside = [i for i, at in enumerate(plan) if at is not None]
        fits = all(
            sum(at == k for at in plan) <= every.places[j]
            and sum(need[i, j] for i, at in enumerate(plan) if at == k) <= every.rooms[j]
            for k, j in enumerate(homes)
        )
        if fits:
            by_tier = tuple(sum(every.tier[i] == tier for i in inside) for tier in tiers)
            people = int(every.size[inside].sum())
            best = max(best, (by_tier, people, len(inside)))
    return best


def less(after: Gain, before: Gain) -> Gain:
    return Gain(after.parties - before.parties, after.people - before.people)


def exact(every: Everybody) -> bool:
    """Whether the job is solved as it is: rooms shared, or homes that take whole parties."""
    return shares_rooms(every) or bool((every.places <= 1).all())


@unhurried
@given(jobs())
def test_each_number_is_what_solving_again_by_hand_says(job: tuple[Everybody, Any]) -> None:
    every, described = job
    if not exact(every):
        return
    real = set(range(every.places.size)) - set(described.tolist())

    found = recruit(every, described)

    before = best_by_hand(every, real)
    assert found.exact
    assert found.before == before
    for one in found.helped:
        assert less(best_by_hand(every, real | {one.row}), before) == one.alone
        assert one.fits == int((every.lists.home == one.row).sum())
    rows = {one.row for one in found.helped}
    assert less(best_by_hand(every, real | rows), before) == found.together


@unhurried
@given(jobs())
def test_the_first_is_the_best_there_is_and_each_other_the_best_beside_those_before(
    job: tuple[Everybody, Any],
) -> None:
    every, described = job
    if not exact(every):
        return
    open_ = set(range(every.places.size)) - set(described.tolist())

    for one in recruit(every, described).helped:
        shut = set(described.tolist()) - open_
        best = max(most_by_hand(every, open_ | {row}) for row in shut)
        open_ |= {one.row}
        assert most_by_hand(every, open_) == best


@unhurried
@given(jobs())
def test_what_is_not_advised_would_place_nobody_more(job: tuple[Everybody, Any]) -> None:
    every, described = job
    if not exact(every):
        return
    real = set(range(every.places.size)) - set(described.tolist())
    found = recruit(every, described)

    rows = {one.row for one in found.helped}
    together = best_by_hand(every, real | rows)
    for row in set(described.tolist()) - rows:
        assert best_by_hand(every, real | rows | {row}) == together


@unhurried
@given(jobs())
def test_many_homes_of_a_description_are_many_homes(job: tuple[Everybody, Any]) -> None:
    every, described = job
    if not exact(every) or every.tier.size > 3:
        return
    real = set(range(every.places.size)) - set(described.tolist())
    before = best_by_hand(every, real)
    enough = every.tier.size or 1  # more homes than parties are as good as this many

    for one in recruit(every, described).helped:
        assert enough <= MANY
        many = best_by_hand(every, real | {one.row}, {one.row: enough})
        assert one.many == less(many, before)


@unhurried
@given(jobs())
def test_no_home_adds_more_than_its_bound(job: tuple[Everybody, Any]) -> None:
    every, described = job
    if not exact(every):
        return
    work = _Job(every, described, shares_rooms(every))
    now = work.solve([])

    for row, bound in zip(described.tolist(), work.bounds([], now, 1).tolist(), strict=True):
        assert (work.solve([row]).plan.value - now.plan.value) * now.plan.scale <= bound


@unhurried
@given(jobs(), st.integers(0, 3))
def test_the_advice_is_as_long_as_was_asked_and_no_description_comes_twice(
    job: tuple[Everybody, Any], most: int
) -> None:
    every, described = job

    rows = [one.row for one in recruit(every, described, most).helped]

    assert len(rows) <= most
    assert len(set(rows)) == len(rows)
    assert set(rows) <= set(described.tolist())


def test_the_home_that_places_most_people_comes_first() -> None:
    every = an_everybody([[0], [1], [1]], size=np.array([2, 1, 5], np.int32))

    found = recruit(every, np.array([0, 1]))

    assert [(one.row, one.alone) for one in found.helped] == [(1, Gain(1, 5)), (0, Gain(1, 2))]
    assert found.helped[0].many == Gain(2, 6)
    assert found.together == Gain(2, 7)


def test_a_home_for_the_most_urgent_comes_before_one_for_more_people() -> None:
    every = an_everybody(
        [[0], [1]], size=np.array([5, 1], np.int32), tier=np.array([1, 0], np.int16)
    )

    assert [one.row for one in recruit(every, np.array([0, 1])).helped] == [1, 0]


def test_a_home_that_promises_more_than_it_keeps_does_not_come_first() -> None:
    # Two who have homes could move into home 2, and only one waits for what they leave.
    two = np.array([1, 1, 2, 1], np.int32)
    every = an_everybody(
        [[0, 2], [1, 2], [0, 1], [3]], size=np.array([1, 1, 1, 3], np.int32), rooms=two, places=two
    )

    found = recruit(every, np.array([2, 3]))

    assert [(one.row, one.alone) for one in found.helped] == [(3, Gain(1, 3)), (2, Gain(1, 1))]


def test_a_home_frees_another_by_a_chain_of_moves() -> None:
    every = an_everybody([[0], [0, 1]], size=np.array([4, 1], np.int32))

    found = recruit(every, np.array([1]))

    assert found.before == Gain(1, 4)
    assert found.helped[0].alone == Gain(1, 1)


def test_nobody_who_waits_and_nothing_described_make_no_advice() -> None:
    nothing = Advice(Gain(0, 0), (), Gain(0, 0), exact=True)

    assert recruit(an_everybody([]), np.array([], np.int64)) == nothing
    assert recruit(an_everybody([[], []]), np.array([], np.int64)) == nothing


def test_what_cannot_be_is_refused() -> None:
    every = an_everybody([[0]])
    with pytest.raises(InvalidValue, match="twice"):
        recruit(every, np.array([0, 0]))
    with pytest.raises(InvalidValue, match="described"):
        recruit(every, np.array([7]))
    with pytest.raises(InvalidValue, match="at most 0"):
        recruit(every, np.array([0]), -1)
    with pytest.raises(InvalidValue, match="needed"):
        replace(every, needed=np.ones(2, np.int32))
