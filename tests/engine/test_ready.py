"""After make_ready nobody waits for a compiler."""

import importlib
import pkgutil
import subprocess
import sys
from dataclasses import fields
from itertools import product
from typing import Any

import numpy as np
import pytest

from hearth.engine import kernels
from hearth.engine.allowed import broken
from hearth.engine.asking import Questions
from hearth.engine.assign import assign, assign_beds
from hearth.engine.beds import search as beds_search
from hearth.engine.candidates import candidates
from hearth.engine.certify import certify, certify_beds
from hearth.engine.keeper import Keeper
from hearth.engine.kernels.compiled import Kernel
from hearth.engine.ready import make_ready
from hearth.engine.register import Register
from hearth.engine.shortlist import shortlist
from hearth.engine.tables import Homes, Parties
from hearth.engine.tomorrow import Before, tomorrow
from tests.engine.worlds import a_land, random_lists

NEEDED = ("beds", "assign", "candidates", "grid", "lists", "lists_check", "pairs", "pairs_write")
MINE = (*NEEDED, "turned", "proof", "repair", "shortlist", "ways", "shelf", "tomorrow", "upkeep")


def compiled() -> dict[str, int]:
    """How many forms of each kernel there are."""
    forms = {}
    for found in pkgutil.iter_modules(kernels.__path__):
        if found.name in MINE:
            module = importlib.import_module(f"{kernels.__name__}.{found.name}")
            for name, thing in vars(module).items():
                if isinstance(thing, Kernel):
                    forms[f"{found.name}.{name}"] = thing.forms
    return forms


def awkward(table: Any) -> dict[str, Any]:
    """The columns of a table, every second row of a longer one, and not to be written to."""
    columns = {}
    for field in fields(table):
        column = getattr(table, field.name)
        if isinstance(column, np.ndarray):
            column = np.repeat(column, 2, axis=0)[::2]
            column.flags.writeable = False
        columns[field.name] = column
    return columns


def use(parties: Parties, homes: Homes) -> None:
    """What a running service does."""
    register = Register.of(homes)
    for row in range(len(homes)):
        register.put(row, register.home(len(homes) - 1 - row))
    register.take_away(1)
    for i in range(len(parties)):
        shortlist(parties, register, i, 3)
        shortlist(Questions.of(parties), register, i, 3)
        broken(parties, homes, i)
        register.broken(parties, i, 0)
    candidates(parties, register)


def use_plans() -> None:
    """Plans of many kinds, whole and shared, with their proofs."""
    for seed, most in product(range(6), (3, 1000, 10**9)):
        rng = np.random.default_rng(seed)
        indptr, home, value, places = random_lists(rng, 30, 10, most)
        certify(indptr, home, value, places, assign(indptr, home, value, places))
        with pytest.MonkeyPatch.context() as patch:  # asked on two cores, as greater jobs are
            patch.setattr("hearth.engine.assign.WORTH_A_THREAD", 2)
            assign(indptr, home, value.astype(np.int32), places)
        keep_up(indptr, home, value, places)
        needed = rng.integers(1, 4, home.size).astype(np.int32)
        plan = assign_beds(indptr, home, value, needed, places * 3, seconds=1.0)
        certify_beds(indptr, home, value, needed, places * 3, plan)
        with pytest.MonkeyPatch.context() as patch:  # searched as greater jobs are
            patch.setattr(beds_search, "EXACT_UP_TO", -1)
            assign_beds(indptr, home, value, needed, places * 3, seconds=1.0)


def keep_up(indptr: Any, home: Any, value: Any, places: Any) -> None:
    """A desk's plan as parties and homes come and go, and the next day's from it."""
    keeper, m = Keeper(), places.size
    end, later = indptr[29], (indptr, home, value, np.roll(places, 1))
    keeper.plan(range(29), range(m), (indptr[:30], home[:end], value[:end], places))
    last = keeper.plan(range(30), range(m), later)
    assert keeper.mended == 1
    rows = np.arange(30, dtype=np.int32), np.arange(-1, m - 1, dtype=np.int32)
    tomorrow(*later, Before(last, *rows))


def test_no_linear_algebra_is_loaded_with_the_engine_and_it_can_be_afterwards() -> None:
    code = (
        "import sys; from hearth.engine.ready import _plans; _plans();"
        "assert 'scipy.linalg' not in sys.modules; import scipy.linalg;"
        "assert scipy.linalg.norm([3, 4]) == 5"
    )
    done = subprocess.run([sys.executable, "-c", code], check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_the_usual_calls_compile_nothing_more() -> None:
    """In a process of its own, where no other test has compiled anything before."""
    code = "from tests.engine.test_ready import compile_nothing; compile_nothing()"
    done = subprocess.run([sys.executable, "-c", code], check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def compile_nothing() -> None:
    make_ready()
    before = compiled()
    parties, homes = a_land(1, parties=12, homes=30)
    use(parties, homes)
    use_plans()
    use(Parties(**awkward(parties)), Homes(**awkward(homes)))
    assert compiled() == before
    assert min(before[name] for name in ("shortlist.find_best", "candidates.find_all")) == 1
