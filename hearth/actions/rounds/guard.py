"""Whether a visitor may go to a stay, asked again when they take a visit on."""

from datetime import datetime

from hearth.actions.rounds.asked import known
from hearth.core.errors import RuleBroken
from hearth.core.ids import PrincipalId
from hearth.core.rounds.who import may_visit
from hearth.store.access import SignedIn
from hearth.store.models import CheckRow
from hearth.store.rounds import visitors_told


def must_be_theirs(row: CheckRow, who: PrincipalId, *, service: SignedIn, now: datetime) -> None:
    """Raises RuleBroken where a rule keeps this visitor from this stay; it does not say which.

    Of visitors of whom nothing has been told nothing is known to hold against them, so a service
    that does not plan rounds goes on as before. Cost: six openings.
    """
    if who not in visitors_told([who]):
        return
    all_ = known([row], by=service, now=now)
    decision = may_visit(
        all_.stays[row.placement_id],
        all_.visitors[who],
        who,
        ties=all_.ties,
        here=tuple(all_.visitors),
        today=now.date(),
    )
    if not decision.allowed:
        raise RuleBroken("this visit is for a colleague; the lead can say more")
