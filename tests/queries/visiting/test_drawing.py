"""The drawing of a plan of visits: areas about as they lie, and none that points at a home."""

from collections.abc import Sequence
from datetime import date, time
from uuid import UUID, uuid4

from hearth.core.home import Home
from hearth.core.ids import HomeId, HostId
from hearth.core.place import Place
from hearth.core.ties import NO_TIES
from hearth.queries.visiting.drawing import Drawing, drawing
from hearth.queries.visiting.rounds import Day, One, Plan
from hearth.store.hosts import Register
from tests.builders import MOMENT

MONDAY = date(2031, 5, 5)
LIES = {
    "north west": Place(60, 10),
    "north": Place(60, 15),
    "north east": Place(60, 20),
    "south west": Place(50, 10),
    "south": Place(50, 15),
    "south east": Place(50, 20),
}


def a_visit(area: str) -> One:
    return One(
        check=uuid4(),
        stay=uuid4(),
        case="3f0a91c2",
        area=area,
        day=MONDAY,
        begins=time(10),
        ends=time(11),
        visitors=(),
        unannounced=False,
        tried=0,
        moved=False,
        hours=False,
        is_waiting=True,
        must=None,
    )


def a_plan(*days: tuple[UUID, Sequence[One]]) -> Plan:
    """The days of some visitors."""
    return Plan(
        id=uuid4(),
        first_on=MONDAY,
        last_on=MONDAY,
        made_at=MOMENT,
        is_over=False,
        km=0,
        count=0,
        days=tuple(Day(who, who.hex[:8], MONDAY, tuple(visits)) for who, visits in days),
        left=(),
        off=(),
        changes=None,
        unannounced=0,
        promised="",
        seed="",
        visitors=(),
    )


def a_register(hosts: int = 5, **more: int) -> Register:
    """So many hosts in each of the six areas, and in others so many as is said."""
    counts = dict.fromkeys(LIES, hosts) | more
    homes = [
        Home(id=HomeId(uuid4()), host=HostId(uuid4()), area=area, place=LIES.get(area))
        for area, count in counts.items()
        for _ in range(count)
    ]
    return Register({home.id: home for home in homes}, {}, NO_TIES)


def cells(drawn: Drawing) -> dict[str, tuple[int, int]]:
    return {tile.area: (tile.column, tile.row) for tile in drawn.tiles}


def test_what_lies_north_stands_above_and_what_lies_west_stands_before() -> None:
    plan = a_plan((uuid4(), [a_visit(area) for area in LIES]))

    at = cells(drawing(plan, a_register()))

    assert at == {
        "north west": (0, 0),
        "north": (1, 0),
        "north east": (2, 0),
        "south west": (0, 1),
        "south": (1, 1),
        "south east": (2, 1),
    }


def test_a_column_and_a_row_in_which_nobody_is_visited_are_left_out() -> None:
    plan = a_plan((uuid4(), [a_visit("north west"), a_visit("south east")]))

    drawn = drawing(plan, a_register())

    assert cells(drawn) == {"north west": (0, 0), "south east": (1, 1)}
    assert (drawn.columns, drawn.rows) == (2, 2)


def test_an_area_of_few_hosts_stands_below_whoever_lives_there() -> None:
    plan = a_plan((uuid4(), [a_visit(area) for area in ("lonely", "north west", "gone", "")]))

    drawn = drawing(plan, a_register(lonely=1))

    assert cells(drawn) == {"north west": (0, 0), "": (0, 1), "gone": (1, 1), "lonely": (2, 1)}
    assert (drawn.columns, drawn.rows) == (3, 2)


def test_a_service_of_few_hosts_has_its_areas_in_the_order_of_their_names() -> None:
    plan = a_plan((uuid4(), [a_visit(area) for area in LIES]))

    drawn = drawing(plan, a_register(hosts=1))

    assert [
        area for area, _ in sorted(cells(drawn).items(), key=lambda one: one[1][::-1])
    ] == sorted(LIES)


def test_a_visit_by_two_is_one_visit_of_two_visitors() -> None:
    both = a_visit("north west")
    plan = a_plan((uuid4(), [both]), (uuid4(), [both, a_visit("north west")]))

    (tile,) = drawing(plan, a_register()).tiles

    assert (tile.visits, tile.visitors) == (2, 2)


def test_a_plan_of_no_visit_is_not_drawn() -> None:
    assert drawing(a_plan(), a_register()) == Drawing((), 0, 0)
