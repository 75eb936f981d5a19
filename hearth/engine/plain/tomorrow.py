"""The same as kernels/tomorrow.py, written for reading."""

from itertools import pairwise

import numpy as np

from hearth.engine.kernels.tomorrow import Priced
from hearth.engine.tables import Int64s


def margins(p: Priced) -> Int64s:
    """Best value minus price of each party among homes that count, int64 (n), at least 0."""
    net = np.where(p.counts[p.home] != 0, p.value - p.price[p.home], 0)
    rows = pairwise(p.indptr.tolist())
    return np.array([max([0, *net[a:b].tolist()]) for a, b in rows], np.int64)


def raise_others(p: Priced) -> Int64s:
    """Prices, int64 (m), at which nobody has a better margin at a home that does not count."""
    price, other = p.price.copy(), p.counts[p.home] == 0
    np.maximum.at(price, p.home[other], (p.value - margins(p)[_owner(p)])[other])
    return price


def find_best(p: Priced) -> tuple[Int64s, Int64s]:
    """Per party where its best candidates begin, int64 (n+1), and their positions."""
    best = (p.counts[p.home] != 0) & (p.value - p.price[p.home] == margins(p)[_owner(p)])
    each = np.bincount(_owner(p)[best], minlength=p.indptr.size - 1)
    return np.concatenate([np.zeros(1, np.int64), np.cumsum(each)]), np.flatnonzero(best)


def _owner(p: Priced) -> Int64s:
    return np.repeat(np.arange(p.indptr.size - 1), np.diff(p.indptr))
