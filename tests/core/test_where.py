"""Where and how somebody was seen, and what a rule asks of that."""

import tomllib
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hearth.core.audience import Audience
from hearth.core.checks import READERS
from hearth.core.programme import Place, Recurrence
from hearth.core.programme_file import in_force, problems
from hearth.core.where import Met, may_refuse, must, suits

ROWS = Path(__file__).parents[1] / "scenarios/where.toml"
CHECK = in_force("blank", date(2031, 5, 4)).recurrence("check")


def a_rule(**said: Any) -> Recurrence:
    return replace(CHECK, **{"in_person": False, "place": Place.EITHER, **said})


def rows() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = tomllib.loads(ROWS.read_text("utf-8"))["case"]
    return found


@pytest.mark.parametrize("case", rows(), ids=lambda case: case["says"])
def test_where_and_how(case: Mapping[str, Any]) -> None:
    asks = case["rule"]
    rule = a_rule(
        in_person=asks.get("in_person", False),
        place=Place(asks.get("place", "either")),
        home_share_min=asks.get("home_share_min", 0.0),
    )
    at_home = [one == "home" for one in case.get("before", ())]

    decision = suits(must(rule, at_home), Met(case["met"]), READERS)

    assert [reason.code for reason in decision.against] == case["against"]


shares = st.floats(0.01, 1.0)
befores = st.lists(st.booleans(), max_size=30)


@given(share=shares, before=befores)
def test_a_share_that_is_kept_to_never_falls_by_more_than_one_check(
    share: float, before: list[bool]
) -> None:
    """Each is held where the rule asks, and elsewhere where it asks for nothing."""
    rule, seen = a_rule(home_share_min=share), list[bool]()
    for wish in before:
        seen.append(must(rule, seen).place is Place.HOME or wish)

    assert sum(seen) >= share * len(seen) - 1


@given(share=shares, before=befores, met=st.sampled_from(Met))
def test_where_somebody_was_seen_is_told_to_visitor_and_lead_alone(
    share: float, before: list[bool], met: Met
) -> None:
    decision = suits(must(a_rule(in_person=True, home_share_min=share), before), met, READERS)

    assert all(reason.told_to == {Audience.VISITOR, Audience.LEAD} for reason in decision.against)


def test_what_is_asked_names_its_rule_and_version() -> None:
    asked = must(CHECK)

    assert (asked.rule, asked.version) == ("check", "blank.1")


def test_only_a_rule_that_says_so_lets_the_person_say_no() -> None:
    assert may_refuse(a_rule(may_be_refused_by=Audience.RESIDENT), READERS).allowed
    assert not may_refuse(a_rule(may_be_refused_by=None), READERS).allowed


def test_a_programme_that_contradicts_itself_is_told_where() -> None:
    text = (Path(__file__).parents[2] / "hearth/programmes/blank.1.toml").read_text("utf-8")
    at = 'may_be_refused_by = "resident"'
    assert text.count(at) == 1

    by_host = problems(text.replace(at, 'may_be_refused_by = "host"'), name="blank")
    apart = problems(text.replace(at, f'{at}\nplace = "elsewhere"\nhome_share_min = 0.5'), name="b")

    assert ["only a resident may say no" in str(one) for one in by_host] == [True]
    assert any("asks for checks at the home" in str(one) for one in apart)
