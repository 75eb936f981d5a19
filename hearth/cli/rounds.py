"""`hearth rounds`: a week of visits planned, or past draws made again."""

from collections.abc import Iterable
from dataclasses import asdict
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from hearth.cli import say
from hearth.cli.clock import now
from hearth.cli.progress import Progress
from hearth.cli.quiet import only_our_words
from hearth.cli.station import open_station
from hearth.core.commands import Command
from hearth.core.errors import BadInput

if TYPE_CHECKING:
    from hearth.queries.visiting.draws import Days, Quarter
    from hearth.queries.visiting.rounds import Plan, Redrawn


def run(week: str | None, days: int, *, verify: bool, as_json: bool) -> int:
    """Plan the week; with `verify` draw a past one again, or without a week all that is told."""
    station = open_station(Command.ROUNDS)
    if verify and week is None:
        return _verify_all(station.lead, as_json=as_json)
    first = _monday(week)
    return (
        _verify(first, as_json=as_json)
        if verify
        else _plan(station.lead, station.service, first, days, as_json=as_json)
    )


def _monday(week: str | None) -> date:
    """The day that was typed, or the next Monday. Raises BadInput for what is no day."""
    if week is None:
        today = now().date()
        return today + timedelta(7 - today.weekday())
    try:
        return date.fromisoformat(week)
    except ValueError:
        raise BadInput("--week takes a day as year, month and day, like 2026-03-27") from None


def _plan(lead: Any, service: Any, first: date, days: int, *, as_json: bool) -> int:
    from hearth.actions.visiting.rounds.plan import plan_week
    from hearth.entry import roads
    from hearth.queries.visiting import rounds as ask
    from hearth.store import database

    progress = Progress()
    progress.show(f"planning {days} days from {first} on")
    with database.in_one_sentence(), only_our_words():
        made = plan_week(
            first_on=first, days=days, by=lead, service=service, now=now(), roads=roads.chosen()
        )
        found = ask.plan(made, by=lead, now=now())
    progress.end()
    say.answer(_value(found), as_json=as_json, lines=_told(found))
    return say.NOT_ALL if found.left else say.DONE


def _value(found: "Plan") -> dict[str, Any]:
    return {
        "first_on": found.first_on,
        "last_on": found.last_on,
        "planned": found.count,
        "km": found.km,
        "unannounced": found.unannounced,
        "promised": found.promised,
        "days": [asdict(day) for day in found.days],
        "left": [asdict(one) for one in found.left],
    }


def _told(found: "Plan") -> Iterable[str]:
    yield (
        f"{found.count:,} visits from {found.first_on} to {found.last_on}, about {found.km:,} km; "
        f"{found.unannounced:,} unannounced; {len(found.left):,} left out"
    )
    for day in found.days:
        yield ""
        yield f"{day.day}, visitor {day.number}"
        for one in day.visits:
            word = ", unannounced" if one.unannounced else ""
            yield f"  {one.begins:%H:%M}-{one.ends:%H:%M}  case {one.case}  {one.area}{word}"
    for left in found.left:
        why = ", ".join(f"{code} for {count}" for code, count in left.against)
        yield f"left out: case {left.case}, {left.reason}{': ' if why else ''}{why}"


def _verify(first: date, *, as_json: bool) -> int:
    from hearth.queries.visiting import rounds as ask

    found = ask.redrawn(first)
    say.answer(asdict(found), as_json=as_json, lines=_redrawn(found))
    return say.DONE if found.holds else say.FAILED


def _verify_all(lead: Any, *, as_json: bool) -> int:
    from hearth.queries.visiting import draws as ask

    quarters, plans = ask.quarters(by=lead), ask.plans(by=lead)
    value = {"quarters": [asdict(one) for one in quarters], "plans": [asdict(one) for one in plans]}
    lines = [*map(_quarter, quarters), *map(_plan_days, plans)] or ["nothing has been drawn yet"]
    say.answer(value, as_json=as_json, lines=lines)
    told = [one.holds for one in quarters if one.seed] + [one.holds for one in plans if one.seed]
    return say.DONE if all(told) else say.FAILED


def _quarter(one: "Quarter") -> str:
    if not one.seed:
        return f"quarter from {one.first_on}: promised {one.promised}, its seed is not told yet"
    word = "holds" if one.holds else "DOES NOT HOLD"
    return (
        f"quarter from {one.first_on}: {word}; {one.drawn:,} of {one.of:,} left out by the draw, "
        f"{one.broken:,} of them announced all the same; {one.untold:,} not left out and announced "
        "by nobody"
    )


def _plan_days(one: "Days") -> str:
    if not one.seed:
        return f"plan from {one.first_on}: promised {one.promised}, its seed is not told yet"
    word = "holds" if one.holds else "DOES NOT HOLD"
    return f"plan from {one.first_on}: {word}; it decided the days of {one.unannounced:,} visits"


def _redrawn(found: "Redrawn") -> Iterable[str]:
    yield f"promised {found.promised}"
    yield f"seed     {found.seed}"
    yield "the seed is the one that was promised" if found.holds else "IT IS NOT THE ONE PROMISED"
    for check, days in found.unannounced:
        yield f"unannounced: check {check}, days in the order drawn: {', '.join(map(str, days))}"
