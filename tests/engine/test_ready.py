"""After make_ready nobody waits for a compiler."""

import importlib
import pkgutil
from dataclasses import fields
from typing import Any

import numpy as np

from hearth.engine import kernels
from hearth.engine.allowed import allowed, broken
from hearth.engine.candidates import candidates
from hearth.engine.ready import make_ready
from hearth.engine.register import Register
from hearth.engine.score import score_pairs
from hearth.engine.shortlist import shortlist
from hearth.engine.tables import Homes, Parties
from tests.engine.worlds import a_land

MINE = ("candidates", "grid", "pairs", "pairs_write", "shortlist")


def compiled() -> dict[str, int]:
    """How many forms of each kernel there are."""
    forms = {}
    for found in pkgutil.iter_modules(kernels.__path__):
        if found.name in MINE:
            module = importlib.import_module(f"{kernels.__name__}.{found.name}")
            for name, thing in vars(module).items():
                if hasattr(thing, "signatures"):
                    forms[f"{found.name}.{name}"] = len(thing.signatures)
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
        broken(parties, homes, i)
        register.broken(parties, i, 0)
    candidates(parties, register)
    allowed(parties, homes, np.arange(len(parties)))
    score_pairs(parties, homes, np.zeros(2, np.int64), np.arange(2))


def test_the_usual_calls_compile_nothing_more() -> None:
    make_ready()
    before = compiled()
    parties, homes = a_land(1, parties=12, homes=30)
    use(parties, homes)
    use(Parties(**awkward(parties)), Homes(**awkward(homes)))
    assert compiled() == before
    assert min(before[name] for name in ("shortlist.find_best", "candidates.find_all")) == 1
