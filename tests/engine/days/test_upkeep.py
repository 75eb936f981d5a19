"""Parties and homes come and go, and the plan stays the best there is, with its proof."""

from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from hearth.core.errors import InvalidValue
from hearth.engine.assign import Start, assign
from hearth.engine.certify import certify
from hearth.engine.plain.upkeep import PlainUpkeep
from hearth.engine.upkeep import Changes, Moves, Newcomers, Upkeep
from tests.engine.worlds import lists, random_lists, unhurried, wider_lists

Lists = tuple[Any, Any, Any, Any]
EMPTY = np.empty(0, np.int32)
NOBODY: Lists = (np.zeros(1, np.int64), EMPTY, EMPTY, EMPTY)
FEW = 9  # rows at most, so that the story stays small

values = st.sampled_from([0, 1, 1, 2, 3, 50, 10**12]) | st.integers(0, 6)


def int32(*rows: int) -> Any:
    return np.array(rows, np.int32)


def as_sets(some: Lists) -> list[dict[int, int]]:
    """What each home is worth to each party, whatever the order."""
    indptr, home, value, _ = some
    rows = [slice(a, b) for a, b in pairwise(indptr.tolist())]
    return [dict(zip(home[r].tolist(), value[r].tolist(), strict=True)) for r in rows]


def as_told(moves: Moves) -> list[tuple[int, int, int]]:
    """Who moved, from where and to where, by row."""
    columns = (moves.party, moves.before, moves.now)
    return sorted(zip(*(column.tolist() for column in columns), strict=True))


def has_room(kept: Upkeep) -> bool:
    """Whether nothing was written behind the end of a column."""
    of = kept._room.kept
    shelves = all(int(shelf.tail[0]) <= shelf.who.size for shelf in (of.rows, of.cols))
    return shelves and int(of.slots[0]) <= kept._room.state.slot.size == of.seen.size


def is_proven(kept: Upkeep) -> None:
    """The plan is worth what its prices allow, and a proof that knows no solver agrees."""
    assert kept.value == kept.bound
    assert has_room(kept)
    assert certify(*kept.lists(), kept.plan()).problems == ()


