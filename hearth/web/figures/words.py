"""The one sentence of each meaning. Staff read English; residents' words are with their pages."""

from collections.abc import Mapping
from math import ceil

from hearth.stats.meaning import Meaning, Says

WORDS: Mapping[Says, str] = {
    Says.NOBODY_LIVED: "Nobody has lived here yet, so there is no record. That says nothing, for "
    "or against.",
    Says.NEVER_ASKED: "People lived here for {days}, and nobody was ever asked alone. A "
    "record without a talk apart says nothing.",
    Says.NONE_YET: "Nothing was upheld in {checks} held apart. That is not the same as "
    "nothing wrong: as often as {one_in} could still bring something out.",
    Says.SOME: "{upheld} upheld in {checks} held apart: as often as {one_in} could "
    "bring something out.",
    Says.MORE_THAN_CHECKS: "{upheld} were upheld and only {checks} held apart: "
    "what was wrong here came out in other ways than the checks.",
    Says.A_YEAR: "{upheld} upheld in {days} of stay leave up to {most} a year possible.",
    Says.NOT_ALONE: "Of {visits} {missed} do not count: the person was not seen alone.",
    Says.DAILY: "Read every day, the bound is wider: {one_in}. It stays true "
    "however often you look.",
    Says.QUIET: "The chart lies at the bottom: nothing here is above what is ordinary.",
    Says.RISING: "The chart has come {tenths} tenths of the way to a warning. That may be chance.",
    Says.ALARM: "Warning: more was upheld here than chance would bring. It asks you to look, and "
    "is no proof against anybody.",
    Says.SET_SO: "It looks for {ratio} times the ordinary rate. With nothing wrong, one of "
    "them all warns about once in {quiet} years, never after a single concern. At {ratio} times "
    "the ordinary rate it takes some {years} years of stay to warn: it never stands in for "
    "reading what was said.",
    Says.TESTED_SO: "The test takes all days so far and tells {ratio} times the expected from the "
    "expected itself. However often you look, it says the first wrongly of any of them in one of a "
    "hundred services, and the second wrongly of one in a hundred. It takes some {years_more} "
    "years of stay to say the first, and some {years_usual} to say the second; until then it is "
    "too early to tell.",
    Says.SEES: "A harm that begins today would be noticed by a check within {days} with "
    "probability {share}, if a talk apart brings it out {tells} of the time.",
    Says.SEES_NOTHING: "Checks held like this would never notice it.",
    Says.HALF_BY: "As likely as not it is noticed by day {day}.",
    Says.CHEAPEST: "The cheapest plan that reaches it: a check every {every} days, "
    "{unannounced} of them unannounced ({share} within {days}).",
    Says.NO_PLAN: "No plan of checks reaches {share} within {days}, not even one every day.",
    Says.RANGE: "In {known} somebody has raised something. How far the ways overlap in "
    "which that was heard leaves anything from {low} to {high} stays possible. Take the width "
    "for the answer: whoever is kept from speaking by fear is in no model.",
    Says.NO_RANGE: "Too few stays were heard of in two ways to say anything about those that "
    "nobody heard of. That is no sign that there are none.",
    Says.DOUBLED: "Taken together, more was upheld than twice the rate published for care would "
    "make likely, and far more than that rate itself.",
    Says.NOT_DOUBLED: "Taken together, what was upheld speaks for the rate published for care, "
    "not for twice that. Both are more than none.",
    Says.UNDECIDED: "Taken together, too few days of stay have passed to tell the rate published "
    "for care from twice that. It is no good sign and no bad one.",
    Says.IN_HEAPS: "Upheld concerns come in heaps: some months hold more of them than chance would "
    "put together. Look at what those months share; busier months are one reason.",
    Says.WIDER: "These differ by more than chance, all of them: the frames are wider for it.",
}
NOUNS: Mapping[str, tuple[str, str]] = {
    "days": ("day", "days"),
    "checks": ("check", "checks"),
    "visits": ("visit", "visits"),
    "known": ("stay", "stays"),
}
YEARS = frozenset({"years", "years_more", "years_usual"})
SHARES = frozenset({"share", "unannounced", "tells"})


def say_meaning(meaning: Meaning) -> str:
    """The sentence with its numbers."""
    told = {name: _told(name, value) for name, value in meaning.numbers}
    return WORDS[meaning.says].format(**told)


def _told(name: str, value: float) -> object:
    if name in SHARES:
        return share(value)
    if name == "most":
        return rate(value)
    if name == "one_in":
        return "every check" if value == 1 else f"one check in {value:,.0f}"
    if name in NOUNS:
        return counted(round(value), *NOUNS[name])
    return f"{ceil(value):,}" if name in YEARS or float(value).is_integer() else f"{value:.2g}"


def counted(number: int, one: str, many: str) -> str:
    """A number with its noun."""
    return f"{number:,} {one if number == 1 else many}"


def share(value: float) -> str:
    """A share as it is read, never 0 % or 100 % where it is not just that."""
    if 0 < value < 0.01:
        return "less than 1 %"
    if 0.99 < value < 1:
        return "more than 99 %"
    return f"{value:.0%}".replace("%", " %")


def rate(value: float) -> str:
    """A rate a year in words of its size, rounded up: never rarer than it is."""
    if value >= 10:
        return f"{ceil(value):,}"
    scale = 10 if value >= 1 else 100 if value >= 0.01 else 10_000
    return f"{ceil(value * scale - 1e-9) / scale:g}"
