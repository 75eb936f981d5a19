"""`hearth retention`: what is kept of closed cases, and what falls due to be erased."""

from datetime import timedelta

from hearth.cli import say
from hearth.cli.clock import now
from hearth.cli.station import open_station
from hearth.core.commands import Command


def run(days: int, *, as_json: bool) -> int:
    """What falls due within so many days. It is erased by `hearth serve` or `hearth daily`."""
    open_station(Command.RETENTION)
    from hearth.queries.kept import retention

    found = retention.due(until=now().date() + timedelta(days=days))
    value = [
        {
            "case": str(one.case),
            "closed_on": one.closed_on,
            "terms": [
                {"class": t.records, "until": t.until, "rule": t.rule, "basis": t.basis}
                for t in one.terms
            ],
        }
        for one in found
    ]
    rows = [
        (str(one.case)[:8], one.closed_on, term.records, term.until, term.rule)
        for one in found
        for term in one.terms
    ]
    heads = ("case", "closed on", "class", "kept until", "rule")
    lines = say.table(heads, rows) if rows else [f"Nothing falls due within {days} days."]
    say.answer(value, as_json=as_json, lines=lines)
    return say.DONE