class ComingAndGoing(RuleBasedStateMachine):
    """Any story: after each change the plan is worth as much as one found from nothing."""

    @initialize(some=lists() | st.just(NOBODY), known=st.booleans())
    def begin(self, some: Lists, known: bool) -> None:
        plan = assign(*some)
        self.kept = Upkeep.of(*some, Start(plan.home, plan.price) if known else None)
        self.plain = PlainUpkeep.of(*some)
        self.parties = set(range(some[0].size - 1))
        self.homes = set(range(some[3].size))

    def tell(self, changes: Changes) -> Moves:
        """Make the changes on both sides, and see that whoever moved is named."""
        old = self.kept.plan().home.tolist()
        moves = self.kept.change(changes)
        self.plain.change(changes)
        new = self.kept.plan().home.tolist()
        old += [-1] * (len(new) - len(old))
        of_both = enumerate(zip(old, new, strict=True))
        assert as_told(moves) == [(i, a, b) for i, (a, b) in of_both if a != b]
        self.parties = (self.parties | set(moves.came)) - set(changes.left.tolist())
        self.homes = (self.homes | set(moves.opened)) - set(changes.closed.tolist())
        return moves

    def some_of(self, data: st.DataObject, rows: set[int], most: int = FEW) -> list[int]:
        if not rows:
            return []
        return data.draw(st.lists(st.sampled_from(sorted(rows)), unique=True, max_size=most))

    def newcomers(self, data: st.DataObject, others: set[int], count: int) -> Newcomers:
        who = [self.some_of(data, others) for _ in range(count)]
        value = [data.draw(values) for row in who for _ in row]
        indptr = np.cumsum([0, *(len(row) for row in who)]).astype(np.int64)
        return Newcomers(indptr, int32(*(w for row in who for w in row)), np.array(value, np.int64))

    @precondition(lambda self: len(self.parties) < FEW)
    @rule(data=st.data())
    def a_party_arrives(self, data: st.DataObject) -> None:
        self.tell(Changes(came=self.newcomers(data, self.homes, 1)))

    @precondition(lambda self: self.parties)
    @rule(data=st.data())
    def a_party_leaves(self, data: st.DataObject) -> None:
        self.tell(Changes(left=int32(data.draw(st.sampled_from(sorted(self.parties))))))

    @precondition(lambda self: len(self.homes) < FEW)
    @rule(data=st.data(), places=st.integers(0, 3))
    def a_home_opens(self, data: st.DataObject, places: int) -> None:
        come = self.newcomers(data, self.parties, 1)
        self.tell(Changes(opened=come, opened_places=int32(places)))

    @precondition(lambda self: self.homes)
    @rule(data=st.data())
    def a_home_leaves(self, data: st.DataObject) -> None:
        self.tell(Changes(closed=int32(data.draw(st.sampled_from(sorted(self.homes))))))

    @precondition(lambda self: self.homes)
    @rule(data=st.data(), places=st.sampled_from([0, 1, 2, 3, 2**31 - 1]))
    def a_home_has_other_places(self, data: st.DataObject, places: int) -> None:
        home = data.draw(st.sampled_from(sorted(self.homes)))
        self.tell(Changes(resized=int32(home), places=int32(places)))

    @precondition(lambda self: len(self.parties) < FEW and len(self.homes) < FEW)
    @rule(data=st.data(), come=st.integers(0, 2), open_=st.integers(0, 2))
    def a_whole_day_passes(self, data: st.DataObject, come: int, open_: int) -> None:
        left, closed = self.some_of(data, self.parties, 3), self.some_of(data, self.homes, 2)
        resized = self.some_of(data, self.homes - set(closed), 2)
        m = len(self.plain.places)
        homes = (self.homes - set(closed)) | set(range(m, m + open_))
        self.tell(
            Changes(
                left=int32(*left),
                closed=int32(*closed),
                resized=int32(*resized),
                places=int32(*(data.draw(st.integers(0, 3)) for _ in resized)),
                opened=self.newcomers(data, self.parties - set(left), open_),
                opened_places=int32(*(data.draw(st.integers(0, 3)) for _ in range(open_))),
                came=self.newcomers(data, homes, come),
            )
        )

    @invariant()
    def nothing_better_is_found_from_nothing(self) -> None:
        if hasattr(self, "kept"):
            is_proven(self.kept)
            assert self.kept.value == self.plain.plan().value
            for column, wanted in zip(self.kept.lists(), self.plain.lists(), strict=True):
                assert column.tolist() == wanted.tolist()


ComingAndGoing.TestCase.settings = settings(unhurried, stateful_step_count=25)
TestComingAndGoing = ComingAndGoing.TestCase


def random_newcomers(rng: Any, others: set[int], gone: Any, count: int, most: int) -> Newcomers:
    """So many, each with up to 30 of the others that are not gone."""
    rows = np.array(sorted(others - set(gone.tolist())), np.int32)
    sizes = np.minimum(rng.integers(0, 30, count), rows.size)
    who = [EMPTY, *(rng.choice(rows, size, replace=False) for size in sizes)]
    indptr = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)
    return Newcomers(indptr, np.concatenate(who), rng.integers(0, most + 1, indptr[-1]))


def random_rows(rng: Any, rows: set[int], count: int) -> Any:
    return rng.choice(np.array(sorted(rows), np.int32), min(count, len(rows)), replace=False)


@pytest.mark.parametrize("most", [2, 10**6])
@pytest.mark.parametrize("homes", [40, 300])
def test_a_long_story_of_many_days_stays_proven(homes: int, most: int) -> None:
    """So long that rows move, shelves are cleared of those who left, and columns grow."""
    rng = np.random.default_rng(homes)
    kept = Upkeep.of(*random_lists(rng, 120, homes, most))
    plain = PlainUpkeep.of(*kept.lists())
    people, places = set(range(120)), set(range(homes))
    for _ in range(60):
        left, closed = random_rows(rng, people, 4), random_rows(rng, places, 2)
        day = Changes(
            left=left,
            closed=closed,
            opened=random_newcomers(rng, people, left, 2, most),
            opened_places=rng.integers(0, 4, 2).astype(np.int32),
            came=random_newcomers(rng, places, closed, 4, most),
        )
        moves = kept.change(day)
        plain.change(day)
        people = (people | set(moves.came)) - set(left.tolist())
        places = (places | set(moves.opened)) - set(closed.tolist())
        is_proven(kept)
        for column, wanted in zip(kept.lists(), plain.lists(), strict=True):
            assert column.tolist() == wanted.tolist()
    assert kept.value == plain.plan().value


