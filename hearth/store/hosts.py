"""The register, from and to rows."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from django.db.models import QuerySet

from hearth.core.compartments import ENGINE, RELEASE, Compartment
from hearth.core.consent import State as ConsentState
from hearth.core.errors import NotFound
from hearth.core.home import Home
from hearth.core.host import Host, asked_before
from hearth.core.identity import Address, HostIdentity
from hearth.core.ids import HomeId, HostId
from hearth.core.intake import State as CaseState
from hearth.core.offer import State as OfferState
from hearth.core.person import Party
from hearth.core.programme import Before, Programme, RoomRule, RoomStandard
from hearth.core.rooms import Sleeping, rooms_kept
from hearth.core.rules import judged_by, rules_of
from hearth.core.rules.pair import LastResort, Pair
from hearth.core.shortlist import Judged
from hearth.core.ties import NO_TIES, Tie, Ties
from hearth.store import events, facts, offices, programmes
from hearth.store.access import SignedIn
from hearth.store.database.worded import Worded
from hearth.store.facts import NewFact
from hearth.store.models import ConsentRow, HomeRow, HostRow, ItemRow, OfferRow
from hearth.store.principals import circle

TIES = "ties"
HOLDS = (ConsentState.ASKED, ConsentState.AGREED)  # a home, as long as its offer is open
PAUSES = "pauses"  # why a host was paused, each time; sealed to the office


@dataclass(frozen=True, slots=True, kw_only=True)
class NewHost:
    """A host to enter, with their homes and where each is."""

    identity: HostIdentity
    host: Host
    homes: tuple[tuple[Home, Address], ...]


@dataclass(frozen=True, slots=True)
class Claim:
    """Rooms that an open offer keeps for its party, as it is to sleep there.

    party : the item of what the rules read of the party.
    """

    offer: UUID
    party: UUID
    sleeping: Sleeping
    standard: RoomStandard


Claims = Mapping[UUID, tuple[Claim, ...]]  # by the id of the home, those of earlier offers first


@dataclass(frozen=True, slots=True)
class Register:
    """Every active home with its host, and who is tied to whom: what matching reads."""

    homes: Mapping[HomeId, Home]
    hosts: Mapping[HostId, Host]
    ties: Ties

    def home(self, id: UUID) -> Home:
        """A home of the register. Raises NotFound for one that is not active."""
        if id not in self.homes:
            raise NotFound("no such home, or it is not active now")
        return self.homes[HomeId(id)]

    def host_of(self, home: Home) -> Host:
        return self.hosts[home.host]

    def pair(
        self,
        party: Party,
        home: UUID,
        programme: Programme,
        on: date,
        last_resort: LastResort | None = None,
    ) -> Pair:
        """A party and a home of the register, as the rules look at them before an offer.

        Raises NotFound for a home that is not active.
        """
        found = self.home(home)
        return Pair(
            party=party,
            home=found,
            host=self.host_of(found),
            on=on,
            ties=self.ties,
            requirements=asked_before(Before.OFFER, programme.requirements),
            sensitive_kinds=programme.sensitive_kinds_by_id,
            last_resort=last_resort,
        )

    def judged(self, party: Party, programme: Programme, on: date) -> list[Judged]:
        """What the hard rules say of every home, in its order. Cost: 100 microseconds a home."""
        in_force = rules_of(programme)
        return [
            Judged(home, judged_by(self.pair(party, home, programme, on), in_force))
            for home in self.homes
        ]


def enter_many(hosts: Sequence[NewHost], *, by: SignedIn, now: datetime, purpose: str) -> None:
    """Enter hosts and homes under the ids they carry.

    Names and addresses go to every office and to the release process, which makes the
    grant that a consent is; what the rules read goes to every office and the engine.
    """
    every, release, engine = offices.every(), circle(RELEASE), circle(ENGINE)
    seen, read = (*every, release), (*every, engine)
    new: list[NewFact] = []
    for one in hosts:
        new.append(_fact(one.host.id, Compartment.IDENTITY, "host", one.identity, seen))
        new.append(_fact(one.host.id, Compartment.ATTRIBUTES, "host", one.host, read))
        for home, address in one.homes:
            new.append(_fact(home.id, Compartment.PLACE, "address", address, seen))
            new.append(_fact(home.id, Compartment.ATTRIBUTES, "home", home, read))
    items = iter(facts.put_many(new, by=by, now=now, about=release, purpose=purpose))
    host_rows, home_rows = [], []
    for one in hosts:
        host_rows.append(HostRow(id=one.host.id, identity_id=next(items), profile_id=next(items)))
        home_rows += [
            HomeRow(
                id=home.id,
                host_id=one.host.id,
                address_id=next(items),
                attributes_id=next(items),
            )
            for home, _ in one.homes
        ]
    HostRow.objects.bulk_create(host_rows, batch_size=facts.AT_ONCE)
    HomeRow.objects.bulk_create(home_rows, batch_size=facts.AT_ONCE)


def _fact(
    subject: HostId | HomeId,
    compartment: Compartment,
    kind: str,
    value: object,
    to: tuple[UUID, ...],
) -> NewFact:
    return NewFact(subject=subject, compartment=compartment, kind=kind, value=value, to=to)


def add_ties(ties: Sequence[Tie], *, by: SignedIn, now: datetime) -> None:
    """Add to what is known of who is tied to whom. One sealed fact for the whole service."""
    events.begin_write()
    row = ItemRow.objects.filter(compartment=Compartment.ATTRIBUTES, kind=TIES).first()
    if row is None:
        engine = circle(ENGINE)
        fact = NewFact(
            subject=engine,
            compartment=Compartment.ATTRIBUTES,
            kind=TIES,
            value=tuple(ties),
            to=(*offices.every(), engine),
        )
        facts.put(fact, by=by, now=now, purpose="ties")
        return
    known = facts.open_(tuple[Tie, ...], row.id, by=by, now=now, purpose="ties")
    together = tuple(dict.fromkeys((*known, *ties)))
    facts.change(row.id, together, by=by, now=now, purpose="ties")


def register(*, by: SignedIn, now: datetime, purpose: str) -> Register:
    """The whole register as the rules see it, homes in the order of their ids.

    A home that is offered to somebody counts as holding them already, in rooms of their own:
    a plan for others gives these to nobody. Cost: some 15,000 facts a second. Raises Sealed for
    whoever may not read it.
    """
    active = HomeRow.objects.filter(active=True, host__active=True)
    claims = held_by_offers(by=by, now=now, purpose=purpose)
    return _read(active, claims, by=by, now=now, purpose=purpose)


def register_of(
    home: UUID,
    *,
    but: UUID | None = None,
    by: SignedIn,
    service: SignedIn,
    now: datetime,
    purpose: str,
) -> Register:
    """The register with one home in it, or none where the home is not active.

    The offer `but` does not count as held, and its rooms are free: it is the one that is being
    looked at. Whom else the home is offered to is read by the running program: they may be of
    an office that is not theirs who asks.
    """
    active = HomeRow.objects.filter(id=home, active=True, host__active=True)
    claims = held_by_offers(of=home, by=service, now=now, purpose=purpose)
    return _read(active, claims, but, by=by, now=now, purpose=purpose)


def _read(
    active: QuerySet[HomeRow],
    claims: Claims,
    but: UUID | None = None,
    *,
    by: SignedIn,
    now: datetime,
    purpose: str,
) -> Register:
    rows = list(active.order_by("id"))
    homes = facts.open_many(
        Home, (row.attributes_id for row in rows), by=by, now=now, purpose=purpose
    )
    profiles = dict(HostRow.objects.filter(homes__in=active).values_list("id", "profile_id"))
    hosts = facts.open_many(Host, profiles.values(), by=by, now=now, purpose=purpose)
    return Register(
        {
            HomeId(row.id): with_offers(homes[row.attributes_id], claims.get(row.id, ()), but)
            for row in rows
        },
        {HostId(id): hosts[item] for id, item in profiles.items()},
        ties(by=by, now=now, purpose=purpose),
    )


def held_by_offers(
    known: Collection[Claim] = (),
    *,
    of: UUID | None = None,
    by: SignedIn,
    now: datetime,
    purpose: str,
) -> Claims:
    """The parties that each home is offered to and does not hold yet, as they would sleep there.

    known : claims of an earlier look whose party is as it was then: they are not opened again.
    of : this home alone. Ages are those on the day of the offer, where the stay should have
    begun earlier. Cost: two queries, and one opening of the parties that are not known.
    """
    offered = [row for row in _offered() if of is None or row[1] == of]
    words = words_on(row[0] for row in offered)
    held = [row for row in offered if words.get(row[0], ("", None))[0] in HOLDS]
    kept = {claim.offer: claim for claim in known}
    wanted = [row[3] for row in held if row[0] not in kept]
    parties = (
        facts.open_many(Party, wanted, by=by, now=now, purpose=purpose) if wanted else {}
    )  # an act that opens nothing is not written down
    standards = {ref: _standard(ref) for ref in {row[4] for row in held}}
    found: dict[UUID, list[Claim]] = {}
    for offer, home, at, item, ref in held:
        claim = kept.get(offer)
        if claim is None:
            party = parties[item].from_day(at.date())
            claim = Claim(offer, item, Sleeping.of(party, party.stay.first), standards[ref])
        found.setdefault(home, []).append(claim)
    return {home: tuple(claims) for home, claims in found.items()}


def _standard(ref: str) -> RoomStandard:
    """By what a programme says who sleeps where; a bed each, where none of its rules does."""
    programme = programmes.of(ref)
    if not programme.has_rule(RoomRule.name):
        return RoomStandard.BEDS
    return programme.rule(RoomRule).standard


_offered = Worded(
    lambda: (
        open_offers((OfferState.PUT, OfferState.ANSWERED))
        .order_by("drafted_at", "id")
        .values_list("id", "home_id", "drafted_at", "case__party__attributes_id", "case__programme")
    )
)


def open_offers(states: Iterable[OfferState]) -> QuerySet[OfferRow]:
    """Offers in these states, of cases that are not closed: few, however many there ever were."""
    return OfferRow.objects.filter(state__in=list(states)).exclude(case__state=CaseState.CLOSED)


def words_on(offers: Iterable[UUID]) -> dict[UUID, tuple[str, datetime | None]]:
    """The state of the person's word on each of these offers, and when it was given.

    Which states are wanted is asked of what is found: asked of the database, SQLite begins with
    every yes that there ever was.
    """
    wanted = list(offers)
    return {
        offer: (state, answered_at)
        for at in range(0, len(wanted), facts.AT_ONCE)
        for offer, state, answered_at in ConsentRow.objects.filter(
            offer__in=wanted[at : at + facts.AT_ONCE]
        ).values_list("offer_id", "state", "answered_at")
    }


def with_offers(home: Home, claims: Sequence[Claim], but: UUID | None = None) -> Home:
    """The home as if everybody lived there to whom it is offered, without the offer `but`.

    Each has rooms of their own, an earlier offer first; whoever the rooms that are left no
    longer do for has all of these. The rooms of `but` are free, and nobody else's.
    """
    if not claims:
        return home
    taken, free_again = home.rooms_taken, frozenset[int]()
    for claim in claims:
        theirs = rooms_kept(claim.sleeping, home.rooms, taken, claim.standard)
        if theirs is None:
            theirs = frozenset(range(len(home.rooms))) - taken
        taken |= theirs
        if claim.offer == but:
            free_again = theirs
    others = sum(claim.offer != but for claim in claims)
    return replace(home, rooms_taken=taken - free_again, parties_now=home.parties_now + others)


def ties(*, by: SignedIn, now: datetime, purpose: str) -> Ties:
    """Who is tied to whom, as far as anybody has told us."""
    row = ItemRow.objects.filter(compartment=Compartment.ATTRIBUTES, kind=TIES).first()
    if row is None:
        return NO_TIES
    return Ties.of(facts.open_(tuple[Tie, ...], row.id, by=by, now=now, purpose=purpose))


def change_home(home: Home, *, by: SignedIn, now: datetime, purpose: str) -> None:
    """Write a home's new value: a room taken or free again, a new calendar."""
    row = HomeRow.objects.get(id=home.id)
    facts.change(row.attributes_id, home, by=by, now=now, purpose=purpose)


