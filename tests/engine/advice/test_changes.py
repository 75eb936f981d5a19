"""A single change is looked for where one test alone speaks against a home; none that protects."""

import numpy as np
import pytest
from hypothesis import given

from hearth.core.errors import InvalidValue
from hearth.engine.advice.changes import PROTECTING, failing_alone
from hearth.engine.plain.pairs import allowed_plain
from hearth.engine.tables import Homes, Parties
from tests.engine.worlds import some_homes, some_parties, unhurried, worlds


@unhurried
@given(worlds())
def test_the_homes_found_are_those_that_the_plain_tests_refuse_once(
    world: tuple[Parties, Homes],
) -> None:
    parties, homes = world
    for i in range(len(parties)):
        plain: dict[str, list[int]] = {}
        for j in range(len(homes)):
            broken = allowed_plain(parties, homes, i, j)
            if len(broken) == 1 and broken[0] not in PROTECTING:
                plain.setdefault(broken[0], []).append(j)

        found = failing_alone(parties, homes, i)

        assert {name: rows.tolist() for name, rows in found.items()} == plain


def test_what_protects_is_never_a_change() -> None:
    parties = some_parties(bars=np.array([1], np.uint64))
    homes = some_homes(2, has=np.array([1, 0], np.uint64), places=np.array([1, 0], np.int32))

    assert {name: rows.tolist() for name, rows in failing_alone(parties, homes, 0).items()} == {
        "places": [1]
    }


def test_no_home_at_all_and_no_such_party() -> None:
    assert failing_alone(some_parties(), some_homes(0), 0) == {}
    with pytest.raises(InvalidValue, match="party"):
        failing_alone(some_parties(), some_homes(), 1)
