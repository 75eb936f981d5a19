"""The drawing of a region: areas in about their order, and none that points at a home."""

from uuid import uuid4

from hypothesis import given
from hypothesis import strategies as st

from hearth.core.home import Home
from hearth.core.ids import HomeId, HostId
from hearth.core.place import Place
from hearth.core.ties import NO_TIES
from hearth.queries.casework.region import AT_LEAST, ELSEWHERE, ground, ground_of, region
from hearth.store.hosts import Register


def homes_in(
    area: str, count: int, at: Place | None = None, *, one_host: bool = False
) -> list[Home]:
    host = HostId(uuid4())
    return [
        Home(
            id=HomeId(uuid4()),
            host=host if one_host else HostId(uuid4()),
            area=area,
            place=at,
        )
        for _ in range(count)
    ]


def test_what_lies_north_stands_above_and_what_lies_west_stands_before() -> None:
    areas = {
        "north west": Place(60, 10),
        "north east": Place(60, 20),
        "south west": Place(50, 10),
        "south east": Place(50, 20),
    }
    homes = [home for area, at in areas.items() for home in homes_in(area, 5, at)]

    cells = {area.name: (area.column, area.row) for area in region(ground(homes), ()).areas}

    assert cells["north west"][1] < cells["south west"][1] or cells["north west"][0] == 0
    assert cells["north west"][0] < cells["north east"][0]
    assert cells["south west"][0] < cells["south east"][0]


def test_homes_of_one_host_are_not_five_hosts() -> None:
    homes = [*homes_in("north", 9, one_host=True), *homes_in("south", 5)]

    drawn = region(ground(homes), ())

    assert [area.name for area in drawn.areas] == [ELSEWHERE]
    assert drawn.areas[0].homes == 14


def test_a_region_of_too_few_hosts_is_not_drawn() -> None:
    assert region(ground(homes_in("north", 4)), ()).areas == ()
    assert region(ground([]), ()).areas == ()


def test_listed_homes_are_counted_in_their_area() -> None:
    north, south = homes_in("north", 5), homes_in("south", 6)

    drawn = region(ground([*north, *south]), {north[0].id, south[0].id, south[1].id})

    assert {area.name: (area.listed, area.homes) for area in drawn.areas} == {
        "north": (1, 5),
        "south": (2, 6),
    }


@given(st.lists(st.integers(0, 12), max_size=14))
def test_no_shape_has_fewer_than_five_hosts_and_no_two_share_a_cell(counts: list[int]) -> None:
    named = [(f"area {at}", count) for at, count in enumerate(counts)]
    homes = [home for area, count in named for home in homes_in(area, count)]

    drawn = region(ground(homes), ())

    assert all(area.homes >= AT_LEAST for area in drawn.areas)
    cells = [(area.column, area.row) for area in drawn.areas]
    assert len(set(cells)) == len(cells)
    assert sum(area.homes for area in drawn.areas) == (len(homes) if len(homes) >= AT_LEAST else 0)


def test_two_places_closer_than_ten_kilometres_are_drawn_the_same() -> None:
    here, near = Place(51.01, 7.01), Place(51.04, 7.03)

    one = region(ground([*homes_in("a", 5, here), *homes_in("b", 5, near)]), ())
    other = region(ground([*homes_in("a", 5, near), *homes_in("b", 5, here)]), ())

    assert one == other


def test_a_register_that_is_different_is_drawn_anew() -> None:
    before, after = (
        Register({home.id: home for home in homes_in("north", count)}, {}, NO_TIES)
        for count in (5, 6)
    )

    assert ground_of(before).homes == ground_of(before).homes == {"north": 5}
    assert ground_of(after).homes == {"north": 6}
