"""What each audience sees of one case at this moment: read through their own keys.

Every function here is given the sign-in of the one who looks. What they hold no key
to is not left out by a template; it cannot be read. Texts are plain sentences.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import TypeVar
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from hearth.core import checks, consent, introduction, offer, permanence, placement
from hearth.core.audience import Audience
from hearth.core.card import GuestCard
from hearth.core.checks import Testimony
from hearth.core.compartments import SAFEGUARDING
from hearth.core.concerns import Concern
from hearth.core.consent import ENDED_WORDS
from hearth.core.errors import NotFound
from hearth.core.identity import Address, HostIdentity, PersonIdentity
from hearth.core.intake import OwnWords
from hearth.core.offer import Described
from hearth.core.person import Party, Person, Refusals
from hearth.core.result import Breach
from hearth.core.shortlist import Shortlist
from hearth.store import facts, people, programmes, rows, walls
from hearth.store.access import SignedIn
from hearth.store.checks import EXTRA
from hearth.store.models import (
    BreachRow,
    CaseRow,
    CheckRow,
    ConcernRow,
    IntroductionRow,
    OfferRow,
    PermanenceRow,
    PlacementRow,
    ResultRow,
    TalkRow,
)
from hearth.store.principals import circle

# Whose cases are anybody's to look at: a person sees their own, a host those that they were
# invited to meet; an offer that was only put to the person is not the host's to know of.
_OWN = {
    Audience.RESIDENT: "party__members__person__principal",
    Audience.HOST: "offers__introduction__offer__home__host__principal",
}
OWN, CASEWORK, LEAD = "own", "casework", "lead"  # what an opening is for, as the log says it

ValueT = TypeVar("ValueT")
Look = Callable[[CaseRow, SignedIn, datetime], Iterator[str]]


@transaction.atomic
def seen(case: UUID, *, by: SignedIn, now: datetime) -> list[str]:
    """What this sign-in sees of the case, as sentences. Openings are written in the log.

    Raises NotFound for a case that is not theirs, in the same words as for none.
    """
    looks = LOOKS.get(by.audience)
    if looks is None:
        raise NotFound("no such record")
    walls.must_be_theirs(CaseRow, case, by)
    row = rows.get(CaseRow, case, **_theirs(by))
    return [line for look in looks for line in look(row, by, now)]


def _theirs(by: SignedIn) -> dict[str, UUID]:
    return {_OWN[by.audience]: by.id} if by.audience in _OWN else {}


@transaction.atomic
def outcome(result_id: UUID, *, by: SignedIn, now: datetime) -> str:
    """What an assessment found, for whoever holds a key to it.

    Raises NotFound for everybody else: that there is a result is not theirs to know.
    """
    row = rows.get(ResultRow, result_id)
    if not facts.can_open(row.item_id, by):
        raise NotFound("no such record")
    return facts.open_(str, row.item_id, by=by, now=now, purpose=OWN)


@transaction.atomic
def host_named(offer_id: UUID, *, by: SignedIn, now: datetime) -> HostIdentity:
    """Who the host of an offer is. Raises Sealed for whoever holds no key: no yes, no key."""
    row = rows.get(OfferRow, offer_id)
    return facts.open_(HostIdentity, row.home.host.identity_id, by=by, now=now, purpose=OWN)


def _told(*words: str) -> str:
    return ", ".join(one.replace("_", " ") for one in words)


def _party_of_own(row: CaseRow, by: SignedIn, now: datetime) -> Iterator[str]:
    party = people.party(row.party_id, by=by, now=now, purpose=OWN)
    yield from _needs_of(party)
    for person in party.people:
        yield from _periods_of(person)


def _needs_of(party: Party) -> Iterator[str]:
    refused = [_refused(person.refusals) for person in party.people]
    if party.needs:
        yield f"I need: {_told(*sorted(party.needs))}"
    if any(refused):
        yield f"I refuse, and need no reason: {'; '.join(filter(None, refused))}"
    if party.fears or party.hostile:
        yield f"kept away from me: {len(party.fears | party.hostile)} people whom I named"


def _refused(refusals: Refusals) -> str:
    places = (f"a {kind} place" for kind in sorted(refusals.kinds))
    named = len(refusals.hosts) + len(refusals.homes)
    some = (f"{named} whom I named",) if named else ()
    return _told(*sorted(refusals.features), *places, *sorted(refusals.areas), *some)


def _periods_of(person: Person) -> Iterator[str]:
    for period in person.sensitive:
        yield f"I told of a period: {_told(period.kind)}, {period.days} days from {period.first}"


def _result_of_own(row: CaseRow, by: SignedIn, now: datetime) -> Iterator[str]:
    """Nothing is read from a page that should first be heard from somebody, in private."""
    results = list(_results(row).filter(person__principal=by.id))
    if any(result.told_at is None for result in results):
        yield "something is ready for me; it is told to me in private, not here"
        return
    for result in results:
        found = facts.open_(str, result.item_id, by=by, now=now, purpose=OWN)
        yield f"my {_told(result.assessment)}: {found}; {_others(result)}"
    for breach in BreachRow.objects.filter(person__principal=by.id):
        told = facts.open_(Breach, breach.item_id, by=by, now=now, purpose=OWN)
        yield f"on record as a breach: {told.known_to} knew before I allowed it"


def _results(row: CaseRow) -> QuerySet[ResultRow]:
    return ResultRow.objects.filter(person__parties__party=row.party_id).order_by("entered_at")


def _others(result: ResultRow) -> str:
    given = result.releases.filter(withdrawn_on=None).order_by("until")
    told = [f"the {one.recipient.role} for {one.purpose} until {one.until}" for one in given]
    return f"released to {' and '.join(told)}" if told else "nobody else may know"


def _result_released(row: CaseRow, by: SignedIn, now: datetime) -> Iterator[str]:
    """A result exists for a reader only once its person has given them a key."""
    for result in _results(row):
        if facts.can_open(result.item_id, by):
            found = facts.open_(str, result.item_id, by=by, now=now, purpose=CASEWORK)
            yield f"released to us by the person: {_told(result.assessment)} is {found}"


def _breaches(row: CaseRow, by: SignedIn, now: datetime) -> Iterator[str]:
    of_party = BreachRow.objects.filter(person__parties__party=row.party_id)
    for breach in of_party.filter(item__grants__to=circle(SAFEGUARDING)):
        told = facts.open_(Breach, breach.item_id, by=by, now=now, purpose=LEAD)
        yield f"a breach is on record: {told.known_to} knew on {told.on}; of what is not shown"


def _who(row: CaseRow, by: SignedIn, now: datetime) -> Iterator[str]:
    names = [
        facts.open_(PersonIdentity, m.person.identity_id, by=by, now=now, purpose=CASEWORK).name
        for m in row.party.members.select_related("person")
    ]
    yield f"the case of {' and '.join(names)}: {_told(row.state)}"
    if row.must_reassess:
        yield "no offers before the person has gone through their needs again"
    if row.parked_until is not None and now.date() < row.parked_until:
        yield f"no offers before {row.parked_until}, as the person asked"


def _shortlist(row: CaseRow, by: SignedIn, now: datetime) -> Iterator[str]:
    latest = row.shortlists.order_by("-made_at").first()
    if latest is not None:
        made = facts.open_(Shortlist, latest.item_id, by=by, now=now, purpose=CASEWORK)
        yield f"shortlist: {len(made.ranked)} homes to offer, of {made.homes} in the register"


def _latest_offer(row: CaseRow) -> OfferRow | None:
    known = row.offers.select_related("consent", "home__host")
    return known.order_by("-drafted_at").first()


def _offer_to_person(row: CaseRow, by: SignedIn, now: datetime) -> Iterator[str]:
    latest = _latest_offer(row)
    if latest is None:
        return
    if latest.consent.state == consent.State.DECLINED:
        yield "I said no to a home; nobody asks me why"
    elif latest.consent.state in consent.NAME_MAY_BE_KNOWN and _may_name(latest, by):
        named = facts.open_(HostIdentity, latest.home.host.identity_id, by=by, now=now, purpose=OWN)
        place = facts.open_(Address, latest.home.address_id, by=by, now=now, purpose=OWN)
        yield f"my yes made the key: the host is {named.name}, {place.street}, {place.town}"
    elif latest.consent.restored_on is not None:
        yield "my yes came out of a backup; I am asked again, and until then its key rests"
    elif (stay := _stay(row, home=latest.home_id)) and stay.state in placement.HOLDS_A_HOME:
        yield f"I took my yes back, and the key to the home with it; {GOES_ON[stay.state]}"
    elif latest.state == offer.State.PUT:
        words = facts.open_(Described, latest.described_id, by=by, now=now, purpose=OWN)
        yield f"a home is offered to me: {words}; {words.fits} homes are like this"
    else:
        yield ENDED_WORDS


def _may_name(row: OfferRow, by: SignedIn) -> bool:
    """A key that was given with a yes may have been taken back since."""
    return all(
        facts.can_open(item, by) for item in (row.home.host.identity_id, row.home.address_id)
    )


def _offer_to_office(row: CaseRow, by: SignedIn, now: datetime) -> Iterator[str]:
    latest = _latest_offer(row)
    if latest is None:
        return
    if latest.consent.state in consent.NAME_MAY_BE_KNOWN:
        identity = latest.home.host.identity_id
        host = facts.open_(HostIdentity, identity, by=by, now=now, purpose=CASEWORK)
        home = f"{host.name}'s home"
    else:
        home = str(facts.open_(Described, latest.described_id, by=by, now=now, purpose=CASEWORK))
    yield f"offer of {home}: {latest.state}; the person's word: {latest.consent.state}"


GOES_ON: Mapping[str, str] = {
    placement.State.PLANNED: "nobody moves me there, and the office can cancel the plan",
    placement.State.LIVING: "I live there until I or the office end the stay",
    placement.State.PERMANENT: "I live there until I or the office end the stay",
}

MEETING_WORDS = {
    "arranged": "a meeting is arranged",
    "waiting": "we have met; each is asked apart, and both hear at the same moment",
    "goes_on": "both were told: it goes on",
    "ended": ENDED_WORDS,
}


def _introduction(row: CaseRow, by: SignedIn, now: datetime) -> Iterator[str]:
    """The same words for every side, whatever was answered and by whom."""
    meeting = _meeting(row, by)
    if meeting is not None and _stay(row, home=meeting.offer.home_id) is None:
        over = (
            meeting.offer.state == offer.State.ENDED
            and _state(meeting) is introduction.State.GOES_ON
        )
        words = "ended" if over else introduction.seen_as(_state(meeting))
        yield f"introduction: {MEETING_WORDS[words]}"


def _state(meeting: IntroductionRow) -> introduction.State:
    return introduction.State(meeting.state)


def _meeting(row: CaseRow, by: SignedIn) -> IntroductionRow | None:
    """The latest meeting of the case; for a host, the latest with them."""
    meetings = IntroductionRow.objects.filter(offer__case=row).select_related("offer")
    if by.audience is Audience.HOST:
        meetings = meetings.filter(offer__home__host__principal=by.id)
    return meetings.order_by("-offer__drafted_at").first()


def _card(row: CaseRow, by: SignedIn, now: datetime) -> Iterator[str]:
    meeting = _meeting(row, by)
    if meeting is None or _state(meeting) is introduction.State.ENDED:
        return
    if _stay(row, home=meeting.offer.home_id) is not None:
        return
    if not facts.can_open(meeting.card_id, by):
        return
    card = facts.open_(GuestCard, meeting.card_id, by=by, now=now, purpose=OWN)
    prepare = _told(*card.prepare) or "nothing special"
    until = f" to {card.last_day}" if card.last_day else " on"
    yield f"asked to host {', '.join(card.ages)} from {card.first_day}{until}; prepare: {prepare}"


def _stay(row: CaseRow, **only: object) -> PlacementRow | None:
    return row.placements.filter(**only).order_by("-planned_on").first()


STAY_WORDS: Mapping[str, str] = {
    placement.State.PLANNED: "the move is planned for {stay.planned_on}",
    placement.State.LIVING: "living there since {stay.moved_on}",
    placement.State.PERMANENT: "living there since {stay.moved_on}, and for good",
    placement.State.ENDED: "the stay ended on {stay.ended_on}",
    placement.State.CANCELLED: "the move was cancelled",
}


def _placement(row: CaseRow, by: SignedIn, now: datetime) -> Iterator[str]:
    stay = _stay(row)
    if stay is not None:
        yield f"stay: {STAY_WORDS[stay.state].format(stay=stay)}"


def _stay_with_host(row: CaseRow, by: SignedIn, now: datetime) -> Iterator[str]:
    """A host sees the rule of the visits and the days that were, whyever somebody came.

    When somebody comes next, and which rule or concern asks for it, is not among it.
    """
    stay = _stay(row, home__host__principal=by.id)
    if stay is None:
        return
    yield f"my guest: {STAY_WORDS[stay.state].format(stay=stay)}"
    if stay.moved_on is not None:
        yield "somebody of the service visits now and then, with a word before or without"
    days = stay.checks.filter(held_on__isnull=False).values_list("held_on", flat=True)
    been = sorted({f"{day}" for day in days})
    if been:
        yield f"visits so far: {', '.join(been)}"


def _checks(row: CaseRow, by: SignedIn, now: datetime) -> Iterator[str]:
    stay = _stay(row)
    due = _next_check(stay) if stay is not None else None
    if due is not None:
        rule = f"by rule {due.recurrence} of {due.programme}"
        yield (
            f"a check is due on {due.due_on}, between {due.opens_on} and {due.closes_on}, "
            f"{rule if due.recurrence != EXTRA else 'as the lead asked'}"
        )


def _visit_of_own(row: CaseRow, by: SignedIn, now: datetime) -> Iterator[str]:
    stay = _stay(row)
    due = _next_check(stay) if stay is not None else None
    if due is not None:
        yield f"somebody comes to talk with me alone by {due.due_on}"


def _next_check(stay: PlacementRow) -> CheckRow | None:
    waiting = stay.checks.filter(state__in=[checks.State.DUE, checks.State.OVERDUE])
    return waiting.order_by("due_on").first()


def _words(row: CaseRow, by: SignedIn, now: datetime) -> Iterator[str]:
    if row.words_id is not None:
        words = facts.open_(OwnWords, row.words_id, by=by, now=now, purpose=OWN)
        yield f"in the person's own words: {' '.join((*words.needs, *words.fears))}"


def _own_words(row: CaseRow, by: SignedIn, now: datetime) -> Iterator[str]:
    talks = _talks(row).filter(with_host=False)
    for held in _opened(Testimony, [talk.item_id for talk in talks], by, now, OWN, row.id):
        yield f"what I said on {held.talk.began_at.date()}, for the lead alone: {held.said}"


def _talks(row: CaseRow) -> QuerySet[TalkRow]:
    talks = TalkRow.objects.filter(check_held__placement__case=row)
    return talks.order_by("check_held__held_on", "-with_host", "id")


def _opened(
    kind: type[ValueT],
    items: Sequence[UUID],
    by: SignedIn,
    now: datetime,
    purpose: str,
    about: UUID,
) -> list[ValueT]:
    """Several facts in the order of their items, written in the log as one opening of many.

    `about` is the case, so that its person can see who opened them.
    """
    if not items:
        return []
    found = facts.open_many(kind, items, by=by, now=now, purpose=purpose, about=about)
    return [found[item] for item in items]


def _testimony(row: CaseRow, by: SignedIn, now: datetime) -> Iterator[str]:
    for held in _opened(Testimony, [talk.item_id for talk in _talks(row)], by, now, LEAD, row.id):
        how = "in earshot of the host" if held.talk.in_earshot else "apart"
        yield f"{held.talk.began_at.date()}, the {held.talk.with_} said {how}: {held.said}"


def _concerns(row: CaseRow, by: SignedIn, now: datetime) -> Iterator[str]:
    found = list(_raised(row))
    opened = _opened(Concern, [concern.item_id for concern in found], by, now, LEAD, row.id)
    for concern, raised in zip(found, opened, strict=True):
        weight = f", weight {raised.weight}" if raised.weight else ""
        yield f"{raised.kind}, {_told(concern.state)}{weight}: {raised.words}"


def _raised(row: CaseRow) -> QuerySet[ConcernRow]:
    return ConcernRow.objects.filter(placement__case=row).order_by("raised_on", "id")


def _own_concerns(row: CaseRow, by: SignedIn, now: datetime) -> Iterator[str]:
    for concern in _raised(row).filter(raised_by=by.id):
        if concern.answer_id is None:
            yield f"what I told the lead: {_told(concern.state)}; answer by {concern.answer_by}"
        else:
            answer = facts.open_(str, concern.answer_id, by=by, now=now, purpose=OWN)
            yield f"the lead answered me: {answer}"


WISH_WORDS: Mapping[str, str] = {
    "you_wish": "I have said that I wish it",
    permanence.State.BOTH_WISH: "both wish it, each by themselves; nobody hurries",
    permanence.State.PERMANENT: "it is for good, and can be taken back",
    permanence.State.REFUSED: "the service has said no, and never why; the stay goes on",
    permanence.State.REVERSED: "it was taken back; the stay goes on",
}


def _own_wish(row: CaseRow, by: SignedIn, now: datetime) -> Iterator[str]:
    """One's own wish, and the other's only once both stand; nothing while neither is told."""
    own = {"home__host__principal": by.id} if by.audience is Audience.HOST else {}
    wish = _wish(_stay(row, **own))
    state = "open"
    if wish is not None:
        state = permanence.seen_by(
            permanence.State(wish.state),
            by.audience,
            both_since=wish.both_since,
            today=now.date(),
        )
    if wish is not None and state in WISH_WORDS:
        yield f"{_form(row)}: {WISH_WORDS[state]}"


def _wish_to_decide(row: CaseRow, by: SignedIn, now: datetime) -> Iterator[str]:
    """The lead hears of it when there is something to confirm, not before."""
    wish = _wish(_stay(row))
    if wish is not None and wish.state in WISH_WORDS:
        yield f"{_form(row)}: {_told(wish.state)}, both since {wish.both_since}"


def _wish(stay: PlacementRow | None) -> PermanenceRow | None:
    return PermanenceRow.objects.filter(placement=stay).first()


def _form(row: CaseRow) -> str:
    return programmes.of(row.programme).permanence.form


LOOKS: Mapping[Audience, tuple[Look, ...]] = {
    Audience.RESIDENT: (
        _party_of_own,
        _result_of_own,
        _offer_to_person,
        _introduction,
        _placement,
        _visit_of_own,
        _words,
        _own_words,
        _own_concerns,
        _own_wish,
    ),
    Audience.HOST: (_card, _introduction, _stay_with_host, _own_wish),
    Audience.CASEWORKER: (
        _who,
        _result_released,
        _shortlist,
        _offer_to_office,
        _introduction,
        _placement,
    ),
    Audience.VISITOR: (_placement, _checks),
    Audience.LEAD: (
        *(_placement, _breaches, _words, _checks, _testimony),
        *(_concerns, _wish_to_decide),
    ),
}
