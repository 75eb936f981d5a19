"""The draws of quarters that are over, made again: whether anybody chose a home or spared one.

Everything it reads stands in clear, so that no key is needed to check it.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction

from hearth.core.audience import Audience
from hearth.core.errors import NotFound
from hearth.core.unannounced import draw, is_promised
from hearth.queries.visiting.rounds import redrawn
from hearth.store import programmes
from hearth.store.access import SignedIn
from hearth.store.checks import ORDINARY, drawn_as
from hearth.store.models import CheckRow, DrawRow, RoundRow

READERS = frozenset({Audience.AUDITOR, Audience.LEAD})
SHOWN = 20  # quarters, and plans, the last first


@dataclass(frozen=True, slots=True, kw_only=True)
class Quarter:
    """One quarter's draw. Its seed is empty until it is told, and then nothing is counted yet.

    drawn : visits the draw left out. announced : of all that were drawn from. broken : left out by
    the draw and announced all the same. untold : not left out and announced by nobody: the stay
    ended, the visit was made before, or nobody did the day's work; or somebody was chosen.
    """

    first_on: date
    last_on: date
    promised: str
    seed: str
    is_promised: bool = False
    of: int = 0
    drawn: int = 0
    announced: int = 0
    broken: int = 0
    untold: int = 0

    @property
    def holds(self) -> bool:
        """Whether the seed is the one promised, and nothing it left out was announced."""
        return self.is_promised and not self.broken


@dataclass(frozen=True, slots=True, kw_only=True)
class Days:
    """The draw of the days of a plan: unannounced visits whose day it decided."""

    first_on: date
    last_on: date
    promised: str
    seed: str
    holds: bool = False
    unannounced: int = 0


@transaction.atomic
def quarters(*, by: SignedIn) -> tuple[Quarter, ...]:
    """Each quarter's draw, the last first. Opens nothing. For lead and auditor.

    Raises NotFound for everybody else. Cost: one query for each quarter that is told.
    """
    _must_read(by)
    return tuple(_quarter(row) for row in DrawRow.objects.order_by("-first_on")[:SHOWN])


def _quarter(row: DrawRow) -> Quarter:
    told = Quarter(
        first_on=row.first_on,
        last_on=row.end_on - timedelta(days=1),
        promised=row.commitment,
        seed=row.seed,
    )
    if not row.seed:
        return told
    seed = bytes.fromhex(row.seed)
    count = _counted(row, seed)
    return Quarter(
        first_on=told.first_on,
        last_on=told.last_on,
        promised=told.promised,
        seed=told.seed,
        is_promised=is_promised(row.commitment, seed),
        of=count.total(),
        drawn=count[True, True] + count[True, False],
        announced=count[True, True] + count[False, True],
        broken=count[True, True],
        untold=count[False, False],
    )


def _counted(row: DrawRow, seed: bytes) -> Counter[tuple[bool, bool]]:
    """How many there are of each: left out by the draw or not, announced or not."""
    due = CheckRow.objects.filter(ORDINARY, due_on__gte=row.first_on, due_on__lt=row.end_on)
    found = due.only("id", "placement_id", "recurrence", "programme", "due_on", "announced_on")
    groups: defaultdict[tuple[str, str], list[CheckRow]] = defaultdict(list)
    for check in found:
        groups[check.programme, check.recurrence].append(check)
    count: Counter[tuple[bool, bool]] = Counter()
    for (ref, rule), some in groups.items():
        share = programmes.of(ref).recurrence(rule).unannounced_share
        if share > 0:
            drawn = draw(seed, map(drawn_as, some), share)
            count.update((drawn_as(one) in drawn, one.announced_on is not None) for one in some)
    return count


@transaction.atomic
def plans(*, by: SignedIn) -> tuple[Days, ...]:
    """The draw of each plan, the last first. Opens nothing. For lead and auditor.

    Raises NotFound for everybody else.
    """
    _must_read(by)
    return tuple(_days(row) for row in RoundRow.objects.order_by("-first_on")[:SHOWN])


def _days(row: RoundRow) -> Days:
    last = row.first_on + timedelta(row.days - 1)
    told = Days(first_on=row.first_on, last_on=last, promised=row.promised, seed=row.seed)
    if not row.seed:
        return told
    again = redrawn(row.first_on)
    return Days(
        first_on=told.first_on,
        last_on=last,
        promised=told.promised,
        seed=told.seed,
        holds=again.holds,
        unannounced=len(again.unannounced),
    )


def _must_read(by: SignedIn) -> None:
    if by.audience not in READERS:
        raise NotFound("no such record")
