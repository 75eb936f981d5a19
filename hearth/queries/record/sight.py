"""What the plan of checks of a programme can see, and the cheapest that would see enough."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Count, Q

from hearth.core.checks import State
from hearth.core.errors import NotFound
from hearth.core.programme import Programme, Recurrence, What
from hearth.queries.deciding.board import must_be_lead
from hearth.stats.detection import Cheapest, Cost, Rhythm, cheapest, noticed_by, noticed_within
from hearth.store import programmes
from hearth.store.access import SignedIn
from hearth.store.models import CaseRow, CheckRow

TELLS = (0.3, 0.5, 0.8)  # nobody knows how likely a talk apart tells; so it is told for three
DAYS = (30, 91, 182, 365)
EARLY = 4  # a window opens this part of the interval before its day, unless the rule says
LATELY = timedelta(days=365)  # how checks are held now; years ago others held them
FEWEST_HELD = 8  # below, the share held apart is not known and taken as all


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """One assumption: a talk apart tells so likely. within : probability by days."""

    tells: float
    within: tuple[tuple[int, float], ...]
    half_by: int | None
    wanted: float
    cheapest: Cheapest | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """A programme's plan of checks and what it can see.

    apart : share of checks that fell due in the last year and were held apart; None where too few
    fell due.
    """

    programme: str
    rule: str
    every_days: int
    first_days: int
    window_days: int
    unannounced: float
    apart: float | None
    days: int
    probability: float
    seen: tuple[Seen, ...]


@transaction.atomic
def sight(programme: str, *, days: int, probability: float, by: SignedIn, now: datetime) -> Sight:
    """What the plan in force sees within `days`, and the cheapest that reaches `probability`.

    Raises NotFound for all but the lead, and for a programme without checks. Cost: two queries.
    """
    must_be_lead(by)
    found = programmes.of(programme)
    rule = _rule(found)
    apart = _apart(found.name, now.date())
    rhythm = rhythm_of(rule, 1.0 if apart is None else apart)
    return Sight(
        programme=found.title,
        rule=rule.title,
        every_days=rhythm.every_days,
        first_days=rule.stages[0].days,
        window_days=round(rhythm.window_days),
        unannounced=rule.unannounced_share,
        apart=apart,
        days=days,
        probability=probability,
        seen=tuple(_seen(rhythm, tells, days, probability) for tells in TELLS),
    )


def _rule(programme: Programme) -> Recurrence:
    rules = [one for one in programme.recurrences if one.what is What.CHECK]
    if not rules:
        raise NotFound("this programme plans no checks")
    return min(rules, key=lambda one: one.stages[-1].days)


def rhythm_of(rule: Recurrence, apart: float) -> Rhythm:
    """The last, lasting stage of a rule as a steady rhythm; a talk that always tells."""
    every = rule.stages[-1].days
    early = every // EARLY if rule.early_days is None else rule.early_days
    window = min(every, early + min(rule.tolerance_days, every - 1))
    return Rhythm(
        every_days=every,
        window_days=window,
        unannounced=rule.unannounced_share,
        apart=apart,
        tells=1.0,
        tells_unannounced=1.0,
    )


def _seen(rhythm: Rhythm, tells: float, days: int, probability: float) -> Seen:
    told = replace(rhythm, tells=tells, tells_unannounced=tells)
    return Seen(
        tells=tells,
        within=tuple((day, noticed_within(told, day)) for day in sorted({*DAYS, days})),
        half_by=noticed_by(told, 0.5),
        wanted=noticed_within(told, days),
        cheapest=cheapest(told, within_days=days, probability=probability, cost=Cost()),
    )


def _apart(programme: str, today: date) -> float | None:
    """Of checks that fell due lately, the share held apart. One not held at all is not held apart.

    By state and day, from an index alone: the cost does not grow with the years behind.
    """
    due = CheckRow.objects.filter(
        state__in=[State.HELD, State.NOT_COUNTED, State.OVERDUE],
        due_on__range=(today - LATELY, today),
        programme__startswith=f"{programme}.",
    )
    found = due.aggregate(held=Count("state", filter=Q(state=State.HELD)), all=Count("state"))
    return found["held"] / found["all"] if found["all"] >= FEWEST_HELD else None


@transaction.atomic
def in_use(*, by: SignedIn) -> tuple[tuple[str, str], ...]:
    """The programmes that cases were opened under, newest version of each: (reference, title)."""
    must_be_lead(by)
    refs = sorted(set(CaseRow.objects.values_list("programme", flat=True).distinct()))
    newest = {programmes.of(ref).name: ref for ref in refs}
    return tuple((ref, programmes.of(ref).title) for ref in newest.values())
