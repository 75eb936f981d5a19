"""Today's board: who has come, who waits, what is due, what came back; a few of each, counted."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from hearth.core import consent, intake, introduction, offer, placement
from hearth.core.audience import Audience
from hearth.core.gate import outbox as gate_outbox
from hearth.core.identity import PersonIdentity, name_words
from hearth.queries.visiting.due import Counts, counts
from hearth.store import cases, drafts, facts, hosts, outbox, rows
from hearth.store.access import SignedIn
from hearth.store.database import only_reading
from hearth.store.models import (
    CaseRow,
    ConsentRow,
    IntroductionRow,
    OfferRow,
    OutboxRow,
    PersonRow,
    PlacementRow,
)
from hearth.store.walls import Theirs

PURPOSE = "board"
SHOWN = 10  # of each list
DAY = timedelta(days=1)
AHEAD = timedelta(days=7)  # what of the coming days is shown
BEHIND = timedelta(days=7)  # for how long something that came back stays
_ARRIVAL = re.compile(r"here/([0-9a-f]{32})/")
BEGUN = "here/"  # what the names of drafts of arrivals begin with


@dataclass(frozen=True, slots=True)
class OnBoard:
    """A case on the board: whose it is, why it is there, and since or from when."""

    case: UUID
    name: str
    on: date
    why: str


@dataclass(frozen=True, slots=True)
class Listed:
    """The first of a list, and how many are on it."""

    first: tuple[OnBoard, ...]
    count: int


@dataclass(frozen=True, slots=True)
class Begun:
    """An arrival that was begun and not finished: whom it was about, and when it was last kept."""

    id: UUID
    name: str
    saved_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """Everything on today's board."""

    begun: tuple[Begun, ...]
    due: Counts
    come: Listed
    waiting: Listed
    today: Listed
    week: Listed
    overdue: Listed
    back: Listed
    unsent: Listed
    by_hand: Listed


class _Line(NamedTuple):
    case: UUID
    party: UUID
    on: date
    why: str


@dataclass(frozen=True, slots=True)
class _Some:
    first: list[_Line]
    count: int


def board(*, by: SignedIn, now: datetime) -> Board:
    """The whole board. Of checks it says how many, and nothing of what is said in them.

    Cost: a fixed number of queries, and one opening of at most `SHOWN` names a list. Raises
    WrongHands for anybody but a caseworker.
    """
    lists = _lists(by, now)
    lines = [line for some in lists.values() for line in some.first]
    due = counts(by=by, now=now)
    with transaction.atomic():
        named = names({line.party: line.case for line in lines}, by=by, now=now)
        begun = _begun(by)
    told = {key: _told(some, named) for key, some in lists.items()}
    return Board(begun=begun, due=due, **told)


def without_names(*, by: SignedIn, now: datetime) -> Mapping[str, Listed]:
    """The lists of the board by their word, each case by its id alone; nothing is opened.

    Raises WrongHands for anybody but a caseworker.
    """
    return {key: _told(some, {}) for key, some in _lists(by, now).items()}


@only_reading()
def _lists(by: SignedIn, now: datetime) -> dict[str, _Some]:
    rows.only(by, Audience.CASEWORKER)
    today, theirs = now.date(), Theirs.of(by)
    waiting = cases.waiting(today).filter(state=intake.State.WAITING)
    return {
        "come": _cases(theirs.only(_come()), "come"),
        "waiting": _cases(theirs.only(waiting), "waiting"),
        "today": _due(today, today, theirs),
        "week": _due(today + DAY, today + AHEAD, theirs),
        "overdue": _due(date.min, today - DAY, theirs),
        "back": _back(now, theirs),
        "unsent": _unsent(theirs),
        "by_hand": _by_hand(theirs),
    }


def _told(some: _Some, named: Mapping[UUID, str]) -> Listed:
    lines = (OnBoard(one.case, named.get(one.case, ""), one.on, one.why) for one in some.first)
    return Listed(tuple(lines), some.count)


def _come() -> QuerySet[CaseRow]:
    here = (intake.State.OPENED, intake.State.TOLD)
    return CaseRow.objects.filter(state__in=here).order_by("opened_on", "id")


