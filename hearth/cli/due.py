"""`hearth due`: what is overdue, what may be done now, what comes, and what is paused."""

from dataclasses import asdict

from hearth.cli import say
from hearth.cli.clock import now
from hearth.cli.station import open_station
from hearth.core.commands import Command


def run(*, as_json: bool) -> int:
    """Print it, with the rule and version that says so. Opens no fact."""
    station = open_station(Command.DUE)
    from hearth.queries.visiting.due import Falling, Listed, falling
    from hearth.store import database

    with database.in_one_sentence():
        found: Falling = falling(by=station.duty, now=now())

    def told(title: str, listed: Listed) -> list[str]:
        count = f"{'more than ' if listed.more else ''}{listed.count:,}"
        lines = [f"{title}: {count}"]
        for one in listed.first:
            level = f", level {one.level}" if one.level else ""
            lines.append(f"  {one.due_on}  case {one.case or '-'}{level}  {one.why}")
        if listed.count > len(listed.first):
            lines.append(f"  ... the first {len(listed.first)} of {count}")
        return lines

    lines = [
        *told("Overdue", found.overdue),
        *told("May be done now", found.now),
        *told("In the next four weeks", found.ahead),
        *told("Deadlines", found.deadlines),
        f"Paused: {len(found.paused):,}",
        *(f"  case {one.case}: until {one.end_on}" for one in found.paused),
    ]
    say.answer(asdict(found), as_json=as_json, lines=lines)
    return say.DONE
