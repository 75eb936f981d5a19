"""The case of whoever looks, the latest stay of it, and the keys they hold to a home."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from hearth.core import intake
from hearth.core.errors import NotFound
from hearth.core.identity import Address, HostIdentity
from hearth.core.placement import HOLDS_A_HOME
from hearth.store import facts
from hearth.store.access import SignedIn
from hearth.store.models import CaseRow, ConsentRow, GrantRow, HomeRow, PersonRow, PlacementRow

PURPOSE = "own"


@dataclass(frozen=True, slots=True)
class HomeCard:
    """Whose home it is and where: for whoever holds the key that their yes made."""

    host: str
    host_phone: str
    street: str
    town: str
    directions: str
    phone: str


def case_of(by: SignedIn) -> CaseRow:
    """Their case; of several, one that goes on. Raises NotFound where there is none."""
    theirs = list(CaseRow.objects.filter(party__members__person__principal=by.id))
    if not theirs:
        raise NotFound("no such record")
    return max(theirs, key=lambda row: (row.state != intake.State.CLOSED, row.opened_on))


def person_of(by: SignedIn) -> PersonRow:
    """The person that this sign-in is. Raises NotFound."""
    row = PersonRow.objects.filter(principal=by.id).first()
    if row is None:
        raise NotFound("no such record")
    return row


def stay_of(case: CaseRow) -> PlacementRow | None:
    """The latest stay of a case; one that holds a home before one that is over."""
    stays = case.placements.select_related("home__host").order_by("planned_on", "id")
    return max(stays, key=lambda row: (row.state in HOLDS_A_HOME, row.planned_on), default=None)


def keys_held(consents: Iterable[ConsentRow], by: SignedIn) -> set[UUID]:
    """Those of these consents whose keys this person still holds: each may be taken back."""
    ids = [row.id for row in consents]
    held = GrantRow.objects.filter(to=by.id, because__in=ids)
    return {because for because in held.values_list("because", flat=True) if because is not None}


def card_of_home(home: HomeRow, *, by: SignedIn, now: datetime) -> HomeCard:
    """The home card. Raises Sealed for whoever holds no key to it."""
    host = facts.open_(HostIdentity, home.host.identity_id, by=by, now=now, purpose=PURPOSE)
    place = facts.open_(Address, home.address_id, by=by, now=now, purpose=PURPOSE)
    return HomeCard(host.name, host.phone, place.street, place.town, place.directions, place.phone)
