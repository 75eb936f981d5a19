"""Candidate lists: for every party, the homes that pass all hard tests, with points."""

from dataclasses import dataclass

import numpy as np

from hearth.engine.allowed import allowed_block, blocks
from hearth.engine.score import score_pairs
from hearth.engine.tables import Homes, Int32s, Int64s, Parties, check_together


@dataclass(frozen=True, slots=True, eq=False)
class Candidates:
    """Entries `indptr[i]` up to `indptr[i+1]` belong to party i, homes rising.

    indptr : int64 (n+1). home : int32 (e). value : int32 (e), points.
    """

    indptr: Int64s
    home: Int32s
    value: Int32s


def candidates(parties: Parties, homes: Homes) -> Candidates:
    """All pairs that pass every hard test, with their points.

    Cost: O(n m) time; beyond the answer at most 2**20 pairs (or one row) in memory.
    Raises InvalidValue where the tables do not fit together.
    """
    check_together(parties, homes)
    counts, found, worth = [np.zeros(1, np.int64)], [], []
    for rows in blocks(np.arange(len(parties)), homes):
        party, home = allowed_block(parties, homes, rows)
        counts.append(np.bincount(party - rows[0], minlength=rows.size))
        found.append(home.astype(np.int32))
        worth.append(score_pairs(parties, homes, party, home))
    none = [np.empty(0, np.int32)]
    return Candidates(
        np.cumsum(np.concatenate(counts)).astype(np.int64),
        np.concatenate(found or none),
        np.concatenate(worth or none),
    )
