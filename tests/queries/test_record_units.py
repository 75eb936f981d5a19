"""What each home had, cut where a case went to another office and where its first weeks ended."""

from collections.abc import Sequence
from datetime import date, timedelta
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from hearth.queries.record.past import Moved, Past, Stayed
from hearth.queries.record.units import Place, all_of, joined, places
from hearth.stats.ordinary import EARLY, Days, Event, Stratum
from hearth.stats.records import Unit

STAY, CASE, HOME = UUID(int=1), UUID(int=2), UUID(int=3)
HARBOUR, NORTH, SOUTH = UUID(int=4), UUID(int=5), UUID(int=6)
MOVE, DAY = date(2030, 1, 1), timedelta(days=1)
SOON, LATER = Stratum("blank", early=True), Stratum("blank", early=False)


def on(day: int) -> date:
    """So many days after the move."""
    return MOVE + day * DAY


def a_past(
    days: int = 200,
    office: UUID = HARBOUR,
    moved: Sequence[Moved] = (),
    *,
    said: Sequence[int] = (),
    seen: Sequence[int] = (),
    began: bool = True,
) -> Past:
    """One stay of so many days, of a case that is with this office now."""
    stay = Stayed(CASE, HOME, began, MOVE, on(days), "blank", office)
    came = {STAY: frozenset(on(day) for day in seen)}
    upheld = {STAY: [on(day) for day in said]}
    return Past({STAY: stay}, came, came, upheld, {CASE: moved}, elsewhere=0)


def of(office: UUID, found: Past) -> Unit:
    return places(found)[Place(HOME, office)]


def test_the_first_weeks_after_a_move_are_a_stratum_of_their_own() -> None:
    found = of(HARBOUR, a_past(said=(89, 90)))

    grown = MOVE + EARLY
    assert found.spans == (Days(MOVE, grown, SOON), Days(grown, on(200), LATER))
    assert found.upheld_on == (Event(on(89), SOON), Event(on(90), LATER))


def test_a_case_counts_for_the_office_that_had_it_on_the_day() -> None:
    moves = [Moved(on(50), NORTH, HARBOUR), Moved(on(120), SOUTH, NORTH)]
    found = a_past(office=SOUTH, moved=moves, said=(49, 50, 119, 120), seen=(10, 60, 70, 150))

    had = {place.office: unit.record for place, unit in places(found).items()}

    assert [had[one].days for one in (HARBOUR, NORTH, SOUTH)] == [50, 70, 80]
    assert [had[one].upheld for one in (HARBOUR, NORTH, SOUTH)] == [1, 2, 1]
    assert [had[one].checks for one in (HARBOUR, NORTH, SOUTH)] == [1, 2, 1]
    assert [had[one].stays for one in (HARBOUR, NORTH, SOUTH)] == [1, 0, 0]


def test_what_went_over_before_that_was_kept_counts_for_the_office_that_has_it_now() -> None:
    found = a_past(office=NORTH, moved=[Moved(on(50), NORTH, None)])

    assert of(NORTH, found).record.days == 200


def test_what_is_said_after_a_stay_counts_for_the_office_that_had_it_at_its_end() -> None:
    found = a_past(30, office=NORTH, moved=[Moved(on(40), NORTH, HARBOUR)], said=(500,))

    assert of(HARBOUR, found).upheld_on == (Event(on(500), SOON),)


def test_a_concern_about_a_stay_that_never_began_counts_and_has_no_days() -> None:
    found = of(HARBOUR, a_past(0, began=False, said=(3,)))

    assert (found.record.upheld, found.record.days, found.record.stays) == (1, 0, 0)


@given(
    days=st.integers(0, 400),
    moves=st.lists(st.integers(-50, 450), max_size=4, unique=True).map(sorted),
    said=st.lists(st.integers(-10, 500), max_size=5),
)
def test_no_day_and_no_concern_is_lost_or_counted_twice_by_cutting(
    days: int, moves: list[int], said: list[int]
) -> None:
    offices = (HARBOUR, NORTH, SOUTH, HARBOUR, NORTH)
    moved = [
        Moved(on(day), to, before)
        for day, before, to in zip(moves, offices[:-1], offices[1:], strict=False)
    ]
    found = places(a_past(days, office=offices[len(moves)], moved=moved, said=said))

    whole = all_of(found)
    lived = [
        one.first + at * DAY for one in whole.spans for at in range((one.end - one.first).days)
    ]
    assert sorted(lived) == [on(day) for day in range(days)]
    assert sorted(event.day for event in whole.upheld_on) == sorted(on(day) for day in said)
    assert whole.record.days == days
    assert whole.record.stays == 1


def test_homes_of_no_name_are_left_out_where_others_have_one() -> None:
    units = places(a_past(office=NORTH, moved=[Moved(on(50), NORTH, HARBOUR)]))
    first, second = sorted(units)

    assert [one.name for one in joined(units, {first: "", second: "North"})] == ["North"]
    assert [one.name for one in joined(units, {first: "", second: ""})] == [""]
