"""What is due, overdue and paused, each with the rule and version that says so.

Cases are called by their numbers; a caseworker finds the name behind the number. Checks that a
concern asked for are told to visitor and lead alone.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from hearth.core import checks, concerns, consent
from hearth.core.audience import Audience
from hearth.core.due import why
from hearth.core.errors import NotFound
from hearth.core.missing import WRITES_DOWN
from hearth.core.overdue import TOLD_MANAGER
from hearth.core.pauses import EndedEarly, Pause
from hearth.core.placement import LIVES_THERE
from hearth.core.programme import Programme, Recurrence
from hearth.core.where import Must, must
from hearth.queries.deciding import matters
from hearth.queries.numbers import number
from hearth.store import facts, programmes, rows
from hearth.store.access import SignedIn
from hearth.store.checks import EXTRA, musts_of
from hearth.store.database import only_reading
from hearth.store.models import (
    CaseRow,
    CheckRow,
    ConsentRow,
    DueRow,
    PauseRow,
    PlacementRow,
    ReleaseRow,
)
from hearth.store.near import stays_of
from hearth.store.walls import Theirs, must_be_theirs

READERS = frozenset({Audience.CASEWORKER, Audience.LEAD, Audience.VISITOR, Audience.MANAGER})
SHOWN = 30  # of each list
COUNTED = 1_000  # of each table; beyond, a list only says that there are more
_NO_MUST = Must()
AHEAD = timedelta(days=28)
PURPOSE = "what falls due"


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """One thing that is due. `why` is a sentence. `rule` is empty where no rule asked for it.

    `duty`: whether it is marked as done here; checks are handed in by their visitor. `must`: where
    and how, for it to count; of a check that is for visitor and lead. `may_refuse`: whether the
    rule lets the person say no.
    """

    id: UUID
    stay: UUID | None
    case: str
    what: str
    opens_on: date
    due_on: date
    closes_on: date
    level: int
    rule: str
    programme: str
    why: str
    announced: bool
    duty: bool
    must: Must = _NO_MUST
    may_refuse: bool = False


@dataclass(frozen=True, slots=True)
class Listed:
    """The first of a list, and how many are on it; `more`: at least so many."""

    first: tuple[Due, ...]
    count: int
    more: bool = False


@dataclass(frozen=True, slots=True)
class Counted:
    """How many there are; `more`: at least so many."""

    count: int
    more: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """What is overdue, and what may be done now: checks, and everything else that rules ask for."""

    checks_overdue: Counted
    checks_now: Counted
    others_overdue: Counted
    others_now: Counted


@dataclass(frozen=True, slots=True, kw_only=True)
class OnPause:
    """A stay in which nobody visits, from a day up to and not including another."""

    id: UUID
    stay: UUID
    case: str
    first_on: date
    end_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Falling:
    """Everything: what is overdue, what may be done now, what comes, deadlines, and pauses."""

    overdue: Listed
    now: Listed
    ahead: Listed
    deadlines: Listed
    paused: tuple[OnPause, ...]


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule of time, and the version it is of."""

    programme: Programme
    rule: Recurrence


@only_reading()
def falling(*, by: SignedIn, now: datetime) -> Falling:
    """What falls due, as far as this reader may know. Raises NotFound for whoever may not.

    Cost: a fixed number of queries; nothing is opened.
    """
    _must_read(by)
    today = now.date()
    if by.audience is Audience.MANAGER:
        late = _both(by, Theirs.of(by), overdue_from=TOLD_MANAGER)
        return Falling(overdue=late, now=_NONE, ahead=_NONE, deadlines=_NONE, paused=())
    going_on = PauseRow.objects.filter(_GOES_ON, end_on__gt=today)
    theirs = Theirs.of(by)
    pauses = theirs.only(going_on, "placement__case__")
    return Falling(
        overdue=_both(by, theirs, overdue_from=0),
        now=_both(by, theirs, Q(opens_on__lte=today)),
        ahead=_both(by, theirs, ~Q(opens_on__lte=today), Q(due_on__lte=today + AHEAD)),
        deadlines=_deadlines(by, today),
        paused=tuple(
            OnPause(
                id=row.id,
                stay=row.placement_id,
                case=number(row.placement.case_id),
                first_on=row.first_on,
                end_on=row.end_on,
            )
            for row in pauses.select_related("placement").order_by("end_on", "id")[:SHOWN]
        ),
    )


@only_reading()
def counts(*, by: SignedIn, now: datetime) -> Counts:
    """How many the lists of `falling` hold. Raises NotFound for whoever may not know.

    Cost: four queries, each of which looks at `COUNTED` + 1 rows at most; nothing is opened.
    """
    _must_read(by)
    opened, theirs = Q(opens_on__lte=now.date()), Theirs.of(by)
    return Counts(
        checks_overdue=_counted(_some(CheckRow, by, theirs, overdue_from=0)),
        checks_now=_counted(_some(CheckRow, by, theirs, opened)),
        others_overdue=_counted(_some(DueRow, by, theirs, overdue_from=0)),
        others_now=_counted(_some(DueRow, by, theirs, opened)),
    )