@settings(unhurried)
@given(wider_lists(), st.integers(0, 2**32), st.lists(st.integers(0, 12), min_size=5, max_size=5))
def test_however_much_happens_at_once_the_plan_is_as_good_as_from_nothing(
    some: Lists, seed: int, counts: list[int]
) -> None:
    """So many leave that homes have several free places, and lose them to one another."""
    rng, most = np.random.default_rng(seed), int(some[2].max(initial=1))
    people, places = set(range(some[0].size - 1)), set(range(some[3].size))
    left, closed = random_rows(rng, people, 2 * counts[0]), random_rows(rng, places, counts[1])
    resized = random_rows(rng, places - set(closed.tolist()), counts[2])
    day = Changes(
        left=left,
        closed=closed,
        resized=resized,
        places=rng.integers(0, 5, resized.size).astype(np.int32),
        opened=random_newcomers(rng, people, left, counts[3], most),
        opened_places=rng.integers(0, 5, counts[3]).astype(np.int32),
        came=random_newcomers(rng, places, closed, counts[4], most),
    )
    kept, plain = Upkeep.of(*some), PlainUpkeep.of(*some)

    kept.change(day)
    plain.change(day)

    is_proven(kept)
    assert kept.value == plain.plan().value


def test_an_arriving_party_takes_the_place_of_one_who_can_go_elsewhere() -> None:
    kept = Upkeep.of(np.array([0, 2]), int32(0, 1), int32(9, 8), int32(1, 1))

    moves = kept.arrive(int32(0), int32(5))

    assert list(moves.came) == [1]
    assert kept.plan().home.tolist() == [1, 0]
    assert as_told(moves) == [(0, 0, 1), (1, -1, 0)]
    assert kept.value == kept.bound == 13


def test_a_place_that_becomes_free_is_taken_by_whoever_waits() -> None:
    kept = Upkeep.of(np.array([0, 1, 2]), int32(0, 0), int32(9, 5), int32(1))

    kept.leave(0)

    assert kept.plan().home.tolist() == [-1, 0]
    assert kept.value == 5


def test_who_lived_in_a_home_that_leaves_is_placed_elsewhere() -> None:
    kept = Upkeep.of(np.array([0, 2]), int32(0, 1), int32(9, 8), int32(1, 1))

    moves = kept.close(0)

    assert as_told(moves) == [(0, 0, 1)]
    assert kept.lists()[3].tolist() == [0, 1]


