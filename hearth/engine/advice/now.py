"""The one who is here now, and those who will come: a home's points less its price.

The best home for whoever asks first may be the only one for somebody who asks later. A
home's price says what a place in it is worth to the others (from the standing plan of all
who wait, or from a plan for those who are expected). Choosing the greatest value less
price leaves such a home where another does nearly as well. Source: prices as costs of
opportunity, K. Ahani et al., Placement Optimization in Refugee Resettlement, Operations
Research 69 (2021), and dynamic placement by dual prices, 2023.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from hearth.core.errors import InvalidValue
from hearth.engine.advice.standing import Everybody, standing
from hearth.engine.tables import (
    Bools,
    Int32s,
    Int64s,
    check_column,
    check_rows,
    refuse_where,
)

NOBODY = -1
MOST = 1 << 61  # of a value and of a price, so that their difference stays in int64


def order_by_net(value: Int64s, price: Int64s) -> Int64s:
    """The homes of one party, the greatest value less price first: positions, int64 (k).

    value, price : int64 (k), at least 0, of the same homes and in the same unit. Of equal
    ones the cheaper first, then by position. A net below 0 is kept: nobody is left without
    a home because it would have been worth more to others.
    Raises InvalidValue for columns that do not fit together, or a value or price outside
    0 to 2**61. Cost: O(k log k).
    """
    check_column("value", value, np.int64, (np.size(value),))
    check_column("price", price, np.int64, value.shape)
    for name, column in (("value", value), ("price", price)):
        refuse_where((column < 0) | (column > MOST), name, "0 to 2**61")
    return np.lexsort((np.arange(value.size), price, price - value)).astype(np.int64)


@dataclass(frozen=True, slots=True, eq=False)
class Beside:
    """One party's homes in the order that costs the others least, beside what it gains.

    home, points : int32 (k), best first. taken : bool (k), homes that the plan has for
    others. only : bool (k), those of them that it has for somebody who fits no other home.
    planned : the home row that the plan has for the party, -1 where it has none.
    """

    home: Int32s
    points: Int32s
    taken: Bools
    only: Bools
    planned: int


def beside_others(every: Everybody, party: int) -> Beside:
    """The homes of one of those who wait, by value less price in the plan for them all.

    The home that the plan has for the party comes first: no other has a greater net, and
    where several are equal this one is sure to leave the plan as good as it is.
    Cost: one plan. Raises InvalidValue for a party that is not there.
    """
    check_rows("party", np.array([party]), every.tier.size)
    found = standing(every)
    lists = every.lists
    own = np.arange(lists.indptr[party], lists.indptr[party + 1])
    home, planned = lists.home[own], int(found.plan.home[party])
    order = order_by_net(found.value[own] * found.plan.scale, found.cost[own])
    order = order[np.argsort(home[order] != planned, kind="stable")]
    others = found.plan.home != NOBODY
    others[party] = False
    lonely = others & (np.diff(lists.indptr) == 1)
    return Beside(
        home[order],
        lists.value[own][order],
        np.isin(home[order], found.plan.home[others]),
        np.isin(home[order], found.plan.home[lonely]),
        planned,
    )


def expected_price(prices: Sequence[Int64s], places: Int32s) -> Int64s:
    """What a place is expected to be worth, int64 (m): the mean of several plans' prices.

    prices : one int64 (m) for each way those who are expected might come, at least 0; the
    mean is rounded down. places : int32 (m), places still free; a home without any costs
    nothing, for nobody can take it. Raises InvalidValue for no plan at all, or prices that
    do not fit together.
    """
    if not prices:
        raise InvalidValue("prices are expected from one plan at least, got none")
    check_column("places", places, np.int32, (np.size(places),))
    for one in prices:
        check_column("price", one, np.int64, places.shape)
        refuse_where((one < 0) | (one > MOST // len(prices)), "price", f"0 to {MOST} in the sum")
    mean: Int64s = np.stack(list(prices)).sum(axis=0, dtype=np.int64)
    mean //= len(prices)
    mean[places < 1] = 0
    return mean
