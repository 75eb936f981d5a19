"""Nobody is brought to a host any more: by a weight of a concern, or a step that was failed."""

from datetime import datetime

from hearth.actions import offer, placement
from hearth.actions.telling import outbox
from hearth.core.concerns import REACHES
from hearth.core.gate import NEWS, Message
from hearth.core.ids import PrincipalId
from hearth.core.programme import ForcedAct
from hearth.store.access import SignedIn
from hearth.store.models import HostRow, OfferRow, PersonRow, PlacementRow

REACHED = REACHES[ForcedAct.PAUSE_OFFERS]


def stop(host: HostRow, *, by: SignedIn, office: SignedIn, now: datetime) -> None:
    """End all of a host that leads to somebody living there: offers, meetings and planned moves.

    Every key that they gave goes with them: the person's to the name and the address, the host's
    to the card. Whoever lives there lives on: a person is offered a move, never moved. Called
    inside the act that causes it. `by` is the lead or the caseworker who acts; `office` is whoever
    may write the calendar of the home, the running program where a lead acts.
    """
    HostRow.objects.filter(id=host.id).update(active=False)
    standing = OfferRow.objects.filter(home__host=host, state__in=REACHED.offers)
    for one in standing.order_by("id"):
        offer.end(offer_id=one.id, by=by, now=now)
    planned = PlacementRow.objects.filter(home__host=host, state__in=REACHED.stays)
    for stay in planned.select_related("case").order_by("id"):
        placement.cancel(placement_id=stay.id, by=by, office=office, now=now)
        _let_them_know(stay, by=by, now=now)


def _let_them_know(stay: PlacementRow, *, by: SignedIn, now: datetime) -> None:
    """The person hears that there is something to read; their page says what, and not why."""
    found = PersonRow.objects.filter(parties__party=stay.case.party_id, principal__isnull=False)
    person = found.first()
    if person is not None and person.principal_id is not None:
        note = Message(to=PrincipalId(person.principal_id), purpose=NEWS)
        outbox.queue(note, key=f"called_off:{stay.id.hex}", case=stay.case_id, by=by, now=now)