def test_a_home_that_opens_or_grows_is_used_at_once() -> None:
    kept = Upkeep.of(np.zeros(3, np.int64), int32(), int32(), int32())
    kept.open(int32(0, 1), int32(4, 6), 1)
    assert kept.plan().home.tolist() == [-1, 0]
    kept.resize(0, 2)
    assert kept.plan().home.tolist() == [0, 0]
    assert kept.value == kept.bound == 10


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"left": int32(3)}, "left, row 0: must be a row that is there, 0 to 2"),
        ({"left": int32(0, -1)}, "left, row 1"),
        ({"left": int32(2)}, "left, row 0: must be a row that is there, this one has left"),
        ({"left": int32(0, 1, 0)}, "left, row 2: must be listed once"),
        ({"left": np.array([0])}, "left must be an array of int32"),
        ({"closed": int32(2)}, "closed, row 0"),
        ({"closed": int32(1, 1)}, "closed, row 1: must be listed once"),
        ({"closed": int32(0), "resized": int32(0), "places": int32(1)}, "resized, row 0"),
        ({"resized": int32(0)}, "places has shape"),
        ({"resized": int32(0), "places": int32(-1)}, "places, row 0: must be 0 or more"),
        ({"opened": Newcomers.one(int32(0), int32(1))}, "opened_places has shape"),
        (
            {"opened": Newcomers.one(int32(2), int32(1)), "opened_places": int32(1)},
            "opened who, row 0: must be a row that is there, this one has left",
        ),
        (
            {
                "left": int32(1),
                "opened": Newcomers.one(int32(0, 1), int32(1, 1)),
                "opened_places": int32(1),
            },
            "opened who, row 1",
        ),
        (
            {"closed": int32(0), "came": Newcomers.one(int32(1, 0), int32(1, 1))},
            "came who, row 1: must be a row that is there, this one has left",
        ),
        ({"came": Newcomers.one(int32(2), int32(1))}, "came who, row 0: .* 0 to 1"),
        (
            {"came": Newcomers.one(int32(1, 0, 1), int32(1, 1, 1))},
            "came who, row 2: must be listed",
        ),
        ({"came": Newcomers.one(int32(0), int32(-1))}, "came value, row 0: must be 0 or more"),
        (
            {"came": Newcomers.one(int32(0), np.array([0.5]))},
            "came value must be an array of int64",
        ),
        ({"came": Newcomers.one(int32(0), int32(1, 2))}, "came value has shape"),
        ({"came": Newcomers(np.array([0, 2]), int32(0), int32(1))}, "came indptr"),
        ({"came": Newcomers(np.array([0, 2, 1, 2]), int32(0, 1), int32(1, 1))}, "indptr, row 1"),
        ({"came": Newcomers.one(int32(0), np.array([2**60]))}, "cannot be added up for 4 parties"),
    ],
)
def test_what_cannot_be_is_refused_and_changes_nothing(change: dict[str, Any], says: str) -> None:
    kept = Upkeep.of(np.array([0, 2, 3, 4]), int32(0, 1, 0, 1), int32(3, 4, 5, 9), int32(1, 1))
    kept.leave(2)
    before, plan = kept.lists(), kept.plan()

    with pytest.raises(InvalidValue, match=says):
        kept.change(Changes(**change))

    assert as_sets(kept.lists()) == as_sets(before)
    assert kept.lists()[3].tolist() == before[3].tolist()
    assert kept.plan().home.tolist() == plan.home.tolist()
    assert kept.arrive(int32(0), int32(1)).came == range(3, 4)
    is_proven(kept)


def test_values_as_great_as_can_be_added_up_do_not_wrap_around() -> None:
    most = (1 << 62) // 3 - 1
    kept = Upkeep.of(np.array([0, 1]), int32(0), np.array([most]), int32(1))
    kept.arrive(int32(0), np.array([most]))
    kept.arrive(int32(0), np.array([most - 1]))
    assert kept.value == most
    kept.resize(0, 3)
    assert kept.value == 3 * most - 1
    kept.leave(0)
    kept.resize(0, 0)
    assert kept.value == kept.bound == 0


@settings(unhurried)
@given(lists())
def test_whoever_leaves_and_comes_back_leaves_the_value_as_it_was(some: Lists) -> None:
    kept = Upkeep.of(*some)
    value = kept.value
    for party, worth in enumerate(as_sets(some)):
        kept.leave(party)
        kept.arrive(int32(*worth), np.array([*worth.values()], np.int64))
    assert kept.value == kept.bound == value


def test_many_days_of_coming_and_going_stay_inside_their_room() -> None:
    """Rows that had room to spare lose it when the shelves are widened: that room is counted."""
    days = [
        ([0], 1),
        ([1], 5),
        ([4, 5, 6], 4),
        ([2, 7, 8], 0),
        ([3, 10], 0),
        ([], 0),
        ([], 3),
        ([12, 13], 3),
        ([11, 14, 15], 1),
        ([9], 1),
        ([16, 17, 18], 1),
        ([], 0),
        ([19], 9),
    ]
    nobody = (np.empty(0, np.int32), np.empty(0, np.int64))
    kept = Upkeep.of(np.array([0, 0]), *nobody, np.array([1, 1], np.int32))
    for left, count in days:
        who = np.tile(np.array([0, 1], np.int32), count)
        came = Newcomers(np.arange(0, 2 * count + 1, 2), who, np.tile(np.array([5, 4]), count))
        kept.change(Changes(left=np.array(left, np.int32), came=came))

        is_proven(kept)


@pytest.mark.parametrize("row", [2**40, 1.9, True, "0", None, float("nan")])
def test_a_row_that_is_no_whole_number_of_32_bits_is_refused(row: Any) -> None:
    kept = Upkeep.of(np.array([0, 1, 2]), int32(0, 1), np.array([3, 4]), np.array([1, 1], np.int32))
    for act in (kept.leave, kept.close, lambda some: kept.resize(0, some)):
        with pytest.raises(InvalidValue, match="whole number"):
            act(row)
    assert kept.value == 7