def _unsent(theirs: Theirs) -> _Some:
    """Messages that did not leave: somebody of the office does what they should have done."""
    found = OutboxRow.objects.filter(
        state=gate_outbox.State.REFUSED, settled_at=None, case__isnull=False
    )
    found = theirs.only(found, "case__")
    some = found.order_by("-ended_at", "id").values_list("case", "case__party", "ended_at")[:SHOWN]
    lines = [_Line(case, party, at.date(), "unsent") for case, party, at in some if at]
    return _Some(lines, found.count())


def _by_hand(theirs: Theirs) -> _Some:
    """Letters to post and calls to make."""
    found = theirs.only(outbox.by_hand(), "case__")
    some = found.values_list("case", "case__party", "queued_at")[:SHOWN]
    lines = [_Line(case, party, at.date(), "by_hand") for case, party, at in some]
    return _Some(lines, found.count())


def _cases(found: QuerySet[CaseRow], why: str) -> _Some:
    some = found.values_list("id", "party_id", "opened_on")[:SHOWN]
    return _Some([_Line(*row, why) for row in some], found.count())


def _due(first: date, last: date, theirs: Theirs) -> _Some:
    """Moves and ends of stays that fall on these days, both included. Each by its own index."""
    stays = theirs.only(PlacementRow.objects.all(), "case__")
    moves = stays.filter(state=placement.State.PLANNED, planned_on__range=(first, last))
    ends = stays.filter(state=placement.State.LIVING, planned_until__range=(first, last))
    lines = [*_first(moves, "planned_on", "move"), *_first(ends, "planned_until", "end")]
    in_order = sorted(lines, key=lambda line: (line.on, line.case))
    return _Some(in_order[:SHOWN], moves.count() + ends.count())


def _first(stays: QuerySet[PlacementRow], by: str, why: str) -> list[_Line]:
    some = stays.order_by(by).values_list("case", "case__party", by)
    return [_Line(case, party, on, why) for case, party, on in some[:SHOWN]]


def _back(now: datetime, theirs: Theirs) -> _Some:
    """What the others answered: first what somebody must act on, then what only ended."""
    answered = _answered(theirs)
    parts = [
        _yes(answered),
        _met(answered),
        _called_off(now, theirs),
        _ended(now, theirs),
        _told_no(now, theirs),
    ]
    lines = [line for part in parts for line in part.first]
    return _Some(lines[:SHOWN], sum(part.count for part in parts))


class _Answer(NamedTuple):
    """An offer that was answered: what the person said and when, and how the meeting stands."""

    case: UUID
    party: UUID
    put_at: datetime
    word: str
    answered_at: datetime | None
    meeting: str | None
    tell_at: datetime | None


def _answered(theirs: Theirs) -> list[_Answer]:
    """Offers that were answered and have led to no stay: few, however many there ever were."""
    stays = PlacementRow.objects.filter(case=OuterRef("case"), state__in=placement.HOLDS_A_HOME)
    found = hosts.open_offers((offer.State.ANSWERED,)).exclude(Exists(stays))
    found = theirs.only(found, "case__")
    offers = {row.id: row for row in found.select_related("case")}
    words = hosts.words_on(offers)
    met = {
        of: (state, tell_at)
        for of, state, tell_at in IntroductionRow.objects.filter(
            offer__in=list(offers)
        ).values_list("offer_id", "state", "tell_at")
    }
    return [
        _Answer(
            row.case_id,
            row.case.party_id,
            row.drafted_at,
            *words.get(id, ("", None)),
            *met.get(id, (None, None)),
        )
        for id, row in offers.items()
    ]


def _yes(answered: Sequence[_Answer]) -> _Some:
    """A yes for which no meeting is arranged yet."""
    agreed = [one for one in answered if one.word == consent.State.AGREED and one.meeting is None]
    return _latest(((one, one.answered_at) for one in agreed), "yes")


def _met(answered: Sequence[_Answer]) -> _Some:
    """Both were told that it goes on, and no move is planned yet."""
    on = [one for one in answered if one.meeting == introduction.State.GOES_ON]
    return _latest(((one, one.tell_at) for one in on), "goes_on")


