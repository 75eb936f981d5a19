"""What somebody outside has kept of the log: one checkpoint, or one after the other for years.

With many, a rewrite is not only found but placed: between the last checkpoint that still holds
and the first that does not.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from hearth.core.errors import Tampered
from hearth.seal import log
from hearth.seal.log import Checkpoint, Entry, Problem

_BEGINS = re.compile(r"(?m)^(?=\S+\r?\n[0-9]+\r?\nh1:)")


def read(text: str, public: bytes) -> list[Checkpoint]:
    """Every checkpoint in a text, by how long the log was.

    Raises Tampered where there is none, or one was not signed by `public`.
    """
    parts = [part for part in _BEGINS.split(text) if part.strip()]
    if not parts:
        raise Tampered("this is not a checkpoint: it should be origin, size, head and moment")
    kept = [log.read_checkpoint(part, public) for part in parts]
    return sorted(kept, key=lambda one: one.size)


def against(entries: Sequence[Entry], kept: Iterable[Checkpoint]) -> Iterator[Problem]:
    """Whether a log still holds what was kept of it: at most one problem, at the first that fails.

    Two of one size that differ are a rewrite as well: one of them is not what the log says.
    `entries` is the whole log in order. Cost O(entries + checkpoints).
    """
    ordered = list(kept)
    hashes = {entry.seq: entry for entry in entries}
    first = next((at for at, one in enumerate(ordered) if not _holds(hashes, one)), None)
    if first is None:
        return
    problem = log.against(entries, ordered[first])[0]
    if first:
        before = ordered[first - 1]
        says = (
            f"{problem.says}; up to entry {before.size} ({before.at}) it stands as it was, so it "
            f"was changed between entry {before.size + 1} and entry {ordered[first].size}"
        )
        problem = Problem(problem.kind, problem.seq, says)
    yield problem


def _holds(entries: Mapping[int, Entry], one: Checkpoint) -> bool:
    then = entries.get(one.size)
    return one.size == 0 or (then is not None and not log.against((then,), one))
