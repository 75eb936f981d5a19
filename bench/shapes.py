"""How unequal the invented jobs are: homes per party, and the shares with none, few and many.

python -m bench.shapes [PARTIES]
"""

import sys
from typing import Any

import numpy as np

from bench.job import Job
from bench.kinds import KINDS, job
from bench.towns import tables
from hearth.engine.candidates import candidates
from hearth.engine.tables import Homes, Int64s, Parties


def unequal(count: Int64s) -> dict[str, float]:
    """The mean, and shares of parties, from homes per party."""
    return {
        "mean": float(count.mean()),
        "none": float((count == 0).mean()),
        "two_or_fewer": float((count <= 2).mean()),
        "over_140": float((count > 140).mean()),
    }


def shape_of_lists(one: Job) -> dict[str, Any]:
    """Sizes of a job, and how unequal its lists are."""
    return {
        "parties": one.parties,
        "homes": one.places.size,
        "places": int(one.places.sum()),
        "pairs": one.home.size,
        **unequal(np.diff(one.indptr)),
    }


def shape_of_tables(parties: Parties, homes: Homes) -> dict[str, float]:
    """How unequal the candidate lists of parties and homes are."""
    return unequal(np.diff(candidates(parties, homes).indptr))


def main(words: list[str]) -> int:
    """Print the shape of every kind of job, and of the tables."""
    count = int(words[0]) if words else 100_000
    for kind in KINDS:
        print(f"{kind:14} {_said(shape_of_lists(job(kind, count)))}", flush=True)
    print(f"{'tables':14} {_said(shape_of_tables(*tables(count, count)))}")
    return 0


def _said(figures: dict[str, Any]) -> str:
    return " ".join(
        f"{name}={figure:.3g}" if isinstance(figure, float) else f"{name}={figure:,}"
        for name, figure in figures.items()
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
