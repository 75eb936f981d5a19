"""The record of one host, as the lead reads it: what it leaves possible, and its chart."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from hearth.queries.deciding.board import must_be_lead
from hearth.queries.deciding.near import must_not_be_near
from hearth.queries.numbers import number
from hearth.queries.record import whole
from hearth.queries.record.past import past
from hearth.queries.record.units import all_of, places
from hearth.stats.anytime import share_interval
from hearth.stats.exact import Interval
from hearth.stats.records import chart, daily_bound, expected_of, speaks_for
from hearth.stats.track_record import Bounds, Record, bounds
from hearth.stats.warning.cusum import Watched
from hearth.stats.warning.design import Design
from hearth.store import rows
from hearth.store.access import SignedIn
from hearth.store.models import HostRow

PURPOSE = "record of a host"


@dataclass(frozen=True, slots=True, kw_only=True)
class HostRecord:
    """One host's record. Their name is not the lead's to know.

    daily, daily_a_check : bounds that may be read every day, a year of stay and a check.
    expected : upheld concerns at the rates of all others, None while the records of all were
    never worked out; `chart` and `months` then are None and empty. tested : whether all days so far
    speak for as many times the expected as the chart looks for, or for just that; else None.
    """

    number: str
    record: Record
    bounds: Bounds
    daily: float | None
    daily_a_check: Interval
    expected: float | None
    chart: Watched | None
    design: Design | None
    months: tuple[date, ...]
    tested: bool | None


@transaction.atomic
def of_host(host: UUID, *, by: SignedIn, now: datetime) -> HostRecord:
    """The record as it stands now.

    Raises NotFound for all but the lead, for one who is near the host, and for no host.

    Cost: eight queries and two openings, however many hosts there are.
    """
    must_be_lead(by)
    must_not_be_near(rows.get(HostRow, host), by)
    unit = all_of(places(past(by=by, now=now, purpose=PURPOSE, host=host)))
    record, all_ = unit.record, whole.latest(by=by, now=now)
    strata = all_.strata if all_ is not None else ()
    checked = min(record.upheld, record.checks)
    watched, set_as, months, says = None, None, tuple[date, ...](), None
    if strata and all_ is not None and all_.hosts is not None and record.days:
        set_as, among = all_.hosts.design, all_.hosts.count
        watched, first = chart(unit, strata, set_as, now.date())
        months = tuple(first)
        says = speaks_for(unit, strata, set_as.ratio, now.date(), among=among)
    return HostRecord(
        number=number(host),
        record=record,
        bounds=bounds(record),
        daily=daily_bound(record) if record.days else None,
        daily_a_check=share_interval(checked, record.checks),
        expected=expected_of(unit, strata) if strata else None,
        chart=watched,
        design=set_as,
        months=months,
        tested=says,
    )
