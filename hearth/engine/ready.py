"""Compile, or fetch, every kernel before anybody waits for an answer."""

import atexit
import os
import subprocess
import sys
from collections.abc import Callable

import numpy as np

from hearth.engine.allowed import broken_pair
from hearth.engine.assign import WORTH_A_THREAD, Start, assign, assign_beds
from hearth.engine.candidates import candidates
from hearth.engine.certify import certify, certify_beds
from hearth.engine.keeper import Keeper
from hearth.engine.kernels.assign import PART
from hearth.engine.kernels.beds import Market
from hearth.engine.kernels.compiled import is_kept, mark_kept
from hearth.engine.kernels.ways import Ways, ways_to_fill
from hearth.engine.register import Register
from hearth.engine.shortlist import shortlist
from hearth.engine.tables import (
    OPEN_END,
    Barred,
    Dangers,
    Homes,
    Int32s,
    Int64s,
    Parties,
    Wishes,
)
from hearth.engine.tomorrow import Before, tomorrow


def make_ready(*, alone: bool = False) -> None:
    """Run every kernel once on next to nothing, so that none is compiled later.

    For the start of a process that answers people. Cost: under a second where the machine code
    is kept and can be run as it is; where it has to be made, some 50 seconds of one core, most of
    it on a second core unless it is to be done `alone`.
    """
    child = None if alone or is_kept() else _started(_PLANS)
    _pairs()
    if child is not None:
        child.wait()
        atexit.unregister(child.kill)
    for part in _PLANS:
        part()
    mark_kept()


def _started(parts: tuple[Callable[[], None], ...]) -> subprocess.Popen[bytes] | None:
    """A process of its own that runs these parts; None on one core, or where none can start.

    Whatever it does not get done is done here afterwards, so how it ends does not matter.
    """
    if (os.cpu_count() or 1) < 2:
        return None
    names = ", ".join(part.__name__ for part in parts)
    calls = "; ".join(f"{part.__name__}()" for part in parts)
    code = f"from hearth.engine.ready import {names}; {calls}"
    try:
        child = subprocess.Popen([sys.executable, "-c", code], stdin=subprocess.DEVNULL)
    except OSError:
        return None
    atexit.register(child.kill)  # whoever stops us stops it too
    return child


def _pairs() -> None:
    parties, register = _a_party(), Register.of(_a_home())
    for _ in range(_ENOUGH_TO_MOVE):
        register.put(register.rows, _a_home())
    register.take_away(0)
    shortlist(parties, register, 0, 1)
    candidates(parties, register)
    broken_pair(parties, _a_home(), 0, 0)


def _plans() -> None:
    rng = np.random.default_rng(1)
    for worth in (9, 1_000_000_000):  # a little, and far more than fit: the crowd is charged
        indptr, home, value, places = _some_lists(rng, worth)
        plan = assign(indptr, home, value, places)
        assign(indptr, home, value, places, Start(plan.home, plan.price + 1))
        certify(indptr, home, value, places, plan)
        if worth == 9:
            narrow = indptr, home, value.astype(np.int32), places
            certify(*narrow, assign(*narrow))
    many = np.arange(_ENOUGH_FOR_TWO_CORES + 1)  # who all ask for the same home
    assign(many, np.zeros(_ENOUGH_FOR_TWO_CORES, np.int32), many[1:], places[:1])


def _shared() -> None:
    """Two jobs: one that prices of beds prove, and one that needs a margin for each party."""
    indptr, home, _, beds = _some_lists(np.random.default_rng(1), 0)
    for seed in (0, 1):
        rng = np.random.default_rng(seed)
        value = rng.integers(1, 100, home.size)
        needed = rng.integers(2, 4, indptr.size - 1).astype(np.int32)
        plan = assign_beds(indptr, home, value, needed, beds + 3, seconds=1.0)
        certify_beds(indptr, home, value, needed, beds + 3, plan)
    # Jobs as small as these are searched without it.
    one, run = np.ones(1, np.int64), np.array([0, 1])
    market = Market(run, one - 1, one - 1, one, one, run, one - 1, one, one, one - 1)
    ways_to_fill(market, one, 0, Ways(one.copy(), run.copy(), one.copy()))


def _kept_up() -> None:
    """A plan that is mended as somebody comes and homes have other places; and the next day's,
    for which one home is new."""
    keeper, lists = Keeper(), _some_lists(np.random.default_rng(1), 9)
    indptr, home, value, places = lists
    keeper.plan(range(11), range(4), (indptr[:12], home[:44], value[:44], places))
    plan = keeper.plan(range(12), range(4), (indptr, home, value, places + 1))
    party, new = np.arange(12, dtype=np.int32), np.array([-1, 0, 1, 2], np.int32)
    tomorrow(*lists, Before(plan, party[::-1].copy(), new))


def _some_lists(rng: np.random.Generator, worth: int) -> tuple[Int64s, Int32s, Int64s, Int32s]:
    """Twelve parties who each may live in all of four homes with two places."""
    home = np.tile(np.arange(4, dtype=np.int32), 12)
    value = worth + rng.integers(1, 9, home.size)
    return np.arange(0, 49, 4), home, value, np.full(4, 2, np.int32)


_PLANS: tuple[Callable[[], None], ...] = (_plans, _shared, _kept_up)

_ENOUGH_FOR_TWO_CORES = PART * WORTH_A_THREAD
_ENOUGH_TO_MOVE = 4  # homes at one place, which then need more room than they had


def _a_party() -> Parties:
    bits = np.zeros(1, np.uint64)
    return Parties(
        needs=bits,
        bars=bits,
        is_=bits,
        offers=bits,
        size=np.ones(1, np.int32),
        party_class=np.zeros(1, np.int32),
        age_min=np.zeros(1, np.int16),
        age_max=np.zeros(1, np.int16),
        lat=np.zeros(1),
        lon=np.zeros(1),
        radius_km=np.ones(1),
        from_day=np.zeros(1, np.int32),
        until_day=np.zeros(1, np.int32),
        tier=np.zeros(1, np.int16),
        language=bits,
        danger=Dangers.none(1),
        barred=Barred.none(1),
        wishes=Wishes.none(1),
    )


def _a_home() -> Homes:
    bits, day = np.zeros(1, np.uint64), np.full(1, OPEN_END, np.int32)
    return Homes(
        has=bits,
        refuses=bits,
        demands=bits,
        home_class=np.zeros(1, np.int32),
        lat=np.zeros(1),
        lon=np.zeros(1),
        age_min=np.zeros(1, np.int16),
        age_max=np.zeros(1, np.int16),
        free_from=np.zeros(1, np.int32),
        free_until=day,
        vetted_until=day,
        places=np.ones(1, np.int32),
        size_max=np.ones(1, np.int32),
        language=bits,
        experience=np.zeros(1, np.int16),
        room_fit=np.ones((1, 1), np.bool_),
    )
