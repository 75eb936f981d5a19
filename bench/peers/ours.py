"""Hearth itself, asked in the same way as the others."""

from pathlib import Path
from time import perf_counter
from typing import Any

import numpy as np

from bench import apart
from bench.apart import Work
from bench.kinds import job
from bench.peers import plan as plans
from bench.peers.shortlist import K, job_of, work_of
from hearth.engine.asking import Questions
from hearth.engine.assign import assign
from hearth.engine.candidates import candidates_by_place
from hearth.engine.certify import certify
from hearth.engine.register import Register
from hearth.engine.shortlist import shortlist
from hearth.engine.tables import Homes


def hearth_plan(folder: Path) -> Work:
    """Ours. The small plan first loads what is compiled; the packing is timed."""
    one = plans.job_of(folder)
    for kind in ("towns", "counts"):  # values of 32 and of 64 bits
        assign(*job(kind, 50).columns())

    def work() -> dict[str, object]:
        plan = assign(*one.columns())
        return {"home": plan.home, "plan": plan}

    return work


def proof(folder: Path) -> Work:
    """The check of our plan from its prices alone."""
    one, plan = plans.job_of(folder), apart.load(folder, "hearth_plan")["plan"]
    few = job("towns", 50)
    certify(*few.columns(), assign(*few.columns()))

    def work() -> dict[str, object]:
        return {"proof": certify(*one.columns(), plan)}

    return work


def hearth_shortlist(folder: Path) -> Work:
    """Ours, from a packed register; the first answer of all is timed apart, as `first`."""
    parties, homes = job_of(folder)
    began = perf_counter()
    register = Register.of(homes)
    packed = perf_counter() - began
    began = perf_counter()
    shortlist(parties, register, 0, K)
    first = perf_counter() - began

    questions = Questions.of(parties)  # before the clock runs, as for all others

    def ask(i: int) -> tuple[Any, Any]:
        found = shortlist(questions, register, i, K)
        return found.home, found.points

    inner = work_of(ask, len(parties))
    changed = _changes(register, homes)
    return lambda: {**inner(), "first": first, "packed": packed, "changed": changed}


def _changes(register: Register, homes: Homes) -> tuple[float, float]:
    """Seconds for a home to go and to come back: 99th percentile and slowest of 1,000."""
    rows = np.random.default_rng(5).integers(0, len(homes), 1_000)
    each = np.zeros(rows.size)
    for at, row in enumerate(rows.tolist()):
        home = register.home(row)
        began = perf_counter()
        register.take_away(row)
        register.put(row, home)
        each[at] = perf_counter() - began
    return float(np.percentile(each, 99)), float(each.max())


def hearth_region(folder: Path) -> Work:
    """From the packed register to a plan whose proof is checked, and back to the rows given."""
    parties, homes = job_of(folder)
    register = Register.of(homes)

    def work() -> dict[str, Any]:
        found = candidates_by_place(parties, register)
        plan = assign(*found.columns())
        proof = certify(*found.columns(), plan)
        good = not proof.problems and proof.bound == plan.value
        told = found.in_rows(plan)
        return {"pairs": found.lists.home.size, "value": told.value, "proven": good}

    return work
