"""What a party needs of a home, it has."""

from hearth.core.audience import STAFF_AND_RESIDENT
from hearth.core.decision import Decision, Margin
from hearth.core.rules.pair import Pair


def needs_met(pair: Pair) -> Decision:
    """Every need of everybody in the party is a feature of the home."""
    return Decision.all_of(
        Decision.no(f"needs_{need}", STAFF_AND_RESIDENT, Margin(str(need), "not there"))
        for need in sorted(pair.party.needs - pair.home.features)
    )
