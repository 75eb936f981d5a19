"""What one part of the work is, and what becomes of the parts. Knows nothing of processes.

A job is a plan for everybody, cut into regions. A source gives the work of one region; the
answer to it is a pure function, so that it does not matter where, when or how often a region
is worked on. The answers, whoever gave them, are joined in the order of the regions.
"""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Self

import numpy as np

import hearth
from hearth.core.errors import InvalidValue
from hearth.engine.assign import assign
from hearth.engine.candidates import candidates
from hearth.engine.certify import Proof, certify
from hearth.engine.plan import Plan
from hearth.engine.regions.cut import Regions
from hearth.engine.regions.parts import Part
from hearth.engine.regions.shards import Found, Lists, Shard, mend, shard, whole
from hearth.engine.tables import Int32s

Work = Part | Shard
Source = Callable[[], Work]
Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True, eq=False)
class Held:
    """The source of work that is at hand already."""

    work: Work

    def __call__(self) -> Work:
        """The work."""
        return self.work


@dataclass(frozen=True, slots=True, eq=False)
class Job:
    """A plan for everybody, by regions.

    regions : how many. source : gives the source of a region's work; it is asked for a region
    when that region is handed out, so that not all of them lie in memory together. A source
    can be pickled, gives the same whenever it is called, and where it reads a file, the file
    is there on every machine that works.
    places : int32 (m), of all homes. lists : of the whole, or None: the answers bring them.
    """

    regions: int
    source: Callable[[int], Source]
    places: Int32s
    lists: Lists | None = None

    @classmethod
    def of_lists(cls, lists: Lists, regions: Regions) -> Self:
        """From candidate lists at hand."""
        return cls(
            regions.count, lambda region: Held(shard(lists, regions, region)), lists.places, lists
        )

    @classmethod
    def of_sources(cls, sources: Sequence[Source], places: Int32s) -> Self:
        """From sources of parts, one per region: for instance functions that read a file."""
        return cls(len(sources), sources.__getitem__, places)


@dataclass(frozen=True, slots=True, eq=False)
class Answer:
    """What became of one region.

    found : its plan and prices. inner : candidates that do not leave it.
    lists : all candidates of its parties, homes by their row of the whole; None where the
    asker has them.
    """

    found: Found
    inner: int
    lists: Lists | None


@dataclass(frozen=True, slots=True, eq=False)
class Joined:
    """The plan for everybody, proven over all candidates.

    crossing : candidates (of `lists.home.size`) that cross a border.
    """

    plan: Plan
    proof: Proof
    lists: Lists
    crossing: int


def answer(source: Source) -> Answer:
    """Solve one region. The same for the same work, wherever it is done."""
    work = source()
    if isinstance(work, Shard):
        return Answer(_found(work), work.lists.home.size, None)
    made = candidates(work.parties, work.homes)
    lists = Lists(made.indptr, made.home, made.value, work.homes.places)
    outside = (~work.own).astype(np.int32)
    ours = Regions(2, np.zeros(work.party.size, np.int32), outside)
    own = shard(lists, ours, 0)
    found = _found(Shard(work.party, work.home[own.home], own.lists))
    row = work.home.astype(np.int32)
    return Answer(found, own.lists.home.size, lists._replace(home=row[lists.home]))


def _found(work: Shard) -> Found:
    plan = assign(*work.lists)
    return Found(work.party, work.home, plan.home, plan.price)


def joined(job: Job, answers: Sequence[Answer]) -> Joined:
    """The answers of all regions, in the order of the regions, as one proven plan.

    Raises InvalidValue where a region's answer is missing, or the regions leave out or repeat
    a party or a home.
    """
    if len(answers) != job.regions:
        raise InvalidValue(f"there must be {job.regions} answers, one per region")
    lists = job.lists or whole(
        [(one.found.party, one.lists) for one in answers if one.lists], job.places
    )
    plan = mend(lists, [one.found for one in answers])
    crossing = lists.home.size - sum(one.inner for one in answers)
    return Joined(plan, certify(*lists, plan), lists, crossing)


def plan_here(job: Job, progress: Progress = lambda _: None) -> Joined:
    """The same plan in this process alone, region after region."""
    check_job(job)
    answers = []
    for region in range(job.regions):
        progress(told(region, job.regions))
        answers.append(answer(job.source(region)))
    progress(JOINING)
    return joined(job, answers)


JOINING = "joining the regions"


def told(done: int, regions: int) -> str:
    """How far the regions are, in words."""
    return f"{done} of {regions} regions are solved"


@cache
def fingerprint() -> str:
    """Of the sources that decide what an answer is: equal where the same work is done alike."""
    home = Path(hearth.__file__).parent
    whole_text = hashlib.sha256()
    for folder in ("core", "engine", "batch"):
        for source in sorted((home / folder).rglob("*.py")):
            whole_text.update(source.relative_to(home).as_posix().encode() + source.read_bytes())
    return whole_text.hexdigest()[:16]


def check_job(job: Job) -> None:
    """Raise InvalidValue where there is nothing to hand out."""
    if job.regions < 1:
        raise InvalidValue("a job must have 1 region or more")
