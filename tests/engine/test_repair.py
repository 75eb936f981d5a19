"""Any plan and any prices are mended, one party and one home at a time."""

from dataclasses import replace
from typing import Any
from unittest.mock import patch

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from hearth.engine import repair
from hearth.engine.assign import Start
from hearth.engine.kernels.repair import State, place, settle
from hearth.engine.plain.assign import assign_plain
from hearth.engine.repair import Lists, Packed, loosened, mend, packed, seated, turned
from tests.engine.test_assign import starts
from tests.engine.worlds import unhurried, wider_lists

Job = tuple[Any, Any, Any, Any]


def nothing(state: State) -> Any:
    return np.zeros(state.held.size, np.int64)


def made_of(job: Job) -> Packed:
    lists = Lists.of(*job)
    made = packed(lists)
    return replace(made, state=turned(made.state, nothing(made.state)))


def faults(made: Packed, places: Any) -> list[str]:
    """What keeps plan and prices from proving one another."""
    s, found = made.state, []
    for i, h in enumerate(s.held.tolist()):
        row = range(s.start[i], s.stop[i])
        best = max([0, *(int(s.value[e] - s.price[s.home[e]]) for e in row)])
        mine = int(s.fit[i] - s.price[h]) if h >= 0 else 0
        if best != s.margin[i] or mine != best:
            found.append(f"party {i} has {mine} of {best}, said to be {s.margin[i]}")
    for h, count in enumerate(np.bincount(s.held[s.held >= 0], minlength=places.size).tolist()):
        if count > places[h] or (s.price[h] > 0 and count < places[h]) or count != s.taken[h]:
            found.append(f"home {h} has {count}, price {s.price[h]}")
        if sorted(s.slot[s.first[h] : s.first[h] + count]) != np.flatnonzero(s.held == h).tolist():
            found.append(f"home {h} does not know who is there")
    return found


def value_of(made: Packed) -> int:
    return int(made.state.fit[made.state.held >= 0].sum())


def plain_value(job: Job) -> int:
    indptr, home, value, _ = job
    owner = np.repeat(np.arange(indptr.size - 1), np.diff(indptr))
    return int(value[np.array(assign_plain(*job)[0], np.int64)[owner] == home].sum())


@settings(unhurried)
@given(wider_lists(), st.data())
def test_whatever_the_plan_and_the_prices_mending_makes_them_right(
    job: Job, data: st.DataObject
) -> None:
    made = made_of(job)
    start: Start = data.draw(starts(job[0].size - 1, job[3].size))
    seated(made, start.home, start.price)
    with patch.object(repair, "FEW", data.draw(st.sampled_from((0, repair.FEW)))):  # on two cores
        mend(made.state, *loosened(made.state))
    assert faults(made, job[3]) == []
    assert value_of(made) == plain_value(job)


@settings(unhurried)
@given(wider_lists(), st.randoms(use_true_random=False))
def test_after_every_single_party_the_plan_of_those_who_came_is_right(
    job: Job, random: Any
) -> None:
    made = made_of(job)
    state, come = made.state, set()
    order = list(range(job[0].size - 1))
    random.shuffle(order)
    for i in order:
        place(state, i)
        come.add(i)
        assert {int(fault.split()[1]) for fault in faults(made, job[3]) if "party" in fault} <= (
            set(order) - come
        )
    assert faults(made, job[3]) == []
    assert value_of(made) == plain_value(job)


@settings(unhurried)
@given(wider_lists(), st.data())
def test_when_parties_leave_each_home_they_leave_is_settled_exactly(
    job: Job, data: st.DataObject
) -> None:
    made = made_of(job)
    state = made.state
    mend(state, *loosened(state))
    indptr, home, value, places = job
    gone = data.draw(st.sets(st.integers(0, indptr.size - 2), max_size=5))
    kept = np.ones(home.size, np.bool_)
    for i in gone:
        h = int(state.held[i])
        kept[indptr[i] : indptr[i + 1]] = False
        for other in np.unique(state.home[state.start[i] : state.stop[i]]).tolist():
            inside = range(state.since[other], state.until[other])
            at = next(q for q in inside if state.party[q] == i)
            state.until[other] -= 1
            last = state.until[other]
            state.party[at], state.worth[at] = state.party[last], state.worth[last]
        state.stop[i], state.held[i], state.margin[i] = state.start[i], -1, 0
        if h >= 0:
            mates = state.slot[state.first[h] : state.first[h] + state.taken[h]]
            mates[: mates.size - 1] = mates[mates != i]
            state.taken[h] -= 1
            while state.price[h] > 0 and state.taken[h] < state.places[h]:
                settle(state, h)
        assert faults(made, places) == []
    owner = np.repeat(np.arange(indptr.size - 1), np.diff(indptr))[kept]
    fewer = np.searchsorted(owner, np.arange(indptr.size)).astype(np.int64)
    assert value_of(made) == plain_value((fewer, home[kept], value[kept], places))
