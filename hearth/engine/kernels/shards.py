"""Candidate lists cut apart along regions, and put together again by row."""

from typing import NamedTuple

from hearth.engine.kernels.compiled import kernel
from hearth.engine.plan import Values
from hearth.engine.tables import Int32s, Int64s


class Columns(NamedTuple):
    """Candidate lists: indptr int64 (n+1), home int32 (e), value int32 or int64 (e)."""

    indptr: Int64s
    home: Int32s
    value: Values


class Labels(NamedTuple):
    """Regions of the parties, int32 (n), and of the homes, int32 (m)."""

    party: Int32s
    home: Int32s


@kernel
def count_kept(lists: Columns, labels: Labels, rows: Int64s, inside: bool, count: Int64s) -> None:
    """Into `count` (as `rows`): candidates in the party's own region, or outside of it."""
    for k in range(rows.size):
        row = rows[k]
        region, found = labels.party[row], 0
        for e in range(lists.indptr[row], lists.indptr[row + 1]):
            if (labels.home[lists.home[e]] == region) == inside:
                found += 1
        count[k] = found


@kernel
def fill_kept(
    lists: Columns, labels: Labels, rows: Int64s, inside: bool, number: Int32s, out: Columns
) -> None:
    """Into `out`: the candidates that `count_kept` counts, in order, homes by new `number`."""
    at = 0
    for k in range(rows.size):
        row = rows[k]
        region = labels.party[row]
        for e in range(lists.indptr[row], lists.indptr[row + 1]):
            if (labels.home[lists.home[e]] == region) == inside:
                out.home[at] = number[lists.home[e]]
                out.value[at] = lists.value[e]
                at += 1


@kernel
def put_rows(lists: Columns, rows: Int64s, out: Columns) -> None:
    """Copy list k to where the list of party `rows[k]` begins in `out`."""
    for k in range(rows.size):
        at = out.indptr[rows[k]]
        for e in range(lists.indptr[k], lists.indptr[k + 1]):
            out.home[at] = lists.home[e]
            out.value[at] = lists.value[e]
            at += 1
