"""Chance answers the same to the same seed, and within the bounds it was given."""

from uuid import RFC_4122

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hearth.sim.chance import Chance
from tests.sim.days import ON


def drawn(chance: Chance) -> list[object]:
    return [
        chance.id(),
        chance.happens(0.5),
        chance.whole(1, 99),
        chance.sample(range(50), 3),
        chance.day(ON, -9, 9),
        chance.those({"a": 0.5, "b": 0.5}),
    ]


@given(st.integers())
def test_the_same_seed_answers_the_same(seed: int) -> None:
    assert drawn(Chance(seed, "a part")) == drawn(Chance(seed, "a part"))


def test_another_seed_or_another_part_answers_otherwise() -> None:
    ids = {Chance(seed, part).id() for seed in range(20) for part in ("homes", "people")}

    assert len(ids) == 40


@given(st.integers())
def test_an_id_is_of_the_random_kind(seed: int) -> None:
    made = Chance(seed, "ids").id()

    assert (made.version, made.variant) == (4, RFC_4122)


@given(st.integers(), st.integers(-50, 50), st.integers(0, 50))
def test_a_whole_number_lies_between_both_ends(seed: int, least: int, wider: int) -> None:
    assert least <= Chance(seed, "n").whole(least, least + wider) <= least + wider


def test_both_ends_of_a_range_are_met() -> None:
    chance = Chance(1, "n")

    assert {chance.whole(1, 3) for _ in range(100)} == {1, 2, 3}


def test_what_weighs_more_comes_more_often() -> None:
    chance = Chance(1, "weights")
    drawn = [chance.weighted({"often": 3.0, "seldom": 1.0, "never": 0.0}) for _ in range(4000)]

    assert drawn.count("often") / 4000 == pytest.approx(0.75, abs=0.03)
    assert "never" not in drawn


def test_a_sample_is_never_larger_than_its_pool() -> None:
    assert sorted(Chance(1, "few").sample((1, 2), 5)) == [1, 2]
