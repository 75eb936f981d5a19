"""Stable allocation: nobody and no place would both rather have each other."""

import csv
import json
from collections import Counter
from itertools import pairwise, product
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hearth.core.errors import InvalidValue
from hearth.engine import stable
from hearth.engine.plain.stable import best_for_residents_plain, best_for_workers_plain
from hearth.engine.stable import Rankings, best_for_residents, best_for_workers
from tests.engine.gap import data_folder
from tests.engine.worlds import unhurried

Lists = list[list[int]]
BOTH = pytest.mark.parametrize("best", [best_for_residents, best_for_workers])


def rankings(wishes: Lists, ranked: Lists, worker: Any, capacity: Any, caseload: Any) -> Rankings:
    """From lists: places per resident, residents per worker, and who holds how much."""
    return Rankings(*_flat(wishes), *_flat(ranked), *map(_ints, (worker, capacity, caseload)))


def _ints(numbers: Any) -> Any:
    return np.array(numbers, np.int32)


def _flat(lists: Lists) -> tuple[Any, Any]:
    start = np.cumsum([0, *map(len, lists)])
    return _ints(start), _ints([k for one in lists for k in one])


def unflat(start: Any, entries: Any) -> Lists:
    return [entries[a:b].tolist() for a, b in pairwise(start)]


def invented(rng: np.random.Generator, n: int, m: int, longest: int) -> Rankings:
    """Anything that can be: nobody, no place, no room, no time, workers who leave people out."""
    w = int(rng.integers(1, max(m, 1) + 1))
    worker = rng.integers(0, w, m)
    wishes = [rng.permutation(m)[: rng.integers(0, longest + 1)].tolist() for _ in range(n)]
    known = rng.random() < 0.5  # every worker ranks everybody, or some of them
    ranked = [rng.permutation(n)[: n if known else rng.integers(0, n + 1)] for _ in range(w)]
    capacity = rng.integers(0, 4, m) if rng.random() < 0.7 else np.full(m, 1)
    caseload = rng.integers(0, int(rng.choice([2, 4, 9])), w)
    return rankings(wishes, [one.tolist() for one in ranked], worker, capacity, caseload)


@st.composite
def some_rankings(draw: st.DrawFn, n: int = 5, m: int = 5) -> Rankings:
    """Small ones that shrink to what matters."""
    n, m = draw(st.integers(0, n)), draw(st.integers(0, m))
    w = draw(st.integers(1 if m else 0, 3))
    few = st.integers(0, 3)

    def per(rows: int, of: st.SearchStrategy[Any]) -> Any:
        return draw(st.lists(of, min_size=rows, max_size=rows))

    def order(size: int) -> st.SearchStrategy[list[int]]:
        whole = st.permutations(range(size))
        return st.builds(lambda some, k: list(some)[:k], whole, st.integers(0, size))

    wishes, ranked = per(n, order(m)), per(w, order(n) | st.permutations(range(n)))
    worker = per(m, st.integers(0, w - 1)) if m else []
    return rankings(wishes, ranked, worker, per(m, few), per(w, few))


# --- what stable means, written from the definition and from nothing else


class Sides:
    """One allocation looked at from all three sides."""

    def __init__(self, r: Rankings, at: Any) -> None:
        self.wishes, self.ranked = unflat(r.start, r.place), unflat(r.ranked_start, r.ranked)
        self.worker, self.at = r.worker.tolist(), list(map(int, at))
        self.capacity, self.caseload = r.capacity.tolist(), r.caseload.tolist()
        self.in_place = [[i for i, p in enumerate(self.at) if p == j] for j in range(r.worker.size)]
        self.in_hand = [
            [i for i, p in enumerate(self.at) if p >= 0 and self.worker[p] == k]
            for k in range(len(self.ranked))
        ]

    def is_possible(self) -> bool:
        """Everybody is where both sides know each other, and nothing is over its limit."""
        return (
            all(p < 0 or self.know(i, p) for i, p in enumerate(self.at))
            and all(len(a) <= c for a, c in zip(self.in_place, self.capacity, strict=True))
            and all(len(a) <= c for a, c in zip(self.in_hand, self.caseload, strict=True))
        )

    def know(self, i: int, j: int) -> bool:
        return j in self.wishes[i] and i in self.ranked[self.worker[j]]

    def blocking(self) -> list[tuple[int, int]]:
        """Pairs that would rather have each other than what this allocation gives them."""
        return [
            (i, j)
            for i, wished in enumerate(self.wishes)
            for j in wished
            if self.know(i, j) and self.wants(i, j) and self.would_take(i, j)
        ]

    def wants(self, i: int, j: int) -> bool:
        now = self.at[i]
        return now < 0 or self.wishes[i].index(j) < self.wishes[i].index(now)

    def would_take(self, i: int, j: int) -> bool:
        k = self.worker[j]
        rank = self.ranked[k].index
        if len(self.in_place[j]) >= self.capacity[j]:
            return any(rank(i) < rank(other) for other in self.in_place[j])
        if len(self.in_hand[k]) < self.caseload[k]:
            return True
        return i in self.in_hand[k] or any(rank(i) < rank(other) for other in self.in_hand[k])


