"""Contacts, reviews and renewals are done or go overdue; what is overdue reaches more people."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from hearth.actions.telling import at_work
from hearth.core import checks, duties
from hearth.core.audience import Audience
from hearth.core.decision import Decision
from hearth.core.duties import Act
from hearth.core.errors import NotFound, RuleBroken
from hearth.core.overdue import forced, level
from hearth.core.placement import LIVES_THERE
from hearth.core.programme import ForcedAct
from hearth.core.where import Met, may_refuse, must, suits
from hearth.store import events, programmes, rows
from hearth.store.access import SignedIn
from hearth.store.checks import EXTRA
from hearth.store.models import CheckRow, DueRow, PlacementRow

READERS = frozenset({Audience.CASEWORKER, Audience.LEAD, Audience.VISITOR})
EXTRA_CHECK_DAYS = 3  # an extra check for one that is overdue is due so soon


@transaction.atomic
def do(*, duty: UUID, by: SignedIn, now: datetime, met: Met | None = None) -> Decision:
    """It was done today; the next counts from today. Done twice, it is done once.

    `met`: how they were met, where the rule asks for that. Where it was not as the rule asks, the
    log keeps that it was tried, by which rule of which version, and it waits on; the decision says
    so. Raises NotFound for whoever has nothing to do with it, StepNotAllowed where it waits no
    more, RuleBroken before its days begin, after the end of the stay, and where `met` is not said.
    """
    row = _open(duty, by=by, now=now)
    asks = must(programmes.of(row.programme).recurrence(row.recurrence))
    if asks.asks and met is None:
        raise RuleBroken("say how you met them: this rule asks for it")
    decision = suits(asks, met, READERS)
    if not decision.allowed:
        why = f"{decision.against[0].code}: {asks.rule} of {asks.version}"
        events.record("due.not_counted", by=by, about=row.id, now=now, purpose=why)
        return decision
    rows.step(row, duties.STEPS, Act.DO, by, done_on=now.date(), done_by_id=by.id)
    events.record("due.done", by=by, about=row.id, now=now)
    return decision


@transaction.atomic
def refuse(*, duty: UUID, by: SignedIn, now: datetime) -> None:
    """The person did not want it. It is offered again when the next falls due, and nobody asks why.

    Raises as `do` does, and RuleBroken where the rule does not let them say no.
    """
    row = _open(duty, by=by, now=now)
    rule = programmes.of(row.programme).recurrence(row.recurrence)
    if not may_refuse(rule, READERS).allowed:
        raise RuleBroken(f"the rule {rule.id} of {rule.of} does not let this be left out")
    rows.step(row, duties.STEPS, Act.REFUSE, by, done_on=now.date(), done_by_id=by.id)
    events.record("due.refused", by=by, about=row.id, now=now)


def _open(duty: UUID, *, by: SignedIn, now: datetime) -> DueRow:
    events.begin_write()
    if by.audience not in READERS:
        raise NotFound("no such record")
    row = rows.get(DueRow, duty)
    if row.placement.state not in LIVES_THERE:
        raise RuleBroken("the stay has ended, so nothing falls due in it any more")
    if now.date() < row.opens_on:
        raise RuleBroken(f"this counts from {row.opens_on} on; done earlier, it would not")
    return row


@transaction.atomic
def pass_due(*, by: SignedIn, now: datetime) -> int:
    """Mark everything whose days have passed as overdue. How many there were."""
    events.begin_write()
    late = list(DueRow.objects.filter(state=duties.State.DUE, closes_on__lt=now.date()))
    for row in late:
        rows.step(row, duties.STEPS, Act.PASS_DUE, by)
        events.record("due.overdue", by=by, about=row.id, now=now)
    return len(late)


@transaction.atomic
def escalate(*, by: SignedIn, now: datetime) -> int:
    """What is overdue rises to the level of its days, and what that forces is done or asked for.

    How many rose. A level never falls, and nothing is forced twice: run twice on a day, after
    days without a run, or on a clock that went back, each level is reached once.
    """
    events.begin_write()
    rows.only(by, Audience.CLOCK)
    risen = 0
    for table, state in ((CheckRow, checks.State.OVERDUE), (DueRow, duties.State.OVERDUE)):
        late = table._default_manager.filter(state=state, placement__state__in=LIVES_THERE)
        for row in late.select_related("placement__case", "placement__home__host").order_by("id"):
            risen += _raise(row, by, now)
    return risen


def _raise(row: CheckRow | DueRow, by: SignedIn, now: datetime) -> bool:
    to = level(max(0, (now.date() - row.closes_on).days))
    if to <= row.level:
        return False
    acts: tuple[ForcedAct, ...] = (ForcedAct.TELL_LEAD,)  # for what the lead asked for
    if row.recurrence != EXTRA:
        acts = programmes.of(row.programme).recurrence(row.recurrence).on_overdue
    risen = forced(acts, after=row.level, to=to)
    at_work.tell(risen, but={row.placement.home.host.principal_id}, by=by, now=now)
    for act in risen:
        if act is ForcedAct.EXTRA_CHECK:
            _extra(row.placement, now)
        events.record("due.escalated", by=by, about=row.id, now=now, purpose=str(act))
    type(row)._default_manager.filter(id=row.id).update(level=to)
    return True


def _extra(stay: PlacementRow, now: datetime) -> None:
    """One more check, soon; not where one is waiting already."""
    waits = stay.checks.filter(recurrence=EXTRA, state=checks.State.DUE)
    if waits.exists():
        return
    today, soon = now.date(), now.date() + timedelta(EXTRA_CHECK_DAYS)
    CheckRow.objects.create(
        placement=stay,
        recurrence=EXTRA,
        programme=stay.case.programme,
        opens_on=today,
        due_on=soon,
        closes_on=soon,
        state=checks.START,
    )
