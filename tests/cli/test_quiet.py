"""What a library prints does not get into the answer of a command."""

import ctypes
import os

import pytest

from hearth.cli.quiet import only_our_words


def test_neither_a_raw_nor_a_buffered_line_of_a_library_arrives(
    capfd: pytest.CaptureFixture[str],
) -> None:
    library = ctypes.CDLL("ucrtbase" if os.name == "nt" else None)
    print("before")

    with only_our_words():
        os.write(1, b"raw\n")
        library.puts(b"buffered")
    print("after")

    assert capfd.readouterr().out == "before\nafter\n"


def test_our_words_arrive_again_after_a_refusal(capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(KeyError), only_our_words():
        raise KeyError
    print("after")

    assert capfd.readouterr().out == "after\n"
