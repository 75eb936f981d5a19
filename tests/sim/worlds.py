"""Pretend worlds that several tests look at. Made once: nothing in them can be changed."""

from functools import cache

from hearth.core.programme import Programme
from hearth.core.programme_file import bundled, in_force
from hearth.sim.case import InventedCase, one_case
from hearth.sim.town import Town, town
from tests.sim.days import ON

NAMES = tuple(programme.name for programme in bundled())


def programme(name: str = "healers-office") -> Programme:
    return in_force(name, ON)


@cache
def a_town(
    homes: int = 600, parties: int = 150, seed: int = 1, name: str = "healers-office"
) -> Town:
    return town(homes=homes, parties=parties, seed=seed, on=ON, programme=programme(name))


@cache
def a_case(name: str = "healers-office", seed: int = 1) -> InventedCase:
    return one_case(programme(name), seed, ON)
