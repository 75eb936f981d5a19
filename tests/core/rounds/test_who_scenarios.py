"""The rows that somebody who plans visits can read, held against the rules."""

import tomllib
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

import pytest

from hearth.core.person import Gender
from hearth.core.rounds.visitor import Terms, Visitor
from hearth.core.rounds.who import READERS, Stay, may_visit
from hearth.core.ties import Tie, TieKind, Ties
from tests.builders import TODAY, a_party, a_person

ROWS = Path(__file__).parents[2] / "scenarios/visitors.toml"
CASES = tomllib.loads(ROWS.read_text("utf-8"))["case"]
EVERYBODY = UUID(int=0)


def known(name: str) -> Any:
    """The id of whoever goes by this name."""
    return uuid5(EVERYBODY, name)


def ids(names: list[str]) -> frozenset[Any]:
    return frozenset(map(known, names))


def a_stay(row: dict[str, Any]) -> Stay:
    person = a_person(
        id=known(row.pop("is", "the guest")),
        languages=frozenset(row.pop("speaks", [])),
        hostile=ids(row.pop("hostile", [])),
    )
    gender = row.pop("gender", None)
    found = Stay(
        party=a_party(person),
        host=known("the host"),
        circle=ids(row.pop("household", [])),
        terms=Terms(
            gender=Gender(gender) if gender else None,
            trained=frozenset(row.pop("trained", [])),
            refused=ids(row.pop("refused", [])),
        ),
        carers=ids(row.pop("carers", [])),
        held=tuple((TODAY - timedelta(ago), known(who)) for who, ago in row.pop("held", [])),
        substitutes=row.pop("substitutes", None),
    )
    assert not row, f"a stay has no {', '.join(row)}"
    return found


def a_visitor(row: dict[str, Any]) -> Visitor:
    found = Visitor(
        languages=frozenset(row.pop("speaks", [])),
        gender=Gender(row.pop("gender", "unknown")),
        trained=frozenset(row.pop("trained", [])),
        never=ids(row.pop("never", [])),
        knows=ids(row.pop("knows", [])),
        also=ids(row.pop("also", [])),
    )
    assert not row, f"a visitor has no {', '.join(row)}"
    return found


@pytest.mark.parametrize("case", CASES, ids=lambda case: str(case["says"]))
def test_who_may_visit_whom(case: Mapping[str, Any]) -> None:
    ties = Ties.of(
        Tie(known(one), known(two), TieKind.ACQUAINTANCE) for one, two in case.get("ties", [])
    )

    decision = may_visit(
        a_stay(dict(case["stay"])),
        a_visitor(dict(case["visitor"])),
        known("Ann"),
        ties=ties,
        here=ids(case.get("here", ["Ann", "Bo"])),
        today=TODAY,
    )

    assert [reason.code for reason in decision.against] == case["against"]
    assert all(reason.told_to == READERS for reason in decision.against)


def test_each_reason_bars_in_one_row_and_one_row_beside_it_lets_in() -> None:
    from hearth.web.lead.rounds_words import AGAINST

    given = {code for case in CASES for code in case["against"]}

    assert given == set(AGAINST)
    assert sum(not case["against"] for case in CASES) >= 7
