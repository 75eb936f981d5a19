"""What became of it, kept sealed to the running service, which tells it to the manager."""

from datetime import datetime

from django.db import transaction

from hearth.actions.figures import put_for_engine, put_only
from hearth.core.audience import Audience
from hearth.core.compartments import Compartment
from hearth.stats.outcomes import OutcomesTold, ReasonsTold
from hearth.store import events, offices, rows
from hearth.store.access import SignedIn

PURPOSE = "outcomes"


@transaction.atomic
def keep(found: OutcomesTold, *, by: SignedIn, service: SignedIn, now: datetime) -> None:
    """Keep these in place of the last ones. Raises WrongHands for all but the manager and the
    running service.

    What stands behind them is kept apart, and is read only to work out the next.
    """
    events.begin_write()
    rows.only(by, Audience.MANAGER, Audience.CLOCK)
    put_for_engine("outcomes", found.told, purpose=PURPOSE, service=service, now=now)
    put_for_engine("outcomes-behind", found, purpose=PURPOSE, service=service, now=now)
    events.record("outcomes.worked_out", by=by, about="", now=now)


@transaction.atomic
def hand_on(found: ReasonsTold, *, by: SignedIn, service: SignedIn, now: datetime) -> None:
    """The office hands the manager why stays end, small numbers hidden. Raises WrongHands for
    all but a caseworker.

    What stands behind it is small numbers too, and stays the office's.
    """
    events.begin_write()
    rows.only(by, Audience.CASEWORKER)
    put_for_engine("reasons-told", found.told, purpose=PURPOSE, service=service, now=now)
    own, kept = offices.own(by), Compartment.CASEWORK
    put_only("reasons-behind", found, kept, own, purpose=PURPOSE, by=by, now=now)
    events.record("reasons.handed_on", by=by, about="", now=now)
