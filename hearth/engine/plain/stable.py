"""Stable allocation on three sides, slow and readable: read this before `kernels/stable.py`.

Both ways keep, per resident, the places still open to them, and strike out what can be in no
stable allocation, as in the paper named in `engine/stable.py`.
"""

from dataclasses import dataclass, field
from itertools import pairwise
from typing import Self

from hearth.engine.stable import Rankings


@dataclass(slots=True)
class _Table:
    """wishes: places still open to each resident, best first. ranked: residents by worker."""

    wishes: list[list[int]]
    ranked: list[list[int]]
    worker: list[int]
    capacity: list[int]
    caseload: list[int]
    at: dict[int, int] = field(default_factory=dict)

    @classmethod
    def of(cls, r: Rankings) -> Self:
        ranked = _runs(r.ranked_start.tolist(), r.ranked.tolist())
        worker = [int(k) for k in r.worker]
        wishes = [
            [j for j in wished if i in ranked[worker[j]]]
            for i, wished in enumerate(_runs(r.start.tolist(), r.place.tolist()))
        ]
        return cls(wishes, ranked, worker, r.capacity.tolist(), r.caseload.tolist())

    def in_place(self, j: int) -> list[int]:
        """Residents in place `j`, best first."""
        return [i for i in self.ranked[self.worker[j]] if self.at.get(i) == j]

    def in_hand(self, k: int) -> list[int]:
        """Residents of worker `k`, best first."""
        return [i for i in self.ranked[k] if i in self.at and self.worker[self.at[i]] == k]

    def strike(self, i: int, places: list[int]) -> None:
        """No more of these places for resident `i`."""
        self.wishes[i] = [j for j in self.wishes[i] if j not in places]

    def places_of(self, k: int) -> list[int]:
        return [j for j, owner in enumerate(self.worker) if owner == k]

    def answer(self) -> list[int]:
        return [self.at.get(i, -1) for i in range(len(self.wishes))]


def _runs(start: list[int], entries: list[int]) -> list[list[int]]:
    return [entries[a:b] for a, b in pairwise(start)]


def best_for_residents_plain(rankings: Rankings) -> list[int]:
    """Place of each resident, -1 for none, when residents ask from their best wish down."""
    table = _Table.of(rankings)
    _strike_beyond_full(table)
    while free := [i for i, wished in enumerate(table.wishes) if wished and i not in table.at]:
        i = free[0]
        j = table.at[i] = table.wishes[i][0]
        k = table.worker[j]
        if len(table.in_place(j)) > table.capacity[j]:
            del table.at[table.in_place(j)[-1]]
        elif len(table.in_hand(k)) > table.caseload[k]:
            del table.at[table.in_hand(k)[-1]]
        _strike_beyond_full(table)
    return table.answer()


def _strike_beyond_full(table: _Table) -> None:
    """A full place or worker is out of reach for all who rank after the last one there."""
    for j, k in enumerate(table.worker):
        inside = table.in_place(j)
        if len(inside) == table.capacity[j]:
            for i in _after_last(inside, table.ranked[k]):
                table.strike(i, [j])
    for k, ranked in enumerate(table.ranked):
        inside = table.in_hand(k)
        if len(inside) == table.caseload[k]:
            for i in _after_last(inside, ranked):
                table.strike(i, table.places_of(k))


def _after_last(inside: list[int], ranked: list[int]) -> list[int]:
    return ranked[ranked.index(inside[-1]) + 1 :] if inside else ranked


def best_for_workers_plain(rankings: Rankings) -> list[int]:
    """Place of each resident, -1 for none, when workers offer from their best down."""
    table = _Table.of(rankings)
    while (offer := _next_offer(table)) is not None:
        i, j = offer
        table.at[i] = j
        table.wishes[i] = table.wishes[i][: table.wishes[i].index(j) + 1]
    return table.answer()


def _next_offer(table: _Table) -> tuple[int, int] | None:
    """The first worker with time, their first resident who wants a place of theirs with room."""
    for k, ranked in enumerate(table.ranked):
        if len(table.in_hand(k)) >= table.caseload[k]:
            continue
        room = [j for j in table.places_of(k) if len(table.in_place(j)) < table.capacity[j]]
        for i in ranked:
            wanted = [j for j in table.wishes[i] if j in room and table.at.get(i) != j]
            if wanted:
                return i, wanted[0]
    return None
