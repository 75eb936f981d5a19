"""An offer: one home, described so that it cannot be told from at least four others."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from hearth.actions.matching.desk import Desk, register_for
from hearth.actions.shortlist import must_be_ready
from hearth.core import consent, intake, introduction, offer, placement, shortlist
from hearth.core.compartments import Compartment
from hearth.core.errors import RuleBroken
from hearth.core.home import Home
from hearth.core.offer import Act, Described, alike, asked_told, describe
from hearth.core.person import Party
from hearth.core.programme import LastResortRule, Programme
from hearth.core.rules import may_host
from hearth.core.rules.pair import LastResort
from hearth.core.shortlist import told
from hearth.store import events, facts, offices, people, programmes, protected, rows, walls
from hearth.store.access import SignedIn
from hearth.store.checks import asked_apart
from hearth.store.hosts import Register
from hearth.store.models import (
    CaseRow,
    ConsentRow,
    HomeRow,
    IntroductionRow,
    OfferRow,
    PersonRow,
    ShortlistRow,
)


@transaction.atomic
def put(
    *,
    case: UUID,
    home: UUID,
    by: SignedIn,
    now: datetime,
    last_resort: LastResort | None = None,
    desk: Desk | None = None,
) -> UUID:
    """Describe a home to the person, without identity, and ask them.

    The rules are asked again at this moment. Raises RuleBroken where one speaks against
    the home, where a last resort is named and a home fits, where there is no shortlist,
    where the person wants no offers now, where this home waits for their answer already,
    where another home is agreed or lived in, or where fewer homes fit even the coarsest
    description than the programme asks for.
    """
    events.begin_write()
    walls.must_be_theirs(CaseRow, case, by)
    row = rows.get(CaseRow, case)
    must_be_ready(row, now.date())
    if row.state != intake.State.WAITING:
        raise RuleBroken("the person has not yet said that their needs are written down right")
    programme = programmes.of(row.programme)
    party = people.party(row.party_id, by=by, now=now, purpose="offer").from_day(now.date())
    register = register_for(by, desk, now=now, purpose="offer")
    must_be_only(row)
    _must_be_new(row, home)
    pair = register.pair(party, home, programme, now.date(), last_resort)
    if last_resort is not None:
        _must_be_last(party, register, programme, now)
        _must_tell_nothing(row, home, last_resort, by=by, now=now)
    decision = may_host(pair, programme)
    if not decision.allowed:
        raise RuleBroken(f"this home cannot be offered: {told(decision.against)}")
    described = _described(pair.home, register, programme)
    _use_shortlist(row, by)
    return _write(row, home, described, last_resort, by=by, now=now)


def _must_tell_nothing(
    row: CaseRow, home: UUID, last_resort: LastResort, *, by: SignedIn, now: datetime
) -> None:
    """The person reads the reason before they say yes: it tells neither this home nor another."""
    ever = HomeRow.objects.filter(Q(id=home) | Q(id__in=protected.homes_of(row).values("id")))
    known = protected.of_homes(ever, about=row.id, by=by, now=now, purpose="offer")
    protected.must_tell_nothing("the reason", (last_resort.reason,), known)


def _described(home: Home, register: Register, programme: Programme) -> Described:
    """The home in words, and how often at least its guests were asked alone."""
    rules, homes = programme.consent, register.homes.values()
    found = describe(home, homes, rules.ladder, rules.fits_at_least)
    hosts = alike(home, homes, rules.ladder, rules.fits_at_least)
    asked = asked_apart(home.host, hosts)
    return replace(found, asked=asked_told(home.host, asked, rules.fits_at_least))


def must_be_only(case: CaseRow, but: UUID | None = None) -> None:
    """One home at a time: no other agreed offer, no move planned, no stay, beside the offer `but`.

    Homes may be asked about side by side. Raises RuleBroken.
    """
    agreed = case.offers.filter(
        state__in=(offer.State.PUT, offer.State.ANSWERED), consent__state=consent.State.AGREED
    )
    if set(agreed.values_list("id", flat=True)) - {but}:
        raise RuleBroken("the person has agreed to another home; end that offer first")
    if case.placements.filter(state__in=placement.HOLDS_A_HOME).exists():
        raise RuleBroken("a move is planned or a stay goes on already; cancel or end it first")


def _must_be_new(case: CaseRow, home: UUID) -> None:
    """Nobody is asked about one home twice at a time, by two tabs or a button pressed twice."""
    if case.offers.filter(home=home, state=offer.State.PUT).exists():
        raise RuleBroken("this home is put to the person already; only they can answer")


def _must_be_last(party: Party, register: Register, programme: Programme, now: datetime) -> None:
    """A last resort is refused as long as any other home fits."""
    kinds = programme.rule(LastResortRule).kinds
    fitting = sum(
        one.decision.allowed and register.home(one.home).kind not in kinds
        for one in register.judged(party, programme, now.date())
    )
    if fitting:
        raise RuleBroken(f"{fitting} homes fit, so there is no last resort in {programme.name}")


def _use_shortlist(case: CaseRow, by: SignedIn) -> None:
    current = ShortlistRow.objects.filter(case=case).exclude(state=shortlist.State.OLD)
    latest = current.order_by("-made_at").first()
    if latest is None:
        raise RuleBroken("make a shortlist first: it says why this home and not another")
    if latest.state != shortlist.State.EMPTY:
        rows.step(latest, shortlist.STEPS, shortlist.Act.USE, by)


def _write(
    case: CaseRow,
    home: UUID,
    described: Described,
    last_resort: LastResort | None,
    *,
    by: SignedIn,
    now: datetime,
) -> UUID:
    person = PersonRow.objects.filter(parties__party=case.party_id, principal__isnull=False).first()
    if person is None or person.principal_id is None:
        raise RuleBroken("nobody of the party has a sign-in yet, so nobody can be asked")
    to = (*offices.of_case(case.id), person.principal_id)
    words = _fact(case, Compartment.OFFER, "described", described, to)
    resort = [_fact(case, Compartment.OFFER, "last_resort", last_resort, to)] if last_resort else []
    items = facts.put_many([words, *resort], by=by, now=now, about=case.id, purpose="offer")
    row = OfferRow.objects.create(
        case=case,
        home_id=home,
        described_id=items[0],
        last_resort_id=items[1] if last_resort else None,
        drafted_at=now,
        state=offer.START,
    )
    rows.step(row, offer.STEPS, Act.PUT, by, put_at=now)
    ConsentRow.objects.create(offer=row, person=person, state=consent.START)
    events.record("offer.put", by=by, about=row.id, now=now)
    return row.id


def _fact(
    case: CaseRow, compartment: Compartment, kind: str, value: object, to: tuple[UUID, ...]
) -> facts.NewFact:
    return facts.NewFact(subject=case.id, compartment=compartment, kind=kind, value=value, to=to)


@transaction.atomic
def end(*, offer_id: UUID, by: SignedIn, now: datetime) -> None:
    """End an offer. Whatever the reason, the other side learns the same words.

    The person's key to the home ends with it, and so does a meeting that was arranged.
    """
    events.begin_write()
    row = rows.get(OfferRow, offer_id)
    rows.step(row, offer.STEPS, Act.END, by)
    end_meeting(row, by=by, now=now)
    facts.revoke(row.consent.id, by=by, now=now, purpose="offer ended")
    events.record("offer.ended", by=by, about=row.id, now=now)


def end_meeting(row: OfferRow, *, by: SignedIn, now: datetime) -> None:
    """End the meeting of an offer that ended, and the host's key to the card with it.

    Once they have met, both hear of it at the moment fixed then, and the card stays
    readable until that moment: its vanishing would tell the host before.
    """
    meeting = IntroductionRow.objects.filter(offer=row).first()
    if meeting is None or (meeting.state, introduction.Act.CANCEL) not in introduction.STEPS:
        facts.revoke(row.id, by=by, now=now, purpose="offer ended")
        return
    to = rows.step(meeting, introduction.STEPS, introduction.Act.CANCEL, by)
    if to is introduction.State.ENDED:
        facts.revoke(row.id, by=by, now=now, purpose="meeting ended")


def take_keys_back(row: OfferRow, *, by: SignedIn, now: datetime, purpose: str) -> None:
    """The keys that an offer led to: the person's to name and address, the host's to the card."""
    for because in (row.consent.id, row.id):
        facts.revoke(because, by=by, now=now, purpose=purpose)
