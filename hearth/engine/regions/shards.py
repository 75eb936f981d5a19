"""A plan cut into regions, and what the regions found joined into one: exact for any cut.

Each region is solved from its own candidates alone. The candidates that cross a border are
kept apart; the regions' plans and prices together are the start of one exact repair over all
candidates, and the prices it ends with prove the whole plan as if nothing had been cut.
Where few candidates cross, few are moved.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, TypeVar, cast

import numpy as np
from numpy.typing import NDArray

from hearth.core.errors import InvalidValue
from hearth.engine.assign import Start
from hearth.engine.cores import each
from hearth.engine.kernels.shards import Columns, Labels, count_kept, fill_kept, put_rows
from hearth.engine.plan import Plan, Values, must_be_lists
from hearth.engine.regions.cut import Regions
from hearth.engine.regions.near import assign_near
from hearth.engine.tables import (
    Int32s,
    Int64s,
    check_column,
    check_start,
    must_be,
    must_count,
    refuse_where,
    size_of,
)

NONE = -1

A = TypeVar("A", bound=NDArray[Any])


class Lists(NamedTuple):
    """Candidate lists and places as `assign` takes them: `assign(*lists)`.

    indptr : int64 (n+1). home : int32 (e). value : int32 or int64 (e). places : int32 (m).
    """

    indptr: Int64s
    home: Int32s
    value: Values
    places: Int32s


@dataclass(frozen=True, slots=True, eq=False)
class Shard:
    """One region: its rows of the whole, and the candidates that do not leave it.

    party : int64 (n_r), home : int64 (m_r), rows of the whole, rising. lists : of these
    parties and homes alone, numbered from 0 in that order.
    """

    party: Int64s
    home: Int64s
    lists: Lists


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """What a region found. party, home : its rows, as in its `Shard`.

    chosen : int32 (n_r), home by its number in the region, -1 = unplaced. price : int64 (m_r).
    """

    party: Int64s
    home: Int64s
    chosen: Int32s
    price: Int64s


def shard(lists: Lists, regions: Regions, region: int) -> Shard:
    """Region `region` cut out of the whole. Cost: O(n + m), and O(1) per candidate of its own.

    Raises InvalidValue where lists and regions do not fit together, or such a region is not.
    """
    _check_fit(lists, regions)
    must_count("region", region)
    if region >= regions.count:
        raise InvalidValue(f"region must be 0 to {regions.count - 1}, not {region}")
    party, home = np.flatnonzero(regions.party == region), np.flatnonzero(regions.home == region)
    number = np.full(regions.home.size, NONE, np.int32)
    number[home] = np.arange(home.size, dtype=np.int32)
    own = _kept(lists, regions, party, number, inside=True)
    return Shard(party, home, Lists(*own, np.ascontiguousarray(lists.places[home])))


def border(lists: Lists, regions: Regions) -> Lists:
    """The candidates that cross a border, homes by their row of the whole; all places.

    Cost: O(n + m + e). Raises InvalidValue where lists and regions do not fit together.
    """
    _check_fit(lists, regions)
    everybody = np.arange(regions.party.size, dtype=np.int64)
    number = np.arange(regions.home.size, dtype=np.int32)
    return Lists(*_kept(lists, regions, everybody, number, inside=False), lists.places)


def _check_fit(lists: Lists, regions: Regions) -> None:
    must_be("lists", lists, Lists)
    must_be("regions", regions, Regions)
    check_column("home", lists.home, np.int32, (np.size(lists.home),))
    check_start("indptr", lists.indptr, lists.home.size)
    check_column("party region", regions.party, np.int32, (lists.indptr.size - 1,))
    check_column("places", lists.places, np.int32, (np.size(lists.places),))
    check_column("home region", regions.home, np.int32, (lists.places.size,))
    if lists.home.size and (lists.home.min() < 0 or lists.home.max() >= lists.places.size):
        outside = (lists.home < 0) | (lists.home >= lists.places.size)
        refuse_where(outside, "home", f"0 to {lists.places.size - 1}")
    dtype = np.int32 if np.asarray(lists.value).dtype == np.int32 else np.int64
    check_column("value", lists.value, dtype, (lists.home.size,))


def _kept(lists: Lists, regions: Regions, rows: Int64s, number: Int32s, *, inside: bool) -> Columns:
    given = _columns(lists)
    labels = Labels(_usable(regions.party), _usable(regions.home))
    start = np.zeros(rows.size + 1, np.int64)
    count_kept(given, labels, rows, inside, start[1:])
    np.cumsum(start, out=start)
    value = np.empty(start[-1], given.value.dtype)
    out = Columns(start, np.empty(start[-1], np.int32), value)
    fill_kept(given, labels, rows, inside, number, out)
    return out


def _columns(lists: Lists) -> Columns:
    return Columns(_usable(lists.indptr), _usable(lists.home), _usable(lists.value))


def _usable(column: A) -> A:
    """The one form for which the kernels are compiled: contiguous and writable."""
    return cast(A, np.require(column, requirements=["C", "W"]))


def whole(parts: Sequence[tuple[Int64s, Lists]], places: Int32s) -> Lists:
    """The lists of all parties out of the lists of parts of them.

    parts : rows of the parties (int64) and their lists, homes by their row of the whole; the
    places of a part are not read. places : int32 (m), of the whole. Cost: O(n + e).
    Raises InvalidValue where a party is in no part or in two.
    """
    n = sum(rows.size for rows, _ in parts)
    _check_cover("party", [rows for rows, _ in parts], n)
    for rows, lists in parts:
        check_column("home", lists.home, np.int32, (size_of(lists.home),))
        refuse_where((lists.home < 0) | (lists.home >= size_of(places)), "home", "a home there is")
        dtype = np.int32 if getattr(lists.value, "dtype", None) == np.int32 else np.int64
        check_column("value", lists.value, dtype, lists.home.shape)
        check_start("indptr", lists.indptr, lists.home.size)
        check_column("party rows", rows, np.int64, (lists.indptr.size - 1,))
    start = np.zeros(n + 1, np.int64)
    for rows, lists in parts:
        start[rows + 1] = np.diff(lists.indptr)
    np.cumsum(start, out=start)
    widest = np.result_type(np.int32, *(lists.value.dtype for _, lists in parts))
    out = Columns(start, np.empty(start[-1], np.int32), np.empty(start[-1], widest))

    def put(part: tuple[Int64s, Lists]) -> None:
        rows, lists = part
        same = lists._replace(value=lists.value.astype(widest, copy=False))
        put_rows(_columns(same), _usable(rows), out)

    each(put, parts)
    return Lists(*out, places)


def _check_cover(name: str, rows: Sequence[Int64s], count: int) -> None:
    """Raise InvalidValue unless every row from 0 to `count` - 1 is there once."""
    seen = np.zeros(count, np.int64)
    for some in rows:
        check_column(f"{name} rows", some, np.int64, (size_of(some),))
        refuse_where((some < 0) | (some >= count), f"{name} rows", f"0 to {count - 1}")
        seen += np.bincount(some, minlength=count)
    refuse_where(seen != 1, name, "in one region, neither in none nor in two")


def join(found: Sequence[Found], homes: int) -> tuple[Int32s, Int64s]:
    """The regions' plans and prices side by side: home int32 (n), price int64 (m), by whole rows.

    Overfills no home, and knows nothing of the candidates that cross. Cost: O(n + m).
    Raises InvalidValue where a party or a home is in no region or in two.
    """
    parties = sum(one.party.size for one in found)
    _check_cover("party", [one.party for one in found], parties)
    _check_cover("home", [one.home for one in found], homes)
    home, price = np.full(parties, NONE, np.int32), np.zeros(homes, np.int64)
    for one in found:
        check_column("chosen in a region", one.chosen, np.int32, one.party.shape)
        check_column("price in a region", one.price, np.int64, one.home.shape)
        wrong = (one.chosen < NONE) | (one.chosen >= one.home.size)
        refuse_where(wrong, "chosen in a region", f"-1 to {one.home.size - 1}")
        placed = one.chosen != NONE
        home[one.party[placed]] = one.home[one.chosen[placed]]
        price[one.home] = one.price
    return home, price


def mend(lists: Lists, found: Sequence[Found]) -> Plan:
    """The best plan over all candidates, begun from what the regions found.

    Exact, and proven by its prices, whatever the cut: the value is that of `assign(*lists)`.
    Cost: grows with what the candidates that cross a border change.
    Raises InvalidValue for what `join` or `assign` refuses.
    """
    start = Start(*join(found, lists.places.size))
    must_be_lists(*lists)
    check_column("party in the regions", start.home, np.int32, (lists.indptr.size - 1,))
    return assign_near(_columns(lists), _usable(lists.places), start)