def all_stable(r: Rankings) -> list[Sides]:
    """Every stable allocation, by trying all."""
    options = [[-1, *wished] for wished in unflat(r.start, r.place)]
    tried = (Sides(r, at) for at in product(*options))
    return [one for one in tried if one.is_possible() and not one.blocking()]


# --- the two answers


def test_the_compiled_loops_stay_inside_their_arrays(monkeypatch: pytest.MonkeyPatch) -> None:
    """Run as plain Python, they raise where compiled they would write past an end unseen."""
    for name in ("first_repeat", "sort_by", "ranks", "residents_ask", "workers_offer"):
        monkeypatch.setattr(stable, name, getattr(stable, name).py_func)
    all_leave = [
        rankings([wished] * 4, [[0, 1, 2, 3]] * 2, [0, 1], [4, 4], [4, 4])
        for wished in ([0, 1], [1, 0])
    ]
    some = [invented(np.random.default_rng(seed), 9, 7, 7) for seed in range(150)]
    for k, r in enumerate(all_leave + some):
        assert best_for_residents(r).tolist() == best_for_residents_plain(r), k
        assert best_for_workers(r).tolist() == best_for_workers_plain(r), k


@unhurried
@given(some_rankings())
def test_the_fast_and_the_plain_way_agree(r: Rankings) -> None:
    assert best_for_residents(r).tolist() == best_for_residents_plain(r)
    assert best_for_workers(r).tolist() == best_for_workers_plain(r)


@pytest.mark.parametrize(
    ("count", "n", "m", "longest"), [(1500, 4, 4, 4), (500, 9, 7, 7), (20, 40, 25, 12)]
)
def test_they_agree_on_many_and_on_longer_lists(count: int, n: int, m: int, longest: int) -> None:
    for seed in range(count):
        r = invented(np.random.default_rng(seed), n, m, longest)
        assert best_for_residents(r).tolist() == best_for_residents_plain(r), seed
        assert best_for_workers(r).tolist() == best_for_workers_plain(r), seed


@BOTH
def test_no_resident_and_place_would_rather_have_each_other(best: Any) -> None:
    for seed in range(300):
        r = invented(np.random.default_rng(seed), 30, 15, 15)
        sides = Sides(r, best(r))
        assert sides.is_possible(), seed
        assert sides.blocking() == [], seed


@unhurried
@given(some_rankings(n=4, m=4))
def test_each_answer_is_the_best_of_all_stable_ones_for_its_side(r: Rankings) -> None:
    every = all_stable(r)
    ours, theirs = Sides(r, best_for_residents(r)), Sides(r, best_for_workers(r))
    tables = [one.at for one in every]
    assert ours.at in tables
    assert theirs.at in tables
    for other in every:
        assert not any(ours.wants(i, p) for i, p in enumerate(other.at) if p >= 0)
        assert not any(other.wants(i, p) for i, p in enumerate(theirs.at) if p >= 0)
        for k, ranked in enumerate(r.ranked_start[:-1]):
            order = unflat(r.ranked_start, r.ranked)[k].index
            here, there = set(theirs.in_hand[k]), set(other.in_hand[k])
            assert all(order(a) < order(b) for a in here - there for b in there - here), ranked


