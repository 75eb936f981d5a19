"""Checks: what falls due is worked out from the rules, and two talks apart make one."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from hearth.core import checks
from hearth.core.checks import Act, Testimony, With, counts
from hearth.core.compartments import SAFEGUARDING, Compartment
from hearth.core.decision import Decision
from hearth.core.due import Heightened, Window, windows
from hearth.core.errors import RuleBroken
from hearth.core.person import Party
from hearth.core.placement import LIVES_THERE
from hearth.core.programme import Programme, What
from hearth.core.rules.sensitive_period import forecast
from hearth.core.units import Period
from hearth.store import events, facts, people, programmes, rows
from hearth.store.access import SignedIn
from hearth.store.checks import EXTRA, asked_of
from hearth.store.models import CheckRow, EntryRow, PlacementRow, TalkRow
from hearth.store.principals import circle

AHEAD_DAYS = 366
SCHEDULED = "checks.scheduled"


@transaction.atomic
def schedule(*, placement_id: UUID, by: SignedIn, now: datetime) -> list[Window]:
    """Work out what falls due in the coming year and write down what is new.

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
    programme = programmes.of(row.case.programme)
    party = people.party(row.case.party_id, by=by, now=now, purpose="checks")
    ahead = list(due(row, party, programme, now.date()))
    _write(row, [*_missed(row, party, programme, now.date()), *ahead], now.date())
    events.record(SCHEDULED, by=by, about=row.id, now=now)
    return ahead


def to_renew(now: datetime) -> list[UUID]:
    """Every stay that goes on and whose coming year was not worked out today."""
    today = now.date().isoformat()
    done = EntryRow.objects.filter(act=SCHEDULED, at__gte=today).values_list("about", flat=True)
    seen = {UUID(about) for about in done}
    living = PlacementRow.objects.filter(state__in=LIVES_THERE).order_by("id")
    return [id for id in living.values_list("id", flat=True) if id not in seen]


@transaction.atomic
def renew_one(*, placement_id: UUID, by: SignedIn, now: datetime) -> int:
    """Write what is missing of the coming year of one stay. How many checks.

    No stay runs out of checks because it lasts longer than was planned. `by` must be able
    to read the party, as the running program is. Cost: one opening.
    """
    events.begin_write()
    written = CheckRow.objects.filter(placement=placement_id)
    before = written.count()
    schedule(placement_id=placement_id, by=by, now=now)
    return written.count() - before


def drop(row: PlacementRow, *, by: SignedIn) -> None:
    """The stay has ended: nothing that was still due by a rule is due. What the lead asked for is.

    A check that was overdue stays so: it was not held.
    """
    for one in row.checks.filter(state=checks.State.DUE).exclude(recurrence=EXTRA):
        rows.step(one, checks.STEPS, Act.DROP, by)


def _write(row: PlacementRow, wanted: Sequence[Window], today: date) -> None:
    """Write the windows that are not written yet, and take out what is no longer ahead."""
    coming = row.checks.filter(state=checks.State.DUE, due_on__gt=today).exclude(recurrence=EXTRA)
    days = {(w.recurrence, w.opens_on, w.due_on, w.closes_on) for w in wanted}
    for one in coming:
        if (one.recurrence, one.opens_on, one.due_on, one.closes_on) not in days:
            one.delete()
    again = row.checks.exclude(state=checks.State.NOT_COUNTED)
    written = set(again.values_list("recurrence", "due_on"))
    CheckRow.objects.bulk_create(
        CheckRow(
            placement=row,
            recurrence=window.recurrence,
            programme=window.rule_version,
            opens_on=window.opens_on,
            due_on=window.due_on,
            closes_on=window.closes_on,
            state=checks.START,
        )
        for window in wanted
        if (window.recurrence, window.due_on) not in written
    )


