"""A plan for everyone: the job, and what every answer is held to.

Every work answers `home`: int32 (n), home per party, -1 where it found none. What an engine
has to build before it can begin is part of the work.
"""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bench import apart
from bench.job import Job
from hearth.engine.tables import Int32s, Int64s

JOB = "job"
NOBODY = -1


def job_of(folder: Path) -> Job:
    """The job that everybody is given."""
    read: Job = apart.load(folder, JOB)
    return read


def owner_of(one: Job) -> Int64s:
    """The party of every candidate, int64 (e)."""
    return np.repeat(np.arange(one.parties, dtype=np.int64), np.diff(one.indptr))


def homes_of(one: Job, owner: Int64s, used: NDArray[np.bool_]) -> Int32s:
    """Home per party from the candidates that are used."""
    home = np.full(one.parties, NOBODY, np.int32)
    home[owner[used]] = one.home[used]
    return home


def worth(one: Job, home: Int32s) -> int:
    """The value of a plan, looked up in the lists again.

    Raises ValueError where the plan cannot be: somebody at no candidate of theirs, a home
    overfull.
    """
    owner = owner_of(one)
    used = home[owner] == one.home
    if int(used.sum()) != int((home != NOBODY).sum()):
        raise ValueError("a party is sent to a home that is not among its candidates")
    if (np.bincount(one.home[used], minlength=one.places.size) > one.places).any():
        raise ValueError("a home is overfull")
    return int(one.value[used].sum())
