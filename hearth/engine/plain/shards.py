"""Lists cut along regions and put together again, one candidate at a time.

The tests hold `kernels/shards.py` to what is written here.
"""

from itertools import pairwise

from hearth.engine.regions.cut import Regions

Row = list[tuple[int, int]]  # home and value of each candidate of one party


def rows_plain(indptr: list[int], home: list[int], value: list[int]) -> list[Row]:
    """The lists of each party, in order."""
    pairs = list(zip(home, value, strict=True))
    return [pairs[first:end] for first, end in pairwise(indptr)]


def inside_plain(rows: list[Row], regions: Regions, region: int) -> list[Row]:
    """What is left in the lists of one region, homes numbered from 0 within it."""
    own = [j for j, label in enumerate(regions.home.tolist()) if label == region]
    return [
        [(own.index(home), value) for home, value in row if home in own]
        for row, label in zip(rows, regions.party.tolist(), strict=True)
        if label == region
    ]


def crossing_plain(rows: list[Row], regions: Regions) -> list[Row]:
    """What leaves its region, per party of the whole."""
    home_region = regions.home.tolist()
    return [
        [(home, value) for home, value in row if home_region[home] != label]
        for row, label in zip(rows, regions.party.tolist(), strict=True)
    ]