@unhurried
@given(some_rankings(n=4, m=4))
def test_all_stable_allocations_place_the_same_residents(r: Rankings) -> None:
    every = all_stable(r)
    first = every[0]
    for other in every[1:]:
        assert [p < 0 for p in other.at] == [p < 0 for p in first.at]
        assert list(map(len, other.in_hand)) == list(map(len, first.in_hand))
        for j, k in enumerate(r.worker.tolist()):
            if len(first.in_hand[k]) < r.caseload[k]:
                assert len(other.in_place[j]) == len(first.in_place[j])


# --- what it means in the service


def test_two_who_each_rank_the_others_home_first_get_their_wish_or_the_workers() -> None:
    r = rankings([[0, 1], [1, 0]], [[1, 0], [0, 1]], [0, 1], [1, 1], [1, 1])

    assert best_for_residents(r).tolist() == [0, 1]
    assert best_for_workers(r).tolist() == [1, 0]


@BOTH
def test_a_workers_caseload_counts_over_all_of_their_homes(best: Any) -> None:
    r = rankings([[0], [1], [2]], [[2, 0, 1]], [0, 0, 0], [5, 5, 5], [2])

    assert best(r).tolist() == [0, -1, 2]


@BOTH
def test_a_worker_who_does_not_rank_somebody_does_not_get_them(best: Any) -> None:
    r = rankings([[0, 1], [0]], [[1], [0]], [0, 1], [2, 2], [2, 2])

    assert best(r).tolist() == [1, 0]


@BOTH
def test_no_room_and_no_time_leave_everybody_without_a_place(best: Any) -> None:
    assert best(rankings([[0], [0]], [[0, 1]], [0], [0], [2])).tolist() == [-1, -1]
    assert best(rankings([[0], [0]], [[0, 1]], [0], [2], [0])).tolist() == [-1, -1]


@BOTH
def test_huge_limits_hold_everybody(best: Any) -> None:
    most = 2**31 - 1
    r = rankings([[0]] * 3, [[0, 1, 2]], [0], [most], [most])

    assert best(r).tolist() == [0, 0, 0]


@BOTH
def test_nobody_and_nothing_is_an_empty_answer(best: Any) -> None:
    assert best(rankings([], [], [], [], [])).tolist() == []
    assert best(rankings([], [[]], [0], [1], [1])).tolist() == []
    assert best(rankings([[], []], [], [], [], [])).tolist() == [-1, -1]
    assert best(rankings([[0]], [[]], [0], [1], [1])).tolist() == [-1]


# --- bad input


def columns(**changed: Any) -> Any:
    """Two residents, two places of one worker, but for the columns given."""
    usual: dict[str, Any] = {
        "start": _ints([0, 2, 3]),
        "place": _ints([1, 0, 1]),
        "ranked_start": _ints([0, 2]),
        "ranked": _ints([1, 0]),
        "worker": _ints([0, 0]),
        "capacity": _ints([1, 1]),
        "caseload": _ints([2]),
    }
    return Rankings(**{**usual, **changed})


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"place": _ints([1, 2, 1])}, "column place, row 1: must be 0 to 1"),
        ({"place": _ints([1, 0, -1])}, "column place, row 2: must be 0 to 1"),
        ({"place": _ints([1, 1, 1])}, "column place, row 1: must not be in the same list twice"),
        ({"ranked": _ints([1, 1])}, "column ranked, row 1: must not be in the same list twice"),
        ({"ranked": _ints([1, 2])}, "column ranked, row 1: must be 0 to 1"),
        ({"ranked_start": _ints([0, 1, 2])}, "ranked_start has 3 rows, it must have 2"),
        ({"ranked_start": _ints([0, 3])}, "ranked_start must begin with 0 and end with 2"),
        ({"start": _ints([0, 4, 3])}, "column start, row 1: must be no greater than the next row"),
        ({"start": _ints([1, 2, 3])}, "start must begin with 0 and end with 3"),
        ({"start": _ints([])}, "start must begin with 0 and end with 3"),
        ({"worker": _ints([0, 1])}, "column worker, row 1: must be 0 to 0"),
        ({"worker": _ints([0])}, "column worker has 1 rows, capacity has 2"),
        ({"capacity": _ints([1, -1])}, "column capacity, row 1: must be 0 to 2147483647"),
        ({"caseload": np.array([2**31])}, "column caseload, row 0: must be 0 to 2147483647"),
        ({"caseload": np.array([2**64 - 1], np.uint64)}, "column caseload, row 0: must be 0"),
        ({"place": np.array([1.0, 0.0, np.nan])}, "place must be a one-dimensional array"),
        ({"worker": np.zeros((2, 1), np.int32)}, "worker must be a one-dimensional array"),
        ({"capacity": [1, 1]}, "column capacity must be an array of whole numbers"),
    ],
)
def test_what_cannot_be_is_refused_with_its_position(changed: Any, says: str) -> None:
    with pytest.raises(InvalidValue) as refused:
        columns(**changed)
    assert says in str(refused.value)


