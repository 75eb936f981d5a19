"""How somebody may be reached: what they said; where they did not, what their programme says."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import partial
from uuid import UUID

from hearth.core.audience import Audience
from hearth.core.compartments import Compartment
from hearth.core.identity import HostIdentity
from hearth.core.programme import ContactRules
from hearth.core.reach import (
    AT_WORK,
    FACT,
    HOURS,
    AtWork,
    Channel,
    HostHours,
    Reach,
    in_hours_of,
    is_mail,
)
from hearth.store import events, facts, programmes
from hearth.store.access import SignedIn
from hearth.store.models import CaseRow, EntryRow, HostRow, ItemRow, PersonRow, PrincipalRow

NOBODY = UUID(int=0)
SAID_ANEW = ("reach.said", "reach.hours_said", "host.welcomed")
TOLD_AT_WORK = (Audience.LEAD, Audience.MANAGER)  # that something has risen to them


def item_of(subject: UUID, kind: str = FACT) -> UUID | None:
    """The sealed fact of how a person, or when a host, may be reached; None: they never said."""
    return _items([subject], kind).get(subject)


def _items(subjects: Iterable[UUID], kind: str) -> Mapping[UUID, UUID]:
    found = ItemRow.objects.filter(
        subject__in=list(subjects), kind=kind, compartment=Compartment.CONTACT
    )
    return dict(found.values_list("subject", "id"))


def rules_of(person: UUID) -> ContactRules | None:
    """[contact] of the programme under which their latest case is; None where they have none."""
    return _rules([person]).get(person)


def _rules(people: Collection[UUID]) -> Mapping[UUID, ContactRules]:
    cases = CaseRow.objects.filter(party__members__person__in=people).order_by("opened_on")
    refs = dict(cases.values_list("party__members__person", "programme"))
    return {person: programmes.of(ref).contact for person, ref in refs.items() if person in people}


def reach_of(to: UUID, *, by: SignedIn, now: datetime, purpose: str) -> Reach | None:
    """How a person or a host may be reached, as it stands now; None: they never said."""
    return reaches([to], by=by, now=now, purpose=purpose).get(to)


def reaches(
    to: Iterable[UUID], *, by: SignedIn, now: datetime, purpose: str
) -> Mapping[UUID, Reach]:
    """The same for many, by who they sign in as. A host: by the mail they gave us.

    Cost: two openings and four questions, however many they are; one more of each for staff.
    """
    wanted = set(to)
    people = dict(PersonRow.objects.filter(principal__in=wanted).values_list("principal_id", "id"))
    told = said(people.values(), by=by, now=now, purpose=purpose)
    rules = _rules(set(people.values()))
    found = {
        who: _with(told[person], rules.get(person))
        for who, person in people.items()
        if person in told
    }
    found |= _of_hosts(wanted - people.keys(), by=by, now=now, purpose=purpose)
    return {**found, **_at_work(wanted - found.keys(), by=by, now=now, purpose=purpose)}


def _with(said: Reach, rules: ContactRules | None) -> Reach:
    return in_hours_of(said, rules.safe_from, rules.safe_until) if rules else said


def said(
    subjects: Iterable[UUID], *, by: SignedIn, now: datetime, purpose: str, about: UUID | str = ""
) -> Mapping[UUID, Reach]:
    """What each of these people said of how they may be reached, and whether it counts here."""
    items = _items(subjects, FACT)
    if not items:
        return {}
    told = facts.open_many(Reach, items.values(), by=by, now=now, purpose=purpose, about=about)
    old = restored_on(items)
    return {
        subject: replace(told[item], restored_on=old.get(subject))
        for subject, item in items.items()
    }


def restored_on(subjects: Iterable[UUID]) -> Mapping[UUID, date]:
    """Of these people and hosts, those who have not said how they may be reached since a copy was
    put back, with the day of that: they may have said otherwise after the copy was made.

    Asked of the log, by the order of its entries: no clock can bring an old word back.
    """
    last = EntryRow.objects.filter(act=events.RESTORED).order_by("-seq")
    restored = last.values_list("seq", "at").first()
    if restored is None:
        return {}
    wanted = {one.hex: one for one in subjects}
    since = EntryRow.objects.filter(seq__gt=restored[0], act__in=SAID_ANEW, about__in=wanted)
    anew = set(since.values_list("about", flat=True))
    day = datetime.fromisoformat(restored[1]).date()
    return {one: day for name, one in wanted.items() if name not in anew}


def _of_hosts(
    to: Collection[UUID], *, by: SignedIn, now: datetime, purpose: str
) -> Mapping[UUID, Reach]:
    rows = list(HostRow.objects.filter(principal__in=to, active=True)) if to else []
    if not rows:
        return {}
    read = partial(facts.open_many, by=by, now=now, purpose=purpose)
    named = read(HostIdentity, [row.identity_id for row in rows])
    items = _items([row.id for row in rows], HOURS)
    hours = read(HostHours, items.values()) if items else {}
    old = restored_on(row.id for row in rows)
    return {
        row.principal_id: replace(
            _of_host(named[row.identity_id].email, hours.get(items.get(row.id, NOBODY)), now),
            restored_on=old.get(row.id),
        )
        for row in rows
        if row.principal_id is not None and is_mail(named[row.identity_id].email)
    }


def _at_work(
    to: Collection[UUID], *, by: SignedIn, now: datetime, purpose: str
) -> Mapping[UUID, Reach]:
    """Those who work here, by the mail that they named for it. Who has left is not reached."""
    if not to:
        return {}
    here = PrincipalRow.objects.filter(id__in=to, role__in=TOLD_AT_WORK, ended_at=None)
    items = _items(here.values_list("id", flat=True), AT_WORK)
    if not items:
        return {}
    said = facts.open_many(AtWork, items.values(), by=by, now=now, purpose=purpose)
    return {who: _of_host(said[item].mail, said[item].hours, now) for who, item in items.items()}


def _of_host(mail: str, said: HostHours | None, now: datetime) -> Reach:
    """By the mail they gave us, in the hours that they named."""
    told, today = said or HostHours(), now.date()
    return Reach(
        channels=frozenset({Channel.MAIL}),
        mail=mail,
        first_hour=told.first_hour,
        last_hour=told.last_hour,
        language=told.language,
        zone=told.zone,
        said_on=today - timedelta(days=1),
        holds_until=today + timedelta(days=2),
    )
