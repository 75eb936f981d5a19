"""Keeping what libraries print away from the answer of a command."""

import ctypes
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

STDOUT = 1  # the descriptor


@contextmanager
def only_our_words() -> Iterator[None]:
    """Nothing that is written to standard output meanwhile arrives there.

    The solver HiGHS leaves lines of its own on it, and no option keeps it from that; a
    program that reads our JSON would stumble over them. For commands alone: a server has
    other threads, whose words these may be.
    """
    sys.stdout.flush()
    kept, nowhere = os.dup(STDOUT), os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, STDOUT)
    try:
        yield
    finally:
        # What lies in the buffer of the C library would come out after us.
        ctypes.CDLL("ucrtbase" if os.name == "nt" else None).fflush(None)
        os.dup2(kept, STDOUT)
        os.close(kept)
        os.close(nowhere)