def test_more_rows_than_can_be_counted_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stable, "MOST", 2)

    with pytest.raises(InvalidValue) as refused:
        columns()

    assert "column place has 3 rows, at most 2 allowed" in str(refused.value)


def test_any_whole_numbers_do_and_later_changes_do_not_reach_the_checked_columns() -> None:
    place = np.array([1, 0, 1], np.int64)
    place_read_only = place[:]
    place_read_only.flags.writeable = False
    r = columns(place=place_read_only, caseload=np.array([9, 2, 9], np.uint8)[1:2])
    place[:] = 77

    assert r.place.tolist() == [1, 0, 1]
    assert best_for_residents(r).tolist() == [0, 1]


# --- an instance from outside


def read(folder: Path, name: str) -> list[dict[str, str]]:
    with (folder / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


class Published:
    """100 students, 70 projects, 26 supervisors; residents, places and workers to us.

    The data are raw, and cleaned here: a choice named again further down a student's list counts
    once, where it stands first. A supervisor ranks those who chose a project of theirs, by the
    students' one common rank. Students without a choice and the project nobody chose stay in: an
    empty list is no fault.
    """

    def __init__(self, folder: Path) -> None:
        students = read(folder, "students.csv")
        self.projects = {row["code"]: row for row in read(folder, "projects.csv")}
        supervisors = {row["name"]: int(row["capacity"]) for row in read(folder, "supervisors.csv")}
        self.names = [int(row["name"]) for row in students]
        codes, heads = list(self.projects), list(supervisors)
        choices = [[row[str(k)] for k in range(25) if row[str(k)]] for row in students]
        self.wishes = [list(dict.fromkeys(one)) for one in choices]
        by_rank = sorted(range(len(students)), key=lambda i: int(students[i]["rank"]))
        chosen = [{self.projects[code]["supervisor"] for code in one} for one in self.wishes]
        self.rankings = rankings(
            [[codes.index(code) for code in one] for one in self.wishes],
            [[i for i in by_rank if head in chosen[i]] for head in heads],
            [heads.index(row["supervisor"]) for row in self.projects.values()],
            [int(row["capacity"]) for row in self.projects.values()],
            list(supervisors.values()),
        )

    def by_name(self, at: Any) -> dict[int, str]:
        codes = list(self.projects)
        return {n: codes[p] for n, p in zip(self.names, at.tolist(), strict=True) if p >= 0}


@pytest.fixture(scope="module")
def published() -> tuple[Published, dict[str, Any], dict[int, str]]:
    data = data_folder()
    folder = data / "opt" / "spa" if data else None
    if data is None or folder is None or not folder.is_dir():
        pytest.skip("the published three-sided instance is not beside this repository")
    said = json.loads((data / "expected.json").read_text("utf-8"))["opt/spa"]
    rows = read(folder, "expected_matching.csv")
    return Published(folder), said, {int(row["student"]): row["project"] for row in rows}


@BOTH
def test_the_published_instance_comes_out_as_published(best: Any, published: Any) -> None:
    instance, said, matching = published
    r = instance.rankings

    found = instance.by_name(best(r))

    assert found == matching
    assert len(found) == said["matched"]
    assert Sides(r, best(r)).blocking() == []
    chose = [n for n, wished in zip(instance.names, instance.wishes, strict=True) if wished]
    assert sorted(set(chose) - set(found)) == said["unmatched_students"]
    assert sorted(set(instance.names) - set(chose)) == said["no_choices"]
    wishes = dict(zip(instance.names, instance.wishes, strict=True))
    got = Counter(wishes[name].index(code) + 1 for name, code in found.items())
    assert sum(rank * count for rank, count in got.items()) == said["sum_of_ranks"]
    assert (got[1], max(got)) == (said["first_choices"], said["worst_rank"])
    unchosen = set(instance.projects) - {code for one in instance.wishes for code in one}
    assert unchosen == {said["unranked_project"]}
