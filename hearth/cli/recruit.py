"""`hearth recruit`."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from hearth.cli import say
from hearth.cli.clock import now
from hearth.cli.progress import Progress, engine_ready
from hearth.cli.quiet import only_our_words
from hearth.cli.station import open_station
from hearth.core.commands import Command

if TYPE_CHECKING:
    from hearth.queries.matching.recruit import Recruiting, Wanted


def run(homes: int, *, as_json: bool) -> int:
    """Which homes to look for next."""
    station = open_station(Command.RECRUIT)
    from hearth.queries.matching.recruit import wanted

    progress = Progress()
    engine_ready(progress)
    with only_our_words():
        found = wanted(by=station.duty, now=now(), most=homes, progress=progress.show)
    progress.end()
    say.answer(_value(found), as_json=as_json, lines=_told(found))
    return say.DONE


def _value(found: "Recruiting") -> dict[str, Any]:
    return {
        "parties": found.parties,
        "placed": found.placed,
        "people_placed": found.people_placed,
        "homes": [_wanted_value(one) for one in found.wanted],
        "together": {"parties": found.parties_together, "people": found.people_together},
        "outside_the_programme": found.outside,
        "not_described": found.not_told,
        "exact": found.exact,
    }


def _wanted_value(one: "Wanted") -> dict[str, Any]:
    home = one.description
    return {
        "area": home.area or None,
        "rooms": len(home.rooms),
        "beds": list(home.rooms),
        "has": list(home.has),
        "without": list(home.without),
        "languages": list(home.languages),
        "accepts": list(home.accepts),
        "places": {"parties": one.parties, "people": one.people},
        "ten_place": {"parties": one.parties_by_ten, "people": one.people_by_ten},
        "fits_at_least": one.fits,
    }


def _told(found: "Recruiting") -> Iterable[str]:
    yield (
        f"{found.placed:,} of {found.parties:,} parties who wait have a home in the best plan; "
        f"{found.parties - found.placed:,} have none"
    )
    yield from _left_out(found)
    if not found.wanted:
        yield "No home that may be described would place anybody more."
        return
    yield ""
    yield "Look for these homes next, the most urgent first. More parties (people) by one, by ten:"
    yield from (_line(at, one) for at, one in enumerate(found.wanted, start=1))
    yield ""
    yield (
        f"One of each, all together: {_gain(found.parties_together, found.people_together)} more; "
        f"{found.placed + found.parties_together:,} of {found.parties:,} then have a home"
    )
    yield "Each number is that of a plan solved again with the home in the register: at the"
    yield "middle of its area, vetted, free from today, with one party at a time, of any age"
    yield "and gender. What is not said of a home may be either way."
    if not found.exact:
        yield "Where rooms are shared, some plans are the best found in time, not proven best."


def _left_out(found: "Recruiting") -> Iterable[str]:
    if found.outside:
        yield f"{found.outside:,} of them are not those the programme is for; no home changes that"
    if found.not_told:
        yield (
            f"{found.not_told:,} need what too few others ask for to be described here: "
            "their shortlists say what"
        )


def _line(at: int, one: "Wanted") -> str:
    alone = _gain(one.parties, one.people)
    ten = _gain(one.parties_by_ten, one.people_by_ten)
    return f"{at:>3}  {alone:>9}  {ten:>9}  {'; '.join(one.description.words)}"


def _gain(parties: int, people: int) -> str:
    return f"{parties:,} ({people:,})"
