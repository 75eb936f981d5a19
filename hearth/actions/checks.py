"""Checks: what falls due is worked out from the rules, and two talks apart make one."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from hearth.actions.visiting import due
from hearth.core import checks
from hearth.core.audience import Audience
from hearth.core.checks import READERS, Act, Talk, Testimony, With, counts, was_at_home
from hearth.core.compartments import SAFEGUARDING, Compartment
from hearth.core.decision import Decision
from hearth.core.duties import Because
from hearth.core.errors import RuleBroken
from hearth.core.placement import LIVES_THERE
from hearth.core.where import Must, may_refuse
from hearth.store import events, facts, people, programmes, rows
from hearth.store.access import SignedIn
from hearth.store.checks import EXTRA, WAITING, asked_of, musts_of, rule_of
from hearth.store.models import CheckRow, PlacementRow, TalkRow
from hearth.store.principals import circle

GENTLY = 100  # stays in one transaction while pages wait for their turn to write


@transaction.atomic
def schedule(
    *, placement_id: UUID, by: SignedIn, now: datetime, because: Because = Because.FACTS
) -> None:
    """Work out what falls due in the coming year in one stay and write down what is new.

    What was written and has been due by today stays as it was; what fell due since the last
    time is written after all, so that it can be overdue; what lies ahead is worked out
    again, so that a changed fact or a new period shows at once. `by` must be able to read
    the party, whose sensitive periods raise the rhythm. Raises RuleBroken before the move
    and after the end of the stay.
    """
    events.begin_write()
    row = rows.get(PlacementRow, placement_id)
    if row.moved_on is None:
        raise RuleBroken("nothing falls due before they have moved in")
    if row.state not in LIVES_THERE:
        raise RuleBroken("the stay has ended, so nothing falls due any more")
    programme = programmes.following(row.case.programme, now.date(), used_at=now)
    party = people.party(row.case.party_id, by=by, now=now, purpose="checks")
    stay = due.Stay(row.id, row.moved_on, row.case.party_id)
    due.count([stay], {stay.party: party}, programme, by=by, now=now, because=because)
    events.record("checks.scheduled", by=by, about=row.id, now=now)


def renew(*, by: SignedIn, now: datetime, between: Callable[[], object] = lambda: None) -> int:
    """Write what is missing of the coming year, for every stay that goes on. How many windows.

    No stay runs out of checks because it lasts longer than was planned. `by` must be able
    to read the parties, as the running program is. `between` is called after each few, so that
    pages are answered meanwhile. Cost: see `due.count_all`.
    """
    found = due.count_all(by=by, now=now, on_step=lambda _done, _of: between(), at_once=GENTLY)
    return found.written


def drop(row: PlacementRow, *, by: SignedIn) -> None:
    """The stay has ended: nothing that was still due by a rule is due. What the lead asked for is.

    A check that was overdue stays so: it was not held.
    """
    for one in row.checks.filter(state=checks.State.DUE).exclude(recurrence=EXTRA):
        rows.step(one, checks.STEPS, Act.DROP, by)
    due.drop([row.id], by=by)


@transaction.atomic
def hold(
    *,
    check_id: UUID,
    talks: Sequence[Testimony],
    by: SignedIn,
    now: datetime,
    on: date | None = None,
    beside: Sequence[Talk] = (),
) -> Decision:
    """A visit was made, today or `on` an earlier day. What was said is sealed.

    It is sealed to the lead's circle, and to the person what they said themselves. `beside`: what
    a second visitor has handed in of the same visit, which is sealed already.

    The check counts only when the person was seen alone, both talks were held apart, and where
    and as its rule asks;
    otherwise it is recorded, with the reasons that come back, and is due again. One visit
    that counts settles whatever else was open for this stay on that day.
    The host's own talk goes to the lead's circle alone. Raises RuleBroken where there
    was no talk at all.
    """
    events.begin_write()
    row = rows.get(CheckRow, check_id)
    if not talks:
        raise RuleBroken("a check is at least one talk; if nobody was there, say so as overdue")
    asked, must = asked_of(row), musts_of([row])[row.id]
    talks = held_by(talks, by)
    said = [*(held.talk for held in talks), *beside]
    decision = counts(said, asked, now, must)
    if any(reason.code == "not_yet" for reason in decision.against):
        raise RuleBroken("a talk cannot be recorded before it has been held")
    act = Act.HOLD if decision.allowed else Act.HOLD_IN_EARSHOT
    at_home = was_at_home(said) if decision.allowed else None
    day = on or now.date()
    others = (talk.by for talk in beside if talk.by != by.id)
    seen = {"held_on": day, "visitor_id": by.id, "second_id": next(others, None)}
    rows.step(row, checks.STEPS, act, by, at_home=at_home, **seen)
    for held in talks:
        _seal(row, _with_why(held, decision, must), by=by, now=now)
    if decision.allowed:
        _settle_others(row, said, by=by, now=now)
    else:
        _due_again(row)
    events.record("checks.held", by=by, about=row.id, now=now)
    return decision


def held_by(talks: Sequence[Testimony], by: SignedIn) -> list[Testimony]:
    """The same talks, each with who held it."""
    return [replace(held, talk=replace(held.talk, by=by.id)) for held in talks]


@transaction.atomic
def hold_half(
    *, check_id: UUID, talks: Sequence[Testimony], by: SignedIn, now: datetime
) -> list[Talk]:
    """One of two visitors has held their talk: it is sealed as ever, and the check still waits.

    What is known of it beside what was said, to be judged with the other one. Raises RuleBroken
    for a talk that lies ahead.
    """
    events.begin_write()
    row = rows.get(CheckRow, check_id)
    rows.only(by, Audience.VISITOR)
    signed = held_by(talks, by)
    if any(held.talk.ended_at > now for held in signed):
        raise RuleBroken("a talk cannot be recorded before it has been held")
    for held in signed:
        _seal(row, held, by=by, now=now)
    events.record("checks.half_held", by=by, about=row.id, now=now)
    return [held.talk for held in signed]


def _with_why(held: Testimony, decision: Decision, must: Must) -> Testimony:
    """What was said, with why its check does not count, for whoever opens it."""
    against = tuple(reason.code for reason in decision.against)
    if not against:
        return held
    return replace(held, against=against, asked_for_by=f"{must.rule} of {must.version}")


@transaction.atomic
def refuse(
    *,
    check_id: UUID,
    talks: Sequence[Testimony],
    by: SignedIn,
    now: datetime,
    on: date | None = None,
) -> Decision:
    """The person did not want to be seen, today or `on` an earlier day, and said so to the visitor.

    No reason is asked.
    Where the rule lets them say no, the check is neither held nor missed, and the next counts from
    the day this one was due. Where it does not, it is recorded as one that does not count, and is
    due again. The decision says which. What the host said meanwhile is sealed to the lead.
    """
    events.begin_write()
    row = rows.get(CheckRow, check_id)
    rule, must = rule_of(programmes.of(row.programme), row.recurrence), musts_of([row])[row.id]
    decision = may_refuse(rule, READERS) if rule is not None else Decision()
    act = Act.REFUSE if decision.allowed else Act.HOLD_IN_EARSHOT
    rows.step(row, checks.STEPS, act, by, held_on=on or now.date(), visitor_id=by.id)
    for held in talks:
        _seal(row, _with_why(held, decision, must), by=by, now=now)
    if not decision.allowed:
        _due_again(row)
    events.record("checks.refused", by=by, about=row.id, now=now)
    return decision


@transaction.atomic
def keep(
    *, placement: PlacementRow, was: UUID, talks: Sequence[Testimony], by: SignedIn, now: datetime
) -> None:
    """Talks that settle no check: held twice, too late, not to be relied on. The lead reads them.

    They are kept with the check they were for, where that is settled; else with one of their own
    that does not count, so that no day that is worked out anew takes them along.
    """
    events.begin_write()
    row = placement.checks.filter(id=was).exclude(state__in=WAITING).first()
    if row is None:
        row = _one_that_does_not_count(placement, was, by, now)
    for held in talks:
        _seal(row, held, by=by, now=now)
    events.record("checks.kept", by=by, about=row.id, now=now)


def _one_that_does_not_count(
    placement: PlacementRow, was: UUID, by: SignedIn, now: datetime
) -> CheckRow:
    like, today = placement.checks.filter(id=was).first(), now.date()
    return CheckRow.objects.create(
        placement=placement,
        recurrence=like.recurrence if like else EXTRA,
        programme=like.programme if like else placement.case.programme,
        opens_on=like.opens_on if like else today,
        due_on=like.due_on if like else today,
        closes_on=like.closes_on if like else today,
        state=checks.State.NOT_COUNTED,
        visitor_id=by.id,
    )


def _settle_others(row: CheckRow, said: Sequence[Talk], *, by: SignedIn, now: datetime) -> None:
    """Two rules may ask for a check on the same days; nobody is visited twice for that."""
    waiting = [checks.State.DUE, checks.State.OVERDUE]
    today = now.date()
    others = list(row.placement.checks.filter(state__in=waiting, opens_on__lte=today))
    musts = musts_of(others)
    for other in others:
        if counts(said, asked_of(other), now, musts[other.id]).allowed:
            seen = {"held_on": today, "visitor_id": by.id, "at_home": was_at_home(said)}
            rows.step(other, checks.STEPS, Act.HOLD, by, **seen)


def _due_again(row: CheckRow) -> None:
    CheckRow.objects.create(
        placement=row.placement,
        recurrence=row.recurrence,
        programme=row.programme,
        opens_on=row.opens_on,
        due_on=row.due_on,
        closes_on=row.closes_on,
        state=checks.START,
    )


def _seal(row: CheckRow, held: Testimony, *, by: SignedIn, now: datetime) -> None:
    to = [circle(SAFEGUARDING)]
    if held.talk.with_ is With.RESIDENT:
        to += _speaker(row)
    fact = facts.NewFact(
        subject=row.id,
        compartment=Compartment.TESTIMONY,
        kind="talk",
        value=held,
        to=tuple(to),
    )
    item = facts.put(fact, by=by, now=now, purpose="check")
    TalkRow.objects.create(check_held=row, with_host=held.talk.with_ is With.HOST, item_id=item)


def _speaker(row: CheckRow) -> list[UUID]:
    """The person who spoke. Of several in a party nobody is told what another one said."""
    members = row.placement.case.party.members.values_list("person__principal", flat=True)
    everybody = list(members)
    return [id for id in everybody if id] if len(everybody) == 1 else []


@transaction.atomic
def pass_due(*, by: SignedIn, now: datetime) -> int:
    """Mark every check whose window has closed as overdue. How many there were."""
    events.begin_write()
    today = now.date()
    # No window closes before its day; by which what is due is found.
    ended = CheckRow.objects.filter(due_on__lt=today, closes_on__lt=today)
    late = list(ended.filter(state=checks.State.DUE))
    for row in late:
        rows.step(row, checks.STEPS, Act.PASS_DUE, by)
        events.record("checks.overdue", by=by, about=row.id, now=now)
    return len(late)
