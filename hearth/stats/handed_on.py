"""What of the records may leave the lead's hands: coarse, with no small number in it, and no small
change from what was handed on before."""

from dataclasses import dataclass, field
from datetime import datetime

from hearth.stats.again import Again, Behind
from hearth.stats.records import Records
from hearth.stats.small_numbers import FEWEST, Count, column
from hearth.stats.track_record import worst_plausible_a_year, worst_plausible_rate


@dataclass(frozen=True, slots=True, kw_only=True)
class AreaTold:
    """One area. `upheld` hides small numbers; `stands_out` is told only where it is not hidden."""

    name: str
    stays: Count
    upheld: Count
    stands_out: bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class HandedOn:
    """The whole service, and area by area.

    checks, years : of all, each cut down to a round number. a_check, a_year : the highest rates
    that are plausible; where few were upheld, worked out as if it had been the most that "few"
    can be, since the exact bound would give the number away.
    """

    at: datetime
    checks: int
    years: int
    upheld: Count
    a_check: float
    a_year: float | None
    areas: tuple[AreaTold, ...]


@dataclass(frozen=True, slots=True)
class Handed:
    """What is handed on, and the counts behind it, which are the lead's."""

    told: HandedOn
    behind: Behind = field(repr=False)


def handed_on(records: Records, last: Handed | None = None) -> Handed:
    """What the manager may see of these records, and the person of the whole service.

    last : what was handed on before. Each number stays as it was until `FEWEST` more or fewer
    are behind it. Areas stand in the order of their names: any other would tell how they differ.
    """
    again, whole = Again(last.behind if last else None), records.whole
    number = again.counts(
        "all", {"upheld": whole.upheld, "checks": whole.checks, "years": int(whole.years)}
    )
    checks, years = rounded_down(number["checks"]), rounded_down(number["years"])
    areas, upheld = _areas(records, again, number["upheld"], last)
    counted = max(number["upheld"], FEWEST - 1)
    told = HandedOn(
        at=records.at,
        checks=checks,
        years=years,
        upheld=upheld if number["upheld"] >= FEWEST else Count(None, few=True),
        a_check=worst_plausible_rate(complaints=min(counted, checks), checks=checks),
        a_year=worst_plausible_a_year(upheld=counted, days=round(years * 365.25))
        if years
        else None,
        areas=areas,
    )
    return Handed(told, again.behind)


def _areas(
    records: Records, again: Again, all_: int, last: Handed | None
) -> tuple[tuple[AreaTold, ...], Count]:
    """The lines of areas of which enough was told, none where they are too many; and the total."""
    table = records.areas
    if table is None or len(table.first) != table.count:
        return (), column([all_]).total
    lines = {line.name: line for line in table.first}
    lived = again.counts("stays", {name: line.record.stays for name, line in lines.items()})
    found = again.counts("upheld", {name: line.record.upheld for name, line in lines.items()})
    was = {one.name: one.stands_out for one in last.told.areas} if last else {}
    names = [name for name in sorted(lived) if lived[name]]
    stays = column([lived[name] for name in names]).cells
    upheld = column([found[name] for name in names] or [all_], all_)

    def told(at: int, name: str) -> AreaTold:
        line = lines.get(name)
        now = {"upheld": line.record.upheld, "stays": line.record.stays} if line else {}
        out = again.same(
            f"{name} stands out", now, was.get(name), lambda: bool(line and line.stands_out)
        )
        shown = upheld.cells[at].value is not None
        return AreaTold(
            name=name,
            stays=stays[at],
            upheld=upheld.cells[at],
            stands_out=out if shown else None,
        )

    return tuple(told(at, name) for at, name in enumerate(names)), upheld.total


def rounded_down(number: int) -> int:
    """One digit and zeros: 1,234 becomes 1,000, so that two days' figures tell nothing apart."""
    power = 10 ** max(0, len(str(number)) - 1)
    return int(number // power * power)