_NONE = Listed((), 0)
# Of a stay that goes on; asked of each that is due, or the embedded database begins with all stays.
_GOES_ON = Exists(PlacementRow.objects.filter(id=OuterRef("placement"), state__in=LIVES_THERE))


def _must_read(by: SignedIn) -> None:
    if by.audience not in READERS:
        raise NotFound("no such record")


def _both(by: SignedIn, theirs: Theirs, *days: Q, overdue_from: int | None = None) -> Listed:
    """Checks and everything else, those due first before the others.

    Where `days` say of the first day only what it is not, the embedded database walks by the day on
    which each falls due, and stops where enough was seen.
    """
    found: list[Due] = []
    count, more = 0, False
    for table in (CheckRow, DueRow):
        some = _some(table, by, theirs, *days, overdue_from=overdue_from)
        there = _counted(some)
        count, more = count + there.count, more or there.more
        few: list[Any] = list(some.select_related("placement").order_by("due_on", "id")[:SHOWN])
        rules = {ref: programmes.of(ref) for ref in {row.programme for row in few}}
        found += _told(few, rules, _musts(few, rules, by))
    in_order = sorted(found, key=lambda one: (one.due_on, one.case))
    return Listed(tuple(in_order[:SHOWN]), count, more)


def _some(
    table: type[CheckRow] | type[DueRow],
    by: SignedIn,
    theirs: Theirs,
    *days: Q,
    overdue_from: int | None = None,
) -> QuerySet[Any]:
    """What of a table is overdue, or is due, as far as this reader may know: of a lead, nothing of
    a host whom they are near."""
    state = checks.State.DUE if overdue_from is None else checks.State.OVERDUE
    every = table._default_manager.filter(
        _GOES_ON, *days, state=state, level__gte=overdue_from or 0
    )
    some: QuerySet[Any] = theirs.only(every, "placement__case__")
    if table is CheckRow and by.audience not in {Audience.LEAD, Audience.VISITOR}:
        some = some.exclude(recurrence=EXTRA)
    if by.audience is Audience.LEAD:
        some = some.exclude(placement__in=stays_of(by.id))
    return some


def _counted(some: QuerySet[Any]) -> Counted:
    there = some.order_by()[: COUNTED + 1].count()
    return Counted(min(there, COUNTED), there > COUNTED)


def _musts(
    few: "Sequence[CheckRow | DueRow]", rules: Mapping[str, Programme], by: SignedIn
) -> Mapping[UUID, Must]:
    """Where and how each must be. Where checks were held, which a share counts, is not for all."""
    held = [row for row in few if isinstance(row, CheckRow)]
    musts = musts_of(held) if by.audience in {Audience.LEAD, Audience.VISITOR} else {}
    for row in few:
        if isinstance(row, DueRow):
            musts[row.id] = must(rules[row.programme].recurrence(row.recurrence))
    return musts


def _told(
    some: "Sequence[CheckRow | DueRow]",
    rules: Mapping[str, Programme],
    musts: Mapping[UUID, Must],
) -> Iterator[Due]:
    known: dict[tuple[str, str], tuple[str, bool]] = {}
    for row in some:
        is_extra = row.recurrence == EXTRA
        key = (row.programme, row.recurrence)
        if key not in known:
            rule = None if is_extra else rules[row.programme].recurrence(row.recurrence)
            refusable = rule is not None and rule.may_be_refused_by is Audience.RESIDENT
            known[key] = (rule.title if rule else "An extra check", refusable)
        title, refusable = known[key]
        yield Due(
            id=row.id,
            stay=row.placement_id,
            case=number(row.placement.case_id),
            what=title,
            opens_on=row.opens_on,
            due_on=row.due_on,
            closes_on=row.closes_on,
            level=row.level,
            rule="" if is_extra else row.recurrence,
            programme="" if is_extra else row.programme,
            why="Asked for beside the rules, by a concern or because a check was overdue."
            if is_extra
            else why(
                title,
                row.recurrence,
                row.programme,
                counted_from=row.counted_from,
                due_on=row.due_on,
            ),
            announced=getattr(row, "announced_on", None) is not None,
            duty=isinstance(row, DueRow),
            must=musts.get(row.id, _NO_MUST),
            may_refuse=refusable,
        )


def _deadlines(by: SignedIn, today: date) -> Listed:
    """Days by which somebody must answer, or after which something ends."""
    parts: Mapping[Audience, Iterable[Iterator[Due]]] = {
        Audience.LEAD: (_concerns(by, today),),
        Audience.CASEWORKER: (_questions(by, today), _releases(by, today)),
    }
    found = [one for part in parts.get(by.audience, ()) for one in part]
    in_order = sorted(found, key=lambda one: (one.due_on, one.case))
    return Listed(tuple(in_order[:SHOWN]), len(in_order))


