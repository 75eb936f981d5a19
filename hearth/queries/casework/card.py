"""The card that goes with the person: where they go, how, and what to bring.

A name and an address stand on it only where the person holds the key to both, by their own yes,
and while nothing of an introduction is still to be told.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from hearth.core import introduction
from hearth.core.errors import NotFound
from hearth.core.gate import MOVING_IN, Fact, FactKind, Message
from hearth.core.gate.leaves import Told
from hearth.core.gate.protected import Protected, search
from hearth.core.identity import Address, HostIdentity
from hearth.core.ids import PrincipalId
from hearth.core.offer import Described
from hearth.core.placement import HOLDS_A_HOME, MovePlan, Planned
from hearth.queries.casework.head import PURPOSE, Head, agreed, case_of, head_of, holds
from hearth.store import facts, outbox, people, protected
from hearth.store.access import SignedIn
from hearth.store.models import CaseRow, GrantRow, IntroductionRow, OfferRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """What is printed. `host` and `address` None: the person holds no key to them.

    languages : those that the person speaks, as they were written down. told : what of it tells
    a place or a name, and the keys of the person that let it stand there. protected : every other
    home of theirs, which no line that somebody typed may tell.
    """

    head: Head
    described: tuple[str, ...]
    host: HostIdentity | None
    address: Address | None
    plan: MovePlan | None
    languages: tuple[str, ...]
    told: Told
    protected: tuple[Protected, ...]


@transaction.atomic
def card(*, case: UUID, by: SignedIn, now: datetime) -> Card:
    """The card of a case: of its move, else of the home that was agreed to, or put last.

    Raises NotFound where no home has been put to the person.
    """
    row = case_of(case, by)
    found, stay = _offer(row), holds(row)
    told = _is_released(found)
    host = address = None
    if told:
        home = found.home
        host = facts.open_(HostIdentity, home.host.identity_id, by=by, now=now, purpose=PURPOSE)
        address = facts.open_(Address, home.address_id, by=by, now=now, purpose=PURPOSE)
    message = Told(
        _message(found, host, address),
        outbox.releases(_person(found), _items(found), now.date()),
    )
    party = people.party(row.party_id, by=by, now=now, purpose=PURPOSE)
    return Card(
        head=head_of(row, by=by, now=now),
        described=facts.open_(Described, found.described_id, by=by, now=now, purpose=PURPOSE).words,
        host=host,
        address=address,
        plan=facts.open_(Planned, stay.plan_id, by=by, now=now, purpose=PURPOSE).move
        if stay
        else None,
        languages=tuple(sorted(party.languages)),
        told=message,
        protected=_others(row, message, by, now),
    )


def _others(row: CaseRow, told: Told, by: SignedIn, now: datetime) -> tuple[Protected, ...]:
    """What is protected and is not told by the card itself: two homes may be in one town."""
    said = " / ".join(fact.text for fact in told.message.facts)
    homes = protected.homes_of(row)
    known = protected.of_homes(homes, about=row.id, by=by, now=now, purpose=PURPOSE)
    return tuple(one for one in known if not search(said, [one]))


def _offer(row: CaseRow) -> OfferRow:
    """The offer that the card is of: that of the stay, else the agreed one, else the latest."""
    stay = row.placements.filter(state__in=HOLDS_A_HOME).first()
    latest = row.offers.order_by("-drafted_at")
    led = latest.filter(home=stay.home_id).first() if stay else agreed(row)
    found = led or latest.first()
    if found is None:
        raise NotFound("no such record")
    return found


def _is_released(row: OfferRow) -> bool:
    """Whether the person's yes holds the keys to name and address, and nothing waits to be told."""
    to = row.consent.person.principal_id
    items = (row.home.host.identity_id, row.home.address_id)
    held = GrantRow.objects.filter(item__in=items, to=to, because=row.consent.id, rests=False)
    return held.count() == len(items) and not _is_waiting(row)


def _message(row: OfferRow, host: HostIdentity | None, address: Address | None) -> Message:
    """What stands on the card, as the gate looks at it: for the person, so that they move in."""
    name, place = _items(row)
    told: list[Fact] = []
    if host is not None:
        told += [Fact(FactKind.HOST_NAME, host.name, name), Fact(FactKind.PHONE, host.phone, name)]
    if address is not None:
        where = f"{address.street}, {address.town}, {address.directions}"
        told += [Fact(FactKind.PLACE, where, place), Fact(FactKind.PHONE, address.phone, place)]
    return Message(to=_person(row), purpose=MOVING_IN, facts=tuple(told))


def _person(row: OfferRow) -> PrincipalId:
    to = row.consent.person.principal_id
    if to is None:
        raise NotFound("no such record")
    return PrincipalId(to)


def _items(row: OfferRow) -> tuple[UUID, UUID]:
    return row.home.host.identity_id, row.home.address_id


def _is_waiting(row: OfferRow) -> bool:
    met = IntroductionRow.objects.filter(offer=row).first()
    return met is not None and introduction.seen_as(introduction.State(met.state)) == "waiting"
