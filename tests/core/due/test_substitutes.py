"""Somebody else comes now and then, and never twice running."""

from datetime import date, timedelta

from hearth.core.audience import Audience
from hearth.core.substitutes import may_substitute, usual

TODAY = date(2031, 5, 4)


def visits(*who: str) -> list[tuple[date, str]]:
    """Visits a month apart, the last one a month ago."""
    return [(TODAY - timedelta(30 * (len(who) - at)), one) for at, one in enumerate(who)]


def codes(before: list[tuple[date, str]], who: str, most: int | None = 4) -> list[str]:
    found = may_substitute(before, who, TODAY, most_in_year=most)
    assert all(Audience.HOST not in reason.told_to for reason in found.against)
    return [reason.code for reason in found.against]


def test_whoever_came_most_often_is_the_usual_one() -> None:
    assert usual(visits("Ann", "Bo", "Ann"), TODAY) == "Ann"
    assert usual(visits("Ann", "Bo"), TODAY) == "Bo"
    assert usual([], TODAY) is None
    assert usual([(TODAY - timedelta(366), "Ann")], TODAY) is None


def test_a_substitute_may_come_and_not_twice_running() -> None:
    assert codes(visits("Ann", "Ann", "Ann"), "Bo") == []
    assert codes(visits("Ann", "Ann", "Bo"), "Bo") == ["substitute_twice_running"]
    assert codes(visits("Ann", "Ann", "Bo"), "Cy") == ["substitute_twice_running"]
    assert codes(visits("Ann", "Ann", "Bo"), "Ann") == []


def test_at_most_four_substitutes_in_a_year() -> None:
    before = visits("Ann", "Bo", "Ann", "Bo", "Ann", "Cy", "Ann", "Bo", "Ann", "Ann")

    assert codes(before, "Bo") == ["too_many_substitutes"]
    assert codes(before, "Bo", most=5) == []
    assert codes(before, "Bo", most=None) == []
    assert codes([], "Bo", most=0) == []
