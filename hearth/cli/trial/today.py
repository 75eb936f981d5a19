"""What an invented service has done by today: records worked out, and a week planned."""

from datetime import datetime, timedelta

from hearth.actions import figures, outcomes, record
from hearth.actions.daily import daily
from hearth.actions.keys import service
from hearth.actions.visiting.rounds.plan import plan_week
from hearth.core.audience import Audience
from hearth.core.errors import RuleBroken
from hearth.queries import figures as counted
from hearth.queries import outcomes as became
from hearth.queries.record import whole
from hearth.store import keyring
from hearth.store.access import SignedIn
from hearth.store.folder import Folder

SEARCHED_S = 0.5  # a plan to look at, not the best one; somebody waits for the first page
WEEK = timedelta(days=7)


def up_to_date(begun: service.Begun, now: datetime) -> None:
    """Do what time does by itself, and what office and lead would have done by now."""
    daily(by=begun.service, now=now)
    found = whole.work_out(by=begun.lead, service=begun.service, now=now)
    record.keep(found, by=begun.lead, service=begun.service, now=now)
    known = became.work_out(by=begun.service, service=begun.service, now=now)
    outcomes.keep(known, by=begun.service, service=begun.service, now=now)
    why = became.reasons(by=begun.duty, now=now)
    outcomes.hand_on(why, by=begun.duty, service=begun.service, now=now)
    try:
        plan_week(
            first_on=(now + WEEK - timedelta(days=now.weekday())).date(),
            by=begun.lead,
            service=begun.service,
            now=now,
            seconds=SEARCHED_S,
        )
    except RuleBroken:
        return  # nobody lives anywhere yet, so there is nothing to plan


def first_figures(folder: Folder, *, service: SignedIn, now: datetime) -> None:
    """Work the manager's figures out as the invented manager, unless that was ever done.

    Needs the engine, so it is done beside the pages and not while the town is made. Cost: as
    `hearth.queries.figures.work_out`; for a town of 200 homes 0.1 s of a processor.
    """
    manager = keyring.sign_in(folder, Audience.MANAGER.value, None)
    if counted.latest(by=manager, service=service, now=now) is None:
        found = counted.work_out(by=manager, service=service, now=now)
        figures.keep(found, by=manager, service=service, now=now)
