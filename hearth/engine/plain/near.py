"""Which candidates come near, one at a time. The tests hold `kernels/near.py` to this."""

from hearth.engine.plain.shards import Row


def near_plain(row: Row, held: int, price: list[int], slack: int) -> tuple[list[bool], int]:
    """Whether each candidate of a party is near to what it has, and how many are better.

    held : the party's home, -1 = unplaced; its margin there is never counted below 0.
    """
    margins = [value - price[home] for home, value in row]
    own = max([0, *(m for m, (home, _) in zip(margins, row, strict=True) if home == held)])
    return [m >= own - slack for m in margins], sum(m > own for m in margins)
