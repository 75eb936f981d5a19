"""A home in words that at least five homes share, and no coarser than they must be."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hearth.core.errors import InvalidValue, RuleBroken
from hearth.core.home import Home, Kind
from hearth.core.ids import HostId
from hearth.core.offer import ASKED, FIELDS, FITS_AT_LEAST, Described, asked_told, describe
from hearth.core.person import Feature
from tests.builders import a_home, a_room, an_id

LADDER = (
    ("kind", "area", "rooms", "step_free", "pets"),
    ("kind", "area", "step_free"),
    ("kind", "area"),
    ("area",),
)
HOSTS = [HostId(an_id()) for _ in range(7)]
homes = st.builds(
    lambda kind, area, rooms, features, host: a_home(
        kind=kind, area=area, rooms=(a_room(),) * rooms, features=features, host=host
    ),
    st.sampled_from([Kind.HOST_HOME, Kind.FAMILY]),
    st.sampled_from(["Harbour", "Hill"]),
    st.integers(1, 2),
    st.frozensets(st.sampled_from([Feature.STEP_FREE, Feature.PETS])),
    st.sampled_from(HOSTS),
)
counts = st.lists(st.integers(0, 40), min_size=1, max_size=12)
towns = st.lists(homes, min_size=1, max_size=30)


def hosts_that_fit(home: Home, town: list[Home], rung: tuple[str, ...]) -> int:
    """How many hosts have a home of which the same can be said, word by word."""

    def same(other: Home) -> bool:
        return all(FIELDS[field](other) == FIELDS[field](home) for field in rung)

    return len({other.host for other in town if same(other)})


@given(town=towns, at_least=st.integers(0, 8))
def test_as_fine_as_may_be_and_no_finer(town: list[Home], at_least: int) -> None:
    home, needed = town[0], max(at_least, FITS_AT_LEAST)
    fine_enough = [rung for rung in LADDER if hosts_that_fit(home, town, rung) >= needed]

    if not fine_enough:
        with pytest.raises(RuleBroken):
            describe(home, town, LADDER, at_least)
        return
    found = describe(home, town, LADDER, at_least)
    assert found.fits == hosts_that_fit(home, town, fine_enough[0]) >= needed
    assert found.words == tuple(w for f in fine_enough[0] if (w := FIELDS[f](home)))


@given(town=towns)
def test_the_words_fit_at_least_five_homes_as_somebody_reads_them(town: list[Home]) -> None:
    try:
        found = describe(town[0], town, LADDER)
    except RuleBroken:
        return
    fields = [field for field in FIELDS if FIELDS[field](town[0]) in found.words]

    fitting = [h for h in town if all(FIELDS[f](h) == FIELDS[f](town[0]) for f in fields)]

    assert len(fitting) >= FITS_AT_LEAST


def test_five_homes_of_one_host_name_the_host() -> None:
    town = [a_home(host=HOSTS[0]) for _ in range(9)]

    with pytest.raises(RuleBroken):
        describe(town[0], town, LADDER)


def test_a_home_that_is_listed_twice_is_one_home() -> None:
    town = [a_home() for _ in range(4)]

    with pytest.raises(RuleBroken):
        describe(town[0], [*town, town[0]], LADDER)


def test_a_service_cannot_ask_for_fewer_than_five() -> None:
    town = [a_home() for _ in range(4)]

    with pytest.raises(RuleBroken, match="fewer than 5"):
        describe(town[0], town, LADDER, at_least=2)


def test_a_description_that_fits_fewer_cannot_be_made_by_hand() -> None:
    with pytest.raises(InvalidValue):
        Described(("the blue house by the lighthouse",), FITS_AT_LEAST - 1)


def test_a_field_that_would_give_the_home_away_is_not_known() -> None:
    assert not {"address", "street", "name", "host", "place"} & set(FIELDS)
    with pytest.raises(InvalidValue, match="street"):
        describe(a_home(), [], (("street",),))


def test_what_is_said_of_a_home_is_plain_english() -> None:
    town = [a_home(area="Hill", features=frozenset({Feature.STEP_FREE})) for _ in range(5)]

    said = str(describe(town[0], town, (("kind", "area", "rooms", "step_free", "pets"),)))

    assert said == "a host home; in Hill; 1 room; no steps"


@given(counts=counts)
def test_what_is_told_is_true_of_this_home_and_of_four_others(counts: list[int]) -> None:
    asked = {HostId(an_id()): times for times in counts}

    for host, times in asked.items():
        told = asked_told(host, asked)
        assert told <= times
        assert told in {0, *ASKED}
        assert not told or sum(other >= told for other in asked.values()) >= FITS_AT_LEAST


def test_a_home_that_alone_was_visited_often_is_told_as_the_others_are() -> None:
    hosts = [HostId(an_id()) for _ in range(6)]
    asked = dict(zip(hosts, [30, 2, 2, 2, 2, 0], strict=True))

    assert asked_told(hosts[0], asked) == 1
    assert asked_told(hosts[5], asked) == 0


def test_of_a_host_nobody_counted_nothing_is_told() -> None:
    assert asked_told(HostId(an_id()), {}) == 0
