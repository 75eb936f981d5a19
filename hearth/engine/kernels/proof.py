"""One look at every candidate: is the list sound, what is the party's best margin, is it used?"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from hearth.engine.kernels.compiled import kernel

Number = int | np.int64
SOUND, OUTSIDE, BELOW, NEEDS_BELOW, TWICE, TOO_GREAT = 0, 1, 2, 3, 4, 5
RUN = 64  # parties whose candidates are checked together


class Claim(NamedTuple):
    """Lists and claimed plan, checked for shape, dtype and a rising `indptr` alone.

    indptr : int64 (n+1). home : int32 (e). value : int32 or int64 (e). needed : int32, read
    at candidate * per_candidate + party * per_party.
    desk : int64 (m, 3), per home its beds (-1 where it takes nobody), price of a bed, price
    of a party. toll : as value (m), what a home costs whoever needs one bed of it, the greatest
    number of its dtype where that is more or it has none; empty unless every party needs one.
    chosen : int32 (n), home claimed per party.
    scale : of the prices. most : a value above it could leave int64.
    """

    indptr: NDArray[np.int64]
    home: NDArray[np.int32]
    value: NDArray[np.int32] | NDArray[np.int64]
    needed: NDArray[np.int32]
    per_candidate: int
    per_party: int
    desk: NDArray[np.int64]
    toll: NDArray[np.int32] | NDArray[np.int64]
    chosen: NDArray[np.int32]
    scale: int
    most: int


# size: one pass over memory; what is checked for many parties at once is still in the cache after
@kernel
def look(  # noqa: PLR0912, PLR0915  see above
    claim: Claim, first: int, end: int, used: NDArray[np.int64]
) -> tuple[int, Number, int, int]:
    """Parties `first` up to `end`: fault or SOUND, the candidate at fault, sum of best margins,
    sum of the values of the candidates that the plan uses.

    used : int64 (n), set to the candidate that the plan uses, or -1. Twin: plain/proof.py.
    Cost: O(candidates), and O(m) memory only where a list does not rise. Nothing leaves the
    `for` loops over a run of RUN parties or over a row early: they become vector instructions.
    """
    home, value, needed, desk = claim.home, claim.value, claim.needed, claim.desk
    indptr, toll, scale = claim.indptr, claim.toll, claim.scale
    homes, most = np.uint32(desk.shape[0]), np.uint64(claim.most)
    by_candidate, by_party = np.uint64(claim.per_candidate), np.uint64(claim.per_party)
    seen = np.empty(0, np.int64)
    total, worth = 0, 0
    narrow = toll.dtype.type
    for run in range(first, end, RUN):
        until = min(run + RUN, end)
        begin, stop = np.uint64(indptr[run]), np.uint64(indptr[until])
        wrong: np.bool_ = np.bool_(False)
        falls = 0
        for at in range(begin, stop):  # as unsigned numbers, those below 0 are too great
            wrong |= np.uint32(home[at]) >= homes
            wrong |= np.uint64(value[at]) > most
        for at in range(begin + np.uint64(1), stop):
            falls += home[at] <= home[at - np.uint64(1)]
        if by_candidate:
            for at in range(begin, stop):
                wrong |= needed[at] < 0
        for party in range(run, until):
            a = indptr[party]
            if a < indptr[party + 1]:
                wrong |= needed[np.uint64(party) * by_party] < 0
                if a > indptr[run]:  # the first of a row may be anything
                    falls -= home[a] <= home[a - 1]
        for party in range(run, until):
            begin, stop = np.uint64(indptr[party]), np.uint64(indptr[party + 1])
            needs = np.uint64(party) * by_party
            if wrong:
                fault, where, _ = _fault(claim, np.int64(begin), np.int64(stop), np.int64(needs))
                if fault != SOUND:
                    return fault, where, 0, 0
            if falls:  # a home may be there twice: mark every home with its last party
                if seen.size == 0:
                    seen = np.full(homes, -1, np.int64)
                for at in range(begin, stop):
                    if seen[home[at]] == party:
                        return TWICE, np.int64(at), 0, 0
                    seen[home[at]] = party
            wanted = claim.chosen[party]
            best: Number = 0
            taken: Number = -1
            if toll.size:  # at least 0, as values are: no difference leaves their dtype
                most_of_row = narrow(0)
                for at in range(begin, stop):
                    most_of_row = max(most_of_row, narrow(value[at] - toll[np.uint32(home[at])]))
                best, here = np.int64(most_of_row), begin if wanted >= 0 else stop
                while here < stop and home[here] != wanted:
                    here += np.uint64(1)
                taken = np.int64(here) if here < stop else -1
            else:
                for at in range(begin, stop):
                    h = np.uint32(home[at])
                    need = np.int64(needed[at * by_candidate + needs])
                    margin = np.int64(value[at]) * scale - need * desk[h, 1] - desk[h, 2]
                    best = max(best, margin if need <= desk[h, 0] else 0)
                    taken = np.int64(at) if home[at] == wanted else taken
            used[party] = taken
            total += int(best)
            if taken >= 0:
                worth += int(value[taken])
    return SOUND, -1, total, worth


@kernel
def _fault(claim: Claim, begin: Number, stop: Number, needs: Number) -> tuple[int, Number, int]:
    """The first candidate of a party that cannot be, and what is wrong with it."""
    for at in range(begin, stop):
        if claim.home[at] < 0 or claim.home[at] >= claim.desk.shape[0]:
            return OUTSIDE, at, 0
        if claim.value[at] < 0:
            return BELOW, at, 0
        if claim.needed[at * claim.per_candidate + needs] < 0:
            return NEEDS_BELOW, at, 0
        if claim.value[at] > claim.most:
            return TOO_GREAT, at, 0
    return SOUND, -1, 0


@kernel
def fill(
    claim: Claim,
    margin: NDArray[np.int64],
    wide: NDArray[np.int64],
    earned: NDArray[np.int64],
) -> None:
    """What each home earns at most when party i costs `margin[i]`, scaled; into `earned` (m).

    wide : int64 (m), parties counted beside beds; 0 = beds are limit enough; -1 = the home is
    not filled: then the sum of what its candidates earn beyond its prices. One pass over the
    candidates, each tried in every state of room of its home. Twin: plain/proof.py.
    """
    desk, homes = claim.desk, claim.desk.shape[0]
    first = np.zeros(homes + 1, np.int64)
    for h in range(homes):
        first[h + 1] = first[h] + max(1, (desk[h, 0] + 1) * (wide[h] + 1))
    best = np.zeros(first[homes], np.int64)
    for party in range(claim.indptr.size - 1):
        for at in range(claim.indptr[party], claim.indptr[party + 1]):
            h, gain = claim.home[at], np.int64(claim.value[at]) * claim.scale - margin[party]
            need = np.int64(claim.needed[at * claim.per_candidate + party * claim.per_party])
            beds, row, head = desk[h, 0], wide[h] + 1, min(1, wide[h])
            if need > beds or gain <= 0:
                continue
            if wide[h] < 0:
                best[first[h]] += max(0, gain - need * desk[h, 1] - desk[h, 2])
                continue
            for bed in range(beds, need - 1, -1):
                for heads in range(wide[h], head - 1, -1):
                    to = first[h] + bed * row + heads
                    best[to] = max(best[to], best[to - need * row - head] + gain)
    for h in range(homes):
        earned[h] = best[first[h + 1] - 1]
