"""The longer something is overdue, the more people know of it; nothing is forced twice."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hearth.core.errors import InvalidValue
from hearth.core.overdue import LEVELS, forced, level
from hearth.core.programme import ForcedAct

ON_OVERDUE = (ForcedAct.TELL_LEAD, ForcedAct.EXTRA_CHECK)


def test_the_first_day_does_what_the_rule_says_and_the_second_week_tells_the_manager() -> None:
    assert [level(days) for days in (0, 1, 6, 7, 13, 14, 28, 400)] == [0, 1, 1, 2, 2, 3, 4, 4]
    assert forced(ON_OVERDUE, after=0, to=1) == ON_OVERDUE
    assert ForcedAct.TELL_MANAGER in forced(ON_OVERDUE, after=2, to=3)


@given(st.lists(st.integers(0, 90), max_size=12))
def test_whatever_days_the_clock_shows_each_level_is_forced_once(days: list[int]) -> None:
    at, seen = 0, []
    for one in days:
        to = max(at, level(one))
        seen += list(forced(ON_OVERDUE, after=at, to=to))
        at = to

    whole = [act for upto in range(at) for act in forced(ON_OVERDUE, after=upto, to=upto + 1)]
    assert set(seen) == set(whole)
    assert seen.count(ForcedAct.EXTRA_CHECK) <= 1


def test_levels_rise_with_the_days() -> None:
    assert [one.number for one in LEVELS] == sorted({one.number for one in LEVELS})
    assert [one.days for one in LEVELS] == sorted({one.days for one in LEVELS})
    with pytest.raises(InvalidValue, match="0 or more"):
        level(-1)