def _missed(row: PlacementRow, party: Party, programme: Programme, today: date) -> Iterator[Window]:
    """Windows that fell due after the last one that was ever written, and by today."""
    rules = row.checks.exclude(recurrence=EXTRA)
    last = rules.aggregate(last=Max("due_on"))["last"] or date.min
    for window in _open_windows(row, party, programme, today):
        if last < window.due_on <= today:
            yield window


def due(row: PlacementRow, party: Party, programme: Programme, today: date) -> Iterator[Window]:
    """Windows of checks from tomorrow on, for one stay, in order of rule and day.

    A year ahead, however long the stay was planned for: protection ends with the stay.
    """
    for window in _open_windows(row, party, programme, today):
        if window.due_on > today:
            yield window


def _open_windows(
    row: PlacementRow, party: Party, programme: Programme, today: date
) -> Iterator[Window]:
    """Windows that no check settled, from the move to a year from today."""
    if row.moved_on is None:
        return
    until = today + timedelta(AHEAD_DAYS)
    held = list(row.checks.filter(state=checks.State.HELD).values_list("held_on", flat=True))
    for recurrence in programme.recurrences:
        if recurrence.what is not What.CHECK:
            continue
        for window in windows(
            recurrence,
            row.moved_on,
            until,
            today=today,
            held=[day for day in held if day is not None],
            sensitive=heightened(party, programme, Period(row.moved_on, until)),
        ):
            if window.held_on is None:
                yield window


def heightened(party: Party, programme: Programme, within: Period) -> Sequence[Heightened]:
    """The periods of the party in which the programme asks for a quicker rhythm."""
    kinds = programme.sensitive_kinds_by_id
    return [
        Heightened(time, every)
        for kind, times in forecast(party, within).items()
        if kind in kinds and (every := kinds[kind].check_every_days) is not None
        for time in times
    ]


@transaction.atomic
def hold(*, check_id: UUID, talks: Sequence[Testimony], by: SignedIn, now: datetime) -> Decision:
    """A visit was made. What was said is sealed to the lead's circle and to the person.

    The check counts only when the person was seen alone and both talks were held apart;
    otherwise it is recorded, with the reasons that come back, and is due again. One visit
    that counts settles whatever else was open for this stay on that day.
    The host's own talk goes to the lead's circle alone. Raises RuleBroken where there
    was no talk at all.
    """
    events.begin_write()
    row = rows.get(CheckRow, check_id)
    if not talks:
        raise RuleBroken("a check is at least one talk; if nobody was there, say so as overdue")
    asked = asked_of(row)
    decision = counts([held.talk for held in talks], asked, now)
    if any(reason.code == "not_yet" for reason in decision.against):
        raise RuleBroken("a talk cannot be recorded before it has been held")
    act = Act.HOLD if decision.allowed else Act.HOLD_IN_EARSHOT
    rows.step(row, checks.STEPS, act, by, held_on=now.date(), visitor_id=by.id)
    for held in talks:
        _seal(row, held, by=by, now=now)
    if decision.allowed:
        _settle_others(row, talks, by=by, now=now)
    else:
        _due_again(row)
    events.record("checks.held", by=by, about=row.id, now=now)
    return decision


def _settle_others(
    row: CheckRow, talks: Sequence[Testimony], *, by: SignedIn, now: datetime
) -> None:
    """Two rules may ask for a check on the same days; nobody is visited twice for that."""
    waiting = [checks.State.DUE, checks.State.OVERDUE]
    for other in row.placement.checks.filter(state__in=waiting, opens_on__lte=now.date()):
        if counts([held.talk for held in talks], asked_of(other), now).allowed:
            rows.step(other, checks.STEPS, Act.HOLD, by, held_on=now.date(), visitor_id=by.id)


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
    late = list(CheckRow.objects.filter(state=checks.State.DUE, closes_on__lt=now.date()))
    for row in late:
        rows.step(row, checks.STEPS, Act.PASS_DUE, by)
        events.record("checks.overdue", by=by, about=row.id, now=now)
    return len(late)