def _latest(found: Iterable[tuple[_Answer, datetime | None]], why: str) -> _Some:
    dated = [(at or one.put_at, one) for one, at in found]
    dated.sort(key=lambda pair: (pair[0], pair[1].case), reverse=True)
    lines = [_Line(one.case, one.party, at.date(), why) for at, one in dated[:SHOWN]]
    return _Some(lines, len(dated))


def _called_off(now: datetime, theirs: Theirs) -> _Some:
    """Moves that were called off, by whomever, until the person has another home to think of."""
    case = OuterRef("case")
    asked = OfferRow.objects.filter(case=case, state__in=(offer.State.PUT, offer.State.ANSWERED))
    stays = PlacementRow.objects.filter(case=case, state__in=placement.HOLDS_A_HOME)
    every = PlacementRow.objects.filter(
        state=placement.State.CANCELLED,
        planned_on__gte=now.date() - BEHIND,
        case__state=intake.State.WAITING,
    ).exclude(Exists(asked) | Exists(stays))
    found = theirs.only(every, "case__")
    return _Some(_first(found, "planned_on", "called_off"), found.count())


def _told_no(now: datetime, theirs: Theirs) -> _Some:
    """A no or a lapsed offer of these days; the case waits again."""
    found = ConsentRow.objects.filter(
        state__in=(consent.State.DECLINED, consent.State.LAPSED, consent.State.WITHDRAWN),
        answered_at__gte=now - BEHIND,
        offer__case__state=intake.State.WAITING,
    )
    return _answers(theirs.only(found, "offer__case__"), "no")


def _answers(found: QuerySet[ConsentRow], why: str) -> _Some:
    some = found.order_by("-answered_at").values_list(
        "offer__case", "offer__case__party", "answered_at", "offer__drafted_at"
    )
    lines = [_Line(case, party, (at or put).date(), why) for case, party, at, put in some[:SHOWN]]
    return _Some(lines, found.count())


def _ended(now: datetime, theirs: Theirs) -> _Some:
    found = IntroductionRow.objects.filter(
        state=introduction.State.ENDED,
        tell_at__gte=now - BEHIND,
        offer__case__state=intake.State.WAITING,
    )
    return _meetings(theirs.only(found, "offer__case__"), "ended")


def _meetings(found: QuerySet[IntroductionRow], why: str) -> _Some:
    some = found.order_by("-tell_at").values_list(
        "offer__case", "offer__case__party", "tell_at", "offer__drafted_at"
    )
    lines = [_Line(case, party, (at or put).date(), why) for case, party, at, put in some[:SHOWN]]
    return _Some(lines, found.count())


def _begun(by: SignedIn) -> tuple[Begun, ...]:
    """One's own arrivals that are not finished, the latest first."""
    latest: dict[UUID, datetime] = {}
    for name, saved_at in drafts.saved(BEGUN, by=by).items():
        if found := _ARRIVAL.match(name):
            latest.setdefault(UUID(found[1]), saved_at)
    used = set(CaseRow.objects.filter(id__in=latest).values_list("id", flat=True))
    left = [(id, at) for id, at in latest.items() if id not in used][:SHOWN]
    return tuple(Begun(id, _name_of(id, by), at) for id, at in left)


def _name_of(begun: UUID, by: SignedIn) -> str:
    typed = drafts.named(f"{BEGUN}{begun.hex}/who", by=by)
    said = typed.fields.get("name", ()) if typed else ()
    return said[-1].strip() if said else ""


def names(case_of: Mapping[UUID, UUID], *, by: SignedIn, now: datetime) -> dict[UUID, str]:
    """The name of each case, by party, as one opening: whoever signs in, else the first told of."""
    found = PersonRow.objects.filter(parties__party__in=case_of).order_by("parties__id")
    items: dict[UUID, UUID] = {}
    for party, item, signs_in in found.values_list("parties__party", "identity_id", "principal_id"):
        if signs_in is not None or case_of[party] not in items:
            items[case_of[party]] = item
    if not items:
        return {}
    opened = facts.open_many(PersonIdentity, items.values(), by=by, now=now, purpose=PURPOSE)
    return {case: _called(opened[item]) for case, item in items.items()}


def _called(one: PersonIdentity) -> str:
    """The name, and beside it the one they want to be called by where it is another."""
    other = not name_words(one.known_as) <= name_words(one.name)
    return f"{one.name} ({one.known_as})" if other else one.name
