"""How often guests were asked alone is told so that it points at no home."""

from uuid import uuid4

from hypothesis import given
from hypothesis import strategies as st

from hearth.core.ids import HostId
from hearth.core.offer import ASKED, FITS_AT_LEAST, asked_told

counts = st.lists(st.integers(0, 40), min_size=1, max_size=12)


@given(counts=counts)
def test_what_is_told_is_true_of_this_home_and_of_four_others(counts: list[int]) -> None:
    asked = {HostId(uuid4()): times for times in counts}

    for host, times in asked.items():
        told = asked_told(host, asked)
        assert told <= times
        assert told in {0, *ASKED}
        assert not told or sum(other >= told for other in asked.values()) >= FITS_AT_LEAST


def test_a_home_that_alone_was_visited_often_is_told_as_the_others_are() -> None:
    hosts = [HostId(uuid4()) for _ in range(6)]
    asked = dict(zip(hosts, [30, 2, 2, 2, 2, 0], strict=True))

    assert asked_told(hosts[0], asked) == 1
    assert asked_told(hosts[5], asked) == 0


def test_of_a_host_nobody_counted_nothing_is_told() -> None:
    assert asked_told(HostId(uuid4()), {}) == 0
