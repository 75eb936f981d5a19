"""Pieces of work on the cores there are. What comes out does not hang on how many there are."""

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

PieceT = TypeVar("PieceT")
DoneT = TypeVar("DoneT")

THREADS = min(2, os.cpu_count() or 1)


def each(
    work: Callable[[PieceT], DoneT], pieces: Sequence[PieceT], threads: int = THREADS
) -> list[DoneT]:
    """`work` done on every piece, in their order; whatever it raises is raised here.

    A piece that is alone is done at once: to begin a thread takes longer than most of them.
    """
    if len(pieces) < 2:
        return [work(piece) for piece in pieces]
    with ThreadPoolExecutor(threads) as pool:
        return list(pool.map(work, pieces))
