"""What a check asks for, and which wait."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from hearth.core.audience import Audience
from hearth.core.checks import State, With
from hearth.core.ids import HostId
from hearth.core.placement import LIVES_THERE
from hearth.core.programme import Programme, Recurrence, What
from hearth.core.where import Must, must
from hearth.store import programmes
from hearth.store.models import CheckRow

EXTRA = "extra"  # a check that a concern asked for, by no recurrence
WAITING = (State.DUE, State.OVERDUE)
ORDINARY = Q(counted_from__isnull=False, raised=False) & ~Q(recurrence=EXTRA)  # these are drawn
STILL_ASKED = Q(placement__state__in=LIVES_THERE) | Q(recurrence=EXTRA)  # not of an ended stay
QUARTER_MONTHS = 3
LOOKED_AT = 400  # hosts that are counted to say how often guests were asked


def asked_of(row: CheckRow) -> list[With]:
    """With whom a talk must be held for this check to count."""
    return asked_by(programmes.of(row.programme), row.recurrence)


def asked_by(programme: Programme, recurrence: str) -> list[With]:
    """The same, for one of many checks whose programme is at hand."""
    rule = rule_of(programme, recurrence)
    if rule is None:
        return [With.RESIDENT]
    asked = {Audience.RESIDENT: With.RESIDENT, Audience.HOST: With.HOST}
    return [asked[audience] for audience in rule.private_with if audience in asked]


def rule_of(programme: Programme, recurrence: str) -> Recurrence | None:
    """The rule by which a check is held; None for an extra one where no rule asks for checks.

    An extra check is held as an ordinary one: a visit that asks for something else tells the host
    why somebody came.
    """
    if recurrence != EXTRA:
        return programme.recurrence(recurrence)
    return next((one for one in programme.recurrences if one.what is What.CHECK), None)


def may_be_refused(programme: Programme, recurrence: str) -> bool:
    """Whether the person may say no to being seen at this check. Without a rule they may."""
    rule = rule_of(programme, recurrence)
    return rule is None or rule.may_be_refused_by is Audience.RESIDENT


def musts_of(found: Iterable[CheckRow]) -> dict[UUID, Must]:
    """What each of these checks must be, by its rule and by where those before it were held.

    Cost: one query. Checks that a concern asked for count for no share: the host would see the
    next visit come home because of one.
    """
    some = list(found)
    held = CheckRow.objects.filter(
        state=State.HELD, at_home__isnull=False, placement__in={row.placement_id for row in some}
    )
    before: dict[UUID, list[bool]] = defaultdict(list)
    for stay, at_home in held.exclude(recurrence=EXTRA).values_list("placement_id", "at_home"):
        before[stay].append(bool(at_home))
    rules = {ref: programmes.of(ref) for ref in {row.programme for row in some}}
    musts = {}
    for row in some:
        rule = rule_of(rules[row.programme], row.recurrence)
        musts[row.id] = must(rule, before[row.placement_id]) if rule is not None else Must()
    return musts


def is_ordinary(row: CheckRow) -> bool:
    """Whether a check is one of those that are announced unless the draw leaves them out."""
    return row.counted_from is not None and not row.raised and row.recurrence != EXTRA


def drawn_as(row: CheckRow) -> str:
    """What is drawn: the stay, the rule and the day, all of which an auditor can read."""
    return f"{row.placement_id.hex}:{row.recurrence}:{row.due_on}"


def quarter_of(day: date) -> date:
    """The first day of the quarter whose seed decides of a check that is due on this day."""
    return date(day.year, (day.month - 1) // QUARTER_MONTHS * QUARTER_MONTHS + 1, 1)


def quarter_after(quarter: date) -> date:
    """The first day of the next quarter."""
    return quarter_of(quarter + timedelta(days=32 * QUARTER_MONTHS))


def open_on(day: date) -> QuerySet[CheckRow]:
    """Checks that may be held on a day.

    Where a stay has ended nobody is visited for what was overdue in it: the door is not theirs
    any more. What the lead asked for stays asked for.
    """
    return CheckRow.objects.filter(STILL_ASKED, state__in=WAITING, opens_on__lte=day)


def asked_apart(host: HostId, among: Iterable[HostId]) -> dict[HostId, int]:
    """On how many days a check was held apart with guests of this host, and of some others.

    Of `among` at most `LOOKED_AT` are counted, this host always. Two visits of one day count as
    one, so that no number is too high. Cost: one query.
    """
    some = [host, *(one for one in sorted(among) if one != host)][:LOOKED_AT]
    rows = CheckRow.objects.filter(
        state=State.HELD, held_on__isnull=False, placement__home__host__in=some
    )
    found = rows.values_list("placement__home__host").annotate(n=Count("held_on", distinct=True))
    counted = {HostId(one): times for one, times in found}
    return {one: counted.get(one, 0) for one in some}
