"""An invented town, entered like a real register: to try the service, never beside real people."""

from datetime import datetime
from itertools import chain

from django.db import transaction

from hearth.core import intake
from hearth.core.errors import RuleBroken
from hearth.sim.town import Town
from hearth.store import events, hosts, offices, people, programmes
from hearth.store.access import SignedIn
from hearth.store.hosts import NewHost
from hearth.store.models import CaseRow, HostRow
from hearth.store.people import NewParty

PURPOSE = "invented town"


@transaction.atomic
def enter_town(town: Town, *, programme: str, by: SignedIn, now: datetime) -> None:
    """Enter every host, home and party of a town, and a case for each party that waits.

    Raises RuleBroken for a town that was entered before.
    """
    if HostRow.objects.filter(id__in=[one.host.id for one in town.hosts[:1]]).exists():
        raise RuleBroken("this town is here already; another --seed invents another one")
    used = programmes.use(programme, now.date(), now=now)
    new = [
        NewHost(
            identity=one.identity,
            host=one.host,
            homes=tuple((home.home, home.address) for home in one.homes),
        )
        for one in town.hosts
    ]
    hosts.enter_many(new, by=by, now=now, purpose=PURPOSE)
    if town.ties:
        hosts.add_ties(town.ties, by=by, now=now)
    parties = [NewParty(party=one.party, identities=one.people) for one in town.parties]
    office = offices.own(by)
    people.enter_many(parties, office=office, by=by, now=now, purpose=PURPOSE)
    CaseRow.objects.bulk_create(
        CaseRow(
            party_id=one.party.id,
            office_id=office,
            programme=used.ref,
            opened_on=now.date(),
            state=intake.State.TOLD,
        )
        for one in town.parties
    )
    homes = sum(1 for _ in chain.from_iterable(one.homes for one in town.hosts))
    events.record("exchange.town_entered", by=by, about=str(homes), now=now, purpose=PURPOSE)
