"""What of the records may leave the lead's hands: coarse, and with no small number in it."""

from dataclasses import dataclass
from datetime import datetime

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


def handed_on(records: Records) -> HandedOn:
    """What the manager may see of these records, and the person of the whole service."""
    whole = records.whole
    checks, years = rounded_down(whole.checks), rounded_down(int(whole.years))
    lines = (
        records.areas.first
        if records.areas and len(records.areas.first) == (records.areas.count)
        else ()
    )
    upheld = column([line.record.upheld for line in lines] or [whole.upheld])
    stays = column([line.record.stays for line in lines])
    counted = max(whole.upheld, FEWEST - 1)
    return HandedOn(
        at=records.at,
        checks=checks,
        years=years,
        upheld=upheld.total if whole.upheld >= FEWEST else Count(None, few=True),
        a_check=worst_plausible_rate(complaints=min(counted, checks), checks=checks),
        a_year=worst_plausible_a_year(upheld=counted, days=round(years * 365.25))
        if years
        else None,
        areas=tuple(
            AreaTold(
                name=line.name,
                stays=stays.cells[at],
                upheld=upheld.cells[at],
                stands_out=line.stands_out if upheld.cells[at].value is not None else None,
            )
            for at, line in enumerate(lines)
        ),
    )


def rounded_down(number: int) -> int:
    """One digit and zeros: 1,234 becomes 1,000, so that two days' figures tell nothing apart."""
    power = 10 ** max(0, len(str(number)) - 1)
    return int(number // power * power)
