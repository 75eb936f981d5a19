"""Which single change would open a home, and which is nobody's to ask for."""

from hypothesis import given
from hypothesis import strategies as st

from hearth.core.audience import STAFF, STAFF_AND_RESIDENT
from hearth.core.decision import Decision, Margin, Reason
from hearth.core.ids import HomeId
from hearth.core.shortlist import CHANGES, Judged, change_for, openings, told
from tests.builders import an_id

NOBODYS = ["hostility", "fear", "too_near_danger", "vetting_failed", "host_paused", "minor_alone"]
REFUSED = ["refused_feature", "refused_area", "refused_home", "refused_kind"]
CODES = [*CHANGES, *NOBODYS, *REFUSED, "needs_step_free", "host_cannot_take_pets"]

judged = st.lists(
    st.lists(st.sampled_from(CODES), max_size=3).map(
        lambda codes: Judged(
            HomeId(an_id()), Decision(tuple(Reason(code, STAFF) for code in codes))
        )
    ),
    max_size=12,
)


@given(homes=judged)
def test_a_home_is_opened_by_one_change_only_where_one_thing_stands_against_it(
    homes: list[Judged],
) -> None:
    found = {home: opening.code for opening in openings(homes) for home in opening.homes}

    expected = {
        one.home: one.decision.against[0].code
        for one in homes
        if len(one.decision.against) == 1
        and one.decision.against[0].code not in {*NOBODYS, *REFUSED}
    }
    assert found == expected


@given(homes=judged)
def test_the_change_that_opens_most_homes_comes_first(homes: list[Judged]) -> None:
    found = openings(homes)

    assert [len(o.homes) for o in found] == sorted((len(o.homes) for o in found), reverse=True)
    assert all(opening.change and opening.homes for opening in found)


@given(homes=judged)
def test_nobody_is_ever_asked_to_take_back_a_refusal_or_to_meet_whom_they_fear(
    homes: list[Judged],
) -> None:
    codes = {opening.code for opening in openings(homes)}

    assert not codes & {*REFUSED, *NOBODYS}


def test_hostility_fear_and_a_failed_check_are_nobodys_to_change() -> None:
    assert [change_for(code) for code in NOBODYS] == [None] * len(NOBODYS)


def test_reasons_are_told_with_their_margins() -> None:
    far = Reason("too_far", STAFF_AND_RESIDENT, Margin("at most 10", "22", "km"))

    assert told([far, Reason("fear", STAFF)]) == "too_far (needs at most 10 km, has 22); fear"
