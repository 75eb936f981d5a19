"""A home: which rooms are free, and when."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hearth.core.errors import InvalidValue
from hearth.core.home import Room
from hearth.core.rules import may_host
from tests.builders import a_home, a_pair, a_party, a_person, a_programme, a_room


@given(beds=st.lists(st.integers(0, 3), max_size=5), taken=st.frozensets(st.integers(0, 4)))
def test_a_room_is_taken_or_it_is_free(beds: list[int], taken: frozenset[int]) -> None:
    inside = frozenset(at for at in taken if at < len(beds))
    home = a_home(rooms=tuple(map(a_room, beds)), rooms_taken=inside)

    assert len(home.rooms_free) == len(beds) - len(inside)
    assert [r.beds for r in home.rooms_free] == [b for at, b in enumerate(beds) if at not in inside]


def test_beds_in_a_room_where_strangers_sleep_are_not_free() -> None:
    home = a_home(rooms=(a_room(4), a_room(1)), rooms_taken=frozenset({0}))
    party = a_party(a_person(), a_person())

    decision = may_host(a_pair(party, home), a_programme())

    assert [(r.code, str(r.margin)) for r in decision.against] == [("beds", "needs 2 beds, has 1")]


@pytest.mark.parametrize("said", [{"parties_max": -1}, {"parties_now": -1}, {"rooms_taken": {7}}])
def test_a_home_that_cannot_be_is_refused(said: dict[str, object]) -> None:
    with pytest.raises(InvalidValue):
        a_home(**said)


@pytest.mark.parametrize("said", [(-1, None), (1, -0.5)])
def test_a_room_has_no_fewer_than_no_beds(said: tuple[int, float | None]) -> None:
    with pytest.raises(InvalidValue):
        Room(*said)
