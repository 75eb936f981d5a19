"""The home is free for the whole stay."""

from hearth.core.audience import STAFF_AND_RESIDENT
from hearth.core.decision import Decision, Margin
from hearth.core.rules.pair import Pair


def free_for_stay(pair: Pair) -> Decision:
    """One of the home's free periods holds every day the party asks for."""
    if pair.home.free_for(pair.party.stay):
        return Decision()
    stay = pair.party.stay
    wanted = f"{stay.first} to {stay.end or 'open'}"
    offered = ", ".join(f"{p.first} to {p.end or 'open'}" for p in pair.home.free) or "no day"
    return Decision.no("not_free", STAFF_AND_RESIDENT, Margin(wanted, offered))
