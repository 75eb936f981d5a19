"""What pages ask about somebody's way in."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from hearth.core.errors import NotFound
from hearth.core.identity import HostIdentity, PersonIdentity
from hearth.store import facts, second, sign_ins
from hearth.store.access import SignedIn
from hearth.store.models import HostRow, PersonRow
from hearth.store.second import Factor

__all__ = ["Factor", "Holder", "asked_for", "factors", "holder_of_code"]


@dataclass(frozen=True, slots=True)
class Holder:
    """Somebody who signs in by a printed code. `has_one`: whether they have one already."""

    id: UUID
    name: str
    has_one: bool


@transaction.atomic
def holder_of_code(of: UUID, *, by: SignedIn, now: datetime) -> Holder:
    """A resident or a host, by the number of the person or of the host. Raises NotFound, Sealed."""
    person = PersonRow.objects.filter(id=of).first()
    host = HostRow.objects.filter(id=of).first()
    if person is not None and person.principal_id is not None:
        who = facts.open_(PersonIdentity, person.identity_id, by=by, now=now, purpose="sign-in")
        return Holder(of, who.name, sign_ins.of(person.principal_id) is not None)
    if host is None:
        raise NotFound("nobody of that number signs in here")
    named = facts.open_(HostIdentity, host.identity_id, by=by, now=now, purpose="sign-in")
    has_one = host.principal_id is not None and sign_ins.of(host.principal_id) is not None
    return Holder(of, named.name, has_one)


def factors(who: SignedIn) -> list[Factor]:
    """The passkeys and apps that somebody has enrolled."""
    return second.factors(who)


def asked_for(who: SignedIn) -> frozenset[str]:
    """What somebody on their way in is asked for: `totp`, `webauthn`."""
    return second.kinds(who.id)
