"""What an early visit tells, and how hiding it among others makes it tell less."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hearth.core.errors import InvalidValue
from hearth.stats.early_visit import (
    USUAL_GAP_DAYS,
    Known,
    Other,
    Tells,
    likelihood_ratio,
    tells,
    to_visit_too,
    usual_chance,
)

knowns = st.builds(
    Known,
    gaps=st.lists(st.integers(1, 400), max_size=60).map(tuple),
    unannounced_share=st.floats(0, 1),
    nearby=st.integers(0, 20),
    homes_nearby=st.integers(1, 30),
)
gap = st.integers(1, 400)
days = st.integers(1, 14)
EVERY_SIX_WEEKS = Known(gaps=(42,) * 200, unannounced_share=0, nearby=0, homes_nearby=9)


@given(known=knowns, gap=gap, days=days)
def test_a_visit_always_tells_something_and_never_without_end(
    known: Known, gap: int, days: int
) -> None:
    # What is believed before anything is known counts as one visit in the usual gap.
    rarest = 1 / (len(known.gaps) + USUAL_GAP_DAYS)

    assert rarest - 1e-12 <= usual_chance(known, gap) < 1
    assert 1 < likelihood_ratio(known, gap, days=days) <= 1 + (1 / rarest - 1) / days + 1e-9


@given(known=knowns, gap=gap, days=days, data=st.data())
def test_each_other_home_visited_makes_it_tell_less(
    known: Known, gap: int, days: int, data: st.DataObject
) -> None:
    most = known.homes_nearby - 1
    few = data.draw(st.integers(0, most))
    more = data.draw(st.integers(few, most))

    ratio = likelihood_ratio(known, gap, days=days, others=few)

    assert likelihood_ratio(known, gap, days=days, others=more) <= ratio + 1e-9


@given(known=knowns, gap=gap, days=days)
def test_where_every_home_nearby_is_visited_it_tells_nothing(
    known: Known, gap: int, days: int
) -> None:
    most = known.homes_nearby - 1
    ratio = likelihood_ratio(known, gap, days=days, others=most)

    assert most == 0 or ratio == pytest.approx(1)


@given(known=knowns, gap=gap, days=days, more=st.integers(1, 9))
def test_the_more_visits_are_seen_nearby_the_less_one_tells(
    known: Known, gap: int, days: int, more: int
) -> None:
    busier = Known(
        gaps=known.gaps,
        unannounced_share=known.unannounced_share,
        nearby=known.nearby + more,
        homes_nearby=known.homes_nearby,
    )

    was, now = (likelihood_ratio(one, gap, days=days) for one in (known, busier))
    assert now <= was + 1e-9


def test_a_visit_out_of_turn_tells_much_and_one_in_its_turn_little() -> None:
    early = likelihood_ratio(EVERY_SIX_WEEKS, 10, days=3)
    in_turn = likelihood_ratio(EVERY_SIX_WEEKS, 42, days=3)

    assert (tells(early), tells(in_turn)) == (Tells.MUCH, Tells.LITTLE)
    # p0 = 1 / 260 from the prior alone, p1 = 1/3: (1/3 + 2/3 x 1/260) / (1/260).
    assert early == pytest.approx((1 / 3 + 2 / 3 / 260) * 260)


@given(known=knowns, gap=gap, window=st.integers(1, 60))
def test_a_visit_spread_over_the_days_in_which_one_is_due_tells_little(
    known: Known, gap: int, window: int
) -> None:
    ratio = likelihood_ratio(known, gap, days=window, window=window)

    assert tells(ratio) is Tells.LITTLE


def test_the_homes_visited_too_are_those_whose_turn_it_nearly_is() -> None:
    others = [Other(0, 5), Other(1, 42), Other(2, 20), Other(3, 41)]

    chosen = {one.at for one in to_visit_too(EVERY_SIX_WEEKS, others, 2)}

    assert chosen == {1, 3}
    with pytest.raises(InvalidValue, match="4 other homes"):
        to_visit_too(EVERY_SIX_WEEKS, others, 5)


def test_with_no_visit_on_record_an_early_one_is_not_called_safe() -> None:
    nobody = Known(gaps=(), unannounced_share=0, nearby=0, homes_nearby=1)

    assert tells(likelihood_ratio(nobody, 5, days=3)) is Tells.MUCH
    with pytest.raises(InvalidValue):
        likelihood_ratio(nobody, 5, days=3, others=1)
    with pytest.raises(InvalidValue):
        usual_chance(nobody, 0)
    with pytest.raises(InvalidValue):
        Known(gaps=(0,), unannounced_share=0, nearby=0, homes_nearby=1)
