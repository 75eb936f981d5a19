"""What a person reads back of themselves is short, and says how many, not "somebody" thrice."""

from datetime import timedelta

from hearth.core.units import Period
from hearth.queries.own.opened import Opening
from hearth.queries.own.told import About
from hearth.web.resident.opened import lines
from hearth.web.resident.shown_told import about
from tests.builders import MOMENT, TODAY


def with_me(*others: str) -> str:
    told = About(
        name="Robin",
        known_as="",
        born_on=None,
        others=others,
        tonight="",
        stay=Period(TODAY),
        kept_away=(),
    )
    return dict(about(told)).get("With me", "")


def test_those_who_are_not_named_yet_are_counted() -> None:
    assert with_me("", "", "") == "3 people"
    assert with_me("Ada", "") == "Ada, 1 person"
    assert with_me() == ""


def test_openings_that_read_the_same_are_one_line_with_their_number() -> None:
    def by(role: str, seconds: int) -> Opening:
        at = MOMENT.replace(second=0) - timedelta(seconds=seconds)
        return Opening(at=at, role=role, number=1, purpose="placement", facts=1)

    found = [by("caseworker", 10), by("caseworker", 20), by("lead", 30), by("caseworker", 90)]

    assert [(one.role, count) for one, count in lines(found)] == [
        ("caseworker", 2),
        ("lead", 1),
        ("caseworker", 1),
    ]