def _concerns(by: SignedIn, today: date) -> Iterator[Due]:
    """What this lead may handle: that there is one about themselves is not theirs to know."""
    open_ = matters.for_reader(by).filter(state__in=matters.OPEN)
    near = Q(acknowledge_by__lte=today + AHEAD) | Q(answer_by__lte=today + AHEAD)
    near |= Q(officer_by__lte=today + AHEAD)
    for row in open_.filter(near).select_related("placement").order_by("answer_by")[:SHOWN]:
        on = row.due_by
        words = "say that it has come" if row.state == concerns.START else "answer"
        if row.officer_by == on:
            words = "tell the designated officer"
        case = number(row.placement.case_id) if row.placement else ""
        named = f"A concern: {words}"
        found = _deadline(row.id, case, named, row.raised_on, on, "its kind's deadline")
        yield replace(found, level=row.level)


def _questions(by: SignedIn, today: date) -> Iterator[Due]:
    """Homes put to people, and until when each question stands."""
    asked = ConsentRow.objects.filter(state=consent.State.ASKED, offer__put_at__isnull=False)
    asked = Theirs.of(by).only(asked, "offer__case__")
    few = list(asked.select_related("offer__case").order_by("offer__put_at")[:SHOWN])
    rules = {ref: programmes.of(ref) for ref in {row.offer.case.programme for row in few}}
    for row in few:
        ref = row.offer.case.programme
        days = timedelta(rules[ref].consent.lapse_days)
        put = (row.offer.put_at or row.offer.drafted_at).date()
        if put + days <= today + AHEAD:
            case = number(row.offer.case_id)
            why_ = f"consent of {ref}, {days.days} days after {put:%-d %B %Y}"
            yield _deadline(
                row.id, case, "A home put to somebody: it lapses", put, put + days, why_
            )


def _releases(by: SignedIn, today: date) -> Iterator[Due]:
    """What the reader was let know, and until when."""
    given = ReleaseRow.objects.filter(recipient=by.id, withdrawn_on=None)
    near = given.filter(until__range=(today, today + AHEAD)).order_by("until")
    for row in near[:SHOWN]:
        why_ = "the person's own word, until that day"
        yield _deadline(row.id, "", "What you were let know ends", row.given_on, row.until, why_)


def _deadline(id: UUID, case: str, what: str, first: date, on: date, by_what: str) -> Due:
    return Due(
        id=id,
        stay=None,
        case=case,
        what=what,
        opens_on=first,
        due_on=on,
        closes_on=on,
        level=0,
        rule="",
        programme="",
        why=f"{what}: {by_what}.",
        announced=False,
        duty=False,
    )


def rule(ref: str, id: str, *, by: SignedIn) -> Rule:
    """One rule of one version. Raises NotFound for whoever may not, and where there is none."""
    _must_read(by)
    programme = programmes.of(ref)
    return Rule(programme, programme.recurrence(id))


@transaction.atomic
def stay_number(stay: UUID, *, by: SignedIn) -> str:
    """What a stay that goes on is called. Raises NotFound for whoever may not pause its visits."""
    if by.audience not in {Audience.CASEWORKER, Audience.LEAD}:
        raise NotFound("no such record")
    must_be_theirs(PlacementRow, stay, by)
    row = rows.get(PlacementRow, stay, state__in=LIVES_THERE)
    return number(row.case_id)


@dataclass(frozen=True, slots=True)
class Away:
    """What a stay is called, and since when they are away from there; None where they are not."""

    number: str
    since: date | None


@transaction.atomic
def away(stay: UUID, *, by: SignedIn) -> Away:
    """A stay that goes on. Raises NotFound for whoever does not write down who is away."""
    if by.audience not in WRITES_DOWN:
        raise NotFound("no such record")
    must_be_theirs(PlacementRow, stay, by)
    row = rows.get(PlacementRow, stay, state__in=LIVES_THERE)
    since = row.reports.filter(back_on=None).values_list("away_on", flat=True).first()
    return Away(number(row.case_id), since)


@dataclass(frozen=True, slots=True)
class OwnPause:
    """A pause as its person reads it. `ended`: why it was ended before its day, if it was."""

    first_on: date
    end_on: date
    reason: str
    ended: str


@transaction.atomic
def own_pause(*, by: SignedIn, now: datetime) -> OwnPause | None:
    """The pause of the person's own stay, with its reason; None where there is none.

    One that was ended early is told until the day on which it was to end.
    """
    if by.audience is not Audience.RESIDENT:
        raise NotFound("no such record")
    cases = CaseRow.objects.filter(party__members__person__principal=by.id)
    today = now.date()
    found = PauseRow.objects.filter(
        Q(end_on__gt=today) | Q(was_to_end_on__gt=today),
        placement__case__in=cases,
        placement__state__in=LIVES_THERE,
    )
    row = found.filter(item__grants__to=by.id).order_by("first_on").first()
    if row is None:
        return None
    pause = facts.open_(Pause, row.item_id, by=by, now=now, purpose=PURPOSE)
    why_ended = ""
    if row.ended_item_id is not None and facts.can_open(row.ended_item_id, by):
        ended = facts.open_(EndedEarly, row.ended_item_id, by=by, now=now, purpose=PURPOSE)
        why_ended = ended.reason
    return OwnPause(row.first_on, row.end_on, pause.reason, why_ended)
