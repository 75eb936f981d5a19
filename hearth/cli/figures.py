"""`hearth figures`: what the manager may see, on a terminal or as JSON."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from hearth.cli import say
from hearth.cli.clock import now
from hearth.cli.station import open_station
from hearth.core.commands import Command

if TYPE_CHECKING:
    from hearth.queries.outcomes import Told
    from hearth.stats.outcomes import Lasted

NOT_SHOWN = "not shown"


def run(*, as_json: bool, work_out: bool) -> int:
    """Say what was last worked out; `work_out`: work it out first, why stays end with it.

    Nothing is opened here but what the pages of the manager show: the small numbers are gone.
    """
    station = open_station(Command.FIGURES)
    from hearth.actions import outcomes as act
    from hearth.queries import outcomes as ask
    from hearth.store import database, values

    moment, service = now(), station.service
    if work_out:
        with database.in_one_sentence():
            found = ask.work_out(by=service, service=service, now=moment)
            act.keep(found, by=service, service=service, now=moment)
            why = ask.reasons(by=station.duty, now=moment)
            act.hand_on(why, by=station.duty, service=service, now=moment)
    told = ask.latest(by=service, service=service, now=moment)
    value: dict[str, Any] = {
        "outcomes": values.to_plain(told.outcomes),
        "records": values.to_plain(told.records),
        "reasons": values.to_plain(told.reasons),
    }
    say.answer(value, as_json=as_json, lines=_lines(told))
    return say.DONE


def _lines(told: "Told") -> Iterator[str]:
    if told.outcomes is None:
        yield "Nothing has been worked out yet: hearth figures --work-out"
        return
    found = told.outcomes
    yield f"As of {found.at:%Y-%m-%d %H:%M} UTC. A number below 8 is not told."
    yield from _lasted("Until a move", found.waiting)
    yield from _lasted("Stays", found.lasting)
    yield from _ends(told)
    for sort, groups in found.sorts.items():
        for group in groups:
            who = f"by {sort}, {group.name}"
            yield f"A home within {found.within} days, {who}: {_share(group.share)}"
    yield from _records(told)


def _lasted(what: str, found: "Lasted") -> Iterator[str]:
    half = NOT_SHOWN if found.half_by is None else f"day {found.half_by:,}"
    yield f"{what}: half by {half}, those that go on counted in"
    for point in found.points:
        yield f"  go on after day {point.day:,}: {_share(point.share)}"


def _ends(told: "Told") -> Iterator[str]:
    ends = told.reasons.ends if told.reasons else told.outcomes.ends if told.outcomes else ()
    for end in ends:
        shares = ", ".join(f"{_share(point.share)} by day {point.day:,}" for point in end.points)
        yield f"Ended ({end.name}): {shares or NOT_SHOWN}"


def _records(told: "Told") -> Iterator[str]:
    if told.records is None:
        yield "The lead has handed on no record yet."
        return
    one_in = max(1, int(1 / told.records.a_check))
    yield (
        f"More than {told.records.checks:,} checks were held apart; as often as one check in "
        f"{one_in:,} could bring something out"
    )


def _share(share: float | None) -> str:
    return NOT_SHOWN if share is None else f"{share:.0%}"
