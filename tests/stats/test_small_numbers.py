"""No small number is given away, not by itself and not by subtracting."""

from hypothesis import given
from hypothesis import strategies as st

from hearth.stats.again import Again
from hearth.stats.small_numbers import (
    FEW,
    FEWEST,
    HELD_BACK,
    TO,
    Count,
    Told,
    at_least,
    column,
    told,
    waited_for,
)

MOST = FEWEST - 1
columns = st.lists(st.integers(0, 30), min_size=1, max_size=5)


def could_be(shown: Told, at: int) -> set[int]:
    """Every value of a small cell that a reader of the column must still think possible."""
    if shown.total.value is None:
        return set(range(FEWEST))
    off = TO // 2
    told_ = [cell.value for cell in shown.cells if cell.value is not None]
    least = shown.total.value - off - sum(one + off for one in told_)
    most = shown.total.value + off - sum(max(FEWEST, one - off) for one in told_)
    others = [cell for i, cell in enumerate(shown.cells) if cell.value is None and i != at]
    from_ = sum(0 if cell.few else FEWEST for cell in others)
    up_to = sum(MOST if cell.few else most for cell in others)
    return {one for one in range(FEWEST) if least - up_to <= one <= most - from_}


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
def test_what_is_told_is_true_to_the_nearest_five(counts: list[int]) -> None:
    shown = column(counts)

    told_ = [(cell.value, count) for cell, count in zip(shown.cells, counts, strict=True)]
    told_.append((shown.total.value, sum(counts)))
    assert all(value % TO == 0 for value, _ in told_ if value is not None)
    assert all(abs(value - count) <= TO // 2 for value, count in told_ if value is not None)


@given(before=columns, now=columns)
def test_a_change_is_told_once_it_covers_as_many_as_are_told_at_all(
    before: list[int], now: list[int]
) -> None:
    names = "abcde"
    old = dict(zip(names, before, strict=False))
    new = dict(zip(names, now, strict=False))

    kept = waited_for(old, new)

    for name in {*old, *new}:
        was, is_ = old.get(name, 0), new.get(name, 0)
        assert kept[name] == (is_ if abs(is_ - was) >= FEWEST else was)


def test_a_line_that_was_never_there_counts_as_nobody_until_as_many_are_in_it() -> None:
    first = Again()
    first.counts("age", {"young": 20})

    then = Again(first.behind)
    then.counts("age", {"young": 20, "old": MOST})
    later = Again(then.behind)
    later.counts("age", {"young": 20, "old": FEWEST})

    assert then.behind["age"]["old"] == 0
    assert later.behind["age"]["old"] == FEWEST  # all of them came, also those who were there


def test_what_is_told_as_at_least_is_never_more_than_it_is() -> None:
    assert [at_least(one).value for one in (7, 8, 9, 10, 14, 15)] == [None, 8, 8, 10, 10, 15]


def test_large_numbers_are_told_with_their_total() -> None:
    assert column([8, 12]) == Told((Count(10), Count(10)), Count(20))


def test_one_small_number_takes_another_with_it() -> None:
    shown = column([3, 20, 40])

    assert shown.cells == (FEW, HELD_BACK, Count(40))
    assert shown.total == Count(65)


def test_a_small_number_that_nothing_can_hide_takes_the_total_with_it() -> None:
    assert column([3]) == Told((FEW,), HELD_BACK)


def test_a_count_alone_is_told_from_the_fewest_on() -> None:
    assert (told(MOST), told(FEWEST)) == (FEW, Count(10))
