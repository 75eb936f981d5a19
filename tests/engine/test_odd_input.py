"""Whatever is given in place of an argument, it is refused in a sentence or it is no harm."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields, replace
from typing import Any

import numpy as np
import pytest

from hearth.core.errors import InvalidValue
from hearth.engine.advice.standing import Everybody
from hearth.engine.assign import Start, assign, assign_beds
from hearth.engine.candidates import Candidates, candidates, candidates_by_place
from hearth.engine.certify import Proof, certify, certify_beds
from hearth.engine.keeper import Keeper
from hearth.engine.plan import Plan
from hearth.engine.regions.cut import Regions, by_map
from hearth.engine.regions.shards import Lists, border, shard
from hearth.engine.register import Register
from hearth.engine.shortlist import shortlist
from hearth.engine.stable import Rankings
from hearth.engine.tiers import with_tiers
from hearth.engine.tomorrow import Before, tomorrow
from hearth.engine.upkeep import Changes, Upkeep
from tests.engine.worlds import random_lists, some_homes, some_parties

PARTIES, HOMES = 6, 4
LISTS = random_lists(np.random.default_rng(1), PARTIES, HOMES, 50)
PLAN = assign(*LISTS)
NEEDED = np.ones(PARTIES, np.int32)
BEDS_PLAN = assign_beds(*LISTS[:3], NEEDED, LISTS[3])
ROWS = np.arange(PARTIES, dtype=np.int32), np.arange(HOMES, dtype=np.int32)
REGIONS = Regions(2, np.zeros(PARTIES, np.int32), np.zeros(HOMES, np.int32))
SMALL = np.array([0, 1], np.int32)
UNSORTED = 10**30, "x", b"x", None, True, -1, 3, 2.5, float("nan"), object(), [], [1, 2], {}, ()


class Odd(np.ndarray[Any, Any]):
    """An array of another class, as other libraries have them."""


def odd(usual: object) -> Iterator[Any]:
    """What somebody may give instead."""
    yield from UNSORTED
    yield from (np.float64(3), np.array(3), np.array(None), np.empty((0, 0)), lambda: 0)
    yield from (np.array(["a", "b"]), np.array([None, 1]), np.zeros(2, [("a", "i4")]))
    if isinstance(usual, Plan):
        for field in fields(Plan):
            yield from (replace(usual, **{field.name: one}) for one in UNSORTED)
            yield from odd_columns(usual, field.name)
    if isinstance(usual, np.ndarray):
        yield from odd_arrays(usual)


def odd_columns(plan: Plan, name: str) -> Iterator[Plan]:
    column: Any = getattr(plan, name)
    if isinstance(column, np.ndarray):
        yield from (replace(plan, **{name: one}) for one in odd_arrays(column))


def odd_arrays(usual: Any) -> Iterator[Any]:
    """The same numbers in every form but one, and other numbers in the same form."""
    yield from (usual.astype(dtype) for dtype in (float, complex, np.uint8, bool, object, "U3"))
    yield from (usual.astype(np.int32), usual.astype(np.int64), usual.astype(np.uint64))
    yield from (usual[:-1], usual[:0], np.append(usual, usual[-1:]), usual.reshape(1, -1))
    yield from (usual.tolist(), memoryview(usual), usual.view(Odd))
    yield from (np.ma.masked_array(usual, True), np.repeat(usual, 2)[::2], usual[::-1])
    yield usual.byteswap().view(usual.dtype.newbyteorder())
    yield np.frombuffer(b"." + usual.tobytes(), usual.dtype, offset=1).reshape(usual.shape)
    if usual.dtype.kind == "i":
        ends = np.iinfo(usual.dtype)
        yield from (np.full_like(usual, number) for number in (ends.max, ends.min, -7))
    fixed = usual.copy()
    fixed.flags.writeable = False
    yield fixed


@dataclass(frozen=True)
class Asked:
    """A function, and arguments with which it answers."""

    function: Callable[..., Any]
    usual: tuple[Any, ...]

    def without_harm(self, at: int, one: Any) -> None:
        """Give it this argument instead of the usual one."""
        given = [*self.usual]
        given[at] = one
        try:
            found = self.function(*given)
        except InvalidValue:
            return
        if isinstance(found, Plan):
            assert found.value <= found.bound


def kept(act: Callable[..., Any]) -> Callable[..., Any]:
    return lambda *given: act(Upkeep.of(*LISTS), *given)


def in_changes(name: str) -> Callable[[Any], Any]:
    return kept(lambda plan, given: plan.change(Changes(**{name: given})))


START = Start(PLAN.home, PLAN.price)
TABLES = some_parties(3), some_homes(4)
ASKED = {
    "assign": Asked(assign, (*LISTS, START)),
    "start home": Asked(lambda one: assign(*LISTS, Start(one, PLAN.price)), (PLAN.home,)),
    "start price": Asked(lambda one: assign(*LISTS, Start(PLAN.home, one)), (PLAN.price,)),
    "assign_beds": Asked(assign_beds, (*LISTS[:3], NEEDED, LISTS[3], LISTS[3], 0.0, 1.0)),
    "certify": Asked(certify, (*LISTS, PLAN)),
    "certify_beds": Asked(certify_beds, (*LISTS[:3], NEEDED, LISTS[3], BEDS_PLAN)),
    "Before": Asked(Before, (PLAN, *ROWS)),
    "tomorrow": Asked(tomorrow, (*LISTS, Before(PLAN, *ROWS), np.zeros(PARTIES, np.bool_))),
    "Upkeep.of": Asked(Upkeep.of, (*LISTS, START)),
    "arrive": Asked(kept(Upkeep.arrive), (SMALL, np.array([3, 4]))),
    "open": Asked(kept(Upkeep.open), (SMALL, np.array([3, 4]), 1)),
    "leave": Asked(kept(Upkeep.leave), (1,)),
    "close": Asked(kept(Upkeep.close), (1,)),
    "resize": Asked(kept(Upkeep.resize), (1, 2)),
    "change": Asked(kept(Upkeep.change), (Changes(),)),
    **{
        f"change {field.name}": Asked(in_changes(field.name), (getattr(Changes(), field.name),))
        for field in fields(Changes)
    },
    "with_tiers": Asked(with_tiers, (LISTS[2], LISTS[0], np.zeros(PARTIES, np.int16), False)),
    "keeper": Asked(lambda *given: Keeper().plan(*given), (range(PARTIES), range(HOMES), LISTS)),
    "shortlist": Asked(shortlist, (*TABLES, 0, 2)),
    "candidates": Asked(candidates, TABLES),
    "candidates_by_place": Asked(candidates_by_place, TABLES),
    "Register.of": Asked(Register.of, TABLES[1:]),
    "Regions": Asked(Regions, (2, REGIONS.party, REGIONS.home)),
    "by_map": Asked(by_map, (*TABLES, 2)),
    "shard": Asked(shard, (Lists(*LISTS), REGIONS, 0)),
    "border": Asked(border, (Lists(*LISTS), REGIONS)),
    "lists of a shard": Asked(lambda *columns: shard(Lists(*columns), REGIONS, 0), LISTS),
    "Rankings": Asked(
        Rankings,
        tuple(
            np.array(column, np.int32)
            for column in ([0, 2, 3], [1, 0, 1], [0, 2], [1, 0], [0, 0], [1, 1], [2])
        ),
    ),
    "Everybody": Asked(
        Everybody,
        (
            Candidates(LISTS[0], LISTS[1], LISTS[2].astype(np.int32)),
            np.ones(LISTS[1].size, np.int32),
            LISTS[3],
            LISTS[3],
            np.zeros(PARTIES, np.int16),
            NEEDED,
        ),
    ),
}


@pytest.mark.filterwarnings("ignore::numpy.exceptions.ComplexWarning")
@pytest.mark.parametrize("name", ASKED)
def test_odd_arguments_are_refused_or_do_no_harm(name: str) -> None:
    asked = ASKED[name]
    for at, usual in enumerate(asked.usual):
        for one in odd(usual):
            asked.without_harm(at, one)


@pytest.mark.parametrize("plan", [one for one in UNSORTED if not isinstance(one, Plan)])
def test_what_is_no_plan_is_not_certified(plan: Any) -> None:
    with pytest.raises(InvalidValue, match="plan must be a Plan, as `assign` gives it"):
        certify(*LISTS, plan)


def test_columns_of_a_plan_that_do_not_fit_are_a_problem_with_a_name() -> None:
    for name, rows in (("home", PARTIES), ("price", HOMES), ("party_price", HOMES)):
        for column in (np.zeros(rows + 1, np.int64), np.zeros((rows, 1), np.int32), None, "x"):
            found = certify(*LISTS, replace(PLAN, **{name: column}))
            said = (f"the plan's {name} must hold {rows} whole numbers",)
            assert isinstance(found, Proof)
            assert not found.feasible
            assert [one.startswith(said) for one in found.problems] == [True]
