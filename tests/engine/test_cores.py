"""Work cut into pieces: done in their order, whatever the number of threads."""

import threading

import pytest

from hearth.engine.cores import each


@pytest.mark.parametrize("threads", [1, 2, 5])
@pytest.mark.parametrize("pieces", [0, 1, 2, 7])
def test_what_comes_out_is_in_the_order_of_the_pieces(pieces: int, threads: int) -> None:
    assert each(lambda piece: piece * piece, range(pieces), threads) == [
        piece * piece for piece in range(pieces)
    ]


def test_a_piece_that_is_alone_begins_no_thread() -> None:
    assert each(lambda _: threading.current_thread(), [0]) == [threading.current_thread()]


def test_two_pieces_are_done_at_the_same_time() -> None:
    both = threading.Barrier(2, timeout=60)

    assert sorted(each(lambda _: both.wait(), range(2), 2)) == [0, 1]


@pytest.mark.parametrize("pieces", [1, 3])
def test_what_goes_wrong_in_a_piece_is_raised_here(pieces: int) -> None:
    with pytest.raises(ZeroDivisionError):
        each(lambda piece: piece // 0, range(pieces), 2)
