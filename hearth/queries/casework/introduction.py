"""The supervised meeting of a case: what stands, what each is told and when; never who said no."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from hearth.core import consent, introduction, offer
from hearth.core.card import GuestCard
from hearth.core.identity import HostIdentity
from hearth.queries.casework.head import PURPOSE, Head, agreed, case_of, head_of
from hearth.store import facts, programmes
from hearth.store.access import SignedIn
from hearth.store.models import CaseRow, IntroductionRow, OfferRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Meeting:
    """What stands. `seen`: the words that both sides see, or `none` before it is arranged.

    offer : None where the person has agreed to no home. host : once they have agreed. card :
    what the host was told of them. tell_at : when both are told, from the meeting on.
    """

    head: Head
    offer: UUID | None
    id: UUID | None
    seen: str
    host: str
    host_signs_in: bool
    card: GuestCard | None
    held_at: datetime | None
    tell_at: datetime | None
    delay_hours: int
    can_hold: bool


@transaction.atomic
def meeting(*, case: UUID, by: SignedIn, now: datetime) -> Meeting:
    """The meeting of the home that the person agreed to, else the last there was."""
    row = case_of(case, by)
    found = _offer_met(row)
    met = IntroductionRow.objects.filter(offer=found).first() if found else None
    state = introduction.State(met.state) if met else None
    stands = found is not None and found.state != offer.State.ENDED
    willing = found is not None and consent.stands(found.consent.state, found.consent.restored_on)
    return Meeting(
        head=head_of(row, by=by, now=now),
        offer=found.id if found else None,
        id=met.id if met else None,
        seen=introduction.seen_as(state) if state else "none",
        host=_host(found, by=by, now=now) if found else "",
        host_signs_in=found is not None and found.home.host.principal_id is not None,
        card=_card(met, by=by, now=now) if met else None,
        held_at=met.held_at if met else None,
        tell_at=met.tell_at if met else None,
        delay_hours=programmes.of(row.programme).introduction.answer_delay_hours,
        can_hold=stands and willing and state is introduction.State.ARRANGED,
    )


def _offer_met(row: CaseRow) -> OfferRow | None:
    met = row.offers.filter(introduction__isnull=False).order_by("-drafted_at").first()
    return agreed(row) or met


def _host(row: OfferRow, *, by: SignedIn, now: datetime) -> str:
    identity = row.home.host.identity_id
    return facts.open_(HostIdentity, identity, by=by, now=now, purpose=PURPOSE).name


def _card(met: IntroductionRow, *, by: SignedIn, now: datetime) -> GuestCard:
    return facts.open_(GuestCard, met.card_id, by=by, now=now, purpose=PURPOSE)
