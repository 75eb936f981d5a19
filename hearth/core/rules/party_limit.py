"""How many parties a home may hold at once."""

from hearth.core.audience import STAFF
from hearth.core.decision import Decision, Margin
from hearth.core.rules.pair import Pair


def place_for_a_party(pair: Pair, *, parties: int) -> Decision:
    """The home holds fewer parties than the programme and the host allow."""
    most = min(parties, pair.home.parties_max)
    if pair.home.parties_now < most:
        return Decision()
    margin = Margin(f"fewer than {most}", str(pair.home.parties_now), "parties")
    return Decision.no("home_full", STAFF, margin)