def change_host(host: Host, *, by: SignedIn, now: datetime, purpose: str) -> None:
    """Write a host's new value: a step of vetting, a pause, a limit."""
    row = HostRow.objects.get(id=host.id)
    facts.change(row.profile_id, host, by=by, now=now, purpose=purpose)


def home(id: HomeId, *, by: SignedIn, now: datetime, purpose: str) -> tuple[Home, Host]:
    """One home and its host, as the rules see them."""
    row = HomeRow.objects.select_related("host").get(id=id)
    found = facts.open_(Home, row.attributes_id, by=by, now=now, purpose=purpose)
    return found, facts.open_(Host, row.host.profile_id, by=by, now=now, purpose=purpose)


def correct(new: NewHost, *, by: SignedIn, now: datetime, purpose: str) -> None:
    """Write a host's new values over the old. What happened here since is kept.

    Rooms taken, parties there, stays before, pauses and hostility are ours to know, not
    the sender's.
    """
    row = HostRow.objects.get(id=new.host.id)
    facts.change(row.identity_id, new.identity, by=by, now=now, purpose=purpose)
    before = facts.open_(Host, row.profile_id, by=by, now=now, purpose=purpose)
    kept = replace(
        new.host,
        paused=before.paused,
        hostile_to=before.hostile_to,
        stays_before=before.stays_before,
        exemptions=before.exemptions,
    )
    change_host(kept, by=by, now=now, purpose=purpose)
    for fresh, address in new.homes:
        home_row = HomeRow.objects.get(id=fresh.id)
        facts.change(home_row.address_id, address, by=by, now=now, purpose=purpose)
        old = facts.open_(Home, home_row.attributes_id, by=by, now=now, purpose=purpose)
        taken = frozenset(at for at in old.rooms_taken if at < len(fresh.rooms))
        same = replace(fresh, rooms_taken=taken, parties_now=old.parties_now)
        change_home(same, by=by, now=now, purpose=purpose)
