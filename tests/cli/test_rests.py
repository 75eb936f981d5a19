"""What runs beside the pages rests while anybody is answered, and never for ever."""

import threading
from collections.abc import Iterator

import pytest

from hearth.cli.serve import RESTS, _pages_first
from hearth.entry.measured import MEASURED


class Counted(threading.Event):
    """An event that is waited for in no time."""

    def __init__(self) -> None:
        super().__init__()
        self.waits = 0

    def wait(self, timeout: float | None = None) -> bool:
        assert timeout is not None
        self.waits += 1
        return self.is_set()


@pytest.fixture
def answered() -> Iterator[None]:
    """Somebody is being answered meanwhile."""
    MEASURED.begins()
    yield
    MEASURED.ends(200, 0.0)


def test_it_goes_on_at_once_where_nobody_is_answered() -> None:
    stop = Counted()
    _pages_first(stop)
    assert stop.waits == 1


@pytest.mark.usefixtures("answered")
def test_it_rests_while_somebody_is_answered_and_then_goes_on_all_the_same() -> None:
    stop = Counted()
    _pages_first(stop)
    assert stop.waits == RESTS


@pytest.mark.usefixtures("answered")
def test_it_rests_no_longer_once_it_is_told_to_stop() -> None:
    stop = Counted()
    stop.set()
    _pages_first(stop)
    assert stop.waits == 1
