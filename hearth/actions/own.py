"""What a person does by themselves on their own case: tells, changes, and asks for help."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from django.db import transaction

from hearth.actions import arrival, concerns, intake
from hearth.core.audience import Audience
from hearth.core.checks import SAID_HIDDEN
from hearth.core.compartments import SAFEGUARDING, Compartment
from hearth.core.concerns import RECEIPT, Concern, Kind, State
from hearth.core.errors import NotFound
from hearth.core.intake import SAFE, with_period
from hearth.core.person import Feature, Person
from hearth.core.placement import HOLDS_A_HOME
from hearth.core.sensitive import SensitivePeriod
from hearth.store import events, facts, offices, people, rows
from hearth.store.access import SignedIn
from hearth.store.models import CaseRow, ConcernRow, ItemRow, PersonRow, PlacementRow
from hearth.store.principals import circle

PURPOSE = "own"


@transaction.atomic
def need(
    *,
    case: UUID,
    features: Iterable[Feature],
    languages: Iterable[str],
    by: SignedIn,
    now: datetime,
) -> None:
    """What a home must have for this person, and what they speak. All else they told stays."""
    wanted, spoken = frozenset(features), frozenset(languages)

    def change(person: Person) -> Person:
        return replace(person, needs=wanted, languages=spoken)

    _change(case, change, by=by, now=now)


@transaction.atomic
def refuse(
    *,
    case: UUID,
    features: Iterable[Feature],
    kinds: Iterable[str],
    areas: Iterable[str],
    by: SignedIn,
    now: datetime,
) -> None:
    """What this person refuses: it binds, and nobody asks why. Hosts named stay."""
    no, places, where = frozenset(features), frozenset(kinds), frozenset(areas)

    def change(person: Person) -> Person:
        refused = replace(person.refusals, features=no, kinds=places, areas=where)
        return replace(person, refusals=refused)

    _change(case, change, by=by, now=now)


@transaction.atomic
def keep_away(
    *, case: UUID, names: Sequence[str], by: SignedIn, service: SignedIn, now: datetime
) -> None:
    """People who must not find them, beside those named before; nobody is taken out.

    `service` is the running program, which alone may look a name up in the register here.
    Raises NotFound for another's case, StepNotAllowed where it is closed.
    """
    events.begin_write()
    rows.get(CaseRow, case, party__members__person__principal=by.id)
    to = (*offices.of_case(case), by.id)
    away, refused = arrival.kept_away(names, to, by=service, now=now)

    def change(person: Person) -> Person:
        hosts = person.refusals.hosts | refused
        refusals = replace(person.refusals, hosts=hosts)
        return replace(person, hostile=person.hostile | away, refusals=refusals)

    _change(case, change, by=by, now=now)


@transaction.atomic
def add_period(*, case: UUID, period: SensitivePeriod, by: SignedIn, now: datetime) -> None:
    """A period in which they need more care. Told twice, it is there once.

    Raises RuleBroken for more than anybody has, InvalidValue for a kind that no rule knows.
    """

    def change(person: Person) -> Person:
        return with_period(person, period)

    _change(case, change, by=by, now=now)


@transaction.atomic
def drop_period(*, case: UUID, period: SensitivePeriod, by: SignedIn, now: datetime) -> None:
    """A period that was told is taken out again. Taken out twice, it is out."""

    def change(person: Person) -> Person:
        kept = tuple(one for one in person.sensitive if one != period)
        return replace(person, sensitive=kept)

    _change(case, change, by=by, now=now)


def _change(case: UUID, change: Callable[[Person], Person], *, by: SignedIn, now: datetime) -> None:
    """Tell the same party with this person changed; who lives somewhere is visited by it at once.

    Raises NotFound for another's case.
    """
    events.begin_write()
    row = rows.get(CaseRow, case, party__members__person__principal=by.id)
    own = PersonRow.objects.filter(principal=by.id).values_list("id", flat=True).first()
    party = people.party(row.party_id, by=by, now=now, purpose=PURPOSE)
    changed = tuple(change(one) if one.id == own else one for one in party.people)
    if changed == party.people:
        return
    intake.tell(case=row.id, party=replace(party, people=changed), by=by, now=now)
    intake.visited_anew(row, by=by, now=now)


@transaction.atomic
def say_wrong(*, kind: Kind, words: str, by: SignedIn, now: datetime) -> UUID:
    """Something is not right. One press is enough; words are the person's to leave out.

    Their receipt is sealed to them, so that they can read it again. The same words pressed
    twice, before anybody has read them, are one concern. The id of it.
    """
    events.begin_write()
    rows.only(by, Audience.RESIDENT)
    case = CaseRow.objects.filter(party__members__person__principal=by.id)
    row = case.order_by("-opened_on").first()
    if row is None:
        raise NotFound("no such record")
    same = _unread(Concern(kind, words), by=by, now=now)
    if same is not None:
        return same
    stay = row.placements.filter(state__in=HOLDS_A_HOME).order_by("-planned_on").first()
    raised = concerns.raise_one(
        kind=kind,
        words=words,
        placement_id=_about(stay),
        programme=row.programme,
        by=by,
        now=now,
    )
    receipt = facts.NewFact(
        subject=raised.id,
        compartment=Compartment.TESTIMONY,
        kind=RECEIPT,
        value=raised.receipt,
        to=(by.id,),
    )
    facts.put(receipt, by=by, now=now, purpose="concern")
    return raised.id


def _about(stay: PlacementRow | None) -> UUID | None:
    return stay.id if stay is not None else None


def _unread(concern: Concern, *, by: SignedIn, now: datetime) -> UUID | None:
    """The concern in which they have said just this today, where nobody has read it yet."""
    found = ConcernRow.objects.filter(
        raised_by=by.id, raised_on=now.date(), state=State.RAISED
    ).values_list("item_id", "id")
    ids = dict(found)
    if not ids:
        return None
    said = facts.open_many(Concern, ids, by=by, now=now, purpose="concern")
    return next((ids[item] for item, one in said.items() if one == concern), None)


@transaction.atomic
def say_safe(*, by: SignedIn, now: datetime) -> None:
    """I am safe: the moment at which they last said so, for the lead and themselves."""
    events.begin_write()
    rows.only(by, Audience.RESIDENT)
    person = PersonRow.objects.filter(principal=by.id).first()
    if person is None:
        raise NotFound("no such record")
    item = ItemRow.objects.filter(subject=person.id, kind=SAFE).first()
    if item is not None:
        facts.change(item.id, now, by=by, now=now, purpose=SAFE)
    else:
        fact = facts.NewFact(
            subject=person.id,
            compartment=Compartment.TESTIMONY,
            kind=SAFE,
            value=now,
            to=(circle(SAFEGUARDING), by.id),
        )
        facts.put(fact, by=by, now=now, purpose=SAFE)
    events.record("safe.said", by=by, about=person.id, now=now)


@transaction.atomic
def hide_said(*, by: SignedIn, now: datetime) -> None:
    """What was said in their talks stands on their own pages no more, whoever holds their phone.

    No page takes it back: whoever could press that could read on. What is sealed, and to whom,
    stays as it is. Done twice, it is done once. Raises WrongHands, NotFound.
    """
    events.begin_write()
    rows.only(by, Audience.RESIDENT)
    person = PersonRow.objects.filter(principal=by.id).first()
    if person is None:
        raise NotFound("no such record")
    if ItemRow.objects.filter(subject=person.id, kind=SAID_HIDDEN, grants__to=by.id).exists():
        return
    fact = facts.NewFact(
        subject=person.id,
        compartment=Compartment.TESTIMONY,
        kind=SAID_HIDDEN,
        value=now,
        to=(by.id,),
    )
    facts.put(fact, by=by, now=now, purpose=PURPOSE)
    events.record("said.hidden", by=by, about=person.id, now=now)
