"""A home: which rooms are free, and when."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hearth.core.errors import InvalidValue, RuleBroken
from hearth.core.home import Room
from hearth.core.rules import may_host
from hearth.core.units import Period
from tests.builders import TODAY, a_home, a_pair, a_party, a_person, a_programme, a_room


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


def test_days_are_opened_and_closed_without_touching_the_others() -> None:
    home = a_home(free=()).opened(Period.of_days(TODAY, 10)).closed(Period.of_days(TODAY, 1))

    assert not home.free_for(Period.of_days(TODAY, 1))
    assert home.free == (Period.of_days(TODAY + timedelta(days=1), 9),)


def test_a_period_of_no_days_opens_nothing_and_is_refused() -> None:
    with pytest.raises(InvalidValue):
        a_home().opened(Period(TODAY, TODAY))


def test_a_room_somebody_sleeps_in_is_left_as_it_is() -> None:
    home = a_home(rooms=(a_room(2), a_room(1)), rooms_taken=frozenset({0}))

    assert home.with_room(1, a_room(0)).rooms == (a_room(2), a_room(0))
    assert len(home.with_room(None, a_room(3)).rooms) == 3
    with pytest.raises(RuleBroken):
        home.with_room(0, a_room(1))
    with pytest.raises(InvalidValue):
        home.with_room(2, a_room(1))


def test_a_home_is_free_tonight_with_a_bed_a_place_and_the_day() -> None:
    free = a_home(rooms=(a_room(1),), free=(Period(TODAY),))

    assert free.free_tonight(TODAY)
    assert not free.closed(Period.of_days(TODAY, 1)).free_tonight(TODAY)
    assert not a_home(rooms=(a_room(0),), free=(Period(TODAY),)).free_tonight(TODAY)
    full = a_home(rooms=(a_room(1), a_room(1)), parties_max=1, parties_now=1, free=free.free)
    assert not full.free_tonight(TODAY)
