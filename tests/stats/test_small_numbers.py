"""No small number is given away, not by itself and not by subtracting."""

from hypothesis import given
from hypothesis import strategies as st

from hearth.stats.small_numbers import FEW, FEWEST, HELD_BACK, Count, Told, column, told

MOST = FEWEST - 1
columns = st.lists(st.integers(0, 30), min_size=1, max_size=5)


def could_be(shown: Told, at: int) -> set[int]:
    """Every value of a small cell that a reader of the column must still think possible."""
    hidden = [cell for cell in shown.cells if cell.value is None]
    if shown.total.value is None:
        return set(range(FEWEST))
    rest = shown.total.value - sum(cell.value or 0 for cell in shown.cells)
    place = [i for i, cell in enumerate(shown.cells) if cell.value is None].index(at)
    ends = [(0, MOST) if cell.few else (FEWEST, rest) for cell in hidden]
    least, most = (sum(end) - end[place] for end in zip(*ends, strict=True))
    low, high = ends[place]
    return {one for one in range(low, high + 1) if least <= rest - one <= most}


@given(counts=columns)
def test_a_small_number_could_be_any_small_number_for_whoever_reads_the_column(
    counts: list[int],
) -> None:
    shown = column(counts)

    for at, count in enumerate(counts):
        if count < FEWEST:
            assert shown.cells[at] == FEW
            assert could_be(shown, at) == set(range(FEWEST))


@given(counts=columns)
def test_what_is_told_is_true(counts: list[int]) -> None:
    shown = column(counts)

    told_ = [(cell.value, count) for cell, count in zip(shown.cells, counts, strict=True)]
    assert all(value == count for value, count in told_ if value is not None)
    assert shown.total.value in {None, sum(counts)}


def test_large_numbers_are_told_with_their_total() -> None:
    assert column([8, 12]) == Told((Count(8), Count(12)), Count(20))


def test_one_small_number_takes_another_with_it() -> None:
    shown = column([3, 20, 40])

    assert shown.cells == (FEW, HELD_BACK, Count(40))
    assert shown.total == Count(63)


def test_a_small_number_that_nothing_can_hide_takes_the_total_with_it() -> None:
    assert column([3]) == Told((FEW,), HELD_BACK)


def test_a_count_alone_is_told_from_the_fewest_on() -> None:
    assert (told(MOST), told(FEWEST)) == (FEW, Count(FEWEST))
