"""Tables that exist are valid; what cannot be is named by column and row."""

from typing import Any

import numpy as np
import pytest

from hearth.core.errors import InvalidValue
from hearth.engine.allowed import broken
from hearth.engine.tables import Barred, Dangers, Wishes, check_column, check_rows, check_start
from tests.engine.worlds import some_homes, some_parties


@pytest.mark.parametrize(
    ("column", "value", "says"),
    [
        ("size", np.array([1, 0], np.int32), "size, row 1"),
        ("size", np.array([1, 1], np.int64), "size must be an array of int32"),
        ("size", np.array([1], np.int32), "shape"),
        ("age_max", np.array([30, 29], np.int16), "age_min/age_max, row 1"),
        ("lat", np.array([np.nan, 1.0]), "row 1: must be both known or both NaN"),
        ("radius_km", np.array([np.inf, 5.0]), "inf where the party has no place"),
        ("radius_km", np.array([np.nan, np.inf]), "radius_km, row 0"),
        ("radius_km", np.array([np.inf, 1e300]), "radius_km, row 1: must be 0 to 50000, or inf"),
        ("until_day", np.array([-1, 3], np.int32), "until_day, row 0"),
        ("tier", np.array([0, -1], np.int16), "tier, row 1"),
        ("danger", Dangers.none(3), "danger start"),
        ("barred", Barred.none(1), "barred start"),
        ("wishes", Wishes.none(1), "wishes"),
    ],
)
def test_a_party_that_cannot_be_is_named(column: str, value: Any, says: str) -> None:
    with pytest.raises(InvalidValue, match=says):
        some_parties(2, **{column: value})


@pytest.mark.parametrize(
    ("column", "value", "says"),
    [
        ("places", np.array([1, -1], np.int32), "places, row 1"),
        ("home_class", np.array([0, 1], np.int32), "home_class, row 1"),
        ("experience", np.array([-1, 0], np.int16), "experience, row 0"),
        ("room_fit", np.ones(2, np.bool_), "two dimensions"),
        ("lat", np.array([91.0, 0.0]), "lat/lon, row 0"),
    ],
)
def test_a_home_that_cannot_be_is_named(column: str, value: Any, says: str) -> None:
    with pytest.raises(InvalidValue, match=says):
        some_homes(2, **{column: value})


def test_degrees_outside_the_globe_are_refused() -> None:
    with pytest.raises(InvalidValue, match="-90 and 90"):
        some_homes(1, lat=np.array([90.5]), lon=np.zeros(1))
    with pytest.raises(InvalidValue, match="-180 and 180"):
        some_homes(1, lat=np.zeros(1), lon=np.array([-180.5]))


def test_barred_homes_rise_within_a_party_and_may_fall_between_two() -> None:
    assert Barred(np.array([0, 2, 3]), np.array([1, 4, 0], np.int32)).home.size == 3
    with pytest.raises(InvalidValue, match="row 1"):
        Barred(np.array([0, 2, 3]), np.array([4, 4, 0], np.int32))


def test_a_table_that_points_to_what_is_not_there_is_refused() -> None:
    barred = Barred(np.array([0, 1]), np.array([7], np.int32))
    with pytest.raises(InvalidValue, match="below 1"):
        broken(some_parties(1, barred=barred), some_homes(), 0)
    party = some_parties(1, party_class=np.array([1], np.int32))
    with pytest.raises(InvalidValue, match="row of room_fit"):
        broken(party, some_homes(), 0)


def test_wishes_of_more_than_a_million_points_are_refused() -> None:
    one = np.array([600_000], np.int32)
    none = np.zeros((1, 0), np.int32)
    with pytest.raises(InvalidValue, match="1000000"):
        Wishes(one, none.astype(np.uint64), none, one)
    with pytest.raises(InvalidValue, match="17 wide"):
        Wishes(one, np.zeros((1, 17), np.uint64), np.zeros((1, 17), np.int32), one * 0)


def test_a_danger_point_has_a_place_and_a_reach() -> None:
    with pytest.raises(InvalidValue, match="danger km"):
        Dangers(np.array([0, 1]), np.zeros(1), np.zeros(1), np.array([-1.0]))
    with pytest.raises(InvalidValue, match="known"):
        Dangers(np.array([0, 1]), np.array([np.nan]), np.array([np.nan]), np.ones(1))


def test_a_fall_so_deep_that_its_difference_wraps_around_is_still_a_fall() -> None:
    start = np.array([0, 2**63 - 1, -(2**63), -1, 3], np.int64)

    with pytest.raises(InvalidValue, match="indptr, row 1: must be no greater"):
        check_start("indptr", start, 3)


def test_an_array_that_hides_rows_from_the_checks_is_refused() -> None:
    hidden = np.ma.MaskedArray(np.array([0, 10**8, 0], np.int32), mask=[False, True, False])

    with pytest.raises(InvalidValue, match="column home must be an array of int32"):
        check_column("home", hidden, np.int32, (3,))
    with pytest.raises(InvalidValue, match="rows must be a one-dimensional array"):
        check_rows("rows", hidden, 3)
    with pytest.raises(InvalidValue, match="indptr must be"):
        check_start("indptr", np.ma.MaskedArray(np.array([0, 9, 3]), mask=[False, True, False]), 3)
