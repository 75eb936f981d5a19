"""Whether a visitor may go to a stay today, asked again when they take a visit on."""

from datetime import datetime

from hearth.actions.visiting.rounds.asked import known, on_their_way
from hearth.core.errors import RuleBroken
from hearth.core.ids import PrincipalId
from hearth.core.rounds.who import may_visit
from hearth.store.access import SignedIn
from hearth.store.models import CheckRow
from hearth.store.rounds import in_force, visitors_told

UNTOLD = frozenset({"language"})  # not held against a visitor of whom nothing has been told


def must_be_theirs(row: CheckRow, who: PrincipalId, *, service: SignedIn, now: datetime) -> None:
    """Raises RuleBroken where a rule keeps this visitor from this stay; it does not say which.

    Of visitors of whom nothing has been told no language is known, so a service that does not
    plan rounds goes on as before; what the person and the rules ask binds them all the same.
    Cost: six openings.
    """
    all_ = known([row], by=service, now=now)
    decision = may_visit(
        all_.stays[row.placement_id],
        all_.visitors[who],
        who,
        ties=all_.ties,
        here=tuple(all_.visitors),
        today=now.date(),
    )
    excused = frozenset[str]() if visitors_told([who]) else UNTOLD
    if {reason.code for reason in decision.against} - excused:
        raise RuleBroken("this visit is for a colleague; the lead can say more")


def must_not_be_at_odds(row: CheckRow, *, service: SignedIn, now: datetime) -> None:
    """Raises RuleBroken where somebody goes today, or has been, to a home at odds with this one.

    It does not say which, nor why: only that this one waits for another day. Cost: six openings,
    where anybody is on their way today.
    """
    others = [one for one in on_their_way(now.date()) if one.placement_id != row.placement_id]
    if not others:
        return
    all_ = known([row], others, by=service, now=now)
    if any(row.placement_id in pair for pair in all_.odds):
        raise RuleBroken(
            "this home and one that is visited today are never visited on one day; take this "
            "visit on tomorrow, or ask the lead"
        )


def must_not_be_planned_for_others(
    row: CheckRow, who: PrincipalId, *, service: SignedIn, now: datetime
) -> None:
    """Raises RuleBroken where a plan in force has this visit in a colleague's round from today on.

    Who makes it, and on a drawn day when, is the plan's: the lead can plan again. A day that went
    by without the visit frees it. Cost: one opening, where a plan is in force.
    """
    ahead = [
        one
        for plan in in_force(by=service, now=now)
        for one in plan.visits
        if one.check == row.id and one.day >= now.date()
    ]
    if ahead and not any(who in one.visitors for one in ahead):
        raise RuleBroken("this visit is in a colleague's round; the lead can plan it for you")
