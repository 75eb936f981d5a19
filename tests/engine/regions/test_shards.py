"""A plan cut into any regions is joined into the best plan of the whole, with its proof."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from hearth.core.errors import InvalidValue
from hearth.engine.assign import assign
from hearth.engine.certify import certify
from hearth.engine.plain.shards import crossing_plain, inside_plain, rows_plain
from hearth.engine.regions.cut import Regions
from hearth.engine.regions.shards import Found, Lists, Shard, border, join, mend, shard, whole
from tests.engine.worlds import lists, random_lists, unhurried


@st.composite
def cut_lists(draw: st.DrawFn) -> tuple[Lists, Regions]:
    """Small lists, in 32 or 64 bits, and regions drawn at random: some are empty."""
    small = Lists(*draw(lists(6, 5)))
    if small.value.max(initial=0) < 2**31 and draw(st.booleans()):
        small = small._replace(value=small.value.astype(np.int32))
    count = draw(st.integers(1, 4))
    label = st.integers(0, count - 1)
    party = draw(arrays(np.int32, small.indptr.size - 1, elements=label))
    return small, Regions(count, party, draw(arrays(np.int32, small.places.size, elements=label)))


def rows_of(some: Lists) -> list[list[tuple[int, int]]]:
    """Lists as rows of pairs."""
    return rows_plain(some.indptr.tolist(), some.home.tolist(), some.value.tolist())


def solve(one: Shard) -> Found:
    """What the region finds by itself."""
    plan = assign(*one.lists)
    return Found(one.party, one.home, plan.home, plan.price)


def all_found(small: Lists, regions: Regions) -> list[Found]:
    """What every region finds by itself."""
    return [solve(shard(small, regions, region)) for region in range(regions.count)]


@settings(unhurried)
@given(cut_lists())
def test_a_region_holds_its_own_candidates_and_no_other(cut: tuple[Lists, Regions]) -> None:
    small, regions = cut
    for region in range(regions.count):
        one = shard(small, regions, region)
        assert rows_of(one.lists) == inside_plain(rows_of(small), regions, region)
        assert one.lists.places.tolist() == small.places[one.home].tolist()
        assert one.party.tolist() == np.flatnonzero(regions.party == region).tolist()
        assert one.lists.value.dtype == small.value.dtype


@settings(unhurried)
@given(cut_lists())
def test_what_crosses_a_border_is_kept_apart(cut: tuple[Lists, Regions]) -> None:
    small, regions = cut
    apart = border(small, regions)
    assert rows_of(apart) == crossing_plain(rows_of(small), regions)
    inner = [shard(small, regions, region).lists.home.size for region in range(regions.count)]
    assert apart.home.size + sum(inner) == small.home.size


@settings(unhurried)
@given(cut_lists())
def test_the_joined_plan_is_worth_what_the_whole_is_worth_whatever_the_cut(
    cut: tuple[Lists, Regions],
) -> None:
    small, regions = cut
    plan = mend(small, all_found(small, regions))
    proof = certify(*small, plan)
    assert proof.problems == ()
    assert proof.value == proof.bound == assign(*small).value


@pytest.mark.parametrize("most", [1, 1000, 10**12])
@pytest.mark.parametrize("count", [1, 2, 7, 120])
def test_larger_plans_are_joined_as_well(most: int, count: int) -> None:
    rng = np.random.default_rng([most, count])
    middle = Lists(*random_lists(rng, 150, 100, most))
    labels = [rng.integers(0, count, size).astype(np.int32) for size in (150, 100)]
    regions = Regions(count, *labels)
    plan = mend(middle, all_found(middle, regions))
    assert certify(*middle, plan).problems == ()
    assert plan.value == assign(*middle).value


@settings(unhurried)
@given(cut_lists())
def test_the_regions_plans_side_by_side_overfill_no_home(cut: tuple[Lists, Regions]) -> None:
    small, regions = cut
    home, price = join(all_found(small, regions), small.places.size)
    placed = home[home >= 0]
    assert (np.bincount(placed, minlength=small.places.size) <= small.places).all()
    assert (regions.home[placed] == regions.party[home >= 0]).all()
    assert price.shape == small.places.shape
    assert (price >= 0).all()


@settings(unhurried)
@given(cut_lists())
def test_each_region_keeps_its_homes_and_its_prices_in_the_joined_start(
    cut: tuple[Lists, Regions],
) -> None:
    small, regions = cut
    found = all_found(small, regions)
    home, price = join(found, small.places.size)
    for one in found:
        own = [-1 if at < 0 else int(one.home[at]) for at in one.chosen.tolist()]
        assert home[one.party].tolist() == own
        assert price[one.home].tolist() == one.price.tolist()


@settings(unhurried)
@given(cut_lists())
def test_where_nothing_crosses_the_regions_have_found_the_whole_plan(
    cut: tuple[Lists, Regions],
) -> None:
    small, regions = cut
    inner = whole(
        [
            (one.party, one.lists._replace(home=one.home.astype(np.int32)[one.lists.home]))
            for one in (shard(small, regions, region) for region in range(regions.count))
        ],
        small.places,
    )
    found = all_found(small, regions)
    home, price = join(found, small.places.size)
    best = assign(*inner)
    assert (
        sum(
            value
            for row, at in zip(rows_of(inner), home, strict=True)
            for j, value in row
            if j == at
        )
        == best.value
    )
    alike = mend(inner, found)
    assert alike.value == best.value
    assert price.size == alike.price.size


@settings(unhurried)
@given(cut_lists())
def test_lists_of_parts_are_put_together_row_by_row(cut: tuple[Lists, Regions]) -> None:
    small, regions = cut
    rows = rows_of(small)
    parts = []
    for region in range(regions.count):
        party = np.flatnonzero(regions.party == region)
        mine = [rows[i] for i in party.tolist()]
        flat = [pair for row in mine for pair in row]
        value: Any = np.array([value for _, value in flat], small.value.dtype)
        parts.append(
            (
                party,
                Lists(
                    np.cumsum([0, *map(len, mine)]),
                    np.array([home for home, _ in flat], np.int32),
                    value,
                    small.places,
                ),
            )
        )
    together = whole(parts, small.places)
    assert rows_of(together) == rows
    assert together.value.dtype == small.value.dtype


def usual() -> dict[str, Any]:
    """Two parties and two homes, each in a region of its own."""
    return {
        "lists": Lists(
            np.array([0, 2, 3]),
            np.array([0, 1, 1], np.int32),
            np.array([3, 2, 1]),
            np.ones(2, np.int32),
        ),
        "regions": Regions(2, np.array([0, 1], np.int32), np.array([0, 1], np.int32)),
        "region": 1,
    }


def test_read_only_and_strided_arrays_are_cut_alike() -> None:
    plain = usual()
    doubled = [np.repeat(column, 2)[::2] for column in plain["lists"]]
    for column in doubled:
        column.flags.writeable = False
    again = shard(Lists(*doubled), plain["regions"], 1)
    assert rows_of(again.lists) == [[(0, 1)]]


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"region": 2}, "region must be 0 to 1, not 2"),
        ({"region": -1}, "region must be a whole number, 0 or more, not -1"),
        ({"regions": Regions(1, np.zeros(3, np.int32), np.zeros(2, np.int32))}, "party region"),
        ({"regions": Regions(1, np.zeros(2, np.int32), np.zeros(1, np.int32))}, "home region"),
        ({"home": np.array([0, 2, 1], np.int32)}, "home, row 1: must be 0 to 1"),
        ({"home": np.array([0, -1, 1], np.int32)}, "home, row 1: must be 0 to 1"),
        ({"home": np.array([0, 1], np.int32)}, "indptr must begin with 0 and end with 2"),
        ({"value": np.array([1, 2])}, "value has shape"),
        ({"value": np.array([1.0, 2, 3])}, "value must be an array of int64"),
        ({"indptr": np.array([0, 4, 3])}, "indptr, row 1"),
        ({"places": np.ones((2, 1), np.int32)}, "places has shape"),
    ],
)
def test_lists_and_regions_that_do_not_fit_together_are_refused(
    change: dict[str, Any], says: str
) -> None:
    given_now = usual()
    columns = {name: change[name] for name in Lists._fields if name in change}
    given_now |= {name: change[name] for name in ("region", "regions") if name in change}
    cut = given_now["lists"]._replace(**columns), given_now["regions"], given_now["region"]
    with pytest.raises(InvalidValue, match=says):
        shard(*cut)


def test_lists_that_no_plan_can_be_made_of_are_refused_by_the_join_as_well() -> None:
    small = usual()["lists"]
    found = all_found(small, usual()["regions"])
    with pytest.raises(InvalidValue, match="home, row 1: must be listed once"):
        mend(small._replace(home=np.array([0, 0, 1], np.int32)), found)
    with pytest.raises(InvalidValue, match="value, row 2: must be 0 or more"):
        mend(small._replace(value=np.array([1, 1, -1])), found)


def test_no_party_and_no_home_may_be_left_out_or_come_twice() -> None:
    small, regions = usual()["lists"], usual()["regions"]
    first, second = all_found(small, regions)
    with pytest.raises(InvalidValue, match=r"home, row 1: must be in one region"):
        join([first], 2)
    with pytest.raises(InvalidValue, match=r"party, row 0: must be in one region"):
        join([first, first, second], 2)
    with pytest.raises(InvalidValue, match="home rows"):
        join([first, second], 1)
    one_too_few = Lists(np.array([0, 2]), small.home[:2], small.value[:2], small.places)
    with pytest.raises(InvalidValue, match="party in the regions"):
        mend(one_too_few, [first, second])
    rows = np.array([0, 0])
    with pytest.raises(InvalidValue, match=r"party, row 0: must be in one region"):
        whole([(rows, small)], small.places)
    with pytest.raises(InvalidValue, match="party rows"):
        whole([(np.array([0]), small), (np.array([1]), small)], small.places)


@pytest.mark.parametrize(
    ("home", "value", "says"),
    [
        (np.array([0, 1, 0], np.int32), np.empty(0, np.int64), "column value has shape"),
        (np.array([0, 1, 2**32]), np.array([1, 2, 3]), "column home must be an array of int32"),
        (np.array([0, 5, 0], np.int32), np.array([1, 2, 3]), "column home, row 1"),
        (np.array([0, 1, 0], np.int32), np.array([1.0, 2, 3]), "column value must be"),
        (None, np.array([1, 2, 3]), "column home must be an array"),
    ],
)
def test_parts_that_do_not_hold_what_they_say_are_refused(home: Any, value: Any, says: str) -> None:
    places = np.array([1, 1], np.int32)
    part = Lists(np.array([0, 2, 3]), home, value, places)

    with pytest.raises(InvalidValue, match=says):
        whole([(np.array([0, 1]), part)], places)


@pytest.mark.parametrize("chosen", [[55], [-2], [0, 0]])
def test_a_region_that_sends_somebody_nowhere_that_is_is_refused(chosen: list[int]) -> None:
    row = np.zeros(1, np.int64)
    one = Found(row, row, np.array(chosen, np.int32), row)

    with pytest.raises(InvalidValue, match="chosen in a region"):
        join([one], 1)
